"""The command that looks whether everything is in order."""

from __future__ import annotations

import typer

from workbench import loop

from .options import Json, Store
from .output import give, give_json


def doctor(store_url: Store = None, json: Json = False) -> None:
    """Look whether everything is in order: versions, the library and who can read it, JupyterLab's settings, a browser."""
    found = loop.examine(store_url)
    wrong = [f for f in found if f.wrong]
    if json:
        give_json({"in_order": not wrong, "findings": [vars(f) for f in found]})
    else:
        for finding in found:
            give(f"{'✗' if finding.wrong else '·'} {finding.topic}: {finding}")
        give("Everything is in order." if not wrong else f"To be put right: {len(wrong):,}.")
    if wrong:
        raise typer.Exit(1)
