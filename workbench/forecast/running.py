"""A running project, forecast again on any day from what is finished and what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.frames import is_done, pick
from workbench.calibration import Calibration
from workbench.tables import InputError, NotEnoughEvidence, Tables

from .calendar import Calendar
from .growth import Growth, ScopeHistories, closed_by, growth_of, scope_histories
from .pace import FEWEST, WEEK, days_to_do, weekly
from .remaining import DRAWS, remaining_effort, shown_so_far
from .snapshot import as_seen

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RunningForecast:
    """What a running project still takes, and when it ends.

    Parameters
    ----------
    project_id : str
    as_of : Timestamp
        The day it was seen on.
    way : {"tasks", "estimate", "items"}
        From calibrated tasks; from estimates finished per week; from tasks finished per week.
    unit : str
        Unit of the amounts.
    n : int
        Finished tasks that it rests on: of the calibration, or of the project itself.
    finished, open_tasks : int
        Tasks of the project.
    left_out : int
        Open tasks that have no estimate and are not in it.
    done : float
        Amount done so far, with what is spent on open tasks.
    growth : Growth or None
        Scope still to come, from closed projects; None where there are too few.
    remaining : ndarray, shape (10 000,)
        Draws of the amount still to do, sorted.
    weeks : int
        Past weeks that the pace rests on.
    days : ndarray, shape (10 000,), or NotEnoughEvidence
        Draws of the calendar days until the end, sorted.
    calendar : Calendar
        Working days, on which the end falls.
    """

    project_id: str
    as_of: pd.Timestamp
    way: str
    unit: str
    n: int
    finished: int
    open_tasks: int
    left_out: int
    done: float
    growth: Growth | None
    remaining: Floats = field(repr=False)
    weeks: int
    days: Floats | NotEnoughEvidence = field(repr=False)
    calendar: Calendar = field(default_factory=Calendar)

    @property
    def progress(self) -> float:
        """Share of the middle total that is done."""
        whole = self.total(0.5)
        return self.done / whole if whole > 0 else 0.0

    @property
    def contingency(self) -> float:
        """P80 − P50 of the total."""
        return self.total(0.8) - self.total(0.5)

    def still(self, level: float) -> float:
        """Amount still to do that a share `level` of such projects stays within."""
        return float(np.quantile(self.remaining, level))

    def total(self, level: float) -> float:
        """Amount at the end that a share `level` of such projects stays within."""
        return self.done + self.still(level)

    def odds_within(self, total: float) -> float:
        """The odds that the whole project takes no more."""
        return float(np.searchsorted(self.remaining, total - self.done + 1e-9, side="right") / len(self.remaining))

    def finish_on(self, level: float) -> pd.Timestamp | NotEnoughEvidence:
        """The working day by which a share `level` of such projects ends."""
        if isinstance(self.days, NotEnoughEvidence):
            return self.days
        return self.calendar.finish(self.as_of + pd.Timedelta(days=int(np.ceil(np.quantile(self.days, level) - 1e-9))), 1.0)

    def odds_by(self, day: pd.Timestamp) -> float | NotEnoughEvidence:
        """The odds of ending on or before a day."""
        if isinstance(self.days, NotEnoughEvidence):
            return self.days
        return float(np.searchsorted(self.days, (pd.Timestamp(day).normalize() - self.as_of).days, side="right") / len(self.days))

    def by_week(self) -> pd.DataFrame:
        """The odds of having ended, week by week.

        Returns
        -------
        DataFrame[week_end, odds]
            Sundays until 97 of 100 such projects have ended, at most two years; empty where the pace is not known.
        """
        if isinstance(self.days, NotEnoughEvidence):
            return pd.DataFrame({"week_end": pd.Series(dtype="datetime64[us]"), "odds": pd.Series(dtype=float)})
        first = self.as_of + pd.Timedelta(days=WEEK - 1 - self.as_of.weekday())
        weeks = int(np.clip(np.ceil(np.quantile(self.days, 0.97) / WEEK) + 1, 2, 104))
        ends = pd.date_range(first, periods=weeks, freq="7D", unit="us")
        return pd.DataFrame({"week_end": ends, "odds": [self.odds_by(end) for end in ends]})


def running(
    tables: Tables,
    project_id: str,
    *,
    rng: np.random.Generator,
    calibration: Calibration | None = None,
    way: str = "tasks",
    as_of: pd.Timestamp | None = None,
    calendar: Calendar | None = None,
) -> RunningForecast | NotEnoughEvidence:
    """Forecast a running project on any day, from what was known then.

    Parameters
    ----------
    tables : Tables
        Of the whole library: ``projects``, ``tasks``, and ``worklogs`` where there are any. Closed projects teach the scope to come.
    project_id : str
        The project.
    rng : Generator
        Source of the draws.
    calibration : Calibration, optional
        What finished work says; must be given for ``way="tasks"``. The project's tasks that finished since its day update the shock that
        they share.
    way : {"tasks", "estimate", "items"}
        Calibrated effort of each open task, given what is spent on it; estimates finished per week; tasks finished per week.
    as_of : Timestamp, optional
        The day; the last one that the tasks of the library know of when left out.
    calendar : Calendar, optional
        Working days, on which the end falls.

    Returns
    -------
    RunningForecast or NotEnoughEvidence
        The latter where nothing is open that could be forecast. Its `days` are not enough evidence below 4 weeks with finished work.

    Raises
    ------
    InputError
        When the way is unknown, or lacks its calibration.

    Notes
    -----
    The amount still to do is multiplied by a draw of the scope growth of closed projects at the same progress. The finish comes from
    resampling the project's own past weeks; see ``days_to_do``.
    """
    day = pd.Timestamp(as_of).normalize() if as_of is not None else _last_day(tables)
    own = Tables({name: tables[name][tables[name]["project_id"] == project_id] for name in ("tasks", "worklogs")})
    closed = closed_by(tables, project_id, day)
    scope = {counted(way): scope_histories(tables.tasks[tables.tasks["project_id"].isin(closed)], by=counted(way))}
    return forecast_own(own, project_id, rng=rng, calibration=calibration, way=way, day=day, scope=scope, closed=closed, calendar=calendar)


def forecast_own(
    own: Tables,
    project_id: str,
    *,
    rng: np.random.Generator,
    calibration: Calibration | None,
    way: str,
    day: pd.Timestamp,
    scope: Mapping[str, ScopeHistories],
    closed: Sequence[str],
    calendar: Calendar | None = None,
) -> RunningForecast | NotEnoughEvidence:
    """As ``running``, from the project's own tables and prepared scope histories: for many forecasts over one library.

    Parameters
    ----------
    own : Tables
        ``tasks`` and ``worklogs`` of the project alone.
    project_id, rng, calibration, way, calendar
        As for ``running``.
    day : Timestamp
        The day.
    scope : mapping of str to ScopeHistories
        By way of counting (``estimate`` or ``items``).
    closed : sequence of str
        Other projects that had closed by the day.

    Returns
    -------
    RunningForecast or NotEnoughEvidence
    """
    if way not in ("tasks", "estimate", "items") or (way == "tasks" and calibration is None):
        raise InputError(f"the way {way!r} arrived.", expected='"tasks" with a calibration, "estimate" or "items".')
    seen = as_seen(own, day)
    now = pick(seen, "tasks", ["estimate", "actual", "status_class", "finished_on", "estimate_unit", "actual_unit"])
    done = is_done(seen)
    open_rows = ~done & ~now["status_class"].eq("cancelled").fillna(False)
    sized = open_rows & ((now["estimate"] > 0).fillna(False) if way != "items" else True)
    measured = _measured_in(now.loc[sized, "estimate_unit"], way, calibration)
    alike = _alike(seen, measured)  # amounts of two units are never added up
    sized &= alike
    if not sized.any():
        return NotEnoughEvidence(0, 1, "open tasks with an estimate" if way != "items" else "open tasks")
    unit, amount_done, still = _amounts(seen[alike], done[alike], sized[alike], way, calibration, rng)
    more = growth_of(seen[alike], scope[counted(way)], closed, by=counted(way))
    if more is not None:
        still = still * more.draws(len(still), rng)
    if way == "estimate":
        own = Tables(dict(own) | {"tasks": own.tasks[_alike(own.tasks, measured)]})
    past = weekly(own, project_id, of="effort" if way == "tasks" else way, as_of=day)
    weeks = int(np.sum(past > 0))
    days = np.sort(days_to_do(still, past, rng=rng)) if weeks >= FEWEST else NotEnoughEvidence(weeks, FEWEST, "weeks with finished work")
    return RunningForecast(
        project_id=project_id,
        as_of=day,
        way=way,
        unit=unit,
        n=calibration.n if calibration is not None and way == "tasks" else int(done.sum()),
        finished=int(done.sum()),
        open_tasks=int(open_rows.sum()),
        left_out=int((open_rows & ~sized).sum()),
        done=amount_done,
        growth=more,
        remaining=np.sort(still),
        weeks=len(past),
        days=days,
        calendar=calendar or Calendar(),
    )


def _measured_in(units: pd.Series, way: str, calibration: Calibration | None) -> str:
    """The unit of the estimates that are forecast: that of the calibration, else that of most open tasks; empty where any will do."""
    if way == "tasks" and calibration is not None:
        return calibration.estimate_unit
    usual = units.dropna().mode() if way == "estimate" else units.head(0)
    return str(usual.iloc[0]) if len(usual) else ""


def _alike(tasks: pd.DataFrame, unit: str) -> pd.Series:
    """Which tasks are estimated in a unit, or do not say in which."""
    units = pick(tasks, "tasks", ["estimate_unit"])["estimate_unit"].astype("str")
    return units.isna() | units.isin(["", unit]) if unit else pd.Series(True, index=tasks.index)


def counted(way: str) -> str:
    """How a way of forecasting counts scope."""
    return "items" if way == "items" else "estimate"


def _amounts(
    seen: pd.DataFrame, done: pd.Series, sized: pd.Series, way: str, calibration: Calibration | None, rng: np.random.Generator
) -> tuple[str, float, Floats]:
    """Unit, amount done, and draws of the amount still to do on the tasks that are known."""
    now = pick(seen, "tasks", ["estimate", "actual", "finished_on", "estimate_unit"])
    if way == "items":
        return "items", float(done.sum()), np.full(DRAWS, float(sized.sum()))
    if way == "estimate" or calibration is None:
        units = now.loc[sized, "estimate_unit"].dropna()
        unit = str(units.mode().iloc[0]) if len(units) else ""
        return unit, float(now.loc[done, "estimate"].sum()), np.full(DRAWS, float(now.loc[sized, "estimate"].sum()))
    taught = (now["estimate"] > 0) & (now["actual"] > 0)
    newer = seen[done & taught & (now["finished_on"] >= calibration.as_of).fillna(False)]
    spent = now.loc[sized, "actual"].to_numpy(float, na_value=0.0)
    shown = shown_so_far(calibration, newer, rng=rng)
    still = remaining_effort(calibration, seen[sized], spent=spent, shown=shown, rng=rng)
    return calibration.actual_unit, float(now.loc[done, "actual"].sum() + np.nansum(spent)), still


def _last_day(tables: Tables) -> pd.Timestamp:
    """The last day that the library's tasks and work logs know of: a project that stands still is seen from there too."""
    tasks = pick(tables.tasks, "tasks", ["finished_on", "started_on", "created_on", "added_on"])
    days = [tasks[name].max() for name in tasks.columns]
    known = [d for d in [*days, pick(tables.worklogs, "worklogs", ["day"])["day"].max()] if not pd.isna(d)]
    return pd.Timestamp(max(known)).normalize() if known else pd.Timestamp("2000-01-01")
