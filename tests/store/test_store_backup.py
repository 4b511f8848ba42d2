"""Backups: made while in use, checked, restored into either database; nothing is replaced without a word."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from store_filled import fill

from workbench import store
from workbench.store.backup import dump
from workbench.store.contents import as_note, contents
from workbench.tables import StoreError, Tables

LATER = datetime(2026, 8, 4, 7)


def held(library: store.Library) -> dict:
    with library._reading() as connection:
        return as_note(contents(connection))


def destroy(file: Path) -> None:
    for side in file.parent.glob(f"{file.name}*"):
        side.unlink()


@pytest.mark.parametrize("damage", ["gone", "cut", "overwritten"])
def test_the_drill(tmp_path: Path, clock, damage: str) -> None:
    file = tmp_path / "reviews.db"
    with store.open(file, clock=clock) as library:
        fill(library, "ana")
        before, tables = held(library), library.read()
        backup = library.backup(tmp_path / "reviews.backup")
        library.write(Tables({"projects": pd.DataFrame({"project_id": ["after the backup"]})}), source="x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["reviews.backup", "reviews.db"]
    assert str(store.verify_backup(backup)).endswith("It holds what it held on 03 Aug 2026 at 09:30.")
    if damage == "gone":
        destroy(file)
    else:
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2] if damage == "cut" else os.urandom(len(whole)))
        with pytest.raises(StoreError, match=r"is there already, and is damaged.*--replace"):
            store.restore(backup, file)
    done = store.restore(backup, file, replace=damage != "gone", clock=lambda: LATER)
    assert done.kept == (None if damage == "gone" else tmp_path / "reviews.db.before-restore-20260804-070000")
    with store.open(file) as library:
        assert library.verify().sound
        assert held(library) == before
        after = library.read()
        for name in tables:
            pd.testing.assert_frame_equal(after[name], tables[name])
        assert library.save_review({"project_id": "P", "reviewed_on": "2026-09-30"}, version=None) == 1
    assert file.stat().st_mode & 0o077 == 0
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".restore")]


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("trigger", "CREATE TRIGGER quietly AFTER INSERT ON tasks BEGIN UPDATE tasks SET actual = 1; END"),
        ("view", "CREATE VIEW quietly AS SELECT 1"),
    ],
)
def test_what_the_workbench_did_not_put_into_a_file_is_told_and_not_restored(tmp_path: Path, clock, kind: str, made: str) -> None:
    file = tmp_path / "theirs.db"
    with store.open(file, clock=clock) as library:
        fill(library, "ana")
        backup = library.backup(tmp_path / "theirs.backup")
        assert library.verify().sound
    for place in (file, backup):
        with closing(sqlite3.connect(place)) as connection, connection:
            connection.execute(made)
    with store.open(file) as library:
        assert f"it holds a {kind} that is not the workbench's, 'quietly'" in str(library.verify())
    assert not store.verify_backup(backup).sound
    with pytest.raises(StoreError, match=f"holds a {kind}"):
        store.restore(backup, tmp_path / "ours.db")
    assert not (tmp_path / "ours.db").exists()


def test_two_restores_within_a_second_keep_both(tmp_path: Path, clock) -> None:
    file = tmp_path / "reviews.db"
    with store.open(file, clock=clock) as library:
        fill(library, "ana")
        backup = library.backup(tmp_path / "reviews.backup")
    done = [store.restore(backup, file, replace=True, clock=lambda: LATER).kept for _ in range(3)]
    assert [p.name.rpartition("-")[2] for p in done if p] == ["070000", "2", "3"]
    assert all(store.verify_backup(p).sound for p in done if p)


def test_a_library_that_holds_something_is_replaced_only_on_a_word_and_kept(library: store.Library, url: str, tmp_path: Path) -> None:
    fill(library, "ana")
    before = held(library)
    backup = library.backup(tmp_path / "reviews.backup")
    library.write(Tables({"projects": pd.DataFrame({"project_id": ["newer"]})}), source="x")
    newer = held(library)
    with pytest.raises(StoreError, match="holds something"):
        store.restore(backup, url)
    assert held(library) == newer
    done = store.restore(backup, url, replace=True, clock=lambda: LATER)
    assert held(library) == before, "an open library sees what was restored"
    assert done.kept is not None
    again = store.restore(done.kept, tmp_path / "kept.db")
    assert as_note(again.rows) == newer
    assert library.start_run("t", "P", {}, "k") == 2, "numbers go on after those that were restored"


@pytest.mark.slow
def test_a_library_moves_between_the_databases(postgres_url: str, file_library: store.Library, tmp_path: Path, clock) -> None:
    fill(file_library, "ana")
    there = store.restore(file_library.backup(tmp_path / "there.backup"), postgres_url)
    assert as_note(there.rows) == held(file_library)
    with store.open(postgres_url, clock=clock) as library:
        back = store.restore(library.backup(tmp_path / "back.backup"), tmp_path / "back.db")
    assert as_note(back.rows) == held(file_library)


@pytest.mark.slow
def test_a_backup_that_was_changed_or_damaged_is_seen_and_never_restored(file_library: store.Library, tmp_path: Path) -> None:
    fill(file_library, "ana")
    backup = file_library.backup(tmp_path / "a.backup")
    whole = backup.read_bytes()
    with sqlite3.connect(backup) as connection:
        connection.execute("UPDATE tasks SET actual = 99")
    connection.close()
    assert "tasks held 1 rows and is not the same any more" in str(store.verify_backup(backup))
    (tmp_path / "cut.backup").write_bytes(whole[:-4096])
    (tmp_path / "mess.backup").write_bytes(whole[:100] + os.urandom(4096) + whole[4196:])
    for bad in ("a.backup", "cut.backup", "mess.backup"):
        assert not store.verify_backup(tmp_path / bad).sound
        with pytest.raises(StoreError, match=r"is damaged.*use another backup"):
            store.restore(tmp_path / bad, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()
    with pytest.raises(StoreError, match="there is no backup"):
        store.verify_backup(tmp_path / "none")


def test_a_backup_never_takes_the_place_of_another_library(file_library: store.Library, tmp_path: Path) -> None:
    store.open(tmp_path / "other.db").close()
    first = file_library.backup(tmp_path / "a.backup")
    with store.open(shutil.copy(first, tmp_path / "used.db")) as used:  # a copy that became a library
        used.write(Tables({"projects": pd.DataFrame({"project_id": ["P"]})}), source="x")
    for taken in ("other.db", "used.db"):
        with pytest.raises(StoreError, match="is a library, and no backup"):
            file_library.backup(tmp_path / taken)


def test_a_missing_library_is_missed_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no review library"):
        store.open(tmp_path / "wrong.db", create=False)
    assert not list(tmp_path.iterdir())


def test_what_would_not_be_copied_is_refused(file_library: store.Library, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "reviews.db") as connection:
        connection.execute("ALTER TABLE tasks ADD COLUMN mood TEXT")
    connection.close()
    with file_library._reading() as origin, pytest.raises(StoreError, match="tasks is not as the workbench made it; nothing was kept"):
        dump(origin, tmp_path / "copy.db")


def test_rows_copied_and_rows_read_back_have_the_same_fingerprint(file_library: store.Library, tmp_path: Path) -> None:
    fill(file_library, "ana")
    file_library.write(
        Tables({"projects": pd.DataFrame({"project_id": ["Ü", "=1+1", "a\nb"], "budget": [-0.0, 1e-300, 0.1 + 0.2]})}), source="x"
    )
    with file_library._reading() as origin:
        assert as_note(dump(origin, tmp_path / "copy.db")) == as_note(contents(origin))
    with sqlite3.connect(tmp_path / "copy.db") as connection:
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
