"""The command that opens JupyterLab on the notebooks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from workbench import shipped
from workbench.store.connect import DEFAULT_FILE, VARIABLE
from workbench.tables import InputError

from .options import Store
from .output import tell

NEUTRAL = Path(__file__).resolve().parent / "jupyter"
"""Our settings for JupyterLab, and where it and Voilà are started: they run a ``voila.py`` of the folder in which they are started, and
Python imports modules from there, so a file among downloads would run."""


def lab(
    store_url: Store = None,
    folder: Annotated[Path | None, typer.Option("--folder", help="Folder with notebooks; the shipped ones when left out.")] = None,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Open JupyterLab on the notebooks, with the library set."""
    place = place_of(folder)
    tell(f"JupyterLab opens on {place}. Stop it with Ctrl+C.")
    command = [sys.executable, "-P", "-m", "jupyterlab", f"--ServerApp.root_dir={place}"]
    if not browser:
        command.append("--no-browser")
    raise typer.Exit(subprocess.call(command, cwd=NEUTRAL, env={**os.environ, **with_library(store_url), **hardened()}))


def place_of(folder: Path | None) -> Path:
    """The folder with notebooks that was asked for, or the shipped one."""
    if folder is not None and not folder.is_dir():
        raise InputError(f"there is no folder {folder}.", todo="name the folder that holds the notebooks, or leave --folder out.")
    return (folder or shipped.folder("notebooks")).resolve()


def hardened() -> dict[str, str]:
    """The environment variable that lets our defaults for JupyterLab count: no commands from inside notebooks (CVE-2026-40171)."""
    return {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, [os.environ.get("JUPYTER_CONFIG_PATH"), str(NEUTRAL)]))}


def with_library(store_url: str | None) -> dict[str, str]:
    """The environment variable that tells kernels where the library is, whatever folder they start in."""
    url = store_url or os.environ.get(VARIABLE) or DEFAULT_FILE
    return {VARIABLE: url if "://" in url else str(Path(url).resolve())}
