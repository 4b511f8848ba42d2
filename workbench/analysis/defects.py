"""Defects: how many come and go, which part of the work mends them, and how many users met first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from . import intervals
from .frames import is_done, pick, yes
from .intervals import Interval
from .rework import is_escaped, is_rework

RELEASE = r"\b(?:release|launch|go-?live|roll-?out|rollout|freigabe|einführung|lanzamiento|entrega|mise en production)\b"
"""Milestones from which users have the product."""
SEEN_AFTER = pd.Timedelta(days=30)
"""How long a record must go on after the release before "users found none" says anything."""


@dataclass(frozen=True)
class Defects:
    """Defects and rework of finished work.

    Attributes
    ----------
    n : int
        Finished tasks.
    defects : int
        Defects and repairs among all tasks, open ones too.
    finished : int
        Those that are mended.
    share : float
        finished ÷ n.
    share_range : Interval
        Wilson range for it.
    effort_share : float or None
        Effort on them ÷ all effort, over finished tasks with an actual in the unit that most have; None without any.
    unit : str
        Unit of that effort.
    escaped : int or None
        Defects that users met: marked so, or asked for after the release. None where neither can be known.
    removed : float or None
        Defect removal efficiency: found before ÷ all (None with `escaped`, or without defects).
    every : str
        Period of the series.
    series : DataFrame
        One row per period: period, arrived, mended, open (at its end), finished (all tasks), share (mended ÷ finished; missing where
        nothing was finished), effort_share.
    """

    n: int
    defects: int
    finished: int
    share: float
    share_range: Interval
    effort_share: float | None
    unit: str
    escaped: int | None
    removed: float | None
    every: str
    series: pd.DataFrame


def defects(tables: Tables, *, every: str = "M", as_of: pd.Timestamp | None = None, minimum: int = 20) -> Defects | NotEnoughEvidence:
    """How defects come and go, and which part of the work they take.

    Parameters
    ----------
    tables : Tables
        ``tasks``; ``milestones`` and ``projects`` date the release.
    every : str
        Period of the series: ``W``, ``M``, ``Q`` or ``Y``.
    as_of : Timestamp, optional
        Today; the last day that the tasks know of when left out.
    minimum : int
        Finished tasks needed.

    Returns
    -------
    Defects or NotEnoughEvidence

    Notes
    -----
    A defect is what :func:`workbench.analysis.rework.is_rework` recognises; it arrives on the day it was created (or added). Defect removal
    efficiency = found before the release ÷ (before + after) (Jones, *Software Defect-Removal Efficiency*, Computer 29(4), 1996). A
    defect counts as found after the release if its kind or label says so, or if it came after the project's last milestone named release,
    launch or go-live (else its finish) and the record goes on for 30 days and more.

    Examples
    --------
    >>> tasks = pd.DataFrame({"project_id": "P", "task_id": [str(i) for i in range(20)], "kind": ["bug"] * 5 + ["feature"] * 15,
    ...                       "status_class": "done", "actual": 2.0, "actual_unit": "hours",
    ...                       "created_on": pd.Timestamp("2026-01-05"), "finished_on": pd.Timestamp("2026-01-20")})
    >>> found = defects(Tables({"tasks": tasks}))
    >>> found.defects, found.share, found.effort_share, found.escaped
    (5, 0.25, 0.25, None)
    """
    names = ["project_id", "kind", "labels", "created_on", "added_on", "finished_on", "actual", "actual_unit", "is_rollup", "status_class"]
    whole = tables.tasks
    part = pick(whole, "tasks", names)
    done, bad = is_done(whole), is_rework(whole)
    came = part["created_on"].fillna(part["added_on"])
    keep = ~yes(part["is_rollup"])
    part, done, bad, came = part[keep], done[keep], bad[keep], came[keep]
    n = int(done.sum())
    if n < minimum:
        return NotEnoughEvidence(n, minimum, "finished tasks")
    last = pd.concat([came, part["finished_on"]]).max() if as_of is None else pd.Timestamp(as_of)
    mended = int((done & bad).sum())
    unit = part.loc[done & part["actual"].notna(), "actual_unit"].value_counts()
    measured = done & part["actual"].notna() & (part["actual_unit"].eq(unit.index[0]).fillna(False) if len(unit) else True)
    effort, part_of = float(part.loc[measured, "actual"].sum()), float(part.loc[measured & bad, "actual"].sum())
    escaped = _escaped(tables, part.assign(came=came)[bad], last)
    count = int(bad.sum())
    return Defects(
        n=n,
        defects=count,
        finished=mended,
        share=mended / n,
        share_range=intervals.share(mended, n),
        effort_share=part_of / effort if effort > 0 else None,
        unit=str(unit.index[0]) if len(unit) else "",
        escaped=escaped,
        removed=None if escaped is None or not count else 1 - escaped / count,
        every=every,
        series=_series(part, done, bad, came, measured, every, last),
    )


def _escaped(tables: Tables, found: pd.DataFrame, last: pd.Timestamp) -> int | None:
    """Defects that users met; None where nothing tells."""
    marked = is_escaped(found)
    stones = pick(tables.milestones, "milestones", ["project_id", "milestone", "actual_on"]).dropna(subset=["actual_on"])
    stones = stones[stones["milestone"].astype("str").str.casefold().str.contains(RELEASE, regex=True)]
    ends = pick(tables.projects, "projects", ["project_id", "finished_on"]).dropna().set_index("project_id")["finished_on"]
    release = stones.groupby("project_id")["actual_on"].max().combine_first(ends)
    release = release[release + SEEN_AFTER <= last] if len(release) and pd.notna(last) else release.iloc[:0]
    day = found["project_id"].map(release) if len(release) else pd.Series(pd.NaT, index=found.index)
    # other projects of the library go on after this one: its own record must go on too
    own_last = tables.tasks.groupby("project_id")[["created_on", "finished_on"]].max().max(axis=1) if len(release) else release
    seen = day.notna() & (found["project_id"].map(own_last) >= day + SEEN_AFTER).fillna(False) if len(release) else day.notna()
    if not seen.any() and not marked.any():
        return None
    return int((marked | (seen & (found["came"] > day).fillna(False))).sum())


def _series(
    part: pd.DataFrame, done: pd.Series, bad: pd.Series, came: pd.Series, measured: pd.Series, every: str, last: pd.Timestamp
) -> pd.DataFrame:
    finish = part["finished_on"].where(done)
    days = pd.concat([came[bad], finish]).dropna()
    days = days[days <= last] if pd.notna(last) else days
    if days.empty:
        columns = ["period", "arrived", "mended", "open", "finished", "share", "effort_share"]
        return pd.DataFrame(columns=columns)
    periods = pd.period_range(days.min(), days.max(), freq=every)

    def per(rows: pd.Series, weight: pd.Series | None = None) -> np.ndarray:
        known = rows.notna() & (rows <= last)
        place = rows[known].dt.to_period(every).astype("int64").to_numpy() - periods[0].ordinal
        weights = None if weight is None else weight[known].to_numpy(float)
        return np.bincount(place, weights, minlength=len(periods))[: len(periods)]

    ends = part["finished_on"].where(done | part["status_class"].eq("cancelled").fillna(False))
    arrived, mended, finished = per(came[bad]), per(finish[bad]), per(finish)
    left = per(ends[bad & came.notna()])
    spent, spent_bad = per(finish[measured], part.loc[measured, "actual"]), per(finish[measured & bad], part.loc[measured & bad, "actual"])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(finished > 0, mended / finished, np.nan)
        effort_share = np.where(spent > 0, spent_bad / spent, np.nan)
    return pd.DataFrame(
        {
            "period": periods.start_time,
            "arrived": arrived,
            "mended": mended,
            "open": np.maximum(np.cumsum(arrived) - np.cumsum(left), 0),
            "finished": finished,
            "share": share,
            "effort_share": effort_share,
        }
    )
