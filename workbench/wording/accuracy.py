"""Sentences about how finished work compared with its estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .calibration import proof_sentence
from .evidence import not_enough
from .finding import CardText, Finding
from .numbers import amount, count, number, out_of_ten, percent, ratio

if TYPE_CHECKING:
    from workbench.analysis.accuracy import Accuracy, HitRate
    from workbench.calibration import Backtest

FEW = 20
"""Below this many tasks the tails are not put into words."""


def headline(accuracy: Accuracy | NotEnoughEvidence, proof: Backtest | NotEnoughEvidence | None = None) -> Finding:
    """The answer of a retrospective: what the work took against its estimate, and what that means.

    Parameters
    ----------
    accuracy : Accuracy or NotEnoughEvidence
        Summary of the finished tasks.
    proof : Backtest or NotEnoughEvidence, optional
        How calibrated ranges did on the same work, walk-forward.

    Returns
    -------
    Finding

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(n=3187, unit="hours", bias=1.0, p10=.48, p90=2.0, total_ratio=1.1125, within_25=.57)
    >>> print(headline(some).text)
    Finished work took 1.11× its estimate in total; half the tasks took no more than estimated, but one in ten took 2.00× or more.
    >>> print(headline(NotEnoughEvidence(3, 5, "finished tasks")).text)
    Too little finished work to say how the estimates did.
    """
    if isinstance(accuracy, NotEnoughEvidence):
        return Finding("Too little finished work to say how the estimates did.", meaning=not_enough(accuracy))
    accent = f"{ratio(accuracy.total_ratio)} its estimate"
    if on_target(accuracy.total_ratio):
        accent, total = "as much as estimated", f"Finished work took as much as estimated in total ({ratio(accuracy.total_ratio)})"
    else:
        total = f"Finished work took {accent} in total"
    return Finding(f"{total}; {_spread(accuracy)}.", accent, _meaning(accuracy, proof))


def on_target(value: float) -> bool:
    """Whether a ratio reads as 1.00×.

    Examples
    --------
    >>> on_target(1.004), on_target(1.01)
    (True, False)
    """
    return abs(value - 1) < 0.005


def _spread(accuracy: Accuracy) -> str:
    middle, high = accuracy.bias, accuracy.p90
    if accuracy.n < FEW:
        return f"the typical one of its {count(accuracy.n, 'task')} took {_against(middle)}"
    half = "half the tasks took no more than estimated" if on_target(middle) else f"half the tasks took {ratio(middle)} or more"
    if middle < 0.995:
        half = f"half the tasks took {ratio(middle)} or less"
    if high < 1.005:
        return f"{half}, and 9 of 10 no more than {'estimated' if on_target(high) else ratio(high)}"
    return f"{half}, {'and' if middle >= 1.005 else 'but'} one in ten took {ratio(high)} or more"


def _against(middle: float) -> str:
    return "what was estimated" if on_target(middle) else f"{ratio(middle)} its estimate"


def _meaning(accuracy: Accuracy, proof: Backtest | NotEnoughEvidence | None) -> str:
    if accuracy.n < FEW:
        only = "a single finished task" if accuracy.n == 1 else f"only {count(accuracy.n, 'finished task')}"
        return f"With {only} this is a hint, not a finding."
    spread = f"8 of 10 tasks took between {ratio(accuracy.p10)} and {ratio(accuracy.p90)} their estimate"
    width = accuracy.p90 / accuracy.p10
    if width < 1.0 + 1e-9:
        first = "Nearly every task took the same multiple of its estimate."
    elif accuracy.bias > 1.1:
        first = f"Estimates run low for the typical task; {spread}."
    elif accuracy.bias < 0.9:
        first = f"Estimates run high for the typical task; {spread}."
    elif width >= 2:
        first = f"The spread, not the typical task, is the problem: {spread}."
    else:
        first = f"Estimates held: {spread}."
    if proof is not None and not isinstance(proof, NotEnoughEvidence):
        return f"{first} {proof_sentence(proof)}"
    return first


def cards(
    accuracy: Accuracy | NotEnoughEvidence, proof: Backtest | NotEnoughEvidence | None = None, contingency: float | None = None
) -> list[CardText]:
    """The cards under the headline, each with its evidence; what is not known is left out.

    Parameters
    ----------
    accuracy : Accuracy or NotEnoughEvidence
        Summary of the finished tasks.
    proof : Backtest or NotEnoughEvidence, optional
        How calibrated ranges did on past work, walk-forward.
    contingency : float, optional
        (P80 − P50) ÷ P50 of the next project's total, as a share.

    Returns
    -------
    list of CardText
        At most four.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(n=3187, unit="hours", bias=1.0, p10=.48, p90=2.0, total_ratio=1.1125, estimate=13293, actual=14788, over=1495)
    >>> for card in cards(some):
    ...     print(card.label, card.value, card.note, sep=" | ")
    Total, actual ÷ estimate | 1.11× | +1,495 h on 13,293 h
    Typical task (median) | 1.00× | 8 of 10 between 0.48× and 2.00×
    """
    out: list[CardText] = []
    if not isinstance(accuracy, NotEnoughEvidence):
        over = f"{amount(accuracy.over, accuracy.unit, signed=True)} on {amount(accuracy.estimate, accuracy.unit)}"
        out.append(CardText("Total, actual ÷ estimate", ratio(accuracy.total_ratio), over))
        spread = f"8 of 10 between {ratio(accuracy.p10)} and {ratio(accuracy.p90)}"
        out.append(
            CardText("Typical task (median)", ratio(accuracy.bias), spread if accuracy.n >= FEW else f"of {count(accuracy.n, 'task')}")
        )
    if proof is not None and not isinstance(proof, NotEnoughEvidence):
        out.append(CardText("Our 80 % ranges held", percent(proof.hit80), f"of {count(proof.n, 'task')} forecast blind"))
    if contingency is not None:
        out.append(CardText("For the next project", percent(contingency, signed=True), "contingency from P50 to P80"))
    return out


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
        return f"{count(accuracy.n, 'task')}: the typical one took {_against(accuracy.bias)}"
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


def histogram_subtitle(n: int, *, beyond: bool = False) -> str:
    """What the histogram draws, and from how much.

    Examples
    --------
    >>> histogram_subtitle(3187)
    '3,187 tasks · dashed: 8 of 10 tasks lie between'
    """
    return f"{count(n, 'task')} · dashed: 8 of 10 tasks lie between" + (" · end bars hold all beyond" if beyond else "")


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


def kinds_title(by_kind: pd.DataFrame, unit: str | None = "hours") -> str:
    """The finding of the bars of effort over and under the estimate.

    Parameters
    ----------
    by_kind : DataFrame
        One row per kind: group, over.
    unit : str or None
        Unit of ``over``.

    Returns
    -------
    str

    Examples
    --------
    >>> kinds_title(pd.DataFrame({"group": ["bug", "test"], "over": [1222.0, -25.0]}))
    'bug went furthest over: +1,222 h'
    """
    if by_kind.empty:
        return "No kind of work has enough finished tasks"
    most = by_kind.sort_values("over", kind="stable").iloc[-1]
    if most["over"] > 0:
        total = by_kind.loc[by_kind["over"] > 0, "over"].sum()
        share = most["over"] / total
        if len(by_kind) > 2 and 0.5 <= share < 0.995:
            return f"{_short(most['group'])} holds {percent(share)} of the {_noun(unit)} over the estimate"
        return f"{_short(most['group'])} went furthest over: {amount(most['over'], unit, signed=True)}"
    if by_kind["over"].lt(0).all():
        return "Every kind of work took less than estimated"
    return "No kind of work went over its estimate"


def _short(name: object) -> str:
    text = str(name)
    return text if len(text) <= 32 else text[:31] + "…"


def _noun(unit: str | None) -> str:
    return str(unit) if unit in ("hours", "days", "points", "items") else "effort"


def kinds_alt(by_kind: pd.DataFrame, unit: str | None = "hours") -> str:
    """The bars of effort over and under the estimate for somebody who cannot see them."""
    if by_kind.empty:
        return "No bars: no kind of work has enough finished tasks."
    parts = [f"{_short(row['group'])} {amount(row['over'], unit, signed=True)}" for _, row in by_kind.head(8).iterrows()]
    return f"Bars of effort over (+) or under (−) the estimate by kind of work: {', '.join(parts)}."


def next_estimate(kind: str, *, p50: float, p80: float, n: int) -> str:
    """What changes for the next estimate of one kind of work.

    Parameters
    ----------
    kind : str
        Kind of work.
    p50, p80 : float
        Ratios that half and 8 of 10 such tasks stay within.
    n : int
        Finished tasks behind them.

    Returns
    -------
    str

    Examples
    --------
    >>> next_estimate("Bug", p50=1.0, p80=1.29, n=1045)
    'Bug: plan 1.00× the estimate, and 1.29× where 8 of 10 must hold (1,045 finished tasks).'
    """
    return f"{kind}: plan {ratio(p50)} the estimate, and {ratio(p80)} where 8 of 10 must hold ({count(n, 'finished task')})."


def use_next_time(p50: float, p80: float) -> str:
    """The same for a cell of a table.

    Examples
    --------
    >>> use_next_time(1.0, 1.29)
    '1.00× → P80 1.29×'
    """
    return f"{ratio(p50)} → P80 {ratio(p80)}"


def hit_rate_sentence(hits: HitRate | NotEnoughEvidence) -> str:
    """How often the given ranges held.

    Parameters
    ----------
    hits : HitRate or NotEnoughEvidence
        With n, hits (count inside), level.

    Returns
    -------
    str

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> hit_rate_sentence(Some(n=40, hits=22, share=.55, level=.8))
    'The given ranges held 22 of 40 actuals (55 %); they were meant to hold 80 %.'
    """
    if isinstance(hits, NotEnoughEvidence):
        return not_enough(hits)
    meant = f"; they were meant to hold {percent(hits.level)}" if hits.level else ""
    return f"The given ranges held {hits.hits:,} of {count(hits.n, 'actual')} ({percent(hits.share)}){meant}."


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
    >>> over_time_title(pd.DataFrame({"p10": [.4, .5], "bias": [1, 1], "p90": [4, 2.0]}))
    'The spread of estimates narrowed over time'
    """
    if len(frame) < 2:
        return "Too short a time to show a change"
    width = frame["p90"] / frame["p10"]
    half = max(1, len(frame) // 3)
    before, after = width.head(half).median(), width.tail(half).median()
    if after < before / 1.25:
        return "The spread of estimates narrowed over time"
    if after > before * 1.25:
        return "The spread of estimates widened over time"
    return "Estimates did not get more or less accurate over time"


def over_time_alt(frame: pd.DataFrame) -> str:
    """The picture of accuracy over time for somebody who cannot see it."""
    if frame.empty:
        return "No picture: no period has enough finished tasks."
    first, last = frame.iloc[0], frame.iloc[-1]
    return (
        f"Median and 8-of-10 range of actual ÷ estimate over {count(len(frame), 'period')}: first {ratio(first['bias'])} "
        f"({ratio(first['p10'])} to {ratio(first['p90'])}), last {ratio(last['bias'])} ({ratio(last['p10'])} to {ratio(last['p90'])})."
    )


def share_within(share: float, n: int) -> str:
    """How many tasks landed near their estimate.

    Examples
    --------
    >>> share_within(.57, 3187)
    '6 of 10 of 3,187 tasks landed within 25 % of their actual.'
    """
    return f"{out_of_ten(share).capitalize()} of {count(n, 'task')} landed within 25 % of their actual."


def standing(accuracy: Accuracy) -> str:
    """How much better than a guess from past actuals the estimates were (standardised accuracy).

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> standing(Some(standardised_accuracy=.64, mar=2.1, unit="hours"))
    'The estimates missed by 2.1 h on average, 64 % less than guessing from other tasks would.'
    """
    gain = accuracy.standardised_accuracy
    missed = f"The estimates missed by {amount(accuracy.mar, accuracy.unit)} on average"
    if gain is None or gain != gain:
        return f"{missed}."
    if gain < 0:
        return f"{missed}, {number(-gain * 100, decimals=0)} % more than guessing from other tasks would."
    return f"{missed}, {number(gain * 100, decimals=0)} % less than guessing from other tasks would."
