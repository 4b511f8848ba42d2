"""Commitment: how much of what sprints promised they finished, and how much the promise changed on the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence

from . import intervals
from .frames import one_project, yes
from .intervals import Interval


@dataclass(frozen=True)
class Commitment:
    """Say/do and churn over the sprints of one project.

    Attributes
    ----------
    n : int
        Ended sprints whose say/do ratio is known.
    unit : str
        Unit of the commitment.
    say_do : float
        Median over the sprints: finished of what was committed ÷ committed.
    say_do_range : Interval or None
        Range of the median at 95 %; None below 6 sprints.
    kept : int
        Sprints that finished all they committed to.
    kept_range : Interval
        Wilson range for kept ÷ n.
    churn : float or None
        Median of (added + removed) ÷ committed; None where no sprint tells it.
    churn_range : Interval or None
    added, removed : float or None
        Σ added and Σ removed ÷ Σ committed, over the sprints that tell all three.
    """

    n: int
    unit: str
    say_do: float
    say_do_range: Interval | None
    kept: int
    kept_range: Interval
    churn: float | None
    churn_range: Interval | None
    added: float | None
    removed: float | None


def commitment(sprints: pd.DataFrame, *, minimum: int = 3) -> Commitment | NotEnoughEvidence:
    """How much of what sprints promised they finished, and how much the promise changed on the way.

    Parameters
    ----------
    sprints : DataFrame
        Sprints of one project, as :func:`workbench.analysis.velocity.sprints` gives them.
    minimum : int
        Ended sprints with a known say/do ratio needed.

    Returns
    -------
    Commitment or NotEnoughEvidence

    Raises
    ------
    InputError
        When the sprints belong to more than one project.

    Examples
    --------
    >>> rows = pd.DataFrame({"sprint": list("abc"), "committed": [10.0, 10, 20], "added": [2.0, 0, 4], "removed": [0.0, 1, 2],
    ...                      "say_do": [0.8, 1.0, 0.9], "churn": [0.2, 0.1, 0.3], "unit": "points"})
    >>> found = commitment(rows)
    >>> found.say_do, found.kept, found.churn, found.added, found.removed
    (0.9, 1, 0.2, 0.15, 0.075)
    """
    one_project(sprints, "say/do")
    rows = sprints[sprints["say_do"].notna()] if "say_do" in sprints.columns else sprints.head(0)
    if "ended" in rows.columns:
        rows = rows[yes(rows["ended"])]
    n = len(rows)
    if n < max(minimum, 1):
        return NotEnoughEvidence(n, max(minimum, 1), "ended sprints that say what they committed to")
    say_do = rows["say_do"].to_numpy(float)
    kept = int((say_do >= 1 - 1e-9).sum())
    churn = rows["churn"].dropna().to_numpy(float)
    told = rows[["committed", "added", "removed"]].dropna()
    total = float(told["committed"].sum())
    return Commitment(
        n=n,
        unit=str(rows["unit"].iloc[0]),
        say_do=float(np.median(say_do)),
        say_do_range=intervals.quantile(say_do, 0.5),
        kept=kept,
        kept_range=intervals.share(kept, n),
        churn=float(np.median(churn)) if churn.size else None,
        churn_range=intervals.quantile(churn, 0.5),
        added=float(told["added"].sum()) / total if total else None,
        removed=float(told["removed"].sum()) / total if total else None,
    )
