"""Sentences about where calendar time went, and where work is held up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import count, number, percent
from .plain import short

if TYPE_CHECKING:
    from workbench.analysis.calendar_split import CalendarSplit


def split_sentence(found: CalendarSplit | NotEnoughEvidence) -> str:
    """Where the time from start to finish went.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(n=238, days=1200.0, working=640.0, waiting=440.0, blocked=120.0, basis="worklogs", stated=238)
    >>> split_sentence(some)
    'From start to finish a task took 5.0 weekdays on average: 2.7 in work, 1.8 waiting and 0.5 blocked (238 finished tasks; in work: days
    with booked hours, so at most that much).'
    """
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    took, work, wait, stuck = (number(x / found.n, decimals=1) for x in (found.days, found.working, found.waiting, found.blocked))
    basis = "days with booked hours, so at most that much" if found.basis == "worklogs" else "its effort, at eight hours a day"
    parts = f"{work} in work, {wait} waiting and {stuck} blocked"
    if found.stated < found.n / 2:
        parts = f"{work} in work and {wait} waiting; blocked time is stated for {found.stated:,} tasks only"
    return f"From start to finish a task took {took} weekdays on average: {parts} ({count(found.n, 'finished task')}; in work: {basis})."


def split_title(found: CalendarSplit | NotEnoughEvidence) -> str:
    """The finding of the picture of calendar time.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> split_title(Some(days=1200.0, working=640.0, waiting=440.0, blocked=120.0))
    'Work lay still for 47 % of its time: 37 % waiting, 10 % blocked'
    """
    if isinstance(found, NotEnoughEvidence):
        return "Too few finished tasks with days to split their time"
    wait, stuck = found.waiting / found.days, found.blocked / found.days
    if found.waiting + found.blocked < 0.005 * found.days:
        return "Started work was worked on every day until it was finished"
    apart = f": {percent(wait)} waiting, {percent(stuck)} blocked" if found.blocked > 0 else ", waiting"
    return f"Work lay still for {percent(wait + stuck)} of its time{apart}"


def split_subtitle(found: CalendarSplit) -> str:
    """What the picture of calendar time draws."""
    basis = "days with booked hours" if found.basis == "worklogs" else "effort at 8 h a day"
    return f"weekdays from start to finish, {count(found.n, 'task')} · in work: {basis}"


def split_alt(found: CalendarSplit | NotEnoughEvidence, frame: pd.DataFrame) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(found, NotEnoughEvidence):
        return f"No picture of calendar time: {not_enough(found)}"
    rows = [f"{short(r['group'], 20)} {percent(1 - r['share'])}" for r in frame.head(10).to_dict("records")]
    return f"Share of the weekdays from start to finish on which tasks were in work: {', '.join(rows)}. {split_title(found)}."
