"""Make one report: run its template, judge the run, and put the result in place of the last good one."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..tables import ReportError
from . import fork
from .execute import Executed, execute
from .folder import Folder, opened, safe_name
from .job import Failure, counts
from .parameter import Value, checked
from .secrecy import Secrets, address_of
from .template import Template
from .template import template as find

if TYPE_CHECKING:
    from ..store import Library

Format = Literal["html", "pdf"]
FORMATS: tuple[Format, ...] = ("html", "pdf")
_FAILED = ("failed.ipynb", "failed.txt", "failed.json")


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


def run(
    template: str | Path | Template,
    *,
    project_id: str | None = None,
    parameters: Mapping[str, object] | None = None,
    library: Library | None,
    out_dir: str | Path,
    formats: Sequence[Format] = ("html",),
    time_limit: float = 600,
    engine: Any = "auto",
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
    formats : sequence of {"html", "pdf"}
        What to make besides the executed notebook. A PDF needs a Chromium.
    time_limit : float
        Seconds that the notebook may take.
    engine : {"auto", "workbench", "nbclient"} or Driver
        How the notebook is run: ``workbench`` in a forked process, ``nbclient`` in a Jupyter kernel; ``auto`` takes the first where it can.
        A running `Driver` saves the time of starting one.

    Returns
    -------
    Run
        With status ``failed`` and a reason when the notebook did not reach its end.

    Raises
    ------
    ReportError
        When there is no such template, it refuses the parameters, or the folder cannot be used: nothing was run then.

    Notes
    -----
    A run counts as done only if the engine raised nothing, every cell with code was executed, the sentinel behind the last
    cell answered and the promised pictures and tables came out. papermill's own marks are not asked: they call the cells of
    a killed notebook completed.
    """
    chosen = find(template)
    values = _values(chosen, project_id, parameters or {})
    asked = _formats(formats)
    out_dir = Path(out_dir)
    project = project_id if project_id is not None else _text(values.get("project_id"))
    with opened(out_dir, folder_name(chosen, values)) as folder, _engine(engine, chosen) as (name, driver):
        run_id = _noted(library, chosen, project, values)
        began, started = time.monotonic(), datetime.now(UTC)
        address = address_of(library)
        done = execute(chosen, values, address=address, time_limit=time_limit, engine=name, driver=driver)
        files: dict[str, bytes] = {}
        failure = done.failure
        if failure is None:
            files, failure = _telling(chosen, project, done, asked)
        about = {
            "template": chosen.name,
            "title": chosen.title,
            "project_id": project,
            "parameters": values,
            "version": package_version(),
            "engine": name,
            "started_at": started.isoformat(timespec="seconds"),
            "run_id": run_id,
        }
        if failure is None:
            failure = _place(
                folder, files, {**about, "status": "done", "seconds": round(time.monotonic() - began, 3), **counts(_cells(done))}
            )
        if failure is not None:
            failure = Failure(Secrets(address).hide(failure.reason), failure.cell, failure.detail)
            _place_failed(folder, done, failure, {**about, "status": "failed", "reason": failure.reason, "cell": failure.cell})
        seconds = time.monotonic() - began
        result = _result(chosen, project, folder.path, failure, files, seconds, run_id)
        if library is not None and run_id is not None:
            output = str(result.html or result.notebook or folder.path)
            library.finish_run(
                run_id, status=result.status, reason=result.reason, cell=result.cell, output=output, seconds=round(seconds, 3)
            )
        return result


def folder_name(template: Template, values: Mapping[str, Value]) -> str:
    """The folder of a report: the same for the same template, project and parameters, different for all others.

    Parameters
    ----------
    template : Template
        The template.
    values : mapping of str to plain values
        Parameters that were checked.

    Returns
    -------
    str
    """
    defaults = {p.name: p.default for p in template.parameters}
    told = {k: v for k, v in values.items() if v != defaults[k] or type(v) is not type(defaults[k])}
    shown = f"{values.get('project_id') or ''} {template.name}"
    return safe_name(shown, template.name, json.dumps(told, sort_keys=True))


