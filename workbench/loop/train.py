"""Train on finished work: the tasks of a level, one at a time, each answer kept before its outcome is told."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

import numpy as np
import pandas as pd

from workbench import importers, practice, shipped
from workbench.calibration.history import Floats, days
from workbench.practice import EXAM, Answer, Pool, Progress, Run
from workbench.store import Library
from workbench.store.training_log import TrainingLog
from workbench.tables import InputError, NotEnoughEvidence
from workbench.wording import not_enough

SAMPLES = "the sample portfolio"
_FEWEST_PROJECTS = 5
_BASE = ("base10", "base50", "base90")


@dataclass(frozen=True)
class Question:
    """A task as it may be seen before it is answered.

    Parameters
    ----------
    item : str
        Its key.
    number, of : int
        Which of how many.
    facts : dict of str to str
        What to show: title, kind, component, project, day of the estimate.
    unit : str
        Unit of the answer.
    given : dict
        What else the level gives: a number drawn at random, or how many tasks a project has.
    """

    item: str
    number: int
    of: int
    facts: dict[str, str]
    unit: str
    given: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of an answered task.

    Parameters
    ----------
    row : dict
        The answer as it stands in the log, with actual and history's range.
    unit : str
    told : dict
        What else there is to tell: class and number of tasks behind history's range, source of a trivia answer.
    """

    row: dict[str, Any]
    unit: str
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Solution:
    """What a book knows of an item beyond what may be seen."""

    actual: float
    base: tuple[float, float, float] | None = None
    exact: bool = False
    told: dict[str, Any] = field(default_factory=dict)


class Book(Protocol):
    """Items with their solutions; the solutions stay in it until they are asked for."""

    def facts(self, item: str) -> tuple[dict[str, str], str, dict[str, Any]] | None:
        """What may be seen, the unit, and what else is given; None when the item is not there any more."""

    def solution(self, item: str) -> Solution:
        """What the item took."""


class TaskBook:
    """Tasks of a pool."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._rows = pool.items.set_index("item", drop=False)
        self._edges = practice.bin_edges(float(pool.items["actual"].median()))  # of all tasks: they say nothing of a single one

    def facts(self, item: str) -> tuple[dict[str, str], str, dict[str, Any]] | None:
        """Title, kind, component, project and day."""
        if item not in self._rows.index:
            return None
        return practice.shown(self._rows.loc[[item]].iloc[0]), self.pool.unit, {"edges": self._edges}

    def similar(self, item: str) -> dict[str, Floats]:
        """Classes of similar work finished before the task was estimated."""
        row = self._rows.loc[[item]]
        labels = {name: row[name].iloc[0] for name in ("kind", "component", "project")}
        return self.pool.past.similar(labels, float(days(row, "asked")[0]))

    def history(self, item: str) -> dict[str, Any]:
        """History's range of the task."""
        row = self._rows.loc[[item]]
        found = self.pool.past.ranges(row["kind"].to_numpy(object), days(row, "asked")).iloc[0]
        return {str(name): value for name, value in found.items()}

    def solution(self, item: str) -> Solution:
        """Actual, and history's range."""
        row, past = self._rows.loc[[item]].iloc[0], self.history(item)
        told = {"base_class": past["base_class"], "base_n": int(past["base_n"])}
        base = (float(past["base10"]), float(past["base50"]), float(past["base90"]))
        return Solution(float(row["actual"]), base, bool(row["exact"]), told)


class MixedBook:
    """General knowledge, and tasks for the rest."""

    def __init__(self, tasks: TaskBook) -> None:
        self._tasks, self._trivia = tasks, practice.trivia().set_index("item")

    def facts(self, item: str) -> tuple[dict[str, str], str, dict[str, Any]] | None:
        """The question, or what a task's book shows."""
        if item in self._trivia.index:
            return {"title": str(self._trivia.loc[item, "title"])}, str(self._trivia.loc[item, "unit"]), {}
        return self._tasks.facts(item)

    def solution(self, item: str) -> Solution:
        """The answer with its source, or a task's solution."""
        if item in self._trivia.index:
            row = self._trivia.loc[[item]].iloc[0]
            return Solution(float(row["actual"]), told={"source": str(row["source"])})
        return self._tasks.solution(item)


