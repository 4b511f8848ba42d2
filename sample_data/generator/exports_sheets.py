"""The small project as workbooks, in the shape that each tool documents."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import xlsxwriter

from .one_project import NAME, Item, truth, without_given_up

Made = tuple[bytes, dict[str, object]]


def made(found: list[Item]) -> dict[str, Made]:
    """File names with their bytes and what they hold."""
    return {
        "planner.xlsx": planner(found),
        "monday.xlsx": monday(found),
        "smartsheet.xlsx": smartsheet(found),
        "wrike.xlsx": wrike(found),
    }


def planner(found: list[Item]) -> Made:
    """Planner: four rows above the header, days as American text, no hours at all."""
    found = without_given_up(found)
    states = {"todo": "Not started", "doing": "In progress", "done": "Completed"}
    rows: list[Sequence[object]] = [("Plan name", NAME), ("Plan ID", "kio-plan-0001"), ("Date of export", "12/31/2025"), ()]
    rows.append(
        ("Task ID", "Task Name", "Bucket Name", "Progress", "Priority", "Assigned To", "Created By", "Created Date", "Start date",
         "Due date", "Is Recurring", "Late", "Completed Date", "Completed By", "Completed Checklist Items", "Checklist Items", "Labels",
         "Description")
    )  # fmt: skip
    for i in found:
        who = i.task.assignee if i.started else ""
        row: list[object] = [f"kio-task-{i.number:04d}", i.task.title, i.task.component.capitalize(), states[i.state], "Medium", who]
        row += [i.task.estimator, _american(i.created), _american(i.started), _american(i.task.due), "false", "false"]
        row += [_american(i.finished), who if i.finished else "", "3/5", "reviewed;tested", ";".join(i.labels), ""]
        rows.append(row)
    return _book({"Tasks": rows}), truth("planner.xlsx", found, unit=None, told="finished created started")


def monday(found: list[Item]) -> Made:
    """Monday: groups under their names, an item per part of the product with its tasks as sub-items, rows of sums."""
    found = without_given_up(found)
    states = {"todo": "", "doing": "Working on it", "done": "Done"}
    rows: list[Sequence[object]] = [[NAME], ["A board with one item per part of the product"]]
    parts = sorted({i.task.component for i in found})
    number = 7000
    for title, group in (("First parts", parts[: len(parts) // 2]), ("Further parts", parts[len(parts) // 2 :])):
        rows += [[], [title]]
        rows.append(["Name", "Subitems", "Person", "Status", "Estimated hours", "Actual hours", "Completed on", "Item ID (auto generated)"])
        total = 0.0
        for part in group:
            mine = [i for i in found if i.task.component == part]
            size, number = sum(i.estimate for i in mine), number + 1
            total += size
            rows.append([part.capitalize(), ", ".join(i.task.title for i in mine), "", "Working on it", size, "", "", number])
            rows.append(
                ["Subitems", "Name", "Owner", "Status", "Estimated hours", "Actual hours", "Completed on", "Item ID (auto generated)"]
            )
            for i in mine:
                end = i.finished.date() if i.finished else ""
                who = i.task.assignee if i.started else ""
                rows.append(["", i.task.title, who, states[i.state], i.estimate or "", i.spent or "", end, 8000 + i.number])
        rows.append(["", "", "", "", total, "", "", ""])
    known = truth("monday.xlsx", found, told="actual finished")
    classes = known["status_classes"]
    assert isinstance(classes, dict)
    classes.pop("todo", None)  # an unset status is nothing at all in Monday
    return _book({"kiosk 1": rows}), known | {"rollups": len(parts)}


def smartsheet(found: list[Item]) -> Made:
    """Smartsheet: typed days, own columns for hours, a second sheet with comments, an empty last row."""
    found = without_given_up(found)
    states = {"todo": "Not Started", "doing": "In Progress", "done": "Complete"}
    head = (
        "Task Name", "Status", "% Complete", "Duration", "Start", "Finish", "Baseline Finish", "Assigned To", "Planned [hrs]",
        "Actual [hrs]", "Date Completed", "Predecessors",
    )  # fmt: skip
    rows: list[Sequence[object]] = [head]
    for i in found:
        first = i.task.added
        share = 1.0 if i.state == "done" else min(0.9, i.spent / i.estimate) if i.state == "doing" and i.estimate else 0.0
        length = max(1, round(i.estimate / 6))
        row: list[object] = [i.task.title, states[i.state], share, f"{length}d", first, first + timedelta(days=length)]
        row += [i.task.baseline_finish or "", i.task.assignee if i.started else "", i.estimate or "", i.spent or ""]
        rows.append([*row, i.finished.date() if i.finished else "", ""])
    rows.append([])
    comments: list[Sequence[object]] = [("Row", "Comment", "By", "On"), (1, "with the partner", "p34", date(2025, 9, 10))]
    return _book({NAME: rows, "Comments": comments}), truth("smartsheet.xlsx", found, told="actual finished")


def wrike(found: list[Item]) -> Made:
    """Wrike: folders as rows with slashes, hours of effort and time spent, the planned end as End Date."""
    states = {"todo": "New", "doing": "In Progress", "done": "Completed", "cancelled": "Cancelled"}
    rows: list[Sequence[object]] = [
        ("Key", "Folder", "Parent task", "Title", "Status", "Priority", "Assigned To", "Start Date", "Duration (Hours)", "End Date",
         "Effort (Hours)", "Time Spent (Hours)", "Completed Date", "Description")
    ]  # fmt: skip
    for n, part in enumerate(sorted({i.task.component for i in found})):
        folder = part.capitalize()
        rows.append([f"F{n}", "", "", f"/{folder}/"])
        for i in (i for i in found if i.task.component == part):
            who, first = i.task.assignee if i.started else "", i.started.date() if i.started else ""
            row: list[object] = [str(50_000 + i.number), folder, "", i.task.title, states[i.state], "Normal", who, first, i.estimate or ""]
            end = i.finished.date() if i.finished else ""
            rows.append([*row, i.task.baseline_finish or "", i.estimate or "", i.spent or "", end, ""])
    return _book({"Tasks": rows}), truth("wrike.xlsx", found, told="actual finished")


def _american(day: date | None) -> str:
    return f"{day:%m/%d/%Y}" if day else ""


def _book(sheets: dict[str, list[Sequence[object]]]) -> bytes:
    """A workbook with the same bytes every time; empty texts are empty cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2025, 12, 31)})
        as_day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(y, x, datetime(value.year, value.month, value.day), as_day)
                    elif value != "":
                        sheet.write(y, x, value)
    return out.getvalue()
