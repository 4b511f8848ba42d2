"""The sample files: made anew byte by byte, accepted by the ground's check, of the promised size, at peace with each other."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from workbench.tables import TABLES, Checked, check

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
MADE = sorted(
    p.relative_to(FOLDER).as_posix()
    for p in FOLDER.rglob("*")
    if p.is_file() and p.suffix in (".csv", ".gz", ".json", ".xlsx", ".xml")
)  # fmt: skip


def path_of(table: str) -> Path:
    plain = FOLDER / f"{table}.csv"
    return plain if plain.exists() else FOLDER / f"{table}.csv.gz"


@pytest.fixture(scope="module")
def truth() -> dict:
    return json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def checked(truth: dict) -> Checked:
    raw = {name: pd.read_csv(path_of(name), dtype=str, keep_default_na=False) for name in TABLES}
    return check(raw, as_of=pd.Timestamp(truth["as_of"]))


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("again")
    subprocess.run([sys.executable, str(FOLDER / "generate.py"), "--out", str(out)], check=True, timeout=120)
    return out


def content(path: Path) -> bytes:
    """The bytes of a file, unpacked: zlib versions may pack the same bytes differently. Of a workbook, the cells of every sheet."""
    data = path.read_bytes()
    if path.suffix == ".xlsx":
        return repr([(s.title, list(s.values)) for s in load_workbook(path)]).encode()
    return gzip.decompress(data) if path.suffix == ".gz" else data


@pytest.mark.parametrize("name", MADE)
def test_a_second_run_writes_the_same_bytes(again: Path, name: str) -> None:
    assert content(again / name) == content(FOLDER / name)


def test_a_second_run_writes_the_same_files(again: Path) -> None:
    made = sorted(p.relative_to(again).as_posix() for p in again.rglob("*") if p.is_file())
    assert made == MADE


@pytest.mark.parametrize("name", [n for n in MADE if n.endswith(".gz")])
def test_packed_files_hold_no_time_and_no_name(name: str) -> None:
    head = (FOLDER / name).read_bytes()[:10]
    assert head[3] == 0  # no name, no comment
    assert head[4:8] == bytes(4)  # no time


def test_every_table_passes_the_check_without_a_problem_or_a_question(checked: Checked) -> None:
    assert checked.problems.empty, checked.problems.head(20).to_string()
    assert checked.questions == ()
    assert checked.unread == {}


def test_every_declared_table_and_column_is_there(checked: Checked) -> None:
    for name, declared in TABLES.items():
        frame = pd.read_csv(path_of(name), dtype=str, keep_default_na=False)
        assert list(frame.columns) == declared.names, name
        assert len(frame), name
        filled = (frame != "").any()
        assert filled.all(), f"{name}: nothing in {list(filled[~filled].index)}"


def test_size_and_shape(checked: Checked, truth: dict) -> None:
    assert sum(p.stat().st_size for p in FOLDER.rglob("*") if p.is_file() and "__pycache__" not in p.parts) < 3_000_000
    tables = checked.accepted
    assert {n: len(tables[n]) for n in TABLES} == truth["rows"]
    assert len(tables.projects) >= 24
    assert tables.projects["team"].nunique() == 6
    assert tables.projects.groupby("method")["team"].nunique().to_dict() == {"scrum": 3, "kanban": 2, "stage-gate": 1}
    assert len(tables.tasks) >= 5_000
    assert tables.projects["started_on"].min().year == 2023
    assert set(tables.projects.loc[tables.projects["finished_on"].isna(), "project_id"]) == set(truth["running"])


def test_tables_only_name_projects_and_tasks_that_exist(checked: Checked) -> None:
    tables = checked.accepted
    projects = set(tables.projects["project_id"])
    tasks = set(tables.tasks["task_id"])
    for name in TABLES:
        assert set(tables[name]["project_id"]) <= projects, name
        if "task_id" in tables[name].columns:
            assert set(tables[name]["task_id"].dropna()) <= tasks, name
    assert set(tables.dependencies["needs_task_id"]) <= tasks
    assert set(tables.tasks["parent_id"].dropna()) <= tasks
    sprints = set(zip(tables.sprints["project_id"], tables.sprints["sprint"], strict=True))
    assert set(zip(tables.task_sprints["project_id"], tables.task_sprints["sprint"], strict=True)) <= sprints


def test_the_dates_of_a_task_stand_in_order(checked: Checked) -> None:
    tasks = checked.accepted.tasks
    tasks = tasks[~tasks["is_rollup"].astype(bool)]
    for first, second in (
        ("created_on", "estimated_on"),
        ("created_on", "added_on"),
        ("estimated_on", "started_on"),
        ("added_on", "started_on"),
        ("started_on", "finished_on"),
    ):
        wrong = tasks[tasks[first] > tasks[second]]
        assert wrong.empty, f"{first} after {second}: {wrong['task_id'].tolist()[:5]}"
    assert (tasks["status_class"].eq("done") == tasks["finished_on"].notna()).all()
    assert tasks.loc[tasks["status_class"].eq("todo"), "started_on"].isna().all()


def test_hours_booked_sum_to_the_actual(checked: Checked) -> None:
    tables = checked.accepted
    booked = tables.worklogs.groupby("task_id")["hours"].sum()
    actual = tables.tasks.set_index("task_id")["actual"].reindex(booked.index)
    pd.testing.assert_series_equal(booked, actual, check_names=False)


def test_the_first_logged_estimate_is_the_tasks_estimate(checked: Checked) -> None:
    tables = checked.accepted
    first = tables.estimates.sort_values("estimated_on", kind="stable").groupby("task_id").first()
    tasks = tables.tasks[tables.tasks["estimate"].notna() & tables.tasks["kind"].ne("phase")].set_index("task_id")
    pd.testing.assert_series_equal(first["mid"], tasks["estimate"].sort_index(), check_names=False)


def test_the_last_transition_is_the_tasks_status(checked: Checked) -> None:
    tables = checked.accepted
    last = tables.transitions.sort_values("at", kind="stable").groupby("task_id")["to_status"].last()
    status = tables.tasks.set_index("task_id")["status"].reindex(last.index)
    pd.testing.assert_series_equal(last, status, check_names=False)


def test_approved_changes_add_up_to_their_tasks(checked: Checked) -> None:
    tables = checked.accepted
    approved = tables.changes[tables.changes["decision"].eq("approved")]
    in_hours = tables.tasks[tables.tasks["estimate_unit"].eq("hours")]
    for change in approved[approved["project_id"].isin(in_hours["project_id"])].itertuples():
        labels = in_hours.loc[in_hours["project_id"].eq(change.project_id), "labels"].fillna("").str.split("|")
        mine = labels.index[labels.map(lambda found, number=change.change_id: number in found)]
        assert in_hours.loc[mine, "estimate"].sum() == pytest.approx(change.effort)


def test_rollups_repeat_the_sum_of_their_children(checked: Checked) -> None:
    tasks = checked.accepted.tasks
    rollups = tasks[tasks["is_rollup"].astype(bool)].set_index("task_id")
    below = tasks.groupby("parent_id")[["estimate", "actual", "cost"]].sum()
    pd.testing.assert_frame_equal(rollups[["estimate", "actual", "cost"]].sort_index(), below, check_names=False)
