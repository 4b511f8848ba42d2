"""Closed projects, put back to any share of their progress, and what then was still to come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.frames import pick
from workbench.tables import NotEnoughEvidence

from .ranks import LEAST, Floats, Outcomes
from .track import COST_FORMS, FINISH_FORMS, Form, at_progress

Measure = Literal["cost", "days"]
Bools = npt.NDArray[np.bool_]
FORMS: dict[Measure, dict[str, Form]] = {"cost": COST_FORMS, "days": FINISH_FORMS}
WHOLE = ("budget", "plan")  # forms that are compared as a whole; of the others, only what is left is
SPENT: dict[Measure, str] = {"cost": "actual_cost", "days": "elapsed"}
WHAT = "closed projects with earned value"
LEAST_LEFT = 0.005  # of the budget or the planned days; below it the rest is too small to compare
EARLIEST = 0.05  # progress before which the rules of thumb swing too widely
GRID = np.arange(5, 101) / 100


@dataclass(frozen=True)
class Closed:
    """Closed projects at each share of progress of ``GRID``.

    Parameters
    ----------
    measure : {"cost", "days"}
        What is foreseen.
    ids : ndarray of str, shape (n,)
    finished_on : ndarray of datetime64, shape (n,)
    days : ndarray, shape (n,)
        From start to finish.
    final : ndarray, shape (n,)
        Cost, or days from start to finish.
    plan : ndarray, shape (n,)
        Budget, or planned days.
    spent : ndarray, shape (n, 96)
        Cost or days so far at each progress.
    points : dict of str to ndarray, shape (n, 96)
        What each rule of thumb then foresaw.
    day : ndarray of datetime64, shape (n, 96)
        When the progress was reached.
    """

    measure: Measure
    ids: npt.NDArray[np.object_]
    finished_on: npt.NDArray[np.datetime64]
    days: Floats = field(repr=False)
    final: Floats = field(repr=False)
    plan: Floats = field(repr=False)
    spent: Floats = field(repr=False)
    points: dict[str, Floats] = field(repr=False)
    day: npt.NDArray[np.datetime64] = field(repr=False)

    def ratios(self, form: str, progress: float, rows: Bools) -> tuple[Floats, Bools]:
        """What was still to come ÷ what the rule foresaw, and of which projects; those with next to nothing left are out."""
        k = place(progress)
        point = self.points[form][:, k]
        base = np.zeros(len(point)) if form in WHOLE else self.spent[:, k]
        usable = rows & np.isfinite(point) & (point - base > LEAST_LEFT * self.plan)
        return (self.final[usable] - base[usable]) / (point[usable] - base[usable]), usable

    def outcomes(self, progress: float, rows: Bools, *, form: str | None = None) -> tuple[str, Outcomes] | NotEnoughEvidence:
        """The outcomes to calibrate a project with: of the given rule, or of the one that foresaw these projects best.

        Parameters
        ----------
        progress : float
            Share of the budget earned.
        rows : ndarray of bool, shape (n,)
            Projects that may be used.
        form : str, optional
            The rule.

        Returns
        -------
        (str, Outcomes) or NotEnoughEvidence
            The latter below 4 projects.
        """
        names = [form] if form else list(self.points)
        known = {name: self.ratios(name, progress, rows) for name in names}
        enough = {name: found for name, found in known.items() if len(found[0]) >= LEAST}
        if not enough:
            return NotEnoughEvidence(max((len(found[0]) for found in known.values()), default=0), LEAST, WHAT)
        best = min(enough, key=lambda name: self._miss(name, progress, *enough[name]))
        return best, Outcomes.of(enough[best][0], "closed projects")

    def _miss(self, form: str, progress: float, ratios: Floats, used: Bools) -> float:
        """Mean |ln| error of a rule, once it is corrected by its median ratio; ties go to the rule that is named first."""
        k = place(progress)
        foreseen = foresee(form, self.spent[used, k], self.points[form][used, k], float(np.median(ratios)))
        return round(float(np.mean(np.abs(np.log(foreseen / self.final[used])))), 9)


def place(progress: float) -> int:
    """Where a share of progress stands in ``GRID``."""
    return int(np.clip(round(progress * 100) - 5, 0, len(GRID) - 1))


def foresee(form: str, spent: Floats, point: Floats, ratio: float) -> Floats:
    """Cost or days at completion: what is spent and what is left by the rule, times a ratio; never less than is spent.

    Examples
    --------
    >>> foresee("cost so far", np.array([60.0]), np.array([100.0]), 1.5), foresee("budget", np.array([60.0]), np.array([100.0]), 1.5)
    (array([120.]), array([150.]))
    """
    base = 0.0 if form in WHOLE else spent
    return np.maximum(base + ratio * np.maximum(point - base, 0.0), spent)


def odds_over(form: str, spent: float, point: float, past: Outcomes, limit: float) -> float:
    """The odds of ending above a limit; 1 once more than the limit is spent.

    Examples
    --------
    >>> odds_over("cost so far", 60.0, 100.0, Outcomes.of([0.9, 1.0, 1.2, 1.4]), 110.0)
    0.3
    """
    base = 0.0 if form in WHOLE else spent
    if limit < spent:
        return 1.0
    return past.odds_above((limit - base) / (point - base)) if point > base else 0.5 / (past.n + 1)


def closed_projects(projects: pd.DataFrame, track: pd.DataFrame, *, measure: Measure = "cost") -> Closed:
    """Put each closed project back to each share of its progress.

    Parameters
    ----------
    projects : DataFrame
        Canonical projects; those with a finish day count.
    track : DataFrame
        As ``track`` gives it.
    measure : {"cost", "days"}
        Money, or calendar days from start to finish.

    Returns
    -------
    Closed
        In the order of their finish.
    """
    last = track.groupby("project_id").tail(1).set_index("project_id")
    done = (
        pick(projects, "projects", ["project_id", "started_on", "finished_on"])
        .dropna(subset=["finished_on"])
        .sort_values("finished_on", kind="stable")
        .set_index("project_id")
    )
    done = done[done.index.isin(last.index)]
    states = at_progress(track[track["project_id"].isin(done.index)], GRID)
    states = states.set_index("project_id").loc[done.index].reset_index() if len(done) else states
    shape = (len(done), len(GRID))
    days = (done["finished_on"] - done["started_on"]).dt.days.to_numpy().astype(float)
    last = last.loc[done.index]
    with np.errstate(divide="ignore", invalid="ignore"):
        points = {name: rule(states).to_numpy(float).reshape(shape) for name, rule in FORMS[measure].items()}
    return Closed(
        measure=measure,
        ids=done.index.to_numpy(dtype=object),
        finished_on=done["finished_on"].to_numpy(dtype="datetime64[s]"),
        days=days,
        final=last["actual_cost"].to_numpy(float) if measure == "cost" else days,
        plan=last["budget" if measure == "cost" else "planned_days"].to_numpy(float),
        spent=states[SPENT[measure]].to_numpy(float).reshape(shape),
        points=points,
        day=states["day"].to_numpy(dtype="datetime64[s]").reshape(shape),
    )
