"""Which rule of thumb foresaw cost and finish best on the user's own closed projects, and whether the calibrated ranges held."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from .closed import WHAT, Closed, Measure, closed_projects, foresee, place
from .ranks import LEAST, Floats, needed
from .track import track

POINTS = (0.25, 0.5, 0.75)
BEST = "best so far"
HABIT = 0.25
REPEATS = 2000


@dataclass(frozen=True)
class CompletionProof:
    """How each rule of thumb did on closed projects that it had not seen.

    Parameters
    ----------
    n : int
        Closed projects that were forecast.
    measure : {"cost", "days"}
        What was foreseen.
    level : float
        Level of the ranges.
    points : tuple of float
        Shares of progress at which each project was forecast.
    table : DataFrame
        One row per rule, best first: form, n (forecasts), bias (median of final ÷ the bare rule), bare and error (mean distance
        \\|ln(final ÷ foreseen)\\| of the bare and of the corrected rule), worse_low and worse_high (80 % range of how much larger the
        error is than that of the first row, projects resampled), ranges (forecasts with a range), held (share of these inside),
        width (median of high ÷ low), habit_held (share within ± 25 % of the bare rule).
    forecasts : DataFrame
        One row per project, point and rule: project_id, at, day, form, others, bare, middle, low, high, final.
    """

    n: int
    measure: Measure
    level: float
    points: tuple[float, ...]
    table: pd.DataFrame = field(repr=False)
    forecasts: pd.DataFrame = field(repr=False)

    @property
    def certain(self) -> bool:
        """Whether the first rule's lead over the second is larger than chance explains."""
        return len(self.table) > 1 and bool(self.table["worse_low"].iloc[1] > 0)


def backtest_completion(
    tables: Tables,
    *,
    rng: np.random.Generator,
    measure: Measure = "cost",
    points: tuple[float, ...] = POINTS,
    level: float = 0.8,
    as_of: pd.Timestamp | None = None,
) -> CompletionProof | NotEnoughEvidence:
    """Forecast each closed project from the projects that had finished before, and compare the rules of thumb.

    Parameters
    ----------
    tables : Tables
        ``projects`` and ``periods`` of the whole library.
    rng : Generator
        For the resampling of projects.
    measure : {"cost", "days"}
        Money, or calendar days from start to finish.
    points : tuple of float
        Shares of the budget earned at which each project is forecast.
    level : float
        Level of the ranges.
    as_of : Timestamp, optional
        Projects that finished later are left out.

    Returns
    -------
    CompletionProof or NotEnoughEvidence
        The latter where no project could be forecast from 4 earlier ones.

    Notes
    -----
    Walk-forward: a forecast on a day sees only projects that had finished by then. ``best so far`` takes, each time, the rule that
    foresaw those projects best. Projects are resampled whole, because a project's three forecasts share its fate.
    """
    states = track(tables)
    projects = tables.projects
    if as_of is not None:
        projects = projects[~(projects["finished_on"] > as_of)]
    past = closed_projects(projects, states, measure=measure)
    rows = [row for i in range(len(past.ids)) for at in points for row in _forecasts(past, i, at, level)]
    if not rows:
        return NotEnoughEvidence(len(past.ids), LEAST + 1, WHAT)
    forecasts = pd.DataFrame(rows)
    return CompletionProof(forecasts["project_id"].nunique(), measure, level, tuple(points), _scores(forecasts, rng), forecasts)


def _forecasts(past: Closed, i: int, at: float, level: float) -> list[dict]:
    """One row per rule for a project at a share of its progress."""
    k, out = place(at), []
    day = past.day[i, k]
    if np.isnat(day):
        return []
    seen = past.finished_on <= day
    seen[i] = False
    best = past.outcomes(at, seen)
    if isinstance(best, NotEnoughEvidence):
        return []
    for name in past.points:
        found = past.outcomes(at, seen, form=name)
        point = past.points[name][i, k]
        if isinstance(found, NotEnoughEvidence) or not np.isfinite(point):
            continue
        outcomes = found[1]
        ends = [outcomes.at(p) for p in ((1 - level) / 2, 0.5, (1 + level) / 2)]
        low, middle, high = [np.nan if isinstance(r, NotEnoughEvidence) else float(foresee(name, past.spent[i, k], point, r)) for r in ends]
        row = {"project_id": past.ids[i], "at": at, "day": pd.Timestamp(day), "form": name, "others": outcomes.n, "bare": float(point)}
        out.append(row | {"middle": middle, "low": low, "high": high, "final": float(past.final[i])})
        if name == best[0]:
            out.append(out[-1] | {"form": BEST})
    return out


def _scores(forecasts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    f = forecasts.assign(
        ratio=forecasts["final"] / forecasts["bare"],
        bare_miss=np.abs(np.log(forecasts["final"] / forecasts["bare"].clip(lower=1e-9))),
        miss=np.abs(np.log(forecasts["final"] / forecasts["middle"])),
        inside=(forecasts["final"].between(forecasts["low"] - 1e-9, forecasts["high"] + 1e-9)).where(forecasts["low"].notna()),
        wide=forecasts["high"] / forecasts["low"],
        habit=(forecasts["final"] / forecasts["bare"] - 1).abs() <= HABIT,
    )
    table = f.groupby("form", sort=False).agg(
        n=("miss", "size"),
        bias=("ratio", "median"),
        bare=("bare_miss", "mean"),
        error=("miss", "mean"),
        ranges=("inside", "count"),
        held=("inside", "mean"),
        width=("wide", "median"),
        habit_held=("habit", "mean"),
    )
    table["held"] = table["held"].astype(float)
    table = table.sort_values("error", kind="stable")
    low, high = _worse(f, table.index.to_list(), rng)
    table.insert(4, "worse_low", low)
    table.insert(5, "worse_high", high)
    return table.reset_index()


def _worse(f: pd.DataFrame, forms: list[str], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """80 % range of each rule's error less that of the first, whole projects resampled; 0 for the first."""
    miss = f.pivot_table(index=["project_id", "at"], columns="form", values="miss")[forms]
    gap = miss.sub(miss[forms[0]], axis=0).dropna()
    sums, size = gap.groupby("project_id").sum().to_numpy(), gap.groupby("project_id").size().to_numpy()
    draw = rng.integers(0, len(size), (REPEATS, len(size)))
    means = sums[draw].sum(1) / size[draw].sum(1)[:, None]
    low, high = np.quantile(means, [0.1, 0.9], axis=0)
    return low, high


def enough_for_ranges(n: int, level: float = 0.8) -> bool:
    """Whether so many closed projects give both ends of a range.

    Examples
    --------
    >>> enough_for_ranges(8), enough_for_ranges(9)
    (False, True)
    """
    return n >= needed((1 + level) / 2)
