"""The command that makes many reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from workbench import reports, store
from workbench.reports import Issue, Order

from .options import Formats, Json, Out, Store, formats_in
from .output import give, give_json, give_table, records, said

_TEMPLATE = "project_retrospective"
_SHOWN = ["project_id", "template", "status", "reason", "seconds"]


def batch(
    templates: Annotated[list[str] | None, typer.Argument(help="Names of templates; project_retrospective when left out.")] = None,
    projects: Annotated[list[str] | None, typer.Option("--projects", metavar="ID", help="Only these projects; may be repeated.")] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Only projects that have finished, or have a report; all that have a task when left out.")
    ] = False,
    finished_since: Annotated[str | None, typer.Option("--finished-since", metavar="DAY", help="Only projects finished since.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", help="How many at a time; as many as processors when left out.")] = None,
    shard: Annotated[str | None, typer.Option("--shard", metavar="I/N", help="This machine's part, such as 1/4.")] = None,
    formats: Formats = "html",
    engine: Annotated[
        str, typer.Option("--engine", metavar="NAME", help="How notebooks are run: auto, workbench, nbclient; dask: on a cluster.")
    ] = "auto",
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="The cluster's scheduler, such as tcp://host:8786.")
    ] = None,
    out: Out = Path("reports"),
    store_url: Store = None,
    json: Json = False,
) -> None:
    """Make the reports that are due: data, template or version changed since the last one; exit code 0 only if none failed."""
    if (engine == "dask") != (scheduler is not None):
        raise typer.BadParameter("--engine dask and --scheduler ADDRESS go together.")
    with store.open(store_url) as library:
        chosen = _chosen(library.projects(), projects, finished_since)
        if due:
            chosen = _due(library.projects(), chosen, templates or [_TEMPLATE], out)
        wanted = formats_in(formats)
        orders = [o for name in templates or [_TEMPLATE] for o in reports.plan(name, library=library, projects=chosen, formats=wanted)]
        if shard:
            orders = reports.shard(orders, shard)
        done = _with_progress(orders, library, out, quiet=json, jobs=jobs, engine=engine, scheduler=scheduler)
    if json:
        counts = {status: done.count(status) for status in ("done", "current", "failed", "busy")}
        give_json({"seconds": done.seconds, "counts": counts, "note": done.note or None, "reports": records(done.reports)})
    else:
        failed = done.reports[done.reports["status"].eq("failed")]
        if len(failed):
            give_table(failed[_SHOWN])
        give(f"{done}\nAll reports: {out / 'index.html'}")
    if done.count("failed"):
        raise typer.Exit(1)


def _chosen(known: pd.DataFrame, projects: list[str] | None, finished_since: str | None) -> list[str] | None:
    if finished_since is None:
        return projects
    try:
        since = pd.Timestamp(finished_since)
    except ValueError:
        raise typer.BadParameter(f"{finished_since!r} is no day; write it as 2026-03-31.") from None
    late = known.loc[known["finished_on"].ge(since).fillna(False), "project_id"].tolist()
    return [p for p in late if projects is None or p in projects]


def _due(known: pd.DataFrame, chosen: list[str] | None, templates: list[str], out: Path) -> list[str]:
    """Those of the chosen projects that have finished, or have a report of one of the templates."""
    told = {e.about.get("project_id") for e in reports.entries(out) if e.about.get("template") in {Path(t).stem for t in templates}}
    wanted = known["finished_on"].notna() | known["project_id"].isin(told)
    return [p for p in known.loc[wanted & (known["tasks"] > 0), "project_id"] if chosen is None or p in chosen]


def _with_progress(orders: list[Order], library: store.Library, out: Path, *, quiet: bool, engine: str, **how: Any) -> Issue:
    """Make them, with a bar that shows how many are done, how many have failed, and how long it will take yet."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    failed = 0
    with Progress(*columns, console=said, disable=quiet or not said.is_terminal) as bar:
        shown = bar.add_task("Reports", total=None)

        def step(status: str, due: int) -> None:
            nonlocal failed
            failed += status == "failed"
            words = f"Reports, {failed} failed" if failed else "Reports"
            bar.update(shown, advance=1, total=due, description=words)

        how["engine"] = "auto" if engine == "dask" else engine
        return reports.issue(orders, library=library, out_dir=out, step=step, **how)
