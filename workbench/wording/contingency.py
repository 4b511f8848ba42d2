"""Sentences about risks and what to hold for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import amount, count, out_of_ten, percent

if TYPE_CHECKING:
    from workbench.outlook import RiskedForecast, RiskOdds


def contingency_sentence(found: RiskedForecast | NotEnoughEvidence, *, level: float = 0.8) -> str:
    """What to hold on top of the work, risks included.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(n=5, unit="hours", contingency=lambda p: 90.0, work=Some(p50=400.0, quantile=lambda p: 450.0))
    >>> print(contingency_sentence(some))
    So that 8 of 10 such projects stay within the plan, hold 90 h on top of 400 h: 50 h for the work itself, 40 h for 5 open risks.
    """
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    whole = found.contingency(level)
    work = found.work.quantile(level) - found.work.p50
    parts = (
        f"{amount(work, found.unit)} for the work itself, {amount(max(whole - work, 0.0), found.unit)} for {count(found.n, 'open risk')}"
    )
    return (
        f"So that {out_of_ten(level)} such projects stay within the plan, hold {amount(whole, found.unit)} on top of "
        f"{amount(found.work.p50, found.unit)}: {parts}."
    )


def risk_odds_sentence(odds: RiskOdds) -> str:
    """How stated odds of risks turned out.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> risk_odds_sentence(Some(n=241, corrected=lambda stated: np.array([.376])))
    'Of risks that were called 30 %, 38 % happened: the odds above are corrected by that (241 settled risks).'
    >>> risk_odds_sentence(Some(n=3))
    'Odds as they were stated: 3 settled risks are too few to check them, 10 are needed.'
    """
    if odds.n < 10:
        few = f"{count(odds.n, 'settled risk')} {'is' if odds.n == 1 else 'are'} too few"
        return f"Odds as they were stated: {few} to check them, 10 are needed."
    came = float(odds.corrected(np.array([0.3]))[0])
    return (
        f"Of risks that were called 30 %, {round(came * 100)} % happened: the odds above are corrected by that ({odds.n:,} settled risks)."
    )


def passed_sentence(passed: float) -> str:
    """That open risks have become less likely with time, where they have; with a space behind it.

    Examples
    --------
    >>> passed_sentence(0.6), passed_sentence(0.0)
    ('60 % of the time has passed without them, which makes each less likely. ', '')
    """
    return f"{percent(passed)} of the time has passed without them, which makes each less likely. " if passed > 0 else ""


def contingency_alt(found: RiskedForecast) -> str:
    """The picture of contingency by level for somebody who cannot see it."""
    levels = [f"{round(p * 100)} %: {amount(found.contingency(p), found.unit)}" for p in (0.5, 0.8, 0.9, 0.95)]
    return (
        f"What to hold over {amount(found.work.p50, found.unit)}, by the share of such projects that it is enough for: {', '.join(levels)}."
    )
