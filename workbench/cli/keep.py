"""Commands that list the library and keep it, and those in it, safe: projects, backup, restore, verify, erase-person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench import store

from .options import Json, Store
from .output import give, give_json, give_table, records, tell


def projects(store_url: Store = None, json: Json = False) -> None:
    """List the projects of the library."""
    with store.open(store_url) as library:
        frame = library.projects()
    if json:
        give_json({"projects": records(frame)})
    elif frame.empty:
        give("The library has no projects yet: run `workbench import FILE`.")
    else:
        give_table(frame[["project_id", "name", "team", "tasks", "finished", "finished_on", "reviewed_on"]])


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; an older backup there is replaced.")],
    store_url: Store = None,
) -> None:
    """Back the library up while it is in use; the same kind of file from SQLite and from PostgreSQL."""
    with store.open(store_url, create=False) as library:
        made = library.backup(file)
    give(f"{made}: {store.verify_backup(made)}")


def restore(
    file: Annotated[Path, typer.Argument(help="What `workbench backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace what the library holds; that is kept in a file beside it.")] = False,
    store_url: Store = None,
) -> None:
    """Put a backup back, or move a library: into a new file or an empty database; in place of another only with --replace."""
    tell("Checking the backup, then restoring …")
    give(str(store.restore(file, store_url, replace=replace)))


def verify(
    file: Annotated[Path | None, typer.Argument(help="A backup; the library itself when left out.")] = None,
    store_url: Store = None,
    json: Json = False,
) -> None:
    """Check that the library, or a backup, is whole; exit code 1 when it is not."""
    if file is not None:
        found = store.verify_backup(file)
    else:
        with store.open(store_url, create=False) as library:
            found = library.verify()
    if json:
        give_json({"sound": found.sound, "problems": list(found.problems), "made_at": found.made_at, "tables": records(found.rows)})
    else:
        give(str(found))
        if len(found.rows):
            give_table(found.rows[found.rows["rows"] > 0].assign(fingerprint=lambda t: t["fingerprint"].str[:12]))
    if not found.sound:
        raise typer.Exit(1)


def erase_person(
    name: Annotated[str | None, typer.Argument(help="The name as the library has it; asked for when left out.")] = None,
    texts: Annotated[bool, typer.Option("--texts", help="Also in texts that people wrote: titles, notes, lessons.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to go on.")] = False,
    store_url: Store = None,
) -> None:
    """Take a person out of the library for good; an older backup that is restored does not bring the person back."""
    with store.open(store_url, create=False) as library:
        name = name or typer.prompt("Name", err=True)
        if not yes:
            typer.confirm(f"Take {name} out of {library.place}? This cannot be undone.", abort=True, err=True)
        erased = library.erase_person(name, texts=texts)
        mentions, copies = library.mentions(name), library.copies()
    if erased.empty:
        give("The name stood nowhere. It is on the list of erased people now, so that no backup brings it back.")
    else:
        give_table(erased)
        give(f"Erased: {int(erased['values'].sum()):,} values. The next `workbench calibrate` learns without them.")
    if len(mentions):
        places = ", ".join(f"{row.table} {row.column} ({row.values:,})" for row in mentions.itertuples(index=False))
        give(f"The name still stands in texts that people wrote: {places}. To take it out of them, run this again with --texts.")
    if copies:
        give(f"These older copies still hold what they held; delete them when they are needed no more: {', '.join(map(str, copies))}.")
    give("Backups made earlier still hold the name; a restore takes it out again. An import brings it back: correct the tracker, too.")
