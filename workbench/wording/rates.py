"""Sentences about effort per unit of estimate, for teams that estimate in points and book hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .finding import CardText, Finding
from .numbers import count, number, unit_name

if TYPE_CHECKING:
    from workbench.analysis.rates import Rate

_WIDE = 2.0


def rate_headline(rate: Rate) -> Finding:
    """The answer of a retrospective where estimates are not in the unit of the actuals.

    Parameters
    ----------
    rate : Rate
        Effort per unit of estimate.

    Returns
    -------
    Finding

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(n=177, estimate_unit="points", actual_unit="hours", total=5.13, median=5.0, p10=3.0, p90=8.5, spread=2.83)
    >>> print(rate_headline(some))
    Finished work took 5.1 hours per point in total. The same point cost very different effort: 8 of 10 tasks took between 3 and 8.5
    hours per point.
    """
    per = f"{number(rate.total, decimals=1)} {unit_of(rate)}"
    inside = f"8 of 10 tasks took between {number(rate.p10)} and {number(rate.p90)} {unit_of(rate)}"
    first = "The same point cost very different effort" if rate.spread >= _WIDE else "A point cost much the same each time"
    return Finding(f"Finished work took {per} in total.", per, f"{first}: {inside}.")


def rate_cards(rate: Rate) -> list[CardText]:
    """The numbers under that headline, each with its evidence.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(n=177, estimate_unit="points", actual_unit="hours", total=5.13, median=5.0, p10=3.0, p90=8.5)
    >>> [card.value for card in rate_cards(some)]
    ['5.1', '5']
    """
    return [
        CardText(f"Total, {unit_of(rate)}", number(rate.total, decimals=1), f"of {count(rate.n, 'finished task')}"),
        CardText(f"Typical task, {unit_of(rate)}", number(rate.median), f"8 of 10 between {number(rate.p10)} and {number(rate.p90)}"),
    ]


def unit_of(rate: Rate) -> str:
    """Such as "hours per point".

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> unit_of(Some(estimate_unit="points", actual_unit="hours"))
    'hours per point'
    """
    single = unit_name(rate.estimate_unit)
    return f"{rate.actual_unit.replace('_', ' ')} per {single[:-1] if single.endswith('s') else single}"
