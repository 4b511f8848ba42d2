"""JSON and XML exports: Jira with history, Trello, Microsoft Project; and documents that attack."""

import json
from pathlib import Path

import pandas as pd
import pytest

from workbench import importers
from workbench.importers import limits
from workbench.tables import InputError


def issue(key: str, status: str = "Done", category: str = "done", histories: list | None = None, **fields) -> dict:
    base = {
        "summary": key,
        "issuetype": {"name": "Story"},
        "project": {"key": "PAY", "name": "Payments"},
        "status": {"name": status, "statusCategory": {"key": category, "name": category}},
        "created": "2025-01-02T09:00:00.000+0100",
        "resolutiondate": None,
        "timeestimate": 99_999,
    }
    made = {"key": key, "fields": base | fields}
    if histories is not None:
        made["changelog"] = {"histories": histories, "total": len(histories)}
    return made


def change(at: str, field: str, before: str | None, after: str | None) -> dict:
    return {"created": at, "items": [{"field": field, "fromString": before, "toString": after}]}


def save(folder: Path, document: object, name: str = "export.json") -> Path:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def test_jira_history_gives_start_finish_first_estimate_and_sprints(tmp_path: Path) -> None:
    histories = [  # newest first, as Jira writes them
        change("2025-01-20T17:00:00.000+0100", "status", "In Progress", "Done"),
        change("2025-01-16T09:00:00.000+0100", "Sprint", "S1", "S2"),
        change("2025-01-15T09:00:00.000+0100", "timeoriginalestimate", "28800", "57600"),
        change("2025-01-10T09:00:00.000+0100", "status", "To Do", "In Progress"),
        change("2025-01-06T09:00:00.000+0100", "Sprint", "", "S1"),
    ]
    sprint = [{"name": "S1", "startDate": "2025-01-05T00:00:00.000Z", "endDate": "2025-01-15T00:00:00.000Z"}, {"name": "S2"}]
    log = {"worklogs": [{"started": "2025-01-11T09:00:00.000+0100", "timeSpentSeconds": 7200, "comment": "x"}]}
    one = issue("PAY-1", histories=histories, timeoriginalestimate=57600, timespent=36000, worklog=log, customfield_10020=sprint)
    document = {"issues": [one, {"key": "PAY-2"}], "names": {"customfield_10020": "Sprint"}}
    got = importers.read(save(tmp_path, document))
    row = got.tables.tasks.iloc[0]
    assert got.report.profile == "jira.json"
    assert (row["estimate"], row["actual"], row["status_class"]) == (8, 10, "done")
    assert row["started_on"] == pd.Timestamp("2025-01-10 09:00")
    assert row["finished_on"] == pd.Timestamp("2025-01-20 17:00")
    assert row["estimated_on"] == pd.Timestamp("2025-01-02 09:00")
    assert got.tables.estimates["mid"].tolist() == [8, 16]
    assert got.tables.transitions["to_status"].tolist() == ["In Progress", "Done"]
    assert got.tables.worklogs["hours"].tolist() == [2.0]
    stays = got.tables.task_sprints
    assert stays[["sprint", "done"]].to_numpy().tolist() == [["S1", False], ["S2", True]]
    assert stays["added_on"].dt.day.tolist() == [6, 16]
    assert got.tables.sprints["started_on"].dt.day.fillna(0).tolist() == [5, 0]
    assert (got.report.read, got.report.quarantined) == (2, 1)
    assert "holds no fields" in got.report.reasons[0]["reason"]


def test_jira_without_history_says_so_and_wrapped_fields_are_read(tmp_path: Path) -> None:
    points = {"id": "customfield_10016", "name": "Story Points", "value": 5.0}
    got = importers.read(save(tmp_path, [issue("PAY-1", customfield_10016=points)]))
    row = got.tables.tasks.iloc[0]
    assert (row["estimate"], row["estimate_unit"]) == (5, "points")
    assert pd.isna(row["finished_on"])
    assert any("without their history" in line for line in got.report.confirm)


