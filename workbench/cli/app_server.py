"""The command that shows the notebooks as an application, without code and without JupyterLab around them."""

from __future__ import annotations

import importlib.util
import os
import re
import secrets
import socket
import threading
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from workbench.tables import InputError

from .lab import NEUTRAL, place_of, with_library
from .options import Store
from .output import tell

FIRST = "0_start_here.ipynb"
_TEMPLATES = Path(__file__).resolve().parent / "voila"
_POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; frame-ancestors 'self'"


def app(
    store_url: Store = None,
    folder: Annotated[Path | None, typer.Option("--folder", help="Folder with notebooks; the shipped ones when left out.")] = None,
    port: Annotated[int, typer.Option(help="Port on this computer; any free one when 0.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Open the notebooks as an application, without code; only this computer reaches it, and only with its token."""
    if importlib.util.find_spec("voila") is None:
        raise InputError(
            "the application needs Voilà, which is not installed.",
            todo='install it with `pip install "workbench-retrospective[app]"`, or open the same notebooks with `workbench lab`.',
        )
    place = place_of(folder)
    os.environ.update(with_library(store_url))
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(_TEMPLATES.parent), os.environ.get("JUPYTER_PATH")]))
    token, port = secrets.token_urlsafe(24), port or _free_port()
    address = f"http://127.0.0.1:{port}/voila/render/{FIRST}?token={token}"
    tell(f"The workbench opens at {address}\nStop it with Ctrl+C.")
    if browser:
        threading.Thread(target=_open_when_up, args=(port, lambda: webbrowser.open(address)), daemon=True).start()
    raise typer.Exit(serve(place, port=port, token=token))


def serve(place: Path, *, port: int, token: str) -> int:
    """Serve a folder of notebooks on loopback until it is stopped.

    Parameters
    ----------
    place : Path
        The folder.
    port : int
        Port on this computer.
    token : str
        What a browser has to show; it is not put on the command line, where others could read it.

    Returns
    -------
    int
        Exit code.
    """
    from jupyter_core.paths import jupyter_config_path
    from voila.app import Voila  # only where it is used: it takes a second to load

    options = [
        "--no-browser",
        "--Voila.ip=127.0.0.1",
        f"--Voila.port={port}",
        "--Voila.port_retries=0",
        "--MappingKernelManager.cull_idle_timeout=300",  # of pages that were left: nobody else ends their kernels
        "--MappingKernelManager.cull_interval=60",
        "--VoilaConfiguration.template=workbench",
        "--VoilaConfiguration.show_tracebacks=False",
        f"--VoilaConfiguration.file_allowlist=['{re.escape('reports/')}.*']",
    ]
    os.chdir(NEUTRAL)
    headers = {"headers": {"Content-Security-Policy": _POLICY}}
    try:
        Voila.launch_instance(argv=[str(place), *options], token=token, tornado_settings=headers, config_file_paths=jupyter_config_path())
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _open_when_up(port: int, act: Callable[[], object], *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                act()
                return
        time.sleep(0.2)
