"""Actions that Jira imports, and calibrated estimates by task key."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from workbench import loop, store
from workbench.forecast import EffortForecast
from workbench.tables import Tables, check


def test_open_actions_for_jira(tmp_path: Path) -> None:
    actions = pd.DataFrame(
        {
            "project_id": "PAY",
            "action_id": ["A-1", "A-2", "A-3"],
            "lesson_id": ["L-1", None, None],
            "text": ["=cmd()\nsplit support tasks", "Book rooms", "Old one"],
            "owner": ["Zebediah", "Zebediah", None],
            "due_on": ["2026-09-01", None, None],
            "status": ["open", None, "done"],
            "measure": ["ratio:kind=support", None, None],
            "direction": ["down", None, None],
        }
    )
    lessons = pd.DataFrame({"project_id": ["PAY"], "lesson_id": ["L-1"], "text": ["Support grew"], "column": ["to change"]})
    projects = pd.DataFrame({"project_id": ["PAY"]})
    checked = check({"projects": projects, "lessons": lessons, "actions": actions}).accepted
    target = tmp_path / "actions.csv"
    with store.open(tmp_path / "library.db") as library:
        library.write(Tables(dict(checked)), source="test")
        assert loop.actions_for_jira(library, target) == 2
    rows = list(csv.DictReader(target.open(encoding="utf-8-sig", newline="")))
    assert [r["Summary"] for r in rows] == ["'=cmd() split support tasks", "Book rooms"]
    assert rows[0]["Due Date"] == "2026-09-01"
    assert rows[0]["External ID"] == "PAY/A-1"
    assert "Lesson: Support grew" in rows[0]["Description"]
    assert "Zebediah" not in target.read_text(encoding="utf-8-sig")


def test_estimates_by_task_key(tmp_path: Path) -> None:
    tasks = pd.DataFrame({"task_id": ["N-1"], "title": ["=x"], "kind": ["bug"], "estimate": [4.0], "p50": [4.51234], "p80": [7.0]})
    effort = EffortForecast(1, "hours", "points", 4.0, 200, tasks, pd.DataFrame({"reason": [], "n": []}), np.linspace(1, 9, 999))
    assert loop.calibrated_estimates(effort, tmp_path / "new.csv") == 1
    (row,) = csv.DictReader((tmp_path / "new.csv").open(encoding="utf-8-sig", newline=""))
    assert row == {"task_id": "N-1", "estimate": "4.0", "p50": "4.512", "p80": "7.0", "unit": "hours", "estimate_unit": "points"}


def test_a_second_export_updates_doubles_nothing_and_counts_what_moved(tmp_path: Path) -> None:
    head = "Issue key,Issue Type,Summary,Status,Created,Resolved\n"
    first, second = tmp_path / "monday.csv", tmp_path / "friday.csv"
    first.write_text(
        head + "P-1,Task,a,To Do,2026-01-05,\nP-2,Task,b,To Do,2026-01-05,\nP-3,Task,c,Done,2026-01-05,2026-01-06\n"
        "P-5,Task,e,Done,2026-01-05,2026-01-06\n"
    )
    second.write_text(
        head + "P-1,Task,a,Done,2026-01-05,2026-01-09\nP-2,Task,b,To Do,2026-01-05,\nP-4,Task,d,To Do,2026-01-08,\n"
        "P-5,Task,e,In Progress,2026-01-05,\n"
    )
    with store.open(tmp_path / "library.db") as library:
        assert loop.import_file(library, loop.check_file(first)).status_changes.empty
        brought = loop.import_file(library, loop.check_file(second))
        tasks = library.read("P", only=["tasks"]).tasks.set_index("task_id")
        again = loop.import_file(library, loop.check_file(second))
    told = {(c["from_status"], c["to_status"], c["n"]) for c in brought.status_changes.to_dict("records")}
    assert told == {("To Do", "Done", 1), ("Done", "In Progress", 1)}
    assert brought.gone == 1
    assert sorted(tasks.index) == ["P-1", "P-2", "P-3", "P-4", "P-5"]
    assert str(tasks.loc["P-1", "finished_on"].date()) == "2026-01-09"
    assert tasks.loc["P-5", ["status_class", "finished_on"]].fillna("void").tolist() == ["doing", "void"]  # reopened
    assert again.status_changes.empty
