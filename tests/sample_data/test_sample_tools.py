"""One small project as the export of every tool: each is recognised, and what is imported equals what the generator knew."""

import json
from pathlib import Path

import pandas as pd
import pytest

from workbench import importers
from workbench.analysis import velocity

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))["exports"]["tools"]
_DAYS = {"finished": "finished_on", "created": "created_on", "started": "started_on"}


def days(values: pd.Series) -> list[str]:
    return sorted(values.dropna().dt.strftime("%Y-%m-%d"))


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_what_is_imported_is_what_the_generator_knew(name: str) -> None:
    known = TRUTH[name]
    log = FOLDER / "exports" / known["hours"] if "hours" in known else None
    got = importers.read(FOLDER / "exports" / name, hours=log)
    assert got.report.profile == known["profile"]
    assert got.checked.problems.empty or name == "plan.csv"
    if "lessons" in known:
        assert len(got.tables.lessons) == known["lessons"]
        return
    every = got.tables.tasks
    above = every["is_rollup"].fillna(False).astype(bool) if "is_rollup" in every else pd.Series(False, index=every.index)
    tasks = every[~above]
    assert (int(above.sum()), len(tasks)) == (known.get("rollups", 0), known["tasks"])
    assert tasks["status_class"].value_counts().to_dict() == known["status_classes"]
    assert tasks["estimate"].sum() == pytest.approx(known["estimate"])
    assert set(tasks["estimate_unit"].dropna()) == ({known["unit"]} if known["unit"] else set())
    assert tasks["actual"].notna().any() == (known["actual"] is not None)
    assert tasks["actual"].sum() == pytest.approx(known["actual"] or 0)
    for told, column in _DAYS.items():
        if known[told] is not None:
            done = tasks[tasks["status_class"].eq("done")] if told == "finished" else tasks
            assert days(done[column]) == known[told], column
        elif told == "finished":
            assert not days(tasks[column])
    if known["kinds"] is not None:
        assert tasks["kind"].value_counts().to_dict() == known["kinds"]


def test_an_export_without_a_day_of_completion_says_so() -> None:
    got = importers.read(FOLDER / "exports" / "clickup.csv")
    assert any("Date Closed" in line for line in got.report.cannot_tell)


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_a_shape_that_no_real_file_confirmed_is_said_to_be_documentation_only(name: str) -> None:
    got = importers.read(FOLDER / "exports" / name)
    about = importers.profile(got.report.profile)
    assert any("documentation only" in line for line in got.report.confirm) == (about.evidence == "documented")


def test_jiras_history_gives_back_the_sprints_and_the_time_blocked() -> None:
    known = TRUTH["jira_changelog.json"]
    tables = importers.read(FOLDER / "exports" / "jira_changelog.json").tables
    columns = ["committed", "added", "removed", "completed"]
    assert velocity.sprints(tables).set_index("sprint")[columns].to_dict("index") == known["sprints"]
    assert known["blocked_hours"] > 0
    assert tables.tasks["blocked_hours"].sum() == pytest.approx(known["blocked_hours"], abs=0.2)
