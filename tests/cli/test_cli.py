"""The command line as a person and a script meet it: real files, exit codes that can be trusted, real processes where those matter."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.main import get_command

from workbench import cli, loop, store

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


@pytest.fixture
def inside(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[int, str, str]]:
    """The same in this process, which has loaded everything: exit code, what was given and what was told."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, store: Path | None = None) -> tuple[int, str, str]:
        monkeypatch.delenv("WORKBENCH_STORE", raising=False)
        if store is not None:
            monkeypatch.setenv("WORKBENCH_STORE", str(store))
        capsys.readouterr()
        code = cli.main(list(words))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


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


def test_wrong_usage_is_exit_code_2(inside) -> None:
    code, _, told = inside("reviw", "PAY-1")
    assert code == 2
    assert "No such command" in told


def test_a_proposal_is_not_accepted_in_silence(inside, tmp_path: Path) -> None:
    store = tmp_path / "w.db"
    file = EXPORTS / "jira_sample.csv"
    refused = workbench("import", str(file), store=store)  # a process without a terminal, as in a script
    assert refused.returncode == 1
    assert "--yes" in refused.stderr
    code, given, told = inside("import", str(file), "--yes", "--json", store=store)
    assert code == 0, told
    assert len(json.loads(given)["projects"]) == 1
    again = json.loads(inside("import", str(file), "--yes", "--json", store=store)[1])
    assert all(row["inserted"] == 0 for row in again["counts"]), "a second import doubles nothing"


def test_check_writes_nothing_and_tells_by_exit_code(inside, tmp_path: Path) -> None:
    code, _, told = inside("check", str(EXPORTS / "jira_sample.csv"))
    assert code == 0, told
    assert list(tmp_path.iterdir()) == []
    bad = tmp_path / "bad.csv"
    bad.write_text("project_id,task_id,estimate\nP,1,-4\nP,2,8\n", encoding="utf-8")
    code, given, _ = inside("check", str(bad))
    assert code == 1
    assert "Estimate is -4" in given


@pytest.mark.parametrize(("content", "words"), [(b"", "empty"), (b"\x80\x04\x95pickle", ""), (b"just one line of prose\n", "")])
def test_files_that_are_no_table_get_one_clear_message(inside, tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    code, _, told = inside("import", str(file), "--yes", store=tmp_path / "w.db")
    assert code == 1
    assert told.splitlines()[-1]
    assert words in told


def test_missing_file_and_missing_project(inside, tmp_path: Path) -> None:
    code, _, told = inside("import", "nowhere.csv", "--yes", store=tmp_path / "w.db")
    assert code == 1
    assert "nowhere.csv" in told
    code, _, told = inside("review", "NOPE", store=tmp_path / "w.db")
    assert code == 1
    assert "no project 'NOPE'" in told


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


@pytest.fixture
def few_projects(sample_library_file: Path, tmp_path: Path) -> Path:
    """A library with three projects of the sample portfolio, calibrated: a loop on it takes a third of the time."""
    place = tmp_path / "few.db"
    with store.open(sample_library_file) as whole, store.open(place) as library:
        for name in ("PAY-1", "PAY-2", "APP-1"):
            library.write(whole.read(name), source="samples")
        loop.calibrate(library)
    return place


def test_review_and_estimate_close_the_loop(inside, few_projects: Path, tmp_path: Path) -> None:
    reviewed = workbench("review", "PAY-1", "--out", str(tmp_path / "out"), "--json", store=few_projects)
    assert reviewed.returncode == 0, reviewed.stderr
    told = json.loads(reviewed.stdout)
    assert told["report"]["status"] == "done"
    assert Path(told["report"]["html"]).stat().st_size > 20_000
    assert {"kind", "p50_before", "p80"} <= set(told["changed"][0])
    backlog = ROOT / "sample_data" / "backlog.csv"
    code, given, said = inside("estimate", str(backlog), "--out", str(tmp_path / "out"), "--json", store=few_projects)
    assert code == 0, said
    forecast = json.loads(given)
    assert forecast["p10"] < forecast["p50"] < forecast["p80"] < forecast["p90"]
    logged = tmp_path / "estimates.csv"
    assert inside("export", "estimates", "--project", forecast["project"], "-o", str(logged), store=few_projects)[0] == 0
    basis = pd.read_csv(logged)["basis"].str.startswith("calibrated").sum()
    assert basis == forecast["tasks"], "every calibrated estimate is logged"


def test_unknown_parameters_are_refused_before_anything_runs(inside, tmp_path: Path) -> None:
    words = ("report", "project_retrospective", "--project", "PAY-1", "-p", "colour=red", "--out", str(tmp_path / "out"))
    code, _, told = inside(*words, store=tmp_path / "w.db")
    assert code == 1
    assert "colour" in told
    assert "minimum" in told
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_batch_makes_what_is_due_and_only_that(sample_library: Path, tmp_path: Path) -> None:
    words = ("batch", "--projects", "PAY-1", "--projects", "INS-1", "--out", str(tmp_path), "--json")
    first = workbench(*words, store=sample_library)
    assert first.returncode == 0, first.stderr
    assert [r["status"] for r in json.loads(first.stdout)["reports"]] == ["done", "done"]
    assert (tmp_path / "index.html").is_file()
    again = json.loads(workbench(*words, store=sample_library).stdout)
    assert [r["status"] for r in again["reports"]] == ["current", "current"]
