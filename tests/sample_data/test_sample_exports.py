"""The sample exports, read as a person's own export would be, give what the truth says they hold."""

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from workbench import importers
from workbench.analysis import accuracy, velocity
from workbench.tables import TABLES, NotEnoughEvidence

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))["exports"]


@pytest.fixture(scope="module")
def jira() -> importers.Imported:
    return importers.read(FOLDER / "exports" / "jira_sample.csv")


@pytest.fixture(scope="module")
def spanish() -> importers.Imported:
    return importers.read(FOLDER / "exports" / "jira_sample_es.csv")


def rows_of(name: str) -> list[list[str]]:
    path = FOLDER / "exports" / name
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # Jira writes a mark before the header
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_the_jira_export_has_what_makes_such_exports_hard() -> None:
    head, *rows = rows_of("jira_sample.csv")
    assert all(len(row) == len(head) for row in rows)
    for repeated in ("Sprint", "Labels", "Log Work"):
        assert head.count(repeated) >= 2, repeated
    at = {name: i for i, name in enumerate(head)}
    epics = [row for row in rows if row[at["Issue Type"]] == "Epic"]
    assert len(epics) == TRUTH["jira_sample"]["epics"]
    assert all(row[at["Σ Time Spent"]] and not row[at["Time Spent"]] for row in epics)
    sums = sum(int(row[at["Σ Time Spent"]]) for row in epics) / 3600
    assert sums == pytest.approx(TRUTH["jira_sample"]["booked_hours"])  # the epics repeat what stands below them
    assert any("\n" in row[at["Description"]] for row in rows)
    assert any(row.count("") < len(row) and row[at["Resolution"]] == "Won't Do" for row in rows)


def test_jira_issues_arrive_whole(jira: importers.Imported) -> None:
    truth, tasks = TRUTH["jira_sample"], jira.tables.tasks
    assert jira.checked.problems.empty
    assert jira.tables.projects["project_id"].tolist() == ["VOU"]
    assert len(tasks) == truth["issues"]
    assert int(tasks["is_rollup"].sum()) == truth["epics"]
    leaves = tasks[~tasks["is_rollup"].astype(bool)]
    assert leaves["status_class"].value_counts().to_dict() == {"done": truth["done"], "cancelled": truth["not_done_in_the_end"]}
    assert jira.tables.worklogs["hours"].sum() == pytest.approx(truth["booked_hours"])
    assert len(jira.tables.sprints) == truth["sprints"]


def test_jira_accuracy(jira: importers.Imported) -> None:
    truth, found = TRUTH["jira_sample"], accuracy.summary(jira.tables.tasks)
    assert not isinstance(found, NotEnoughEvidence)
    assert (found.n, found.unit) == (truth["estimated_and_done"], "hours")
    assert found.estimate == pytest.approx(truth["estimate_hours"])
    assert found.actual == pytest.approx(truth["actual_hours"])
    assert 1.1 < found.total_ratio < 1.5


def test_jira_sprints_complete_what_was_done(jira: importers.Imported) -> None:
    sprints = velocity.sprints(jira.tables)
    assert sprints["completed"].sum() == pytest.approx(TRUTH["jira_sample"]["estimate_hours"])


def test_spanish_headers_statuses_and_months_are_understood(spanish: importers.Imported) -> None:
    truth, tasks = TRUTH["jira_sample_es"], spanish.tables.tasks
    assert spanish.checked.problems.empty
    assert len(tasks) == truth["issues"]
    assert set(tasks["status_class"]) == {"done", "doing", "todo"}
    done = tasks[tasks["status_class"].eq("done")]
    assert len(done) == truth["done_with_both_times"]
    assert done["estimate"].sum() == pytest.approx(truth["estimate_hours"])
    assert done["actual"].sum() == pytest.approx(truth["actual_hours"])
    assert done["finished_on"].dt.year.eq(2025).all()
    assert tasks["created_on"].notna().all()


def test_the_backlog_is_ready_to_be_estimated() -> None:
    tasks = importers.read(FOLDER / "backlog.csv").tables.tasks
    assert len(tasks) == TRUTH["backlog"]["tasks"] == 40
    assert set(tasks["project_id"]) == {"NEXT"}
    assert set(tasks["estimate_unit"]) == {"hours"}
    assert tasks["estimate"].sum() == TRUTH["backlog"]["estimate_hours"]
    assert tasks[["title", "kind", "component"]].notna().all().all()
    assert tasks["title"].is_unique


@pytest.mark.parametrize("table", list(TABLES))
def test_canonical_files_are_recognised(table: str) -> None:
    path = next(p for p in (FOLDER / f"{table}.csv", FOLDER / f"{table}.csv.gz") if p.exists())
    found = importers.read(path, profile="canonical")
    assert found.checked.problems.empty
    assert len(found.tables[table]) == len(pd.read_csv(path))
