"""Make one report: run its template, judge the run, and put the result in place of the last good one."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .. import __version__
from ..tables import ReportError, StoreError
from .execute import Executed, execute
from .fingerprint import Fingerprints
from .folder import opened
from .index import listed
from .job import Failure, counts
from .order import Format, Order, order
from .pdf import NO_PDF, find_browser
from .place import NAMES, publish, publish_failed
from .secrecy import Hider, People, Secrets, address_of
from .template import Template
from .workshop import Engine, Workshop

if TYPE_CHECKING:
    from ..store import Library

LARGEST = 1_000_000


@dataclass(frozen=True)
class Run:
    """One report that was made, or was tried.

    Parameters
    ----------
    template : str
        Name of the template.
    project_id : str or None
        The project that it is about.
    status : {"done", "failed"}
        A failed run never replaces a good report.
    reason : str or None
        Why it failed, in a PM's words.
    cell : int or None
        The template's cell that failed, counted from 1; None where none did.
    html, pdf : Path or None
        The report, where it was made.
    notebook : Path or None
        The executed notebook; of a failed run as far as it got.
    folder : Path
        Where all of it lies.
    seconds : float
        How long it took.
    run_id : int or None
        Its number in the library's list of runs.
    retry : bool
        Whether it may well succeed elsewhere: its process was killed, or memory ran out.
    note : str
        What else should be known, such as that there is no browser to make the PDF with.
    """

    template: str
    project_id: str | None
    status: Literal["done", "failed"]
    reason: str | None
    cell: int | None
    html: Path | None
    pdf: Path | None
    notebook: Path | None
    folder: Path
    seconds: float
    run_id: int | None = None
    retry: bool = False
    note: str = ""


def run(
    template: str | Path | Template,
    *,
    project_id: str | None = None,
    parameters: Mapping[str, object] | None = None,
    library: Library | None,
    out_dir: str | Path,
    formats: Sequence[Format] = ("html",),
    time_limit: float = 600,
    engine: Engine | Workshop = "auto",
) -> Run:
    """Make one report.

    Parameters
    ----------
    template : str, Path or Template
        A name as in `templates`, or a notebook of one's own.
    project_id : str, optional
        The project that it is about.
    parameters : mapping of str to plain values, optional
        What else the template is told; names and types as it declares them.
    library : Library or None
        Where the data are; the run is noted there. None: the notebook finds the library by ``WORKBENCH_STORE``, and nothing is noted.
    out_dir : str or Path
        Where reports are kept; this one gets a folder in it.
    formats : sequence of {"html", "pdf", "ipynb"}
        What to make besides the executed notebook, which is always kept. A PDF needs a Chromium; without one the HTML is made, and
        `Run.note` says so. Its paper is A4 unless ``WORKBENCH_PAPER`` says ``Letter``.
    time_limit : float
        Seconds that the notebook may take.
    engine : {"auto", "workbench", "nbclient"} or Workshop
        How the notebook is run, see `Workshop`; an open one saves the time of starting the tools.

    Returns
    -------
    Run
        With status ``failed`` and a reason when the notebook did not reach its end.

    Raises
    ------
    ReportError
        When there is no such template, it refuses the parameters, a tool is missing or the folder cannot be used: nothing was run then.

    Notes
    -----
    A run counts as done only if the engine raised nothing, every cell with code was executed, the sentinel behind the last
    cell answered and the promised pictures and tables came out. papermill's own marks are not asked: they call the cells of
    a killed notebook completed.
    """
    made = printable(order(template, project_id=project_id, parameters=parameters, formats=formats, time_limit=time_limit))
    out_dir = Path(out_dir)
    with ExitStack() as stack:
        tools = engine if isinstance(engine, Workshop) else stack.enter_context(Workshop([made.template], engine=engine))
        if library is not None:  # read while the tools start; a batch then knows that there is nothing to do
            made = replace(made, data=Fingerprints(library).of(made.template, made.project_id))
        with opened(out_dir, made.folder) as folder, folder.kept(wait=True):
            result = make(made, library=library, out_dir=out_dir, tools=tools)
    notes = [NO_PDF if "pdf" in formats and "pdf" not in made.formats else "", listed(out_dir)]
    return replace(result, note=" ".join(n for n in notes if n))


def printable(order: Order) -> Order:
    """The order without its PDF where there is no browser to make it; the HTML page, which can be printed, is made then.

    Parameters
    ----------
    order : Order
        What was asked for.

    Returns
    -------
    Order
    """
    return order if "pdf" not in order.formats or find_browser() is not None else replace(order, formats=("html",))


def make(order: Order, *, library: Library | None, out_dir: Path, tools: Workshop, shared: str = "") -> Run:
    """Make one report that was checked, with tools that are running; `run` does both.

    Parameters
    ----------
    order : Order
        What to make.
    library, out_dir
        As in `run`.
    tools : Workshop
        Open.
    shared : str
        From `Workshop.share`.

    Returns
    -------
    Run
    """
    began, started = time.monotonic(), datetime.now(UTC)
    template, address = order.template, address_of(library)
    with opened(out_dir, order.folder) as folder:
        run_id = None
        if library is not None and not library.read_only:
            run_id = library.start_run(template.name, order.project_id, order.values, order.key)
        try:
            done = execute(
                template,
                order.values,
                address=address,
                time_limit=order.time_limit,
                engine=tools.engine,
                driver=tools.driver,
                shared=shared,
            )
        except BaseException:  # an interrupt: whatever a notebook does comes back as a failure
            if library is not None and run_id is not None:
                library.finish_run(run_id, status="failed", reason="it was interrupted.")
            raise
        about: dict[str, Any] = {
            "template": template.name,
            "title": template.title,
            "project_id": order.project_id,
            "parameters": order.values,
            "key": order.key,
            "version": __version__,
            "engine": tools.engine,
            "started_at": started.isoformat(timespec="seconds"),
            "run_id": run_id,
        }
        files: dict[str, bytes] = {}
        failure = done.failure
        if failure is None:
            try:
                files, telling = _told(order, done, tools)
                about |= telling
                publish(folder, files, {**about, "status": "done", "seconds": round(time.monotonic() - began, 3)})
            except Exception as error:
                failure = _untold(error)
        if failure is not None:
            files = {}
            failure, notebook = _discreet(failure, done.notebook, library, address)
            publish_failed(folder, notebook, failure, {**about, "status": "failed", "reason": failure.reason, "cell": failure.cell})
        kept = {kind: folder.path / name if name in files else None for kind, name in NAMES.items()}
        partial = folder.path / "failed.ipynb"
        result = Run(
            template=template.name,
            project_id=order.project_id,
            status="failed" if failure else "done",
            reason=failure.reason if failure else None,
            cell=failure.cell if failure else None,
            html=kept["html"],
            pdf=kept["pdf"],
            notebook=kept["notebook"] or (partial if failure and partial.exists() else None),
            folder=folder.path,
            seconds=round(time.monotonic() - began, 3),
            run_id=run_id,
            retry=failure is not None and failure.retry,
        )
    if library is not None and run_id is not None:
        where = result.html or result.pdf or result.notebook or result.folder
        library.finish_run(run_id, status=result.status, reason=result.reason, cell=result.cell, output=where, seconds=result.seconds)
    return result


def _discreet(failure: Failure, notebook: Any, library: Library | None, address: str | None) -> tuple[Failure, Any]:
    """What tells of a failure without the library's address and without the people whom an error may quote from the data."""
    hiders: list[Hider] = [Secrets(address)]
    if library is not None:
        with suppress(StoreError):
            hiders.append(People(library.people()))
    for hider in hiders:
        failure = replace(failure, reason=hider.hide(failure.reason), detail=hider.hide(failure.detail))
        notebook = hider.hide_in(notebook) if notebook is not None else None
    return failure, notebook


