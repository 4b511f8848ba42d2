"""Names of the forecasting rules that the calibration is held against, and who won."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .numbers import count, percent

if TYPE_CHECKING:
    from workbench.calibration import Backtest

_NAMES = {
    "calibrated": "calibrated (ours)",
    "habit": "±25 % habit",
    "ebs": "EBS, all past ratios",
    "ebs_person": "EBS, per person",
    "lognormal": "lognormal",
    "no_estimate": "throughput: past actuals, no estimate",
    "naive_mean": "mean of past actuals",
}
_TIE = 0.01  # a smaller difference in loss is not worth a sentence


def rule(method: str) -> str:
    """A rule's name on a page.

    Examples
    --------
    >>> rule("habit"), rule("mean_of_three")
    ('±25 % habit', 'mean of three')
    """
    return _NAMES.get(method, method.replace("_", " "))


def verdict(proof: Backtest) -> str:
    """Who forecast the organisation's own past best; a loss of ours is said as plainly as a win.

    Parameters
    ----------
    proof : Backtest
        Walk-forward scores of all rules on the same tasks.

    Returns
    -------
    str

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace as Some
    >>> scores = pd.DataFrame({"method": ["calibrated", "ebs", "habit"], "pinball": [.106, .114, .120]})
    >>> print(verdict(Some(n=3861, best="calibrated", scores=scores)))
    On 3,861 past tasks the calibrated ranges lost least: 7 % less than the next best rule, EBS, all past ratios.
    >>> scores = pd.DataFrame({"method": ["ebs", "calibrated"], "pinball": [.100, .110]})
    >>> print(verdict(Some(n=90, best="ebs", scores=scores)))
    On 90 past tasks EBS, all past ratios did better than the calibrated ranges: its loss was 9 % lower.
    """
    ours = float(proof.scores.loc[proof.scores["method"] == "calibrated", "pinball"].iloc[0])
    others = proof.scores[proof.scores["method"] != "calibrated"].sort_values("pinball", kind="stable")
    name, theirs = rule(str(others["method"].iloc[0])), float(others["pinball"].iloc[0])
    on = f"On {count(proof.n, 'past task')}"
    if abs(ours / theirs - 1) < _TIE:
        return f"{on} the calibrated ranges and the next best rule, {name}, did equally well."
    if ours < theirs:
        return f"{on} the calibrated ranges lost least: {percent(1 - ours / theirs)} less than the next best rule, {name}."
    return f"{on} {name} did better than the calibrated ranges: its loss was {percent(1 - theirs / ours)} lower."


def sampled(proof: Backtest) -> str:
    """That only a part of a large library was forecast, where that is so.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> sampled(Some(n=20000, of=67404, refits=35))
    'Of 67,404 tasks the first ones after each of 35 fits were forecast, 20,000 in all.'
    """
    if proof.n == proof.of:
        return ""
    return f"Of {count(proof.of, 'task')} the first ones after each of {proof.refits} fits were forecast, {proof.n:,} in all."


def explained() -> str:
    """What the columns of the comparison mean.

    Examples
    --------
    >>> explained().split(":")[0]
    'Loss'
    """
    return (
        "Loss: the pinball loss over all levels of the forecast, on a log scale; width and misses both cost, lower is better. "
        "Loss − ours: in losses of EBS too, above 0 where the calibration is better; in 9 of 10 resamples of the past (in blocks) it lies "
        "between from and to. "
        "SA: how much better the median is than guessing another task's effort. "
        "EBS: Evidence-Based Scheduling, the plain distribution of past actual ÷ estimate."
    )
