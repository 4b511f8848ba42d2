"""The command that makes or updates a PM's own workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench import loop

from .output import give


def init(
    folder: Annotated[Path, typer.Argument(help="The folder; made if it is not there.")],
    update: Annotated[bool, typer.Option("--update", help="Bring a newer version of the package in; what you changed stays.")] = False,
) -> None:
    """Make your own workspace: library, notebooks, templates and a blank review workbook in one folder."""
    done = loop.update_workspace(folder) if update else loop.make_workspace(folder)
    for word, names in (("Added", done.added), ("Updated", done.updated), ("Yours, left as they are", done.left)):
        if names:
            give(f"{word}: {', '.join(names)}")
    if update and not (done.added or done.updated):
        give("Nothing to update.")
    if done.left:
        give("To take the new version of one of these, move yours away and run it again with --update.")
    give(f"The workspace: {done.folder}. Go there and run `workbench lab --folder .`")
