"""A person can be erased; copies can be made and restored; damage is seen."""

import sqlite3
import stat
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import event
from store_filled import everywhere, fill

from workbench import store
from workbench.store.schema import METADATA
from workbench.tables import TABLES, SchemaError, StoreError, Tables
from workbench.tables.collection import dtype_of

CANARY = "Quetzalcoatl Canary"


def texts(library: store.Library) -> str:
    with library._reading() as connection:
        return "\n".join(str(row) for t in METADATA.sorted_tables for row in connection.execute(t.select()).fetchall())


def test_an_erased_person_is_nowhere_in_the_library(library: store.Library) -> None:
    fill(library, CANARY)
    assert texts(library).count(CANARY) > 10
    erased = library.erase_person(CANARY)
    assert CANARY not in texts(library)
    assert "other" in texts(library)
    columns = {(t, c) for t, c in erased[["table", "column"]].itertuples(index=False)}
    assert columns >= {(t.name, c.name) for t in TABLES.values() for c in t.columns if c.person}
    assert library.quarantine()["reason"].tolist() == ["Assignee is …; expected a number"]
    assert library.calibration()["people"] == {"other": 0.9}
    assert library.review("P")["reviewer"] is None
    assert library.erase_person(CANARY).empty


def test_an_erased_person_is_nowhere_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "reviews.db"
    library = store.open(file)
    # some builds of SQLite overwrite what they delete, others leave it in the file
    event.listen(library._engine, "connect", lambda connection, _: connection.execute("PRAGMA secure_delete=OFF"))
    fill(library, CANARY)
    assert CANARY.encode() in b"".join(p.read_bytes() for p in tmp_path.iterdir())
    library.erase_person(CANARY)
    assert CANARY.encode() not in b"".join(p.read_bytes() for p in tmp_path.iterdir())
    copy = library.backup(tmp_path / "copy.db")
    assert CANARY.encode() not in copy.read_bytes()


def test_erasing_spares_those_whose_name_only_contains_it(library: store.Library) -> None:
    library.write(everywhere("Annabel"), source="x")
    library.record_import(
        store.ImportEntry("x", quarantine={"tasks": pd.DataFrame({"who": ["Annabel"], "reason": ["Annabel is no number"]})})
    )
    assert library.erase_person("Ann").empty
    assert library.quarantine()["reason"].tolist() == ["Annabel is no number"]
    with pytest.raises(SchemaError, match="no name was given"):
        library.erase_person(" ")


def test_a_removed_project_leaves_the_others_and_can_come_again(library: store.Library) -> None:
    wrong = pd.DataFrame({"project_id": ["P", "Q"], "task_id": ["1", "1"], "estimate": [28800.0, 8.0], "estimate_unit": "hours"})
    library.write(Tables({"tasks": wrong}), source="seconds taken for hours")
    library.save_review({"project_id": "P", "reviewed_on": "2026-07-30"}, version=None)
    gone = library.remove_project("P").set_index("table")["rows"].to_dict()
    assert gone == {"projects": 1, "tasks": 1, "estimates": 1, "reviews": 1, "review_versions": 1}
    assert library.projects()["project_id"].tolist() == ["Q"]
    library.write(Tables({"tasks": wrong.assign(estimate=8.0)}), source="right")
    assert library.read("P").tasks["estimate"].tolist() == [8.0]
    assert library.verify().sound


def test_a_copy_of_a_library_in_use_can_be_restored(tmp_path: Path) -> None:
    library = store.open(tmp_path / "reviews.db")
    library.write(everywhere("ana"), source="x")
    with library._reading() as connection:  # somebody is reading; part of the data is still in the side file
        connection.exec_driver_sql("SELECT * FROM tasks").fetchone()
        library.write(Tables({"projects": pd.DataFrame({"project_id": ["late"]})}), source="x")
        copy = library.backup(tmp_path / "copy.db")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []
    before = library.read()
    library.close()
    for side in tmp_path.glob("reviews.db*"):
        side.unlink()
    copy.rename(tmp_path / "reviews.db")
    with store.open(tmp_path / "reviews.db") as restored:
        assert restored.verify().sound
        after = restored.read()
        for name in TABLES:
            pd.testing.assert_frame_equal(after[name], before[name])
            assert {c: str(t) for c, t in after[name].dtypes.items()} == {c.name: dtype_of(c.type) for c in TABLES[name].columns}
        assert "late" in set(after.projects["project_id"])


def test_a_copy_never_lands_on_the_library_or_on_something_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("notes")
    with store.open(tmp_path / "reviews.db") as library:
        library.backup(tmp_path / "copy.db")
        library.backup(tmp_path / "copy.db")  # an older copy is replaced
        for target, words in (
            ("reviews.db", "is the library itself"),
            ("notes.txt", "is not a review library"),
            ("none/copy.db", "cannot be made"),
            (".", "cannot be read|is a folder"),
        ):
            with pytest.raises(StoreError, match=words):
                library.backup(tmp_path / target)
    assert (tmp_path / "notes.txt").read_text() == "notes"


def test_damage_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "reviews.db"
    with store.open(file) as library:
        library.write(everywhere("ana"), source="x")
        assert library.verify().sound
        assert str(library.verify()).startswith("The library is sound: ")
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DELETE FROM projects")
    connection.close()
    with store.open(file) as library:
        found = library.verify()
        assert not found.sound
        assert "belongs to no row of projects" in str(found)


@pytest.mark.slow
def test_both_databases_hold_the_same(file_library: store.Library, postgres_url: str, clock) -> None:
    with store.open(postgres_url, clock=clock) as library:
        for one in (file_library, library):
            fill(one, "ana")
            one.erase_person("ana")
        pd.testing.assert_frame_equal(file_library.projects(), library.projects())
        mine, theirs = file_library.read(), library.read()
        for name in TABLES:
            pd.testing.assert_frame_equal(mine[name], theirs[name])
        for listing in ("imports", "quarantine", "runs", "calibrations"):
            pd.testing.assert_frame_equal(getattr(file_library, listing)(), getattr(library, listing)())
        assert texts(file_library) == texts(library)