class WholeBook:
    """Whole projects; each is forecast from what was known before it when it is first looked at."""

    def __init__(self, tasks: pd.DataFrame) -> None:
        self._tasks = tasks
        self._known: dict[str, practice.Whole | NotEnoughEvidence] = {}

    def _of(self, item: str) -> practice.Whole | NotEnoughEvidence:
        if item not in self._known:
            self._known[item] = practice.whole(self._tasks, item.removeprefix("project/"))
        return self._known[item]

    def facts(self, item: str) -> tuple[dict[str, str], str, dict[str, Any]] | None:
        """How many tasks of what kinds, and the sum of their estimates."""
        found = self._of(item)
        if isinstance(found, NotEnoughEvidence):
            return None
        facts = {"title": f"All of {found.project_id}", "kind": found.kinds, "asked": f"{found.started_on:%Y-%m-%d}"}
        return facts, found.unit, {"tasks": found.n, "estimate": found.estimate}

    def solution(self, item: str) -> Solution:
        """The total, and the range of the calibration that was known then."""
        found = self._of(item)
        assert not isinstance(found, NotEnoughEvidence)
        told = {"alone": list(found.alone), "sum_p90": found.sum_p90, "chance_sum_p90": found.chance_sum_p90, "base_n": found.before}
        return Solution(found.actual, found.total, told=told)


class Desk:
    """One level of one trainee.

    Parameters
    ----------
    log : TrainingLog
        The trainee's own log.
    number : int
        The level.
    book : Book
        Its items.
    source, mark : str
        Whose work it is, and its mark; kept with every run.
    """

    def __init__(self, log: TrainingLog, number: int, book: Book, *, source: str, mark: str) -> None:
        self.log, self.level, self._book = log, practice.level(number), book
        self.source, self.mark = source, mark

    @property
    def progress(self) -> Progress:
        """Where the trainee stands."""
        return Progress.of(self.log.events())

    @property
    def run(self) -> Run | None:
        """The run that was begun and not finished."""
        return self.progress.open(self.level.number)

    def begin(self, strategy: str, *, refresher: int = 0, seed: int | None = None) -> None:
        """Begin a run: draw its tasks, and keep the strategy that was written before.

        Parameters
        ----------
        strategy : str
            How the trainee will go about it.
        refresher : int
            Which refresher it is; 0 for the level itself.
        seed : int, optional
            For the draw; a random one when left out.

        Raises
        ------
        InputError
            Without a strategy, or when too few tasks are left that were not seen.
        """
        if len(strategy.split()) < 3:
            raise InputError(
                f"the strategy {'is missing' if not strategy.strip() else 'has fewer than three words'}.",
                expected="how you will go about it, written before the first answer.",
                todo="write a sentence or two.",
            )
        chosen = secrets.randbits(31) if seed is None else seed
        rng = np.random.default_rng(chosen)
        n = practice.REFRESHER if refresher else self.level.tasks
        items = self._draw(n, rng)
        details: dict[str, Any] = {"seed": chosen, "source": self.source, "mark": self.mark}
        if self.level.way == "anchor":
            details["anchors"] = practice.arms(len(items), rng=rng)
        self.log.add("begin", level=self.level.number, refresher=refresher, items=items, **details)
        self.log.add("strategy", level=self.level.number, text=strategy.strip())

    def _draw(self, n: int, rng: np.random.Generator) -> list[str]:
        seen = self.progress.seen
        if isinstance(self._book, WholeBook):
            names = [f"project/{p}" for p in practice.candidates(self._book._tasks)]
            fresh = [p for p in names if p not in seen] or names
            return [str(i) for i in rng.permutation(fresh)[:n]]
        trivia = list(practice.trivia()["item"]) if self.level.number == 0 else []
        book = self._book._tasks if isinstance(self._book, MixedBook) else self._book
        assert isinstance(book, TaskBook)
        quiz = practice.draw(book.pool, n - len(trivia), rng=rng, without=seen)
        if isinstance(quiz, NotEnoughEvidence):
            raise InputError(
                not_enough(quiz), todo="import more finished work, or take another level; tasks that you have seen are not asked again."
            )
        return [str(i) for i in rng.permutation(trivia)] + list(quiz["item"])

    def question(self) -> Question | None:
        """The task that is next; None when all are answered, or nothing was begun."""
        run = self.run
        for item in run.left if run else []:
            assert run is not None
            found = self._book.facts(item)
            if found is not None:
                facts, unit, given = found
                return Question(item, run.items.index(item) + 1, len(run.items), facts, unit, given | self._anchor(run, item))
        return None

    def _anchor(self, run: Run, item: str) -> dict[str, Any]:
        if self.level.way != "anchor" or not isinstance(self._book, TaskBook):
            return {}
        factor = float(run.details["anchors"][run.items.index(item)])
        return {"anchor_factor": factor, "anchor": float(f"{self._book.history(item)['base50'] * factor:.2g}")}

    def similar(self, item: str) -> dict[str, Floats]:
        """Classes of similar finished work to choose from."""
        return self._book.similar(item) if isinstance(self._book, TaskBook) else {}

    def commit(self, answer: Answer, *, extra: Mapping[str, Any] | None = None) -> Outcome:
        """Keep an answer for good, then tell what the task took.

        Parameters
        ----------
        answer : Answer
            The range.
        extra : mapping, optional
            What else is kept with it.

        Returns
        -------
        Outcome

        Raises
        ------
        InputError
            When there is nothing to answer.
        """
        asked = self.question()
        if asked is None:
            raise InputError("there is no task to answer.", todo="begin the level first.")
        found = self._book.solution(asked.item)
        row: dict[str, Any] = {"item": asked.item, "p10": answer.p10, "p50": answer.p50, "p90": answer.p90, "actual": found.actual}
        row |= dict(zip(_BASE, found.base, strict=True)) if found.base else {}
        factor = {"anchor_factor": asked.given["anchor_factor"]} if "anchor_factor" in asked.given else {}
        row |= {"exact": found.exact, "unit": asked.unit, "kind": asked.facts.get("kind", ""), **factor, **(extra or {})}
        kept = self.log.add("answer", level=self.level.number, **row)
        return Outcome(kept, asked.unit, found.told)

    def revise(self, strategy: str) -> None:
        """Keep the strategy as it is now."""
        if not strategy.strip():
            raise InputError("the strategy is empty.", expected="what you keep and what you change.", todo="write it down.")
        self.log.add("strategy", level=self.level.number, text=strategy.strip())

    def finish(self) -> None:
        """Close the run."""
        if self.run is not None and self.question() is None:
            self.log.add("finish", level=self.level.number)


