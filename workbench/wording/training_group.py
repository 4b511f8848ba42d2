"""What a group of trainees is told: whether talking paid, where the group stands, and what cannot be seen of a single person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tables import NotEnoughEvidence

from .numbers import count, number, percent

if TYPE_CHECKING:
    import pandas as pd


def delphi_sentence(found: pd.DataFrame | NotEnoughEvidence) -> str:
    """Whether talking paid in a small group.

    Examples
    --------
    >>> import pandas as pd
    >>> steps = pd.DataFrame({"step": ["first round, mean of the people", "agreed"], "score": [.5, .4], "p": [float("nan"), .2]})
    >>> delphi_sentence(steps)
    'Best so far: agreed, 0.40 against 0.50 for single people (lower is better): not distinguishable yet.'
    """
    if isinstance(found, NotEnoughEvidence):
        return f"{count(found.n, 'task')} so far; from {found.needed} on, it is said whether talking paid."
    own = found[found["step"] != "history"]
    best = own.sort_values("score", kind="stable").iloc[0]
    first = own.iloc[0]
    if best["step"] == first["step"]:
        return "So far nothing scored better than single people: talking has not paid yet."
    clear = "" if best["p"] <= 0.05 / 4 else ": not distinguishable yet"
    scores = f"{number(best['score'], decimals=2)} against {number(first['score'], decimals=2)} for single people (lower is better)"
    return f"Best so far: {best['step']}, {scores}{clear}."


def group_sentence(curve: pd.DataFrame) -> str:
    """Whether a group's ranges hold better at the end than at the beginning.

    Parameters
    ----------
    curve : DataFrame
        Blocks of the group's answers: rate, low, high.

    Returns
    -------
    str

    Examples
    --------
    >>> import pandas as pd
    >>> curve = pd.DataFrame({"rate": [.52, .79], "low": [.4, .7], "high": [.64, .87]})
    >>> group_sentence(curve)
    'The group began at 52 % inside its ranges and is at 79 %; the aim is 80 %.'
    >>> group_sentence(curve.assign(low=.4, high=.9))
    'The group began at 52 % inside its ranges and is at 79 %: no clear change yet.'
    """
    first, last = curve.iloc[0], curve.iloc[-1]
    start = f"The group began at {percent(first['rate'])} inside its ranges and is at {percent(last['rate'])}"
    if len(curve) < 2:
        return f"The group has {percent(first['rate'])} inside its ranges; the aim is 80 %."
    if first["low"] <= last["high"] and last["low"] <= first["high"]:
        return f"{start}: no clear change yet."
    return f"{start}; the aim is 80 %."


def group_curve_title(curve: pd.DataFrame) -> str:
    """The finding of the picture of how a group learned.

    Examples
    --------
    >>> import pandas as pd
    >>> group_curve_title(pd.DataFrame({"rate": [.52, .79]}))
    'From 52 % to 79 % inside the range'
    """
    first, last = percent(curve["rate"].iloc[0]), percent(curve["rate"].iloc[-1])
    return f"{first} inside the range" if len(curve) < 2 else f"From {first} to {last} inside the range"


def group_meaning() -> str:
    """What a better hit rate in training does not mean."""
    return "Better ranges in training are not better estimates at work: whether it carries over is the second question below."


def group_floor() -> str:
    """What is left out of a report on a group, and why."""
    return (
        "Nothing is shown that rests on fewer than 5 people. Shares hold scores only, without names, tasks or texts, and each was "
        "handed in by its owner; no training log was read, and none is joined with the tracker's people."
    )


def transfer_sentence(frame: pd.DataFrame) -> str:
    """How live estimates of trained teams moved, beside those of waiting teams.

    Parameters
    ----------
    frame : DataFrame
        One row per group and period: group, period, rate, low, high of the change in ``attrs``.

    Returns
    -------
    str
    """
    change, low, high = (frame.attrs[k] for k in ("change", "low", "high"))
    span = f"{number(low * 100, decimals=0)} to {number(high * 100, decimals=0)}"
    beside = "more than the waiting teams'" if frame.attrs["control"] else "with no waiting teams to compare with"
    verdict = "That is no clear change." if low <= 0 <= high else "That is a clear change."
    points = number(change * 100, signed=True, decimals=0)
    return f"Estimates within ±25 % moved by {points} points ({span}, 90 % interval), {beside}. {verdict}"
