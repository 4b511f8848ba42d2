"""Keeps the address of the library and its password out of all that a report leaves behind."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, unquote, urlsplit

HIDDEN = "‹library›"


class Secrets:
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

    def hide_in(self, value: Any) -> Any:
        """A copy of nested plain values without the secrets.

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
    if parts.hostname and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        words.add(parts.hostname)
    return words
