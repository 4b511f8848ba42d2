"""Run a template with papermill and say whether it really came to its end."""

from __future__ import annotations

import ast
import contextlib
import logging
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..tables import ReportError
from .job import ERROR_MARK, INJECTED, ONE_THREAD, SENTINEL, Failure, Job, verdict
from .parameter import Value
from .scratch import scratch
from .secrecy import Secrets
from .template import Template

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Executed:
    """What came out of running a template.

    Parameters
    ----------
    notebook : NotebookNode or None
        As far as it got, without secrets and times; None when not even the notebook could be prepared.
    failure : Failure or None
        None when it ran to its end.
    seconds : float
        How long it took.
    """

    notebook: NotebookNode | None
    failure: Failure | None
    seconds: float


def execute(
    template: Template,
    parameters: dict[str, Value],
    *,
    address: str | None = None,
    time_limit: float = 600,
    engine: str,
    driver: Any = None,
    shared: str = "",
) -> Executed:
    """Run a template.

    Parameters
    ----------
    template : Template
        What to run.
    parameters : dict of str to plain values
        As `checked` has passed them.
    address : str, optional
        The library's address; it reaches the notebook by the environment alone.
    time_limit : float
        Seconds for the whole notebook.
    engine : str
        Name of a registered papermill engine.
    driver : Driver, optional
        A running driver for the engine ``workbench``.
    shared : str
        Under which name the driver keeps what the cells tagged ``shared`` make, if it does.

    Returns
    -------
    Executed
    """
    import nbformat

    began = time.monotonic()
    secrets = Secrets(address)
    with scratch() as place:
        job = Job(place / "work", _environment(place, address), time_limit, shared)
        job.folder.mkdir()
        source = nbformat.reads(template.source, as_version=4)
        source.cells.append(nbformat.v4.new_code_cell(repr(job.token), id=SENTINEL, metadata={"tags": [SENTINEL]}))
        error = _papermill(source, parameters, job, engine, driver)
        if job.notebook is not None:  # papermill puts cells of its own in front of the one that failed
            job.notebook.cells = [c for c in job.notebook.cells if ERROR_MARK not in c.metadata.get("tags", [])]
        failure = verdict(job, error, template.expects)
        if failure:
            failure = replace(failure, reason=secrets.hide(failure.reason), detail=secrets.hide(failure.detail))
        notebook = secrets.hide_in(_tidied(job.notebook, parameters, failure)) if job.notebook is not None else None
        return Executed(notebook, failure, time.monotonic() - began)


def _papermill(source: NotebookNode, parameters: dict[str, Value], job: Job, engine: str, driver: Any) -> BaseException | None:
    import papermill

    from . import engine as forked
    from . import kernel

    (forked if engine == forked.NAME else kernel).register()

    logging.getLogger("papermill").setLevel(logging.ERROR)
    _prove_plain(parameters)
    extra = {"driver": driver} if driver is not None else {}
    try:
        papermill.execute_notebook(
            source,
            None,  # papermill would write the file in place, cell by cell
            parameters=parameters,
            engine_name=engine,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            job=job,
            **extra,
        )
    except Exception as error:  # whatever an engine raises is a failed report, not a failed program
        return error
    return None


def _prove_plain(parameters: dict[str, Value]) -> None:
    """Make sure that what papermill will write as code is nothing but these values.

    Raises
    ------
    ReportError
        When it is not.
    """
    from papermill.translators import PythonTranslator

    with contextlib.suppress(SyntaxError, ValueError, AttributeError, IndexError):
        lines = ast.parse(PythonTranslator.codify(parameters)).body
        read = {line.targets[0].id: ast.literal_eval(line.value) for line in lines if isinstance(line, ast.Assign)}  # type: ignore[attr-defined]
        if len(read) == len(lines) and read == parameters:
            return
    raise ReportError(
        "these parameters cannot be handed over unchanged.", expected="plain texts and numbers.", todo="shorten or simplify them."
    )


def _environment(place: Path, address: str | None) -> dict[str, str]:
    """The notebook's environment: one thread for linear algebra, so that sums come out alike everywhere, and no personal profile."""
    environment = {**os.environ, **ONE_THREAD, "IPYTHONDIR": str(place / "ipython")}
    environment.pop("MPLBACKEND", None)
    if address is not None:
        environment["WORKBENCH_STORE"] = address
    return environment


def _tidied(notebook: NotebookNode, parameters: dict[str, Value], failure: Failure | None) -> NotebookNode:
    """The notebook as it is kept: without our sentinel, papermill's marks (they call a killed run complete) and times."""
    notebook.cells = [c for c in notebook.cells if SENTINEL not in c.metadata.get("tags", [])]
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if not cell.metadata.get("tags"):
            cell.metadata.pop("tags", None)
        if INJECTED in cell.metadata.get("tags", []):
            cell.id = INJECTED
    notebook.metadata["papermill"] = {"parameters": parameters}
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.metadata.pop("widgets", None)
    kept = {k: v for k, v in notebook.metadata.get("workbench", {}).items() if k == "expects"}
    notebook.metadata["workbench"] = {**kept, "status": "failed", "reason": failure.reason} if failure else {**kept, "status": "done"}
    return notebook
