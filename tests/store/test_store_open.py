import multiprocessing
import os
import sqlite3
import stat
import traceback
from pathlib import Path

import pandas as pd
import pytest

from workbench import store
from workbench.tables import StoreError

SECRET = "hunter2"  # noqa: S105
PROJECT = {"projects": pd.DataFrame({"project_id": ["P"]})}


def test_a_new_file_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    old = os.umask(0o000)
    try:
        with store.open(tmp_path / "a.db") as library:
            library.write(PROJECT, source="form")
            with sqlite3.connect(tmp_path / "a.db"):
                modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    finally:
        os.umask(old)
    assert set(modes.values()) == {0o600}, modes


def test_file_uses_wal_and_full_sync(tmp_path: Path) -> None:
    with store.open(tmp_path / "a.db") as library, library._reading() as connection:
        pragmas = {p: connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "synchronous", "foreign_keys")}
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_without_an_address_the_environment_says_it_then_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WORKBENCH_STORE", raising=False)
    store.open().write(PROJECT, source="form")
    assert (tmp_path / "workbench.db").is_file()
    monkeypatch.setenv("WORKBENCH_STORE", f"sqlite:///{tmp_path / 'other.db'}")
    store.open().write(PROJECT, source="form")
    assert (tmp_path / "other.db").is_file()


def test_a_library_stays_where_it_is_when_the_program_changes_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path / "a")
    library = store.open("here.db")
    library.write(PROJECT, source="form")
    monkeypatch.chdir(tmp_path)
    assert library.projects()["project_id"].tolist() == ["P"]
    assert str(library.url) == f"sqlite:///{tmp_path / 'a' / 'here.db'}"


def test_what_cannot_be_a_library_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("meeting notes, not a database")
    foreign = sqlite3.connect(tmp_path / "browser.db")
    foreign.execute("CREATE TABLE bookmarks (url TEXT)")
    foreign.close()
    for address, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "none" / "a.db", "does not exist"),
        (tmp_path / "notes.db", "is not a review library"),
        (tmp_path / "browser.db", "database of something else"),
        ("sqlite://", "needs a file"),
        (":memory:", "needs a file"),
        ("mysql://localhost/reviews", "cannot be kept in 'mysql'"),
        ("://", "cannot be read"),
    ):
        with pytest.raises(StoreError, match=words):
            store.open(address)
    assert (tmp_path / "notes.db").read_text() == "meeting notes, not a database"
    with sqlite3.connect(tmp_path / "browser.db") as connection:
        assert [r[0] for r in connection.execute("SELECT name FROM sqlite_master")] == ["bookmarks"]


def test_a_damaged_file_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    with store.open(file) as library:
        library.write(PROJECT, source="form")
    data = bytearray(file.read_bytes())
    data[100 : len(data) // 2] = os.urandom(len(data) // 2 - 100)
    file.write_bytes(data)
    with pytest.raises(StoreError, match=r"review library .* (is damaged|could not)"):
        store.open(file).projects()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_else_is_refused_in_words(tmp_path: Path) -> None:
    store.open(tmp_path / "a.db").close()
    (tmp_path / "a.db").chmod(0o000)
    with pytest.raises(StoreError, match="cannot be read"):
        store.open(tmp_path / "a.db")


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://ana:{SECRET}@127.0.0.1:1/reviews",
        f"postgresql+psycopg://ana:{SECRET}@127.0.0.1:1/reviews",
        f"postgresql://ana:{SECRET}@127.0.0.1:port/reviews",
        f"postgresql://ana:x@{SECRET}@127.0.0.1:1/reviews",
        f"postgresql://127.0.0.1:1/reviews?password={SECRET}",
        f"oracle://ana:{SECRET}@127.0.0.1/reviews",
    ],
)
def test_no_error_shows_a_password(address: str) -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with pytest.raises(StoreError) as caught:
        store.open(address)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_no_name_shows_a_password(postgres_url: str) -> None:
    address = f"{postgres_url}&password={SECRET}" if "?" in postgres_url else f"{postgres_url}?password={SECRET}"
    with store.open(address) as library:
        assert SECRET not in repr(library) + str(library)


def test_postgres_database_of_something_else_is_refused(postgres_url: str) -> None:
    import sqlalchemy as sa

    with sa.create_engine(postgres_url, poolclass=sa.pool.NullPool).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE projects (id int)")
    with pytest.raises(StoreError, match="database of something else"):
        store.open(postgres_url)


def _write_in_child(library: store.Library, name: str) -> None:
    library.write({"projects": pd.DataFrame({"project_id": [name]})}, source="child")


def test_an_open_library_works_in_forked_children(library: store.Library) -> None:
    library.projects()
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=_write_in_child, args=(library, f"C{i}")) for i in range(2)]
    for child in children:
        child.start()
    library.write(PROJECT, source="parent")
    for child in children:
        child.join(60)
    assert [c.exitcode for c in children] == [0, 0]
    assert library.projects()["project_id"].tolist() == ["C0", "C1", "P"]
