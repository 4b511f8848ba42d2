"""Reports on a Dask cluster: what a worker does."""

from __future__ import annotations

import os
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .. import __version__, store
from .folder import opened
from .order import Order
from .pdf import find_browser
from .run import Run
from .turn import Row, take
from .workshop import Engine, Workshop


@dataclass(frozen=True)
class Ticket:
    """One report for a worker to make.

    Parameters
    ----------
    order : Order
        The report.
    out_dir : str
        Where reports are kept, as this side and the workers see it.
    address : str or None
        The library, without a password.
    batch : str
        Name of the batch.
    number : str
        Name of this try.
    engine : {"auto", "workbench", "nbclient"}
        How notebooks are run.
    """

    order: Order
    out_dir: str
    address: str | None
    batch: str
    number: str
    engine: Engine


class _Bench:
    """What a worker keeps running for one batch: open tools, and what all its reports read alike."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._tools: dict[Path, tuple[Workshop, str]] = {}

    def tools(self, ticket: Ticket, address: str | None) -> tuple[Workshop, str]:
        """Tools for the ticket's template, and under which name they keep what its shared cells made."""
        with self._lock:
            template = ticket.order.template
            if template.path not in self._tools:
                shop = self._stack.enter_context(Workshop([template], engine=self._engine))
                self._tools[template.path] = (shop, self._stack.enter_context(shop.share(template, address)))
            self._tools[template.path][0].repair()
            return self._tools[template.path]

    def stop(self) -> None:
        """Kill what runs and end the tools."""
        for shop, _ in self._tools.values():
            shop.stop()
        self._stack.close()


_BENCHES: dict[str, _Bench] = {}
_LOCK = threading.Lock()


def work(ticket: Ticket) -> tuple[Row, Run | None] | None:
    """Make one report; None when an earlier try of this very ticket began and never came back.

    Parameters
    ----------
    ticket : Ticket
        What to make.

    Returns
    -------
    tuple or None
        As `turn.take`.
    """
    from distributed import get_worker

    out_dir = Path(ticket.out_dir)
    with opened(out_dir, ticket.order.folder) as folder:
        if not folder.claim(mark_of(ticket), get_worker().address.encode()):
            return None
    with _LOCK:
        bench = _BENCHES.setdefault(ticket.batch, _Bench(ticket.engine))
    address = _own_address(ticket.address)
    tools, shared = bench.tools(ticket, address)
    if address is None:
        return take(ticket.order, library=None, out_dir=out_dir, tools=tools, shared=shared)
    with store.open(address) as library:
        return take(ticket.order, library=library, out_dir=out_dir, tools=tools, shared=shared)


def look(ticket: Ticket, seen: str, version: str) -> str | bool:
    """Whether this worker can make reports.

    Parameters
    ----------
    ticket : Ticket
        Any of the batch.
    seen : str
        Name of a file that must be seen in the folder for reports.
    version : str
        Of this package, on the side that asks.

    Returns
    -------
    str or bool
        What is wrong, else whether there is a browser for PDFs.
    """
    if version != __version__:
        return f"it has version {__version__} of the workbench, {version} is needed"
    if not (Path(ticket.out_dir) / seen).exists():
        return f"it does not see the folder {ticket.out_dir}; choose one on a disk that all machines share"
    if ticket.address is not None:
        try:
            with store.open(_own_address(ticket.address) or "") as library:
                library.runs(status="running", key="")
        except Exception as error:  # any reason is told, none of it with a password
            return f"it cannot open the library ({' '.join(str(error).split())}); set WORKBENCH_STORE where the worker starts"
    return find_browser() is not None


def leave(batch: str) -> None:
    """End what this worker keeps running for a batch."""
    with _LOCK:
        bench = _BENCHES.pop(batch, None)
    if bench is not None:
        bench.stop()


def mark_of(ticket: Ticket) -> str:
    """Name of the file that says that this try has begun."""
    return f".{ticket.number}.begun"


def _own_address(address: str | None) -> str | None:
    """The address with this worker's own password, where its environment names the same library."""
    own = os.environ.get("WORKBENCH_STORE", "")
    if address is None or "://" not in address or "://" not in own:
        return address
    return own if _place(own) == _place(address) else address


def _place(address: str) -> tuple[Any, ...]:
    parts = urlsplit(address)
    return parts.hostname, parts.port or 5432, parts.path, parts.query
