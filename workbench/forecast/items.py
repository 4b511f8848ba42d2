"""When a number of items is finished, by resampling past weeks."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.tables import InputError, NotEnoughEvidence

NEEDED = 6
DRAWS = 10_000
LONGEST = 1040  # periods that a draw may take: twenty years of weeks
OFFSETS = {"D": pd.DateOffset(days=1), "W": pd.DateOffset(weeks=1), "M": pd.DateOffset(months=1), "Q": pd.DateOffset(months=3)}


@dataclass(frozen=True)
class ItemsForecast:
    """Distribution of how long a number of items takes at the past pace.

    Parameters
    ----------
    n : int
        Past periods it rests on.
    items : int
        Items to finish.
    every : str
        The period: ``D``, ``W``, ``M`` or ``Q``.
    start_on : Timestamp
        First day.
    block : int
        Neighbouring periods that were drawn together.
    periods : ndarray of int, shape (10 000,)
        Draws of the number of periods, sorted.
    """

    n: int
    items: int
    every: str
    start_on: pd.Timestamp
    block: int
    periods: npt.NDArray[np.int64] = field(repr=False)

    @property
    def p50(self) -> pd.Timestamp:
        """Half of the draws end by this day."""
        return self.quantile(0.5)

    @property
    def p80(self) -> pd.Timestamp:
        """8 of 10 draws end by this day."""
        return self.quantile(0.8)

    @property
    def p90(self) -> pd.Timestamp:
        """9 of 10 draws end by this day."""
        return self.quantile(0.9)

    def periods_at(self, p: float) -> int:
        """Periods that a share `p` of the draws needs at most."""
        return int(self.periods[min(int(np.ceil(p * len(self.periods))), len(self.periods)) - 1])

    def quantile(self, p: float) -> pd.Timestamp:
        """The last day of the period in which a share `p` of the draws has ended."""
        return self._last_day(self.periods_at(p))

    def odds_by(self, day: pd.Timestamp) -> float:
        """Share of the draws that end on or before a day."""
        whole, limit = 0, pd.Timestamp(day)
        while whole < LONGEST and self._last_day(whole + 1) <= limit:
            whole += 1
        return float(np.searchsorted(self.periods, whole, side="right") / len(self.periods))

    def _last_day(self, periods: int) -> pd.Timestamp:
        return self.start_on + periods * OFFSETS[self.every] - pd.Timedelta(days=1)


def finish_items(
    throughput: pd.Series, items: int, *, start_on: pd.Timestamp, rng: np.random.Generator, every: str = "W", block: int | None = None
) -> ItemsForecast | NotEnoughEvidence:
    """Forecast when a number of items is finished, if the past pace goes on.

    Parameters
    ----------
    throughput : Series of int
        Items finished per past period, in time order and with the empty periods, as ``analysis.velocity.throughput(…).series``.
    items : int
        Items to finish; allow for items that split or are added.
    start_on : Timestamp
        First day.
    rng : Generator
        Source of the draws.
    every : str
        The period of `throughput`: ``D``, ``W``, ``M`` or ``Q``.
    block : int, optional
        Neighbouring periods to draw together; chosen by their autocorrelation when left out.

    Returns
    -------
    ItemsForecast or NotEnoughEvidence
        The latter below 6 periods, or where nothing was finished in any.

    Raises
    ------
    InputError
        When there is nothing to finish, or the period is unknown.

    Notes
    -----
    Circular block bootstrap of whole periods (Politis & Romano 1992). Blocks are 1 + round(n^⅓·2ρ/(1 − ρ)) periods long, at most
    n/3, where the lag-one autocorrelation ρ is above 2/√n, and 1 elsewhere: neighbours are kept together only where they resemble
    each other. Draws that would take more than 1,040 periods end there.

    Examples
    --------
    >>> weeks = pd.Series([3, 5, 0, 4, 6, 2, 4, 3])
    >>> ahead = finish_items(weeks, 30, start_on=pd.Timestamp("2026-03-02"), rng=np.random.default_rng(1))
    >>> ahead.n, ahead.periods_at(0.5), ahead.p50
    (8, 9, Timestamp('2026-05-03 00:00:00'))
    """
    if every not in OFFSETS:
        raise InputError(f"the period {every!r} arrived.", expected="D, W, M or Q (day, week, month or quarter).")
    if items < 1:
        raise InputError(f"{items} items are to be finished.", expected="1 or more.")
    past = throughput.dropna().to_numpy(dtype=float)
    if len(past) < NEEDED or past.sum() <= 0:
        return NotEnoughEvidence(len(past) if len(past) < NEEDED else 0, NEEDED, "periods with finished items")
    size = block or block_length(past)
    need = np.zeros(DRAWS, dtype=np.int64)
    done = np.zeros(DRAWS)
    open_draws, at = np.arange(DRAWS), np.empty(0, dtype=np.int64)
    for period in range(LONGEST):
        at = rng.integers(0, len(past), len(open_draws)) if period % size == 0 else (at + 1) % len(past)
        done[open_draws] += past[at]
        need[open_draws] = period + 1
        still = done[open_draws] < items - 1e-9
        open_draws, at = open_draws[still], at[still]
        if not len(open_draws):
            break
    return ItemsForecast(len(past), int(items), every, pd.Timestamp(start_on).normalize(), size, np.sort(need))


def block_length(past: npt.NDArray[np.float64]) -> int:
    """How many neighbouring periods to draw together: 1 unless they resemble each other more than chance explains.

    Parameters
    ----------
    past : ndarray, shape (n,)
        Amounts per period in time order.

    Returns
    -------
    int
        At most a third of the periods.

    Examples
    --------
    >>> block_length(np.array([3.0, 5.0, 2.0, 4.0, 3.0, 5.0])), block_length(np.repeat([1.0, 9.0, 1.0, 9.0], 10)) > 1
    (1, True)
    """
    n, d = len(past), past - past.mean()
    rho = float(d[1:] @ d[:-1] / (d @ d)) if d @ d > 0 else 0.0
    if rho < 2 / np.sqrt(n):
        return 1
    return int(np.clip(1 + round(n ** (1 / 3) * 2 * rho / (1 - rho)), 1, max(1, n // 3)))
