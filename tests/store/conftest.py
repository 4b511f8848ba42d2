"""Libraries to test on: an SQLite file, and a real PostgreSQL server where one can be had."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from workbench import store


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 8, 3, 9, 30)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def key_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Erasures in tests never touch the key in somebody's home folder."""
    monkeypatch.setenv("WORKBENCH_KEY", str(tmp_path_factory.mktemp("key") / "erasure.key"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


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
