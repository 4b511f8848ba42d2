"""The walk through the past: every method forecasts each block of tasks from what had finished before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import scores as score
from .baselines import BASELINES
from .centre import sums
from .forecaster import forecaster
from .history import Floats, History, Ints
from .shocks import Shocks, Walked, learn_from
from .totals import Batch, draw

LEVELS = np.round(np.arange(1, 200) * 0.005, 3)
SCORED = np.isin(LEVELS, np.round(np.arange(1, 20) * 0.05, 3))
GRID = slice(None, None, 2)  # the 100 levels (i − ½)/100 among LEVELS
METHODS = ("calibrated", *BASELINES)
RUNS = (10, 30)
RUNS_A_STEP = 3
SHOCKS_EVERY = 3  # refits for which learned shocks are kept: they change slowly
DRAWS = 2_000  # of a total by a plain rule


def at(level: float) -> int:
    """Position of a level in `LEVELS`."""
    return int(np.argmin(np.abs(LEVELS - level)))


@dataclass(frozen=True)
class Tried:
    """What the methods forecast and what happened; one element is one task, in order of the estimate day.

    Parameters
    ----------
    rows : ndarray of int, shape (n,)
        Which task of the past it is.
    actual : ndarray, shape (n,)
    day : ndarray of int, shape (n,)
        Day of the estimate.
    loss, loss80 : dict of str to ndarray, shape (n,)
        Per method, pinball loss and interval score of the 80 % range, on ln(actual).
    lower, upper : dict of str to ndarray, shape (n,)
        Per method, PIT bounds.
    middle, width : dict of str to ndarray, shape (n,)
        Per method, the median, and ln(P90 ÷ P10).
    low, high : dict of str to ndarray, shape (n,)
        Per method, P10 and P90.
    """

    rows: Ints
    actual: Floats
    day: Ints
    loss: dict[str, Floats]
    loss80: dict[str, Floats]
    lower: dict[str, Floats]
    upper: dict[str, Floats]
    middle: dict[str, Floats]
    width: dict[str, Floats]
    low: dict[str, Floats]
    high: dict[str, Floats]

    def __len__(self) -> int:
        return len(self.actual)


@dataclass(frozen=True)
class TriedTotal:
    """One method's forecast of the total of one run of tasks.

    Parameters
    ----------
    method : str
    size : int
        Tasks in the run.
    quantiles : ndarray
        Of ln(total ÷ sum of estimates), at `LEVELS`.
    happened : float
        ln(total ÷ sum of estimates).
    """

    method: str
    size: int
    quantiles: Floats
    happened: float

    @property
    def crps(self) -> float:
        """Twice the mean pinball loss."""
        return 2 * float(score.pinball(np.array([self.happened]), self.quantiles[None, SCORED], LEVELS[SCORED])[0])


class Walk:
    """Forecasts collected block by block.

    Parameters
    ----------
    past : History
        Finished tasks in order of the estimate day.
    start, end : ndarray, shape (n,)
        Day of the estimate and of the finish.
    rng : Generator
        For draws of totals.
    runs : tuple of int
        Sizes of the totals that are forecast too.
    """

    def __init__(self, past: History, start: Floats, end: Floats, rng: np.random.Generator, *, runs: tuple[int, ...] = RUNS) -> None:
        self.past, self.start, self.end, self.rng, self.runs = past, start, end, rng, runs
        self.totals: list[TriedTotal] = []
        self._rows: list[Ints] = []
        self._parts: list[dict[str, dict[str, Floats]]] = []
        self._walked: list[Walked] = []
        self._shocks: Shocks | None = None
        self._free = dict.fromkeys(RUNS, 0)

    def step(self, i: int, j: int) -> None:
        """Forecast tasks i … j − 1, and runs that begin there, from what had finished before task i was estimated."""
        today = float(self.start[i])
        known = self.past.take(np.flatnonzero(self.end < today), today=today)
        forecast = forecaster(known)
        rules = {name: learn(known) for name, learn in BASELINES.items()}
        rows = np.arange(i, j)
        new = self.past.take(rows)
        person = new.labels["estimator"]
        ours = forecast(new, LEVELS)
        quantiles = {"calibrated": ours} | {name: rule.quantiles(new.estimate, person, LEVELS) for name, rule in rules.items()}
        self._rows.append(rows)
        self._parts.append({name: _scored(new.actual, q) for name, q in quantiles.items()})
        if not self.runs:
            return
        if self._shocks is None or len(self._rows) % SHOCKS_EVERY == 1:
            self._shocks = self._learn_shocks(today)
        self._walked.append(Walked.of(rows, ours[:, GRID], known, self.rng))
        for size in self.runs:
            begin = max(i, self._free[size])
            for run in range(RUNS_A_STEP):
                a = begin + run * size
                if a < j and a + size <= len(self.past):
                    self._free[size] = a + size
                    members = self.past.take(np.arange(a, a + size))
                    batch = Batch(
                        forecast(members, LEVELS)[:, GRID], members.estimate, members.labels["project_id"], members.labels["estimator"]
                    )
                    outcomes = {"calibrated": draw(batch, self._shocks, sums(known), rng=self.rng)}
                    for name, rule in rules.items():
                        outcomes[name] = rule.total(members.estimate, batch.person, self.rng, draws=DRAWS)
                    base = float(members.estimate.sum())
                    happened = float(np.log(members.actual.sum() / base))
                    self.totals += [
                        TriedTotal(name, size, np.quantile(np.log(outcome / base), LEVELS), happened) for name, outcome in outcomes.items()
                    ]

    def _learn_shocks(self, today: float) -> Shocks:
        """From the forecasts made so far of tasks that have finished since."""
        if not self._walked:
            return Shocks.usual()
        walked = Walked.joined(self._walked)
        return learn_from(self.past, walked.where(self.end[walked.rows] < today), today)

    def tried(self) -> Tried:
        """All forecasts of tasks."""
        rows = np.concatenate(self._rows)

        def joined(what: str) -> dict[str, Floats]:
            return {name: np.concatenate([part[name][what] for part in self._parts]) for name in METHODS}

        names = ("loss", "loss80", "lower", "upper", "middle", "width", "low", "high")
        return Tried(rows, self.past.actual[rows], self.start[rows].astype(np.int64), **{name: joined(name) for name in names})


def _scored(actual: Floats, quantiles: Floats) -> dict[str, npt.NDArray[np.float64]]:
    y, q = np.log(actual), np.log(np.maximum(quantiles, 1e-12))
    low, middle, high = q[:, at(0.1)], q[:, at(0.5)], q[:, at(0.9)]
    lower, upper = score.pit_bounds(y, q, LEVELS)
    return {
        "loss": score.pinball(y, q[:, SCORED], LEVELS[SCORED]),
        "loss80": score.interval_score(y, low, high, level=0.8),
        "lower": lower,
        "upper": upper,
        "middle": np.exp(middle),
        "width": high - low,
        "low": np.exp(low),
        "high": np.exp(high),
    }
