"""The numbers that an action can be meant to move, as a person reads them and as the library writes them."""

from __future__ import annotations

from collections.abc import Iterable

_GENERAL = {
    "hit_rate": ("Given ranges: share that holds the actual, up", "up"),
    "scope_added": ("Scope added after the start, down", "down"),
    "blocked_share": ("Share of tasks that were blocked, down", "down"),
    "say_do": ("Finished of what was committed, up", "up"),
    "churn": ("Scope changes within a sprint, down", "down"),
}


def measures(kinds: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Measures to choose from.

    Parameters
    ----------
    kinds : iterable of str
        Kinds of work of the project; each gives a measure of its own.

    Returns
    -------
    list of (str, str)
        Words and the library's code.

    Examples
    --------
    >>> measures(["support"])[-1]
    ('Actual ÷ estimate of support, down', 'ratio:kind=support')
    """
    general = [(words, code) for code, (words, _) in _GENERAL.items()]
    return general + [(f"Actual ÷ estimate of {kind}, down", f"ratio:kind={kind}") for kind in sorted(set(kinds))]


def direction(code: str | None) -> str | None:
    """Which way a measure should move; None for one that is not known.

    Examples
    --------
    >>> direction("say_do"), direction("ratio:kind=bug"), direction("mood")
    ('up', 'down', None)
    """
    if code is None:
        return None
    if code.startswith("ratio:"):
        return "down"
    return _GENERAL[code][1] if code in _GENERAL else None


def in_words(code: str) -> str:
    """A measure as a person reads it.

    Examples
    --------
    >>> in_words("ratio:kind=bug"), in_words("mood")
    ('Actual ÷ estimate of bug, down', 'mood')
    """
    if code.startswith("ratio:kind="):
        return f"Actual ÷ estimate of {code.removeprefix('ratio:kind=')}, down"
    return _GENERAL[code][0] if code in _GENERAL else code
