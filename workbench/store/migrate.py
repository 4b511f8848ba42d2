"""Bringing an older library up to date, and knowing a newer one when it comes along."""

from __future__ import annotations

import ast
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from workbench.tables import StoreError

from .connect import WAIT_SECONDS, Address, reading, writing
from .schema import METADATA, VERSION_TABLE

if TYPE_CHECKING:  # a quarter of a second to load; only a library that is made or changed needs it
    from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"


def configuration(scripts: Path = SCRIPTS) -> Config:
    """The Alembic configuration, made in code: an installed package has no ini file.

    Examples
    --------
    >>> from alembic.script import ScriptDirectory
    >>> ScriptDirectory.from_config(configuration()).get_base()
    '0001'
    """
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config


def versions(scripts: Path = SCRIPTS) -> tuple[str, set[str]]:
    """The newest version of the library's tables and all known ones, read from the migrations without running them.

    Parameters
    ----------
    scripts : Path
        Folder of the migrations; each follows the one before.

    Examples
    --------
    >>> newest, known = versions()
    >>> newest == max(known), "0001" in known
    (True, True)
    """
    after: dict[str, str | None] = {}
    for file in sorted((scripts / "versions").glob("v*.py")):
        said = {ast.unparse(s.targets[0]): s.value for s in ast.parse(file.read_text("utf-8")).body if isinstance(s, ast.Assign)}
        after[ast.literal_eval(said["revision"])] = ast.literal_eval(said["down_revision"])
    (newest,) = set(after) - set(after.values())
    return newest, set(after)


def bring_up(engine: Engine, place: Address, *, scripts: Path = SCRIPTS) -> str | None:
    """Create or update the library's tables.

    Parameters
    ----------
    engine : Engine
        Connection to the library.
    place : Address
        Where it is; an SQLite file of an older version is copied to ``NAME.backup-REVISION`` first.
    scripts : Path
        Folder of the migrations.

    Returns
    -------
    str or None
        Why the library must not be written to: it was made by a newer workbench. None when it may be.

    Raises
    ------
    StoreError
        When the database belongs to something else.
    """
    newest, revisions = versions(scripts)
    with reading(engine, place) as connection:
        found = _revision(connection, place)
    if found is not None and found not in revisions:
        return (
            f"the review library {place} was made by a newer version of the workbench (its version is {found}, this one knows {newest}); "
            "it can be read but not changed."
        )
    if found == newest:
        return None
    from alembic import command

    config = configuration(scripts)
    with writing(engine, place) as connection:
        found = _revision(connection, place)  # somebody may have been faster
        if found == newest:
            return None
        if found is not None and place.file is not None:
            copy_file(place.file, place.file.with_name(f"{place.file.name}.backup-{found}"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return None


def _revision(connection: Connection, place: Address) -> str | None:
    names = set(inspect(connection).get_table_names())
    if VERSION_TABLE in names:
        return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 (a constant)
    strange = names if place.file is not None else names & set(METADATA.tables)
    if strange:
        some = ", ".join(sorted(strange)[:3])
        raise StoreError(f"{place} is a database of something else (it has {some}).", todo="choose another place for the review library.")
    return None


def copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite file while it is in use; the copy appears whole or not at all, readable by its owner only.

    Parameters
    ----------
    source, target : Path
        From where, to where; an older copy is replaced.
    """
    with appearing(target) as partial:
        copy_pages(source, partial)


def copy_pages(source: Path, target: Path) -> None:
    """One moment of an SQLite file that may be in use, into a file that nobody else knows yet; it stands alone, without side files."""
    origin, copy = sqlite3.connect(source, timeout=WAIT_SECONDS), sqlite3.connect(target)
    try:
        origin.backup(copy)
    finally:
        copy.close()
        origin.close()
    alone(target)


def alone(file: Path) -> None:
    """Make an SQLite file stand alone, without side files, and wait until it is on the disk."""
    connection = sqlite3.connect(file)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()
    with file.open("rb+") as written:
        os.fsync(written.fileno())


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A file to fill that takes its place only when it is complete and on the disk; only its owner may read it.

    Parameters
    ----------
    target : Path
        Its place; an older file there is replaced.

    Yields
    ------
    Path
        The file to fill; empty.
    """
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    os.close(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600))
    try:
        yield partial
        with partial.open("rb+") as written:
            os.fsync(written.fileno())
        partial.replace(target)
        keep_name(target.parent)
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            partial.with_name(partial.name + end).unlink(missing_ok=True)


def keep_name(folder: Path) -> None:
    """Wait until the names of a folder are on the disk, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
