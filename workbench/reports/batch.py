"""Many reports: those that are due, several at a time, each on its own, and again from where it stopped."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..tables import ReportError
from .fingerprint import Fingerprints
from .index import listed
from .order import Format, Order, order
from .pdf import NO_PDF
from .run import Run, printable
from .scratch import sweep
from .secrecy import address_of
from .template import Template
from .template import template as find
from .turn import COLUMNS, Row, is_current, row, take
from .workshop import Engine, Workshop, require_engine

if TYPE_CHECKING:
    from ..store import Library

Tell = Callable[[Row, Run | None], None]


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
    note : str
        What else should be known, such as that there is no browser to make PDFs with.
    """

    reports: pd.DataFrame
    seconds: float
    note: str = ""

    def count(self, status: str) -> int:
        """How many reports ended so."""
        return int(self.reports["status"].eq(status).sum())

    def __str__(self) -> str:
        words = [f"{self.count('done'):,} made", f"{self.count('current'):,} up to date already", f"{self.count('failed'):,} failed"]
        if self.count("busy"):
            words.append(f"{self.count('busy'):,} being made by another batch")
        failed = self.reports[self.reports["status"] == "failed"]
        total = len(self.reports)
        lines = [f"{total:,} report{'s' * (total != 1)} in {self.seconds:,.0f} s: {', '.join(words)}.", *([self.note] if self.note else [])]
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
    formats : sequence of {"html", "pdf", "ipynb"}
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
    return [
        replace(order(found, project_id=p, parameters=parameters, formats=formats, time_limit=time_limit), data=prints.of(found, p))
        for p in chosen
    ]


def issue(
    orders: Iterable[Order],
    *,
    library: Library | None,
    out_dir: str | Path,
    jobs: int | None = None,
    engine: Engine | Workshop = "auto",
    scheduler: str | None = None,
    tell: Callable[[Run], None] | None = None,
    step: Callable[[str, int], None] | None = None,
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
    scheduler : str, optional
        Address of a Dask scheduler, such as ``tcp://host:8786``: its workers make the reports then. They must see `out_dir` and the
        library, have the same version of this package, and know the library's password themselves (``WORKBENCH_STORE``).
    tell : callable, optional
        Gets each `Run` when it ends.
    step : callable, optional
        Gets the status of each report that was due when it is settled, and how many were due.

    Returns
    -------
    Issue
        A report that fails is a row in it and keeps no other from being made.

    Raises
    ------
    ReportError
        When the tools cannot be started, or the cluster cannot be reached or used.

    Notes
    -----
    A report is due unless its folder holds one made from the same data, parameters, template and package (the order's key)
    whose files are whole. So a batch that was killed goes on where it stopped. A lock per report, which the system frees
    when its holder dies, keeps two batches from making the same one at once.

    On a cluster, a report whose worker dies, or for which memory runs out, is tried once more on another worker and then reported.

    Cells of a template that are tagged ``shared``, such as the one that reads the whole library, are run once for all.
    """
    began = time.monotonic()
    if not isinstance(engine, Workshop):
        require_engine(engine)
    out_dir = Path(out_dir)
    asked = list({o.folder: o for o in orders}.values())
    wanted = [printable(o) for o in asked] if scheduler is None else asked
    running = set(library.runs(status="running")["key"]) if library is not None else set()
    due: list[Order] = []
    rows = []

    def heard(made: Row, run: Run | None) -> None:
        if step is not None:
            step(str(made["status"]), len(due))
        if tell is not None and run is not None:
            tell(run)

    for o in wanted:
        if is_current(o, library, out_dir, running):
            rows.append(row(o, "current", out_dir))
        else:
            due.append(o)
    unlisted = ""
    if due:
        sweep()
        try:
            if scheduler is not None:
                from .cluster import made_on  # loads dask

                rows += made_on(scheduler, due, library=library, out_dir=out_dir, jobs=jobs, engine=engine, tell=heard)
            else:
                with ExitStack() as stack:
                    templates = {o.template.path: o.template for o in due}.values()
                    tools = engine if isinstance(engine, Workshop) else stack.enter_context(Workshop(templates, engine=engine))
                    tools.repair()
                    rows += _made(due, library, out_dir, tools, max(1, jobs or _processors()), heard)
        finally:
            unlisted = listed(out_dir)
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"cell": "Int64"})
    place = {o.folder: i for i, o in enumerate(wanted)}
    frame = frame.sort_values("folder", key=lambda s: s.map(lambda p: place[Path(p).name])).reset_index(drop=True)
    return Issue(frame, round(time.monotonic() - began, 3), " ".join(n for n in (NO_PDF if wanted != asked else "", unlisted) if n))


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


def _made(due: list[Order], library: Library | None, out_dir: Path, tools: Workshop, jobs: int, tell: Tell) -> list[Row]:
    """Make reports on this machine, several at a time."""
    rows: list[Row] = []
    shared: dict[Path, str] = {}
    with ExitStack() as stack, ThreadPoolExecutor(jobs, thread_name_prefix="report") as pool:
        for t in {o.template.path: o.template for o in due}.values() if len(due) > 1 else ():
            shared[t.path] = stack.enter_context(tools.share(t, address_of(library)))
        # no more are handed out than can run, so that an interrupt has nothing to wait for but these
        waiting = iter(due)
        running: set[Future] = set()
        try:
            while True:
                for o in waiting:
                    given = shared.get(o.template.path, "")
                    running.add(pool.submit(take, o, library=library, out_dir=out_dir, tools=tools, shared=given))
                    if len(running) >= jobs:
                        break
                if not running:
                    return rows
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                for future in ended:
                    made, run = future.result()
                    rows.append(made)
                    tell(made, run)
        except BaseException:
            tools.stop()
            raise


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
