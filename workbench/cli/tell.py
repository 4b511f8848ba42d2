"""Commands that tell: demo, review, report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench import loop, reports, shipped, store
from workbench.loop import Reviewed
from workbench.wording import forecast as forecast_words

from .options import Formats, Json, Out, Parameters, Project, Store, formats_in
from .output import give, give_json, give_table, records, tell
from .parameters import parsed

_DEMO_PROJECT = "PAY-3"  # finished, not yet reviewed, its cards on the board; one earlier action worked and one did not
_DEMO_PLAN = {"capacity_per_day": 24.0, "start_on": "2026-01-12", "country": "DE"}


def review(
    project: Annotated[str, typer.Argument(help="The project.")],
    parameters: Parameters = None,
    formats: Formats = "html",
    out: Out = Path("reports"),
    store_url: Store = None,
    json: Json = False,
) -> None:
    """The main job: run the retrospective, keep the review, recalibrate, say what changes next time."""
    with store.open(store_url) as library:
        tell(f"Reviewing {project} …")
        given = parsed("project_retrospective", parameters)
        done = loop.review(library, project, out_dir=out, parameters=given, formats=formats_in(formats))
    if json:
        report = {"status": done.run.status, "reason": done.run.reason} | _files(done.run)
        give_json({"project": project, "calibration": done.knowledge.number, "report": report, "changed": records(done.changed)})
    else:
        _give_review(done)
    if done.run.status != "done":
        raise typer.Exit(1)


def _give_review(done: Reviewed) -> None:
    if done.run.status == "done":
        _give_files(done.run)
    else:
        give(f"The report failed: {done.run.reason}")
    if done.changed.empty:
        give("Nothing changes for the next estimate: no kind of work here has 20 finished, estimated tasks in the library.")
    else:
        give("What changes for the next estimate (multiply the estimate by):")
        give_table(done.changed)
    give(f"Calibration {done.knowledge.number} now includes this project.")


def report(
    template: Annotated[str, typer.Argument(help="Name of the template; `workbench report list` shows them.")],
    project: Project = None,
    parameters: Parameters = None,
    formats: Formats = "html",
    out: Out = Path("reports"),
    store_url: Store = None,
    json: Json = False,
) -> None:
    """Run one report."""
    if template == "list":
        for known in reports.templates():
            give(f"{known.name}: {known.title}")
        return
    values = parsed(template, parameters)
    with store.open(store_url) as library:
        tell(f"Running {template} …")
        wanted = formats_in(formats)
        run = reports.run(template, project_id=project, parameters=values, library=library, out_dir=out, formats=wanted)
    if json:
        give_json({"status": run.status, "reason": run.reason, "cell": run.cell, "seconds": run.seconds} | _files(run))
    elif run.status == "done":
        _give_files(run)
    else:
        give(f"The report failed: {run.reason}. The notebook with the error: {run.notebook}")
    if run.status != "done":
        raise typer.Exit(1)


def _files(run: reports.Run) -> dict[str, str | None]:
    """Where a report is, by its format."""
    return {"html": str(run.html) if run.html else None, "pdf": str(run.pdf) if run.pdf else None}


def _give_files(run: reports.Run) -> None:
    for file in (run.html, run.pdf):
        if file:
            give(f"Report: {file}")
    if run.note:
        tell(run.note)


def demo(folder: Annotated[Path, typer.Option("--folder", help="Where the demo's library and reports go.")] = Path("demo")) -> None:
    """The whole loop on the sample data: import, review, calibrate, estimate."""
    folder.mkdir(parents=True, exist_ok=True)
    samples = shipped.folder("sample_data")
    with store.open(folder / "workbench.db") as library:
        tell("1 of 4  Loading the sample portfolio …")
        loop.load_samples(library)
        tell("2 of 4  Importing a Jira export …")
        brought = loop.import_file(library, loop.check_file(samples / "exports" / "jira_sample.csv"))
        tell(f"        {brought.report.accepted:,} tasks of project {', '.join(brought.projects)}.")
        tell(f"3 of 4  Reviewing {_DEMO_PROJECT}: retrospective, then recalibration …")
        done = loop.review(library, _DEMO_PROJECT, out_dir=folder / "reports")
        tell("4 of 4  Estimating the next backlog …")
        made = loop.estimate(library, samples / "backlog.csv", out_dir=folder / "reports", parameters=_DEMO_PLAN)
    for run in (done.run, made.run):
        if run.status != "done":
            tell(f"A report failed: {run.reason}")
            raise typer.Exit(1)
    give("")
    give(forecast_words.effort_sentence(made.effort))
    give(f"Retrospective of {done.project_id}: {done.run.html}")
    give(f"Estimate of {made.project_id}: {made.run.html}")
