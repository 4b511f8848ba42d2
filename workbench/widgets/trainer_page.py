"""One level of the trainer: strategy first, one task at a time, what the answers show, strategy again."""

from __future__ import annotations

import math

import ipywidgets
import numpy as np
import pandas as pd

from workbench import loop, page, practice
from workbench.figures import training as draw
from workbench.loop import Desk, Outcome, SealedDesk
from workbench.page import Picture
from workbench.practice import Run
from workbench.store import Library
from workbench.store.training_log import TrainingLog
from workbench.tables import NotEnoughEvidence
from workbench.wording import training as words
from workbench.wording.numbers import amount, count, day

from .opened import standing
from .panel import Application, row
from .shown import Shown
from .training_forms import FORMS, labelled
from .training_log_panel import LogPanel

BLOCK = 10
_NAMES = {"title": "Task", "kind": "Kind", "component": "Part", "project": "Project", "asked": "Estimated on"}


class Trainer(Application):
    """A level, begun, interrupted, resumed and finished.

    Parameters
    ----------
    library : Library, optional
        The review library; the sample portfolio stands in where it is missing or too small.
    level : int
        Which level.
    log : TrainingLog, optional
        The trainee's own log.
    seed : int, optional
        For the draw of the tasks; random when left out.

    Attributes
    ----------
    desk : Desk
        Holds the tasks and, in the kernel only, what they took: no widget ever holds that before the answer is kept.
    form : RangeForm
        How a range is given at this level.
    strategy, names : ipywidgets.Textarea, ipywidgets.Text
    begin, commit, next, revise : ipywidgets.Button
    """

    def __init__(self, library: Library | None = None, *, level: int = 1, log: TrainingLog | None = None, seed: int | None = None) -> None:
        super().__init__()
        self.library = library if library is not None else standing()
        self.kept, self._seed = log or TrainingLog(), seed
        self.desk: Desk | SealedDesk = self.make_desk(level)
        self.known = self.desk.level
        self.form = FORMS[self.known.way]()
        self.intro, self.task, self.outcome, self.told = Shown(), Shown(), Shown(), Shown()
        self.names = labelled(ipywidgets.Text, "Your name in the tracker, if you have worked here (kept in your own log)", "460px")
        self.names.value = ", ".join(loop.names_in(self.kept))
        self.strategy = labelled(ipywidgets.Textarea, "Your strategy", "100%", rows=3)
        self.begin = self.button("Begin", self._begin, primary=True, hint="Draw the tasks and show the first one")
        self.refresh = self.button("Begin the refresher", self._refresh, hint=f"{practice.REFRESHER} new tasks of this level")
        self.commit = self.button("Commit this answer", self._commit, primary=True, hint="It is kept and cannot be changed")
        self.next = self.button("Next task", self.resume, primary=True)
        self.revise = self.button("Keep this strategy and go on", self._revise, primary=True)
        self.body = ipywidgets.VBox()
        self.body.layout.overflow = "visible"
        self.own = LogPanel(self.kept, self.resume)
        self.compose(self.body, self.message, ipywidgets.Accordion([self.own], titles=("Your log",)))
        self.resume()

    def make_desk(self, level: int) -> Desk | SealedDesk:
        """The desk of a level."""
        return loop.training_desk(self.library, level, log=self.kept)

    def resume(self) -> None:
        """Show whatever comes next, as the log has it."""
        self.message.clear()
        run = self.desk.run
        if run is None:
            self._show_start()
        elif _wants_revision(run, self.known.way):
            self._show_revision(run)
        elif self.desk.question() is None:
            self.desk.finish()
            self._show_start()
        else:
            self._show_task()

    def _show_start(self) -> None:
        last = [r for r in self.desk.progress.runs if r.level == self.known.number and r.finished is not None]
        parts: list[page.Block] = self.result(last[-1]) if last else []
        self.intro.show(*parts, *self._introduction())
        due = self.desk.progress.due(self.known.number)
        now = due is not None and due.on <= pd.Timestamp.now()
        self.strategy.description = self.known.prompt
        self.strategy.value = self.desk.progress.strategy(self.known.number)
        self.begin.description = "Begin" if not last else "Begin again with new tasks"
        self.refresh.layout.display = "" if now else "none"
        self.body.children = [self.intro, self.names, self.strategy, row(self.begin, self.refresh)]

    def _introduction(self) -> list[page.Block]:
        """What is ahead, whose work it is, and how the whole organisation did."""
        here = f"{count(self.known.tasks, 'task')}, about {self.known.minutes}, from {self.desk.source}."
        if self.desk.source == "the sample portfolio":
            here += " Your review library does not hold 200 suitable finished tasks yet, so this is made-up work: sample data, not yours."
        habit = self.habit()
        return [page.Text(here), *([page.Text(habit)] if habit else [])]

    def habit(self) -> str:
        """How the organisation's own ±25 % ranges did, where the level trains on tasks."""
        pool = getattr(getattr(self.desk, "_book", None), "pool", None)
        found = practice.habit_hits(pool.items) if pool is not None else NotEnoughEvidence(0, 20, "finished tasks")
        return "" if isinstance(found, NotEnoughEvidence) else words.habit_sentence(*found, self.desk.source)

    def _begin(self, refresher: int = 0) -> None:
        given = [n.strip() for n in self.names.value.split(",") if n.strip()]
        if given != loop.names_in(self.kept):
            self.kept.add("names", names=given)
            self.desk = self.make_desk(self.known.number)
        with self.busy("Drawing the tasks …"):
            self.desk.begin(self.strategy.value, refresher=refresher, seed=self._seed)
        self.resume()

    def _refresh(self) -> None:
        due = self.desk.progress.due(self.known.number)
        self._begin(due.number if due else 0)

    def _show_task(self) -> None:
        question = self.desk.question()
        assert question is not None
        facts = [{"what": _NAMES.get(k, k), "value": day(v) if k == "asked" else v} for k, v in question.facts.items() if k != "title"]
        if "estimate" in question.given:
            total = f"{amount(question.given['estimate'], question.unit)} in {count(question.given['tasks'], 'task')}"
            facts.append({"what": "Sum of the estimates", "value": total})
        lines = " · ".join(f"{f['what']}: {f['value']}" for f in facts)
        title = f"{question.number} of {question.of}"
        self.task.show(page.Text(f"Task {title}."), page.Headline(question.facts["title"], meaning=lines))
        self.form.ask(question, self.desk.similar)
        self.body.children = [self.task, self.form, row(self.commit)]

    def _commit(self) -> None:
        answer = self.form.answer()
        outcome = self.desk.commit(answer, extra=self.form.extra())
        self.message.clear()
        self._show_outcome(outcome)
        self.own.refresh()

    def _show_outcome(self, outcome: Outcome) -> None:
        run = self.desk.run
        assert run is not None
        self.outcome.show(*self.tell(outcome))
        self.told.show(*self.so_far(run))
        self.next.description = "Next task" if run.left and not _wants_revision(run, self.known.way) else "Go on"
        self.body.children = [self.task, self.outcome, self.told, row(self.next)]

    def tell(self, outcome: Outcome) -> list[page.Block]:
        """What became of one task."""
        row_, unit = outcome.row, outcome.unit
        blocks: list[page.Block] = [Picture(draw.outcome(row_, unit))]
        if "base50" in row_:
            blocks.append(page.Text(words.history_range(row_, unit, outcome.told)))
        if "source" in outcome.told:
            blocks.append(page.Text(f"Source: {outcome.told['source']}."))
        if "sum_p90" in outcome.told:
            blocks.append(page.Text(words.totals_sentence(outcome.told, unit)))
        if self.known.way == "bins":
            found = practice.pert(row_["p10"], row_["p50"], row_["p90"])
            blocks.append(page.Text(words.pert_sentence(found, row_["p10"], row_["p90"], unit)))
        if row_.get("exact"):
            blocks.append(page.Text("This actual equals the task's estimate exactly: it may have been copied, so take it with care."))
        return blocks

    def so_far(self, run: Run) -> list[page.Block]:
        """What all answers of the run show so far."""
        if self.known.way == "exam":
            return [page.Text(f"{len(run.answers)} of {len(run.items)} answered. What they show is said at the end.")]
        found = practice.feedback(practice.scored(run.table))
        return [page.Section("Your answers so far", *(page.Text(s) for s in words.feedback_sentences(found)))]

    def _show_revision(self, run: Run) -> None:
        self.told.show(*self.so_far(run))
        self.strategy.description = "What do you keep, and what do you change? Your strategy for the next tasks"
        self.strategy.value = run.strategies[-1] if run.strategies else ""
        self.body.children = [self.told, self.strategy, row(self.revise)]

    def _revise(self) -> None:
        self.desk.revise(self.strategy.value)
        self.resume()
        self.own.refresh()

    def result(self, run: Run) -> list[page.Block]:
        """What a finished run came to."""
        scored = practice.scored(run.table)
        if self.known.number == 0:
            return self._baseline(scored)
        found = practice.feedback(scored)
        name = f"Level {run.level}{f', refresher {run.refresher}' if run.refresher else ''}: {count(found.n, 'answer')}"
        blocks: list[page.Block] = [page.Text(s) for s in words.feedback_sentences(found)]
        curve = found.curve
        blocks.append(
            page.Note(curve, title="Calibration curve") if isinstance(curve, NotEnoughEvidence) else Picture(draw.practice_curve(curve))
        )
        if not isinstance(found.skill, NotEnoughEvidence):
            blocks.append(page.Text(words.skill_sentence(found.skill)))
        if self.known.way == "anchor":
            blocks.append(page.Text(words.anchor_debrief()))
        if self.known.way == "totals":
            blocks.append(page.Text(self._trap()))
        due = self.desk.progress.due(self.known.number)
        if due is not None:
            blocks.append(page.Text(f"Refresher {due.number} of 4 is due on {day(due.on)}: what is repeated at growing distances stays."))
        return [page.Section(name, *blocks)]

    def _baseline(self, scored: pd.DataFrame) -> list[page.Block]:
        known = scored["item"].str.startswith("trivia/")
        parts = [
            page.Text(f"{name}: {words.inside(int(rows['hit'].sum()), len(rows)).replace(' Too few to judge; keep going.', '')}")
            for name, rows in (("General knowledge", scored[known]), ("Tasks", scored[~known]))
        ]
        aim = page.Text("The aim is 8 of 10. Ten answers of each can only show the very far off; go on with level 1.")
        return [page.Section("Your baseline", *parts, aim)]

    def _trap(self) -> str:
        tasks = getattr(getattr(self.desk, "_book", None), "_tasks", None)
        if tasks is None:
            return ""
        usable = tasks[(tasks["estimate"] > 0) & (tasks["actual"] > 0) & (tasks["estimate_unit"] == tasks["actual_unit"])]
        return words.mmre_sentence(practice.mmre_trap(np.asarray(usable["estimate"], float), np.asarray(usable["actual"], float)))


def _wants_revision(run: Run, way: str) -> bool:
    """Whether the strategy is to be looked at again: after every ten answers, and at the end."""
    if way == "exam":
        return False
    done = len(run.answers)
    due = math.ceil(done / BLOCK) if not run.left else done // BLOCK
    return len(run.strategies) < 1 + due
