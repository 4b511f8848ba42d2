"""The proof: forecast finished tasks from what was known before each, and score against plain methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence

from . import scores as score
from .baselines import BASELINES
from .history import Floats, History, Ints, days, finished, history
from .model import forecast, total_of
from .shocks import LEVELS as GRID
from .shocks import Shocks, learn

NEEDED = 60  # datable finished tasks
MOST_REFITS = 40
SHOCKS_EVERY = 3  # refits for which learned shocks are kept: they change slowly and cost most
LEVELS = np.round(np.arange(1, 200) * 0.005, 3)
SCORED = np.isin(LEVELS, np.round(np.arange(1, 20) * 0.05, 3))
RUNS = (10, 30)
SHOWN = np.round(np.arange(1, 20) * 0.05, 2)


@dataclass(frozen=True)
class Backtest:
    """How well each method forecast tasks that it had not seen.

    Parameters
    ----------
    n : int
        Tasks forecast.
    estimate_unit, actual_unit : str
        Their units.
    scores : DataFrame[method, n, pinball, relative, difference, lower, upper, interval80, cov50, cov80, cov90, width80, sa]
        One row per method, best first. `pinball`: mean loss on ln(actual), levels .05 … .95. `relative`: that ÷ the loss of
        ``ebs``. `difference`: loss − loss of ``calibrated``, above 0 where the calibration is better, with a 90 % block-bootstrap
        interval `lower` … `upper`. `interval80`: interval score of the 80 % range on ln(actual). `cov50` …: hit rates.
        `width80`: P90 ÷ P10, geometric mean. `sa`: Standardised Accuracy of the median.
    reliability : DataFrame[method, level, share]
        Share of actuals at or below each forecast level; equal to the level when the method is right.
    pit : ndarray, shape (n,)
        Randomised PIT values of the calibration; evenly spread over 0 … 1 when it is right.
    totals : DataFrame[method, size, n, crps, relative, cov80, p80, error]
        Runs of 10 and 30 consecutive tasks forecast as totals: CRPS of ln(total ÷ ΣE), that ÷ EBS's, hit rate of the 80 % range,
        share at or below P80, and mean |ln(total ÷ P50)|. Empty where there are fewer than 5 runs.
    block : int
        Tasks between two fits.
    """

    n: int
    estimate_unit: str
    actual_unit: str
    scores: pd.DataFrame = field(repr=False)
    reliability: pd.DataFrame = field(repr=False)
    pit: Floats = field(repr=False)
    totals: pd.DataFrame = field(repr=False)
    block: int

    @property
    def hit80(self) -> float:
        """Share of actuals inside the calibrated 80 % range."""
        return self._of("calibrated", "cov80")

    @property
    def habit80(self) -> float:
        """Share of actuals inside the ±25 % habit."""
        return self._of("habit", "cov80")

    @property
    def best(self) -> str:
        """The method with the lowest pinball loss."""
        return str(self.scores["method"].iloc[int(self.scores["pinball"].argmin())])

    def _of(self, method: str, column: str) -> float:
        return float(self.scores[column].to_numpy(dtype=float)[(self.scores["method"] == method).to_numpy()][0])

    def to_dict(self) -> dict[str, Any]:
        """The proof as plain data that JSON can hold."""
        frames = {name: getattr(self, name).to_dict(orient="list") for name in ("scores", "reliability", "totals")}
        return {
            "n": self.n,
            "estimate_unit": self.estimate_unit,
            "actual_unit": self.actual_unit,
            "pit": self.pit.tolist(),
            "block": self.block,
        } | frames

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Backtest:
        """Read a proof that `to_dict` wrote."""
        return cls(
            n=int(document["n"]),
            estimate_unit=str(document["estimate_unit"]),
            actual_unit=str(document["actual_unit"]),
            scores=pd.DataFrame(document["scores"]),
            reliability=pd.DataFrame(document["reliability"]),
            pit=np.asarray(document["pit"], dtype=float),
            totals=pd.DataFrame(document["totals"], columns=TOTALS),
            block=int(document["block"]),
        )


TOTALS = ["method", "size", "n", "crps", "relative", "cov80", "p80", "error"]


def backtest(tasks: pd.DataFrame, *, rng: np.random.Generator, block: int | None = None) -> Backtest | NotEnoughEvidence:
    """Forecast past tasks walk-forward and compare the calibration with plain methods.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks in one pair of units. Only finished ones with a finish day and an estimate day are used; a missing
        estimate day falls back to the day of creation, then of the start.
    rng : Generator
        Source of bootstrap resamples, PIT randomisation and draws of totals.
    block : int, optional
        Tasks between two fits; at most 40 fits when left out.

    Returns
    -------
    Backtest or NotEnoughEvidence
        The latter below 60 datable tasks, or when fewer than 20 could be forecast from work finished before them.

    Raises
    ------
    SchemaError
        When the tasks come in several pairs of units.

    Notes
    -----
    In order of the estimate day; each block is forecast from the tasks that finished on an earlier day than the first
    estimate of the block, so nothing is known that was not known then.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> day = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(200), unit="D")
    >>> tasks = pd.DataFrame({"estimate": 8.0, "actual": 8 * np.exp(rng.normal(0.2, 0.6, 200)), "estimated_on": day, "finished_on": day})
    >>> proof = backtest(tasks, rng=rng)
    >>> proof.n, 0.7 < proof.hit80 < 0.9, proof.habit80 < 0.5
    (160, True, True)
    """
    past, start, end = _datable(tasks)
    if len(past) < NEEDED:
        return NotEnoughEvidence(len(past), NEEDED, "finished tasks with an estimate day and a finish day")
    warmup = int(np.clip(len(past) // 5, 20, 100))
    first = int(np.searchsorted(np.sort(end), start, side="left").searchsorted(warmup))
    count = len(past) - first
    if count < 20:
        return NotEnoughEvidence(count, 20, "tasks estimated after enough others had finished")
    size = block or max(5, int(np.ceil(count / MOST_REFITS)))
    walk = _Walk(past, start, end, rng)
    for i in range(first, len(past), size):
        walk.step(i, min(i + size, len(past)))
    return walk.result(size)


def _datable(tasks: pd.DataFrame) -> tuple[History, Floats, Floats]:
    """Finished tasks with both days, in order of the estimate day."""
    begun, ended = days(tasks, "estimated_on", "created_on", "started_on"), days(tasks, "finished_on")
    rows = np.flatnonzero(finished(tasks) & ~np.isnan(begun) & ~np.isnan(ended))
    rows = rows[np.argsort(begun[rows], kind="stable")]
    last = pd.Timestamp(int(ended[rows].max()), unit="D") if len(rows) else pd.Timestamp(0)
    return history(tasks.iloc[rows], as_of=last), begun[rows], ended[rows]


class _Walk:
    """Forecasts collected block by block."""

    def __init__(self, past: History, start: Floats, end: Floats, rng: np.random.Generator) -> None:
        self.past, self.start, self.end, self.rng = past, start, end, rng
        self.rows: list[Ints] = []
        self.quantiles: dict[str, list[Floats]] = {name: [] for name in ("calibrated", *BASELINES)}
        self.totals: list[tuple[str, int, Floats, float]] = []
        self.shocks: Shocks | None = None
        self.steps = 0
        self.free = dict.fromkeys(RUNS, 0)

    def step(self, i: int, j: int) -> None:
        """Forecast tasks i … j − 1, and runs that begin at i, from what had finished before."""
        today = float(self.start[i])
        known = self.past.take(np.flatnonzero(self.end < today), today=today)
        rows = np.arange(i, j)
        new = self.past.take(rows)
        self.rows.append(rows)
        self.quantiles["calibrated"].append(forecast(known, new, LEVELS))
        for name, method in BASELINES.items():
            self.quantiles[name].append(method(known, new, LEVELS))
        for size in RUNS:
            if i >= self.free[size] and i + size <= len(self.past):
                self.free[size] = i + size
                if self.shocks is None or self.steps % SHOCKS_EVERY == 0:
                    self.shocks = learn(known, forecast, today)
                self._total(known, np.arange(i, i + size))
        self.steps += 1

    def _total(self, known: History, rows: Ints) -> None:
        new = self.past.take(rows)
        assert self.shocks is not None
        draws = total_of(known, new, self.shocks, rng=self.rng)
        ratio = known.actual / known.estimate
        resampled = (ratio[self.rng.integers(0, len(ratio), (len(rows), len(draws)))] * new.estimate[:, None]).sum(0)
        usual = BASELINES["habit"](known, History(**(vars(new) | {"estimate": new.estimate.sum(keepdims=True)})), GRID)[0]
        base = float(new.estimate.sum())
        for name, outcome in (("calibrated", draws), ("ebs", resampled), ("habit", usual)):
            self.totals.append((name, len(rows), np.quantile(np.log(outcome / base), LEVELS), float(np.log(new.actual.sum() / base))))

    def result(self, size: int) -> Backtest:
        """Score what was collected."""
        rows = np.concatenate(self.rows)
        new = self.past.take(rows)
        y = np.log(new.actual)
        table, reliability, losses = [], [], {}
        pit = np.empty(0)
        for name, parts in self.quantiles.items():
            q = np.log(np.maximum(np.vstack(parts), 1e-12))
            losses[name] = score.pinball(y, q[:, SCORED], LEVELS[SCORED])
            lower, upper = score.pit_bounds(y, q, LEVELS)
            if name == "calibrated":
                pit = self.rng.uniform(lower, upper)
            reliability.append(pd.DataFrame({"method": name, "level": SHOWN, "share": [score.share_below(lower, upper, p) for p in SHOWN]}))
            table.append(_scores(name, new, q, lower, upper))
        scores = pd.DataFrame(table)
        scores.insert(1, "n", len(y))
        scores.insert(2, "pinball", [float(losses[name].mean()) for name in scores["method"]])
        scores.insert(3, "relative", scores["pinball"] / float(losses["ebs"].mean()))
        gaps = [losses[name] - losses["calibrated"] for name in scores["method"]]
        bounds = [score.block_bootstrap(gap, self.rng) for gap in gaps]
        scores.insert(4, "difference", [float(gap.mean()) for gap in gaps])
        scores.insert(5, "lower", [low for low, _ in bounds])
        scores.insert(6, "upper", [high for _, high in bounds])
        return Backtest(
            n=len(y),
            estimate_unit=self.past.estimate_unit,
            actual_unit=self.past.actual_unit,
            scores=scores.sort_values("pinball", kind="stable", ignore_index=True),
            reliability=pd.concat(reliability, ignore_index=True),
            pit=pit,
            totals=_totals(self.totals),
            block=size,
        )


def _at(level: float) -> int:
    return int(np.argmin(np.abs(LEVELS - level)))


def _scores(name: str, new: History, q: Floats, lower: Floats, upper: Floats) -> dict[str, Any]:
    low, mid, high = q[:, _at(0.1)], q[:, _at(0.5)], q[:, _at(0.9)]
    return {
        "method": name,
        "interval80": float(score.interval_score(np.log(new.actual), low, high, level=0.8).mean()),
        **{f"cov{p}": score.coverage(lower, upper, p / 100) for p in (50, 80, 90)},
        "width80": float(np.exp((high - low).mean())),
        "sa": score.standardised_accuracy(new.actual, np.exp(mid)),
    }


def _totals(collected: list[tuple[str, int, Floats, float]]) -> pd.DataFrame:
    """Scores of totals per method and size of run."""
    out = []
    for size in RUNS:
        mine = [entry for entry in collected if entry[1] == size]
        if len(mine) < 5 * 3:
            continue
        rows = []
        for name in ("calibrated", "ebs", "habit"):
            q = np.array([e[2] for e in mine if e[0] == name])
            y = np.array([e[3] for e in mine if e[0] == name])
            low, mid, high = q[:, _at(0.1)], q[:, _at(0.5)], q[:, _at(0.9)]
            inside = (y >= low - 1e-9) & (y <= high + 1e-9)
            loss = 2 * float(score.pinball(y, q[:, SCORED], LEVELS[SCORED]).mean())
            error = float(np.abs(y - mid).mean())
            p80 = float((y <= q[:, _at(0.8)] + 1e-9).mean())
            rows.append(
                {"method": name, "size": size, "n": len(y), "crps": loss, "cov80": float(inside.mean()), "p80": p80, "error": error}
            )
        frame = pd.DataFrame(rows)
        frame.insert(4, "relative", frame["crps"] / float(frame.loc[frame["method"] == "ebs", "crps"].iloc[0]))
        out.append(frame)
    return pd.concat(out, ignore_index=True) if out else pd.DataFrame(columns=TOTALS)
