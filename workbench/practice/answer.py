"""What a trainee says of a task: a range that should hold 8 of 10 actuals, and its middle."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from workbench.tables import InputError

LEVEL = 0.8
COLUMNS = ("item", "p10", "p50", "p90", "actual", "base10", "base50", "base90", "exact")
"""The columns of a table of answers: one row per committed answer, in the order in which they were given."""


@dataclass(frozen=True)
class Answer:
    """A range and its middle, in the unit of the actual.

    Parameters
    ----------
    p10, p50, p90 : float
        1 of 10 such tasks takes less than the first, 5 of 10 less than the second, 1 of 10 more than the third.

    Raises
    ------
    InputError
        When they are not finite numbers with 0 < p10 < p50 < p90; all that is wrong is said at once.

    Examples
    --------
    >>> Answer(10, 20, 40).width
    1.3862943611198906
    """

    p10: float
    p50: float
    p90: float

    def __post_init__(self) -> None:
        faults = problems_of(self.p10, self.p50, self.p90)
        if faults:
            raise InputError(" ".join(faults), todo="correct the numbers, then commit.")

    @property
    def width(self) -> float:
        """ln(p90 ÷ p10): how wide the range is."""
        return math.log(self.p90 / self.p10)


def problems_of(p10: float | None, p50: float | None, p90: float | None) -> list[str]:
    """Everything that is wrong with an answer, in plain words.

    Parameters
    ----------
    p10, p50, p90 : float or None
        What was typed; None where nothing could be read.

    Returns
    -------
    list of str
        Empty for a good answer.

    Examples
    --------
    >>> problems_of(8, 8, None)
    ['The high end is missing.', 'The low end (8) must be below the middle (8).']
    """
    named = (("low end", p10), ("middle", p50), ("high end", p90))
    faults = [f"The {name} is missing." for name, value in named if value is None or math.isnan(value)]
    known = [(name, float(v)) for name, v in named if v is not None and not math.isnan(v)]
    faults += [f"The {name} ({value:g}) must be above 0." for name, value in known if value <= 0]
    faults += [f"The {name} is no number that work could take." for name, value in known if math.isinf(value)]
    for (name, value), (above, higher) in pairwise(known):
        if value >= higher > 0:
            faults.append(f"The {name} ({value:g}) must be below the {above} ({higher:g}).")
    return faults


def table(rows: Sequence[dict]) -> pd.DataFrame:
    """Answers as a table.

    Parameters
    ----------
    rows : sequence of dict
        Each with the keys of ``COLUMNS``; the baseline may be missing, as trivia have none.

    Returns
    -------
    DataFrame
        ``COLUMNS`` first, then whatever else the rows bring along.

    Examples
    --------
    >>> table([{"item": "A-1", "p10": 1, "p50": 2, "p90": 4, "actual": 3.0}])["base50"].isna().tolist()
    [True]
    """
    frame = pd.DataFrame(list(rows))
    for name in COLUMNS:
        if name not in frame:
            frame[name] = pd.Series(np.nan if name not in ("item", "exact") else None, index=frame.index, dtype="object")
    numbers = [c for c in COLUMNS if c not in ("item", "exact")]
    frame[numbers] = frame[numbers].astype(float)
    frame["exact"] = frame["exact"].astype("boolean").fillna(False).astype(bool)
    frame["item"] = frame["item"].astype("str")
    return frame[[*COLUMNS, *(c for c in frame if c not in COLUMNS)]]
