"""Sentences about money and time against the plan, period by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import amount, count, number

if TYPE_CHECKING:
    from workbench.analysis.earned_value import EarnedValue

TERMS = {
    "Planned value": "budget of the work that should be done by now",
    "Earned value": "budget of the work that is done",
    "Pace": "time the plan foresaw for the work done ÷ time passed",
}


def title(found: EarnedValue | NotEnoughEvidence) -> str:
    """The finding of the curves of planned value, earned value and cost.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> title(Some(cv=-30.0, sv=-50.0, ev=50.0, bac=120.0, currency="EUR"))
    'The work done cost 30 EUR more than its budget, and 50 EUR of work is behind plan'
    """
    if isinstance(found, NotEnoughEvidence):
        return "Too few periods to compare plan, work done and cost"
    cash = lambda value: amount(abs(value), found.currency or None)  # noqa: E731
    cost = "cost its budget" if found.cv == 0 else f"cost {cash(found.cv)} {'more' if found.cv < 0 else 'less'} than its budget"
    if found.ev >= found.bac:
        return f"All planned work is done; it {cost}"
    if found.sv == 0:
        return f"The work done {cost}, and it is on plan"
    return f"The work done {cost}, and {cash(found.sv)} of work is {'behind' if found.sv < 0 else 'ahead of'} plan"


def subtitle(found: EarnedValue | NotEnoughEvidence) -> str:
    """What the curves show, and from how much."""
    return "" if isinstance(found, NotEnoughEvidence) else f"{count(found.n, 'period')} · sums from the start · dashed: the budget"


def alt(found: EarnedValue | NotEnoughEvidence) -> str:
    """The curves for somebody who cannot see them."""
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    values = ", ".join(
        f"{n} {amount(v, found.currency or None)}" for n, v in (("planned", found.pv), ("earned", found.ev), ("spent", found.ac))
    )
    return f"Curves over {count(found.n, 'period')}; at the last one {values}, of a budget of {amount(found.bac, found.currency or None)}."


def sentence(found: EarnedValue | NotEnoughEvidence) -> str:
    """What the indices say about the rest, in plain words.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> sentence(Some(cpi=.8, spi_t=.5, tcpi=1.25, tspi=None, early=False, planned=10.0, at=8.0, ieac_t=20.0, ev=40.0, bac=100.0))
    'Each unit of money spent earned 0.8 of planned work. Work went at 0.5 of the planned pace: at that pace the plan’s 10 periods take
    20. To keep the budget, the rest must earn 1.25 for each unit spent.'
    """
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    out = []
    if found.cpi is not None:
        out.append(f"Each unit of money spent earned {number(found.cpi, decimals=2).rstrip('0').rstrip('.')} of planned work.")
    if found.spi_t is not None and found.ieac_t is not None and found.planned is not None and found.ev < found.bac:
        pace = number(found.spi_t, decimals=2).rstrip("0").rstrip(".")
        out.append(
            f"Work went at {pace} of the planned pace: at that pace the plan’s {number(found.planned)} periods take {number(found.ieac_t)}."
        )
    if found.tcpi is not None and found.tcpi > 0:
        out.append(f"To keep the budget, the rest must earn {number(found.tcpi, decimals=2)} for each unit spent.")
    if found.tcpi is None and found.ev < found.bac:
        out.append("The budget is spent: it cannot be kept.")
    if found.early:
        out.append("Less than a fifth is earned: these numbers still swing.")
    return " ".join(out)
