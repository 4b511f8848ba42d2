"""Working days: weekends, public holidays and days off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.tables import InputError

Days = npt.NDArray[np.datetime64]
YEARS_AHEAD = 60  # public holidays are looked up this far


@dataclass(frozen=True)
class Calendar:
    """Which days a team works.

    Parameters
    ----------
    country : str, optional
        Two-letter code whose public holidays are free, such as ``"DE"``.
    subdivision : str, optional
        State or province, such as ``"BY"``.
    days_off : sequence of date
        Further days on which nobody works.
    weekmask : str
        Working days of the week.

    Raises
    ------
    InputError
        When the country, the subdivision, a day off or the week is unknown.

    Examples
    --------
    >>> calendar = Calendar("ES", days_off=["2026-01-05"])
    >>> calendar.finish(pd.Timestamp("2026-01-02"), 2)  # Friday the 2nd; 5th off, 6th Epiphany; Wednesday the 7th
    Timestamp('2026-01-07 00:00:00')
    """

    country: str | None = None
    subdivision: str | None = None
    days_off: Sequence[str | date | datetime | pd.Timestamp] = ()
    weekmask: str = "Mon Tue Wed Thu Fri"

    def __post_init__(self) -> None:
        try:
            np.busdaycalendar(weekmask=self.weekmask)
        except ValueError as problem:
            raise InputError(
                f"the working week is {self.weekmask!r}.", expected="at least one of Mon Tue Wed Thu Fri Sat Sun, separated by spaces."
            ) from problem
        try:
            off = tuple(pd.Timestamp(day).normalize() for day in self.days_off)
        except (ValueError, TypeError) as problem:
            raise InputError(f"the days off are {self.days_off!r}.", expected="days such as 2026-12-24.") from problem
        object.__setattr__(self, "days_off", off)
        if self.country is not None:
            _public(self.country, self.subdivision, 2026, 2026)

    def between(self, first: pd.Timestamp, last: pd.Timestamp) -> int:
        """Working days from `first` to `last`, both counted; 0 when `last` is earlier.

        Examples
        --------
        >>> Calendar().between(pd.Timestamp("2026-01-02"), pd.Timestamp("2026-01-06"))
        3
        """
        a, b = _day(first), _day(last)
        return 0 if b < a else int(np.busday_count(a, b + 1, busdaycal=self._numpy(a, b)))

    def finish(self, start_on: pd.Timestamp, working_days: float) -> pd.Timestamp:
        """The day on which so much work ends, the first working day on or after `start_on` being day 1.

        Parameters
        ----------
        start_on : Timestamp
            First day on which work may be done.
        working_days : float
            Amount of work; parts of a day end on that day, and no work ends on the first working day.
        """
        return pd.Timestamp(self.finishes(start_on, np.array([working_days], dtype=float))[0])

    def finishes(self, start_on: pd.Timestamp, working_days: npt.NDArray[np.float64]) -> Days:
        """The same for several amounts of work at once.

        Parameters
        ----------
        start_on : Timestamp
            First day on which work may be done.
        working_days : ndarray of float
            Amounts of work.

        Returns
        -------
        ndarray of datetime64[D], of the same shape

        Raises
        ------
        InputError
            When the work would take longer than dates reach.
        """
        start = _day(start_on)
        need = np.maximum(np.ceil(np.round(np.asarray(working_days, dtype=float), 9)), 1.0) - 1
        if not np.isfinite(need).all() or (need.size and need.max() > 1e6):
            raise InputError(
                f"the work would take {need.max():,.0f} working days.",
                expected="less than a million.",
                todo="check the capacity per day and the unit of the estimates.",
            )
        far = start + int(need.max() * 7 + 400) if need.size else start
        return np.busday_offset(start, need.astype(np.int64), roll="forward", busdaycal=self._numpy(start, far))

    def _numpy(self, first: np.datetime64, last: np.datetime64) -> np.busdaycalendar:
        off = [day.to_datetime64() for day in self.days_off]  # type: ignore[union-attr]
        if self.country is not None:
            start = first.astype("datetime64[Y]").astype(int) + 1970
            end = min(last.astype("datetime64[Y]").astype(int) + 1970, start + YEARS_AHEAD)
            off += list(_public(self.country, self.subdivision, int(start), int(end)))
        return np.busdaycalendar(weekmask=self.weekmask, holidays=np.array(off, dtype="datetime64[D]"))


@lru_cache(maxsize=64)
def _public(country: str, subdivision: str | None, first: int, last: int) -> tuple[np.datetime64, ...]:
    import holidays  # loads every country's rules; only those who name a country need it

    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=range(first, last + 1))
    except NotImplementedError as problem:
        place = country if subdivision is None else f"{country}, {subdivision}"
        raise InputError(
            f"public holidays of {place!r} are not known.",
            expected="a two-letter country code such as 'DE', and one of its states or provinces.",
            todo="leave the country out and give the days off.",
        ) from problem
    return tuple(np.datetime64(day, "D") for day in sorted(found))


def _day(day: pd.Timestamp) -> np.datetime64:
    return pd.Timestamp(day).to_datetime64().astype("datetime64[D]")
