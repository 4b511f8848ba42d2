"""When the work ends: effort divided by capacity, on a calendar."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from workbench.tables import InputError

from .calendar import Calendar
from .effort import EffortForecast


@dataclass(frozen=True)
class FinishForecast:
    """Distribution of the finish day.

    Parameters
    ----------
    effort : EffortForecast
        The work.
    start_on : Timestamp
        First day on which it may be done.
    capacity_per_day : float
        Effort done per working day, in the effort's unit.
    calendar : Calendar
        Working days.
    """

    effort: EffortForecast = field(repr=False)
    start_on: pd.Timestamp
    capacity_per_day: float
    calendar: Calendar

    @property
    def n(self) -> int:
        """Tasks in the work."""
        return self.effort.n_tasks

    @property
    def p50(self) -> pd.Timestamp:
        """Half of such projects end by this day."""
        return self.quantile(0.5)

    @property
    def p80(self) -> pd.Timestamp:
        """8 of 10 such projects end by this day."""
        return self.quantile(0.8)

    @property
    def p90(self) -> pd.Timestamp:
        """9 of 10 such projects end by this day."""
        return self.quantile(0.9)

    def quantile(self, p: float) -> pd.Timestamp:
        """The day by which a share `p` of such projects end."""
        return self.calendar.finish(self.start_on, self.working_days(p))

    def working_days(self, p: float) -> float:
        """Working days within which a share `p` of such projects end."""
        return self.effort.quantile(p) / self.capacity_per_day

    def odds_in(self, working_days: int) -> float:
        """Share of such projects that end within so many working days, between 0 and 1."""
        return self.effort.odds_within(working_days * self.capacity_per_day * (1 + 1e-12))

    def odds_by(self, day: pd.Timestamp) -> float:
        """Share of such projects that end on or before a day, between 0 and 1."""
        available = self.calendar.between(self.start_on, pd.Timestamp(day))
        return self.odds_in(available) if available > 0 else 0.0

    def days(self) -> pd.DataFrame:
        """The whole distribution.

        Returns
        -------
        DataFrame[level, finish_on]
            One row per level .01 … .99.
        """
        levels = np.round(np.arange(1, 100) / 100, 2)
        need = np.array([self.working_days(float(p)) for p in levels])
        return pd.DataFrame({"level": levels, "finish_on": self.calendar.finishes(self.start_on, need).astype("datetime64[us]")})


def finish(effort: EffortForecast, *, start_on: pd.Timestamp, capacity_per_day: float, calendar: Calendar | None = None) -> FinishForecast:
    """Turn forecast effort into a forecast finish day.

    Parameters
    ----------
    effort : EffortForecast
        The work.
    start_on : Timestamp
        First day on which it may be done.
    capacity_per_day : float
        Effort that the team does per working day, in the effort's unit; after meetings and support, not the contract hours.
    calendar : Calendar, optional
        Working days; Monday to Friday without holidays when left out.

    Returns
    -------
    FinishForecast

    Raises
    ------
    InputError
        When the capacity is not above 0 or the day is missing.

    Notes
    -----
    The finish is the working day number ⌈effort ÷ capacity⌉. Capacity is taken as given: its own uncertainty is not in the odds.

    Examples
    --------
    >>> work = EffortForecast(10, "hours", "hours", 60.0, 0, pd.DataFrame(), pd.DataFrame(), np.linspace(40, 120, 999))
    >>> when = finish(work, start_on=pd.Timestamp("2026-03-02"), capacity_per_day=8)
    >>> when.p50, round(when.odds_by(pd.Timestamp("2026-03-13")), 2)
    (Timestamp('2026-03-13 00:00:00'), 0.5)
    """
    if not (np.isfinite(capacity_per_day) and capacity_per_day > 0):
        raise InputError(f"the capacity is {capacity_per_day} per day.", expected=f"{effort.unit or 'effort'} per working day, above 0.")
    if pd.isna(start_on):
        raise InputError("the first day of work is missing.", expected="a day such as 2026-03-02.")
    return FinishForecast(effort, pd.Timestamp(start_on).normalize(), float(capacity_per_day), calendar or Calendar())
