"""From forecasts and what happened to scores, and to the method that estimates should use."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from . import scores as score
from .history import Floats
from .walk import METHODS, RUNS, Tried, TriedTotal, at

SHOWN = np.round(np.arange(1, 20) * 0.05, 2)
TOTALS = ["method", "size", "n", "crps", "relative", "difference", "lower", "upper", "cov80", "p80", "error"]
OVER_TIME = ["since", "until", "n", "relative", "cov80", "habit80", "width80"]
FEWEST_RUNS = 5
PARTS, FEWEST_A_PART = 8, 30
SURE = 0.98  # a plain rule takes over when this interval of the difference of losses leaves 0 out
LEAST_GAIN = 0.01  # and its loss is lower by at least so much
FEWEST_TO_CHANGE, FEWEST_RUNS_TO_CHANGE = 100, 20


def judge_tasks(tried: Tried, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame, Floats]:
    """Scores per method, best first; reliability per method and level; the calibration's randomised PIT values."""
    rows: list[dict[str, Any]] = []
    reliability = []
    base = float(tried.loss["ebs"].mean())
    for name in METHODS:
        lower, upper, loss = tried.lower[name], tried.upper[name], float(tried.loss[name].mean())
        gap, gap80 = tried.loss[name] - tried.loss["calibrated"], tried.loss80[name] - tried.loss80["calibrated"]
        (low, high), (low80, high80) = score.block_bootstrap(gap, rng), score.block_bootstrap(gap80, rng)
        rows.append(
            {
                "method": name,
                "n": len(tried),
                "pinball": loss,
                "relative": loss / base if base > 0 else np.nan,
                "difference": float(gap.mean()),
                "lower": low,
                "upper": high,
                "interval80": float(tried.loss80[name].mean()),
                "difference80": float(gap80.mean()),
                "lower80": low80,
                "upper80": high80,
                **{f"cov{p}": score.coverage(lower, upper, p / 100) for p in (50, 80, 90)},
                "width80": float(np.exp(tried.width[name].mean())),
                "sa": score.standardised_accuracy(tried.actual, tried.middle[name]),
            }
        )
        shares = [score.share_below(lower, upper, p) for p in SHOWN]
        reliability.append(pd.DataFrame({"method": name, "level": SHOWN, "share": shares}))
    scores = pd.DataFrame(rows).sort_values("pinball", kind="stable", ignore_index=True)
    pit = rng.uniform(tried.lower["calibrated"], tried.upper["calibrated"])
    return scores, pd.concat(reliability, ignore_index=True), pit


def winner(tried: Tried, scores: pd.DataFrame, rng: np.random.Generator) -> str:
    """The method that estimates of tasks should use: a plain rule only if it is the best of all, beyond chance.

    Parameters
    ----------
    tried : Tried
        At least 100 tasks; below that the calibration stays.
    scores : DataFrame
        Result of `judge_tasks`.
    rng : Generator
        For the block bootstrap.

    Returns
    -------
    str
    """
    best = str(scores["method"].iloc[0])
    sure = len(tried) >= FEWEST_TO_CHANGE and _beats(tried.loss[best], tried.loss["calibrated"], rng)
    return best if sure else "calibrated"


def _beats(theirs: Floats, ours: Floats, rng: np.random.Generator) -> bool:
    """Whether their loss is lower than ours by 1 % or more, and lower beyond chance."""
    return bool(theirs.mean() <= (1 - LEAST_GAIN) * ours.mean() and score.block_bootstrap(theirs - ours, rng, level=SURE)[1] < 0)


def judge_totals(totals: list[TriedTotal], rng: np.random.Generator) -> pd.DataFrame:
    """Scores of totals per size of run and method."""
    out = []
    for size in RUNS:
        loss = _losses(totals, size)
        if len(loss["calibrated"]) < FEWEST_RUNS:
            continue
        base = float(loss["ebs"].mean())
        for name in METHODS:
            mine = [t for t in totals if t.size == size and t.method == name]
            q, y = np.array([t.quantiles for t in mine]), np.array([t.happened for t in mine])
            gap = loss[name] - loss["calibrated"]
            low, high = score.block_bootstrap(gap, rng)
            inside = (y >= q[:, at(0.1)] - 1e-9) & (y <= q[:, at(0.9)] + 1e-9)
            crps = float(loss[name].mean())
            out.append(
                {
                    "method": name,
                    "size": size,
                    "n": len(y),
                    "crps": crps,
                    "relative": crps / base if base > 0 else np.nan,
                    "difference": float(gap.mean()),
                    "lower": low,
                    "upper": high,
                    "cov80": float(inside.mean()),
                    "p80": float((y <= q[:, at(0.8)] + 1e-9).mean()),
                    "error": float(np.abs(y - q[:, at(0.5)]).mean()),
                }
            )
    return pd.DataFrame(out, columns=TOTALS)


def winner_of_totals(totals: list[TriedTotal], table: pd.DataFrame, rng: np.random.Generator) -> str:
    """The method that totals should use: a plain rule only if it is the best for every size of run, beyond chance."""
    chosen = set()
    for size, part in table.groupby("size"):
        best = str(part["method"].iloc[int(part["crps"].argmin())])
        loss = _losses(totals, int(str(size)))
        sure = len(loss[best]) >= FEWEST_RUNS_TO_CHANGE and _beats(loss[best], loss["calibrated"], rng)
        chosen.add(best if sure else "calibrated")
    return chosen.pop() if len(chosen) == 1 else "calibrated"


def over_time(tried: Tried) -> pd.DataFrame:
    """How the calibration developed: equal parts of the tasks, oldest first, of at least 30 each."""
    parts = int(np.clip(len(tried) // FEWEST_A_PART, 1, PARTS))
    out = []
    for rows in np.array_split(np.arange(len(tried)), parts):
        ours, base = tried.loss["calibrated"][rows].mean(), tried.loss["ebs"][rows].mean()
        held = {m: score.coverage(tried.lower[m][rows], tried.upper[m][rows], 0.8) for m in ("calibrated", "habit")}
        first, last = (pd.Timestamp(int(tried.day[k]), unit="D") for k in (rows[0], rows[-1]))
        width = float(np.exp(tried.width["calibrated"][rows].mean()))
        relative = float(ours / base) if base > 0 else np.nan
        out.append((first, last, len(rows), relative, held["calibrated"], held["habit"], width))
    return pd.DataFrame(out, columns=OVER_TIME)


def _losses(totals: list[TriedTotal], size: int) -> dict[str, Floats]:
    return {name: np.array([t.crps for t in totals if t.size == size and t.method == name]) for name in METHODS}
