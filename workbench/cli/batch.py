"""The command that makes many reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from workbench import reports, store
from workbench.reports import Issue, Order, Run

from .options import Json, Out, Store
from .output import give, give_json, give_table, records, said

_SHOWN = ["project_id", "template", "status", "reason", "seconds"]


def batch(
    templates: Annotated[list[str] | None, typer.Argument(help="Names of templates; project_retrospective when left out.")] = None,
    projects: Annotated[list[str] | None, typer.Option("--projects", metavar="ID", help="Only these projects; may be repeated.")] = None,
    finished_since: Annotated[str | None, typer.Option("--finished-since", metavar="DAY", help="Only projects finished since.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", help="How many at a time; as many as processors when left out.")] = None,
    shard: Annotated[str | None, typer.Option("--shard", metavar="I/N", help="This machine's part, such as 1/4.")] = None,
    formats: Annotated[str, typer.Option("--formats", help="html, pdf or html,pdf; the notebook is always kept.")] = "html",
    out: Out = Path("reports"),
    store_url: Store = None,
    json: Json = False,
) -> None:
    """Make the reports that are due: data, template or version changed since the last one; exit code 0 only if none failed."""
    with store.open(store_url) as library:
        chosen = _chosen(library.projects(), projects, finished_since)
        wanted: Any = tuple(formats.split(","))
        orders = [
            o
            for name in templates or ["project_retrospective"]
            for o in reports.plan(name, library=library, projects=chosen, formats=wanted)
        ]
        if shard:
            orders = reports.shard(orders, shard)
        done = _with_progress(orders, library, out, jobs, quiet=json)
    if json:
        give_json({"seconds": done.seconds, "reports": records(done.reports)})
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


def _with_progress(orders: list[Order], library: store.Library, out: Path, jobs: int | None, *, quiet: bool) -> Issue:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=said, disable=quiet or not said.is_terminal) as bar:
        shown = bar.add_task("Reports", total=len(orders))

        def tell(run: Run) -> None:
            bar.advance(shown)

        return reports.issue(orders, library=library, out_dir=out, jobs=jobs, tell=tell)
