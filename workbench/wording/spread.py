"""Words of the pictures that show how far actuals landed from estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .accuracy import FEW, against
from .evidence import not_enough
from .numbers import count, percent, ratio

if TYPE_CHECKING:
    from workbench.analysis.accuracy import Accuracy


def histogram_title(accuracy: Accuracy | NotEnoughEvidence) -> str:
    """The finding of the histogram of accuracy ratios.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> histogram_title(Some(n=3187, bias=1.0, p10=.48, p90=2.0, total_ratio=1.11, within_25=.57))
    'Most tasks land near the estimate; the tail costs the hours'
    """
    if isinstance(accuracy, NotEnoughEvidence):
        return "Too few finished tasks to show a spread"
    if accuracy.n < FEW:
        return f"{count(accuracy.n, 'task')}: the typical one took {against(accuracy.bias)}"
    if accuracy.bias > 1.1:
        return f"Tasks tend to take longer than estimated: typically {ratio(accuracy.bias)}"
    if accuracy.bias < 0.9:
        return f"Tasks tend to take less than estimated: typically {ratio(accuracy.bias)}"
    if accuracy.within_25 < 0.5:
        return "The typical task is near its estimate, but few others are"
    if accuracy.total_ratio > 1.05 and accuracy.p90 > 1.5:
        return f"Most tasks land near the estimate; the tail costs {_effort_word(accuracy)}"
    return "Most tasks land near the estimate"


def _effort_word(accuracy: Accuracy) -> str:
    unit = getattr(accuracy, "unit", "hours")
    return f"the {unit}" if unit in ("hours", "days", "points") else "the effort"


def histogram_subtitle(n: int, *, marked: bool = True, beyond: bool = False) -> str:
    """What the histogram draws, and from how much.

    Examples
    --------
    >>> histogram_subtitle(3187)
    '3,187 tasks · dashed: 8 of 10 tasks lie between'
    """
    between = " · dashed: 8 of 10 tasks lie between" if marked else ""
    return count(n, "task") + between + (" · end bars hold all beyond" if beyond else "")


def histogram_alt(accuracy: Accuracy | NotEnoughEvidence) -> str:
    """The histogram of accuracy ratios for somebody who cannot see it."""
    if isinstance(accuracy, NotEnoughEvidence):
        return f"No histogram: {not_enough(accuracy)}"
    return (
        f"Histogram of actual ÷ estimate for {count(accuracy.n, 'finished task')}: the median is {ratio(accuracy.bias)}, "
        f"and 8 of 10 tasks lie between {ratio(accuracy.p10)} and {ratio(accuracy.p90)}."
    )


def scatter_title(accuracy: Accuracy | NotEnoughEvidence) -> str:
    """The finding of the picture of actual against estimate.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> scatter_title(Some(n=100, exact_share=.29, above_share=.4, p90=2, p10=.5))
    '29 % of the tasks took exactly what was estimated'
    """
    if isinstance(accuracy, NotEnoughEvidence):
        return "Too few finished tasks to compare"
    if accuracy.exact_share >= 0.2:
        return f"{percent(accuracy.exact_share)} of the tasks took exactly what was estimated"
    return f"8 of 10 tasks took between {ratio(accuracy.p10)} and {ratio(accuracy.p90)} their estimate"


def scatter_alt(accuracy: Accuracy | NotEnoughEvidence) -> str:
    """The picture of actual against estimate for somebody who cannot see it."""
    if isinstance(accuracy, NotEnoughEvidence):
        return f"No picture: {not_enough(accuracy)}"
    return (
        f"Actual against estimate of {count(accuracy.n, 'finished task')} on log scales with the line actual = estimate: "
        f"8 of 10 tasks lie between {ratio(accuracy.p10)} and {ratio(accuracy.p90)} their estimate."
    )


def over_time_title(frame: pd.DataFrame) -> str:
    """The finding of the picture of accuracy over time.

    Parameters
    ----------
    frame : DataFrame
        One row per period, oldest first: p10, bias, p90, n.

    Returns
    -------
    str

    Examples
    --------
    >>> over_time_title(pd.DataFrame({"p10": [.4, .4, .4, .5, .5, .5], "bias": 1.0, "p90": [4, 4, 4, 3, 2, 2.0]}))
    'The spread of estimates narrowed over time'
    """
    if len(frame) < 3:
        return "Too short a time to show a change"
    width = frame["p90"] / frame["p10"]
    third = len(frame) // 3
    before, after = width.head(third), width.tail(third)
    if third >= 2 and after.max() * 1.1 < before.min():
        return "The spread of estimates narrowed over time"
    if third >= 2 and after.min() > before.max() * 1.1:
        return "The spread of estimates widened over time"
    return "The spread of estimates shows no steady change over time"


def over_time_alt(frame: pd.DataFrame) -> str:
    """The picture of accuracy over time for somebody who cannot see it."""
    if frame.empty:
        return "No picture: no period has enough finished tasks."
    first, last = frame.iloc[0], frame.iloc[-1]
    return (
        f"Median and 8-of-10 range of actual ÷ estimate over {count(len(frame), 'period')}: first {ratio(first['bias'])} "
        f"({ratio(first['p10'])} to {ratio(first['p90'])}), last {ratio(last['bias'])} ({ratio(last['p10'])} to {ratio(last['p90'])})."
    )
