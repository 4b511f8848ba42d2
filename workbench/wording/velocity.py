"""Sentences about sprints: what was promised, what was finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import amount, count, number, percent, unit_name

if TYPE_CHECKING:
    from workbench.analysis.velocity import Velocity


def velocity_title(result: Velocity | NotEnoughEvidence) -> str:
    """The finding of the velocity picture.

    Parameters
    ----------
    result : Velocity or NotEnoughEvidence
        With n, unit, mean, signals.

    Returns
    -------
    str

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> velocity_title(Some(n=12, unit="points", mean=31.4, signals=[3]))
    'Velocity was steady except in 1 sprint: about 31 points'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too few sprints to tell a pattern from chance"
    odd = len(result.signals)
    usual = amount(round(result.mean) if result.mean >= 10 else result.mean, result.unit)
    if odd == 0:
        return f"Velocity was steady: about {usual} a sprint"
    if odd * 2 > result.n:
        return f"Velocity was not steady: {odd:,} of {count(result.n, 'sprint')} stand out"
    return f"Velocity was steady except in {count(odd, 'sprint')}: about {usual}"


def velocity_subtitle(result: Velocity) -> str:
    """What the velocity picture draws, and from how much.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> velocity_subtitle(Some(n=12, unit="points", signals=())), velocity_subtitle(Some(n=1, unit="hours", signals=("S1",)))
    ('points finished per sprint, 12 sprints', 'hours finished per sprint, 1 sprint · squares: more than chance')
    """
    odd = " · squares: more than chance" if len(result.signals) else ""
    return f"{unit_name(result.unit)} finished per sprint, {count(result.n, 'sprint')}{odd}"


def velocity_alt(result: Velocity | NotEnoughEvidence) -> str:
    """The velocity picture for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"Velocity: {not_enough(result)}"
    return (
        f"Velocity of {count(result.n, 'sprint')}: {amount(result.mean, result.unit)} on average, expected between "
        f"{number(result.lower)} and {number(result.upper)}, last {number(result.last)}; "
        f"{count(len(result.signals), 'sprint')} beyond what chance explains."
    )


def velocity_meaning(result: Velocity | NotEnoughEvidence) -> str:
    """What to plan the next sprint with.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> velocity_meaning(Some(n=12, unit="points", mean=31.4, lower=18.2, upper=44.6))
    'Plan with 31 points; anything from 18 to 45 is normal for this team (12 sprints).'
    """
    if isinstance(result, NotEnoughEvidence):
        return not_enough(result)
    low, high = number(round(result.lower)), number(round(result.upper))
    mean = amount(round(result.mean), result.unit)
    return f"Plan with {mean}; anything from {low} to {high} is normal for this team ({count(result.n, 'sprint')})."


def say_do_title(sprints: pd.DataFrame) -> str:
    """The finding of the picture of what was promised and kept.

    Parameters
    ----------
    sprints : DataFrame
        One row per sprint: say_do, the share of the committed work that was finished.

    Returns
    -------
    str

    Examples
    --------
    >>> say_do_title(pd.DataFrame({"say_do": [.8, .9, .7, 1.0]}))
    'A typical sprint finished 85 % of what it committed to'
    """
    known = sprints["say_do"].dropna()
    if known.empty:
        return "No sprint says what it committed to"
    if len(known) == 1:
        return f"The sprint finished {percent(known.iloc[0])} of what it committed to"
    return f"A typical sprint finished {percent(known.median())} of what it committed to"


def say_do_alt(sprints: pd.DataFrame) -> str:
    """The same for somebody who cannot see it."""
    known = sprints["say_do"].dropna()
    if known.empty:
        return "No picture: no sprint says what it committed to."
    kept = int((known >= 1 - 1e-9).sum())
    return (
        f"Share of the committed work finished in each of {count(len(known), 'sprint')}: from {percent(known.min())} to "
        f"{percent(known.max())}, typically {percent(known.median())}; {kept:,} finished all of it."
    )


def burn_up_title(frame: pd.DataFrame) -> str:
    """The finding of the burn-up.

    Parameters
    ----------
    frame : DataFrame
        One row per day: day, scope, done, unit.

    Returns
    -------
    str

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-01", "2026-01-09", "2026-03-01"])
    >>> burn_up_title(pd.DataFrame({"day": days, "scope": [60.0, 100.0, 140.0], "done": [0.0, 5.0, 126.0], "unit": "hours"}))
    'Scope grew by 40 % on the way; 90 % of it is done'
    """
    if frame.empty:
        return "No dated work to draw"
    known = frame[frame["scope"] > 0]
    if known.empty:
        return "No scope was recorded"
    begun = known[known["done"] > 0]  # until the first task is done, tasks are still being written down
    start, end = float((begun if len(begun) else known)["scope"].iloc[0]), float(frame["scope"].iloc[-1])
    done = float(frame["done"].iloc[-1]) / end if end else float("nan")
    state = "all of it is done" if done >= 1 - 1e-9 else f"{percent(done)} of it is done"
    change = end / start - 1
    if change > 2:
        return f"Scope grew from {number(start)} to {amount(end, str(frame['unit'].iloc[0]))}; {state}"
    if change >= 0.02:
        return f"Scope grew by {percent(change)} on the way; {state}"
    if change <= -0.02:
        return f"Scope shrank by {percent(-change)} on the way; {state}"
    return f"Scope stayed the same; {state}"


def burn_up_alt(frame: pd.DataFrame) -> str:
    """The burn-up for somebody who cannot see it."""
    if frame.empty:
        return "No burn-up: no dated work."
    unit = str(frame["unit"].iloc[0])
    last = frame.iloc[-1]
    return (
        f"Scope and finished work over time: scope ends at {amount(last['scope'], unit)}, started at "
        f"{amount(frame['scope'].iloc[0], unit)}; {amount(last['done'], unit)} is done."
    )
