"""Which reports `workbench batch` makes, and how."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from workbench import store
from workbench.cli.app import main
from workbench.tables import Tables

pytestmark = pytest.mark.slow
CELLS = ('project_id: str = ""  # which project', "from workbench import page\npage.Headline(f'Of {project_id}.')")


@pytest.fixture
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Run the command on three projects, of which two have finished; what it says, and its exit code."""
    made = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {}, "source": c, "outputs": [], "execution_count": None}
        for i, c in enumerate(CELLS)
    ]
    made[0]["metadata"] = {"tags": ["parameters"]}
    template = tmp_path / "small.ipynb"
    template.write_text(json.dumps({"cells": made, "metadata": {"workbench": {"reads": "project"}}, "nbformat": 4, "nbformat_minor": 5}))
    projects = pd.DataFrame({"project_id": ["OLD", "NEW", "RUNS"], "finished_on": pd.to_datetime(["2025-01-31", "2026-01-31", None])})
    tasks = pd.DataFrame({"project_id": ["OLD", "NEW", "RUNS"], "task_id": list("abc"), "estimate": 8.0, "estimate_unit": "hours"})
    monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / "w.db"))
    with store.open(tmp_path / "w.db") as library:
        library.write(Tables({"projects": projects, "tasks": tasks}), source="test")

    def run(*words: str) -> dict[str, Any]:
        code = main(["batch", str(template), "--out", str(tmp_path / "out"), "--json", *words])
        said = capsys.readouterr()
        told = json.loads(said.out) if said.out else {"reports": []}
        return {"code": code, "said": said.err, "statuses": {r["project_id"]: r["status"] for r in told["reports"]}, **told}

    return run


def test_due_and_finished_since_choose_projects(batch: Callable[..., dict[str, Any]]) -> None:
    assert batch("--due", "--finished-since", "2025-06-01")["statuses"] == {"NEW": "done"}
    assert batch("--due")["statuses"] == {"NEW": "current", "OLD": "done"}, "a running project without a report is not due"
    assert batch("--projects", "RUNS")["statuses"] == {"RUNS": "done"}
    assert batch("--due")["statuses"] == {"NEW": "current", "OLD": "current", "RUNS": "current"}, "one with a report is"
    refused = batch("--finished-since", "yesterday")
    assert refused["code"] == 2
    assert "write it as 2026-03-31" in refused["said"]


def test_formats_engine_and_shard(batch: Callable[..., dict[str, Any]]) -> None:
    kernel = batch("--projects", "OLD", "--formats", "ipynb", "--engine", "nbclient")
    (report,) = kernel["reports"]
    assert (report["status"], report["html"]) == ("done", None)
    assert sorted(p.name for p in Path(report["folder"]).glob("report.*")) == ["report.ipynb"]
    parts = [batch("--shard", f"{i}/2")["statuses"] for i in (1, 2)]
    assert sorted(p for part in parts for p in part) == ["NEW", "OLD", "RUNS"]
    for words, said in (
        (("--shard", "3/2"), "is not a part"),
        (("--formats", "docx"), "cannot be made as 'docx'"),
        (("--engine", "steam"), "there is no engine 'steam'"),
        (("--engine", "dask"), "go together"),
        (("--scheduler", "tcp://127.0.0.1:1"), "go together"),
    ):
        refused = batch(*words)
        assert refused["code"] in (1, 2), words
        assert said in refused["said"], words


def test_one_report_is_made_in_the_formats_asked_for(
    batch: Callable[..., dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from workbench.reports.pdf import find_browser

    words = ["report", str(tmp_path / "small.ipynb"), "--project", "OLD", "--out", str(tmp_path / "one"), "--formats", "html,pdf"]
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert Path(told["html"]).exists()
    assert (told["pdf"] is not None) == (find_browser() is not None)
    assert main(words) == 0
    said = capsys.readouterr()
    assert "report.html" in said.out
    assert "report.pdf" in said.out or "Chromium" in said.err
    assert main([*words[:-1], "docx"]) == 1
