"""Sentences about how well forecasts of the next sprint did in the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .numbers import amount, count, percent

if TYPE_CHECKING:
    import pandas as pd


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
