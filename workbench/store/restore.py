"""Putting a backup back: into a new library or, on an explicit word, in place of one, which is then kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, select

from workbench.tables import StoreError

from .backup import dump, require_equal, verify_backup
from .connect import WAIT_SECONDS, Address, address, engine_for, told, writing
from .contents import BACKUP_NOTE, contents
from .copying import copy_rows
from .erasures import Mark, list_more, listed, noted, people
from .library import Library, open
from .migrate import alone, appearing, bring_up, copy_file, copy_pages, keep_name
from .schema import META, METADATA
from .session import Clock

_SIDES = ("", "-wal", "-shm")


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    Attributes
    ----------
    place : str
        The library, in words that hold no password.
    kept : Path or None
        Where the library that was there before is now, if there was one.
    made_at : Timestamp or None
        When the backup was made, if it says so.
    rows : DataFrame
        table, rows, fingerprint.
    erased : int
        How many people were erased again, because they had been since the backup was made.
    """

    place: str
    kept: Path | None
    made_at: pd.Timestamp | None
    rows: pd.DataFrame
    erased: int = 0

    def __str__(self) -> str:
        when = "" if self.made_at is None else f", as of {self.made_at:%d %b %Y at %H:%M}"
        told = f"Restored {self.place}{when}: {int(self.rows['rows'].sum()):,} rows in {len(self.rows)} tables."
        if self.erased:
            told += f"\nErased again, as they had been since the backup was made: {people(self.erased)}."
        return told if self.kept is None else f"{told}\nThe library that was there before is kept as {self.kept}."


def restore(path: str | Path, url: str | Path | None = None, *, replace: bool = False, clock: Clock = datetime.now) -> Restored:
    """Put a backup back.

    Parameters
    ----------
    path : str or Path
        What :meth:`Library.backup` wrote; a copy that the workbench made before a change of version does too.
    url : str or Path, optional
        The library to fill, as for :func:`open`; it may be of the other kind than the one that was backed up.
    replace : bool
        Whether it may take the place of a library that holds anything; that one is kept beside it, or beside the backup
        when it is in PostgreSQL.
    clock : callable
        What time it is, for the name of what is kept.

    Returns
    -------
    Restored

    Raises
    ------
    StoreError
        When the backup is damaged or was made by a newer version, when a library is there and may not be replaced, or when people
        were erased since the backup was made and the key that tells who is not here. Nothing is changed then; nor by a crash at
        any moment.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from workbench import store
    >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
    ...     file = library.backup(f"{folder}/reviews.backup")
    ...     store.restore(file, f"{folder}/elsewhere.db").kept is None
    True
    """
    place, file = address(url), Path(path).expanduser().absolute()
    checked = verify_backup(file)
    if not checked.sound:
        raise StoreError(str(checked).partition(" What to do")[0], todo="use another backup; nothing was changed.")
    beside = place.file.parent if place.file is not None else file.parent
    kept = _free(beside / f"{place.file.name if place.file else place.url.database}.before-restore-{clock():%Y%m%d-%H%M%S}")
    try:
        with told(place), _ready(file, place) as staged:
            damaged = place.file is not None and place.file.exists() and _damaged(place.file)
            there = place.file is None or (place.file.exists() and not damaged)
            erased, marks = _erase_again(staged, place, open(url) if there else None)
            was, filled = None, None
            if damaged:
                was = _put_aside(place, staged, kept, replace=replace)
            elif there:
                was, filled = _refill(place, open(url), staged, kept, replace=replace)
            else:
                _appear(staged, place)
            list_more(place, marks)
    except OSError as error:
        raise StoreError(f"{place} cannot be restored: {error.strerror}.", todo="choose a folder you may write to.") from None
    with open(url, clock=clock) as library:
        if there:
            library._shrink()  # what was replaced does not stay in the file's free space
        rows = library.verify().rows if filled is None or place.file is not None else filled
        return Restored(str(place), was, checked.made_at, rows, erased)


