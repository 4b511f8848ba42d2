"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

Store = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="URL", help="The review library: a file, or a database URL. Default: $WORKBENCH_STORE, else workbench.db here."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object for scripts.")]
Project = Annotated[str | None, typer.Option("--project", metavar="ID", help="The project.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for reports.")]
Parameters = Annotated[list[str] | None, typer.Option("-p", metavar="NAME=VALUE", help="A parameter of the template; may be repeated.")]
Formats = Annotated[str, typer.Option("--formats", help="Of html, pdf and ipynb; the notebook is always kept.")]


def formats_in(told: str) -> Any:
    """The formats in an answer such as ``html,pdf``; whoever makes reports refuses what is none."""
    return tuple(word.strip() for word in told.split(","))
