"""Sentences about one sprint, or one week where there are no sprints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .finding import CardText, Finding
from .numbers import amount, count, day, number, percent
from .plain import short

if TYPE_CHECKING:
    from workbench.analysis.turn import SprintTurn, WeekTurn


def sprint_headline(turn: SprintTurn) -> Finding:
    """The answer of a sprint's retrospective.

    Parameters
    ----------
    turn : SprintTurn
        What the sprint did.

    Returns
    -------
    Finding

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(sprint="Sprint 9", unit="points", completed=27.0, say_do=0.8, added=4.0, removed=1.0, carried=6.0, churn=0.17)
    >>> print(sprint_headline(some))
    Sprint 9 finished 80 % of what it committed to. 4 points came in after the start and 1 left: the plan changed by 17 %. 6 points go on.
    """
    name = short(turn.sprint, 30)
    if turn.say_do is not None:
        accent = f"{percent(turn.say_do)} of what it committed to"
        text = f"{name} finished {accent}."
    elif turn.completed is not None:
        accent = amount(turn.completed, turn.unit)
        text = f"{name} finished {accent}."
    else:
        accent, text = "", f"What {name} finished is not known."
    return Finding(text, accent, _moved(turn))


def _moved(turn: SprintTurn) -> str:
    parts = []
    if turn.added is not None and turn.removed is not None:
        if turn.added or turn.removed:
            change = f": the plan changed by {percent(turn.churn)}" if turn.churn is not None else ""
            parts.append(f"{amount(turn.added, turn.unit)} came in after the start and {number(turn.removed)} left{change}.")
        else:
            parts.append("Nothing came in or left after the start.")
    else:
        parts.append("What was committed is not recorded: add when each task came into the sprint.")
    if turn.carried is not None:
        parts.append(f"{amount(turn.carried, turn.unit)} go on." if turn.carried else "Nothing is carried over.")
    return " ".join(parts)


def sprint_cards(turn: SprintTurn) -> list[CardText]:
    """Committed, finished, came and left, carried; each beside what is usual for this team.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(unit="points", committed=30.0, completed=27.0, say_do=0.8, added=4.0, removed=1.0, carried=6.0, churn=0.17,
    ...             pace=Some(mean=28.0, n=9), promise=Some(n=8, say_do=0.75, churn=0.2, kept=1))
    >>> for card in sprint_cards(some):
    ...     print(card.label, card.value, card.note, sep=" | ")
    Committed | 30 points | 80 % of it finished, usually 75 %
    Finished | 27 points | on average 28 in 9 sprints
    Came and left | +4 / −1 | 17 % of the plan, usually 20 %
    Carried over | 6 points | 20 % of what was committed
    """
    out = []
    usual = turn.promise
    if turn.committed is not None:
        kept = f"{percent(turn.say_do)} of it finished" if turn.say_do is not None else ""
        out.append(CardText("Committed", amount(turn.committed, turn.unit), kept + (f", usually {percent(usual.say_do)}" if usual else "")))  # type: ignore[union-attr]
    if turn.completed is not None:
        pace = turn.pace
        note = f"on average {number(pace.mean)} in {count(pace.n, 'sprint')}" if pace else "too few sprints to say what is usual"  # type: ignore[union-attr]
        out.append(CardText("Finished", amount(turn.completed, turn.unit), note))
    if turn.added is not None and turn.removed is not None:
        churn = f"{percent(turn.churn)} of the plan" if turn.churn is not None else ""
        churn += f", usually {percent(usual.churn)}" if usual and usual.churn is not None else ""  # type: ignore[union-attr]
        out.append(CardText("Came and left", f"{number(turn.added, signed=True)} / {number(-turn.removed)}", churn))
    if turn.carried is not None:
        share = f"{percent(turn.carried / turn.committed)} of what was committed" if turn.committed else ""
        out.append(CardText("Carried over", amount(turn.carried, turn.unit), share))
    return out


def week_headline(turn: WeekTurn) -> Finding:
    """The answer of a week's retrospective.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace as Some
    >>> some = Some(n=9, arrived=7, dropped=0, open=30, started_on=pd.Timestamp("2025-11-03"), pace=Some(mean=7.9, lower=1.0, upper=14.6))
    >>> print(week_headline(some))
    In the week from 3 Nov 2025, 9 tasks were finished and 7 arrived. On average it is 7.9 a week; 1 to 15 is ordinary. 30 tasks lie open.
    """
    done = f"{count(turn.n, 'task')} {'was' if turn.n == 1 else 'were'} finished"
    text = f"In the week from {day(turn.started_on)}, {done} and {turn.arrived:,} arrived."
    pace = turn.pace
    usual = (
        f"On average it is {number(pace.mean)} a week; {number(round(pace.lower))} to {number(round(pace.upper))} is ordinary."  # type: ignore[union-attr]
        if pace
        else "There are too few weeks to say what is usual."
    )
    return Finding(text, done, f"{usual} {count(turn.open, 'task')} lie open." if turn.open != 1 else f"{usual} 1 task lies open.")


def week_cards(turn: WeekTurn) -> list[CardText]:
    """Finished, arrived, dropped, open.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> [card.value for card in week_cards(Some(n=9, arrived=7, dropped=0, open=30, pace=Some(mean=7.9, n=40)))]
    ['9', '7', '0', '30']
    """
    note = f"on average {number(turn.pace.mean)} in {count(turn.pace.n, 'week')}" if turn.pace else ""  # type: ignore[union-attr]
    return [
        CardText("Finished", f"{turn.n:,}", note),
        CardText("Arrived", f"{turn.arrived:,}", "tasks in the week"),
        CardText("Dropped", f"{turn.dropped:,}", "cancelled in the week"),
        CardText("Open", f"{turn.open:,}", "to do and in progress at its end"),
    ]


def stands_out(turn: SprintTurn | WeekTurn, name: str) -> str:
    """Whether what was finished has to be explained at all.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(stands_out(Some(stands_out=False, pace=Some(n=12, lower=18.2, upper=44.6)), "Sprint 9"))
    Sprint 9 lies within what chance explains (18 to 45): look for causes that all sprints share, not for what was special about this one.
    """
    pace = turn.pace
    if not pace:
        return f"There are too few {'weeks' if name.startswith('The week') else 'sprints'} to tell a pattern from chance."
    band = f"{number(round(pace.lower))} to {number(round(pace.upper))}"  # type: ignore[union-attr]
    if turn.stands_out:
        return f"{name} is more than chance explains ({band} is ordinary, as is no long run on one side): ask what was different."
    many = "weeks" if name.startswith("The week") else "sprints"
    return (
        f"{name} lies within what chance explains ({band}): look for causes that all {many} share, not for what was special about this one."
    )


def blocked_here(n: int, blocked: int, hours: float, usual: float | None) -> str:
    """How much of the finished work was blocked, beside what is usual.

    Parameters
    ----------
    n, blocked : int
        Tasks finished that state their blocked time, and those that were blocked.
    hours : float
        Blocked hours of these.
    usual : float or None
        Share of blocked tasks in the project.

    Returns
    -------
    str

    Examples
    --------
    >>> blocked_here(12, 3, 20.0, 0.14)
    'Of 12 finished tasks 3 were blocked, for 20 h in all; over the project it is 14 %.'
    """
    if not n:
        return "No finished task says how long it was blocked. What to add: the hours that each task had to wait."
    beside = f"; over the project it is {percent(usual)}" if usual is not None else ""
    if not blocked:
        return f"None of {count(n, 'finished task')} was blocked{beside}."
    were = "was" if blocked == 1 else "were"
    return f"Of {count(n, 'finished task')} {blocked:,} {were} blocked, for {amount(hours, 'hours')} in all{beside}."
