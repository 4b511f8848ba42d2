"""The command line as a person and a script meet it: real processes, real files, exit codes that can be trusted."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.main import get_command

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = ROOT / "sample_data" / "exports"


def workbench(*words: str, store: Path | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "WORKBENCH_STORE"} | {"COLUMNS": "200"}
    if store is not None:
        environment["WORKBENCH_STORE"] = str(store)
    command = [sys.executable, "-m", "workbench", *words]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, env=environment, cwd=cwd, stdin=subprocess.DEVNULL
    )


def test_help_names_every_command() -> None:
    done = workbench("--help")
    assert done.returncode == 0
    for command in ("demo", "import", "check", "projects", "review", "report", "calibrate", "estimate", "backtest", "export", "lab"):
        assert command in done.stdout


def test_every_command_is_there_and_tells_what_it_does() -> None:
    from workbench.cli.app import _COMMANDS, app

    group = get_command(app)
    for name in _COMMANDS:
        command = group.get_command(None, name)
        assert command.name == name
        assert command.help


@pytest.mark.slow
def test_keeping_the_library_waits_for_no_statistics_and_no_pictures(tmp_path: Path) -> None:
    look = "print(sorted({'scipy', 'matplotlib', 'nbconvert'} & set(sys.modules)))"
    code = f"import sys; from workbench.cli import main; main(['projects']); {look}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "[]"


def test_wrong_usage_is_exit_code_2() -> None:
    done = workbench("reviw", "PAY-1")
    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_a_proposal_is_not_accepted_in_silence(tmp_path: Path) -> None:
    store = tmp_path / "w.db"
    file = EXPORTS / "jira_sample.csv"
    refused = workbench("import", str(file), store=store)
    assert refused.returncode == 1
    assert "--yes" in refused.stderr
    accepted = workbench("import", str(file), "--yes", "--json", store=store)
    assert accepted.returncode == 0, accepted.stderr
    told = json.loads(accepted.stdout)
    assert len(told["projects"]) == 1
    again = json.loads(workbench("import", str(file), "--yes", "--json", store=store).stdout)
    assert all(row["inserted"] == 0 for row in again["counts"]), "a second import doubles nothing"


def test_check_writes_nothing_and_tells_by_exit_code(tmp_path: Path) -> None:
    clean = workbench("check", str(EXPORTS / "jira_sample.csv"), cwd=tmp_path)
    assert clean.returncode == 0, clean.stderr
    assert list(tmp_path.iterdir()) == []
    bad = tmp_path / "bad.csv"
    bad.write_text("project_id,task_id,estimate\nP,1,-4\nP,2,8\n", encoding="utf-8")
    found = workbench("check", str(bad), cwd=tmp_path)
    assert found.returncode == 1
    assert "Estimate is -4" in found.stdout


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"\x80\x04\x95pickle", "", id="pickle", marks=pytest.mark.slow),
        pytest.param(b"just one line of prose\n", "", id="prose", marks=pytest.mark.slow),
    ],
)
def test_files_that_are_no_table_get_one_clear_message(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    done = workbench("import", str(file), "--yes", store=tmp_path / "w.db")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert words in done.stderr


def test_missing_file_and_missing_project(tmp_path: Path) -> None:
    missing = workbench("import", "nowhere.csv", "--yes", store=tmp_path / "w.db")
    assert missing.returncode == 1
    assert "nowhere.csv" in missing.stderr
    unknown = workbench("review", "NOPE", store=tmp_path / "w.db")
    assert unknown.returncode == 1
    assert "no project 'NOPE'" in unknown.stderr


@pytest.mark.slow
def test_projects_calibrate_backtest_and_export(sample_library: Path, tmp_path: Path) -> None:
    listed = json.loads(workbench("projects", "--json", store=sample_library).stdout)["projects"]
    assert len(listed) == 27
    learned = json.loads(workbench("calibrate", "--json", store=sample_library).stdout)
    assert {(f["estimate_unit"], f["actual_unit"]) for f in learned["fits"]} == {("hours", "hours"), ("points", "hours")}
    proved = workbench("backtest", store=sample_library)
    assert proved.returncode == 0, proved.stderr
    assert "the 80 % range held" in proved.stdout
    target = tmp_path / "tasks.xlsx"
    assert workbench("export", "tasks", "--project", "PAY-1", "-o", str(target), store=sample_library).returncode == 0
    assert len(pd.read_excel(target, engine="calamine")) == next(p["tasks"] for p in listed if p["project_id"] == "PAY-1")
    wrong = workbench("export", "tasks", "-o", str(tmp_path / "tasks.doc"), store=sample_library)
    assert wrong.returncode == 1
    assert ".xlsx" in wrong.stderr


def test_review_and_estimate_close_the_loop(sample_library: Path, tmp_path: Path) -> None:
    reviewed = workbench("review", "PAY-1", "--out", str(tmp_path / "out"), "--json", store=sample_library)
    assert reviewed.returncode == 0, reviewed.stderr
    told = json.loads(reviewed.stdout)
    assert told["report"]["status"] == "done"
    assert Path(told["report"]["html"]).stat().st_size > 20_000
    assert {"kind", "p50_before", "p80"} <= set(told["changed"][0])
    backlog = ROOT / "sample_data" / "backlog.csv"
    made = workbench("estimate", str(backlog), "--out", str(tmp_path / "out"), "--json", store=sample_library)
    assert made.returncode == 0, made.stderr
    forecast = json.loads(made.stdout)
    assert forecast["p10"] < forecast["p50"] < forecast["p80"] < forecast["p90"]
    logged = tmp_path / "estimates.csv"
    workbench("export", "estimates", "--project", forecast["project"], "-o", str(logged), store=sample_library)
    basis = pd.read_csv(logged)["basis"].str.startswith("calibrated").sum()
    assert basis == forecast["tasks"], "every calibrated estimate is logged"


def test_unknown_parameters_are_refused_before_anything_runs(sample_library: Path, tmp_path: Path) -> None:
    done = workbench(
        "report", "project_retrospective", "--project", "PAY-1", "-p", "colour=red", "--out", str(tmp_path), store=sample_library
    )
    assert done.returncode == 1
    assert "colour" in done.stderr
    assert "minimum" in done.stderr


@pytest.mark.slow
def test_a_batch_makes_what_is_due_and_only_that(sample_library: Path, tmp_path: Path) -> None:
    words = ("batch", "--projects", "PAY-1", "--projects", "INS-1", "--out", str(tmp_path), "--json")
    first = workbench(*words, store=sample_library)
    assert first.returncode == 0, first.stderr
    assert [r["status"] for r in json.loads(first.stdout)["reports"]] == ["done", "done"]
    assert (tmp_path / "index.html").is_file()
    again = json.loads(workbench(*words, store=sample_library).stdout)
    assert [r["status"] for r in again["reports"]] == ["current", "current"]
