"""Real tables outside the project: what must come out of them."""

import csv
from pathlib import Path

import pytest

from workbench import importers, loop, store

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sample files are not here")]


def test_flowpulse_table_of_tasks() -> None:
    got = importers.read(SHARED / "exports/generic/flowpulse_DemoFile.csv")
    tasks = got.tables.tasks
    assert got.report.profile == "generic"
    assert (len(tasks), tasks["estimate"].sum(), int(tasks["status_class"].eq("done").sum())) == (1562, 11761, 1441)
    assert str(tasks["started_on"][0].date()) == "2022-09-19"
    assert any("unit of the estimates" in line for line in got.report.confirm)


def test_sip_raw_rows_are_one_per_task_and_developer() -> None:
    got = importers.read(SHARED / "exports/datasets/sip_tasks_PC2.csv")
    tasks = got.tables.tasks
    assert (len(tasks), round(tasks["estimate"].sum(), 2), round(tasks["actual"].sum(), 2)) == (4126, 19822.45, 21667.39)
    assert set(tasks["project_id"]) == {"PC2"}
    assert got.report.merged == 427
    assert any("cp1252" in line for line in got.report.confirm)


@pytest.mark.parametrize(
    ("name", "read", "apart"),
    [
        ("sip_to_2007", 4984, 2),
        ("cesaw_team_31", 6054, 0),
        ("cesaw_team_57", 12226, 0),
        ("renzo_first_half", 3581, 0),
        ("china", 499, 0),
        ("desharnais", 81, 0),
        ("nasa93", 93, 0),
    ],
)
def test_canonical_files(name: str, read: int, apart: int) -> None:
    got = importers.read(SHARED / f"data/{name}.csv.gz")
    assert got.report.profile == "canonical"
    assert (got.report.read, got.report.quarantined) == (read, apart)
    assert got.report.accepted == len(got.tables.tasks) == read - apart
    assert got.tables.tasks["status_class"].eq("done").all()
    assert any("count as done" in line for line in got.report.assumed)
    assert got.tables.projects["finished_on"].notna().all()


def test_short_spanish_jira_export() -> None:
    got = importers.read(SHARED / "exports/jira/Jira4.csv")
    tasks = got.tables.tasks
    assert got.report.profile == "jira.csv"
    assert (len(tasks), int(tasks["status_class"].eq("done").sum())) == (190, 84)
    assert tasks["finished_on"].isna().all()
    assert any("Resolved" in line for line in got.report.cannot_tell)
    assert str(tasks.set_index("task_id")["created_on"]["TIC-319"]) == "2026-04-11 08:56:00"
    assert set(tasks["project_id"]) == {"TIC"}
    assert "Actualizada" in got.report.unread


def test_jira_cloud_excerpt_counts_time_once() -> None:
    got = importers.read(SHARED / "exports/jira/jira_cloud_en_excerpt.csv")
    tasks = got.tables.tasks.set_index("task_id")
    assert len(tasks) == 9
    assert tasks["estimate"].sum() == 10
    assert set(tasks["estimate_unit"].dropna()) == {"points"}
    assert tasks["actual"].sum() == 2.0
    assert got.tables.worklogs["hours"].tolist() == [2.0]
    assert {"Σ Time Spent", "Updated"} <= set(got.report.unread)
    carried = got.tables.task_sprints.query("task_id == 'TAREA-36'")
    assert carried[["sprint", "done"]].to_numpy().tolist() == [["SCRUM Sprint 1", False], ["SCRUM Sprint 2", True]]


def test_clickup_excerpt() -> None:
    got = importers.read(SHARED / "exports/clickup/clickup_workspace_excerpt.csv")
    tasks = got.tables.tasks.set_index("task_id")
    assert got.report.profile == "clickup.csv"
    assert len(tasks) == 18
    assert int(tasks["status_class"].eq("done").sum()) == 7
    assert round(tasks["actual"].sum() * 3_600_000) == 1569  # milliseconds
    assert tasks.loc["zz0000015", "parent_id"] == "zz0000013"
    assert str(tasks.loc["zz0000001", "created_on"])[:19] == "2025-09-23 07:21:40"
    assert got.report.zone == "UTC"
    assert tasks["finished_on"].isna().all()


def test_plan_of_microsoft_project() -> None:
    got = importers.read(SHARED / "exports/msproject/mpp14timephased2.mspdi.xml")
    tasks = got.tables.tasks
    assert (len(tasks), tasks["estimate"].sum(), tasks["actual"].sum(), tasks["cost"].sum()) == (9, 720, 208, 3148)
    assert int(tasks["status_class"].eq("done").sum()) == 2
    assert got.tables.projects[["budget", "currency"]].to_numpy().tolist() == [[11100.0, "GBP"]]


def test_plan_without_baseline_counts_leaves_once_and_asks() -> None:
    got = importers.read(SHARED / "exports/msproject/sample.xml")
    leaves = got.tables.tasks[~got.tables.tasks["is_rollup"].astype(bool)]
    assert leaves["estimate"].sum() == 500
    assert any("no baseline was saved" in line for line in got.report.confirm)


