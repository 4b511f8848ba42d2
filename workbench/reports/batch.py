"""Many reports: those that are due, several at a time, each on its own, and again from where it stopped."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..tables import ReportError, StoreError, WorkbenchError
from . import fork
from .fingerprint import Fingerprints
from .folder import Folder, opened
from .index import write_index
from .order import Format, Order, order
from .place import ABOUT
from .run import Run, make
from .secrecy import address_of
from .template import Template
from .template import template as find
from .workshop import Engine, Workshop

if TYPE_CHECKING:
    from ..store import Library

_COLUMNS = ("template", "project_id", "status", "reason", "cell", "seconds", "html", "pdf", "folder")


@dataclass(frozen=True)
class Issue:
    """What became of many reports.

    Parameters
    ----------
    reports : DataFrame
        One row per report: template, project_id, status (done, failed, current: there was nothing to do, busy: another batch
        makes it just now), reason, cell, seconds, html, pdf, folder.
    seconds : float
        How long it all took.
    """

    reports: pd.DataFrame
    seconds: float

    def count(self, status: str) -> int:
        """How many reports ended so."""
        return int(self.reports["status"].eq(status).sum())

    def __str__(self) -> str:
        words = [f"{self.count('done'):,} made", f"{self.count('current'):,} up to date already", f"{self.count('failed'):,} failed"]
        if self.count("busy"):
            words.append(f"{self.count('busy'):,} being made by another batch")
        failed = self.reports[self.reports["status"] == "failed"]
        lines = [f"{len(self.reports):,} reports in {self.seconds:,.0f} s: {', '.join(words)}."]
        return "\n".join(
            lines + [f"{project or template}: {why}" for template, project, why in failed[["template", "project_id", "reason"]].to_numpy()]
        )


def plan(
    template: str | Path | Template,
    *,
    library: Library,
    projects: Sequence[str] | None = None,
    parameters: Mapping[str, object] | None = None,
    formats: Sequence[Format] = ("html",),
    time_limit: float = 600,
) -> list[Order]:
    """One order per project, checked before anything runs.

    Parameters
    ----------
    template : str, Path or Template
        The report.
    library : Library
        Where the data are.
    projects : sequence of str, optional
        Which projects; all that have a task when left out.
    parameters : mapping of str to plain values, optional
        What else the template is told, the same for all.
    formats : sequence of {"html", "pdf"}
        What to make besides the executed notebook.
    time_limit : float
        Seconds that one notebook may take.

    Returns
    -------
    list of Order

    Raises
    ------
    ReportError
        When there is no such template, it refuses the parameters, or the library does not know a project.
    """
    found = find(template)
    known = library.projects()
    chosen = list(dict.fromkeys(projects)) if projects is not None else known.loc[known["tasks"] > 0, "project_id"].tolist()
    strangers = [p for p in chosen if p not in set(known["project_id"])]
    if strangers:
        raise ReportError(
            "the library does not know " + ", ".join(map(repr, strangers[:5])) + (" and others." if len(strangers) > 5 else "."),
            todo="check the names with `workbench projects`.",
        )
    prints = Fingerprints(library)
    own = found.reads == "project"
    return [
        order(
            found,
            project_id=p,
            parameters=parameters,
            formats=formats,
            time_limit=time_limit,
            data=prints.project(p) if own else prints.whole(),
        )
        for p in chosen
    ]


def issue(
    orders: Iterable[Order],
    *,
    library: Library | None,
    out_dir: str | Path,
    jobs: int | None = None,
    engine: Engine | Workshop = "auto",
    tell: Callable[[Run], None] | None = None,
) -> Issue:
    """Make all reports that are due.

    Parameters
    ----------
    orders : iterable of Order
        From `plan`; `shard` takes one machine's part of them.
    library : Library or None
        Where runs are noted.
    out_dir : str or Path
        Where reports are kept.
    jobs : int, optional
        How many at a time; as many as there are processors when left out.
    engine : {"auto", "workbench", "nbclient"} or Workshop
        How notebooks are run.
    tell : callable, optional
        Gets each `Run` when it ends.

    Returns
    -------
    Issue
        A report that fails is a row in it and keeps no other from being made.

    Notes
    -----
    A report is due unless its folder holds one made from the same data, parameters, template and package (the order's key)
    whose files are whole. So a batch that was killed goes on where it stopped. A lock per report, which the system frees
    when its holder dies, keeps two batches from making the same one at once.

    Cells of a template that are tagged ``shared``, such as the one that reads the whole library, are run once for all.
    """
    began = time.monotonic()
    out_dir = Path(out_dir)
    wanted = list({o.folder: o for o in orders}.values())
    state = _State(library, out_dir, tell)
    due: list[Order] = []
    rows = []
    for o in wanted:
        if state.is_current(o):
            rows.append(_row(o, "current", out_dir))
        else:
            due.append(o)
    if due:
        with ExitStack() as stack:
            templates = {o.template.path: o.template for o in due}.values()
            pdf = any("pdf" in o.formats for o in due)
            tools = engine if isinstance(engine, Workshop) else stack.enter_context(Workshop(templates, engine=engine, pdf=pdf))
            tools.repair()
            for t in templates if len(due) > 1 else ():
                state.shared[t.path] = stack.enter_context(tools.share(t, address_of(library)))
            try:
                rows += _made(due, state, tools, max(1, jobs or _processors()))
            finally:
                write_index(out_dir)
    frame = pd.DataFrame(rows, columns=_COLUMNS).astype({"cell": "Int64"})
    place = {o.folder: i for i, o in enumerate(wanted)}
    frame = frame.sort_values("folder", key=lambda s: s.map(lambda p: place[Path(p).name])).reset_index(drop=True)
    return Issue(frame, round(time.monotonic() - began, 3))


def shard(orders: Iterable[Order], part: str) -> list[Order]:
    """One machine's part of the orders.

    Parameters
    ----------
    orders : iterable of Order
        All of them.
    part : str
        Such as ``"2/4"``: the second of four.

    Returns
    -------
    list of Order
        Every order falls into exactly one part, by a hash of its folder, so that machines need not agree on anything else.

    Raises
    ------
    ReportError
        When `part` is not of that form.
    """
    number, _, of = part.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise ReportError(f"{part!r} is not a part.", expected="such as 2/4 for the second of four.")
    return [o for o in orders if int(hashlib.sha256(o.folder.encode()).hexdigest(), 16) % int(of) == int(number) - 1]


class _State:
    """What the jobs of one batch share."""

    def __init__(self, library: Library | None, out_dir: Path, tell: Callable[[Run], None] | None) -> None:
        self.library, self.out_dir, self.tell = library, out_dir, tell
        self.stopped = False
        self.shared: dict[Path, str] = {}
        # read before anything is started: what runs now and whose lock is free was left by a process that died
        runs = library.runs() if library is not None else None
        self._running = runs[runs["status"] == "running"] if runs is not None else None

    def is_current(self, order: Order) -> bool:
        """Whether the folder holds a whole report with this key."""
        path = self.out_dir / order.folder
        if not path.is_dir() or path.is_symlink():
            return False
        with opened(self.out_dir, order.folder) as folder:
            if not _is_current(folder, order):
                return False
            if self._left_open(order):
                with folder.kept() as mine:
                    if mine:
                        self.settle(order, status="done", output=path)
            return True

    def settle(self, order: Order, *, status: str, output: Path | None = None) -> None:
        """End the entries of runs that a killed batch left open; called under the report's lock."""
        for run_id in self._left_open(order):
            reason = "it was interrupted." if status == "failed" else None
            with contextlib.suppress(StoreError):  # its batch was alive after all, and has ended it since
                assert self.library is not None
                self.library.finish_run(run_id, status=status, reason=reason, output=output)

    def _left_open(self, order: Order) -> list[int]:
        if self._running is None:
            return []
        return [int(i) for i in self._running.loc[self._running["key"] == order.key, "run_id"]]


def _made(due: list[Order], state: _State, tools: Workshop, jobs: int) -> list[dict]:
    rows: list[dict] = []
    with ThreadPoolExecutor(jobs, thread_name_prefix="report") as pool:
        # no more are handed out than can run, so that an interrupt has nothing to wait for but these
        waiting = iter(due)
        running: set[Future] = set()
        try:
            while True:
                for o in waiting:
                    running.add(pool.submit(_one, o, state, tools))
                    if len(running) >= jobs:
                        break
                if not running:
                    return rows
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                rows += [future.result() for future in ended]
        except BaseException:
            state.stopped = True
            tools.stop()
            raise


def _one(order: Order, state: _State, tools: Workshop) -> dict:
    """Make one report, whatever happens to it."""
    try:
        with opened(state.out_dir, order.folder) as folder, folder.kept() as mine:
            if not mine:
                return _row(order, "busy", state.out_dir)
            if _is_current(folder, order):  # another batch has made it since
                return _row(order, "current", state.out_dir)
            state.settle(order, status="failed")
            shared = state.shared.get(order.template.path, "")
            run = make(order, library=state.library, out_dir=state.out_dir, tools=tools, shared=shared)
            if run.status == "failed" and fork.GONE in str(run.reason) and not state.stopped:  # not the report's fault: once more
                tools.repair()
                run = make(order, library=state.library, out_dir=state.out_dir, tools=tools)
    except (WorkbenchError, OSError) as error:
        return {**_row(order, "failed", state.out_dir), "reason": str(error)}
    if state.tell is not None:
        state.tell(run)
    return {name: getattr(run, name) for name in _COLUMNS}


def _is_current(folder: Folder, order: Order) -> bool:
    try:
        about = json.loads(folder.read(ABOUT) or b"{}")
        if about.get("status") != "done" or about.get("key") != order.key:
            return False
        return all(hashlib.sha256(folder.read(name) or b"").hexdigest() == digest for name, digest in about["files"].items())
    except (ValueError, KeyError, AttributeError):
        return False


def _row(order: Order, status: str, out_dir: Path) -> dict:
    empty = dict.fromkeys(_COLUMNS)
    return {**empty, "template": order.template.name, "project_id": order.project_id, "status": status, "folder": out_dir / order.folder}


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