def test_the_remaining_time_of_jira_is_never_the_estimate(tmp_path: Path) -> None:
    got = importers.read(save(tmp_path, [issue("PAY-1")]))
    assert got.tables.tasks["estimate"].isna().all()


def test_one_issue_per_line(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(issue(f"PAY-{i}")) for i in range(3))
    assert len(importers.read(save(tmp_path, lines, "export.jsonl")).tables.tasks) == 3


def test_trello(tmp_path: Path) -> None:
    lists = [{"id": "l1", "name": "To Do"}, {"id": "l2", "name": "Doing"}, {"id": "l3", "name": "Done"}]
    cards = [
        {"id": "6774a0000000000000000001", "name": "One (3)", "idList": "l3", "labels": [{"name": "ui"}], "closed": False},
        {"id": "6774a0000000000000000002", "name": "Two [2h]", "idList": "l1", "labels": [], "closed": True, "dueComplete": False},
        {"id": "6774a0000000000000000003", "name": "Three", "idList": "l1", "labels": [], "closed": False, "dueComplete": True},
    ]

    def move(card: int, at: str, before: int, after: int) -> dict:
        data = {"card": {"id": cards[card]["id"]}, "listBefore": lists[before], "listAfter": lists[after]}
        return {"type": "updateCard", "date": at, "data": data}

    actions = [move(0, "2025-01-09T10:00:00.000Z", 1, 2), move(0, "2025-01-05T10:00:00.000Z", 0, 1)]
    got = importers.read(save(tmp_path, {"name": "Shop", "lists": lists, "cards": cards, "actions": actions}))
    tasks = got.tables.tasks
    assert got.report.profile == "trello.json"
    assert tasks["status_class"].tolist() == ["done", "todo", "done"]
    assert tasks["estimate_unit"].fillna("").tolist() == ["points", "hours", ""]
    assert tasks["created_on"].dt.strftime("%Y-%m-%d").tolist() == ["2025-01-01"] * 3
    assert tasks["started_on"][0] == pd.Timestamp("2025-01-05 10:00")
    assert tasks["finished_on"].dt.day.fillna(0).tolist() == [9, 0, 0]
    assert got.tables.projects["name"].tolist() == ["Shop"]
    assert any("archived" in line for line in got.report.confirm)


PLAN = """<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Title>Shop</Title><MinutesPerDay>480</MinutesPerDay>
<CurrencyCode>EUR</CurrencyCode><Tasks>
<Task><UID>0</UID><Name>Shop</Name><OutlineNumber>0</OutlineNumber><Summary>1</Summary><Work>PT20H0M0S</Work></Task>
<Task><UID>1</UID><Name>Phase</Name><OutlineNumber>1</OutlineNumber><Summary>1</Summary><Work>PT20H0M0S</Work>
 <Baseline><Number>0</Number><Work>PT16H0M0S</Work></Baseline></Task>
<Task><UID>2</UID><Name>Build</Name><OutlineNumber>1.1</OutlineNumber><Summary>0</Summary><Work>PT20H0M0S</Work>
 <ActualWork>PT24H30M0S</ActualWork><PercentComplete>100</PercentComplete><ActualStart>2025-01-02T08:00:00</ActualStart>
 <ActualFinish>2025-01-10T17:00:00</ActualFinish><ActualCost>123400</ActualCost>
 <Baseline><Number>1</Number><Work>PT99H0M0S</Work></Baseline><Baseline><Number>0</Number><Work>PT16H0M0S</Work></Baseline></Task>
<Task><UID>3</UID><Name>Late idea</Name><OutlineNumber>1.2</OutlineNumber><Summary>0</Summary><Work>PT5H0M0S</Work>
 <PercentComplete>50</PercentComplete>
 <PredecessorLink><PredecessorUID>2</PredecessorUID><Type>1</Type><LinkLag>9600</LinkLag></PredecessorLink></Task>
<Task><UID>4</UID><IsNull>1</IsNull></Task>
</Tasks></Project>"""


