"""Sentences about capacity, load and work in progress per head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import amount, count, month, number, percent

if TYPE_CHECKING:
    from workbench.analysis.capacity import RampUp, Utilisation


def load_title(found: Utilisation | NotEnoughEvidence) -> str:
    """The finding of the picture of capacity.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> load_title(Some(capacity=3367.0, booked=2118.0, spent=2826.0, overloaded=0, n=8))
    '84 % of the hours there were got spent; 63 % were planned'
    """
    if isinstance(found, NotEnoughEvidence):
        return "Too few periods with hours to see the load"
    spent, booked = percent(found.spent / found.capacity), percent(found.booked / found.capacity)
    if not found.booked:
        return f"{spent} of the hours there were got spent"
    return f"{spent} of the hours there were got spent; {booked} were planned"


def load_sentence(found: Utilisation | NotEnoughEvidence) -> str:
    """How the hours there were compare with those planned and spent, and how often they were exceeded.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> load_sentence(Some(capacity=3367.0, booked=2118.0, spent=2826.0, overloaded=0, n=8, weeks=30, overload_weeks=3))
    'Of 3,367 h there were, 2,118 h were planned and 2,826 h spent. More was planned or spent than there was in none of 8 periods. Logged
    work exceeded its week’s part of the hours in 3 of 30 weeks.'
    """
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    there, planned, spent = (amount(x, "hours") for x in (found.capacity, found.booked, found.spent))
    often = f"{found.overloaded:,}" if found.overloaded else "none"
    over = f"More was planned or spent than there was in {often} of {count(found.n, 'period')}."
    weeks = ""
    if found.weeks:
        part = f"{found.overload_weeks:,}" if found.overload_weeks else "none"
        weeks = f" Logged work exceeded its week’s part of the hours in {part} of {count(found.weeks, 'week')}."
    return f"Of {there} there were, {planned} were planned and {spent} spent. {over}{weeks}"


def load_subtitle(found: Utilisation) -> str:
    """What the picture of capacity draws."""
    return f"hours per period, {count(found.n, 'period')} · dashed: hours there were"


def load_alt(found: Utilisation | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(found, NotEnoughEvidence):
        return f"No picture of the load: {not_enough(found)}"
    return f"Hours there were, planned and spent per period. {load_sentence(found)}"


def hidden_sentence(found: Utilisation | NotEnoughEvidence, what: str) -> str:
    """Why some roles or teams are not told apart; empty where all are.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> hidden_sentence(Some(hidden=3), "role")
    '3 roles are not told apart: they have fewer than 5 people or 10 tasks, or would give away one that has.'
    """
    if isinstance(found, NotEnoughEvidence) or not found.hidden:
        return ""
    one = found.hidden == 1
    few = f"{'it has' if one else 'they have'} fewer than 5 people or 10 tasks"
    return f"{count(found.hidden, what)} {'is' if one else 'are'} not told apart: {few}, or would give away one that has."


def heads_sentence(frame: pd.DataFrame) -> str:
    """Work in progress per head, as an average.

    Parameters
    ----------
    frame : DataFrame
        As ``capacity.heads`` gives it.

    Returns
    -------
    str
        Empty without a month.

    Examples
    --------
    >>> heads_sentence(pd.DataFrame({"people": [4, 4], "wip_per_head": [1.2, 1.6]}))
    'On average 1.4 tasks were in progress per head (4 people, 2 months).'
    """
    if frame.empty:
        return ""
    people = frame["people"].mean()
    return (
        f"On average {number(float(frame['wip_per_head'].mean()))} tasks were in progress per head "
        f"({number(float(people))} people, {count(len(frame), 'month')})."
    )


def ramp_sentence(found: RampUp | NotEnoughEvidence) -> str:
    """What became of the pace per head after the team grew; empty where it did not.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> ramp_sentence(Some(on=pd.Timestamp("2025-06-01"), people_before=4.0, people_after=6.0, before=3.0, first=1.5, later=3.0))
    'The team grew from 4 to 6 people in Jun 2025. Finished tasks per head and month: 3 before, 1.5 in the first three months, 3 in the
    next three. Other things may have changed with it.'
    """
    if isinstance(found, NotEnoughEvidence):
        return ""
    grew = f"The team grew from {number(found.people_before)} to {number(found.people_after)} people in {month(found.on)}."
    rates = f"{number(found.before)} before, {number(found.first)} in the first three months, {number(found.later)} in the next three"
    return f"{grew} Finished tasks per head and month: {rates}. Other things may have changed with it."
