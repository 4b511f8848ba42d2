"""Sentences about tasks that wait for each other, and about money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .numbers import amount, count, number, out_of_ten, percent
from .plain import short

if TYPE_CHECKING:
    from workbench.forecast import ChainedFinish, CostForecast

_NAMED = 4
_ONE = {"hours": "hour", "days": "day", "points": "point"}


def chain_sentence(finish: ChainedFinish) -> str:
    """Which chain of tasks most often ends last, and whether waiting or the team decides the end.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(chain_sentence(Some(chain=("Ask", "Build"), chain_share=.62, waiting_share=.81, per_task=8, capacity_per_day=24,
    ...                           effort=Some(unit="hours"), n_links=3, left_out=0, leads=0)))
    The chain “Ask” → “Build” ends last in 6 of 10 runs. In 8 of 10 runs waiting for each other decides the end, not the size of the team.
    3 dependencies counted; one task takes up to 8 h a day.
    """
    names = [f"“{short(name, 32)}”" for name in finish.chain]
    if len(names) > _NAMED + 1:
        names = [*names[:2], f"{len(names) - _NAMED} more", *names[-2:]]
    chain = f"the chain {' → '.join(names)}" if len(names) > 1 else names[0]
    if finish.chain_share >= 0.15:
        ends = f"{chain[:1].upper()}{chain[1:]} ends last in {out_of_ten(finish.chain_share)} runs."
    else:
        ends = f"No chain of tasks stands out; {chain} ends last most often."
    by_waiting = finish.waiting_share > 0.5
    share = out_of_ten(max(finish.waiting_share, 1 - finish.waiting_share))
    reasons = ("waiting for each other", "the size of the team")
    why = f"In {share} runs {reasons[not by_waiting]} decides the end, not {reasons[by_waiting]}."
    whole = finish.per_task >= finish.capacity_per_day
    limit = "the whole team may work on one task" if whole else f"one task takes up to {amount(finish.per_task, finish.effort.unit)} a day"
    basis = f"{count(finish.n_links, 'dependency', 'dependencies')} counted; {limit}."
    out = f"{finish.left_out:,} of done, cancelled or summary tasks left out." if finish.left_out else ""
    leads = f"{count(finish.leads, 'overlap')} (a wait below 0) counted as no wait." if finish.leads else ""
    return " ".join(part for part in (ends, why, basis, out, leads) if part)


def cost_sentence(cost: CostForecast, budget: float | None = None) -> str:
    """What the work costs, what to hold on top, and the odds of the budget.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(cost_sentence(Some(p50=40_500.0, p80=53_100.0, p90=60_000.0, contingency=12_600.0, currency="EUR", rate=90.0,
    ...                          effort=Some(unit="hours"), odds_within=lambda b: .7), 50_000.0))
    Half of such backlogs cost no more than 40,500 EUR, 8 of 10 no more than 53,100 EUR, 9 of 10 no more than 60,000 EUR.
    Hold 12,600 EUR (+31 %) on top of the half. Within the budget of 50,000 EUR: 7 of 10. At 90 EUR per hour.
    """
    at = [_money(value, cost) for value in (cost.p50, cost.p80, cost.p90)]
    ranges = f"Half of such backlogs cost no more than {at[0]}, 8 of 10 no more than {at[1]}, 9 of 10 no more than {at[2]}."
    hold = f"Hold {_money(cost.contingency, cost)} ({percent(cost.contingency / cost.p50, signed=True)}) on top of the half."
    odds = "" if budget is None else f"Within the budget of {_money(budget, cost)}: {out_of_ten(cost.odds_within(budget))}."
    unit = _ONE.get(cost.effort.unit, "unit of effort")
    return " ".join(part for part in (ranges, hold, odds, f"At {_money(cost.rate, cost)} per {unit}.") if part)


def _money(value: float, cost: CostForecast) -> str:
    """Money with its currency; bare where the project names none."""
    return amount(value, cost.currency) if cost.currency else number(value)
