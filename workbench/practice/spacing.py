"""When to practise again: what is repeated at growing distances stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

GAPS = (1, 3, 7, 21)
REFRESHER = 5
"""Tasks of a refresher."""


@dataclass(frozen=True)
class Due:
    """The next refresher of a level.

    Parameters
    ----------
    number : int
        1 to 4.
    on : Timestamp
        Day from which it is due.
    """

    number: int
    on: pd.Timestamp


def next_refresher(finished: pd.Timestamp, refreshed: Sequence[pd.Timestamp]) -> Due | None:
    """When a level is to be refreshed next.

    Parameters
    ----------
    finished : Timestamp
        Day on which the level was finished.
    refreshed : sequence of Timestamp
        Days of the refreshers since, in order.

    Returns
    -------
    Due or None
        1 day after the level, then 3, 7 and 21 days each after the one before; None after the fourth.

    Notes
    -----
    Expanding distances between repetitions (Cepeda et al. 2006 review the effect of distances).

    Examples
    --------
    >>> day = pd.Timestamp("2026-03-02")
    >>> due = next_refresher(day, [pd.Timestamp("2026-03-05")])
    >>> due.number, f"{due.on:%d %b}"
    (2, '08 Mar')
    """
    done = len(refreshed)
    if done >= len(GAPS):
        return None
    last = pd.Timestamp(refreshed[-1] if done else finished).normalize()
    return Due(done + 1, last + pd.Timedelta(days=GAPS[done]))
