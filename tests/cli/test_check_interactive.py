"""`check --interactive` asks only what is unclear; without a name nothing is written."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from workbench.cli.app import app

UNCLEAR = "id,title,status,estimate,actual (h)\n1,Login,Parked,3,4\n2,Search,Done,2,2\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tasks.csv").write_text(UNCLEAR)
    return tmp_path


def test_answers_are_used_and_kept_under_a_name(here: Path) -> None:
    done = CliRunner().invoke(app, ["check", "tasks.csv", "--interactive"], input="hours\ncancelled\nours\n")
    assert done.exit_code == 0, done.output
    assert "Login" in done.output
    assert "estimate: hours" in done.output
    assert "what do these statuses mean" not in done.output
    assert sorted(p.name for p in here.iterdir()) == ["ours.yaml", "tasks.csv"]
    again = CliRunner().invoke(app, ["check", "tasks.csv", "--map", "ours.yaml"])
    assert "estimate: hours" in again.output
    assert "what do these statuses mean" not in again.output


def test_nothing_is_written_without_a_name(here: Path) -> None:
    done = CliRunner().invoke(app, ["check", "tasks.csv", "--interactive"], input="\n\n")
    assert done.exit_code == 0, done.output
    assert "Nothing else needs an answer." in done.output
    assert [p.name for p in here.iterdir()] == ["tasks.csv"]
    (here / "clear.csv").write_text("id,title,status,estimate (h)\n1,Login,Done,3\n")
    clear = CliRunner().invoke(app, ["check", "clear.csv", "--interactive"], input="")
    assert clear.exit_code == 0, clear.output
