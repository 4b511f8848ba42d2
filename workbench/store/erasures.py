"""Who has been erased: a list of keyed marks beside the library, and a key outside of it; no name can be read from either alone."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, delete, insert, select

from workbench.tables import StoreError

from .connect import Address
from .documents import from_json, to_json
from .schema import META

VARIABLE = "WORKBENCH_KEY"
_DEFAULT = (".workbench", "erasure.key")
_ROW = "erased"
_WORD = re.compile(r"\w+(?:[^\w\s]+\w+)*")
_LONGEST_NAME = 5  # words of a name that is looked for inside a sentence


@dataclass(frozen=True, order=True)
class Mark:
    """One erasure of one person, unnamed.

    Attributes
    ----------
    key : str
        Which key the mark was made with: the start of its own fingerprint.
    mark : str
        HMAC-SHA256 of the name under the key.
    at : str
        When it was, so that somebody whom an import brought back and who was erased once more is not taken for erased already.
    texts : bool
        Whether the name was taken out of texts that people wrote, too.
    """

    key: str
    mark: str
    at: str
    texts: bool = False


class Names(Protocol):
    """Whose names are to be found."""

    def matches(self, text: str) -> bool:
        """Whether a text is one of the names."""

    def redact(self, text: str) -> str:
        """A sentence without the names."""


class Named:
    """One name, in whatever case and spacing it is written.

    Examples
    --------
    >>> ana = Named("Ana  Díaz")
    >>> ana.matches("ana díaz"), ana.matches("Ana"), ana.redact("said ANA DÍAZ, not Diana Díaz")
    (True, False, 'said …, not Diana Díaz')
    """

    def __init__(self, name: str) -> None:
        self._form = normal(name)
        spaced = r"\s+".join(re.escape(word) for word in self._form.split())
        self._word = re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)

    def matches(self, text: str) -> bool:
        return normal(text) == self._form

    def redact(self, text: str) -> str:
        composed = unicodedata.normalize("NFC", text)
        clean = self._word.sub("…", composed)
        return text if clean == composed else clean


class Marked:
    """Names of which only the marks are known; a sentence is searched for them up to five words long.

    Examples
    --------
    >>> key = b"outside the library"
    >>> erased = Marked([Mark("", mark_of("Ana Díaz", key), "2026-11-02")], key)
    >>> erased.matches("ana díaz"), erased.redact("said Ana Díaz, again")
    (True, 'said …, again')
    """

    def __init__(self, marks: Iterable[Mark], key: bytes) -> None:
        self._marks, self._key = {m.mark for m in marks}, key
        self._known: dict[str, bool] = {}

    def matches(self, text: str) -> bool:
        form = normal(text)
        if form not in self._known:
            self._known[form] = mark_of(form, self._key) in self._marks
        return self._known[form]

    def redact(self, text: str) -> str:
        words = list(_WORD.finditer(text))
        out, at, i = "", 0, 0
        while i < len(words):
            ends = range(min(i + _LONGEST_NAME, len(words)), i, -1)
            found = next((j for j in ends if self.matches(text[words[i].start() : words[j - 1].end()])), None)
            if found is not None:
                out, at = out + text[at : words[i].start()] + "…", words[found - 1].end()
            i = found or i + 1
        return out + text[at:]


def normal(name: str) -> str:
    """A name as it is compared: composed characters, lower case, single spaces.

    Examples
    --------
    >>> normal(" Ana  DÍAZ ")
    'ana díaz'
    """
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def people(n: int) -> str:
    """How many they are.

    Examples
    --------
    >>> people(1), people(2)
    ('1 person', '2 people')
    """
    return f"{n:,} person" if n == 1 else f"{n:,} people"


def mark_of(name: str, key: bytes) -> str:
    """The keyed mark of a name; without the key nobody can tell whose it is, not even by trying all names."""
    return hmac.new(key, normal(name).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def key_file() -> Path:
    """Where the key lies: what ``WORKBENCH_KEY`` names, else in the person's home folder; never beside a library."""
    named = os.environ.get(VARIABLE)
    return Path(named).expanduser() if named else Path.home().joinpath(*_DEFAULT)


