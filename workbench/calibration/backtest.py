"""The proof: how well each method forecast finished tasks that it had not seen, and which of them estimates should use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence

from .history import Floats, History, Ints, days, finished, history
from .judge import OVER_TIME, TOTALS, judge_tasks, judge_totals, over_time, winner, winner_of_totals
from .scores import held
from .walk import RUNS, Walk

NEEDED = 60  # datable finished tasks
FEWEST = 20
MOST_REFITS, FEWEST_REFITS = 40, 10
WORK = 2_400_000  # tasks that all fits of one proof together may learn from, as long as 10 fits remain
MOST_FORECAST = 20_000
SAME = 20  # a proof on a sample holds until its tasks have become more or fewer by one part in so many


@dataclass(frozen=True)
class Backtest:
    """How well each method forecast tasks that it had not seen.

    Parameters
    ----------
    n : int
        Tasks forecast.
    of : int
        Tasks that could have been forecast; more than `n` in a large library, where the first ones after each fit are taken.
    estimate_unit, actual_unit : str
        Their units.
    scores : DataFrame[method, n, pinball, relative, difference, lower, upper, interval80, difference80, lower80, upper80, cov50, cov80,
            cov90, width80, sa]
        One row per method, best first. `pinball`: mean loss on ln(actual), levels .05 … .95. `relative`: that ÷ the loss of
        ``ebs``. `difference`: loss − loss of ``calibrated``, above 0 where the calibration is better, with a 90 % block-bootstrap
        interval `lower` … `upper`. `interval80`: interval score of the 80 % range on ln(actual), and the same difference and
        interval for it. `cov50` …: hit rates. `width80`: P90 ÷ P10, geometric mean. `sa`: Standardised Accuracy of the median.
    reliability : DataFrame[method, level, share]
        Share of actuals at or below each forecast level; equal to the level when the method is right.
    pit : ndarray, shape (n,)
        Randomised PIT values of the calibration; evenly spread over 0 … 1 when it is right.
    totals : DataFrame[method, size, n, crps, relative, difference, lower, upper, cov80, p80, error]
        Runs of 10 and 30 consecutive tasks forecast as totals: CRPS of ln(total ÷ ΣE), that ÷ EBS's, the difference to
        ``calibrated`` with its 90 % block-bootstrap interval, hit rate of the 80 % range, share at or below P80, and mean
        |ln(total ÷ P50)|. Empty where there are fewer than 5 runs.
    over_time : DataFrame[since, until, n, relative, cov80, habit80, width80]
        The calibration in equal parts of the tasks, oldest first: its loss ÷ that of EBS, hit rates of its 80 % range and of the
        ±25 % habit, and P90 ÷ P10.
    refits : int
        Times that every method learned anew.
    rule, total_rule : str
        The method that estimates of tasks and of totals should use: ``calibrated``, unless a plain rule did better beyond chance.
    """

    n: int
    of: int
    estimate_unit: str
    actual_unit: str
    scores: pd.DataFrame = field(repr=False)
    reliability: pd.DataFrame = field(repr=False)
    pit: Floats = field(repr=False)
    totals: pd.DataFrame = field(repr=False)
    over_time: pd.DataFrame = field(repr=False)
    refits: int
    rule: str = "calibrated"
    total_rule: str = "calibrated"

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
        developed = self.over_time.assign(**{name: self.over_time[name].dt.strftime("%Y-%m-%d") for name in ("since", "until")})
        plain = {name: getattr(self, name) for name in ("n", "of", "estimate_unit", "actual_unit", "refits", "rule", "total_rule")}
        return plain | {"pit": self.pit.tolist(), "over_time": developed.to_dict(orient="list")} | frames

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Backtest:
        """Read a proof that `to_dict` wrote."""
        developed = pd.DataFrame(document.get("over_time", {}), columns=OVER_TIME)
        return cls(
            n=int(document["n"]),
            of=int(document.get("of", document["n"])),
            estimate_unit=str(document["estimate_unit"]),
            actual_unit=str(document["actual_unit"]),
            scores=pd.DataFrame(document["scores"]),
            reliability=pd.DataFrame(document["reliability"]),
            pit=np.asarray(document["pit"], dtype=float),
            totals=pd.DataFrame(document["totals"], columns=TOTALS),
            over_time=developed.assign(**{name: pd.to_datetime(developed[name]) for name in ("since", "until")}),
            refits=int(document.get("refits", 0)),
            rule=str(document.get("rule", "calibrated")),
            total_rule=str(document.get("total_rule", "calibrated")),
        )


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
        Tasks between two fits; when left out, 40 fits, fewer above 60,000 tasks, never fewer than 10.

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
    estimate of the block, so nothing is known that was not known then. Above 20,000 tasks only the first ones of each block are
    forecast, as many in each; `n` and `of` say so. The shocks of totals are learned from the proof's own earlier forecasts.

    A plain rule replaces the calibration where it has the lowest loss of all, by 1 % or more, and a 98 % block-bootstrap interval
    of the difference lies below 0; so a rule that is no better wins in about 1 of 100 libraries.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> day = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(200), unit="D")
    >>> tasks = pd.DataFrame({"estimate": 8.0, "actual": 8 * np.exp(rng.normal(0.2, 0.6, 200)), "estimated_on": day, "finished_on": day})
    >>> proof = backtest(tasks, rng=rng)
    >>> proof.n, 0.7 < proof.hit80 < 0.9, proof.habit80 < 0.5
    (160, True, True)
    """
    walked = _walked(tasks, rng, block)
    if isinstance(walked, NotEnoughEvidence):
        return walked
    walk, past = walked.walk, walked.walk.past
    tried = walk.tried()
    scores, reliability, pit = judge_tasks(tried, rng)
    totals = judge_totals(walk.totals, rng)
    return Backtest(
        n=len(tried),
        of=walked.of,
        estimate_unit=past.estimate_unit,
        actual_unit=past.actual_unit,
        scores=scores,
        reliability=reliability,
        pit=pit,
        totals=totals,
        over_time=over_time(tried),
        refits=walked.refits,
        rule=winner(tried, scores, rng),
        total_rule=winner_of_totals(walk.totals, totals, rng),
    )


