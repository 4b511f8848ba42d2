"""Sentences about how finished work compared with its estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tables import NotEnoughEvidence

from .calibration import proof_sentence
from .evidence import not_enough
from .finding import CardText, Finding
from .numbers import amount, count, percent, ratio

if TYPE_CHECKING:
    import pandas as pd

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


def not_comparable(done: int, n: int, excluded: pd.DataFrame) -> Finding:
    """The answer of a retrospective where estimates cannot be held against actuals, and what is missing.

    Parameters
    ----------
    done, n : int
        Finished tasks, and all tasks.
    excluded : DataFrame
        reason, n: why tasks could not be compared.

    Returns
    -------
    Finding

    Examples
    --------
    >>> import pandas as pd
    >>> why = pd.DataFrame({"reason": ["not finished", "no estimate"], "n": [106, 84]})
    >>> print(not_comparable(84, 190, why))
    84 of 190 tasks are finished, but how the estimates did cannot be told. Of the finished ones, 84 have no estimate. What to add: the
    tracker's columns for the first estimate and the time spent.
    """
    if done == 0:
        return Finding(
            f"None of the {count(n, 'task')} is finished yet.", meaning="How the estimates did can be told once work is finished."
        )
    missing = excluded[excluded["reason"].isin(["no estimate", "an estimate of 0", "no actual", "an actual of 0"])]
    parts = [f"{row['n']:,} have {row['reason']}" for row in missing.to_dict("records")]
    why = f"Of the finished ones, {' and '.join(parts)}. " if parts else ""
    add = "What to add: the tracker's columns for the first estimate and the time spent."
    return Finding(
        f"{done:,} of {count(n, 'task')} are finished, but how the estimates did cannot be told.",
        f"{done:,} of {count(n, 'task')}",
        f"{why}{add}",
    )


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
        return f"the typical one of its {count(accuracy.n, 'task')} took {against(middle)}"
    half = "half the tasks took no more than estimated" if on_target(middle) else f"half the tasks took {ratio(middle)} or more"
    if middle < 0.995:
        half = f"half the tasks took {ratio(middle)} or less"
    if high < 1.005:
        return f"{half}, and 9 of 10 no more than {'estimated' if on_target(high) else ratio(high)}"
    return f"{half}, {'and' if middle >= 1.005 else 'but'} one in ten took {ratio(high)} or more"


def against(middle: float) -> str:
    """What a typical task took, beside its estimate.

    Examples
    --------
    >>> against(1.0), against(1.5)
    ('what was estimated', '1.50× its estimate')
    """
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
    Typical task (median) | 1.00× | 8 of 10: 0.48× to 2.00×
    """
    out: list[CardText] = []
    if not isinstance(accuracy, NotEnoughEvidence):
        over = f"{amount(accuracy.over, accuracy.unit, signed=True)} on {amount(accuracy.estimate, accuracy.unit)}"
        out.append(CardText("Total, actual ÷ estimate", ratio(accuracy.total_ratio), over))
        spread = f"8 of 10: {ratio(accuracy.p10)} to {ratio(accuracy.p90)}"
        out.append(
            CardText("Typical task (median)", ratio(accuracy.bias), spread if accuracy.n >= FEW else f"of {count(accuracy.n, 'task')}")
        )
    if proof is not None and not isinstance(proof, NotEnoughEvidence):
        out.append(CardText("Our 80 % ranges held", percent(proof.hit80), f"of {count(proof.n, 'task')} forecast blind"))
    if contingency is not None:
        out.append(CardText("For the next project", percent(contingency, signed=True), "contingency from P50 to P80"))
    return out


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
