"""Reports on a Dask cluster: this side hands them out, and sees to it that none is run again and again in silence."""

from __future__ import annotations

import queue
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..tables import ReportError
from .bench import Ticket, leave, look, mark_of, work
from .folder import opened
from .job import Failure
from .order import Order
from .place import NAMES, publish_failed
from .run import Run
from .secrecy import address_of
from .turn import Row, row, settle
from .workshop import Engine, Workshop

if TYPE_CHECKING:
    from ..store import Library

_CONNECT, _NO_WORKERS = 20.0, 180.0  # seconds
_NEVER_BEGUN = 5
Tell = Callable[[Row, Run | None], None]


@dataclass(frozen=True)
class _Handed:
    """A report that a worker has got."""

    order: Order
    mark: str
    attempt: int
    not_begun: int
    avoid: frozenset[str]


def made_on(
    scheduler: str, due: list[Order], *, library: Library | None, out_dir: Path, jobs: int | None, engine: Engine | Workshop, tell: Tell
) -> list[Row]:
    """Let the workers of a cluster make reports.

    Parameters
    ----------
    scheduler : str
        Address of the scheduler.
    due : list of Order
        What to make.
    library, out_dir, engine
        As in `issue`.
    jobs : int, optional
        How many at a time; as many as the workers have threads when left out.
    tell : callable
        Gets each row when it is settled, and its run.

    Returns
    -------
    list of dict
        One row per report.

    Raises
    ------
    ReportError
        When the cluster cannot be reached, or its workers cannot do the work; nothing was run then.

    Notes
    -----
    When a worker dies, Dask runs its tasks again elsewhere, by default up to three times. A task therefore leaves a mark in the
    report's folder before it begins; one that finds the mark returns at once and says that its worker was lost. Whether
    there is a second try is then decided here.
    """
    if isinstance(engine, Workshop):
        raise ReportError("a cluster's workers have tools of their own.", todo="give the name of an engine.")
    batch = secrets.token_hex(6)
    with _connected(scheduler) as client:
        ticket = Ticket(due[0], str(out_dir.absolute()), _without_password(library), batch, "", engine)
        prints = _inspected(client, ticket)
        orders = due if prints else [replace(o, formats=tuple(f for f in o.formats if f != "pdf") or ("html",)) for o in due]
        hand = _Hand(client, ticket, library, out_dir, jobs, tell)
        try:
            rows = list(hand.out(orders))
        finally:
            client.run(leave, batch, on_error="ignore")
    hand.clear()
    return rows


@contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise ReportError("a cluster needs the package dask.", todo="pip install 'workbench-retrospective[dask]'.") from None
    try:
        client = Client(scheduler, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ReportError(
            f"no Dask scheduler answers at {scheduler!r}: {str(error).splitlines()[0]}.",
            expected="an address such as tcp://host:8786.",
            todo="start one with `dask scheduler`, and workers with `dask worker`.",
        ) from None
    with client:
        yield client


def _inspected(client: Any, ticket: Ticket) -> bool:
    """Whether all workers can print; raises when one cannot do the work at all."""
    try:
        client.wait_for_workers(1, timeout=_NO_WORKERS)
    except (TimeoutError, OSError):
        raise ReportError("the cluster has no workers.", todo="start some with `dask worker`.") from None
    seen = f".{ticket.batch}.seen"
    with opened(Path(ticket.out_dir)) as folder:
        folder.claim(seen)
        try:
            answers = client.run(look, ticket, seen, __version__, on_error="return")
        finally:
            folder.remove(seen)
    problems = {str(a if isinstance(a, str) else f"{type(a).__name__}: {a}"): w for w, a in answers.items() if not isinstance(a, bool)}
    if problems:
        why = "; ".join(f"{worker}: {problem}" for problem, worker in problems.items())
        raise ReportError(f"the workers cannot make the reports: {why}.")
    return "pdf" not in ticket.order.formats or all(answers.values())


class _Hand:
    """Hands reports out, no more at a time than the workers have threads."""

    def __init__(self, client: Any, ticket: Ticket, library: Library | None, out_dir: Path, jobs: int | None, tell: Tell) -> None:
        self._client, self._ticket, self._library, self._out_dir = client, ticket, library, out_dir
        self._jobs, self._tell = jobs, tell
        self._waiting: deque[_Handed] = deque()
        self._running: dict[Any, _Handed] = {}
        self._marks: list[tuple[str, str]] = []
        self._ended: queue.Queue[Any] = queue.Queue()
        self._alone_since: float | None = None

    def out(self, orders: list[Order]) -> Iterator[Row]:
        """One row per report, as they are settled."""
        self._waiting.extend(_Handed(o, "", 1, 0, frozenset()) for o in orders)
        try:
            while self._waiting or self._running:
                threads = self._client.nthreads()
                if not self._anybody(threads):
                    yield from self._nobody()
                    return
                most = max(1, min(sum(threads.values()), self._jobs or sum(threads.values())))
                while self._waiting and threads and len(self._running) < most:
                    self._submit(self._waiting.popleft(), threads)
                try:
                    future = self._ended.get(timeout=1)
                except queue.Empty:
                    continue
                settled = self._settled(future, self._running.pop(future))
                if settled is not None:
                    self._tell(*settled)
                    yield settled[0]
        except BaseException:
            self._client.cancel(list(self._running), force=True)
            raise

    def clear(self) -> None:
        """Remove the marks; not before all is over, since Dask may run a task again whose answer lay with a worker that died."""
        for name, mark in self._marks:
            with opened(self._out_dir, name) as folder:
                folder.remove(mark)

    def _submit(self, handed: _Handed, threads: dict[str, int]) -> None:
        number = secrets.token_hex(6)
        ticket = replace(self._ticket, order=handed.order, number=number)
        others = [w for w in threads if w not in handed.avoid]
        where = {"workers": others, "allow_other_workers": True} if handed.avoid and others else {}
        future = self._client.submit(work, ticket, key=f"workbench-report-{number}", pure=False, retries=0, **where)
        self._running[future] = replace(handed, mark=mark_of(ticket))
        self._marks.append((handed.order.folder, mark_of(ticket)))
        future.add_done_callback(self._ended.put)

    def _settled(self, future: Any, handed: _Handed) -> tuple[Row, Run | None] | None:
        """What became of a report; None when it is to be tried once more."""
        order = handed.order
        # a result lies with its worker until it is fetched: if that dies before, Dask runs the task again, which then finds the mark
        found = future.status == "finished"
        settled = future.result() if found else None
        error = future.exception() if future.status == "error" else None
        ended_as = future.status
        with opened(self._out_dir, order.folder) as folder:
            begun = folder.read(handed.mark)
        future.release()
        worker = (begun or b"").decode(errors="replace")
        if found:
            if settled is not None:
                made, run = settled
                if run is None and made["status"] == "current" and handed.attempt > 1:  # the first try had made it, but its answer was lost
                    made = {**made, "status": "done", **{kind: _there(made["folder"] / NAMES[kind]) for kind in ("html", "pdf")}}
                if run is None or not run.retry or handed.attempt > 1:
                    return made, run
            reason = "its worker died while making it, twice, on different workers; perhaps it needs more memory than a worker has."
        elif begun is None and handed.not_begun < _NEVER_BEGUN:  # its worker died before this report was begun: that is not its fault
            self._waiting.append(replace(handed, not_begun=handed.not_begun + 1))
            return None
        else:
            reason = f"the cluster gave it up: {type(error).__name__ if error else ended_as}{f': {error}' if error else ''}."
        if handed.attempt == 1:
            self._waiting.append(replace(handed, attempt=2, avoid=frozenset({worker} - {""})))
            return None
        return self._given_up(order, reason), None

    def _given_up(self, order: Order, reason: str) -> Row:
        """Write down that a report whose workers were lost has failed."""
        about = {
            "template": order.template.name,
            "title": order.template.title,
            "project_id": order.project_id,
            "parameters": order.values,
            "key": order.key,
            "version": __version__,
            "status": "failed",
            "reason": reason,
        }
        with opened(self._out_dir, order.folder) as folder:
            settle(order, self._library, status="failed", reason=reason)
            publish_failed(folder, None, Failure(reason), about)
        return row(order, "failed", self._out_dir, reason)

    def _anybody(self, threads: dict[str, int]) -> bool:
        if threads:
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = time.monotonic()
        return self._alone_since is None or time.monotonic() - self._alone_since < _NO_WORKERS

    def _nobody(self) -> Iterator[Row]:
        reason = f"the cluster has had no workers for {_NO_WORKERS:.0f} seconds."
        self._client.cancel(list(self._running), force=True)
        for handed in [*self._running.values(), *self._waiting]:
            made = self._given_up(handed.order, reason)
            self._tell(made, None)
            yield made


def _there(path: Path) -> Path | None:
    return path if path.exists() else None


def _without_password(library: Library | None) -> str | None:
    """The library's address as it may travel: workers know the password themselves."""
    address = address_of(library)
    if library is None or address is None or "://" not in address:
        return address
    return library.url.set(password=None).render_as_string(hide_password=False)
