"""Sentences about the next few sprints, and how well forecasts of sprints did in the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import amount, count, number, percent, unit_name

if TYPE_CHECKING:
    import pandas as pd

    from workbench.forecast.sprint import SprintForecast

_TIMES = {1: "once", 2: "twice", 3: "three times", 4: "four times", 5: "five times", 6: "six times"}


def sprint_proof(scores: pd.DataFrame, unit: str | None, *, noun: str = "sprint") -> str:
    """How the forecast of past sprints did, beside the mean of the three before each; losses included.

    Parameters
    ----------
    scores : DataFrame
        method (``forecast``, ``mean3``, ``last``), n, error (mean absolute), cov80; as `forecast.backtest_sprints` gives it.
    unit : str
        Unit of the error.
    noun : str
        What was forecast, where weeks stand in for sprints.

    Returns
    -------
    str
        Empty when no past sprint could be forecast.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = {"method": ["forecast", "mean3"], "n": [9, 9], "error": [22.6, 24.8], "cov80": [8 / 9, 6 / 9]}
    >>> print(sprint_proof(pd.DataFrame(rows), "hours"))
    Tried on 9 past sprints, each from earlier ones only, it missed by 23 h on average (the mean of the last three: 25 h) and its range
    held 89 %.
    """
    by = scores.set_index("method")
    if "forecast" not in by.index or not int(by.loc["forecast", "n"]):  # type: ignore[arg-type]
        return ""
    ours = by.loc["forecast"]
    other = f" (the mean of the last three: {amount(float(by.loc['mean3', 'error']), unit)})" if "mean3" in by.index else ""  # type: ignore[arg-type]
    missed = f"it missed by {amount(float(ours['error']), unit)} on average{other}"  # type: ignore[arg-type]
    tried = count(int(ours["n"]), f"past {noun}")  # type: ignore[arg-type]
    return f"Tried on {tried}, each from earlier ones only, {missed} and its range held {percent(float(ours['cov80']))}."  # type: ignore[arg-type]


def ahead_title(forecasts: Sequence[SprintForecast] | NotEnoughEvidence) -> str:
    """The finding of the picture of the next few sprints.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> ahead_title([Some(sprints=1, unit="points", p10=20.0, p90=40.0), Some(sprints=6, unit="points", p10=141.0, p90=219.0)])
    'The next 6 sprints finish 141 to 219 points together, 8 times of 10'
    """
    if isinstance(forecasts, NotEnoughEvidence):
        return "Too few sprints for a forecast of the next ones"
    last = forecasts[-1]
    low, high = (round(v) if v >= 10 else v for v in (last.p10, last.p90))
    return f"The next {count(last.sprints, 'sprint')} finish {number(low)} to {amount(high, last.unit)} together, 8 times of 10"


def ahead_alt(forecasts: Sequence[SprintForecast] | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(forecasts, NotEnoughEvidence):
        return f"No forecast of the next sprints: {not_enough(forecasts)}"
    told = [f"{f.sprints}: {number(f.p10)} to {number(f.p90)}, half {number(f.p50)} or more" for f in forecasts]
    return f"What the next sprints finish together, in {unit_name(forecasts[0].unit)}, 8 of 10 times: {'; '.join(told)}."


def ahead_proof(tried: Mapping[int, pd.DataFrame], unit: str | None) -> str:
    """How forecasts of several sprints did on past ones, beside the last value and the mean of three; losses included.

    Parameters
    ----------
    tried : mapping of int to DataFrame
        By number of sprints ahead, as `forecast.backtest_sprints` gives it.
    unit : str
        Unit of the error.

    Returns
    -------
    str
        Empty when nothing could be tried.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"method": ["forecast", "mean3", "last"], "n": 9, "error": [22.6, 24.8, 31.0], "cov80": [8 / 9, 6 / 9, 5 / 9]})
    >>> print(ahead_proof({3: rows}, "hours"))
    Tried on 9 past runs of 3 sprints: the middle missed by 23 h (three times the last sprint: 31 h; three times the mean of three: 25 h),
    and the range held 89 %.
    """
    told = []
    for ahead, scores in tried.items():
        by = scores.set_index("method")
        error = {str(name): amount(float(by.loc[name, "error"]), unit) for name in by.index}  # type: ignore[arg-type]
        times = _TIMES.get(ahead, f"{ahead} times")
        told.append(
            f"{count(int(by.loc['forecast', 'n']), 'past run')} of {ahead} sprints: the middle missed by {error['forecast']} "  # type: ignore[arg-type]
            f"({times} the last sprint: {error['last']}; {times} the mean of three: {error['mean3']}), and the range held "
            f"{percent(float(by.loc['forecast', 'cov80']))}"  # type: ignore[arg-type]
        )
    return f"Tried on {'. On '.join(told)}." if told else ""
