"""One report's turn in a batch: whether there is anything to do, and what became of it."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Container
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..tables import StoreError, WorkbenchError
from . import fork
from .entry import plain
from .folder import Folder, opened
from .order import Order
from .place import ABOUT, NAMES
from .run import Run, make
from .workshop import Workshop

if TYPE_CHECKING:
    from ..store import Library

COLUMNS = ("template", "project_id", "status", "reason", "cell", "seconds", "html", "pdf", "folder")
Row = dict[str, Any]


def row(order: Order, status: str, out_dir: Path, reason: str | None = None) -> Row:
    """What is said of a report that was not made just now.

    Parameters
    ----------
    order : Order
        The report.
    status : str
        What became of it.
    out_dir : Path
        Where reports are kept.
    reason : str, optional
        Why.
    """
    told = {"template": order.template.name, "project_id": order.project_id, "status": status, "reason": reason}
    return {**dict.fromkeys(COLUMNS), **told, "folder": out_dir / order.folder}


def is_current(order: Order, library: Library | None, out_dir: Path, running: Container[str]) -> bool:
    """Whether a whole report with the order's key is there.

    Parameters
    ----------
    order : Order
        The report.
    library : Library or None
        Where runs are noted.
    out_dir : Path
        Where reports are kept.
    running : container of str
        Keys of runs that the ledger calls running: a batch that was killed after it had put the report in place left such.
    """
    path = out_dir / order.folder
    if not path.is_dir() or path.is_symlink():
        return False
    with opened(out_dir, order.folder) as folder:
        if not _is_whole(folder, order):
            return False
        if order.key in running:
            with folder.kept() as mine:
                if mine:
                    settle(order, library, status="done", output=path)
        return True


def take(order: Order, *, library: Library | None, out_dir: Path, tools: Workshop, shared: str = "") -> tuple[Row, Run | None]:
    """Make one report unless somebody else does or has, whatever happens to it.

    Parameters
    ----------
    order : Order
        The report.
    library, out_dir
        As in `run`.
    tools : Workshop
        Open.
    shared : str
        From `Workshop.share`.

    Returns
    -------
    tuple
        The row that tells of it, and the run where one was made.
    """
    try:
        with opened(out_dir, order.folder) as folder, folder.kept() as mine:
            if not mine:
                return row(order, "busy", out_dir), None
            if _is_whole(folder, order):  # another batch has made it since
                return row(order, "current", out_dir), None
            settle(order, library, status="failed", reason="it was interrupted.")
            run = make(order, library=library, out_dir=out_dir, tools=tools, shared=shared)
            if run.status == "failed" and fork.GONE in str(run.reason) and not tools.stopped:  # not the report's fault: once more
                tools.repair()
                run = make(order, library=library, out_dir=out_dir, tools=tools)
    except (WorkbenchError, OSError) as error:
        return row(order, "failed", out_dir, str(error)), None
    return {name: getattr(run, name) for name in COLUMNS}, run


def settle(order: Order, library: Library | None, *, status: str, reason: str | None = None, output: Path | None = None) -> None:
    """End the ledger's entries that a killed batch left open; called under the report's lock, so that nobody else is at it.

    Parameters
    ----------
    order : Order
        The report.
    library : Library or None
        Where runs are noted.
    status, reason, output
        How they ended.
    """
    if library is None or library.read_only:
        return
    for run_id in library.runs(status="running", key=order.key)["run_id"]:
        with contextlib.suppress(StoreError):  # its batch was alive after all, and has ended it since
            library.finish_run(int(run_id), status=status, reason=reason, output=output)


def _is_whole(folder: Folder, order: Order) -> bool:
    try:
        about = plain(json.loads(folder.read(ABOUT) or b"{}"))
        if about.get("status") != "done" or about.get("key") != order.key or not set(about["files"]) <= set(NAMES.values()):
            return False
        return all(hashlib.sha256(folder.read(name) or b"").hexdigest() == digest for name, digest in about["files"].items())
    except (ValueError, KeyError, RecursionError):
        return False
