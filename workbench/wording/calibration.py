"""Sentences about how well ranges learned from past work held on work they had not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .methods import rule
from .numbers import count, number, percent

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from workbench.calibration import Backtest, Calibration, Drift


def proof_sentence(proof: Backtest | NotEnoughEvidence) -> str:
    """How the calibrated range did against the habit.

    Parameters
    ----------
    proof : Backtest or NotEnoughEvidence
        Walk-forward proof, with n, hit80 and habit80, and the rules that estimates use.

    Returns
    -------
    str

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(proof_sentence(Some(n=3087, hit80=.79, habit80=.57, rule="calibrated", total_rule="calibrated")))
    A “±25 %” range would have held 57 % of tasks; the calibrated 80 % range held 79 %, learned only from earlier work.
    """
    if isinstance(proof, NotEnoughEvidence):
        return not_enough(proof)
    return (
        f"A “±25 %” range would have held {percent(proof.habit80)} of tasks; the calibrated 80 % range held {percent(proof.hit80)}, "
        f"learned only from earlier work.{_instead(proof)}"
    )


def _instead(proof: Backtest) -> str:
    """That a plain rule did better and is used, where that is so.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> _instead(Some(rule="ebs", total_rule="calibrated"))
    ' A plainer rule did better here, beyond chance, so it makes the ranges of tasks: EBS, all past ratios.'
    """
    used = {"ranges of tasks": proof.rule, "range of the total": proof.total_rule}
    plain = {what: rule(name) for what, name in used.items() if name != "calibrated"}
    if not plain:
        return ""
    names = list(dict.fromkeys(plain.values()))
    if len(names) == 1:
        return f" A plainer rule did better here, beyond chance, so it makes the {' and the '.join(plain)}: {names[0]}."
    return " Plainer rules did better here, beyond chance: " + ", ".join(f"{name} makes the {what}" for what, name in plain.items()) + "."


def holds(share: float, level: float = 0.8, *, slack: float = 0.05) -> bool:
    """Whether a range held about as often as it said.

    Examples
    --------
    >>> holds(.79), holds(.66)
    (True, False)
    """
    return abs(share - level) <= slack


def curve_title(proof: Backtest | NotEnoughEvidence) -> str:
    """The finding of the calibration curve.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> curve_title(Some(n=3087, hit80=.79, habit80=.57)), curve_title(Some(n=90, hit80=.66, habit80=.57))
    ('Calibrated ranges hold; the ±25 % habit does not', 'Calibrated ranges hold too little: 66 % instead of 80 %')
    """
    if isinstance(proof, NotEnoughEvidence):
        return "Too little past work to prove the ranges"
    if holds(proof.hit80):
        return (
            "Calibrated ranges hold; the ±25 % habit does not"
            if proof.habit80 < 0.75
            else "Calibrated ranges hold, and so did the ±25 % habit"
        )
    less = "too little" if proof.hit80 < 0.8 else "more than they say"
    return f"Calibrated ranges hold {less}: {percent(proof.hit80)} instead of 80 %"


def curve_subtitle(proof: Backtest | NotEnoughEvidence) -> str:
    """What the calibration curve draws, and from how much."""
    n = proof.n if not isinstance(proof, NotEnoughEvidence) else 0
    return f"{count(n, 'task')}, each forecast from earlier work only · the grey line is perfect"


def curve_alt(proof: Backtest | NotEnoughEvidence) -> str:
    """The calibration curve for somebody who cannot see it."""
    if isinstance(proof, NotEnoughEvidence):
        return f"No curve: {not_enough(proof)}"
    return (
        f"Share of actuals at or below each forecast level for {count(proof.n, 'task')}: the calibrated 80 % range held "
        f"{percent(proof.hit80)}, the ±25 % habit held {percent(proof.habit80)}; a perfect forecast lies on the diagonal."
    )


def pit_title(shares: np.ndarray, n: int) -> str:
    """The finding of the histogram of where actuals fell inside their forecasts.

    Parameters
    ----------
    shares : ndarray, shape (n_bins,)
        Share of actuals per equal slice of the forecast.
    n : int
        Actuals in all; a fault is only named where chance would show it in fewer than 1 of 100 right forecasts.

    Returns
    -------
    str

    Examples
    --------
    >>> import numpy as np
    >>> pit_title(np.full(10, .1), 1000), pit_title(np.r_[.25, np.full(8, .0625), .25], 1000)
    ('Actuals fall evenly over their forecasts', 'Too many surprises: the forecasts are too narrow')
    """
    bins = len(shares)
    if n < 30:
        return f"{count(n, 'actual')}: too few to judge the forecasts"
    even, half = 2 / bins, bins // 2
    ends, upper = float(shares[0] + shares[-1]), float(shares[bins - half :].sum() / (2 * half / bins))
    doubt = 2.6 * (even * (1 - even) / n) ** 0.5
    if ends > even + max(doubt, even * 0.25):
        return "Too many surprises: the forecasts are too narrow"
    if ends < even - max(doubt, even * 0.25):
        return "Too few surprises: the forecasts are too wide"
    lean = max(2.6 * 0.5 / n**0.5, 0.05)
    if upper > 0.5 + lean:
        return "Actuals fall high: the forecasts are too low"
    if upper < 0.5 - lean:
        return "Actuals fall low: the forecasts are too high"
    return "Actuals fall evenly over their forecasts"


def pit_alt(shares: np.ndarray, n: int) -> str:
    """That histogram for somebody who cannot see it."""
    if n == 0:
        return "No histogram: no forecast has met its actual yet."
    return (
        f"Bars of how {count(n, 'actual')} fell over {len(shares)} equal slices of their forecasts: the lowest slice holds "
        f"{percent(float(shares[0]))}, the highest {percent(float(shares[-1]))}; {percent(1 / len(shares))} each would be perfect."
    )


def learned(fit: Calibration) -> str:
    """What a calibration rests on.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> learned(Some(n=0)), learned(Some(n=1))
    ('No finished work yet: ranges come from general experience, and are wide.', 'Learned from 1 finished task.')
    """
    if fit.n == 0:
        return "No finished work yet: ranges come from general experience, and are wide."
    few = " With so few, general experience still weighs in, and no gain is claimed." if 1 < fit.n < 150 else ""
    return f"Learned from {count(fit.n, 'finished task')}.{few}"


def score_sentence(relative: float, n: int) -> str:
    """What a score against the plain past distribution means.

    Parameters
    ----------
    relative : float
        Mean pinball loss ÷ that of the plain distribution of past ratios; lower is better.
    n : int
        Tasks forecast.

    Returns
    -------
    str

    Examples
    --------
    >>> score_sentence(.93, 3087)
    'Over 3,087 tasks its ranges scored 7 % better than the plain spread of past ratios.'
    """
    gain = round((1 - relative) * 100)
    if gain == 0:
        return f"Over {count(n, 'task')} its ranges scored the same as the plain spread of past ratios."
    better = "better" if gain > 0 else "worse"
    return f"Over {count(n, 'task')} its ranges scored {number(abs(gain))} % {better} than the plain spread of past ratios."


def drift_sentence(change: Drift, unit: str = "") -> str:
    """A change of bias or spread at some day, or that there is none beyond chance.

    Parameters
    ----------
    change : Drift
        Of bias or spread.
    unit : str
        Where the units differ: how a ratio is read, such as "hours per point".

    Returns
    -------
    str

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace as Some
    >>> day = pd.Timestamp("2025-03-03")
    >>> bias = Some(what="bias", found=True, on=day, before=1.0, after=1.42, n_before=180, n_after=120)
    >>> print(drift_sentence(bias))
    Since 3 March 2025 tasks take longer against their estimates: half took more than 1.4 × (120 tasks), before 1 × (180).
    >>> drift_sentence(Some(what="spread", found=False))
    'The spread of the ratios shows no change beyond chance.'
    """
    if not change.found:
        what = "typical ratio" if change.what == "bias" else "spread of the ratios"
        return f"The {what} shows no change beyond chance."
    since = f"Since {change.on.day} {change.on:%B %Y}"
    now, then = number(change.after), number(change.before)
    if change.what == "bias":
        more = "longer" if change.after > change.before else "less long"
        told = unit or "×"
        return (
            f"{since} tasks take {more} against their estimates: half took more than {now} {told} ({count(change.n_after, 'task')}), "
            f"before {then} {told} ({change.n_before:,})."
        )
    more = "surer" if change.after < change.before else "less sure"
    return (
        f"{since} estimates are {more}: P90 is {now} times P10 ({count(change.n_after, 'task')}), before {then} times "
        f"({change.n_before:,})."
    )


def held_title(table: pd.DataFrame) -> str:
    """The finding of the picture of hit rates over time.

    Parameters
    ----------
    table : DataFrame
        One row per part of the past, oldest first: n, cov80.

    Returns
    -------
    str

    Examples
    --------
    >>> import pandas as pd
    >>> held_title(pd.DataFrame({"n": [200, 200, 200], "cov80": [.78, .81, .8]}))
    'The 80 % range held in every part of the past'
    >>> held_title(pd.DataFrame({"n": [400, 400, 400], "cov80": [.7, .81, .8]}))
    'The 80 % range held in 2 of 3 parts of the past'
    """
    doubt = 2.6 * (0.8 * 0.2 / table["n"]) ** 0.5
    good = int(((table["cov80"] - 0.8).abs() <= doubt.clip(lower=0.05)).sum())
    if good == len(table):
        return "The 80 % range held in every part of the past"
    return f"The 80 % range held in {good} of {len(table)} parts of the past"


def held_alt(table: pd.DataFrame) -> str:
    """That picture for somebody who cannot see it."""
    if table.empty:
        return "No picture: nothing was forecast yet."
    ours, habit = ([percent(float(table[c].iloc[k])) for k in (0, -1)] for c in ("cov80", "habit80"))
    return (
        f"Hit rates of the calibrated 80 % range over {count(len(table), 'part')} of the past: first {ours[0]}, last {ours[1]}; "
        f"of the ±25 % habit {habit[0]} and {habit[1]}."
    )
