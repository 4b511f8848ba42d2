"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
