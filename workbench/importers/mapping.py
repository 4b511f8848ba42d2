"""Which column of a file feeds which canonical column: found by headers, in any language the profile knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .names import plain, without_unit
from .profile import Field, Profile

_AMOUNTS = {"estimate", "actual", "estimate_low", "estimate_high", "hours"}


@dataclass(frozen=True)
class Match:
    """One source of one canonical column, found in a file.

    Parameters
    ----------
    name : str
        Canonical column, or one of the extra fields of a profile.
    source : Field
        What the profile says about it.
    header : str
        The header as it stands in the file.
    positions : tuple of int
        Where that header stands; more than one where it repeats.
    language : str
        Language of the header, empty where it is not particular to one.
    unit : str, optional
        Unit named by the header or the profile.
    """

    name: str
    source: Field
    header: str
    positions: tuple[int, ...]
    language: str
    unit: str | None


class Headers:
    """The headers of a file, to look names up in.

    Parameters
    ----------
    header : sequence of str
        In physical order; may repeat.
    """

    def __init__(self, header: Sequence[str]) -> None:
        self.header = tuple(header)
        self._exact: dict[str, list[int]] = {}
        self._unitless: dict[str, list[tuple[int, str]]] = {}
        for place, text in enumerate(self.header):
            words = plain(text)
            if not words:
                continue
            self._exact.setdefault(words, []).append(place)
            rest, unit = without_unit(text)
            if unit:
                self._unitless.setdefault(rest, []).append((place, unit))

    def __contains__(self, name: str) -> bool:
        return plain(name) in self._exact

    def find(self, name: str, *, with_unit: bool = False) -> tuple[tuple[int, ...], str | None] | None:
        """Places of a header and the unit it names; None when it is not there."""
        words = plain(name)
        if words in self._exact:
            return tuple(self._exact[words]), without_unit(name)[1] if with_unit else None
        if with_unit and words in self._unitless:
            (place, unit), *_ = self._unitless[words]
            return (place,), unit
        return None


def match(header: Sequence[str], profile: Profile) -> dict[str, tuple[Match, ...]]:
    """Every canonical column that the header can feed, with its sources, best first.

    Parameters
    ----------
    header : sequence of str
        Headers of the file.
    profile : Profile
        How the tool names them.

    Returns
    -------
    dict of str to tuple of Match
        A column of the file feeds one canonical column only: the first that claims it.

    Examples
    --------
    >>> from workbench.importers import profile
    >>> found = match(["id", "Titel", "Aufwand geschätzt (h)"], profile("generic"))
    >>> found["estimate"][0].header, found["estimate"][0].unit
    ('Aufwand geschätzt (h)', 'hours')
    """
    headers, found = Headers(header), dict[str, tuple[Match, ...]]()
    taken: set[int] = set()
    for name, sources in sorted(profile.fields.items(), key=lambda item: "mine" not in item[1][0].headers):
        matches = []
        for source in sources:
            for made in _candidates(headers, name, source):
                if taken.isdisjoint(made.positions):
                    matches.append(made)
        if matches:
            found[name] = tuple(matches)
            keep = matches if len(sources) > 1 or matches[0].source.repeat == "all" or name == "sprint" else matches[:1]
            taken.update(p for m in keep for p in m.positions)
    return found


def _candidates(headers: Headers, name: str, source: Field) -> Iterable[Match]:
    with_unit = name in _AMOUNTS and source.converter == "number" and source.unit is None
    seen: set[int] = set()
    for language, aliases in source.headers.items():
        for alias in aliases:
            hit = headers.find(alias, with_unit=with_unit)
            if hit is None or not seen.isdisjoint(hit[0]):
                continue
            seen.update(hit[0])
            places, unit = hit
            yield Match(name, source, headers.header[places[0]], places, language, source.unit or unit)


def language_of(found: dict[str, tuple[Match, ...]]) -> str | None:
    """The language most of the matched headers are particular to.

    Parameters
    ----------
    found : dict of str to tuple of Match
        What :func:`match` gave.

    Returns
    -------
    str or None

    Examples
    --------
    >>> language_of({}) is None
    True
    """
    shared: Counter[str] = Counter()
    for matches in found.values():
        for m in matches[:1]:
            languages = [k for k, v in m.source.headers.items() if plain(m.header) in {plain(a) for a in v}]
            if len(languages) == 1 and languages[0] not in ("", "mine"):
                shared[languages[0]] += 1
    return shared.most_common(1)[0][0] if shared else None
