"""What one clean-up of technical debt bought: the pace, or the days of a task, before and after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from .debt import comparable_periods, debt_series, known_measure, without_closing
from .frames import pick
from .intervals import LEVEL, Interval
from .regression import fit_line
from .rework import pays_debt

SIDE = 8
"""Periods needed on either side of an interruption."""
_BIG = 0.25  # share of a period's work from which a single clean-up stands out …
_TIMES = 2.0  # … if it is also this many times the usual share


@dataclass(frozen=True)
class Bought:
    """A measure before and after one clean-up: an interrupted time series.

    Attributes
    ----------
    n, n_before, n_after : int
        Periods.
    of, every, unit : str
        As in :class:`workbench.analysis.debt.DebtEffect`.
    on : Timestamp
        Day of the clean-up.
    why : str
        ``clean-up`` (an action on debt was closed then) or ``most debt`` (the period in which most debt was paid ended then).
    level : float
        Change at once, as a share of the mean before.
    level_range : Interval
    trend : float
        Change of the slope, as a share of that mean per period.
    trend_range : Interval
    series : DataFrame
        period, ended_on, value, fitted, expected (as it went before, continued; missing before the clean-up).
    """

    n: int
    n_before: int
    n_after: int
    of: str
    every: str
    unit: str
    on: pd.Timestamp
    why: str
    level: float
    level_range: Interval
    trend: float
    trend_range: Interval
    series: pd.DataFrame

    @property
    def seen(self) -> bool:
        """Whether the level or the slope changed by more than chance explains."""
        return any(r.low > 0 or r.high < 0 for r in (self.level_range, self.trend_range))


def what_debt_bought(
    tables: Tables,
    *,
    of: str = "velocity",
    on: pd.Timestamp | None = None,
    minimum: int = SIDE,
    level: float = LEVEL,
    series: pd.DataFrame | None = None,
) -> Bought | NotEnoughEvidence:
    """What one clean-up bought: level and slope before and after it.

    Parameters
    ----------
    tables : Tables
        Projects of one team; their ``actions`` and ``lessons`` say when a clean-up was agreed and done.
    of : str
        ``velocity`` or ``cycle_time``.
    on : Timestamp, optional
        Day of the clean-up. Without it: the day on which the first action on debt was closed, else the end of the period that paid most
        debt, if that was a quarter of its work and twice the usual share.
    minimum : int
        Periods needed before and after it.
    level : float
        Level at which the ranges of both, the level and the slope, hold together.
    series : DataFrame, optional
        As :func:`workbench.analysis.debt.debt_series` gives it for these tables, where it is there already.

    Returns
    -------
    Bought or NotEnoughEvidence

    Raises
    ------
    InputError
        For another measure.

    Notes
    -----
    Segmented regression of an interrupted time series: y = a + b·time + level·after + trend·time since (Wagner et al. 2002, J Clin Pharm
    Ther 27), y in shares of the mean before, with the ranges of :func:`workbench.analysis.regression.fit_line`. The last two periods of
    finished projects are left out. Each range is made at 1 − (1 − level)/2 (Bonferroni), because either of the two tells of an effect.

    Examples
    --------
    >>> print(what_debt_bought(Tables()))
    not enough evidence: 0 clean-ups of technical debt, 1 needed
    """
    known_measure(of)
    rows, every, unit = comparable_periods(debt_series(tables) if series is None else series, of)
    rows = without_closing(rows, tables)
    rows = rows[rows[of].notna() & rows["ended_on"].notna()].sort_values("ended_on", kind="stable")
    why = "clean-up"
    day = pd.Timestamp(on) if on is not None else _clean_up(tables)
    if day is None:
        day, why = _most_debt(rows), "most debt"
    if day is None:
        return NotEnoughEvidence(0, 1, "clean-ups of technical debt")
    after = (rows["ended_on"] > day).to_numpy(bool)
    short = min(int((~after).sum()), int(after.sum()))
    if short < minimum:
        return NotEnoughEvidence(short, minimum, f"periods {'before' if (~after).sum() < minimum else 'since'} the clean-up")
    values = rows[of].to_numpy(float)
    usual = float(values[~after].mean())
    if not usual > 0:
        return NotEnoughEvidence(0, 1, "periods with finished work before the clean-up")
    time = np.arange(len(rows), dtype=float)
    since = np.where(after, time - time[after][0], 0.0)
    columns = np.column_stack([np.ones_like(time), time, after.astype(float), since])
    found = fit_line(values / usual, columns, level=1 - (1 - level) / 2)
    expected = np.where(after, (columns[:, :2] @ found.slopes[:2]) * usual, np.nan)
    course = rows[["period", "ended_on"]].assign(value=values, fitted=(columns @ found.slopes) * usual, expected=expected)
    return Bought(
        n=len(rows), n_before=int((~after).sum()), n_after=int(after.sum()), of=of, every=every, unit=unit, on=day, why=why,
        level=float(found.slopes[2]), level_range=found.ranges[2], trend=float(found.slopes[3]), trend_range=found.ranges[3],
        series=course.reset_index(drop=True),
    )  # fmt: skip


def _clean_up(tables: Tables) -> pd.Timestamp | None:
    """When the first action on technical debt was closed."""
    actions = pick(tables.actions, "actions", ["project_id", "lesson_id", "text", "status", "closed_on"])
    lessons = pick(tables.lessons, "lessons", ["project_id", "lesson_id", "theme"]).dropna(subset=["lesson_id"])
    about = actions.merge(lessons.drop_duplicates(["project_id", "lesson_id"]), how="left", on=["project_id", "lesson_id"])
    named = pays_debt(about.assign(kind=about["text"], labels=about["theme"]))
    done = about[named & about["status"].eq("done").fillna(False).astype(bool) & about["closed_on"].notna()]
    return None if done.empty else pd.Timestamp(done["closed_on"].min())


def _most_debt(rows: pd.DataFrame) -> pd.Timestamp | None:
    known = rows[rows["share"].notna()]
    if len(known) < 2:
        return None
    shares = known["share"].to_numpy(float)
    top = int(shares.argmax())
    usual = float(np.delete(shares, top).mean())
    return pd.Timestamp(known["ended_on"].iloc[top]) if shares[top] >= max(_BIG, _TIMES * usual) else None