def names_in(log: TrainingLog) -> list[str]:
    """The names under which the trainee stands in the tracker, as they were last given."""
    given = [e for e in log.events() if e["event"] == "names"]
    return [str(n) for n in given[-1].get("names", [])] if given else []


@cache
def sample_tasks() -> pd.DataFrame:
    """The tasks of the sample portfolio; read once, not to be changed."""
    return importers.read(shipped.folder("sample_data") / "tasks.csv.gz", profile="canonical").tables["tasks"]


def training_pool(library: Library | None, *, before: pd.Timestamp, worked_on: list[str]) -> Pool:
    """The tasks to practise on: from the library where there are 200, else from the sample portfolio.

    Parameters
    ----------
    library : Library or None
        The review library.
    before : Timestamp
        Only work finished before this day.
    worked_on : list of str
        The trainee's names in the tracker.

    Returns
    -------
    Pool
        Its ``source`` says whose work it is.
    """
    if library is not None:
        found = practice.pool(library.read(only=["tasks"]).tasks, before=before, worked_on=worked_on)
        if not isinstance(found, NotEnoughEvidence):
            return found
    samples = practice.pool(sample_tasks(), before=before, worked_on=[], source=SAMPLES)
    assert not isinstance(samples, NotEnoughEvidence)
    return samples


def training_desk(library: Library | None, number: int, *, log: TrainingLog | None = None, before: pd.Timestamp | None = None) -> Desk:
    """The desk of a level, with its answers kept in this process.

    Parameters
    ----------
    library : Library or None
        The review library.
    number : int
        The level.
    log : TrainingLog, optional
        The trainee's own log.
    before : Timestamp, optional
        Only work finished before this day; today when left out.

    Returns
    -------
    Desk
    """
    mine, cut = log or TrainingLog(), before if before is not None else pd.Timestamp.now().normalize()
    if practice.level(number).way == "totals":
        return _whole_desk(library, mine, number)
    pool = training_pool(library, before=cut, worked_on=names_in(mine))
    mark = pool.mark
    practised, held_out = pool.split()
    book = TaskBook(held_out if number == EXAM else practised)
    return Desk(mine, number, MixedBook(book) if number == 0 else book, source=pool.source, mark=mark)


def _whole_desk(library: Library | None, log: TrainingLog, number: int) -> Desk:
    tasks, source = (library.read(only=["tasks"]).tasks, "your own finished work") if library is not None else (sample_tasks(), SAMPLES)
    if len(practice.candidates(tasks)) < _FEWEST_PROJECTS and source != SAMPLES:
        tasks, source = sample_tasks(), SAMPLES
    return Desk(log, number, WholeBook(tasks), source=source, mark="")
