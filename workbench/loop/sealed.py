"""The exam's desk in a process of its own: what tasks took is not in the notebook's kernel before the answer is kept."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

import pandas as pd

from workbench import store
from workbench.practice import EXAM, Answer, Progress, Run, level
from workbench.store import Library
from workbench.store.training_log import TrainingLog
from workbench.tables import InputError, WorkbenchError

from .train import Outcome, Question, training_desk

_SECONDS = 120


class SealedDesk:
    """A desk whose book lies in another process, which keeps an answer first and only then tells the outcome.

    Parameters
    ----------
    library : Library or None
        The review library.
    log : TrainingLog, optional
        The trainee's own log.
    before : Timestamp, optional
        Only work finished before this day; today when left out.

    Notes
    -----
    An item is answered once: the other process refuses a second answer. Who can open the library's file can still look there; the
    certificate says so.
    """

    def __init__(self, library: Library | None, *, log: TrainingLog | None = None, before: pd.Timestamp | None = None) -> None:
        self.log, self.level = log or TrainingLog(), level(EXAM)
        context = multiprocessing.get_context("spawn")
        self._line, theirs = context.Pipe()
        url = None if library is None else library.url.render_as_string(hide_password=False)
        self._process = context.Process(target=_serve, args=(theirs, url, str(self.log.file), before), daemon=True)
        self._process.start()
        theirs.close()
        self.source, self.mark = self._ask("about")

    def _ask(self, what: str, *values: Any) -> Any:
        if not self._process.is_alive():
            raise InputError("the exam's own process has ended.", todo="run the cell again; what you have answered is kept.")
        try:
            self._line.send((what, values))
            if not self._line.poll(_SECONDS):
                raise InputError("the exam's own process does not answer.", todo="run the cell again; what you have answered is kept.")
            found, error = self._line.recv()
        except (EOFError, OSError):
            raise InputError("the exam's own process has ended.", todo="run the cell again; what you have answered is kept.") from None
        if error is not None:
            raise InputError(error)
        return found

    @property
    def progress(self) -> Progress:
        """Where the trainee stands."""
        return Progress.of(self.log.events())

    @property
    def run(self) -> Run | None:
        """The exam that was begun and not finished."""
        return self.progress.open(EXAM)

    def begin(self, strategy: str, *, refresher: int = 0, seed: int | None = None) -> None:
        """Draw a form of the exam."""
        self._ask("begin", strategy, seed)

    def question(self) -> Question | None:
        """The task that is next."""
        return self._ask("question")

    def similar(self, item: str) -> dict:
        """Nothing: the exam is taken without help."""
        return {}

    def commit(self, answer: Answer, *, extra: Mapping[str, Any] | None = None) -> Outcome:
        """Keep an answer for good, then tell what the task took."""
        return self._ask("commit", answer)

    def revise(self, strategy: str) -> None:
        """Keep the strategy as it is now."""
        self._ask("revise", strategy)

    def finish(self) -> None:
        """Close the exam."""
        self._ask("finish")

    def close(self) -> None:
        """End the other process."""
        if self._process.is_alive():
            self._line.send(("close", ()))
            self._process.join(10)
        self._line.close()


def _serve(line: Connection, url: str | None, log_file: str, before: pd.Timestamp | None) -> None:
    """The other process: answers one request after the other until it is told to close."""
    desk = None
    while True:
        try:
            what, values = line.recv()
        except EOFError:
            return
        if what == "close":
            return
        try:
            if desk is None:
                library = None if url is None else store.open(url)
                desk = training_desk(library, EXAM, log=TrainingLog(log_file), before=before)
                if library is not None:
                    library.close()
            if what == "about":
                found: Any = (desk.source, desk.mark)
            elif what == "begin":
                desk.begin(values[0], seed=values[1])
                found = None
            else:
                found = getattr(desk, what)(*values)
            line.send((found, None))
        except WorkbenchError as error:
            line.send((None, str(error)))
        except Exception as error:  # the notebook must hear of it, whatever it is
            line.send((None, f"the exam's own process met a fault: {type(error).__name__}: {error}"))
