"""Explore a project: the answer in words first, then pictures and tables, narrowed by filters."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from workbench import loop, page, sections
from workbench.analysis import accuracy
from workbench.calibration import LEARNED_FROM, Knowledge
from workbench.page import Block, Column
from workbench.store import Library
from workbench.tables import Tables, table
from workbench.wording.numbers import absent, count

from .filters import Filters
from .missing import missing
from .opened import standing
from .panel import Application, row
from .picker import ProjectPicker
from .shown import Shown


class Explore(Application):
    """One project from all sides.

    Parameters
    ----------
    library : Library, optional
        The review library; the one of this folder or of ``WORKBENCH_STORE`` when left out.
    project_id : str, optional
        The project to begin with.

    Attributes
    ----------
    picker : ProjectPicker
    filters : Filters
    view : ipywidgets.ToggleButtons
        What is looked at; only that is computed.
    result : Shown
    """

    def __init__(self, library: Library | None = None, *, project_id: str | None = None) -> None:
        super().__init__()
        self.library = library if library is not None else standing()
        self.result, self.scope = Shown(), Shown()
        if self.library is None or self.library.projects().empty:
            self.compose(missing(self.library, "There is no project to explore yet."))
            return
        self._views: dict[str, Callable[[], list[Block]]] = {
            "Answer": self._answer,
            "Tasks": self._tasks,
            "Sprints and pace": self._pace,
            "Similar projects": self._similar,
            "Lessons and actions": self._lessons,
            "Next estimate": self._next,
        }
        self._known: Knowledge | None = loop.knowledge(self.library)
        self._finished: Tables | None = None
        self.project = Tables()
        self.picker = ProjectPicker(self.library, lambda _: self.guarded(self.load)())
        self.filters = Filters(self.guarded(self.draw))
        self.view = ipywidgets.ToggleButtons(options=list(self._views), style={"button_width": "auto"})
        self.view.add_class("wbw-views")
        self.view.observe(self.guarded(self.draw), "value")
        self.again = self.button("Read the library again", self._reread, hint="Another notebook may have changed it")
        self.compose(row(self.picker, self.again), self.view, self.filters, self.scope, self.message, self.result)
        self.picker.begin_with(project_id)
        self.load()

    def load(self) -> None:
        """Read the chosen project and show it, without any filter."""
        assert self.library is not None
        self.project = self.library.read(str(self.picker.value))
        self.filters.offer(self.project)
        self.draw()

    def draw(self) -> None:
        """Compute and show the chosen view for what the filters leave."""
        self.result.stale("Computing …")
        self.message.clear()
        narrowing, tasks = self.filters.narrowing, self.project.tasks
        whole = self.view.value not in ("Answer", "Tasks")
        self.filters.layout.display = "none" if whole else ""
        if whole or not narrowing:
            self.scope.clear()
        else:
            kept = len(narrowing.apply(self.project).tasks)
            self.scope.text(f"Only {narrowing}: {kept:,} of {count(len(tasks), 'task')}.")
        self.result.show(*self._views[str(self.view.value)]())

    def _reread(self) -> None:
        assert self.library is not None
        self._finished, self._known = None, loop.knowledge(self.library)
        self.picker.refresh()
        self.load()

    def _all_tasks(self) -> Tables:
        """Projects and tasks of the whole library, read once."""
        if self._finished is None:
            assert self.library is not None
            with self.busy("Reading the tasks of all projects …"):
                self._finished = self.library.read(only={"projects": table("projects").names, "tasks": LEARNED_FROM})
        return self._finished

    def _narrowed(self) -> Tables:
        return self.filters.narrowing.apply(self.project)

    def _answer(self) -> list[Block]:
        project = self._narrowed()
        if project.tasks.empty:
            return [page.Note("No task is left. What to do: take a filter back.", title="Nothing to show")]
        tasks = project.tasks
        told: list[Block | None] = [sections.answer(project, self._known), sections.behind_answer(tasks)]
        told += [sections.where_effort_went(tasks), sections.behind_kinds(tasks)]
        return [block for block in told if block is not None]

    def _tasks(self) -> list[Block]:
        tasks = self._narrowed().tasks
        unit = accuracy.comparable(tasks).unit or "the unit of the estimates"
        title = f"The tasks behind it, those farthest from their estimate first (in {unit})"
        return [sections.task_by_task(tasks), page.Section(title, sections.compared_tasks(tasks))]

    def _pace(self) -> list[Block]:
        told: list[Block | None] = [sections.pace_and_proof(self.project, self._known), sections.behind_pace(self.project)]
        return [block for block in [*told, sections.sprint_by_sprint(self.project)] if block is not None]

    def _similar(self) -> list[Block]:
        everything = self._all_tasks()
        projects = everything.projects.set_index("project_id")
        mine = str(self.picker.value)
        kind = projects["reference_class"].get(mine)
        alike = projects if absent(kind) else projects[projects["reference_class"].eq(str(kind))]
        groups = accuracy.by(everything.tasks[everything.tasks["project_id"].isin(alike.index)], "project_id", minimum=10)
        frame = groups.merge(
            projects[["name", "team", "finished_on"]].reset_index(), left_on="group", right_on="project_id", how="left"
        ).sort_values("finished_on", ascending=False, kind="stable")
        frame["this"] = frame["group"].eq(mine).map({True: "this project", False: ""})
        columns: dict[str, Column | str] = {
            "group": "project",
            "name": "name",
            "this": "",
            "n": Column("tasks", "count"),
            "total_ratio": Column("in total", "ratio"),
            "bias": Column("typical task", "ratio"),
            "p10": Column("1 of 10 below", "ratio"),
            "p90": Column("1 of 10 above", "ratio"),
            "finished_on": Column("finished", "day"),
        }
        what = "All projects: this one has no reference class." if absent(kind) else f"Projects of the kind “{kind}”."
        words = page.Text(f"{what} Actual ÷ estimate, where both are in one unit; above 1.00× the work took more than estimated.")
        return [page.Section("Similar past projects", words, page.Table(frame, columns, file="similar_projects.csv"))]

    def _lessons(self) -> list[Block]:
        assert self.library is not None
        mine = str(self.picker.value)
        return [sections.last_actions(loop.team_work(self.library, mine), mine), sections.agreed(self.project), sections.said(self.project)]

    def _next(self) -> list[Block]:
        everything = self._all_tasks()
        with self.busy("Comparing what was known before this project with what is known now …"):
            return [sections.next_time(everything.tasks, str(self.picker.value))]