def test_jira_history_tells_the_completion() -> None:
    got = importers.read(SHARED / "exports/jira/jira_changelog_dev.json")
    tasks = got.tables.tasks.set_index("task_id")
    assert str(tasks.loc["CONTRIB-10", "finished_on"]) == "2018-05-22 20:17:56"
    assert tasks["status_class"].tolist() == ["done", "done"]
    assert got.tables.transitions["to_status"].tolist() == ["CLA On File", "CLA On File"]


def test_cesaw_keeps_the_effort_of_rows_with_impossible_dates() -> None:
    got = importers.read(SHARED / "exports/datasets/cesaw_tasks_p101.csv")
    tasks = got.tables.tasks
    assert got.report.units == {"actual": "hours", "estimate": "hours"}
    assert (got.report.read, got.report.accepted, got.report.quarantined) == (2064, 2064, 0)
    assert (round(tasks["estimate"].sum(), 2), round(tasks["actual"].sum(), 2)) == (2873.08, 2911.20)
    assert int(tasks["status_class"].eq("done").sum()) == 2059
    assert any(line.startswith("10 tasks have a completion date before their start date") for line in got.report.confirm)
    assert any("each is of another person" in line for line in got.report.confirm)
    assert any("month first" in line for line in got.report.assumed)


def test_the_jira_exports_of_the_brief_are_done_as_they_say() -> None:
    english = importers.read(SHARED / "exports/jira/jira_cloud_en_excerpt.csv").tables
    assert (len(english.tasks), english.tasks["estimate"].sum(), english.tasks["actual"].sum() * 3600) == (9, 10, 7200)


def test_leaves_and_baselines_of_microsoft_project() -> None:
    sample = importers.read(SHARED / "exports/msproject/sample.xml").tables.tasks
    leaves = sample[~sample["is_rollup"].astype(bool)]
    assert (len(leaves), leaves["estimate"].sum()) == (16, 500)
    assert sample["estimate"].sum() == 1500 - 500  # without the project itself, which is no task
    numbered = importers.read(SHARED / "exports/msproject/baselines.xml")
    assert numbered.tables.tasks["estimate"].tolist() == [0.0]  # its scheduled work, none of the ten baselines
    assert numbered.tables.tasks["baseline_finish_on"].isna().all()
    assert any("baseline 0 was never saved (others were)" in line for line in numbered.report.confirm)


def test_earned_value_of_a_plan() -> None:
    got = importers.read(SHARED / "exports/msproject/mpp14timephased2.mspdi.xml")
    period = got.tables.periods.iloc[0]
    assert (round(period["earned_value"], 2), period["actual_cost"], str(period["period_end"].date())) == (3216.60, 3148.0, "2011-12-07")
    assert len(got.tables.tasks) == 9
    assert set(got.tables.tasks["project_id"]) == {"mpp14timephased2"}


def test_plan_and_time_log_of_cesaw_agree() -> None:
    folder = SHARED / "exports/datasets"
    got = importers.read(folder / "cesaw_tasks_p101.csv", hours=folder / "cesaw_timelog_p101.csv")
    assert round(got.tables.worklogs["hours"].sum(), 2) == round(got.tables.tasks["actual"].sum(), 2) == 2911.20
    assert len(got.tables.worklogs) + len(got.checked.quarantined["worklogs"]) == 7612
    assert got.checked.quarantined["worklogs"]["hours"].astype(float).sum() == 0  # five bookings of 0 minutes on items not in the plan
    assert any("equal the bookings" in line and "2,911.20 h in the plan" in line for line in got.report.assumed)


def test_sip_estimates_in_one_file_and_dates_in_another() -> None:
    folder = SHARED / "exports/datasets"
    tasks = importers.read(folder / "sip_tasks_PC2.csv", more=folder / "sip_dates_PC2.csv").tables.tasks
    assert (len(tasks), round(tasks["estimate"].sum(), 2), round(tasks["actual"].sum(), 2)) == (4126, 19822.45, 21667.39)
    finished = tasks[tasks["status"].isin(["FINISHED", "COMPLETED"]) & tasks["finished_on"].notna()]
    assert (len(finished), round(finished["estimate"].sum(), 2), round(finished["actual"].sum(), 2)) == (3536, 14335.25, 15869.58)


def test_two_exports_of_one_jira_project(tmp_path: Path) -> None:
    """The real export, after an earlier one made from it: twenty tasks not there yet, some not finished yet."""
    source = SHARED / "exports/jira/Jira4.csv"
    with source.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream)
    status, earlier, moved = header.index("Estado"), [], 0
    for i, row in enumerate(rows[20:]):
        back = row[status] == "Finalizada" and i % 4 == 0
        moved += back
        earlier.append([*row[:status], "En curso", *row[status + 1 :]] if back else row)
    first = tmp_path / "first.csv"
    with first.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([header, *earlier])
    with store.open(tmp_path / "r.db") as library:
        loop.import_file(library, loop.check_file(first))
        brought = loop.import_file(library, loop.check_file(source))
        tasks = library.read("TIC", only=["tasks"]).tasks
    assert brought.status_changes.to_dict("records") == [{"from_status": "En curso", "to_status": "Finalizada", "n": moved}]
    counts = brought.counts.set_index("table").loc["tasks"]
    assert (counts["inserted"], counts["updated"], counts["unchanged"]) == (20, moved, 170 - moved)
    assert (len(tasks), tasks["task_id"].nunique(), int(tasks["status_class"].eq("done").sum()), brought.gone) == (190, 190, 84, 0)
