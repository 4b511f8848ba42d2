"""One notebook on its way through an engine, and the verdict on what came out."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SENTINEL = "workbench-sentinel"
INJECTED = "injected-parameters"
SHARED = "shared"
ERROR_MARK = "papermill-error-cell-tag"
ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


class Late(Exception):
    """The time is up."""


class Died(Exception):
    """The notebook's process is gone; the message says how.

    Parameters
    ----------
    how : str
        In a PM's words.
    retry : bool
        Whether it was killed from outside, so that it may well succeed elsewhere.
    """

    def __init__(self, how: str, *, retry: bool = False) -> None:
        super().__init__(how)
        self.retry = retry


class OutOfHand(Exception):
    """More came out than any report can hold."""


@dataclass(frozen=True)
class Failure:
    """Why a report was not made.

    Parameters
    ----------
    reason : str
        In a PM's words.
    cell : int or None
        Number of the cell in the template, counted from 1; None where it was no cell's fault.
    detail : str
        The traceback, for whoever corrects it.
    retry : bool
        Whether it may well succeed elsewhere: its process was killed, or memory ran out.
    """

    reason: str
    cell: int | None = None
    detail: str = ""
    retry: bool = False


@dataclass
class Job:
    """What an engine needs to run one notebook, and what it reports while it does.

    Parameters
    ----------
    folder : Path
        A private folder for this run alone; the notebook works in it.
    environment : dict of str to str
        For the notebook's process.
    time_limit : float
        Seconds for the whole notebook.
    shared : str
        Under which name the process that forks keeps what the cells tagged ``shared`` have made; empty to run them as all others.
    """

    folder: Path
    environment: dict[str, str]
    time_limit: float
    shared: str = ""
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    notebook: Any = None
    at: int | None = None
    log: str = ""

    def __post_init__(self) -> None:
        self._end = time.monotonic() + self.time_limit

    @property
    def left(self) -> float:
        """Seconds that are left; never 0, since engines take 0 for "no limit"."""
        return max(self._end - time.monotonic(), 0.05)

    @property
    def late(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._end

    def start(self, index: int) -> None:
        """Note which cell runs now."""
        self.at = index


def verdict(job: Job, error: BaseException | None, expects: dict[str, int]) -> Failure | None:
    """Whether a notebook really ran to its end; papermill's own marks are not asked.

    It did if the engine raised nothing, no cell shows an error, every cell with code was executed, the sentinel
    that was put behind the last cell answered, and as many pictures and tables came out as the template promises.

    Parameters
    ----------
    job : Job
        After the run.
    error : BaseException or None
        What the engine raised.
    expects : dict of str to int
        Least numbers of what `counts` counts.

    Returns
    -------
    Failure or None
        None when all is well.
    """
    cells = job.notebook.cells if job.notebook is not None else []
    numbers = _numbers(cells)
    for index, cell in enumerate(cells):
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                return _stopped(output, numbers[index])
    if error is not None:
        return _broken(job, error, numbers[job.at] if job.at is not None and job.at < len(numbers) else None)
    for index, cell in enumerate(cells):
        if cell.cell_type == "code" and cell.source.strip() and not cell.get("execution_count"):
            return Failure(f"the notebook ended by itself before cell {numbers[index]}.", numbers[index])
    last = cells[-1] if cells else None
    answer = [o.get("data", {}).get("text/plain") for o in last.get("outputs", [])] if last is not None else []
    if repr(job.token) not in answer:
        return Failure("the notebook did not reach its end.")
    for what, least in expects.items():
        found = counts(cells).get(what, 0)
        if found < least:
            return Failure(f"the report is incomplete: {found} {what} came out, {least} were expected.")
    return None


def counts(cells: list[Any]) -> dict[str, int]:
    """How many pictures and tables the outputs of cells hold.

    Parameters
    ----------
    cells : list of notebook cells

    Returns
    -------
    dict of str to int
        ``pictures``, ``tables`` and ``evidence`` (footers that tell method and evidence).
    """
    pictures = tables = evidence = 0
    for cell in cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            html = data.get("text/html", "")
            pictures += len(re.findall(r"<img\b", html)) if html else any(kind.startswith("image/") for kind in data)
            tables += len(re.findall(r"<table\b", html))
            evidence += html.count('class="wb-evidence"')
    return {"pictures": pictures, "tables": tables, "evidence": evidence}


def _numbers(cells: list[Any]) -> list[int]:
    """Each cell's number in the template: the injected cell counts as the parameters cell before it."""
    numbers, shift = [], 1
    for index, cell in enumerate(cells):
        if INJECTED in cell.metadata.get("tags", []):
            shift -= 1
        numbers.append(max(index + shift, 1))
    return numbers


def _stopped(output: Any, cell: int) -> Failure:
    detail = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output.get("traceback", [])))
    if output["ename"] == "SystemExit":
        return Failure(f"the notebook ended itself early, in cell {cell}.", cell, detail)
    message = " ".join(str(output["evalue"]).split())
    short = output["ename"] == "MemoryError"
    return Failure(f"cell {cell} stopped: {output['ename']}: {message[:300]}".rstrip(": "), cell, detail, short)


def _broken(job: Job, error: BaseException, cell: int | None) -> Failure:
    where = f" in cell {cell}" if cell else " before the first cell"
    name = type(error).__name__
    if isinstance(error, OutOfHand):
        return Failure(f"more than 200 MB came out of the notebook; it was stopped{where}.", cell, job.log)
    if isinstance(error, Late) or job.late or "Timeout" in name:
        return Failure(f"no end within the time limit of {job.time_limit:g} seconds; it was stopped{where}.", cell, job.log)
    if isinstance(error, Died):
        return Failure(f"the notebook's process died{where}: {error}.", cell, job.log, error.retry)
    if "DeadKernel" in name:
        return Failure(f"the notebook's process died{where}, perhaps for want of memory.", cell, job.log, True)
    return Failure(f"the notebook could not be run{where}: {name}: {' '.join(str(error).split())[:300]}", cell, job.log)
