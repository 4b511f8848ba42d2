"""Shapes that exports of known tools take in the wild: columns beside each other, fields of the user's own, other languages."""

import json
from pathlib import Path
from typing import Any

import xlsxwriter

from workbench import importers


def save(folder: Path, text: Any, name: str) -> Path:
    path = folder / name
    path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    return path


def test_jira_columns_of_one_meaning_fill_each_other(tmp_path: Path) -> None:
    header = "Summary,Issue key,Issue id,Issue Type,Status,Custom field (Epic Link)"
    header += ",Custom field (Story Points),Custom field (Story point estimate),Parent id"
    text = """
Pay,A-1,10,Epic,Done,,,,
Card,A-2,11,Story,Done,A-1,,3,
Form,A-3,12,Sub-task,Done,,5,,11
"""
    tasks = importers.read(save(tmp_path, header + text, "jira.csv")).tables.tasks.set_index("task_id")
    assert tasks["parent_id"].tolist()[1:] == ["A-1", "A-2"]
    assert tasks["estimate"].tolist()[1:] == [3, 5]
    assert set(tasks["estimate_unit"][1:]) == {"points"}


def test_trello_fields_of_the_users_own_and_the_one_member(tmp_path: Path) -> None:
    fields = [{"id": "f1", "name": "Estimate (h)", "type": "number"}, {"id": "f2", "name": "Spent", "type": "number"}]
    fields += [{"id": "f3", "name": "Risk", "type": "list", "options": [{"id": "o1", "value": {"text": "high"}}]}]
    fields += [{"id": "f4", "name": "Due", "type": "text"}]
    items = [{"idCustomField": "f1", "value": {"number": "6.5"}}, {"idCustomField": "f2", "value": {"number": "8"}}]
    items += [{"idCustomField": "f3", "idValue": "o1", "value": None}, {"idCustomField": "f4", "value": {"text": "soon"}}]
    cards = [{"id": "6774a0000000000000000001", "name": "Login (3)", "idList": "l", "idMembers": ["m"], "customFieldItems": items}]
    cards += [{"id": "6774a0000000000000000002", "name": "Search (5)", "idList": "l", "idMembers": ["m", "n"]}]
    board = {"name": "Shop", "lists": [{"id": "l", "name": "Done"}], "members": [{"id": "m", "fullName": "Ana"}], "customFields": fields}
    got = importers.read(save(tmp_path, board | {"cards": cards}, "board.json"))
    tasks = got.tables.tasks
    assert tasks["estimate"].tolist() == [6.5, 5]
    assert tasks["estimate_unit"].tolist() == ["hours", "points"]
    assert tasks["actual"].tolist()[0] == 8
    assert tasks["assignee"].fillna("").tolist() == ["Ana", ""]
    assert {"Risk", "Due (custom field)"} <= set(got.report.unread)


def test_azure_devops_in_spanish(tmp_path: Path) -> None:
    text = """ID;Tipo de elemento de trabajo;Título 1;Título 2;Estado;Estimación original;Trabajo completado;Fecha de cierre
1;Característica;Pagar;;Activo;;;
2;Tarea;;Tarjeta;Cerrado;8;9,5;20/12/2025 9:15:00
3;Tarea;;Forma;Resuelto;4;;
"""
    got = importers.read(save(tmp_path, text, "ado.csv"))
    tasks = got.tables.tasks
    assert (tasks["estimate"].sum(), tasks["actual"].sum()) == (12, 9.5)
    assert tasks["status_class"].tolist() == ["doing", "done", "doing"]
    assert tasks["parent_id"].fillna("").tolist() == ["", "1", "1"]
    assert any("never seen in a real export" in q for q in got.report.confirm)


