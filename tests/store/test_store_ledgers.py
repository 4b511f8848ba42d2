from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from workbench import store
from workbench.tables import SchemaError, StoreError, check

RAW = pd.DataFrame(
    {
        "project_id": ["P", "P", "P"],
        "task_id": ["1", "2", "2"],
        "estimate": ["8", "-3", "5"],
        "Custom (field)": ["x", 'O\'Neil; "y"\x00', None],
    },
    index=[2, 3, 4],
)


def test_quarantined_rows_are_kept_as_they_arrived(library: store.Library) -> None:
    checked = check({"tasks": RAW})
    entry = store.ImportEntry.of(checked, source="jira.csv", profile="jira-csv", details={"lines": np.int64(3)})
    written = library.write(checked.accepted, source="jira.csv", entry=entry)
    ledger = library.imports()
    assert ledger.drop(columns="at").to_dict("records") == [
        {
            "import_id": written.import_id,
            "source": "jira.csv",
            "profile": "jira-csv",
            "project_ids": ("P",),
            "read": 3,
            "accepted": 1,
            "quarantined": 2,
            "details": {"lines": 3},
        }
    ]
    assert ledger["at"].tolist() == [pd.Timestamp("2026-08-03 09:30")]
    apart = library.quarantine(written.import_id)
    assert apart[["table", "row"]].to_numpy().tolist() == [["tasks", "3"], ["tasks", "4"]]
    assert apart["values"].tolist() == [
        {"project_id": "P", "task_id": "2", "estimate": "-3", "Custom (field)": 'O\'Neil; "y"\x00'},
        {"project_id": "P", "task_id": "2", "estimate": "5"},
    ]
    assert apart["reason"].str.contains("expected a number of 0 or more")[0]


def test_imports_can_be_listed_per_project(library: store.Library) -> None:
    first = library.record_import(store.ImportEntry("a.csv", project_ids=("P", "Q"), read=2, accepted=2))
    second = library.record_import(store.ImportEntry("b.csv", project_ids=("Q",), quarantine={"tasks": RAW}))
    assert library.imports("P")["import_id"].tolist() == [first]
    assert library.imports("Q")["import_id"].tolist() == [first, second]
    assert library.imports("nobody").empty
    assert library.quarantine(first).empty
    assert len(library.quarantine()) == 3


def test_quarantine_keeps_values_of_any_type(library: store.Library) -> None:
    odd = pd.DataFrame({"a": [pd.Timestamp("2026-02-02"), float("inf"), "\ud800", np.int64(3), pd.NA], "reason": "odd"})
    number = library.record_import(store.ImportEntry("odd.xlsx", quarantine={"tasks": odd}))
    assert library.quarantine(number)["values"].tolist() == [{"a": "2026-02-02 00:00:00"}, {"a": "inf"}, {"a": "\ud800"}, {"a": 3}, {}]


def test_the_ledger_refuses_no_detail(library: store.Library) -> None:
    details = {"n": np.float64("nan"), "at": pd.Timestamp("2026-02-02"), "units": ("hours", {"x": np.int64(2)}), 7: pd.NA, "file": object}
    library.record_import(store.ImportEntry("odd.xlsx", details=details))
    kept = library.imports()["details"][0]
    assert kept == {"n": None, "at": "2026-02-02 00:00:00", "units": ["hours", {"x": 2}], "7": None, "file": str(object)}


def test_a_run_is_written_down_from_queue_to_end(library: store.Library, clock) -> None:
    queued = library.queue_run("accuracy", "P", {"last_days": 90}, "k1")
    clock.now = datetime(2026, 8, 3, 9, 31)
    assert library.start_run("accuracy", "P", {"last_days": 90}, "k1") == queued
    clock.now = datetime(2026, 8, 3, 9, 31, 12, 500000)
    library.finish_run(queued, status="failed", reason="KeyError: 'x'", cell=7)
    again = library.start_run("accuracy", "P", {"last_days": 90}, "k1")
    library.finish_run(again, status="done", output="P/accuracy.html", seconds=3.25)
    other = library.start_run("portfolio", None, {}, "k2")
    runs = library.runs().set_index("run_id")
    assert runs["status"].to_dict() == {queued: "failed", again: "done", other: "running"}
    assert runs["attempts"].tolist() == [1, 2, 1]
    assert runs.loc[queued, ["reason", "cell", "seconds"]].tolist() == ["KeyError: 'x'", 7, 12.5]
    assert runs.loc[queued, "queued_at"] == pd.Timestamp("2026-08-03 09:30")
    assert runs.loc[again, ["output", "seconds", "parameters"]].tolist() == ["P/accuracy.html", 3.25, {"last_days": 90}]
    assert library.runs("P").index.size == 2
    assert library.done_run("k1")["run_id"] == again
    assert library.done_run("k2") is None


def test_a_run_ends_once(library: store.Library) -> None:
    number = library.start_run("accuracy", "P", {}, "k")
    library.finish_run(number, status="done")
    for run_id, status, words in ((number, "failed", "already ended"), (99, "done", "no run 99"), (number, "fine", "cannot end as 'fine'")):
        with pytest.raises(StoreError, match=words):
            library.finish_run(run_id, status=status)
    assert library.runs()["status"].tolist() == ["done"]


def test_calibrations_are_numbered_and_the_latest_is_the_one(library: store.Library) -> None:
    assert library.calibration() is None
    first = library.save_calibration({"n": 120, "quantiles": np.array([0.5, 0.8]), "kinds": {"bug": 1.3}}, label="first")
    second = library.save_calibration({"n": 140, "number": first}, label="second")
    assert library.calibration() == {"n": 140, "number": second}
    assert library.calibration(first) == {"n": 120, "quantiles": [0.5, 0.8], "kinds": {"bug": 1.3}, "number": first}
    assert library.calibration(99) is None
    assert library.calibrations()[["number", "label"]].to_numpy().tolist() == [[first, "first"], [second, "second"]]
    with pytest.raises(SchemaError, match="the calibration cannot be stored"):
        library.save_calibration({"n": float("inf")}, label="wrong")


def test_empty_ledgers_have_their_columns(library: store.Library) -> None:
    assert list(library.imports()) == ["import_id", "at", "source", "profile", "project_ids", "read", "accepted", "quarantined", "details"]
    assert list(library.quarantine()) == ["import_id", "table", "row", "values", "reason"]
    assert str(library.runs()["started_at"].dtype) == "datetime64[us]"
    assert list(library.calibrations()) == ["number", "label", "made_at"]
