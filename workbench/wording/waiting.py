"""Sentences about work that waits: open work that grows old, blocked time, time in each status, tasks carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import amount, count, percent
from .plain import short

if TYPE_CHECKING:
    from workbench.analysis.flow import Blocked, CarryOver, FlowEfficiency


def ageing_title(frame: pd.DataFrame) -> str:
    """The finding of the picture of open work by age.

    Parameters
    ----------
    frame : DataFrame
        As ``flow.ageing`` gives it.

    Returns
    -------
    str

    Examples
    --------
    >>> ageing_title(pd.DataFrame({"age_days": [30.0, 4.0], "late": [True, False]}))
    '1 of 2 open tasks is older than 17 of 20 finished tasks were'
    """
    if frame.empty:
        return "No started task is open"
    late = frame["late"].astype("boolean")
    if late.isna().all():
        return f"{count(len(frame), 'started task')} open; too little finished work to say which are late"
    old = int(late.fillna(False).sum())
    if not old:
        return f"None of {count(len(frame), 'open task')} is older than finished tasks were"
    return f"{old:,} of {count(len(frame), 'open task')} {'is' if old == 1 else 'are'} older than 17 of 20 finished tasks were"


def ageing_alt(frame: pd.DataFrame) -> str:
    """The same for somebody who cannot see it."""
    if frame.empty:
        return "No picture: no started task is open."
    oldest = frame.iloc[0]
    age = amount(oldest["age_days"], "days")
    return f"Age of {count(len(frame), 'open task')} in days; the oldest is {short(oldest['task_id'])} with {age}."


def blocked_title(result: Blocked | NotEnoughEvidence) -> str:
    """The finding of the picture of blocked time.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> blocked_title(Some(n=50, blocked=10, share=0.2, hours=120.0, median_hours=9.0))
    'One task in 5 was blocked, typically for 9 h'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too few tasks say how long they were blocked"
    if not result.blocked:
        return "No task was blocked"
    often = f"One task in {round(1 / result.share)} was" if result.share <= 0.4 else f"{percent(result.share)} of the tasks were"
    return f"{often} blocked, typically for {amount(result.median_hours, 'hours')}"


def blocked_subtitle(result: Blocked) -> str:
    """What the picture of blocked time draws.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> blocked_subtitle(Some(n=50, blocked=10, hours=120.0))
    'blocked hours by kind of work, blocked of all tasks in brackets · 120 h in all, 50 finished tasks'
    """
    total = f"{amount(result.hours, 'hours')} in all, {count(result.n, 'finished task')}"
    return f"blocked hours by kind of work, blocked of all tasks in brackets · {total}"


def blocked_alt(result: Blocked | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No picture of blocked time: {not_enough(result)}"
    return f"{result.blocked:,} of {count(result.n, 'finished task')} were blocked, for {amount(result.hours, 'hours')} in all."


def status_title(frame: pd.DataFrame) -> str:
    """The finding of the picture of time in each status.

    Parameters
    ----------
    frame : DataFrame
        As ``flow.time_in_status`` gives it.

    Returns
    -------
    str

    Examples
    --------
    >>> status_title(pd.DataFrame({"status": ["Review", "Doing"], "share": [0.6, 0.4]}))
    'Most of the time goes by in Review: 60 %'
    """
    if frame.empty:
        return "No change of status was recorded"
    first = frame.iloc[0]
    lead = "Most" if first["share"] > 0.5 else "The largest part"
    return f"{lead} of the time goes by in {short(first['status'], 20)}: {percent(first['share'])}"


def status_alt(frame: pd.DataFrame) -> str:
    """The same for somebody who cannot see it."""
    if frame.empty:
        return "No picture: no change of status was recorded."
    parts = [f"{short(r['status'])} {percent(r['share'])}" for r in frame.head(8).to_dict("records")]
    return f"Share of the calendar time that tasks spent in each status: {', '.join(parts)}."


def efficiency_sentence(result: FlowEfficiency | NotEnoughEvidence) -> str:
    """Which part of the time was worked.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> efficiency_sentence(Some(n=90, basis="worklogs", share=0.35))
    'Between start and finish, somebody worked on a task on 35 % of the weekdays (90 finished tasks, by booked work: at most that much).'
    """
    if isinstance(result, NotEnoughEvidence):
        return not_enough(result)
    if result.basis == "worklogs":
        how, basis = "on {} of the weekdays", "by booked work: at most that much"
    else:
        how, basis = "for {} of the time", "by status"
    worked = how.format(percent(result.share))
    return f"Between start and finish, somebody worked on a task {worked} ({count(result.n, 'finished task')}, {basis})."


def carry_title(result: CarryOver | NotEnoughEvidence) -> str:
    """The finding of the picture of tasks carried over.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> carry_title(Some(n=100, carried=20, share=0.2, by_length=pd.DataFrame({"sprints": [1, 4], "n": [80, 20]})))
    'One task in 5 needed more than one sprint, the longest 4'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too few tasks in sprints to see what is carried over"
    if not result.carried:
        return "Every task was done in its first sprint"
    often = f"One task in {round(1 / result.share)}" if result.share <= 0.4 else f"{percent(result.share)} of the tasks"
    return f"{often} needed more than one sprint, the longest {int(result.by_length['sprints'].max()):,}"


def carry_alt(result: CarryOver | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No picture of tasks carried over: {not_enough(result)}"
    parts = [f"{int(r['sprints'])}: {int(r['n']):,}" for r in result.by_length.head(8).to_dict("records")]
    return f"Tasks by the number of sprints that they were in: {', '.join(parts)}."


def changes_title(frame: pd.DataFrame) -> str:
    """The finding of the picture of changes after the start of a sprint.

    Parameters
    ----------
    frame : DataFrame
        As ``flow.commitment_changes`` gives it.

    Returns
    -------
    str

    Examples
    --------
    >>> changes_title(pd.DataFrame({"change": ["added", "added", "removed"], "sprint_day": [2, 2, 3]}))
    'After the start of a sprint 2 tasks came and 1 left, half of them by day 2'
    """
    if frame.empty:
        return "Nothing came into a sprint or left it after the start"
    came, left = int((frame["change"] == "added").sum()), int((frame["change"] == "removed").sum())
    known = frame["sprint_day"].dropna()
    when = f", half of them by day {int(known.astype(float).quantile(0.5, interpolation='lower'))}" if len(known) >= 2 else ""
    return f"After the start of a sprint {count(came, 'task')} came and {left:,} left{when}"


def changes_alt(frame: pd.DataFrame) -> str:
    """The same for somebody who cannot see it."""
    if frame.empty:
        return "No picture: nothing came into a sprint or left it after the start."
    came, left = int((frame["change"] == "added").sum()), int((frame["change"] == "removed").sum())
    return f"Tasks added ({came:,}) and removed ({left:,}) after the start, by day of the sprint."
