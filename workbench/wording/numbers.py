"""How numbers, dates and counts are written, everywhere the same and in no machine's locale."""

from __future__ import annotations

import math

import pandas as pd

from .plain import short

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BLANK = "–"
MINUS = "−"
# symbol or (singular, plural); any other unit is printed as it was declared
_UNITS = {
    "hours": ("h", "h"),
    "days": ("day", "days"),
    "points": ("point", "points"),
    "items": ("item", "items"),
    "tasks": ("task", "tasks"),
    "person_months": ("person-month", "person-months"),
    "person_days": ("person-day", "person-days"),
}


def absent(value: object) -> bool:
    """Whether there is nothing to print: None, NaN, NaT or infinity.

    Examples
    --------
    >>> absent(float("nan")), absent(None), absent(0)
    (True, True, False)
    """
    if value is None or value is pd.NaT or value is pd.NA:
        return True
    return isinstance(value, int | float) and not math.isfinite(value)


def number(value: float | None, *, signed: bool = False, decimals: int | None = None) -> str:
    """A plain number, with a comma at the thousands and no more digits than can be read.

    Parameters
    ----------
    value : float or None
        The number; absent values give a dash.
    signed : bool
        Whether to write the plus sign too.
    decimals : int, optional
        Digits after the point. Without it: none from 20 on, one below (left out when it is 0), two below 1.

    Returns
    -------
    str

    Examples
    --------
    >>> number(1495.2), number(3.5), number(-98, signed=True), number(0.048), number(None)
    ('1,495', '3.5', '−98', '0.05', '–')
    """
    if value is None or absent(value):
        return BLANK
    value = float(value)
    size = abs(value)
    if decimals is None:
        if size >= 1e15:
            text = f"{size:.2e}"
        elif size >= 1e7:
            text = f"{size / 1e9:,.1f} billion" if size >= 1e9 else f"{size / 1e6:,.1f} million"
        elif size >= 19.95:
            text = f"{size:,.0f}"
        elif size >= 0.005 or size == 0:
            text = f"{size:.1f}" if size >= 0.95 else f"{size:.2f}"
            text = text.rstrip("0").rstrip(".")
        else:
            text = f"{size:.1g}"
    else:
        text = f"{size:,.{decimals}f}"
    if not any(c in "123456789" for c in text):  # rounds to nothing: a sign would be odd
        return text
    return (MINUS if value < 0 else "+" if signed else "") + text


def ratio(value: float | None) -> str:
    """An accuracy ratio, actual ÷ estimate.

    Parameters
    ----------
    value : float or None
        The ratio; 1 means spot on.

    Returns
    -------
    str
        Two decimals up to 10, one up to 100, none above; never "0.00×" for something above 0.

    Examples
    --------
    >>> ratio(1.1125), ratio(12.34), ratio(1234), ratio(0.001)
    ('1.11×', '12.3×', '1,234×', '0.001×')
    """
    if value is None or absent(value):
        return BLANK
    value = float(value)
    if value >= 1e15:
        return f"{value:.1e}×"
    if value >= 99.95:
        return f"{value:,.0f}×"
    if value >= 9.995:
        return f"{value:.1f}×"
    if value >= 0.005 or value <= 0:
        return f"{value:.2f}×"
    return f"{value:.1g}×" if value >= 1e-4 else "under 0.0001×"


def percent(share: float | None, *, signed: bool = False) -> str:
    """A share as a percentage; 100 % and 0 % are only written when exact.

    Parameters
    ----------
    share : float or None
        The share, 0 to 1 (beyond for changes).
    signed : bool
        Whether to write the plus sign too.

    Returns
    -------
    str

    Examples
    --------
    >>> percent(0.79), percent(0.9996), percent(0.0004), percent(0.31, signed=True)
    ('79 %', 'over 99 %', 'under 1 %', '+31 %')
    """
    if share is None or absent(share):
        return BLANK
    share = float(share)
    rounded = round(share * 100)
    if not signed:
        if rounded == 100 and share < 1 - 1e-9:
            return "over 99 %"
        if rounded == 0 and share > 1e-9:
            return "under 1 %"
    return number(rounded, signed=signed, decimals=0) + " %"


