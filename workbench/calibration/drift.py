"""Drift: whether estimates became better or worse at some point, so that the old past is no guide any more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from workbench.tables import NotEnoughEvidence

from .history import Floats, days, finished, history

NEEDED = 80
POINTS = 100  # a history is cut into so many steps at most, each of neighbouring tasks
FEWEST_A_SIDE = 20  # tasks
RESAMPLES = 999
SURE = 0.001  # a change is told when none of the resampled histories has one as large; see the measured false alarms in `drift`


@dataclass(frozen=True)
class Drift:
    """The largest change of one property of the accuracy ratios, and whether chance alone explains it.

    Parameters
    ----------
    what : str
        ``bias`` (the typical ratio) or ``spread`` (how far ratios lie from it).
    on : Timestamp
        First day of the later part, by the day of finishing.
    before, after : float
        Bias: median of actual ÷ estimate. Spread: P90 ÷ P10 of actual ÷ estimate.
    n_before, n_after : int
        Tasks.
    chance : float
        Share of reshuffled histories in which the largest change is at least as large.
    """

    what: str
    on: pd.Timestamp
    before: float
    after: float
    n_before: int
    n_after: int
    chance: float

    @property
    def found(self) -> bool:
        """Whether it is beyond chance."""
        return self.chance <= SURE

    def __bool__(self) -> bool:
        return self.found


def drift(tasks: pd.DataFrame, *, rng: np.random.Generator, on: pd.Timestamp | None = None) -> tuple[Drift, Drift] | NotEnoughEvidence:
    """Look for a change of bias and of spread in the order in which tasks were finished.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks in one pair of units; finished ones with an estimate and a finish day are used.
    rng : Generator
        Source of the resamples.
    on : Timestamp, optional
        The day of a known change (of team or process): only this day is tested. The most telling day when left out.

    Returns
    -------
    (Drift, Drift) or NotEnoughEvidence
        Of bias and of spread. The latter below 80 tasks, or when fewer than 20 lie on one side of the given day.

    Raises
    ------
    SchemaError
        When the tasks come in several pairs of units.

    Notes
    -----
    Log ratios, less the median of their kind of work (so that another mix of work is no change), as normal scores of their ranks; for
    spread, of their distance from the median of their neighbours. The split is the one of least squares (``ruptures.Dynp``, l2, one
    change; Truong, Oudre & Vayatis 2020). Its gain is compared
    with that in 999 histories without it, made of blocks of neighbours in another order (circular block bootstrap, blocks of √steps),
    so that alike neighbours are seldom taken for a change; it is told when none of them has as large a one.
    Measured on simulated histories of 120 tasks: told in 0 (bias) and 3 (spread) of 100 steady ones, in 5 and 4 of 100 where
    neighbours are alike (a fifth of the variance shared by some 5 tasks); found in 4 of 10 with a change of the ratio by 1.35 ×, in all
    with 1.8 ×, and in 6 of 10 where the spread of log ratios doubled.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> day = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(300), unit="D")
    >>> ratio = np.exp(rng.normal(0, 0.4, 300)) * np.where(np.arange(300) < 180, 1.0, 2.0)
    >>> bias, spread = drift(pd.DataFrame({"estimate": 4.0, "actual": 4 * ratio, "finished_on": day}), rng=rng)
    >>> bias.found, spread.found, abs(bias.on - day[180]).days < 10
    (True, False, True)
    """
    ended = days(tasks, "finished_on")
    rows = np.flatnonzero(finished(tasks) & ~np.isnan(ended))
    rows = rows[np.argsort(ended[rows], kind="stable")]
    n, ended = len(rows), ended[rows]
    if n < NEEDED:
        return NotEnoughEvidence(n, NEEDED, "finished tasks with an estimate and a finish day")
    if ended[0] == ended[-1]:
        return NotEnoughEvidence(1, 2, "days on which tasks were finished")
    cut = None if on is None else int(np.searchsorted(ended, float(np.datetime64(pd.Timestamp(on), "D").astype(np.int64))))
    if cut is not None and min(cut, n - cut) < FEWEST_A_SIDE:
        return NotEnoughEvidence(min(cut, n - cut), FEWEST_A_SIDE, "finished tasks on either side of that day")
    past = history(tasks.iloc[rows], as_of=pd.Timestamp(int(ended[-1]), unit="D"))
    ratio = past.actual / past.estimate
    rest = past.log_ratio - pd.Series(past.log_ratio).groupby(past.labels["kind"]).transform("median").to_numpy()
    near = pd.Series(rest).rolling(max(FEWEST_A_SIDE, n // 20), center=True, min_periods=FEWEST_A_SIDE // 2).median().to_numpy()
    out = []
    for what, values in (("bias", rest), ("spread", np.abs(rest - near))):
        at, chance = _split(_scores(values), cut, rng)
        at = _first_of_day(ended, at)
        before, after = (_told(what, part) for part in (ratio[:at], ratio[at:]))
        out.append(Drift(what, pd.Timestamp(int(ended[at]), unit="D"), before, after, at, n - at, chance))
    return out[0], out[1]


def _told(what: str, ratio: Floats) -> float:
    low, middle, high = np.quantile(ratio, [0.1, 0.5, 0.9])
    return float(middle if what == "bias" else high / low)


def _scores(values: Floats) -> Floats:
    """Normal scores of the ranks: no single task decides."""
    return np.asarray(scipy.special.ndtri((scipy.stats.rankdata(values) - 0.5) / len(values)))


def _first_of_day(ended: Floats, at: int) -> int:
    """A change happens between days: the nearest first task of a day that leaves tasks on both sides."""
    first = int(np.searchsorted(ended, ended[at], side="left"))
    return first if first > 0 else int(np.searchsorted(ended, ended[at], side="right")) % len(ended)


def _split(values: Floats, cut: int | None, rng: np.random.Generator) -> tuple[int, float]:
    """First task of the later part, and the share of reshuffled histories with as large a gain."""
    n = len(values)
    step = max(1, n // POINTS)
    steps = n // step
    means = values[n - steps * step :].reshape(steps, step).mean(axis=1)
    least = max(2, int(np.ceil(FEWEST_A_SIDE / step)))
    if cut is None:
        import ruptures  # brings much of scipy with it; only a search needs it

        split = int(ruptures.Dynp(model="l2", min_size=least, jump=1).fit(means).predict(n_bkps=1)[0])
        at = n - (steps - split) * step
        places = np.arange(least, steps - least + 1)
    else:
        split, at = int(np.clip(round((cut - (n - steps * step)) / step), 1, steps - 1)), cut
        places = np.array([split])
    gain = _gains(means[None], np.array([split]))[0]
    level = means - np.where(np.arange(steps) < split, means[:split].mean(), means[split:].mean())
    width = max(1, int(np.ceil(np.sqrt(steps))))
    starts = rng.integers(0, steps, (RESAMPLES, int(np.ceil(steps / width))))
    order = (starts[:, :, None] + np.arange(width)).reshape(RESAMPLES, -1)[:, :steps] % steps
    chance = _gains(level[order], places)
    return at, float((1 + (chance >= gain - 1e-12).sum()) / (RESAMPLES + 1))


def _gains(values: Floats, places: np.ndarray) -> Floats:
    """Per row, the largest fall of the sum of squares by a split at one of the places: k(m−k)/m·(mean difference)²."""
    m = values.shape[1]
    total = values.cumsum(axis=1)
    left, right = total[:, places - 1] / places, (total[:, -1:] - total[:, places - 1]) / (m - places)
    return np.asarray((places * (m - places) / m * (left - right) ** 2).max(axis=1))
