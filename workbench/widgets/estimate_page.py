"""Estimate the next project: a backlog in, calibrated ranges and odds out, and what is agreed is logged."""

from __future__ import annotations

import ipywidgets
import pandas as pd

import workbench
from workbench import loop, sections
from workbench.calibration import Knowledge
from workbench.forecast import EffortForecast
from workbench.page import Section
from workbench.store import Library
from workbench.tables import InputError
from workbench.wording.numbers import count

from .background import Background
from .backlog import Backlog
from .backlog_input import BacklogInput
from .estimate_shown import looked_up, odds, per_task, totals
from .missing import missing
from .opened import standing
from .panel import Application, row
from .plan import Plan
from .shown import Shown

LARGE = 20_000
"""Finished tasks from which on learning takes so long that the page goes on meanwhile."""


class EstimateNext(Application):
    """A backlog's effort and finish, with odds that move as the plan moves.

    Parameters
    ----------
    library : Library, optional
        The review library; the one of this folder or of ``WORKBENCH_STORE`` when left out.

    Attributes
    ----------
    given : BacklogInput
    plan : Plan
    estimate, accept : ipywidgets.Button
        Compute; log what is shown.
    effort : EffortForecast or None
        What is shown.
    answer, odds, details : Shown
    """

    def __init__(self, library: Library | None = None) -> None:
        super().__init__()
        self.library = library if library is not None else standing()
        self._known: Knowledge | None = None
        self._backlog: Backlog | None = None
        self.effort: EffortForecast | None = None
        self._computed = (0, 0)
        self._behind: tuple[Backlog, Knowledge, pd.DataFrame, Section] | None = None
        self._learning: Background[Knowledge] | None = None
        self._awaited = False
        self.answer, self.odds, self.details = Shown(), Shown(), Shown()
        if self.library is None:
            self.compose(missing(self.library, "There is no finished work to learn from yet."))
            return
        self.estimate = self.button("Estimate", self._estimate, primary=True, hint="Calibrate every task by what finished work shows")
        self.accept = self.button("Accept and log these estimates", self._accept, hint="Kept in the library, to be judged by the actuals")
        tasks, projects = self.library.read(only={"tasks": ["kind"]}).tasks, self.library.projects()
        self._finished = int(projects["finished"].sum())
        self._unlearned = self._finished >= LARGE and loop.knowledge(self.library) is None
        note = missing(self.library, "The library is empty: ranges come from general experience, and are wide.") if tasks.empty else Shown()
        self.given = BacklogInput(
            kinds=sorted(tasks["kind"].dropna().unique()),
            projects=projects.loc[projects["finished_on"].isna(), "project_id"].tolist(),
            changed=self._stale,
        )
        self.plan = Plan(self.guarded(self._move))
        self._results = ipywidgets.VBox([self.plan, self.odds, self.answer, row(self.accept), self.details])
        self._results.layout.display = "none"
        heading = Shown()
        heading.title("What is to be done")
        self.compose(note, heading, self.given, row(self.estimate), self.message, self._results)

    def knowledge(self) -> Knowledge:
        """What finished work says: the latest calibration, or the first one."""
        assert self.library is not None
        if self._known is None:
            with self.busy("Learning from finished work …"):
                self._known = loop.current_knowledge(self.library, label="estimate")
        return self._known

    def _learns_meanwhile(self) -> bool:
        """Whether the first calibration of a large library is still being learned, beside the page."""
        assert self.library is not None
        if self._learning is None and self._unlearned:
            library = self.library
            self._learning = Background(lambda: loop.calibrate(library, label="first estimate"), self.guarded(self._learned))
        return self._learning is not None and not self._learning.is_over

    def _learned(self) -> None:
        assert self._learning is not None
        if self.message.kind == "busy":
            self.message.clear()
        self._learning.result()
        if self._awaited:
            self._estimate()

    def _estimate(self) -> None:
        self.message.clear()
        backlog = self.given.backlog()
        self._awaited = self._learns_meanwhile()
        if self._awaited:
            self.message.busy(
                f"Learning from {count(self._finished, 'finished task')}, once: this takes a minute or so. The estimate follows by itself; "
                "until then the backlog can still be changed."
            )
            return
        self._known = None  # a review may have added to it
        self.plan.offer(len(backlog.tasks))
        self._backlog = backlog
        self._compute()
        self._results.layout.display = ""
        self.accept.off(False)

    def _move(self) -> None:
        """The plan moved: the same backlog, other odds."""
        if self._backlog is not None:
            self.message.clear()
            for shown in (self.odds, self.answer):
                shown.stale("The plan moved …")
            self._compute()
            self.accept.off(False)

    def _compute(self) -> None:
        """The odds first: they are what a person watches while moving the plan."""
        assert self._backlog is not None
        known, tasks = self.knowledge(), self._backlog.tasks.head(int(self.plan.scope.value))
        same = self.effort is not None and self._computed == (id(self._backlog), len(tasks))
        effort = self.effort if same and self.effort is not None else loop.forecast_backlog(tasks, known)
        scope = loop.first_tasks(self._backlog.tables, len(tasks))
        finish, cost = self.plan.finish(effort, known, scope), loop.forecast_cost(effort, scope, rate=self.plan.rate)
        self.odds.show(odds(effort, finish, promised=self.plan.promise, limit=self.plan.limit))
        told = sections.total_and_finish(str(tasks["project_id"].iloc[0]), effort, finish, cost, budget=loop.budget_of(scope))
        self.answer.show(told, totals(effort, finish))
        if self._behind is None or self._behind[0] is not self._backlog or self._behind[1] is not known:
            said = looked_up(tasks[tasks["task_id"].isin(effort.tasks["task_id"])], known)
            self._behind = (self._backlog, known, said, sections.rests_on(known, known.fit_for(tasks)))
        if not same:
            _, _, said, rests_on = self._behind
            self.details.show(per_task(effort, said), rests_on, sections.estimate_evidence(known, effort, version=workbench.__version__))
        self.effort, self._computed = effort, (id(self._backlog), len(tasks))

    def _accept(self) -> None:
        assert self.library is not None
        if self._backlog is None or self.effort is None:
            raise InputError("nothing was estimated yet.", todo="press Estimate first.")
        scope = loop.first_tasks(self._backlog.tables, int(self.plan.scope.value))
        tasks = scope.tasks
        loop.keep_estimate(self.library, scope, self.effort, self.knowledge())
        self.accept.off(True)
        self.message.done(
            f"Logged {count(self.effort.n_tasks, 'estimate')} of {tasks['project_id'].iloc[0]} with calibration {self.knowledge().number}. "
            "When the work is done, import the tracker's export with the same task keys: the review will judge them."
        )

    def _stale(self) -> None:
        if self.library is not None and hasattr(self, "_results"):
            self._learns_meanwhile()  # while the backlog is still being written
        if self.effort is not None:
            for shown in (self.odds, self.answer, self.details):
                shown.stale("The backlog changed: press Estimate to compute again.")
            self._backlog = None
            self.accept.off(True)
