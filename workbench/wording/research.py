"""The measures of research papers as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .numbers import amount, number, percent, unit_name

if TYPE_CHECKING:
    from workbench.analysis.intervals import Interval
    from workbench.analysis.measures import Measures


def rows(found: Measures) -> list[tuple[str, str, str]]:
    """Name, value and range of each measure; what has no range leaves it empty.

    Parameters
    ----------
    found : Measures
        As ``measures.research`` gives them.

    Returns
    -------
    list of tuple of str

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> span = Some(low=1.0, high=2.0)
    >>> some = Some(unit="hours", mar=1.5, mar_range=span, guess=6.0, guess_without_self=6.1, standardised=Some(value=0.75, guess_5=0.02),
    ...             lsd=0.5, lsd_range=span, balanced=0.4, balanced_range=span, inverted=0.2, inverted_range=span,
    ...             relative=Some(mean_mre=0.4, within_25=0.6))
    >>> rows(some)[0]
    ('Mean absolute error (MAR), hours', '1.5 h', '1 to 2')
    """
    unit = unit_name(found.unit)
    out = [
        (f"Mean absolute error (MAR), {unit}", amount(found.mar, found.unit), _span(found.mar_range)),
        (f"The same when tasks are guessed by each other (MAR_P0), {unit}", amount(found.guess, found.unit), ""),
    ]
    if found.standardised is not None:
        luck = f"5 % of guesses reach {number(found.standardised.guess_5)}"
        out.append(("Standardised accuracy (SA): 1 is perfect, 0 is guessing", number(found.standardised.value), luck))
    out += [
        ("Logarithmic standard deviation (LSD)", number(found.lsd), _span(found.lsd_range)),
        ("Mean balanced relative error (BRE)", number(found.balanced), _span(found.balanced_range)),
        ("Mean inverted balanced relative error (IBRE)", number(found.inverted), _span(found.inverted_range)),
        ("Mean relative error (MMRE), see the warning", number(found.relative.mean_mre), ""),
        ("Share within 25 % of the actual (Pred(25))", percent(found.relative.within_25), ""),
    ]
    return out


def _span(range_: Interval) -> str:
    return f"{number(range_.low)} to {number(range_.high)}"
