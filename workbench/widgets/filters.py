"""Narrow a project down: kind, component, sprint, dates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets
import pandas as pd

from workbench.tables import Tables
from workbench.wording.numbers import day, listing

from .panel import row

ALL = ""


@dataclass(frozen=True)
class Narrowing:
    """Which tasks of a project are looked at; nothing set means all.

    Attributes
    ----------
    kind, component, sprint : str
        Empty for all.
    first, last : Timestamp or None
        Days between which tasks were finished; with one of them set, open tasks are left out.
    """

    kind: str = ALL
    component: str = ALL
    sprint: str = ALL
    first: pd.Timestamp | None = None
    last: pd.Timestamp | None = None

    def __bool__(self) -> bool:
        return bool(self.kind or self.component or self.sprint or self.first is not None or self.last is not None)

    def __str__(self) -> str:
        told = [f"{name} {value}" for name, value in (("kind", self.kind), ("component", self.component), ("sprint", self.sprint)) if value]
        told += [f"finished from {day(self.first)}"] if self.first is not None else []
        told += [f"finished until {day(self.last)}"] if self.last is not None else []
        return listing(told) if told else "all tasks"

    def apply(self, tables: Tables) -> Tables:
        """The tables of one project with the tasks that are looked at, and what belongs to them.

        Parameters
        ----------
        tables : Tables
            One project.

        Returns
        -------
        Tables
            Sprints are narrowed only by the choice of a sprint, so that their totals stay true.

        Examples
        --------
        >>> some = Tables({"tasks": pd.DataFrame({"project_id": "P", "task_id": ["1", "2"], "kind": ["bug", "test"]})})
        >>> Narrowing(kind="bug").apply(some).tasks["task_id"].tolist()
        ['1']
        """
        tasks = tables.tasks
        keep = pd.Series(True, index=tasks.index)
        for name in ("kind", "component"):
            if getattr(self, name):
                keep &= tasks[name].eq(getattr(self, name)).fillna(False)
        if self.sprint:
            members = tables.task_sprints
            keep &= tasks["task_id"].isin(members.loc[members["sprint"].eq(self.sprint), "task_id"])
        if self.first is not None:
            keep &= (tasks["finished_on"] >= self.first.normalize()).fillna(False)
        if self.last is not None:
            keep &= (tasks["finished_on"] < self.last.normalize() + pd.Timedelta(days=1)).fillna(False)
        return Tables({**tables, "tasks": tasks[keep.astype(bool)].reset_index(drop=True)})


class Filters(ipywidgets.VBox):
    """Controls for a :class:`Narrowing`; each change computes again.

    Parameters
    ----------
    changed : callable
        Called after a change.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed, self._quiet = changed, False
        self.kind, self.component, self.sprint = (_choice(n) for n in ("Kind", "Component", "Sprint"))
        self.first, self.last = _date("Finished from"), _date("Finished until")
        self.reset = ipywidgets.Button(description="All tasks", tooltip="Take every filter back")
        self.reset.on_click(lambda _: self._clear())
        self._controls = (self.kind, self.component, self.sprint, self.first, self.last)
        for control in self._controls:
            control.observe(self._tell, "value")
        super().__init__([row(*self._controls, self.reset)])

    @property
    def narrowing(self) -> Narrowing:
        """What is chosen."""
        first, last = (None if c.value is None else pd.Timestamp(c.value) for c in (self.first, self.last))
        return Narrowing(self.kind.value, self.component.value, self.sprint.value, first, last)

    def offer(self, tables: Tables) -> None:
        """Offer what one project has, with nothing chosen."""
        self._quiet = True
        try:
            tasks, sprints = tables.tasks, tables.sprints.sort_values("started_on", kind="stable")
            for control, values in ((self.kind, tasks["kind"]), (self.component, tasks["component"]), (self.sprint, sprints["sprint"])):
                found = values.dropna().unique().tolist() if control is self.sprint else sorted(values.dropna().unique())
                control.options = [("All", ALL), *((str(v), str(v)) for v in found)]
                control.value = ALL
                control.layout.display = "" if found else "none"
            self.first.value = self.last.value = None
        finally:
            self._quiet = False

    def _clear(self) -> None:
        self._quiet = True
        try:
            for control in (self.kind, self.component, self.sprint):
                control.value = ALL
            self.first.value = self.last.value = None
        finally:
            self._quiet = False
        self._changed()

    def _tell(self, _: dict) -> None:
        if not self._quiet:
            self._changed()


def _choice(label: str) -> ipywidgets.Dropdown:
    made = ipywidgets.Dropdown(
        options=[("All", ALL)], value=ALL, description=label, style={"description_width": "initial"}, layout={"width": "180px"}
    )
    made.add_class("wbw-above")
    return made


def _date(label: str) -> ipywidgets.DatePicker:
    made = ipywidgets.DatePicker(description=label, style={"description_width": "initial"}, layout={"width": "160px"})
    made.add_class("wbw-above")
    return made