def unit_name(unit: str | None) -> str:
    """A unit as it reads on an axis: ``function_points`` becomes "function points".

    Examples
    --------
    >>> unit_name("function_points"), unit_name(None)
    ('function points', 'effort')
    """
    if unit is None or absent(unit) or not str(unit).strip():
        return "effort"
    return short(str(unit).replace("_", " "), 24)


def amount(value: float | None, unit: str | None, *, signed: bool = False) -> str:
    """A number with its unit.

    Parameters
    ----------
    value : float or None
        The number.
    unit : str or None
        A canonical unit, such as ``hours``; none prints the bare number.
    signed : bool
        Whether to write the plus sign too.

    Returns
    -------
    str

    Examples
    --------
    >>> amount(1495, "hours"), amount(1, "days"), amount(-98, "hours", signed=True), amount(40, "function_points")
    ('1,495 h', '1 day', '−98 h', '40 function points')
    """
    text = number(value, signed=signed)
    if text == BLANK or unit is None or absent(unit):
        return text
    one, many = _UNITS.get(str(unit), (unit_name(unit), unit_name(unit)))
    return f"{text} {one if text.lstrip('+' + MINUS) == '1' else many}"


def count(n: int, noun: str, plural: str | None = None) -> str:
    """How many of something, with the noun in the right number.

    Parameters
    ----------
    n : int
        How many.
    noun : str
        The thing, in the singular: ``"finished task"``.
    plural : str, optional
        Its plural where an s is not enough.

    Returns
    -------
    str

    Examples
    --------
    >>> count(1, "finished task"), count(3187, "task"), count(0, "person", "people")
    ('1 finished task', '3,187 tasks', '0 people')
    """
    many = plural or (f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s")
    return f"{int(n):,} {noun if int(n) == 1 else many}"


def day(value: object) -> str:
    """A calendar day, without its time.

    Examples
    --------
    >>> day(pd.Timestamp("2004-02-26 09:30")), day(pd.NaT)
    ('26 Feb 2004', '–')
    """
    if absent(value):
        return BLANK
    at = pd.Timestamp(value)  # type: ignore[arg-type]
    return BLANK if at is pd.NaT else f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def month(value: object) -> str:
    """A month.

    Examples
    --------
    >>> month(pd.Timestamp("2004-02-26"))
    'Feb 2004'
    """
    return day(value).partition(" ")[2] or BLANK


def days_between(first: object, last: object) -> str:
    """A range of days; one day is written once, an absent end is left out.

    Examples
    --------
    >>> days_between("2004-02-26", "2008-05-19")
    '26 Feb 2004 – 19 May 2008'
    """
    ends = list(dict.fromkeys(d for d in (day(first), day(last)) if d != BLANK))
    return " – ".join(ends) if ends else "no dates"


def out_of_ten(share: float) -> str:
    """A share as a count of ten; exact-looking extremes are only used when they are exact.

    Parameters
    ----------
    share : float
        The share, 0 to 1.

    Returns
    -------
    str
        "8 of 10", and at the ends "all", "nearly all", "hardly any", "none".

    Examples
    --------
    >>> out_of_ten(0.8), out_of_ten(0.98), out_of_ten(1.0), out_of_ten(0.01)
    ('8 of 10', 'nearly all', 'all', 'hardly any')
    """
    if share >= 1 - 1e-9:
        return "all"
    if share <= 1e-9:
        return "none"
    tenths = round(share * 10)
    return "nearly all" if tenths == 10 else "hardly any" if tenths == 0 else f"{tenths} of 10"


def listing(words: list[str]) -> str:
    """Words in a row, with "and" before the last.

    Examples
    --------
    >>> listing(["design"]), listing(["design", "tests", "rollout"])
    ('design', 'design, tests and rollout')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "none"
