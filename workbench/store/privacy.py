"""Taking a person, or a project, out of the library."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
from sqlalchemy import Column, Connection, Table, delete, select, update

from workbench.tables import TABLES, SchemaError

from .connect import shrink, told
from .documents import from_json, to_json
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
_SENTENCES: list[tuple[Table, str]] = [(QUARANTINE, "reason"), (RUNS, "reason")]


class Privacy(Session):
    """The part of the library that forgets."""

    def erase_person(self, name: str) -> pd.DataFrame:
        """Take a person out of the library.

        Parameters
        ----------
        name : str
            The name as it stands in the library.

        Returns
        -------
        DataFrame
            What was erased: table, column, values (count); only columns where the name stood.

        Raises
        ------
        SchemaError
            When the name is empty.

        Notes
        -----
        The name becomes a missing value in every column that names a person, in quarantined rows, and wherever a stored
        document has it as a value or a name of one. Texts that people wrote (titles, notes, lessons) are theirs to
        correct. An SQLite file is rewritten, so that the name does not stay in its free space. Copies made earlier keep
        the name, and a tracker that still knows it brings it back with the next import.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> task = {"project_id": ["P"], "task_id": ["1"], "assignee": ["ana"]}
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     written = library.write({"tasks": pd.DataFrame(task)}, source="jira.csv")
        ...     library.erase_person("ana").to_dict("records")
        [{'table': 'tasks', 'column': 'assignee', 'values': 1}]
        """
        if not name.strip():
            raise SchemaError("no name was given.", todo="name the person as the library has it.")
        with self._writing() as connection:
            counts = [(t.name, c, _blank(connection, t.c[c], name)) for t, c in _PERSON_COLUMNS]
            counts += [(t.name, c, _rewrite(connection, t.c[c], lambda text: _scrub(text, name))) for t, c in _DOCUMENTS]
            word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
            counts += [(t.name, c, _rewrite(connection, t.c[c], lambda text: word.sub("…", text))) for t, c in _SENTENCES]
        self._shrink()
        return pd.DataFrame([c for c in counts if c[2]], columns=["table", "column", "values"])

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


def _blank(connection: Connection, column: Column[Any], name: str) -> int:
    return connection.execute(update(column.table).where(column == name).values({column.name: None})).rowcount


def _rewrite(connection: Connection, column: Column[Any], change: Any) -> int:
    """Apply a change to every text of a column; only those that differ are written."""
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


def _scrub(text: str, name: str) -> str:
    document = from_json(text)
    clean = _without(document, name)
    return text if clean == document else to_json(clean, "the document")


def _without(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {k: _without(v, name) for k, v in value.items() if k != name}
    if isinstance(value, list):
        return [_without(v, name) for v in value]
    return None if isinstance(value, str) and value.strip() == name else value
