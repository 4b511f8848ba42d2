"""Texts in a CSV file that a spreadsheet would run as a formula, and how they are kept from it."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    Parameters
    ----------
    text : str
        Any text for a cell of a CSV file.

    Returns
    -------
    str
        With ``'`` before it where it would have been run, and with plain line feeds: a carriage return alone is not
        quoted by every writer of CSV, so that what follows it would become a cell, and perhaps a formula, of its own.

    Examples
    --------
    >>> defused("=1+1"), defused("plain"), defused(" =1+1"), defused("a\\r=1+1")
    ("'=1+1", 'plain', "' =1+1", 'a\\n=1+1')
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(FORMULA_STARTS) or text.lstrip(" \u00a0\x00").startswith(FORMULA_STARTS) else text