def _free(path: Path) -> Path:
    """A name that nothing has: two restores may fall into one second."""
    names = (path if n == 1 else path.with_name(f"{path.name}-{n}") for n in count(1))
    return next(p for p in names if not p.exists())


@contextmanager
def _ready(file: Path, place: Address) -> Iterator[Path]:
    """A copy of the backup, brought up to date, where nobody else sees it."""
    folder = Path(tempfile.mkdtemp(prefix=".restore-", dir=place.file.parent if place.file is not None else None))
    try:
        staged = folder / "library.db"
        copy_file(file, staged)
        here = address(staged)
        engine = engine_for(here)
        newer = bring_up(engine, here)
        if newer is not None:
            raise StoreError(newer.replace(str(here), str(file)), todo="update the workbench; nothing was changed.")
        with writing(engine, here) as connection:
            connection.execute(META.delete().where(META.c.name == BACKUP_NOTE))
        yield staged
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _erase_again(staged: Path, place: Address, standing: Library | None) -> tuple[int, set[Mark]]:
    """Take out of what will be restored who has been erased since; also give all marks that the library then knows of."""
    marks = listed(place)
    if standing is not None:
        with standing._reading() as connection:
            marks |= noted(connection)
    with open(staged) as library:
        erased = library._erase_again(marks, place)
        with library._reading() as connection:
            return erased, noted(connection)


def _appear(staged: Path, place: Address) -> None:
    """Give a finished file its place, unless something has come there in the meantime."""
    target = Path(str(place.file))
    alone(staged)
    for side in _SIDES[1:]:
        target.with_name(target.name + side).unlink(missing_ok=True)  # of a library that is gone
    try:
        os.link(staged, target)
    except FileExistsError:
        raise StoreError(f"{target} has come into being in the meantime.", todo="look at it, then restore with --replace.") from None
    except OSError:  # a disk without links
        os.replace(staged, target)
    keep_name(target.parent)


def _refill(place: Address, library: Library, staged: Path, kept: Path, *, replace: bool) -> tuple[Path | None, pd.DataFrame]:
    """Replace what is in a library by what is in a file, in one transaction; also tell what it holds then."""
    with library, library._writing() as connection:
        empty = _holds_nothing(connection)
        if not (empty or replace):
            raise StoreError(f"{place} is a library already, and holds something.", **_ASK)
        if not empty:
            _keep(connection, place, kept)
        for table in METADATA.sorted_tables[::-1]:
            connection.execute(table.delete())
        with engine_for(address(staged)).connect() as origin:
            read = copy_rows(origin, connection)
        filled = contents(connection)
        require_equal(read, filled)
    return None if empty else kept, filled


def _holds_nothing(connection: Connection) -> bool:
    """Whether no table has a row, the note of a backup apart."""
    for table in METADATA.sorted_tables:
        rows = select(table) if table is not META else select(table).where(META.c.name != BACKUP_NOTE)
        if connection.execute(select(rows.exists())).scalar():
            return False
    return True


_ASK = {"todo": "restore under another name, or say --replace (replace=True); the library that is there is kept then."}


def _damaged(file: Path) -> bool:
    """Whether a file is past reading; one that is busy, or that one may not open, is not."""
    connection = sqlite3.connect(file, timeout=WAIT_SECONDS)
    try:
        return connection.execute("PRAGMA integrity_check").fetchone() != ("ok",)
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:
        return True
    finally:
        connection.close()


def _keep(connection: Connection, place: Address, kept: Path) -> None:
    with appearing(kept) as partial:
        if place.file is not None:
            copy_pages(place.file, partial)
        else:
            dump(connection, partial)


def _put_aside(place: Address, staged: Path, kept: Path, *, replace: bool) -> Path:
    """Take a damaged file away under another name, side files and all, and put the good one in its place."""
    if not replace:
        raise StoreError(f"{place} is there already, and is damaged.", **_ASK)
    target = Path(str(place.file))
    for side in _SIDES:
        old = target.with_name(target.name + side)
        if old.exists():
            old.rename(kept.with_name(kept.name + side))
    _appear(staged, place)
    return kept