def past_forecasts(tasks: pd.DataFrame, *, rng: np.random.Generator) -> pd.DataFrame | NotEnoughEvidence:
    """The forecasts that a proof consists of, task by task, with what came.

    Parameters
    ----------
    tasks : DataFrame
        As for :func:`backtest`.
    rng : Generator
        Source of randomness; the ranges of tasks do not depend on it.

    Returns
    -------
    DataFrame[project_id, task_id, kind, estimated_on, finished_on, estimate, actual, p10, p50, p90, held, habit_held] or NotEnoughEvidence
        One row per task forecast, in order of the estimate day. held: 1 where the actual lies inside the 80 % range, 0 where not, between
        where it lies on the edge of a range that many tasks end on exactly; their mean is `Backtest.hit80`. habit_held: the same of
        the ±25 % habit.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> day = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(200), unit="D")
    >>> tasks = pd.DataFrame({"estimate": 8.0, "actual": 8 * np.exp(rng.normal(0.2, 0.6, 200)), "estimated_on": day, "finished_on": day})
    >>> told = past_forecasts(tasks, rng=rng)
    >>> len(told), bool(abs(told["held"].mean() - backtest(tasks, rng=rng).hit80) < 1e-9)
    (160, True)
    """
    walked = _walked(tasks, rng, None, runs=())
    if isinstance(walked, NotEnoughEvidence):
        return walked
    tried = walked.walk.tried()
    rows = tasks.iloc[walked.rows[tried.rows]].reset_index(drop=True)
    names = [name for name in ("project_id", "task_id", "kind", "estimated_on", "finished_on", "estimate", "actual") if name in rows]
    ranges = {"p10": tried.low["calibrated"], "p50": tried.middle["calibrated"], "p90": tried.high["calibrated"]}
    inside = {name: held(tried.lower[m], tried.upper[m], 0.8) for name, m in (("held", "calibrated"), ("habit_held", "habit"))}
    return rows[names].assign(**ranges, **inside)


@dataclass(frozen=True)
class _Walked:
    """A walk that has ended: which rows of the tasks it went through, how many could be forecast, after how many fits."""

    walk: Walk
    rows: Ints
    of: int
    refits: int


def _walked(
    tasks: pd.DataFrame, rng: np.random.Generator, block: int | None, *, runs: tuple[int, ...] = RUNS
) -> _Walked | NotEnoughEvidence:
    rows, past, start, end = _datable(tasks)
    if len(past) < NEEDED:
        return NotEnoughEvidence(len(past), NEEDED, "finished tasks with an estimate day and a finish day")
    warmup = int(np.clip(len(past) // 5, 20, 100))
    first = int(np.searchsorted(np.sort(end), start, side="left").searchsorted(warmup))
    count = len(past) - first
    if count < FEWEST:
        return NotEnoughEvidence(count, FEWEST, "tasks estimated after enough others had finished")
    refits = int(np.clip(WORK // len(past), FEWEST_REFITS, MOST_REFITS))
    size = block or max(5, int(np.ceil(count / refits)))
    origins = range(first, len(past), size)
    most = max(MOST_FORECAST // len(origins), 5)
    walk = Walk(past, start, end, rng, runs=runs)
    for i in origins:
        walk.step(i, min(i + size, i + most, len(past)))
    return _Walked(walk, rows, count, len(origins))


def still_proves(proof: Backtest, tasks: pd.DataFrame) -> bool:
    """Whether a proof made earlier still speaks for these tasks: it was on a sample of a large library that is much the same now.

    Parameters
    ----------
    proof : Backtest
        Made earlier.
    tasks : DataFrame
        Canonical tasks in its pair of units, as they are now.

    Returns
    -------
    bool
        Never true where every task was forecast (up to 20,000 of them): there a new proof is quickly made, and says more.

    Examples
    --------
    >>> day = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(100), unit="D")
    >>> tasks = pd.DataFrame({"estimate": 8.0, "actual": 9.0, "estimated_on": day, "finished_on": day})
    >>> still_proves(backtest(tasks, rng=np.random.default_rng(1)), tasks)
    False
    """
    if proof.of <= MOST_FORECAST:
        return False
    dated = ~np.isnan(days(tasks, "estimated_on", "created_on", "started_on")) & ~np.isnan(days(tasks, "finished_on"))
    return bool(abs(int((finished(tasks) & dated).sum()) - proof.of) <= proof.of / SAME)


def _datable(tasks: pd.DataFrame) -> tuple[Ints, History, Floats, Floats]:
    """Finished tasks with both days, in order of the estimate day, and which rows they are."""
    begun, ended = days(tasks, "estimated_on", "created_on", "started_on"), days(tasks, "finished_on")
    rows = np.flatnonzero(finished(tasks) & ~np.isnan(begun) & ~np.isnan(ended))
    rows = rows[np.argsort(begun[rows], kind="stable")]
    last = pd.Timestamp(int(ended[rows].max()), unit="D") if len(rows) else pd.Timestamp(0)
    return rows, history(tasks.iloc[rows], as_of=last), begun[rows], ended[rows]
