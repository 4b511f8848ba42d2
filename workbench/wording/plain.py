"""Data as text that can be shown: nothing in it that steers a page, a console or a drawing."""

from __future__ import annotations

import unicodedata

# controls, halves of characters, and marks that turn the reading direction round; joiners inside emoji stay
_GONE = {"Cc", "Cs"}
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def plain(text: object) -> str:
    """One line of text without control characters.

    Parameters
    ----------
    text : object
        A name, a title, any value from data.

    Returns
    -------
    str
        Runs of spaces and line breaks become one space.

    Examples
    --------
    >>> plain("two\\nlines\\x00"), plain("a\\u202eb"), plain("\\ud800x")
    ('two lines', 'ab', 'x')
    """
    kept = (c for c in str(text) if c.isspace() or (unicodedata.category(c) not in _GONE and c not in _TURNS))
    return " ".join("".join(kept).split())


def short(text: object, most: int = 26) -> str:
    """A name that fits beside a picture or into a sentence.

    Parameters
    ----------
    text : object
        The name.
    most : int
        Largest number of characters.

    Returns
    -------
    str

    Examples
    --------
    >>> short("In House Support"), short("abcdefgh", 5)
    ('In House Support', 'abcd…')
    """
    name = plain(text)
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
