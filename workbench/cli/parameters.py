"""Words of the form name=value, in the types that a template declares."""

from __future__ import annotations

from typing import Any

from workbench import reports


def parsed(template: str, words: list[str] | None) -> dict[str, Any]:
    """The parameters of a template from command-line words; texts stay texts (``007`` is not 7).

    Parameters
    ----------
    template : str
        The template's name.
    words : list of str or None
        Such as ``["capacity_per_day=12"]``.

    Returns
    -------
    dict

    Raises
    ------
    ReportError
        When a word has no ``=``, or the template does not know the name or the type.
    """
    return reports.parse_words(template, words or [])
