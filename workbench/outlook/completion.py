"""Cost and finish at completion as ranges, calibrated on what closed projects came to from the same point on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from workbench.tables import InputError, NotEnoughEvidence, Tables

from .closed import EARLIEST, FORMS, SPENT, Bools, Closed, Measure, closed_projects, foresee, odds_over
from .ranks import Outcomes
from .track import track


@dataclass(frozen=True)
class Completion:
    """What a running project will have cost, or when it will end.

    Parameters
    ----------
    project_id : str
    measure : {"cost", "days"}
        Money, or calendar days from start to finish.
    day : Timestamp
        End of the period that it was seen from.
    form : str
        The rule of thumb that is calibrated.
    unit : str
        Currency, or ``days``.
    spent : float
        Money or days so far.
    point : float
        What the bare rule says.
    plan : float
        Budget or planned days.
    progress : float
        Share of the budget earned.
    started_on : Timestamp
    past : Outcomes
        From closed projects at the same progress: what was still to come ÷ what the rule foresaw.
    """

    project_id: str
    measure: Measure
    day: pd.Timestamp
    form: str
    unit: str
    spent: float
    point: float
    plan: float
    progress: float
    started_on: pd.Timestamp
    past: Outcomes = field(repr=False)

    @property
    def n(self) -> int:
        """Closed projects that it rests on."""
        return self.past.n

    @property
    def p50(self) -> float:
        """As likely exceeded as not."""
        return self._known(0.5)

    @property
    def p80(self) -> float:
        """8 of 10 such projects stay at or below it."""
        return self._known(0.8)

    @property
    def contingency(self) -> float:
        """P80 − P50."""
        return self.p80 - self.p50

    def quantile(self, level: float) -> float | NotEnoughEvidence:
        """Cost or days that a share `level` of such projects stays at or below; refused where too few projects are closed."""
        at = self.past.at(level)
        if isinstance(at, NotEnoughEvidence):
            return at
        return float(foresee(self.form, np.array([self.spent]), np.array([self.point]), at)[0])

    def odds_over(self, limit: float) -> float:
        """The odds of ending above a limit: (closed projects that would have + ½) ÷ (n + 1)."""
        return odds_over(self.form, self.spent, self.point, self.past, limit)

    def finish_on(self, level: float) -> pd.Timestamp | NotEnoughEvidence:
        """The day at a level; only for days."""
        if self.measure != "days":
            raise InputError("a finish day was asked of a cost.", expected="a completion in days.", todo='use measure="days".')
        at = self.quantile(level)
        return at if isinstance(at, NotEnoughEvidence) else self.started_on + pd.Timedelta(days=int(np.ceil(at - 1e-9)))

    def _known(self, level: float) -> float:
        at = self.quantile(level)
        assert not isinstance(at, NotEnoughEvidence)  # completion() refuses below LEAST
        return at


def completion(
    tables: Tables, project_id: str, *, measure: Measure = "cost", form: str | None = None, as_of: pd.Timestamp | None = None
) -> Completion | NotEnoughEvidence:
    """Forecast what a running project will have cost, or when it ends, from what closed projects came to from the same progress on.

    Parameters
    ----------
    tables : Tables
        Of the whole library: ``projects`` and ``periods``.
    project_id : str
        The running project.
    measure : {"cost", "days"}
        Money, or calendar days from start to finish.
    form : str, optional
        The rule of thumb to calibrate, a key of ``COST_FORMS`` or ``FINISH_FORMS``; the one that was best on closed projects when left out.
    as_of : Timestamp, optional
        Only periods that ended and projects that finished by then count; all of them when left out.

    Returns
    -------
    Completion or NotEnoughEvidence
        The latter without earned-value figures of the project, or with fewer than 4 other closed projects.

    Raises
    ------
    InputError
        When the form is unknown.

    Notes
    -----
    Every closed project is put back to the day when it had earned the same share of its budget. The ratio of what was still to come to
    what the rule foresaw then is one outcome; ranks ⌈(n + 1)p⌉ of these give the levels. ``budget`` and ``plan`` are compared as a whole.

    Examples
    --------
    >>> print(completion(Tables(), "P"))
    not enough evidence: 0 periods with earned value, 1 needed
    """
    return standings(tables, [project_id], measure=measure, form=form, as_of=as_of)[project_id]


def standings(
    tables: Tables,
    project_ids: Sequence[str],
    *,
    measure: Measure = "cost",
    form: str | None = None,
    as_of: pd.Timestamp | None = None,
) -> dict[str, Completion | NotEnoughEvidence]:
    """As :func:`completion`, of many running projects: the closed ones are put back to their progress once.

    Parameters
    ----------
    tables, measure, form, as_of
        As for :func:`completion`.
    project_ids : sequence of str
        The running projects.

    Returns
    -------
    dict of str to Completion or NotEnoughEvidence
        One per project.

    Raises
    ------
    InputError
        When the form is unknown.

    Examples
    --------
    >>> print(standings(Tables(), ["P"])["P"])
    not enough evidence: 0 periods with earned value, 1 needed
    """
    if form is not None and form not in FORMS[measure]:
        raise InputError(f"the rule {form!r} arrived.", expected=f"one of {', '.join(FORMS[measure])}.")
    states, past, cut = _known(tables, measure, as_of)
    told = states[(states["progress"] >= EARLIEST) & states["project_id"].isin(list(project_ids))]
    last = {str(row["project_id"]): row for _, row in told.groupby("project_id").tail(1).iterrows()}
    nothing = NotEnoughEvidence(0, 1, "periods with earned value")
    return {name: _seen(tables.projects, last[name], past, form, cut) if name in last else nothing for name in project_ids}


def _known(tables: Tables, measure: Measure, as_of: pd.Timestamp | None) -> tuple[pd.DataFrame, Closed, pd.Timestamp]:
    """What was known by a day: the states of all projects, the closed ones at each share of their progress, and the day."""
    states = track(tables)
    if as_of is not None:
        states = states[states["day"] <= as_of]
    day = states["day"].max() if as_of is None else pd.Timestamp(as_of)
    return states, closed_projects(tables.projects, states, measure=measure), day


def completions(
    tables: Tables, project_id: str, *, measure: Measure = "cost", form: str | None = None, as_of: pd.Timestamp | None = None
) -> list[Completion]:
    """How the forecast of a project's cost or finish developed: one completion per period, each as it was to be seen then.

    Parameters
    ----------
    tables, project_id, measure, form, as_of
        As for :func:`completion`.

    Returns
    -------
    list of Completion
        Oldest first; periods that could not be forecast are missing. The last one is that of :func:`completion`.

    Examples
    --------
    >>> completions(Tables(), "P")
    []
    """
    states, past, cut = _known(tables, measure, as_of)
    own = states[(states["project_id"] == project_id) & (states["progress"] >= EARLIEST)]
    days = [*own["day"].iloc[:-1], cut][: len(own)]  # the last one is seen from today
    seen = [_seen(tables.projects, now, past, form, day) for day, (_, now) in zip(days, own.iterrows(), strict=True)]
    return [found for found in seen if not isinstance(found, NotEnoughEvidence)]


def compared(tables: Tables, found: Completion, *, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """The closed projects that a completion rests on.

    Parameters
    ----------
    tables : Tables
        Those that it was made from.
    found : Completion
        As :func:`completion` gives it.
    as_of : Timestamp, optional
        As it was made for.

    Returns
    -------
    DataFrame[project_id, finished_on, ratio, makes]
        One row per closed project, smallest ratio first. ratio: what was still to come ÷ what the rule foresaw, at the progress of the
        running project; makes: cost or days of the running project, if it were to go the same way.

    Examples
    --------
    >>> compared(Tables(), Completion("P", "cost", pd.Timestamp("2026-01-31"), "cost so far", "EUR", 6.0, 9.0, 8.0, 0.5,
    ...                               pd.Timestamp("2026-01-01"), Outcomes.of([])), as_of=pd.Timestamp("2026-02-01")).columns.tolist()
    ['project_id', 'finished_on', 'ratio', 'makes']
    """
    _, past, cut = _known(tables, found.measure, as_of)
    ratios, used = past.ratios(found.form, found.progress, _usable(past, found.project_id, cut))
    rows = pd.DataFrame({"project_id": past.ids[used], "finished_on": past.finished_on[used], "ratio": ratios})
    makes = [float(foresee(found.form, np.array([found.spent]), np.array([found.point]), ratio)[0]) for ratio in ratios]
    return rows.assign(makes=np.array(makes, dtype=float)).sort_values("ratio", kind="stable", ignore_index=True)


def _usable(past: Closed, project_id: str, day: pd.Timestamp) -> Bools:
    """Which closed projects another one can be compared with on a day."""
    return (past.finished_on <= np.datetime64(day, "s")) & (past.ids != project_id)


def _seen(projects: pd.DataFrame, now: pd.Series, past: Closed, form: str | None, day: pd.Timestamp) -> Completion | NotEnoughEvidence:
    """The completion of a project in one state, as it was to be seen on a day."""
    found = past.outcomes(float(now["progress"]), _usable(past, str(now["project_id"]), day), form=form)
    return found if isinstance(found, NotEnoughEvidence) else _completed(projects, now, *found, measure=past.measure)


def _completed(projects: pd.DataFrame, now: pd.Series, form: str, past: Outcomes, *, measure: Measure) -> Completion:
    """The completion of a project in one state, under known outcomes of others."""
    row = projects[projects["project_id"] == now["project_id"]].iloc[0]
    currency = row.get("currency")
    return Completion(
        project_id=str(now["project_id"]),
        measure=measure,
        day=now["day"],
        form=form,
        unit="days" if measure == "days" else currency if isinstance(currency, str) else "",
        spent=float(now[SPENT[measure]]),
        point=float(FORMS[measure][form](now.to_dict())),
        plan=float(now["budget"] if measure == "cost" else now["planned_days"]),
        progress=float(now["progress"]),
        started_on=row["started_on"],
        past=past,
    )