def read_key() -> bytes | None:
    """The key; None where there is none yet."""
    try:
        return key_file().read_bytes().strip() or None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"the key {key_file()} cannot be read: {error.strerror}.", todo="ask its owner for access.") from None


def make_key() -> bytes:
    """The key; made at its first use, readable by its owner only."""
    found = read_key()
    if found is not None:
        return found
    file = key_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as written:
            written.write(secrets.token_hex(32).encode())
            written.flush()
            os.fsync(written.fileno())
    except FileExistsError:
        pass
    except OSError as error:
        todo = f"choose a file that you may write in the variable {VARIABLE}."
        raise StoreError(f"the key {file}, which keeps erased people erased, cannot be made: {error.strerror}.", todo=todo) from None
    made = read_key()
    if made is None:
        raise StoreError(f"the key {file} is empty.", todo="delete the file, then try again.")
    return made


def key_name(key: bytes) -> str:
    """A short name of a key, which tells nothing about it."""
    return hashlib.sha256(b"workbench key " + key).hexdigest()[:12]


def list_file(place: Address) -> Path:
    """Where the marks lie: beside a library's file; beside the key when the library is in PostgreSQL."""
    if place.file is not None:
        return place.file.with_name(place.file.name + ".erased")
    return key_file().with_name("erased-" + hashlib.sha256(str(place).encode()).hexdigest()[:16])


def listed(place: Address) -> set[Mark]:
    """The marks beside a library."""
    try:
        lines = list_file(place).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return set()
    except OSError as error:
        raise StoreError(f"{list_file(place)} cannot be read: {error.strerror}.", todo="ask its owner for access.") from None
    found = set()
    for line in lines:
        with suppress(ValueError, TypeError):  # a line that a crash cut off: its erasure was not begun
            found.add(Mark(**json.loads(line)))
    return found


def list_more(place: Address, marks: Iterable[Mark]) -> None:
    """Add marks to the list beside a library; they are on the disk before this returns."""
    fresh = sorted(set(marks) - listed(place))
    if not fresh:
        return
    file = list_file(place)
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "wb") as written:
            written.write(b"".join(b"\n" + json.dumps(vars(mark)).encode() for mark in fresh))
            written.flush()
            os.fsync(written.fileno())
    except OSError as error:
        raise StoreError(
            f"{file} cannot be written: {error.strerror}; nobody was erased.", todo="make room there, then try again."
        ) from None


def noted(connection: Connection) -> set[Mark]:
    """The marks inside a library: of those whose erasure it has seen."""
    row: Any = from_json(connection.execute(select(META.c.value).where(META.c.name == _ROW)).scalar())
    return {Mark(*mark) for mark in row or []}


def note(connection: Connection, marks: Iterable[Mark]) -> None:
    """Write marks into a library, in the transaction of their erasure."""
    both = sorted(noted(connection) | set(marks))
    connection.execute(delete(META).where(META.c.name == _ROW))
    connection.execute(insert(META).values(name=_ROW, value=to_json([[m.key, m.mark, m.at, m.texts] for m in both], "the list of marks")))


def names_of(marks: set[Mark], place: Address) -> Names:
    """What finds the people behind marks.

    Raises
    ------
    StoreError
        When the key that some of them were made with is not here.
    """
    key = read_key()
    strange = [m for m in marks if key is None or m.key != key_name(key)]
    if key is None or strange:
        raise StoreError(
            f"{place}: {people(len({m.mark for m in strange}))} erased under a key that is not here would come back unnoticed.",
            expected=f"the key in {key_file()}.",
            todo=f"bring the key back, or name its file in {VARIABLE}; without it, move {list_file(place)} away and erase them again.",
        )
    return Marked(marks, key)