def _untold(error: Exception) -> Failure:
    """Why there is no page although the notebook ran to its end."""
    if isinstance(error, ReportError):
        why, detail = str(error), ""
    elif isinstance(error, OSError):
        why, detail = f"the report could not be written: {error.strerror or error}", ""
    else:
        why, detail = f"the page could not be made: {type(error).__name__}: {error}", "".join(traceback.format_exception(error))
    return Failure(f"{why.rstrip('.')}. An earlier report is untouched.", None, detail)


def _told(order: Order, done: Executed, tools: Workshop) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files of a run that came to its end, and what an index needs to know of them."""
    import nbformat

    assert done.notebook is not None
    files: dict[str, bytes] = {}
    from .record import of_notebook

    title = " · ".join(t for t in (order.project_id, order.template.title) if t)
    about = {**counts(done.notebook.cells), **of_notebook(done.notebook, title=title).as_dict()}
    if order.formats:
        from .export import to_html

        exported = to_html(done.notebook, title=title)
        page = exported.html.encode("utf-8", "replace")
        if len(page) > LARGEST:
            raise ReportError(
                f"the report is {len(page) / 1e6:.1f} MB large.", expected="at most 1 MB.", todo="show fewer pictures, or shorter tables."
            )
        if "html" in order.formats:
            files[NAMES["html"]] = page
        if "pdf" in order.formats:
            files[NAMES["pdf"]] = tools.browser.pdf(exported.html)
    files[NAMES["notebook"]] = (nbformat.writes(done.notebook) + "\n").encode("utf-8", "replace")
    return files, about
