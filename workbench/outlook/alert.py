"""The alert "overrun likely": its odds now, and how it would have done on past projects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench.tables import InputError, NotEnoughEvidence, Tables

from .closed import EARLIEST, FORMS, SPENT, WHAT, Closed, Measure, closed_projects, odds_over
from .completion import Completion, completion
from .ranks import LEAST
from .track import track

THRESHOLD = 0.7
TOLERANCE = 0.1


@dataclass(frozen=True)
class Alert:
    """Whether an overrun is likely, with the record of this alert on past projects.

    Parameters
    ----------
    completion : Completion
        What the project will have cost, or when it will end.
    limit : float
        Budget or planned days, with the tolerance on top.
    tolerance : float
        Overrun that is still accepted, as a share of the plan.
    odds : float
        Odds of ending above the limit.
    threshold : float
        Odds from which the alert fires.
    record : AlertRecord or NotEnoughEvidence
        How it would have done.
    """

    completion: Completion
    limit: float
    tolerance: float
    odds: float
    threshold: float
    record: AlertRecord | NotEnoughEvidence

    @property
    def fires(self) -> bool:
        """Whether the odds reach the threshold."""
        return self.odds >= self.threshold

    @property
    def n(self) -> int:
        """Closed projects that the odds rest on."""
        return self.completion.n


@dataclass(frozen=True)
class AlertRecord:
    """How the alert would have done on closed projects, each judged by those that had finished before.

    Parameters
    ----------
    n : int
        Closed projects that it was tried on.
    overran : int
        How many of these ended above their limit.
    rightly : int
        How many of these were called.
    wrongly : int
        How many were called that ended within their limit.
    days_before : float or None
        Median days from a right call to the project's end; None without one.
    left : float or None
        Median share of the project's days that were still to come at a right call.
    late : int
        Right calls that came when the limit was already passed.
    projects : DataFrame
        One row per project: project_id, overran, called_on (missing: never), days_before, left, passed (limit already passed then).
    odds : DataFrame
        One row per project and period: project_id, day, progress, odds, over (how it ended).
    """

    n: int
    overran: int
    rightly: int
    wrongly: int
    days_before: float | None
    left: float | None
    late: int
    projects: pd.DataFrame = field(repr=False)
    odds: pd.DataFrame = field(repr=False)

    @property
    def brier(self) -> float:
        """Mean squared distance of the odds from what came; 0 is perfect, 0.25 is a coin."""
        return float(np.mean((self.odds["odds"] - self.odds["over"]) ** 2))


def overrun_alert(
    tables: Tables,
    project_id: str,
    *,
    measure: Measure = "cost",
    tolerance: float = TOLERANCE,
    threshold: float = THRESHOLD,
    as_of: pd.Timestamp | None = None,
) -> Alert | NotEnoughEvidence:
    """The odds that a running project overruns, and the record of such an alert.

    Parameters
    ----------
    tables : Tables
        ``projects`` and ``periods`` of the whole library.
    project_id : str
        The running project.
    measure : {"cost", "days"}
        Overrun of the budget, or of the planned days.
    tolerance : float
        Overrun that is still accepted, as a share of the plan.
    threshold : float
        Odds from which the alert fires.
    as_of : Timestamp, optional
        Only what was known by then counts.

    Returns
    -------
    Alert or NotEnoughEvidence
        As for ``completion``.

    Raises
    ------
    InputError
        When the threshold is not between 0 and 1, or the tolerance is negative.
    """
    if not (0 < threshold < 1 and tolerance >= 0):
        raise InputError(
            f"the threshold is {threshold} and the tolerance {tolerance}.",
            expected="a threshold between 0 and 1, and no negative tolerance.",
        )
    seen = completion(tables, project_id, measure=measure, as_of=as_of)
    if isinstance(seen, NotEnoughEvidence):
        return seen
    limit = seen.plan * (1 + tolerance)
    record = backtest_alert(tables, measure=measure, tolerance=tolerance, threshold=threshold, as_of=seen.day)
    return Alert(seen, limit, tolerance, seen.odds_over(limit), threshold, record)


def backtest_alert(
    tables: Tables,
    *,
    measure: Measure = "cost",
    tolerance: float = TOLERANCE,
    threshold: float = THRESHOLD,
    as_of: pd.Timestamp | None = None,
) -> AlertRecord | NotEnoughEvidence:
    """Try the alert on every closed project, at each of its periods.

    Parameters
    ----------
    tables : Tables
        ``projects`` and ``periods`` of the whole library.
    measure, tolerance, threshold
        As for ``overrun_alert``.
    as_of : Timestamp, optional
        Projects that finished later are left out.

    Returns
    -------
    AlertRecord or NotEnoughEvidence
        The latter where no project could be judged from 4 earlier ones.

    Notes
    -----
    Walk-forward: the odds on a day come from other projects that had finished by then. The last period of a project, its end, is no
    forecast and does not count. A call stands: the first period at which the odds reach the threshold decides.
    """
    states = track(tables)
    projects = tables.projects if as_of is None else tables.projects[~(tables.projects["finished_on"] > as_of)]
    past = closed_projects(projects, states, measure=measure)
    row_of = {name: i for i, name in enumerate(past.ids)}
    own = states[states["project_id"].isin(row_of) & (states["progress"] >= EARLIEST)]
    rows = [row for state in own.to_dict("records") for row in _judged(past, row_of[state["project_id"]], state, tolerance)]
    if not rows:
        return NotEnoughEvidence(len(past.ids), LEAST + 1, WHAT)
    odds = pd.DataFrame(rows)
    called = odds[odds["odds"] >= threshold].groupby("project_id").head(1).set_index("project_id")
    found = (
        odds.groupby("project_id", sort=False)
        .agg(overran=("over", "first"), days=("days", "first"))
        .join(called[["day", "to_come", "passed"]])
    )
    found = found.reset_index().rename(columns={"day": "called_on", "to_come": "days_before"})
    found["left"] = found["days_before"] / found["days"]
    right = found[found["overran"] & found["called_on"].notna()]
    return AlertRecord(
        n=len(found),
        overran=int(found["overran"].sum()),
        rightly=len(right),
        wrongly=int((~found["overran"] & found["called_on"].notna()).sum()),
        days_before=float(right["days_before"].median()) if len(right) else None,
        left=float(right["left"].median()) if len(right) else None,
        late=int(right["passed"].astype(bool).sum()),
        projects=found[["project_id", "overran", "called_on", "days_before", "left", "passed"]],
        odds=odds[["project_id", "day", "progress", "odds", "over"]],
    )


def _judged(past: Closed, i: int, state: dict[Any, Any], tolerance: float) -> list[dict[str, Any]]:
    """The odds of an overrun at one period of a closed project; nothing at its end or where too few had finished."""
    day = np.datetime64(state["day"], "s")
    found = past.outcomes(state["progress"], past.finished_on <= day)
    if day >= past.finished_on[i] or isinstance(found, NotEnoughEvidence):
        return []
    form, others = found
    limit, spent = float(past.plan[i]) * (1 + tolerance), float(state[SPENT[past.measure]])
    odds = odds_over(form, spent, float(FORMS[past.measure][form](state)), others, limit)
    row = {"project_id": past.ids[i], "day": pd.Timestamp(day), "progress": state["progress"], "odds": odds}
    to_come = float((past.finished_on[i] - day) / np.timedelta64(1, "D"))
    return [row | {"over": bool(past.final[i] > limit), "days": float(past.days[i]), "to_come": to_come, "passed": spent > limit}]
