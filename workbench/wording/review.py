"""Sentences about actions, imports and drift: what was agreed, what came in, what changed."""

from __future__ import annotations

from .numbers import count, day, listing, ratio


def import_sentence(read: int, accepted: int, quarantined: int, *, source: str = "", what: str = "task") -> str:
    """What an import did.

    Examples
    --------
    >>> import_sentence(100, 98, 2, source="jira.csv")
    'jira.csv: 100 tasks read, 98 accepted, 2 set apart with a reason.'
    >>> import_sentence(1, 1, 0)
    '1 task read and accepted.'
    """
    head = f"{source}: " if source else ""
    if quarantined == 0 and read == accepted:
        return f"{head}{count(read, what)} read and accepted."
    return f"{head}{count(read, what)} read, {accepted:,} accepted, {quarantined:,} set apart with a reason."


def missing_sentence(names: list[str]) -> str:
    """What an export cannot tell.

    Examples
    --------
    >>> missing_sentence(["the estimator", "the start day"])
    'This export does not tell the estimator and the start day.'
    """
    return f"This export does not tell {listing(names)}." if names else "This export tells all that the reports need."


def drift_sentence(what: str, before: float, after: float, *, since: object, n_before: int, n_after: int) -> str:
    """That a measure has changed for good, from a day on.

    Examples
    --------
    >>> drift_sentence("Typical actual ÷ estimate", 1.0, 1.4, since="2026-02-01", n_before=300, n_after=80)
    'Typical actual ÷ estimate changed about 1 Feb 2026: from 1.00× (300 tasks) to 1.40× (80 tasks).'
    """
    return (
        f"{what} changed about {day(since)}: from {ratio(before)} ({count(n_before, 'task')}) to {ratio(after)} ({count(n_after, 'task')})."
    )


def no_actions() -> str:
    """That the last review left nothing to look at."""
    return "No actions are recorded from an earlier review. What to add: up to three actions, each with an owner's role and a measure."


def lessons_title(n: int) -> str:
    """How many cards a retrospective left.

    Examples
    --------
    >>> lessons_title(1)
    '1 card from the retrospective'
    """
    return f"{count(n, 'card')} from the retrospective"
