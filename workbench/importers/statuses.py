"""What a status means: not begun, in work, done or given up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from .names import plain

CLASSES = ("todo", "doing", "done", "cancelled")


def class_of(status: str, own: Mapping[str, tuple[str, ...]] | None = None) -> str | None:
    """The class of a status by its words; None when no list knows it.

    Parameters
    ----------
    status : str
        As the tracker writes it, in any of the known languages.
    own : mapping of str to tuple of str, optional
        Words per class that go before the general list.

    Returns
    -------
    str or None
        One of todo, doing, done, cancelled.

    Examples
    --------
    >>> class_of("Finalizada"), class_of("Terminé(e)"), class_of("Parking lot")
    ('done', 'done', None)
    """
    word = plain(status)
    for name, words in (own or {}).items():
        if word in {plain(w) for w in words}:
            return name
    return _general().get(word)


@cache
def _general() -> dict[str, str]:
    lists = yaml.safe_load(Path(__file__).with_name("statuses.yaml").read_text(encoding="utf-8"))
    return {plain(word): name for name, words in lists.items() for word in words}
