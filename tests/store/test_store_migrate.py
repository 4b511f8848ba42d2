"""Older libraries are brought up to date, newer ones are only read."""

import hashlib
import shutil
import sqlite3
import stat
from pathlib import Path

import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from workbench import store
from workbench.store.connect import address, engine_for
from workbench.store.migrate import SCRIPTS, bring_up, configuration, versions
from workbench.store.schema import METADATA, VERSION_TABLE
from workbench.tables import StoreError, Tables

GOLDEN = sorted((Path(__file__).parent / "golden").glob("v*.sql"))
SECOND = '''"""A later version, for the test."""
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"
def upgrade() -> None:
    op.add_column("tasks", sa.Column("weather", sa.Text()))
    op.execute("UPDATE tasks SET weather = 'fine'")
'''


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The migrations as a later version of the workbench would have them."""
    folder = tmp_path / "100% later"  # a percent sign is special in Alembic's configuration
    shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "v0002_weather.py").write_text(SECOND)
    return folder


def one_task(title: str = "a") -> Tables:
    return Tables({"tasks": pd.DataFrame({"project_id": ["P"], "task_id": ["1"], "title": [title], "estimate": [8.0]})})


def test_the_versions_are_those_that_alembic_finds(scripts: Path) -> None:
    for folder in (SCRIPTS, scripts):
        known = ScriptDirectory.from_config(configuration(folder))
        assert versions(folder) == (known.get_current_head(), {s.revision for s in known.walk_revisions()})


def test_the_migrations_make_exactly_the_declared_tables(library: store.Library) -> None:
    with library._reading() as connection:
        options = {"compare_type": True, "version_table": VERSION_TABLE}
        difference = compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)
    assert difference == [], "a declaration has changed: add a migration"


def test_migrations_also_make_the_foreign_keys_and_not_nulls(file_library: store.Library, tmp_path: Path) -> None:
    other = engine_for(address(tmp_path / "direct.db"))
    METADATA.create_all(other)

    def shape(connection) -> dict:
        names = [
            r[0] for r in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        ]
        pragmas = ("table_info", "foreign_key_list", "index_list")
        return {
            n: [sorted(tuple(map(str, r))[1:] for r in connection.exec_driver_sql(f"PRAGMA {p}({n})")) for p in pragmas]
            for n in names
            if n != VERSION_TABLE
        }

    with file_library._reading() as made, other.connect() as declared:
        assert shape(made) == shape(declared)


def test_an_older_library_is_copied_then_brought_up_to_date(tmp_path: Path, scripts: Path) -> None:
    file = tmp_path / "reviews.db"
    with store.open(file) as library:
        library.write(one_task(), source="old")
    place = address(file)
    assert bring_up(engine_for(place), place, scripts=scripts) is None
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT title, weather FROM tasks").fetchall() == [("a", "fine")]
    copy = tmp_path / "reviews.db.backup-0001"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with store.open(copy) as library:
        assert library.read().tasks["title"].tolist() == ["a"]
        assert not library.read_only


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, scripts: Path) -> None:
    file = tmp_path / "reviews.db"
    with store.open(file) as library:
        library.write(one_task(), source="old")
    (scripts / "versions" / "v0002_weather.py").write_text(SECOND.replace("SET weather", "SET whether"))
    place = address(file)
    with pytest.raises(StoreError):
        bring_up(engine_for(place), place, scripts=scripts)
    with store.open(file) as library:
        assert not library.read_only
        assert library.verify().sound
        assert library.read().tasks["title"].tolist() == ["a"]
        with library._reading() as connection:
            assert "weather" not in [r[1] for r in connection.exec_driver_sql("PRAGMA table_info(tasks)")]


def test_a_newer_library_is_read_but_not_changed(url: str, scripts: Path) -> None:
    place = address(url)
    bring_up(engine_for(place), place, scripts=scripts)
    engine = engine_for(place)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO projects (project_id) VALUES ('P')")
        connection.exec_driver_sql("INSERT INTO tasks (project_id, task_id, title, weather) VALUES ('P', '1', 'a', 'rain')")
    with store.open(url) as library:
        assert library.read_only
        assert repr(library).endswith("read only)")
        assert library.read().tasks["title"].tolist() == ["a"]
        assert library.projects()["tasks"].tolist() == [1]
        changes = (
            lambda: library.write(one_task("b"), source="x"),
            lambda: library.save_review({"project_id": "P", "reviewed_on": "2026-01-01"}, version=None),
            lambda: library.record_import(store.ImportEntry("x")),
            lambda: library.save_calibration({}, label="x"),
            lambda: library.start_run("t", "P", {}, "k"),
            lambda: library.erase_person("ana"),
        )
        for change in changes:
            with pytest.raises(
                StoreError, match=r"made by a newer version .* \(its version is 0002, this one knows 0001\).*update the workbench"
            ):
                change()
        assert library.verify().rows.set_index("table")["rows"].sum() == 2


def test_opening_a_current_library_changes_no_byte(tmp_path: Path) -> None:
    file = tmp_path / "reviews.db"
    with store.open(file) as library:
        library.write(one_task(), source="x")
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    with store.open(file) as library:
        library.read()
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before
    assert [p.name for p in tmp_path.iterdir() if "backup" in p.name] == []


@pytest.mark.parametrize("dump", GOLDEN, ids=lambda p: p.stem)
def test_libraries_of_every_version_open_with_all_they_hold(tmp_path: Path, dump: Path) -> None:
    file = tmp_path / "reviews.db"
    with sqlite3.connect(file) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    connection.close()
    with store.open(file) as library:
        assert not library.read_only
        everything = library.read()
        assert everything.projects["name"].tolist() == ["Payments 2"]
        assert everything.tasks[["task_id", "title", "estimate"]].to_numpy().tolist() == [["PAY-2-17", "O'Neil's \"card\" screen", 8.0]]
        assert everything.tasks["is_rollup"].tolist() == [False]
        assert everything.tasks["finished_on"].tolist() == [pd.Timestamp("2026-02-06 16:45")]
        assert everything.estimates["mid"].tolist() == [8.0, 13.0]
        assert everything.worklogs["hours"].tolist() == [3.5, 3.5]
        assert library.review("PAY-2")["facts"] == {"biggest surprise": "tax rules"}
        assert library.calibration() == {"n": 120, "number": 1}
        assert library.runs()["status"].tolist() == ["done"]
        assert library.quarantine()["values"].tolist() == [{"project_id": "PAY-2", "estimate": "-3"}]
        assert library.write(Tables({"tasks": everything.tasks.assign(actual=11.0)}), source="now").counts["updated"].sum() == 1


def test_there_is_a_golden_library_of_the_newest_version() -> None:
    newest = sorted(p.name.split("_")[0] for p in (SCRIPTS / "versions").glob("v*.py"))[-1]
    assert newest in [p.stem for p in GOLDEN], "dump a library of the new version into tests/store/golden"
