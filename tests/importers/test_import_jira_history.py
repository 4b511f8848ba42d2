"""Sprints and time blocked, rebuilt from the history of Jira's issues; the sums are worked by hand."""

import json
from pathlib import Path
from typing import Any

from workbench import importers
from workbench.analysis import velocity

SPRINTS = {
    "S1": {
        "name": "S1",
        "startDate": "2026-01-05T09:00:00.000Z",
        "endDate": "2026-01-16T17:00:00.000Z",
        "completeDate": "2026-01-16T16:00:00.000Z",
    },
    "S2": {"name": "S2", "startDate": "2026-01-19T09:00:00.000Z", "endDate": "2026-01-30T17:00:00.000Z"},
}
TO_S1, TO_BOTH = ("Sprint", "", "S1"), ("Sprint", "S1", "S1, S2")
DONE, BLOCK, ON = ("status", "To Do", "Done"), ("status", "To Do", "Blocked"), ("status", "Blocked", "To Do")
ISSUES: dict[str, tuple[int, list[str], str, list[tuple[str, tuple[str, str, str]]]]] = {
    # planned and done
    "P-1": (8, ["S1"], "Done", [("2026-01-02T10", TO_S1), ("2026-01-08T10", DONE)]),
    # planned, not done, moved on after the end, done in the next sprint
    "P-2": (5, ["S1", "S2"], "Done", [("2026-01-05T08", TO_S1), ("2026-01-16T16", TO_BOTH), ("2026-01-22T10", DONE)]),
    # added on the third day and done
    "P-3": (3, ["S1"], "Done", [("2026-01-07T10", TO_S1), ("2026-01-09T10", DONE)]),
    # planned, taken out
    "P-4": (2, [], "To Do", [("2026-01-02T10", TO_S1), ("2026-01-12T10", ("Sprint", "S1", ""))]),
    # planned and taken out before the start: never in the sprint
    "P-5": (13, [], "To Do", [("2026-01-02T10", TO_S1), ("2026-01-03T10", ("Sprint", "S1", ""))]),
    # taken out by mistake and put back an hour later
    "P-6": (
        1,
        ["S1"],
        "Done",
        [("2026-01-02T10", TO_S1), ("2026-01-06T10", ("Sprint", "S1", "")), ("2026-01-06T11", TO_S1), ("2026-01-07T10", DONE)],
    ),
    # closed in the sprint, opened again before its end
    "P-7": (4, ["S1"], "To Do", [("2026-01-02T10", TO_S1), ("2026-01-08T10", DONE), ("2026-01-09T10", ("status", "Done", "To Do"))]),
    # created inside the sprint: no change of the field at all; blocked from Friday 15:00 to Monday 11:00, which is 2 + 2 hours
    "P-8": (6, ["S1"], "To Do", [("2026-01-09T15", BLOCK), ("2026-01-12T11", ON)]),
}  # fmt: skip


def issue(key: str, *, history: bool = True) -> dict[str, Any]:
    hours, sprints, status, changes = ISSUES[key]
    histories = [
        {"created": f"{at}:00:00.000+0000", "items": [{"field": f, "fromString": a or None, "toString": b or None}]}
        for at, (f, a, b) in changes
    ]
    fields = {
        "summary": key, "timeoriginalestimate": hours * 3600, "customfield_1": [SPRINTS[s] for s in sprints] or None,
        "created": "2026-01-08T12:00:00.000+0000" if key == "P-8" else "2026-01-01T12:00:00.000+0000",
        "status": {"name": status, "statusCategory": {"key": "done" if status == "Done" else "new"}},
    }  # fmt: skip
    log = {"total": len(histories), "histories": histories[::-1]}
    return {"key": key, "fields": fields} | ({"changelog": log} if history else {})


def read(folder: Path, *, history: bool = True) -> importers.Imported:
    file = folder / "issues.json"
    file.write_text(json.dumps({"names": {"customfield_1": "Sprint"}, "issues": [issue(k, history=history) for k in ISSUES]}))
    return importers.read(file)


def test_committed_added_removed_and_completed(tmp_path: Path) -> None:
    tables = read(tmp_path).tables
    columns = ["committed", "added", "removed", "completed"]
    found = velocity.sprints(tables).set_index("sprint")[columns]
    assert found.loc["S1"].tolist() == [8 + 5 + 2 + 1 + 4, 3 + 6, 2, 8 + 3 + 1]
    assert found.loc["S2"].tolist() == [5, 0, 0, 5]
    stays = tables.task_sprints.set_index(["task_id", "sprint"])
    assert ("P-5", "S1") not in stays.index
    assert stays["removed_on"].dropna().dt.day.to_dict() == {("P-4", "S1"): 12}


def test_time_blocked_counts_working_hours(tmp_path: Path) -> None:
    got = read(tmp_path)
    blocked = got.tables.tasks.set_index("task_id")["blocked_hours"]
    assert blocked["P-8"] == 4
    assert blocked.drop("P-8").eq(0).all()  # the team uses the status, and the history is whole
    assert any("Monday to Friday from 9 to 17" in line for line in got.report.assumed)


def test_without_history_nothing_is_claimed(tmp_path: Path) -> None:
    tables = read(tmp_path, history=False).tables
    assert tables.tasks["blocked_hours"].isna().all()
    sprints = velocity.sprints(tables)
    assert sprints[["committed", "added"]].isna().all().all()


def test_links_say_what_a_task_waits_for(tmp_path: Path) -> None:
    two = [issue("P-1"), issue("P-2")]
    blocks = {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
    two[1]["fields"]["issuelinks"] = [{"type": blocks, "inwardIssue": {"key": "P-1"}}, {"type": blocks, "inwardIssue": {"key": "X-1"}}]
    two[0]["fields"]["issuelinks"] = [{"type": blocks, "outwardIssue": {"key": "P-2"}}]
    (tmp_path / "a.json").write_text(json.dumps({"issues": two}))
    link = "Inward issue link (Blocks)"
    (tmp_path / "a.csv").write_text(
        f"Summary,Issue key,Issue id,Issue Type,Status,Created,{link},{link}\nA,P-1,1,Task,Done,01/Sep/25 9:00 AM,,\n"
        "B,P-2,2,Task,Done,01/Sep/25 9:00 AM,P-1,X-1\n"
    )
    for name, profile in (("a.json", "jira.json"), ("a.csv", "jira.csv")):
        got = importers.read(tmp_path / name)
        assert got.report.profile == profile
        assert got.tables.dependencies[["task_id", "needs_task_id", "kind"]].to_numpy().tolist() == [["P-2", "P-1", "finish-start"]]
