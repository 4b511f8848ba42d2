"""Where a review library is, how it is reached, and transactions that speak a PM's words when they fail."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from workbench.tables import StoreError

VARIABLE = "WORKBENCH_STORE"
DEFAULT_FILE = "workbench.db"
WAIT_SECONDS = 30
_WRITE_LOCK = 0x776F726B  # any number, the same for every writer of one PostgreSQL database
_POSTGRES = {"postgresql", "postgres", "postgresql+psycopg"}


@dataclass(frozen=True)
class Address:
    """Where a library is.

    Attributes
    ----------
    url : sqlalchemy.URL
        The address that the driver gets.
    file : Path or None
        The file, when the library is one.
    """

    url: URL
    file: Path | None

    def __str__(self) -> str:
        if self.file is not None:
            return str(self.file)
        host = (self.url.host or "").rpartition("@")[2]  # a password with an unescaped @ ends up here
        return f"postgresql://{host}/{self.url.database or ''}"

    __repr__ = __str__


def address(url: str | Path | None) -> Address:
    """Find out where the library is.

    Parameters
    ----------
    url : str or Path, optional
        A file, ``sqlite:///file`` or ``postgresql://...``. When absent, the environment variable ``WORKBENCH_STORE``
        says it; when that is absent too, it is ``workbench.db`` in the working folder.

    Returns
    -------
    Address

    Raises
    ------
    StoreError
        When it is an address of something else; the message never repeats the address, which may hold a password.

    Examples
    --------
    >>> address("reviews.db").file.name, str(address("postgresql://ana:secret@db.example/reviews"))
    ('reviews.db', 'postgresql://db.example/reviews')
    """
    given = url if url is not None else os.environ.get(VARIABLE) or DEFAULT_FILE
    if isinstance(given, Path) or "://" not in given:
        return _of_file(str(given))
    try:
        parsed = make_url(given)
    except (ArgumentError, ValueError):
        raise StoreError("the address of the review library cannot be read.", **_HOW) from None
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        return _of_file(parsed.database or "")
    if parsed.drivername in _POSTGRES:
        return Address(parsed.set(drivername="postgresql+psycopg"), None)
    raise StoreError(f"a review library cannot be kept in {parsed.drivername!r}.", **_HOW)


_HOW = {
    "expected": "a file such as reviews.db, or postgresql://user@host/database.",
    "todo": f"correct the address, or the environment variable {VARIABLE} if none was given.",
}


def _of_file(name: str) -> Address:
    if name in ("", ":memory:") or name.startswith("file:"):
        raise StoreError("the review library needs a file of its own.", **_HOW)
    file = Path(name).expanduser().absolute()  # stays the same when the program changes its folder
    return Address(URL.create("sqlite", database=str(file)), file)


def create_file(file: Path) -> None:
    """Create an empty file that only its owner may read, unless it is there already.

    Raises
    ------
    StoreError
        When it is a folder, is not a database, or cannot be created there.
    """
    if file.is_dir():
        raise StoreError(f"{file} is a folder.", expected="a file.", todo="name a file in it, such as " + str(file / DEFAULT_FILE) + ".")
    if not file.parent.is_dir():
        raise StoreError(f"the folder {file.parent} does not exist.", todo="create it, or choose another place for the review library.")
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        require_database(file)
    except OSError as error:
        message = f"the review library {file} cannot be created: {error.strerror}."
        raise StoreError(message, todo="choose a folder you may write to.") from None


def require_database(file: Path) -> None:
    """Refuse a file that is neither empty nor an SQLite database.

    Raises
    ------
    StoreError
        When it cannot be read, or is something else.
    """
    try:
        with file.open("rb") as opened:
            start = opened.read(16)
    except OSError as error:
        raise StoreError(f"the review library {file} cannot be read: {error.strerror}.", todo="ask its owner for access.") from None
    if start not in (b"", b"SQLite format 3\x00"):
        raise StoreError(f"{file} is not a review library.", expected="an SQLite file or a new name.", todo="choose another file.")


def engine_for(place: Address, *, unseen: bool = False) -> Engine:
    """An engine that opens a connection per transaction, which is safe across forks and threads.

    Parameters
    ----------
    place : Address
        Where the library is.
    unseen : bool
        Whether it is a file that nobody else knows yet and that is thrown away after a crash: it need not reach the disk at every step.

    Returns
    -------
    Engine
    """
    options: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True}
    if place.file is None:
        try:
            return create_engine(place.url, connect_args={"connect_timeout": WAIT_SECONDS}, **options)
        except ImportError:
            todo = "pip install 'workbench-retrospective[postgres]'."
            raise StoreError("a library in PostgreSQL needs the package psycopg, which is not installed.", todo=todo) from None
    engine = create_engine(place.url, connect_args={"timeout": WAIT_SECONDS}, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    if unseen:
        event.listen(engine, "connect", _prepare_unseen)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where this module says so
    # 64 MB of cache: with SQLite's own 2 MB a large import writes the same pages out again and again;
    # what a file from elsewhere defines in its schema may call no function that could do harm
    for pragma in ("synchronous=FULL", "foreign_keys=ON", f"busy_timeout={WAIT_SECONDS * 1000}", "cache_size=-65536", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_unseen(connection: sqlite3.Connection, _record: object) -> None:
    # rows come from a library that has kept its rules; that the copy does is checked once, over all of it, when it is done
    for pragma in ("synchronous=OFF", "journal_mode=MEMORY", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A write takes its lock at once: a reader that turns writer half-way fails when somebody else wrote in between.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")


def use_wal(file: Path) -> None:
    """Let readers and one writer work at the same time; the file remembers it.

    Raises
    ------
    sqlite3.OperationalError
        When others kept the file locked for too long.
    """
    limit = time.monotonic() + WAIT_SECONDS
    connection = sqlite3.connect(file, timeout=WAIT_SECONDS)
    try:
        while True:
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > limit:
                    raise
                time.sleep(0.02)  # this one statement does not wait by itself
    finally:
        connection.close()


@contextmanager
def reading(engine: Engine, place: Address) -> Iterator[Connection]:
    """One consistent view of the library, however long the reading takes."""
    with told(place), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine, place: Address) -> Iterator[Connection]:
    """One transaction: everything or nothing; writers queue up for it."""
    with told(place), engine.connect() as connection:
        connection.execution_options(writing=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITE_LOCK})")
            yield connection


@contextmanager
def told(place: Address) -> Iterator[None]:
    """Turn what a driver raises into a StoreError that shows no password and no data."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        words, todo = _reason(getattr(error, "orig", None) or error)
        raise StoreError(f"the review library {place} {words}.", todo=todo) from None


