"""Which work is rework or pays technical debt, recognised by the words for it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .frames import pick

WORDS = (
    "bug", "defect", "rework", "hotfix", "bugfix", "incident", "regression", "fault", "fehler", "störung", "nacharbeit",
    "defecto", "error", "incidencia", "anomalie", "défaut", "difetto", "usterka", "błąd",
)  # fmt: skip
"""Words for a defect or a repair, as a kind or a label, in the languages that trackers were seen in."""
DEBT = (
    "debt", "tech[ -]?debt", "technical[ -]debt", "refactor", "refactoring", "clean-?up", "modernization", "modernisation",
    "technische schuld", "altlast", "aufräumen", "deuda técnica", "deuda", "dette technique", "debito tecnico", "dług techniczny",
)  # fmt: skip
"""Words for work that pays technical debt."""
ESCAPED = ("production", "prod", "incident", "hotfix", "escaped", "live", "produktion", "störung", "producción", "incidencia")
"""Words for a defect that users met."""


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
    return _named(tasks, WORDS)


def pays_debt(tasks: pd.DataFrame) -> pd.Series:
    """Which tasks pay technical debt.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.

    Returns
    -------
    Series of bool
        The kind or a label holds one of ``DEBT`` as a whole word, plural included.

    Examples
    --------
    >>> pays_debt(pd.DataFrame({"kind": ["maintenance", "Refactoring", "bug"], "labels": ["debt|ui", None, "debtor"]})).tolist()
    [True, True, False]
    """
    return _named(tasks, DEBT)


def is_escaped(tasks: pd.DataFrame) -> pd.Series:
    """Which tasks mend what users met, by their kind or a label.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.

    Returns
    -------
    Series of bool

    Examples
    --------
    >>> is_escaped(pd.DataFrame({"kind": ["Bug", "Production bug", "feature"], "labels": [None, None, "live"]})).tolist()
    [False, True, False]
    """
    return is_rework(tasks) & _named(tasks, ESCAPED)


def _named(tasks: pd.DataFrame, words: tuple[str, ...]) -> pd.Series:
    part = pick(tasks, "tasks", ["kind", "labels"])
    found = np.zeros(len(part), bool)
    pattern = rf"\b(?:{'|'.join(words)})(?:s|es|e|en|n)?\b"
    for column in ("kind", "labels"):
        code, seen = pd.factorize(part[column])
        hit = pd.Series(seen, dtype="str").str.casefold().str.contains(pattern, regex=True).to_numpy(bool)
        found |= np.append(hit, False)[code]
    return pd.Series(found, index=part.index)
