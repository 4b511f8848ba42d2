"""Monday's sheets: groups, sub-items with headers of their own, sums."""

from pathlib import Path

import xlsxwriter

from workbench import importers

ROWS: list[list[object]] = [
    ["Launch board"],
    ["What we do for the launch"],
    [],
    ["Sprint 1"],
    ["Name", "Subitems", "Person", "Status", "Due date", "Estimated hours", "Time tracking", "Item ID (auto generated)"],
    ["Login", "Form, Api", "Ana", "Done", "2026-01-09", 8, "", 101],
    ["Subitems", "Name", "Owner", "Status", "Estimated hours", "Item ID (auto generated)"],
    ["", "Form", "Ana", "Done", 5, 102],
    ["", "Api", "Bo", "Working on it", 3, 103],
    ["Refund", "", "Bo", "Stuck", "", 4, "10:30:00", 104],
    ["", "", "", "", "", 12, "10:30:00", ""],
    [],
    ["Later"],
    ["Name", "Subitems", "Person", "Status", "Due date", "Estimated hours", "Time tracking", "Item ID (auto generated)"],
    ["Report", "", "", "", "", "", "", 105],
    ["", "", "", "", "", 0, "", ""],
]


def book(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("launch board")
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if cell != "":
                    sheet.write(i, j, cell)
    return path


def test_groups_and_sub_items(tmp_path: Path) -> None:
    got = importers.read(book(tmp_path / "export.xlsx", ROWS))
    assert got.report.profile == "monday.xlsx"
    assert (got.report.read, got.report.quarantined, len(got.tables.tasks)) == (5, 0, 5)
    tasks = got.tables.tasks.set_index("task_id")
    assert set(tasks["project_id"]) == {"Launch board"}
    assert tasks["component"].to_dict() == {"101": "Sprint 1", "102": "Sprint 1", "103": "Sprint 1", "104": "Sprint 1", "105": "Later"}
    assert tasks["parent_id"].dropna().to_dict() == {"102": "101", "103": "101"}
    leaves = tasks[~tasks["is_rollup"].astype(bool)]
    assert leaves["estimate"].sum() == 12  # the 8 h of the item only repeat its parts
    assert tasks["actual"].dropna().to_dict() == {"104": 10.5}
    assert tasks["status_class"].dropna().to_dict() == {"101": "done", "102": "done", "103": "doing", "104": "doing"}
    assert any("documentation only" in line for line in got.report.confirm)


def test_without_item_ids_rows_name_the_tasks(tmp_path: Path) -> None:
    rows = [r[:-1] if len(r) > 5 else r for r in ROWS]
    tasks = importers.read(book(tmp_path / "export.xlsx", rows)).tables.tasks.set_index("task_id")
    assert tasks["title"].to_dict() == {"row-6": "Login", "row-8": "Form", "row-9": "Api", "row-10": "Refund", "row-15": "Report"}
    assert tasks["parent_id"].dropna().to_dict() == {"row-8": "row-6", "row-9": "row-6"}
