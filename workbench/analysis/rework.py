"""Which work is rework: defects, incidents and repairs, recognised by the words for them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .frames import pick

WORDS = (
    "bug", "defect", "rework", "hotfix", "bugfix", "incident", "regression", "fault", "fehler", "störung", "nacharbeit",
    "defecto", "error", "incidencia", "anomalie", "défaut", "difetto", "usterka", "błąd",
)  # fmt: skip
"""Words for a defect or a repair, as a kind or a label, in the languages that trackers were seen in."""


def is_rework(tasks: pd.DataFrame) -> pd.Series:
    """Which tasks mend what was made before.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.

    Returns
    -------
    Series of bool
        The kind or a label holds one of ``WORDS`` as a whole word, plural included.

    Examples
    --------
    >>> is_rework(pd.DataFrame({"kind": ["Bug", "feature", "Production Incidents"], "labels": [None, "ui|rework", None]})).tolist()
    [True, True, True]
    """
    part = pick(tasks, "tasks", ["kind", "labels"])
    found = np.zeros(len(part), bool)
    pattern = rf"\b(?:{'|'.join(WORDS)})(?:s|es|e|en|n)?\b"
    for column in ("kind", "labels"):
        code, seen = pd.factorize(part[column])
        hit = pd.Series(seen, dtype="str").str.casefold().str.contains(pattern, regex=True).to_numpy(bool)
        found |= np.append(hit, False)[code]
    return pd.Series(found, index=part.index)
