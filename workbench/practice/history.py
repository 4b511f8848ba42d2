"""What history alone would have said of a task: only work of its kind that was finished before it was estimated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.calibration.history import Floats, Ints, days, numbers, text

ENOUGH = 30
FEWEST = 10
ANY = "all kinds of work"
LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Past:
    """Finished work in one unit, by kind, in the order of its finish.

    Parameters
    ----------
    finish : dict of str to ndarray
        Finish days (as whole days since 1970), rising, per kind; all of it under "all kinds of work".
    actual : dict of str to ndarray
        Actuals in the same order.
    labels : dict of str to ndarray of str
        Kind, component and project of all of it, in the same order.
    """

    finish: dict[str, Ints]
    actual: dict[str, Floats]
    labels: dict[str, np.ndarray]

    @classmethod
    def of(cls, tasks: pd.DataFrame) -> Past:
        """The past that finished tasks make.

        Parameters
        ----------
        tasks : DataFrame
            Finished canonical tasks of one actual unit, with actual above 0 and a finish day.

        Returns
        -------
        Past
        """
        finish, actual, kind = days(tasks, "finished_on"), numbers(tasks, "actual"), text(tasks, "kind")
        order = np.argsort(finish, kind="stable")
        finish, actual, kind = finish[order].astype(np.int64), actual[order], kind[order]
        labels = {"kind": kind, "component": text(tasks, "component")[order], "project": text(tasks, "project_id")[order]}
        names = [str(k) for k in pd.unique(kind) if k]
        return cls(
            {ANY: finish} | {name: finish[kind == name] for name in names},
            {ANY: actual} | {name: actual[kind == name] for name in names},
            labels,
        )

    def similar(self, task: Mapping[str, object], day: float) -> dict[str, Floats]:
        """Classes of similar work to choose from, each with the actuals that were known before a day.

        Parameters
        ----------
        task : mapping
            Kind, component and project of the task.
        day : float
            Day of its estimate, as whole days since 1970.

        Returns
        -------
        dict of str to ndarray
            From the closest class to the widest; only those with at least 10 tasks.
        """
        known = int(np.searchsorted(self.finish[ANY], day, side="left"))
        same = {name: (values[:known] == task.get(name)) & (values[:known] != "") for name, values in self.labels.items()}
        choices = {
            f"{task.get('kind')} in {task.get('component')}": same["kind"] & same["component"],
            f"{task.get('kind')} in this project": same["kind"] & same["project"],
            f"{task.get('kind')}, all projects": same["kind"],
            f"everything in {task.get('component')}": same["component"],
            ANY: np.ones(known, dtype=bool),
        }
        values = self.actual[ANY][:known]
        return {name: values[rows] for name, rows in choices.items() if rows.sum() >= FEWEST}

    def before(self, kind: str, day: float) -> Floats:
        """Actuals of one kind finished before a day."""
        if kind not in self.finish:
            return np.empty(0)
        return self.actual[kind][: int(np.searchsorted(self.finish[kind], day, side="left"))]

    def reference(self, kind: str, day: float) -> tuple[str, Floats]:
        """The class that a task leans on, and its actuals: its kind where 30 were finished before, else all kinds.

        Examples
        --------
        >>> tasks = pd.DataFrame({"kind": ["bug"] * 30 + ["ops"], "actual": 2.0, "finished_on": pd.Timestamp("2026-01-01")})
        >>> past = Past.of(tasks)
        >>> [(past.reference(k, 30_000)[0], len(past.reference(k, 30_000)[1])) for k in ("bug", "ops")]
        [('bug', 30), ('all kinds of work', 31)]
        """
        own = self.before(kind, day)
        return (kind, own) if len(own) >= ENOUGH else (ANY, self.before(ANY, day))

    def enough(self, day: Floats) -> np.ndarray:
        """Which tasks have a past of 30 to lean on."""
        return np.searchsorted(self.finish[ANY], day, side="left") >= ENOUGH

    def ranges(self, kind: np.ndarray, day: Floats) -> pd.DataFrame:
        """P10, P50, P90 of the past for each task, with the class and the number of tasks behind them.

        Parameters
        ----------
        kind : ndarray of str, shape (n,)
            Kinds of work.
        day : ndarray, shape (n,)
            Days of the estimates.

        Returns
        -------
        DataFrame[base10, base50, base90, base_class, base_n]
            Missing where fewer than 30 tasks of any kind were finished before.
        """
        rows = []
        for name, at in zip(kind, day, strict=True):
            chosen, values = self.reference(str(name), float(at))
            found = np.quantile(values, LEVELS) if len(values) >= ENOUGH else np.full(3, np.nan)
            rows.append([*map(float, found), chosen, len(values)])
        return pd.DataFrame(rows, columns=["base10", "base50", "base90", "base_class", "base_n"])
