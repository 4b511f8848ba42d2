"""Taking a person, or a project, out of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Column, Connection, Table, delete, select, update

from workbench.tables import TABLES, SchemaError

from .connect import Address, shrink, told
from .documents import from_json, to_json
from .erasures import Mark, Named, Names, key_name, list_more, make_key, mark_of, names_of, note, noted
from .migrate import appearing
from .schema import CALIBRATIONS, CANONICAL, IMPORTS, METADATA, QUARANTINE, REVIEW_VERSIONS, RUNS
from .session import Session

_PERSON_COLUMNS = [(CANONICAL[t.name], c.name) for t in TABLES.values() for c in t.columns if c.person]
_PERSON_COLUMNS.append((REVIEW_VERSIONS, "reviewer"))
_DOCUMENTS: list[tuple[Table, str]] = [
    (CANONICAL["reviews"], "facts"),
    (REVIEW_VERSIONS, "facts"),
    (IMPORTS, "details"),
    (QUARANTINE, "values"),
    (CALIBRATIONS, "document"),
    (RUNS, "parameters"),
]
_SENTENCES: list[tuple[Table, str]] = [(QUARANTINE, "reason"), (RUNS, "reason"), (IMPORTS, "source"), (CALIBRATIONS, "label")]
_WRITTEN = [  # texts that people wrote
    (CANONICAL[t.name], c.name)
    for t in TABLES.values()
    for c in t.columns
    if c.type == "text" and not (c.person or c.name in t.key or c.name.endswith("_id") or (CANONICAL[t.name], c.name) in _DOCUMENTS)
]
DRAFTS = ".workbench-drafts"  # the folder of reviews that were typed and not saved yet


class Privacy(Session):
    """The part of the library that forgets."""

    def erase_person(self, name: str, *, texts: bool = False) -> pd.DataFrame:
        """Take a person out of the library, and keep a backup from bringing the person back.

        Parameters
        ----------
        name : str
            The name as it stands in the library; case, spacing and the composition of accents do not matter.
        texts : bool
            Whether to take the name out of texts that people wrote (titles, notes, lessons), too.

        Returns
        -------
        DataFrame
            What was erased: table, column, values (count); only columns where the name stood.

        Raises
        ------
        SchemaError
            When the name is empty.
        StoreError
            When the library, or the list of marks beside it, cannot be written to.

        Notes
        -----
        The name becomes a missing value in every column that names a person, in quarantined rows, in drafts of reviews, and wherever a
        stored document has it as a value or a name of one; a level of a calibration stays without its name until the next fit. An
        SQLite file is rewritten, so that the name does not stay in its free space. A keyed mark of the name is put on a list beside the
        library (``NAME.erased``; the key is outside, see ``WORKBENCH_KEY``): from it `restore`, and `open` when an older file
        was put in the library's place, erase the person again. Copies made earlier keep the name, see `copies`, and a tracker that
        still knows it brings it back with the next import.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from unittest.mock import patch
        >>> from workbench import store
        >>> task = {"project_id": ["P"], "task_id": ["1"], "assignee": ["ana"]}
        >>> with TemporaryDirectory() as folder, patch.dict("os.environ", WORKBENCH_KEY=f"{folder}/key"):
        ...     library = store.open(f"{folder}/reviews.db")
        ...     written = library.write({"tasks": pd.DataFrame(task)}, source="jira.csv")
        ...     library.erase_person("Ana").to_dict("records")
        [{'table': 'tasks', 'column': 'assignee', 'values': 1}]
        """
        if not name.strip():
            raise SchemaError("no name was given.", todo="name the person as the library has it.")
        self._require_writable()
        key = make_key()
        mark = Mark(key_name(key), mark_of(name, key), self._clock().isoformat(), texts)
        list_more(self._place, [mark])  # first of all: a crash from here on is made good at the next opening
        return self._erase(Named(name), {mark}, texts=texts)

    def people(self) -> set[str]:
        """Everybody whom a column of the library names, as written there.

        Returns
        -------
        set of str
            For keeping them out of what is told, never to be told.
        """
        with self._reading() as connection:
            return {
                n for t, c in _PERSON_COLUMNS for n in connection.execute(select(t.c[c]).where(t.c[c].is_not(None)).distinct()).scalars()
            }

    def mentions(self, name: str) -> pd.DataFrame:
        """Where a name stands in texts that people wrote, which `erase_person` leaves alone unless told otherwise.

        Parameters
        ----------
        name : str
            The name.

        Returns
        -------
        DataFrame
            table, column, values (distinct texts that hold the name).
        """
        who = Named(name)
        with self._reading() as connection:
            counts = [(t.name, c, sum(1 for _ in _changes(connection, t.c[c], who.redact))) for t, c in _WRITTEN]
        return _counted(counts)

    def copies(self) -> list[Path]:
        """Copies that the workbench itself made beside the library: before a change of version, and before a restore."""
        file = self._place.file
        return [] if file is None else sorted(p for kind in ("backup", "before-restore") for p in file.parent.glob(f"{file.name}.{kind}-*"))

    def _erase_again(self, marks: set[Mark], place: Address) -> int:
        """Erase those behind the marks of a place of whose erasure the library does not know yet; tell how many they are."""
        if not marks or self.read_only:
            return 0
        with self._reading() as connection:
            fresh = marks - noted(connection)
        if fresh:
            for texts in (False, True):
                some = {m for m in fresh if m.texts == texts}
                if some:
                    self._erase(names_of(some, place), some, texts=texts)
        return len({m.mark for m in fresh})

    def _erase(self, who: Names, marks: set[Mark], *, texts: bool) -> pd.DataFrame:
        with self._writing() as connection:
            counts = [(t.name, c, _blank(connection, t.c[c], who)) for t, c in _PERSON_COLUMNS]
            counts += [(t.name, c, _rewrite(connection, t.c[c], lambda text: _scrub(text, who))) for t, c in _DOCUMENTS]
            for t, c in _SENTENCES + (_WRITTEN if texts else []):
                counts.append((t.name, c, _replace(connection, t.c[c], who.redact)))
            note(connection, marks)
        self._shrink()
        counts.append(("drafts", "", self._erase_drafts(who, texts=texts)))
        return _counted(counts)

    def _erase_drafts(self, who: Names, *, texts: bool) -> int:
        beside = self._place.file.parent if self._place.file is not None else Path.cwd()
        changed = 0
        for draft in (beside / DRAFTS).glob("*.json"):
            with suppress(ValueError, OSError):
                text = draft.read_text(encoding="utf-8")
                clean = _scrub(text, who)
                clean = who.redact(clean) if texts else clean
                if clean != text:
                    with appearing(draft) as written:
                        written.write_text(clean, encoding="utf-8")
                    changed += 1
        return changed

    def remove_project(self, project_id: str) -> pd.DataFrame:
        """Take a project out of the library, to import it again from the start or to forget it.

        Parameters
        ----------
        project_id : str
            The project. Its first estimates go too; the ledgers of imports and runs keep their lines.

        Returns
        -------
        DataFrame
            table, rows (removed); only tables that had any.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     written = library.write({"tasks": pd.DataFrame({"project_id": ["P"], "task_id": ["1"]})}, source="jira.csv")
        ...     library.remove_project("P").to_dict("records")
        [{'table': 'tasks', 'rows': 1}, {'table': 'projects', 'rows': 1}]
        """
        children = [t for t in METADATA.sorted_tables[::-1] if t in (*CANONICAL.values(), REVIEW_VERSIONS)]
        with self._writing() as connection:
            gone = [(t.name, connection.execute(delete(t).where(t.c.project_id == project_id)).rowcount) for t in children]
        self._shrink()
        return pd.DataFrame([g for g in gone if g[1]], columns=["table", "rows"])

    def _shrink(self) -> None:
        if self._place.file is not None:
            with told(self._place):
                shrink(self._place.file)


def _counted(counts: list[tuple[str, str, int]]) -> pd.DataFrame:
    return pd.DataFrame([c for c in counts if c[2]], columns=["table", "column", "values"])


def _blank(connection: Connection, column: Column[Any], who: Names) -> int:
    spellings = connection.execute(select(column).where(column.is_not(None)).distinct()).scalars().all()
    gone = 0
    for written in filter(who.matches, spellings):
        gone += connection.execute(update(column.table).where(column == written).values({column.name: None})).rowcount
    return gone


def _rewrite(connection: Connection, column: Column[Any], change: Callable[[str], str]) -> int:
    """Apply a change to every text of a column, row by row; only those that differ are written."""
    table = column.table
    keys = list(table.primary_key.columns)
    changed = 0
    for *key, text in connection.execute(select(*keys, column).where(column.is_not(None))).fetchall():
        new = change(text)
        if new != text:
            this = [k == v for k, v in zip(keys, key, strict=True)]
            connection.execute(update(table).where(*this).values({column.name: new}))
            changed += 1
    return changed


def _replace(connection: Connection, column: Column[Any], change: Callable[[str], str]) -> int:
    """The same for texts that many rows share, or that stand in a large table."""
    return sum(
        connection.execute(update(column.table).where(column == text).values({column.name: new})).rowcount
        for text, new in list(_changes(connection, column, change))
    )


def _changes(connection: Connection, column: Column[Any], change: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    texts = connection.execute(select(column).where(column.is_not(None)).distinct()).scalars()
    return ((text, new) for text in texts if (new := change(text)) != text)


def _scrub(text: str, who: Names) -> str:
    document = from_json(text)
    clean = _without(document, who)
    return text if clean == document else to_json(clean, "the document")


def _without(value: Any, who: Names) -> Any:
    if isinstance(value, dict):
        return {k: _without(v, who) for k, v in value.items() if not who.matches(k)}
    if isinstance(value, list):  # labels of a list, such as the levels of a calibration, stay apart from one another
        return [f"(erased {i + 1})" if isinstance(v, str) and who.matches(v) else _without(v, who) for i, v in enumerate(value)]
    return None if isinstance(value, str) and who.matches(value) else value
