"""Estimates and actuals: which of several sources is used, in which unit, never mixed."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .notes import Notes
from .numbers import read_numbers

_TITLE = re.compile(r"[\[(]\s*(\d+(?:[.,]\d+)?)\s*(h|hrs?|hours|pts?|sp)?\s*[\])]", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """One column of amounts, read.

    Parameters
    ----------
    header : str
        Where it came from.
    amounts : Series
        Numbers, or texts where some could not be read.
    unit : str or None
        Its unit, where known.
    """

    header: str
    amounts: pd.Series
    unit: str | None


def choose(what: str, sources: list[Source], other: pd.Series | None, notes: Notes) -> tuple[pd.Series, pd.Series]:
    """One amount and one unit per row, from one or more sources.

    Parameters
    ----------
    what : str
        ``estimate`` or ``actual``, for the report.
    sources : list of Source
        Hours before points.
    other : Series, optional
        The actuals, when estimates are chosen: hours are used where hours can be compared with them.
    notes : Notes
        Is told what was chosen.

    Returns
    -------
    values : Series
    units : Series of str
        Missing where there is no value or the unit is not known.

    Notes
    -----
    With several sources the first one (hours) leads if at least one row has both it and an actual; otherwise the
    fullest one leads. Rows that lack the leading one keep what they have, in its own unit.

    Examples
    --------
    >>> hours, points = pd.Series([8.0, None]), pd.Series([5.0, 3.0])
    >>> values, units = choose("estimate", [Source("Est", hours, "hours"), Source("SP", points, "points")], pd.Series([9.0, 1.0]), Notes())
    >>> values.tolist(), units.tolist()
    ([8.0, 3.0], ['hours', 'points'])
    """
    lead = 0
    if len(sources) > 1:
        full = [int(s.amounts.notna().sum()) for s in sources]
        paired = other is not None and bool((sources[0].amounts.notna() & other.notna()).any())
        lead = 0 if paired else int(np.argmax(full))
        both = int((sources[0].amounts.notna() & sources[1].amounts.notna()).sum())
        if sum(n > 0 for n in full) > 1:
            unused = ", ".join(s.header for i, s in enumerate(sources) if i != lead and full[i])
            notes.assume(f"{sources[lead].header} was used as the {what}; {unused} only where it is empty ({both:,} tasks have both).")
    ordered = [sources[lead], *(s for i, s in enumerate(sources) if i != lead)]
    values = ordered[0].amounts
    units = _units(values, ordered[0].unit)
    for source in ordered[1:]:
        gap = values.isna() & source.amounts.notna()
        if gap.any():
            values = filled(values, source.amounts, gap)
            units = units.mask(gap, source.unit) if source.unit else units
    return values, units


def from_titles(titles: pd.Series) -> pd.DataFrame:
    """Amounts that teams write into titles: ``[3h]`` is hours, ``(5)`` is points.

    Parameters
    ----------
    titles : Series of str

    Returns
    -------
    DataFrame
        Same index: amount, unit; missing where the title holds none.

    Examples
    --------
    >>> from_titles(pd.Series(["Login [3h]", "Search (5)", "Plain"]))["unit"].tolist()
    ['hours', 'points', nan]
    """
    found = [_TITLE.search(t) if isinstance(t, str) else None for t in titles.astype("object")]
    amount = [float(m.group(1).replace(",", ".")) if m else np.nan for m in found]
    unit = [None if m is None else "hours" if (m.group(2) or "").lower().startswith("h") else "points" for m in found]
    return pd.DataFrame({"amount": amount, "unit": pd.Series(unit, dtype="str").to_numpy()}, index=titles.index)


def numeric(values: pd.Series) -> pd.Series:
    """The amounts that are numbers; the rest missing.

    Parameters
    ----------
    values : Series
        Numbers, or texts of which some may not be numbers.

    Returns
    -------
    Series of float
    """
    return read_numbers(values).amounts


def _units(values: pd.Series, unit: str | None) -> pd.Series:
    made = pd.Series(unit, index=values.index, dtype="str") if unit else pd.Series(index=values.index, dtype="str")
    return made.mask(values.isna())


def filled(values: pd.Series, other: pd.Series, gap: pd.Series) -> pd.Series:
    """Values with those of another column where nothing stood.

    Parameters
    ----------
    values, other : Series
        Same index.
    gap : Series of bool
        Where to take the other's.

    Returns
    -------
    Series
        Texts where the two are of different types.

    Examples
    --------
    >>> filled(pd.Series([1.0, None]), pd.Series([5.0, 6.0]), pd.Series([False, True])).tolist()
    [1.0, 6.0]
    """
    if values.dtype == other.dtype or (pd.api.types.is_numeric_dtype(values.dtype) and pd.api.types.is_numeric_dtype(other.dtype)):
        return values.mask(gap, other)
    return values.astype("str").mask(gap, other.astype("str"))
