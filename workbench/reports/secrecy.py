"""Keeps the address of the library and its password out of all that a report leaves behind, and people out of what tells of a failure."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

HIDDEN, SOMEBODY = "‹library›", "‹person›"
_TELLING = {"host", "hostaddr", "password", "passfile", "service", "sslpassword", "user"}
_SHORTEST = 3  # letters of a name that is blotted out; two letters stand in too many words


class Hider:
    """Blots something out of texts."""

    def hide(self, text: str) -> str:
        """The text without it."""
        raise NotImplementedError

    def hide_in(self, value: Any) -> Any:
        """A copy of nested plain values without it.

        Parameters
        ----------
        value : plain value, list or mapping
            Such as a notebook.

        Returns
        -------
        The same kind of value
        """
        if isinstance(value, str):
            return self.hide(value)
        if isinstance(value, list):
            return [self.hide_in(v) for v in value]
        if isinstance(value, Mapping):
            return type(value)({self.hide(k): self.hide_in(v) for k, v in value.items()})  # type: ignore[call-arg]
        return value


class People(Hider):
    """The people of a library, whom an error may quote from the data.

    Parameters
    ----------
    names : iterable of str
        As they stand in the library.

    Examples
    --------
    >>> People(["Ana", "Ana Gómez", "Bo"]).hide("could not convert string to float: 'Ana Gómez' (Banana, Ana)")
    "could not convert string to float: '‹person›' (Banana, ‹person›)"
    """

    def __init__(self, names: Iterable[str]) -> None:
        known = {n.strip() for n in names if len(n.strip()) >= _SHORTEST}
        self._forms = sorted({f for n in known for f in (n, html.escape(n), repr(n)[1:-1])}, key=lambda f: (-len(f), f))

    def hide(self, text: str) -> str:
        """The text with a mark where a name stood as a word of its own."""
        here = [re.escape(f) for f in self._forms if f in text]
        return re.sub(rf"(?<!\w)(?:{'|'.join(here)})(?!\w)", SOMEBODY, text) if here else text


class Secrets(Hider):
    """What must not be told, and how to blot it out.

    Parameters
    ----------
    address : str or None
        The library's address: a path or a URL with or without a password.
    environment : mapping of str to str
        Where further passwords stand.

    Examples
    --------
    >>> Secrets("postgresql+psycopg://pm:s3cr3t-word@db.example.org/reviews").hide("no route to db.example.org for s3cr3t-word")
    'no route to ‹library› for ‹library›'
    """

    def __init__(self, address: str | None, environment: Mapping[str, str] = os.environ) -> None:
        words: set[str] = set()
        for text in (address, environment.get("WORKBENCH_STORE")):
            words |= _words_of(text or "")
        if len(environment.get("PGPASSWORD", "")) >= 4:
            words.add(environment["PGPASSWORD"])
        forms = {form for w in words if w for form in (w, quote(w, safe=""), quote_plus(w), html.escape(w), repr(w)[1:-1])}
        # the longest first, so that no part of an address is left standing; short ones only as whole words
        patterns = [re.escape(f) if len(f) >= 8 else rf"(?<!\w){re.escape(f)}(?!\w)" for f in sorted(forms, key=lambda f: (-len(f), f))]
        self._pattern = re.compile("|".join(patterns)) if patterns else None

    def hide(self, text: str) -> str:
        """The text without the secrets."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text


def address_of(library: Any) -> str | None:
    """The full address of an open library, as the environment of a kernel needs it.

    Parameters
    ----------
    library : Library or None
        An open library.

    Returns
    -------
    str or None
        Relative paths are made absolute, since a kernel works in another folder.
    """
    place = getattr(library, "_place", None)
    if place is None:
        return None
    return str(place.file.absolute()) if place.file is not None else place.url.render_as_string(hide_password=False)


def _words_of(address: str) -> set[str]:
    """The parts of an address that must not be told."""
    if not address:
        return set()
    if "://" not in address:
        path = Path(address)
        return {str(path.absolute()), str(path.resolve())}
    words = {address}
    parts = urlsplit(address)
    if parts.scheme.startswith("sqlite"):
        path = Path(parts.path[1:])
        return words | {str(path.absolute()), str(path.resolve())}
    words.add(parts.netloc)
    user, name = unquote(parts.username or ""), parts.path.strip("/")
    if parts.password:
        words.add(f":{parts.password}@")
        if unquote(parts.password) not in {user, name}:  # as a user's own name it is no secret, and a word of the report perhaps
            words |= {parts.password, unquote(parts.password)}
    for key, value in parse_qsl(parts.query):
        if key in _TELLING and len(value) >= 4:
            words |= {value, f"{key}={value}"}
    if parts.hostname and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        words.add(parts.hostname)
    return words