def test_microsoft_project(tmp_path: Path) -> None:
    got = importers.read(save(tmp_path, PLAN, "plan.xml"))
    tasks = got.tables.tasks.set_index("task_id")
    assert list(tasks.index) == ["1", "2", "3"]
    assert tasks["is_rollup"].tolist() == [True, False, False]
    assert (tasks.loc["2", "estimate"], tasks.loc["2", "actual"], tasks.loc["2", "cost"]) == (16, 24.5, 1234)
    assert tasks["parent_id"].fillna("").tolist() == ["", "1", "1"]
    assert tasks["status_class"].tolist() == ["todo", "done", "doing"]
    assert pd.isna(tasks.loc["3", "estimate"])
    assert pd.isna(tasks.loc["3", "actual"])
    assert any("1 tasks are in no baseline" in line for line in got.report.confirm)
    link = got.tables.dependencies.iloc[0]
    assert (link["task_id"], link["needs_task_id"], link["kind"], link["lag_days"]) == ("3", "2", "finish-start", 2.0)


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><Project xmlns="http://schemas.microsoft.com/project">&b;</Project>'
)


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        (BOMB, "plan.xml", "entities"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>', "plan.xml", "entities"),
        ("<Project>", "plan.xml", "not valid XML"),
        ("<html></html>", "plan.xml", "not one that any known tool writes"),
        ("{", "export.json", "not valid JSON"),
        ('{"a": 1, "a": 2}', "export.json", "occurs twice"),
        ('{"a": NaN}', "export.json", "NaN"),
        ("[" * 100_000, "export.json", "nested too deeply"),
        ('{"a": ' * 101 + "1" + "}" * 101, "export.json", "at most 100 levels"),
        ("<a>" * 101 + "</a>" * 101, "plan.xml", "XML file is nested too deeply"),
        ('{"a": 1}', "export.json", "not one that any known tool writes"),
    ],
)
def test_documents_refused_in_words(tmp_path: Path, text: str, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        importers.read(save(tmp_path, text, name))


def test_a_document_of_too_many_parts_is_refused_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PARTS", 5)
    with pytest.raises(InputError, match="more than 5 elements"):
        importers.read(save(tmp_path, "<a>" + "<b/>" * 9 + "<not closed", "plan.xml"))
    with pytest.raises(InputError, match="more than 20 values"):
        importers.read(save(tmp_path, "[" + "[]," * 20, "export.json"))


def test_issues_of_github(tmp_path: Path) -> None:
    one = {
        "number": 5,
        "html_url": "http://x",
        "title": "One",
        "state": "closed",
        "state_reason": "completed",
        "created_at": "2025-01-02T09:00:00Z",
    }
    one |= {
        "closed_at": "2025-01-05T09:00:00Z",
        "labels": [{"name": "bug"}, {"name": "ui"}],
        "assignee": {"login": "ana"},
        "milestone": None,
    }
    two = one | {"number": 6, "state_reason": "not_planned", "milestone": {"due_on": "2025-02-01T00:00:00Z"}}
    got = importers.read(save(tmp_path, [one, two]))
    tasks = got.tables.tasks
    assert got.report.profile == "github.json"
    assert tasks["status_class"].tolist() == ["done", "cancelled"]
    assert tasks["labels"].tolist() == ["bug|ui", "bug|ui"]
    assert tasks["due_on"].isna().tolist() == [True, False]
    assert got.report.zone == "UTC"


def test_issues_of_gitlab(tmp_path: Path) -> None:
    one = {
        "iid": 5,
        "title": "One",
        "state": "closed",
        "created_at": "2025-01-02T09:00:00Z",
        "closed_at": "2025-01-05T09:00:00Z",
        "weight": 3,
    }
    one |= {"time_stats": {"time_estimate": 28800, "total_time_spent": 36000}, "labels": ["bug"]}
    row = importers.read(save(tmp_path, [one])).tables.tasks.iloc[0]
    assert (row["estimate"], row["actual"], row["labels"], row["status_class"]) == (8, 10, "bug", "done")


def test_asana_and_monday_records(tmp_path: Path) -> None:
    task = {
        "gid": "12",
        "name": "One",
        "completed": True,
        "completed_at": "2025-01-05T09:00:00.000Z",
        "memberships": [],
        "resource_type": "task",
    }
    row = importers.read(save(tmp_path, {"data": [task]}, "asana.json")).tables.tasks.iloc[0]
    assert (row["task_id"], row["status_class"], str(row["finished_on"])) == ("12", "done", "2025-01-05 09:00:00")
    item = {"id": "7", "name": "Two", "board": {"id": "1"}, "group": {"id": "g"}, "creator_id": "c", "created_at": "2025-01-02T09:00:00Z"}
    item["column_values"] = [{"title": "Status", "text": "Working on it"}, {"title": "Date", "text": "2025-02-01"}]
    row = importers.read(save(tmp_path, [item], "monday.json")).tables.tasks.iloc[0]
    assert (row["task_id"], row["project_id"], row["status"], row["status_class"]) == ("7", "1", "Working on it", "doing")
    assert str(row["due_on"].date()) == "2025-02-01"


def test_any_list_of_records_is_a_table(tmp_path: Path) -> None:
    got = importers.read(save(tmp_path, [{"id": 1, "title": "a", "estimate_hours": 2.5}, {"id": 2, "title": "b"}]))
    assert got.report.profile == "generic"
    assert got.tables.tasks["estimate"].fillna(-1).tolist() == [2.5, -1]


def test_a_plan_tells_its_earned_value_and_milestones(tmp_path: Path) -> None:
    def task(uid: int, more: str) -> str:
        return f"<Task><UID>{uid}</UID><Name>T{uid % 10}</Name><OutlineNumber>{uid}</OutlineNumber>{more}</Task>"

    def base(cost: int, start: str, finish: str) -> str:
        dates = f"<Start>{start}T08:00:00</Start><Finish>{finish}T08:00:00</Finish>"
        return f"<Baseline><Number>0</Number>{dates}<Work>PT8H0M0S</Work><Cost>{cost}</Cost></Baseline>"

    done = "<PercentComplete>100</PercentComplete><ActualCost>90000</ActualCost>" + base(100_000, "2026-01-05", "2026-01-09")
    half = "<PercentComplete>50</PercentComplete><ActualCost>30000</ActualCost>" + base(40_000, "2026-01-10", "2026-01-14")
    later = "<Milestone>1</Milestone><Finish>2026-03-01T08:00:00</Finish>" + base(0, "2026-02-20", "2026-02-20")
    gone = "<Active>0</Active>" + base(70_000, "2026-01-05", "2026-01-09")
    ghost = "<ExternalTask>1</ExternalTask>"
    tasks = task(1, done) + task(2, half) + task(3, later) + task(13, later) + task(4, gone) + task(5, ghost)
    text = (
        '<Project xmlns="http://schemas.microsoft.com/project"><Title>Pier</Title><StatusDate>2026-01-12T08:00:00</StatusDate>'
        f"<Tasks>{tasks}</Tasks></Project>"
    )
    file = tmp_path / "saved again.xml"
    file.write_text(text)
    got = importers.read(file)
    assert set(got.tables.tasks["project_id"]) == {"Pier"}
    assert len(got.tables.tasks) == 5
    assert got.tables.tasks.set_index("task_id").loc["4", "status_class"] == "cancelled"
    period = got.tables.periods.iloc[0]
    assert (period["earned_value"], period["planned_value"], period["actual_cost"]) == (1000 + 200, 1000 + 200, 1200)
    assert got.tables.milestones["milestone"].tolist() == ["T3 (3)", "T3 (13)"]
    assert str(got.tables.milestones["forecast_on"][0].date()) == "2026-03-01"
