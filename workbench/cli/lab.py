"""The command that opens JupyterLab on the notebooks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from workbench import shipped

from .options import Store
from .output import tell


def lab(
    store_url: Store = None,
    folder: Annotated[Path | None, typer.Option("--folder", help="Folder with notebooks; the shipped ones when left out.")] = None,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Open JupyterLab on the notebooks, with the library set."""
    place = folder or shipped.folder("notebooks")
    environment = dict(os.environ)
    url = store_url or environment.get("WORKBENCH_STORE") or "workbench.db"
    environment["WORKBENCH_STORE"] = url if "://" in url else str(Path(url).resolve())
    tell(f"JupyterLab opens on {place}. Stop it with Ctrl+C.")
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={place}"]
    if not browser:
        command.append("--no-browser")
    raise typer.Exit(subprocess.call(command, env=environment))
