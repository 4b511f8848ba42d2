"""Commands that keep the library safe: backup, restore, verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench import store

from .options import Json, Store
from .output import give, give_json, give_table, records, tell


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