def key_of(template: Template, values: Mapping[str, Value], data: str = "") -> str:
    """What a report depends on, as a hash: a report with the same key need not be made again.

    Parameters
    ----------
    template : Template
        Its notebook counts as it is.
    values : mapping of str to plain values
        Parameters that were checked.
    data : str
        A fingerprint of the data.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    parts = [template.source, json.dumps(dict(values), sort_keys=True), data, package_version()]
    return hashlib.sha256("\0".join(hashlib.sha256(p.encode("utf-8", "surrogatepass")).hexdigest() for p in parts).encode()).hexdigest()


def package_version() -> str:
    """The version of this package."""
    try:
        return version("workbench-retrospective")
    except PackageNotFoundError:
        return "0"


def _values(template: Template, project_id: str | None, parameters: Mapping[str, object]) -> dict[str, Value]:
    given: dict[str, object] = dict(parameters)
    if project_id is not None:
        if not template.takes_project:
            raise ReportError(f"{template.name} does not report on one project.", todo="leave the project out.")
        if given.get("project_id", project_id) != project_id:
            raise ReportError("two different projects were given.", todo="give the project once.")
        given["project_id"] = project_id
    return checked(template.parameters, given)


def _formats(formats: Sequence[Format]) -> tuple[Format, ...]:
    for f in formats:
        if f not in FORMATS:
            raise ReportError(f"a report cannot be made as {f!r}.", expected=", ".join(FORMATS) + ".")
    return tuple(f for f in FORMATS if f in formats)


@contextmanager
def _engine(engine: Any, template: Template) -> Iterator[tuple[str, fork.Driver | None]]:
    """Name of the papermill engine to use, and the process that forks for it."""
    if isinstance(engine, fork.Driver):
        yield fork.NAME, engine
    elif engine == "nbclient" or (engine == "auto" and not fork.possible()):
        yield "workbench-kernel", None
    elif engine in {"auto", "workbench"}:
        try:
            driver = fork.Driver(template.modules())
        except ReportError:
            if engine == "workbench":
                raise
            yield "workbench-kernel", None
            return
        with driver:
            yield fork.NAME, driver
    else:
        raise ReportError(f"there is no engine {engine!r}.", expected="auto, workbench or nbclient.")


def _noted(library: Library | None, template: Template, project_id: str | None, values: dict[str, Value]) -> int | None:
    return None if library is None else library.start_run(template.name, project_id, values, key_of(template, values))


def _telling(
    template: Template, project_id: str | None, done: Executed, formats: Sequence[Format]
) -> tuple[dict[str, bytes], Failure | None]:
    """The files of a finished run."""
    import nbformat

    files = {"report.ipynb": (nbformat.writes(done.notebook) + "\n").encode("utf-8", "replace")}
    return files, None


def _place(folder: Folder, files: Mapping[str, bytes], about: dict[str, Any]) -> Failure | None:
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    try:
        folder.publish({**files, "run.json": _json({**about, "files": hashes})}, remove=_FAILED)
    except OSError as error:
        return Failure(f"the report could not be written: {error.strerror or error}. The earlier one is untouched.")
    return None


def _place_failed(folder: Folder, done: Executed, failure: Failure, about: dict[str, Any]) -> None:
    """Keep what there is of a failed run beside the last good report; no room for it is no further failure."""
    import contextlib

    import nbformat

    files = {"failed.txt": (failure.reason + "\n\n" + failure.detail + "\n").encode("utf-8", "replace"), "failed.json": _json(about)}
    if done.notebook is not None:
        files = {"failed.ipynb": (nbformat.writes(done.notebook) + "\n").encode("utf-8", "replace"), **files}
    with contextlib.suppress(OSError):
        folder.publish(files)


def _result(
    template: Template,
    project_id: str | None,
    place: Path,
    failure: Failure | None,
    files: Mapping[str, bytes],
    seconds: float,
    run_id: int | None,
) -> Run:
    def made(name: str) -> Path | None:
        return place / name if name in files and (place / name).exists() else None

    if failure is None:
        return Run(
            template.name,
            project_id,
            "done",
            None,
            None,
            made("report.html"),
            made("report.pdf"),
            made("report.ipynb"),
            place,
            seconds,
            run_id,
        )
    partial = place / "failed.ipynb"
    return Run(
        template.name,
        project_id,
        "failed",
        failure.reason,
        failure.cell,
        None,
        None,
        partial if partial.exists() else None,
        place,
        seconds,
        run_id,
    )


def _cells(done: Executed) -> list[Any]:
    return done.notebook.cells if done.notebook is not None else []


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) and value else None
