"""The exam: 60 unseen tasks, outcomes in a process of their own, and a certificate that says what it cannot show."""

from __future__ import annotations

from pathlib import Path

import ipywidgets

import workbench
from workbench import loop, page, sections
from workbench.loop import Desk, SealedDesk
from workbench.page import Block
from workbench.practice import EXAM, Run
from workbench.reports import pdf
from workbench.store import Library
from workbench.store.training_log import TrainingLog
from workbench.tables import InputError, NotEnoughEvidence

from .links import Links
from .panel import row
from .trainer_page import Trainer
from .training_forms import labelled

HTML, PDF = Path("certificate.html"), Path("certificate.pdf")


class Exam(Trainer):
    """The exam of one trainee.

    Attributes
    ----------
    who : ipywidgets.Text
        The name to print; it is kept nowhere.
    paper : ipywidgets.Button
        Writes the certificate.
    """

    def __init__(self, library: Library | None = None, *, log: TrainingLog | None = None, seed: int | None = None) -> None:
        self.who = labelled(ipywidgets.Text, "Name to print on it (kept nowhere else)", "320px")
        self.links = Links()
        super().__init__(library, level=EXAM, log=log, seed=seed)

    def make_desk(self, level: int) -> Desk | SealedDesk:
        """A desk whose book lies in another process."""
        old = getattr(self, "desk", None)
        if isinstance(old, SealedDesk):
            old.close()
        return SealedDesk(self.library, log=self.kept)

    def close(self) -> None:
        """End the other process with the panel."""
        if isinstance(self.desk, SealedDesk):
            self.desk.close()
        super().close()

    def habit(self) -> str:
        """Nothing: the exam shows no outcome of the organisation beforehand."""
        return ""

    def result(self, run: Run) -> list[Block]:
        """The result as it stands on the certificate."""
        made = sections.certificate(run, attempts=run.attempt, version=workbench.__version__)
        return [page.Note(made)] if isinstance(made, NotEnoughEvidence) else [made]

    def _show_start(self) -> None:
        super()._show_start()
        if self._last() is not None:
            write = self.button("Write the certificate", self._write, primary=True, hint="HTML, and PDF where a browser is installed")
            first, *rest = self.body.children
            self.body.children = [first, row(self.who, write), self.links, *rest]

    def _last(self) -> Run | None:
        done = self.desk.progress.finished(EXAM)
        return done[-1] if done else None

    def _write(self) -> None:
        run = self._last()
        if run is None:
            raise InputError("no exam is finished yet.", todo="finish it first.")
        with self.busy("Writing the certificate …"):
            files = loop.write_certificate(run, HTML, PDF, name=self.who.value)
        self.links.show([(f"Open the certificate ({file.suffix[1:].upper()})", file) for file in files])
        missing = "" if PDF in files else f" No PDF: {_why()}"
        self.message.done(f"Written: {', '.join(map(str, files))}.{missing}")


def _why() -> str:
    return str(pdf.no_browser()) if pdf.find_browser() is None else "the browser could not print it; open the HTML file and print it."