def test_keys_beside_internal_numbers(tmp_path: Path) -> None:
    gitlab = """ID,IID,Title,Type,State,Created At (UTC),Closed At (UTC),Start Date,Parent ID,Parent IID,Time Estimate,Time Spent,Weight
901,1,Plan,Epic,Open,2026-01-05 10:00:00,,,,,,,
902,2,Card,Issue,Closed,2026-01-05 10:00:00,2026-01-09 10:00:00,2026-01-06,901,1,7200,3600,
"""
    linear = """ID,Team,Title,Status,Estimate,Cycle Number,Canceled,Parent issue,UUID
A-1,A,Pay,Done,,,,,0b1c
A-2,A,Card,Done,3,,,0b1c,77aa
"""
    read = importers.read(save(tmp_path, gitlab, "gitlab.csv")).tables.tasks
    assert (read["task_id"].tolist(), read["parent_id"][1]) == (["1", "2"], "1")
    assert (read["estimate"][1], read["actual"][1]) == (2, 1)
    assert importers.read(save(tmp_path, linear, "linear.csv")).tables.tasks["parent_id"][1] == "A-1"


def test_youtrack_periods_as_words_or_minutes(tmp_path: Path) -> None:
    text = """"Issue Id","Project","Summary","Reporter","Created","Resolved","State","Estimation","Spent time"
"A-1","App","Pay","ana","11 Nov 2022","15 Nov 2022","Fixed","1d 4h","90"
"A-2","App","Card","ana","11 Nov 2022","","Open","240","0"
"""
    got = importers.read(save(tmp_path, text, "youtrack.csv"))
    assert got.tables.tasks["estimate"].tolist() == [12, 4]
    assert got.tables.tasks["actual"].tolist() == [1.5, 0]
    assert any("read as minutes" in q for q in got.report.confirm)


def test_smartsheet_rows_lie_under_each_other_by_the_outline(tmp_path: Path) -> None:
    path = tmp_path / "Plan.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Plan")
        rows = [
            ("Task Name", "Duration", "% Complete", "Planned [hrs]"),
            ("Phase", "5d", 0.5, 14),
            ("Step", "2d", 1, 6),
            ("Other", "3d", 0, 8),
        ]
        for i, row in enumerate(rows):
            sheet.write_row(i, 0, row)
        for i in (2, 3):
            sheet.set_row(i, None, None, {"level": 1})
    tasks = importers.read(path).tables.tasks
    assert tasks["parent_id"].fillna("").tolist() == ["", "row-2", "row-2"]
    assert tasks["is_rollup"].tolist() == [True, False, False]
    assert tasks["status_class"].tolist() == ["doing", "done", "todo"]
    assert tasks.loc[~tasks["is_rollup"], "estimate"].sum() == 14


def test_jira_history_with_commas_in_sprint_names_and_links_outside(tmp_path: Path) -> None:
    def change(at: str, *items: dict[str, Any]) -> dict[str, Any]:
        return {"created": f"2026-01-{at}T09:00:00.000+0000", "items": list(items)}

    one = {"field": "Sprint", "fieldId": "customfield_9", "from": "", "fromString": "", "to": "1", "toString": "Q1, first"}
    two = {
        "field": "Sprint",
        "fieldId": "customfield_9",
        "from": "1",
        "fromString": "Q1, first",
        "to": "1, 2",
        "toString": "Q1, first, Q1, second",
    }
    points = {"field": "Story point estimate", "fieldId": "customfield_7", "fromString": None, "toString": "5"}
    sprints = [{"id": n, "name": name, "state": "closed", "boardId": 1} for n, name in ((1, "Q1, first"), (2, "Q1, second"))]
    link = {"type": {"name": "Blocker", "inward": "is blocked by"}, "inwardIssue": {"key": "X-9"}}
    fields = {"summary": "Pay", "created": "2026-01-02T09:00:00.000+0000", "customfield_9": sprints, "customfield_7": 5.0}
    histories = [change("06", two), change("05", one, points)]
    issue = {"key": "A-1", "fields": fields | {"issuelinks": [link]}, "changelog": {"total": 2, "histories": histories}}
    got = importers.read(save(tmp_path, {"issues": [issue]}, "issues.json"))
    assert got.tables["task_sprints"]["sprint"].tolist() == ["Q1, first", "Q1, second"]
    assert got.tables.tasks["estimate"].tolist() == [5]
    assert any("to tasks outside the file: 1" in q for q in got.report.confirm)
