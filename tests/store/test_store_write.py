from pathlib import Path

import pandas as pd
import pytest

from workbench import store
from workbench.tables import TABLES, SchemaError, StoreError, Tables, complete


def counts(written: store.Written, table: str) -> dict[str, int]:
    row = written.counts.set_index("table").loc[table]
    return {word: int(n) for word, n in row.items() if n}


def tasks(**columns: list) -> Tables:
    n = len(next(iter(columns.values())))
    return Tables({"tasks": pd.DataFrame({"project_id": ["P"] * n, "task_id": [str(i) for i in range(n)], **columns})})


def test_a_new_import_updates_instead_of_doubling(library: store.Library) -> None:
    first = library.write(tasks(title=["a", "b", "c"], actual=[1.0, 2.0, None]), source="jira.csv")
    assert counts(first, "tasks") == {"inserted": 3}
    again = library.write(tasks(title=["a", "B", "c", "d"], actual=[1.0, 2.0, 3.0, 4.0]), source="jira.csv")
    assert counts(again, "tasks") == {"inserted": 1, "updated": 2, "unchanged": 1}
    got = library.read("P").tasks
    assert got["title"].tolist() == ["a", "B", "c", "d"]
    assert got["actual"].tolist() == [1.0, 2.0, 3.0, 4.0]


def test_what_is_absent_never_overwrites_what_is_there(library: store.Library) -> None:
    full = {
        "title": ["a"],
        "is_rollup": [False],
        "actual": [3.5],
        "status_class": ["done"],
        "finished_on": pd.to_datetime(["2026-02-06"]),
        "assignee": ["ana"],
    }
    library.write(tasks(**full), source="full")
    sparse = complete(tasks(title=[None]).tasks, TABLES["tasks"])
    written = library.write(Tables({"tasks": sparse}), source="sparse")
    assert counts(written, "tasks") == {"unchanged": 1}
    got = library.read("P").tasks.iloc[0]
    assert {name: got[name] for name in full} == {name: values[0] for name, values in full.items()}


def test_a_column_that_is_not_brought_is_left_alone(library: store.Library) -> None:
    library.write(tasks(title=["a"], cost=[5.0]), source="one")
    library.write(tasks(cost=[6.0]), source="two")
    got = library.read("P").tasks.iloc[0]
    assert (got["title"], got["cost"]) == ("a", 6.0)


def test_projects_that_others_speak_of_get_a_row(library: store.Library) -> None:
    written = library.write(tasks(title=["a"]), source="jira.csv")
    assert counts(written, "projects") == {"inserted": 1}
    library.write(Tables({"projects": pd.DataFrame({"project_id": ["P"], "name": ["Payments"]})}), source="form")
    library.write(tasks(title=["b"]), source="jira.csv")
    assert library.projects()[["project_id", "name"]].to_dict("records") == [{"project_id": "P", "name": "Payments"}]


def test_worklogs_of_a_task_become_exactly_those_that_are_brought(library: store.Library) -> None:
    def logs(*rows: tuple[str, str, float]) -> Tables:
        frame = pd.DataFrame([r[0:] for r in rows], columns=["task_id", "day", "hours"]).assign(project_id="P")
        return Tables({"worklogs": frame.assign(day=pd.to_datetime(frame["day"]))})

    library.write(logs(("1", "2026-02-02", 2.0), ("1", "2026-02-02", 2.0), ("2", "2026-02-02", 1.0)), source="a")
    written = library.write(logs(("1", "2026-02-02", 2.0), ("1", "2026-02-03", 4.0)), source="b")
    assert counts(written, "worklogs") == {"inserted": 1, "unchanged": 1, "removed": 1}
    got = library.read("P").worklogs
    assert list(zip(got["task_id"], got["day"].dt.day, got["hours"], strict=True)) == [("1", 2, 2.0), ("1", 3, 4.0), ("2", 2, 1.0)]


def test_rows_that_break_a_declaration_are_refused_all_together(library: store.Library) -> None:
    bad = tasks(title=["a", "b"], actual=[1.0, -3.0])
    with pytest.raises(SchemaError, match=r"1 values from jira.csv cannot be stored: tasks row 1: Actual is -3; expected a number of 0"):
        library.write(bad, source="jira.csv")
    twice = Tables({"tasks": pd.concat([tasks(title=["a"]).tasks] * 2)})
    with pytest.raises(SchemaError, match="another row has the same project_id and task_id"):
        library.write(twice, source="jira.csv")
    assert library.projects().empty


def test_when_one_table_fails_nothing_is_written(file_library: store.Library) -> None:
    with file_library._writing() as connection:  # the disk, or a colleague's constraint, refuses the second table
        connection.exec_driver_sql("CREATE TRIGGER no BEFORE INSERT ON risks BEGIN SELECT RAISE(ABORT, 'no'); END")
    both = Tables({**tasks(title=["a"], estimate=[8.0]), "risks": pd.DataFrame({"project_id": ["P"], "risk_id": ["R"]})})
    entry = store.ImportEntry("jira.csv", project_ids=("P",), read=2, accepted=2)
    with pytest.raises(StoreError):
        file_library.write(both, source="jira.csv", entry=entry)
    assert file_library.verify().rows["rows"].sum() == 0
    with file_library._writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER no")
    assert file_library.write(both, source="jira.csv", entry=entry).import_id == 1
    assert set(file_library.verify().rows.query("rows > 0")["table"]) == {"projects", "tasks", "estimates", "risks", "imports"}


