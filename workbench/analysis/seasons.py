"""Seasons, holidays and capacity: how much of the ups and downs is the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import scipy

from workbench.tables import InputError, NotEnoughEvidence

from .frames import one_of, one_project
from .intervals import LEVEL, Interval
from .throughput import finished_per_period
from .velocity import ended_in_one_unit
from .xmr import limits

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


@dataclass(frozen=True)
class Seasonality:
    """Throughput per working day by month, and in weeks with a public holiday.

    Attributes
    ----------
    n : int
        Finished tasks.
    unit : str
        Always ``items per working day``.
    overall : float
        Items per working day.
    by_month : DataFrame
        month, years (in which it was seen), items, working_days, per_day, index (per_day ÷ overall), lowest, highest (index of
        single years), enough (seen in two years or more).
    holiday_weeks, other_weeks : int
        Weeks with and without a public holiday on a weekday.
    holiday_index : float or None
        Items per *working* day in weeks with a holiday ÷ in other weeks: below 1, a holiday costs more than its own day.
    holiday_range : Interval or None
        Its range at 95 %.
    """

    n: int
    unit: str
    overall: float
    by_month: pd.DataFrame
    holiday_weeks: int
    other_weeks: int
    holiday_index: float | None
    holiday_range: Interval | None


@dataclass(frozen=True)
class CapacityVelocity:
    """What a team finishes per unit of capacity.

    Attributes
    ----------
    n : int
        Ended sprints with a capacity.
    unit : str
        Such as ``points per working day``.
    mean : float
        Σ completed ÷ Σ capacity.
    lower, upper : float
        XmR limits of the single sprints.
    steadier : bool
        Whether sprints vary less per unit of capacity than as they are.
    series : DataFrame
        sprint, completed, capacity, rate, signal (bool).
    """

    n: int
    unit: str
    mean: float
    lower: float
    upper: float
    steadier: bool
    series: pd.DataFrame

    def expected(self, capacity: float) -> tuple[float, float, float]:
        """What a sprint of that capacity is likely to finish: mean, lower and upper limit."""
        return self.mean * capacity, self.lower * capacity, self.upper * capacity


def public_holidays(years: Sequence[int], *, country: str, subdivision: str | None = None) -> list[date]:
    """Public holidays of a country, by the ``holidays`` library.

    Parameters
    ----------
    years : sequence of int
        Calendar years.
    country : str
        Two-letter ISO code.
    subdivision : str, optional
        State or province code.

    Returns
    -------
    list of date

    Raises
    ------
    InputError
        For a country or subdivision that the library does not know.

    Examples
    --------
    >>> date(2026, 12, 25) in public_holidays([2026], country="ES")
    True
    """
    import holidays  # loads every country's rules; only calendars need it

    try:
        return sorted(holidays.country_holidays(country, subdiv=subdivision, years=list(years)))
    except (NotImplementedError, KeyError) as problem:
        where = country if subdivision is None else f"{country}, {subdivision}"
        raise InputError(
            f"no public holidays are known for {where!r}.",
            expected="a two-letter country code such as ES, and one of its state codes.",
            todo="check the code, or name the free days yourself.",
        ) from problem


def _calendar(days: pd.DatetimeIndex, country: str | None, subdivision: str | None, days_off: Sequence[date]) -> np.busdaycalendar:
    off = list(days_off)
    if country is not None and len(days):
        off += public_holidays(sorted({int(y) for y in days.year}), country=country, subdivision=subdivision)
    return np.busdaycalendar(holidays=[np.datetime64(d, "D") for d in off])


def seasonality(
    tasks: pd.DataFrame,
    *,
    country: str | None = None,
    subdivision: str | None = None,
    days_off: Sequence[date] = (),
    as_of: pd.Timestamp | None = None,
    minimum: int = 30,
) -> Seasonality | NotEnoughEvidence:
    """Throughput per working day by month of the year, and around holidays.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.
    country, subdivision : str, optional
        Whose public holidays are no working days.
    days_off : sequence of date
        More free days, such as a company's Christmas break.
    as_of : Timestamp, optional
        Today; without it the series ends with the last finish.
    minimum : int
        Finished tasks needed.

    Returns
    -------
    Seasonality or NotEnoughEvidence

    Notes
    -----
    Items per month ÷ its working days, against the whole series. A month seen in one year only may be that year, not the month. The
    range of the holiday index joins the linearised errors of its two rates (Cochran, *Sampling Techniques*, chapter 6).

    Examples
    --------
    >>> days = pd.bdate_range("2024-01-01", "2025-12-31")
    >>> tasks = pd.DataFrame({"status_class": "done", "finished_on": days[days.month != 8]})
    >>> found = seasonality(tasks)
    >>> found.by_month.loc[found.by_month["month"] == "August", ["years", "index", "enough"]].to_dict("records")
    [{'years': 2, 'index': 0.0, 'enough': True}]
    """
    daily = finished_per_period(tasks, every="D", as_of=as_of)
    n = int(daily.sum())
    if n < minimum:
        return NotEnoughEvidence(n, minimum, "finished tasks with a finish day")
    days = pd.DatetimeIndex(daily.index)
    calendar = _calendar(days, country, subdivision, days_off)
    stamps = days.to_numpy().astype("datetime64[D]")
    working = np.is_busday(stamps, busdaycal=calendar)
    frame = pd.DataFrame({"items": daily.to_numpy(), "working": working, "month": days.month, "year": days.year})
    overall = n / max(int(working.sum()), 1)
    single = frame.groupby(["month", "year"], as_index=False)[["items", "working"]].sum()
    single = single[single["working"] >= 10]  # the ends of a series are no months
    single["index"] = single["items"] / single["working"] / overall
    months = single.groupby("month").agg(
        years=("year", "size"), items=("items", "sum"), working_days=("working", "sum"), lowest=("index", "min"), highest=("index", "max")
    )
    months = months.assign(per_day=months["items"] / months["working_days"])
    months = months.assign(index=months["per_day"] / overall, enough=months["years"] >= 2).reset_index()
    months["month"] = months["month"].map(dict(enumerate(MONTHS, start=1))).astype("str")
    months = months[["month", "years", "items", "working_days", "per_day", "index", "lowest", "highest", "enough"]]
    return Seasonality(n, "items per working day", overall, months, *_holiday_effect(frame, stamps, working))


def _holiday_effect(frame: pd.DataFrame, stamps: np.ndarray, working: np.ndarray) -> tuple[int, int, float | None, Interval | None]:
    weekday = np.is_busday(stamps)
    week = pd.PeriodIndex(pd.DatetimeIndex(stamps), freq="W").astype("int64")
    weeks = frame.assign(off=weekday & ~working, weekday=weekday, week=week).groupby("week")[["items", "working", "off", "weekday"]].sum()
    weeks = weeks[weeks["weekday"] == 5]
    with_holiday, without = weeks[(weeks["off"] > 0) & (weeks["working"] > 0)], weeks[weeks["off"] == 0]
    if len(with_holiday) < 4 or len(without) < 4 or without["items"].sum() == 0:
        return len(with_holiday), len(without), None, None
    rate, rate_error = _rate(with_holiday)
    usual, usual_error = _rate(without)
    half = float(scipy.special.ndtri(0.5 + LEVEL / 2)) * float(np.hypot(rate_error, rate * usual_error / usual)) / usual
    spread = Interval(max(rate / usual - half, 0.0), rate / usual + half)
    return len(with_holiday), len(without), rate / usual, spread


def _rate(weeks: pd.DataFrame) -> tuple[float, float]:
    """Items per working day over some weeks, with its linearised standard error."""
    items, days, n = weeks["items"].to_numpy(float), weeks["working"].to_numpy(float), len(weeks)
    rate = float(items.sum() / days.sum())
    return rate, float(np.sqrt(np.sum((items - rate * days) ** 2) * n / (n - 1)) / days.sum())


def capacity_velocity(
    sprints: pd.DataFrame,
    *,
    country: str | None = None,
    subdivision: str | None = None,
    days_off: Sequence[date] = (),
    minimum: int = 5,
) -> CapacityVelocity | NotEnoughEvidence:
    """Velocity per unit of capacity, so that a short sprint is not taken for a bad one.

    Parameters
    ----------
    sprints : DataFrame
        Sprints of one project, as :func:`workbench.analysis.velocity.sprints` gives them. Their ``capacity`` is used where every
        counted sprint states one; otherwise the working days between start and end.
    country, subdivision : str, optional
        Whose public holidays are no working days.
    days_off : sequence of date
        More free days.
    minimum : int
        Ended sprints needed.

    Returns
    -------
    CapacityVelocity or NotEnoughEvidence

    Raises
    ------
    InputError
        When the sprints belong to more than one project.

    Examples
    --------
    >>> start = pd.date_range("2026-01-05", periods=6, freq="14D")
    >>> rows = pd.DataFrame({"sprint": list("abcdef"), "started_on": start, "ended_on": start + pd.Timedelta(days=11),
    ...                      "completed": [20.0, 22, 20, 9, 21, 20], "unit": "points", "capacity": [100.0, 110, 100, 45, 105, 100]})
    >>> found = capacity_velocity(rows)
    >>> found.unit, found.mean, found.steadier, found.expected(50)
    ('points per unit of capacity', 0.2, True, (10.0, 10.0, 10.0))
    """
    one_project(sprints, "velocity per capacity")
    rows, unit, _ = ended_in_one_unit(sprints)
    if len(rows) and "capacity" in rows.columns and rows["capacity"].gt(0).all():
        capacity, per = rows["capacity"], "unit of capacity"
        if "capacity_unit" in rows.columns and rows["capacity_unit"].eq(rows["capacity_unit"].iloc[0]).all():
            per = f"{one_of(str(rows['capacity_unit'].iloc[0]))} of capacity"
    else:
        dated = {"started_on", "ended_on"} <= set(rows.columns)
        rows = rows.dropna(subset=["started_on", "ended_on"]) if dated else rows.head(0)
        capacity, per = _working_days(rows, country, subdivision, days_off), "working day"
    rows, capacity = rows[capacity > 0], capacity[capacity > 0]
    if len(rows) < max(minimum, 2):
        return NotEnoughEvidence(len(rows), max(minimum, 2), "ended sprints with a capacity or dates")
    completed = rows["completed"].to_numpy(float)
    rate = completed / capacity.to_numpy(float)
    found = limits(rate)
    mean = float(completed.sum() / capacity.sum())
    series = pd.DataFrame({"sprint": rows["sprint"].astype("str"), "completed": completed, "capacity": capacity, "rate": rate})
    steadier = bool(mean > 0 and np.std(rate) / rate.mean() < np.std(completed) / completed.mean())
    return CapacityVelocity(
        n=found.n,
        unit=f"{unit} per {per}",
        mean=mean,
        lower=found.lower,
        upper=found.upper,
        steadier=steadier,
        series=series.assign(signal=found.signal).reset_index(drop=True),
    )


def _working_days(rows: pd.DataFrame, country: str | None, subdivision: str | None, days_off: Sequence[date]) -> pd.Series:
    if not len(rows):
        return pd.Series(dtype="float64")
    start, end = rows["started_on"], rows["ended_on"]
    calendar = _calendar(pd.date_range(start.min(), end.max()), country, subdivision, days_off)
    first, after = start.to_numpy().astype("datetime64[D]"), end.to_numpy().astype("datetime64[D]") + np.timedelta64(1, "D")
    return pd.Series(np.busday_count(first, after, busdaycal=calendar).astype(float), index=rows.index)
