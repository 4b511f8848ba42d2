"""Delphi at one screen: each alone, reasons without names, each alone again, then what the group agrees on; every step is scored."""

from __future__ import annotations

import random
from typing import Any

import ipywidgets
import pandas as pd

from workbench import page, practice
from workbench.loop import Outcome
from workbench.page import Column, Section, Table
from workbench.practice import Answer, Round, Run
from workbench.practice.delphi import FEWEST, MOST
from workbench.store import Library
from workbench.store.training_log import TrainingLog
from workbench.tables import InputError
from workbench.wording import training_group as words
from workbench.wording.numbers import amount

from .panel import row
from .shown import Shown
from .trainer_page import Trainer
from .training_forms import labelled

_FIRST, _REASONS, _SECOND, _AGREED = "first", "reasons", "second", "agreed"


class Delphi(Trainer):
    """The level for three to five people at one screen.

    Attributes
    ----------
    people : ipywidgets.Dropdown
        How many take part; nobody is named.
    reason : ipywidgets.Textarea
        Why, written with the first range.
    give : ipywidgets.Button
        Keeps one person's range and clears the fields for the next.
    """

    def __init__(self, library: Library | None = None, *, log: TrainingLog | None = None, seed: int | None = None) -> None:
        self.people = labelled(
            ipywidgets.Dropdown, "How many people take part?", "240px", options=list(range(FEWEST, MOST + 1)), value=FEWEST
        )
        self.reason = labelled(ipywidgets.Textarea, "Why? One reason for more, one for less (read later, without a name)", "100%", rows=2)
        self.turn, self.board = Shown(), Shown()
        self.first: list[Answer] = []
        self.second: list[Answer] = []
        self.reasons: list[str] = []
        super().__init__(library, level=6, log=log, seed=seed)

    def _show_start(self) -> None:
        super()._show_start()
        self.body.children = [self.body.children[0], self.people, *self.body.children[1:]]

    def _show_task(self) -> None:
        super()._show_task()
        self.first, self.second, self.reasons = [], [], []
        self._stage(_FIRST)

    def _stage(self, stage: str) -> None:
        """Show one step of a task."""
        question = self.desk.question()
        assert question is not None
        self.message.clear()
        self.form.ask(question, self.desk.similar)
        self.reason.value = ""
        n, done = self.people.value, len(self.first if stage == _FIRST else self.second)
        if stage in (_FIRST, _SECOND):
            round_ = "First round" if stage == _FIRST else "Second round"
            self.turn.title(f"{round_}: person {done + 1} of {n}", "The others look away. Nothing is shown before all have answered.")
            keep = self.button("Keep, and pass the keyboard on", lambda: self._take(stage), primary=True)
            why = [self.reason] if stage == _FIRST else []
            self.body.children = [self.task, self.turn, self.form, *why, row(keep)]
        elif stage == _REASONS:
            self.turn.title(
                "Reasons, without names", "Read them and talk about the task, not about who said what; the loudest person last."
            )
            self._show_board()
            go = self.button("Second round", lambda: self._stage(_SECOND), primary=True)
            self.body.children = [self.task, self.turn, self.board, row(go)]
        else:
            together = practice.consensus(self.second)
            self.turn.title(
                "What does the group agree on?", "The second round, put together, stands in the fields. Change it if you agree to."
            )
            for control, value in ((self.form.p10, together.p10), (self.form.p50, together.p50), (self.form.p90, together.p90)):
                control.value = f"{value:.3g}"
            self.body.children = [self.task, self.turn, self.form, row(self.commit)]

    def _take(self, stage: str) -> None:
        answer = self.form.answer()
        if stage == _FIRST:
            if len(self.reason.value.split()) < 2:
                raise InputError("the reason is missing.", expected="a few words.", todo="say what would make it larger or smaller.")
            self.first.append(answer)
            self.reasons.append(self.reason.value.strip())
            self._stage(_FIRST if len(self.first) < self.people.value else _REASONS)
        else:
            self.second.append(answer)
            self._stage(_SECOND if len(self.second) < self.people.value else _AGREED)

    def _show_board(self) -> None:
        """The first round in an order drawn by lot."""
        question = self.desk.question()
        assert question is not None
        lines: list[dict[str, Any]] = [
            {
                "range": f"{amount(a.p10, question.unit)} to {amount(a.p90, question.unit)}",
                "middle": amount(a.p50, question.unit),
                "why": why,
            }
            for a, why in zip(self.first, self.reasons, strict=True)
        ]
        random.SystemRandom().shuffle(lines)
        columns = {"range": Column("8 of 10 between"), "middle": Column("middle"), "why": Column("why")}
        self.board.show(Table(pd.DataFrame(lines), columns, file=""))

    def _commit(self) -> None:
        answer = self.form.answer()
        extra = {"first": [_plain(a) for a in self.first], "second": [_plain(a) for a in self.second]}
        outcome = self.desk.commit(answer, extra=extra)
        self._show_outcome(outcome)
        self.own.refresh()

    def tell(self, outcome: Outcome) -> list[page.Block]:
        """What became of the task, and how each step scored on it."""
        return [*super().tell(outcome), self._steps([outcome.row])]

    def _steps(self, answers: list[dict]) -> page.Block:
        scores = pd.DataFrame([_round(a).scores() for a in answers]).mean()
        frame = pd.DataFrame({"step": list(scores.index), "score": scores.to_numpy()})
        return Table(frame, {"step": Column("Step"), "score": Column("score, lower is better", lambda v: f"{v:.2f}")}, file="")

    def so_far(self, run: Run) -> list[page.Block]:
        """What the group's agreed ranges show, and whether talking paid."""
        paid = words.delphi_sentence(practice.compare_steps([_round(a) for a in run.answers]))
        return [*super().so_far(run), Section("Did talking pay?", page.Text(paid), self._steps(run.answers))]

    def result(self, run: Run) -> list[page.Block]:
        """The same at the end."""
        paid = words.delphi_sentence(practice.compare_steps([_round(a) for a in run.answers]))
        return [*super().result(run), Section("Did talking pay?", page.Text(paid), self._steps(run.answers))]


def _plain(answer: Answer) -> list[float]:
    return [answer.p10, answer.p50, answer.p90]


def _round(row_: dict) -> Round:
    first, second = (tuple(Answer(*a) for a in row_[name]) for name in ("first", "second"))
    agreed = Answer(row_["p10"], row_["p50"], row_["p90"])
    return Round(first, second, agreed, float(row_["actual"]), (row_["base10"], row_["base50"], row_["base90"]))