def test_inputs_stay_as_they_were(library: store.Library) -> None:
    given = tasks(title=["b", "a"], estimate=[8.0, None])
    before = given.tasks.copy(deep=True)
    library.write(given, source="jira.csv")
    library.write(given, source="jira.csv")
    pd.testing.assert_frame_equal(given.tasks, before)


def test_hostile_texts_are_only_texts(library: store.Library) -> None:
    nasty = ["'; DROP TABLE tasks; --", '" OR 1=1 --', "%s %(name)s :name ?", "$1; \\", "<script>alert(1)</script>", "=cmd()", "𝕏\u202e é"]
    frame = pd.DataFrame({"project_id": nasty, "task_id": nasty, "title": nasty})
    library.write(Tables({"tasks": frame}), source=nasty[0])
    for text in nasty:
        got = library.read(text).tasks
        assert got[["project_id", "task_id", "title"]].to_numpy().tolist() == [[text] * 3]
    assert len(library.read().tasks) == len(nasty)


def test_nothing_to_write_is_no_error(library: store.Library) -> None:
    assert library.write(Tables(), source="empty.csv").counts.empty
    assert str(library.write({"tasks": tasks(title=["a"]).tasks.head(0)}, source="empty.csv")) == "From empty.csv: nothing to write."


def test_projects_tell_what_is_known_of_them(library: store.Library) -> None:
    frame = pd.DataFrame(
        {
            "project_id": ["P", "P", "P", "Q"],
            "task_id": ["1", "2", "3", "1"],
            "status_class": ["done", "done", "doing", "todo"],
            "finished_on": pd.to_datetime(["2026-02-02", "2026-02-09", None, None]),
        }
    )
    library.write(Tables({"tasks": frame, "projects": pd.DataFrame({"project_id": ["R"]})}), source="jira.csv")
    library.save_review({"project_id": "Q", "reviewed_on": "2026-07-30"}, version=None)
    library.finish_run(library.start_run("t", "P", {}, "k"), status="done")
    library.finish_run(library.start_run("t", "Q", {}, "k"), status="failed")
    got = library.projects().set_index("project_id")
    assert got[["tasks", "finished"]].to_numpy().tolist() == [[3, 2], [1, 0], [0, 0]]
    assert got["last_finished_on"].tolist() == [pd.Timestamp("2026-02-09"), pd.NaT, pd.NaT]
    assert got["reviewed_on"].tolist() == [pd.NaT, pd.Timestamp("2026-07-30"), pd.NaT]
    assert got["last_report_at"].tolist() == [pd.Timestamp("2026-08-03 09:30"), pd.NaT, pd.NaT]


def test_many_projects_at_once(library: store.Library) -> None:
    ids = [f"P{i:04}" for i in range(700)]
    frame = pd.DataFrame({"project_id": ids, "task_id": "1", "cost": 1.0})
    library.write(Tables({"tasks": frame}), source="jira.csv")
    written = library.write(Tables({"tasks": frame.assign(cost=2.0)}), source="jira.csv")
    assert counts(written, "tasks") == {"updated": 700}
    assert library.read().tasks["cost"].eq(2.0).all()


def test_an_unknown_project_has_empty_tables_and_an_unknown_table_is_an_error(library: store.Library) -> None:
    got = library.read("nobody")
    assert list(got) == list(TABLES)
    assert not sum(len(f) for f in got.values())
    assert list(library.read(only=["tasks"])) == ["tasks"]
    with pytest.raises(SchemaError, match="there is no table 'task'"):
        library.read(only=["task"])


def test_the_fingerprint_tells_what_is_there_not_how_it_came(tmp_path: Path, clock) -> None:
    logs = pd.DataFrame({"project_id": "P", "task_id": ["1", "2"], "day": pd.Timestamp("2026-02-02"), "hours": [3.0, 4.0]})
    with store.open(tmp_path / "one.db") as one, store.open(tmp_path / "two.db") as two:
        one.write(Tables({"worklogs": logs}), source="at once")
        for part in (logs.assign(hours=9.0), logs.tail(1), logs.head(1)):
            two.write(Tables({"worklogs": part}), source="in parts")
        two.start_run("t", "P", {}, "k")
        assert one.fingerprint() == two.fingerprint()
        two.write(Tables({"worklogs": logs.assign(hours=9.0)}), source="x")
        assert one.fingerprint() != two.fingerprint()


def test_a_large_table_is_read_in_parts_like_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = pd.DataFrame({"project_id": "P", "task_id": [str(i) for i in range(6)], "title": ["a", None, "c", "d", None, "f"]})
    tasks["finished_on"] = pd.to_datetime(["2026-02-02", None, "2026-02-04", None, None, None])
    with store.open(tmp_path / "reviews.db") as library:
        library.write(Tables({"tasks": tasks}), source="x")
        whole = library.read()
        for size in (1, 4, 6):
            monkeypatch.setattr("workbench.store.rows._PART", size)
            for name, frame in library.read().items():
                pd.testing.assert_frame_equal(frame, whole[name])
