"""Commands about data: import, check, workbook, export, rows."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from workbench import importers, loop, store
from workbench.importers import Imported, Profile
from workbench.tables import InputError

from .ask import offer_to_save, settled
from .options import Json, Project, Store
from .output import give, give_json, give_table, records, tell

Tool = Annotated[str | None, typer.Option("--tool", metavar="NAME", help="Which tool made the file; found out when left out.")]
Hours = Annotated[Path | None, typer.Option("--hours", metavar="LOG", help="A time log whose bookings belong to the file's tasks.")]
More = Annotated[Path | None, typer.Option("--with", metavar="FILE", help="A table with further columns of the same tasks.")]
Mapping = Annotated[Path | None, typer.Option("--map", metavar="PROFILE", help="A saved mapping (YAML) to read the file with.")]


def import_(
    file: Annotated[Path, typer.Argument(help="The tracker's export, or a canonical file.")],
    tool: Tool = None,
    project: Project = None,
    map_: Mapping = None,
    hours: Hours = None,
    more: More = None,
    yes: Annotated[bool, typer.Option("--yes", help="Accept the proposed mapping without asking.")] = False,
    store_url: Store = None,
    json: Json = False,
) -> None:
    """Import a file into the library; a second import updates and never doubles."""
    imported, certain = _read(file, tool, map_, project, hours=hours, more=more)
    tell(str(imported.report))
    if not (certain or yes):
        if not sys.stdin.isatty():
            tell("Nothing was imported: the mapping above is a proposal. Accept it with --yes, or name it with --tool or --map.")
            raise typer.Exit(1)
        typer.confirm("Import with this mapping?", abort=True, err=True)
    with store.open(store_url) as library:
        brought = loop.import_file(library, imported)
    if json:
        give_json(
            {
                "projects": list(brought.projects),
                "due": list(brought.due),
                "counts": records(brought.counts),
                "status_changes": records(brought.status_changes),
                "gone": brought.gone,
                "report": brought.report.to_dict(),
            }
        )
    else:
        give_table(brought.counts[brought.counts[["inserted", "updated", "unchanged"]].sum(axis=1) > 0])
        if len(brought.status_changes):
            told = ", ".join(f"{c.from_status} → {c.to_status} {c.n:,}" for c in brought.status_changes.head(8).itertuples())
            give(f"Status changed since the last import on {int(brought.status_changes['n'].sum()):,} tasks: {told}.")
        if brought.gone:
            give(f"{brought.gone:,} tasks of the library are not in this file; they were kept.")
        for name in brought.due:
            give(f"{name} is finished and has no review yet: run `workbench review {name}`.")
    if imported.report.accepted == 0:
        tell("No row could be used.")
        raise typer.Exit(1)


def check(
    file: Annotated[Path, typer.Argument(help="The file to look at.")],
    tool: Tool = None,
    project: Project = None,
    map_: Mapping = None,
    hours: Hours = None,
    more: More = None,
    interactive: Annotated[bool, typer.Option("--interactive", help="Ask about what is unclear, then read again.")] = False,
    json: Json = False,
) -> None:
    """Tell everything about a file, and write nothing; exit code 1 when rows cannot be used."""
    imported, _ = _read(file, tool, map_, project, hours=hours, more=more)
    told: Profile | None = None
    if interactive:
        used = importers.load_profile(map_) if map_ else importers.profile(imported.report.profile)
        told = settled(imported, used)
        if told is not None:
            imported = loop.check_file(file, profile=told, project_id=project, hours=hours, more=more, as_of=pd.Timestamp.now())
    if json:
        give_json(imported.report.to_dict())
    else:
        give(str(imported.report))
        if len(imported.checked.problems):
            give_table(imported.checked.problems[["table", "row", "reason"]].head(50))
    if told is not None:
        offer_to_save(told)
    if imported.report.quarantined or not imported.report.accepted:
        raise typer.Exit(1)


def export(
    table: Annotated[str, typer.Argument(help="tasks, sprints, lessons …")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write: .csv, .csv.gz, .xlsx or .parquet.")],
    project: Project = None,
    for_: Annotated[str | None, typer.Option("--for", metavar="TOOL", help="jira: the open actions as a CSV that Jira imports.")] = None,
    store_url: Store = None,
) -> None:
    """Write a table of the library to a file."""
    if for_ is not None and (for_.lower(), table) != ("jira", "actions"):
        raise InputError(f"{table} for {for_} is not written.", expected="workbench export actions --for jira.", todo="leave out --for.")
    with store.open(store_url) as library:
        if for_ is not None:
            rows = loop.actions_for_jira(library, output, project_id=project)
            give(f"{rows:,} open actions written to {output}; in Jira's importer choose the date format yyyy-MM-dd.")
            return
        rows = loop.export_table(library, table, output, project_id=project)
    give(f"{rows:,} rows of {table} written to {output}")


def rows(
    project: Annotated[
        str | None, typer.Argument(help="The project; when left out, what reports on all projects rest on, each past forecast too.")
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Folder for the files; made when it is not there.")] = Path(
        "rows"
    ),
    store_url: Store = None,
) -> None:
    """Write the rows behind the numbers of reports, one CSV per table."""
    with store.open(store_url) as library:
        written = loop.export_rows(library, project, output)
    for name, n in written.items():
        give(f"{n:,} rows written to {output / name}")


def workbook(
    project: Annotated[str | None, typer.Argument(help="Fill it with what the library knows of this project; blank when left out.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write; review.xlsx or review-PROJECT.xlsx here.")] = None,
    store_url: Store = None,
) -> None:
    """Write the post-project review workbook, to fill in a spreadsheet and import again."""
    target = output or Path(f"review-{re.sub(r'[^A-Za-z0-9_-]+', '_', project)}.xlsx" if project else "review.xlsx")
    if project is None:
        loop.hand_out_workbook(target)
        give(f"A blank workbook: {target}. Fill it, then run `workbench import {target}`.")
        return
    with store.open(store_url) as library:
        rows = loop.hand_out_workbook(target, library=library, project_id=project)
    give(f"The workbook of {project}, with {rows:,} rows: {target}. Complete it, then run `workbench import {target}`.")


def _read(
    file: Path, tool: str | None, mapping: Path | None, project: str | None, *, hours: Path | None = None, more: Path | None = None
) -> tuple[Imported, bool]:
    """The file as read, and whether its mapping needs no word from the user."""
    profile: Profile | str | None = importers.load_profile(mapping) if mapping else tool
    imported = loop.check_file(file, profile=profile, project_id=project, hours=hours, more=more, as_of=pd.Timestamp.now())
    return imported, profile is not None or imported.report.profile in ("canonical", "workbook")
