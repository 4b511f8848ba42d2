"""Sentences about how much a statement rests on: what was left out, and what would be enough."""

from __future__ import annotations

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .numbers import absent, count, day, days_between


def not_enough(answer: NotEnoughEvidence) -> str:
    """Too little data, said as plainly as a number, with what to add.

    Parameters
    ----------
    answer : NotEnoughEvidence
        The answer of an analysis.

    Returns
    -------
    str

    Examples
    --------
    >>> print(not_enough(NotEnoughEvidence(6, 20, "finished tasks")))
    Not enough evidence: 6 finished tasks, 20 needed. What to add: 14 more finished tasks.
    >>> print(not_enough(NotEnoughEvidence(1, 2, "sprints")))
    Not enough evidence: 1 sprint, 2 needed. What to add: 1 more sprint.
    """
    missing = max(answer.needed - answer.n, 0)
    add = f" What to add: {missing:,} more {_noun(missing, answer.what)}." if missing else ""
    have = "none" if answer.n == 0 else f"{answer.n:,}"
    words = f"no {answer.what}" if answer.n == 0 else f"{have} {_noun(answer.n, answer.what)}"
    return f"Not enough evidence: {words}, {answer.needed:,} needed.{add}"


def _noun(n: int, plural: str) -> str:
    """The singular of a plural such as "finished tasks" or "tasks with a range"."""
    if n != 1:
        return plural
    words = plural.split(" ")
    stop = next(
        (i for i, word in enumerate(words) if word in ("with", "of", "that", "in", "which", "per", "on", "for", "and", "from")), len(words)
    )
    head = words[stop - 1]
    if head.endswith("ies"):
        head = head[:-3] + "y"
    elif head.endswith("s") and not head.endswith("ss"):
        head = head[:-1]
    return " ".join([*words[: stop - 1], head, *words[stop:]])


def excluded(table: pd.DataFrame, n: int, what: str = "task") -> str:
    """What was used and what was left out, and why.

    Parameters
    ----------
    table : DataFrame
        One row per reason: reason, n.
    n : int
        How many were used.
    what : str
        What a row is, in the singular.

    Returns
    -------
    str

    Examples
    --------
    >>> excluded(pd.DataFrame({"reason": ["not finished", "no estimate"], "n": [12, 1]}), 3187)
    '3,187 tasks used; 13 left out: not finished (12), no estimate (1).'
    >>> excluded(pd.DataFrame({"reason": [], "n": []}), 1)
    '1 task used; none left out.'
    """
    left = table[table["n"] > 0] if len(table) else table
    if left.empty:
        return f"{count(n, what)} used; none left out."
    parts = [f"{reason} ({n:,})" for reason, n in zip(left["reason"], left["n"].astype(int), strict=True)]
    return f"{count(n, what)} used; {int(left['n'].sum()):,} left out: {', '.join(parts)}."


def method(*, calibration: int | None = None, seed: int | None = None, version: str | None = None, as_of: object = None) -> str:
    """What made the numbers: calibration, seed, version, and the day they are as of.

    Examples
    --------
    >>> method(calibration=14, seed=1, version="0.1.0", as_of=pd.Timestamp("2008-05-20"))
    'Calibration 14 · seed 1 · work finished before 20 May 2008 · workbench 0.1.0'
    """
    parts = []
    if calibration is not None:
        parts.append(f"calibration {calibration}")
    if seed is not None:
        parts.append(f"seed {seed}")
    if not absent(as_of):
        parts.append(f"work finished before {day(as_of)}")
    if version:
        parts.append(f"workbench {version}")
    text = " · ".join(parts)
    return text[:1].upper() + text[1:]


def walk_forward() -> str:
    """How ranges are proved, in one sentence."""
    return (
        "Each range was learned only from tasks finished before that task was estimated, so no forecast saw its own answer; "
        "`workbench rows` writes every one of them beside what came, and the tasks that ranges are learned from now."
    )


def title(name: str, what: str = "retrospective") -> str:
    """The name in a report's title bar.

    Examples
    --------
    >>> title("Payments 2")
    'Payments 2 · retrospective'
    """
    return f"{name} · {what}"


def period(first: object, last: object, n: int, what: str = "finished task") -> str:
    """Dates and evidence in a report's title bar.

    Examples
    --------
    >>> period("2004-02-26", "2008-05-19", 3187)
    '26 Feb 2004 – 19 May 2008 · 3,187 finished tasks'
    """
    return f"{days_between(first, last)} · {count(n, what)}"


def terms(words: dict[str, str]) -> str:
    """Terms of the field, each explained once.

    Examples
    --------
    >>> terms({"P80": "8 of 10 outcomes stay below it"})
    'P80: 8 of 10 outcomes stay below it.'
    """
    return " ".join(f"{word}: {meaning}." for word, meaning in words.items())
