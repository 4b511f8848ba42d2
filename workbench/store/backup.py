"""Keeping the library safe: backups of it, the same kind of file from either database, and the check that it is sound."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from sqlalchemy import Connection, Engine, create_engine, inspect, select
from sqlalchemy.pool import NullPool

from workbench.tables import StoreError

from .connect import Address, address, engine_for, reading, require_database, told, writing
from .contents import BACKUP_NOTE, as_note, contents
from .copying import copy_rows
from .documents import from_json, to_json
from .migrate import appearing, bring_up, copy_pages
from .schema import META
from .session import Session

_NO_NOTE = "It does not say what it held when it was made, so only its soundness was checked."


@dataclass(frozen=True)
class Verified:
    """What a check of the library, or of a backup, found.

    Attributes
    ----------
    problems : tuple of str
        What is wrong; empty when nothing is.
    rows : DataFrame
        One row per table of the database: table, rows, fingerprint (equal where two libraries hold the same).
    what : str
        ``library`` or ``backup``.
    made_at : Timestamp or None
        When a backup was made; None for a library, and for a copy that does not say what it held.
    """

    problems: tuple[str, ...]
    rows: pd.DataFrame
    what: str = "library"
    made_at: pd.Timestamp | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def __str__(self) -> str:
        if self.problems:
            todo = "restore the newest backup" if self.what == "library" else "use another one"
            return f"The {self.what} is damaged: {'; '.join(self.problems)}. What to do: {todo}."
        told = f"The {self.what} is sound: {int(self.rows['rows'].sum()):,} rows in {len(self.rows)} tables."
        if self.what == "library":
            return told
        return f"{told} {_NO_NOTE}" if self.made_at is None else f"{told} It holds what it held on {self.made_at:%d %b %Y at %H:%M}."


class Keeping(Session):
    """The part of the library that looks after the library itself."""

    def backup(self, path: str | Path) -> Path:
        """Back the library up while it is in use.

        Parameters
        ----------
        path : str or Path
            The file to write; an older backup there is replaced. Copying a library's file by other means may miss the newest changes.

        Returns
        -------
        Path

        Raises
        ------
        StoreError
            When it cannot be written there; nothing is replaced then, and no half of a backup stays.

        Notes
        -----
        A backup is an SQLite file, whatever database the library is in. It holds all tables as of one moment, and how many rows and
        which fingerprint each of them had, so that `verify_backup` can tell whether it still does. `restore` puts it into a
        library of either kind. A trainee's log is no part of the library and never in it.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     store.verify_backup(library.backup(f"{folder}/reviews.backup")).sound
        True
        """
        file, target = self._place.file, Path(path).expanduser().absolute()
        if self._closed_because is not None and file is None:
            raise StoreError(self._closed_because, todo="update the workbench; until then use pg_dump.")
        require_replaceable(target, file)
        try:
            with told(Address(self._place.url, target)), appearing(target) as partial:
                held = None
                if file is not None:
                    copy_pages(file, partial)
                else:
                    with self._reading() as connection:
                        held = dump(connection, partial)
                _sign(partial, self._clock().isoformat(sep=" "), "SQLite" if file is not None else "PostgreSQL", held)
        except OSError as error:
            raise StoreError(f"the backup {target} cannot be made: {error.strerror}.", todo="choose a folder you may write to.") from None
        return target

    def verify(self) -> Verified:
        """Check that the database is whole, count its rows and take their fingerprints.

        Returns
        -------
        Verified

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     print(library.verify())
        The library is sound: 0 rows in 22 tables.
        """
        with self._reading() as connection:
            return Verified(_problems(connection), contents(connection))


def verify_backup(path: str | Path) -> Verified:
    """Check a backup without changing it: whether it is whole, and holds what it held when it was made.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    Verified

    Raises
    ------
    StoreError
        When it is not there, is something else, or is in use as a library.
    """
    file = Path(path).expanduser().absolute()
    if not file.is_file() or not file.stat().st_size:
        raise StoreError(f"there is no backup {file}.", todo="name the file that `workbench backup` wrote.")
    require_database(file)
    if (side := file.with_name(file.name + "-wal")).exists() and side.stat().st_size:
        raise StoreError(f"{file} is in use as a library.", todo="check it with `workbench verify --store FILE`.")
    # immutable: not even a lock is written, so that a backup on a disk that cannot be written to can be checked too
    url = f"file:{quote(str(file))}?mode=ro&immutable=1"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(url, uri=True), poolclass=NullPool, hide_parameters=True)
    place = address(file)
    try:
        return _verified_backup(engine, place)
    except StoreError as error:
        return Verified((f"{error.arrived.rstrip('.')}",), pd.DataFrame({"table": [], "rows": []}), "backup")


def _verified_backup(engine: Engine, place: Address) -> Verified:
    with reading(engine, place) as connection:
        if "projects" not in inspect(connection).get_table_names():
            return Verified((f"{place} holds no review library",), pd.DataFrame({"table": [], "rows": []}), "backup")
        problems, found = _problems(connection), contents(connection)
        note = _note(connection)
    if note is None:
        return Verified(problems, found, "backup")
    noted, now = note["tables"], as_note(found)
    changed = [name for name in sorted({*noted, *now}) if noted.get(name) != now.get(name)]
    problems += tuple(f"{name} held {noted.get(name, [0])[0]:,} rows and is not the same any more" for name in changed)
    return Verified(problems, found, "backup", pd.Timestamp(note["made_at"]))


def require_replaceable(target: Path, library: Path | None) -> None:
    """Refuse to write a backup over anything but an untouched backup.

    Raises
    ------
    StoreError
        When another library, or something else, is there.
    """
    if not target.exists() and not target.with_name(target.name + "-wal").exists():
        return
    if target.exists():
        require_database(target)
        if library is not None and library.exists() and target.samefile(library):
            raise StoreError(f"{target} is the library itself.", todo="choose another name for the backup.")
    if target.exists() and not target.stat().st_size:
        return
    try:
        unused = verify_backup(target).made_at is not None and target.read_bytes()[18:19] == b"\x01"  # a library in use has a 2 here
    except StoreError:
        unused = False
    if not unused:
        raise StoreError(f"{target} is a library, and no backup that was left as it was.", todo="choose another name for the backup.")


def dump(connection: Connection, file: Path) -> pd.DataFrame:
    """Write every row of a library into an empty file, which is a library of its own then.

    Parameters
    ----------
    connection : Connection
        An open transaction of a library of the newest version.
    file : Path
        The file; nobody else knows it yet.

    Returns
    -------
    DataFrame
        What it holds, as :func:`workbench.store.contents.contents` tells it: of the rows as they were read from the library, and again
        of the rows as they stand in the file.

    Raises
    ------
    StoreError
        When the file does not hold the same afterwards.
    """
    place = address(file)
    engine = engine_for(place, unseen=True)
    bring_up(engine, place)
    with writing(engine, place) as written:
        read = copy_rows(connection, written)
    with reading(engine, place) as written:
        require_equal(read, contents(written))
    return read


def require_equal(origin: pd.DataFrame, copy: pd.DataFrame) -> None:
    """Refuse a copy that does not hold what the original holds.

    Raises
    ------
    StoreError
        With the tables that differ.
    """
    one, other = as_note(origin), as_note(copy)
    differing = [name for name in one if one[name] != other.get(name)]
    if differing:
        raise StoreError(f"the copy differs from the original in {', '.join(differing)}; nothing was kept.", todo="try again.")


def _sign(file: Path, made_at: str, database: str, held: pd.DataFrame | None) -> None:
    """Write into a finished backup what it holds, where that was not counted already; a backup that is not sound is not made."""
    place = address(file)
    with writing(engine_for(place, unseen=True), place) as connection:
        problems = _problems(connection)
        if problems:
            raise StoreError(f"the library is damaged: {'; '.join(problems)}.", todo="restore the newest backup that is sound.")
        if META.name not in inspect(connection).get_table_names():
            return  # a library of another version that keeps no notes
        note = {"made_at": made_at, "database": database, "tables": as_note(contents(connection) if held is None else held)}
        connection.execute(META.delete().where(META.c.name == BACKUP_NOTE))
        connection.execute(META.insert().values(name=BACKUP_NOTE, value=to_json(note, "the note of the backup")))


def _note(connection: Connection) -> dict[str, Any] | None:
    if META.name not in inspect(connection).get_table_names():
        return None
    return from_json(connection.execute(select(META.c.value).where(META.c.name == BACKUP_NOTE)).scalar())


def _problems(connection: Connection) -> tuple[str, ...]:
    if connection.dialect.name != "sqlite":
        return ()
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    strange = connection.exec_driver_sql("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name").fetchall()
    return (
        *found,
        *(f"a row of {row[0]} belongs to no row of {row[2]}" for row in orphans[:10]),
        *(f"it holds a {kind} that is not the workbench's, {str(name)[:60]!r}" for kind, name in strange[:10]),
    )
