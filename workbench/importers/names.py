"""Headers compared as people read them: case, accents, punctuation and units in brackets do not matter."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UNITS = {
    "hours": "h hr hrs hour hours std stunde stunden hora horas heure heures ore",
    "days": "d day days pd md pt mt person_days persondays man_days mandays tage tag personentage dias dia jours jour giorni giorno jh",
    "minutes": "m min mins minute minutes minuten minutos",
    "seconds": "s sec secs second seconds segundos sekunden secondes",
    "milliseconds": "ms millis milliseconds",
    "weeks": "w wk week weeks",
    "points": "sp pts points storypoints story_points puntos punkte pontos punti",
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """A header reduced to lower-case words without accents.

    Parameters
    ----------
    text : str
        A header, a status or a unit.

    Returns
    -------
    str

    Examples
    --------
    >>> plain("  Clave de Incidencia"), plain("HoursEstimate"), plain("Résolu(e)")
    ('clave de incidencia', 'hours estimate', 'resolu e')
    """
    text = re.sub(r"([a-zß-ÿ])([A-Z])", r"\1 \2", text.replace("Σ", " sum "))
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+|#", text))


def unit_of(text: str) -> str | None:
    """The unit that a word stands for.

    Parameters
    ----------
    text : str
        A word, such as ``Std.``.

    Returns
    -------
    str or None

    Examples
    --------
    >>> unit_of("Std."), unit_of("pts"), unit_of("apples")
    ('hours', 'points', None)
    """
    return _UNIT_OF.get(plain(text).replace(" ", "_"))


def without_unit(header: str) -> tuple[str, str | None]:
    """A header without the unit it ends or begins with, and that unit.

    Parameters
    ----------
    header : str
        As it stands in the file.

    Returns
    -------
    words : str
        The rest, reduced by :func:`plain`.
    unit : str or None
        One of hours, days, minutes, seconds, milliseconds, weeks, points.

    Examples
    --------
    >>> without_unit("Estimate (h)"), without_unit("HoursActual"), without_unit("Effort [person days]")
    (('estimate', 'hours'), ('actual', 'hours'), ('effort', 'days'))
    """
    words = plain(header).split()
    for size in (2, 1):
        if len(words) > size:
            unit = _UNIT_OF.get("_".join(words[-size:]))
            if unit:
                return " ".join(_without_in(words[:-size])), unit
            unit = _UNIT_OF.get("_".join(words[:size]))
            if unit and len(words[0]) > 1:  # a leading single letter is rarely a unit
                return " ".join(words[size:]), unit
    return " ".join(words), None


def _without_in(words: list[str]) -> list[str]:
    return words[:-1] if len(words) > 1 and words[-1] in {"in", "en", "em"} else words