_REASONS = (
    (("database is locked",), f"was busy for {WAIT_SECONDS} seconds", "wait until the other program has finished, then try again."),
    (("file is not a database",), "is not a review library", "choose another file."),
    (("malformed", "disk image"), "is damaged", "restore the newest backup."),
    (("readonly", "read-only"), "may not be written to", "ask its owner for access, or copy it."),
    (
        ("disk is full", "disk i/o error", "no space left"),
        "found no room on the disk",
        "free some space, then try again; nothing was changed.",
    ),
    (("unable to open",), "cannot be opened", "check the folder and your access to it."),
    (
        ("authentication failed", "no password supplied", 'role "'),
        "refused the user or the password",
        "check PGUSER and PGPASSWORD, or the address.",
    ),
    (("does not exist",), "is not there, or is not complete", "check the name of the database."),
    (("refused", "resolve", "translate host", "timeout", "timed out"), "does not answer", "check the host, and that it is running."),
)


def _reason(error: BaseException) -> tuple[str, str]:
    text = str(error)
    for marks, words, todo in _REASONS:
        if any(mark in text.lower() for mark in marks):
            return words, todo
    # A broken rule is named, for whoever looks into it; other messages may repeat an address or data.
    told = text.splitlines()[0] if "constraint" in text else type(error).__name__
    return f"could not do this ({told})", "try again; if it stays so, check the library with verify()."


def shrink(file: Path) -> None:
    """Rewrite an SQLite file without what was deleted from it.

    Parameters
    ----------
    file : Path
        The library.
    """
    connection = sqlite3.connect(file, timeout=WAIT_SECONDS, isolation_level=None)
    try:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
