"""Sentences about actions, imports and drift: what was agreed, what came in, what changed."""

from __future__ import annotations

from .numbers import absent, count, day, listing, ratio


def action_result(status: str, *, closed_on: object = None, due_on: object = None, effect: str = "") -> str:
    """How far an action is, and what it did.

    Parameters
    ----------
    status : str
        open, doing, done or dropped.
    closed_on, due_on : date, optional
        Day it was closed; day it is due.
    effect : str
        Sentence on its effect, see :func:`effect_sentence`.

    Returns
    -------
    str

    Examples
    --------
    >>> action_result("done", closed_on="2026-03-12", effect="Spread before 3.90×.")
    'Done 12 Mar 2026. Spread before 3.90×.'
    >>> action_result("open", due_on="2026-09-01")
    'Open, due 1 Sep 2026.'
    """
    words = {"open": "Open", "doing": "In work", "done": "Done", "dropped": "Dropped"}.get(str(status), "Open")
    if words in ("Done", "Dropped"):
        state = f"{words} {day(closed_on)}." if not absent(closed_on) else f"{words}."
    else:
        state = f"{words}, due {day(due_on)}." if not absent(due_on) else f"{words}, no due day."
    return f"{state} {effect}".strip()


def effect_sentence(
    what: str, before: float | None, after: float | None, *, n_before: int, n_after: int, likely: bool | None = None
) -> str:
    """What an action did to the measure it was meant to move.

    Parameters
    ----------
    what : str
        The measure, as the start of a sentence: "Spread of support estimates".
    before, after : float or None
        Its value (a ratio) on work before and after the action.
    n_before, n_after : int
        Tasks behind each value.
    likely : bool, optional
        Whether chance is an unlikely explanation; without it nothing is said about that.

    Returns
    -------
    str

    Examples
    --------
    >>> effect_sentence("Spread of support estimates", 3.9, 2.6, n_before=198, n_after=214, likely=True)
    'Spread of support estimates: 3.90× before (198 tasks), 2.60× after (214 tasks): an effect is likely.'
    >>> effect_sentence("Spread", 3.9, None, n_before=198, n_after=2)
    'Spread: 3.90× before (198 tasks); too little work since then (2 tasks) to tell.'
    """
    if absent(before):
        return f"{what}: too little work before it ({count(n_before, 'task')}) to tell."
    first = f"{what}: {ratio(before)} before ({count(n_before, 'task')})"
    if absent(after):
        return f"{first}; too little work since then ({count(n_after, 'task')}) to tell."
    verdict = "" if likely is None else ": an effect is likely" if likely else ": chance could explain it"
    return f"{first}, {ratio(after)} after ({count(n_after, 'task')}){verdict}."


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
