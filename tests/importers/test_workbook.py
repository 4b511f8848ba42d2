"""The post-project review workbook: blank, filled, filled with mistakes, saved by other programs."""

import datetime as dt
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from workbench import importers, loop, store
from workbench.importers.workbook.layout import EXAMPLE, README, SHEETS, column_of, header
from workbench.tables import TABLES, InputError, Mistakes, Tables

AS_OF = pd.Timestamp("2026-10-01")
Cells = Mapping[str, list[dict[str, Any]]]

FILLED: Cells = {
    "projects": [
        {"project_id": "PAY-2", "name": "Payments 2", "started_on": dt.date(2026, 1, 12), "finished_on": dt.date(2026, 7, 21)},
        {"project_id": "WEB-1", "name": "=Shop", "budget": 120000, "currency": "EUR"},
    ],
    "reviews": [
        {
            "project_id": "PAY-2",
            "reviewed_on": dt.date(2026, 7, 30),
            "reviewer": "lead",
            "biggest surprise": "tax rules",
            "days late": 21,
            "customer satisfied": "mostly",
        }
    ],
    "lessons": [{"project_id": "PAY-2", "lesson_id": "L-1", "column": "to change", "text": "Ask earlier; “really”", "votes": 4}],
    "actions": [{"project_id": "PAY-2", "action_id": "A-1", "lesson_id": "L-1", "text": "Ask in week 1", "owner": "Ana", "status": "open"}],
    "tasks": [
        {
            "project_id": "PAY-2",
            "task_id": "007",
            "title": "Refund screen",
            "estimate": 8,
            "estimate_unit": "hours",
            "actual": 11.5,
            "actual_unit": "hours",
            "status_class": "done",
            "started_on": dt.date(2026, 2, 2),
            "finished_on": dt.datetime(2026, 2, 6, 15, 30),
            "is_rollup": "no",
        },
        {"project_id": "PAY-2", "task_id": "PAY-2-18", "estimate": 1.234, "estimate_unit": "days", "status_class": "todo"},
    ],
    "risks": [{"project_id": "WEB-1", "risk_id": "R-1", "probability": 0.3, "impact": 120, "unit": "hours", "occurred": "no"}],
    "changes": [{"project_id": "PAY-2", "change_id": "CR-1", "effort": -60, "decision": "approved"}],
    "milestones": [{"project_id": "PAY-2", "milestone": "Beta", "recorded_on": dt.date(2026, 2, 28), "baseline_on": dt.date(2026, 4, 1)}],
    "periods": [{"project_id": "PAY-2", "period_end": dt.date(2026, 2, 28), "planned_value": 30000}],
}


def place_of(sheet: Worksheet, name: str) -> int:
    declared = SHEETS[sheet.title]
    found = [c.column for c in sheet[1] if (column := column_of(str(c.value or ""), declared)) and column.name == name]
    assert len(found) == 1, (sheet.title, name)
    return int(found[0])


def fill(path: Path, cells: Cells) -> None:
    """Type values under the examples, and save as another program would."""
    book = openpyxl.load_workbook(path)
    for name, rows in cells.items():
        for number, row in enumerate(rows, 4):
            for column, value in row.items():
                cell = book[name].cell(number, place_of(book[name], column))
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
    book.save(path)


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    importers.write_workbook(tmp_path / "review für Ω.xlsx")
    return tmp_path / "review für Ω.xlsx"


def as_ods(path: Path) -> Path:
    """The same cells as an OpenDocument spreadsheet."""
    tables = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        rows = "".join(
            "<table:table-row>" + "".join(_ods_cell(c.value) for c in row) + "</table:table-row>" for row in sheet.iter_rows(max_row=20)
        )
        tables.append(f'<table:table table:name="{escape(sheet.title)}">{rows}</table:table>')
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    content = f"<office:document-content {spaces}><office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    target = path.with_suffix(".ods")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        made.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
        made.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>{content}</office:document-content>')
    return target


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, dt.date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def test_every_table_has_its_sheet_but_the_logs_that_nobody_types(blank: Path) -> None:
    book = openpyxl.load_workbook(blank)
    assert book.sheetnames == [README, *SHEETS]
    assert set(TABLES) - set(SHEETS) == {"estimates", "transitions"}
    for name, declared in SHEETS.items():
        heads = [str(c.value) for c in book[name][1]]
        assert heads == [header(c, declared) for c in declared.columns]
        assert [column_of(h, declared) for h in heads] == list(declared.columns)
        assert book[name]["A3"].value == EXAMPLE
        lists = {str(v.sqref).split("4", 1)[0]: v for v in book[name].data_validations.dataValidation if v.type == "list"}
        for place, column in enumerate(declared.columns, 1):
            if column.choices:
                letter = openpyxl.utils.get_column_letter(place)
                assert lists[letter].formula1 == '"' + ",".join(column.choices) + '"'


def test_the_examples_would_themselves_be_right(tmp_path: Path, blank: Path) -> None:
    """What the sheets show as an example passes the check that filled rows have to pass."""
    book = openpyxl.load_workbook(blank)
    for sheet in book.worksheets[1:]:
        sheet["A3"].value = "PAY-2"
        sheet["A3"].data_type = "s"
    book.save(blank)
    got = importers.read(blank, as_of=AS_OF)
    assert got.report.accepted == len(SHEETS)


def test_a_blank_workbook_brings_nothing(blank: Path) -> None:
    with pytest.raises(InputError, match="not filled yet"):
        importers.read(blank)


def test_a_workbook_is_never_written_over(blank: Path) -> None:
    before = blank.read_bytes()
    with pytest.raises(InputError, match="there already"):
        importers.write_workbook(blank)
    assert blank.read_bytes() == before


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_what_is_filled_in_is_what_is_stored(blank: Path, tmp_path: Path, ending: str) -> None:
    fill(blank, FILLED)
    path = as_ods(blank) if ending == "ods" else blank
    imported = loop.check_file(path, as_of=AS_OF)
    assert imported.report.profile == "workbook"
    with store.open(tmp_path / "reviews.db") as library:
        loop.import_file(library, imported)
        kept = library.read()
    for name, rows in FILLED.items():
        assert len(kept[name]) == len(rows), name
        for number, row in enumerate(rows):
            for column, value in row.items():
                if name == "reviews" and column not in TABLES["reviews"].names:
                    assert json.loads(kept.reviews["facts"][0])[column] == value
                    continue
                stored = kept[name][column].iloc[number]
                wanted = pd.Timestamp(value) if isinstance(value, dt.date) else False if value == "no" else value
                assert stored == wanted, (name, column)
    assert kept.projects["name"].tolist() == ["Payments 2", "=Shop"]


def test_ten_mistakes_are_told_at_once_with_their_cells(blank: Path, tmp_path: Path) -> None:
    task = {"project_id": "PAY-2", "estimate": 8, "estimate_unit": "hours"}
    fill(
        blank,
        {
            "projects": [{"project_id": "PAY-2"}],
            "tasks": [
                {**task, "task_id": "T-1", "estimate_unit": "hrs"},
                {**task, "task_id": "T-2", "actual": "eight", "actual_unit": "hours"},
                {**task, "task_id": "T-3", "status_class": "finished"},
                {**task, "task_id": "T-4", "started_on": dt.date(2026, 3, 2), "finished_on": dt.date(2026, 3, 1)},
                {**task, "title": "no key"},
                {**task, "task_id": "T-1"},
                {**task, "task_id": "T-7", "due_on": "3. März 2026"},
                {**task, "task_id": "T-8", "cost": -5},
                {**task, "task_id": "T-9"},
            ],
            "lessons": [{"project_id": "PAY-9", "lesson_id": "L-1", "text": "x"}],
            "risks": [{"project_id": "PAY-2", "risk_id": "R-1", "probability": 1.5}],
        },
    )
    with pytest.raises(Mistakes) as told:
        importers.read(blank, as_of=AS_OF)
    assert "10 mistakes" in told.value.heading

    def cell(sheet: str, column: str, row: int) -> str:
        place = SHEETS[sheet].names.index(column) + 1
        return f"{sheet}!{openpyxl.utils.get_column_letter(place)}{row}"

    assert list(told.value.points) == [
        f"{cell('lessons', 'project_id', 4)}: Project id is PAY-9; there is no such project on the sheet projects, list it there",
        f"{cell('tasks', 'estimate_unit', 4)}: Estimate unit is hrs; write hours",
        f"{cell('tasks', 'actual', 5)}: Actual is eight; expected a number of 0 or more",
        f"{cell('tasks', 'status_class', 6)}: Status class is finished; expected one of todo, doing, done, cancelled",
        f"{cell('tasks', 'finished_on', 7)}: Finished on is 2026-03-01; that is before started on",
        f"{cell('tasks', 'task_id', 8)}: Task id is missing",
        f"{cell('tasks', 'task_id', 9)}: Task id is T-1; another row has the same project_id and task_id",
        f"{cell('tasks', 'due_on', 10)}: Due on is 3. März 2026; expected a day such as 2026-03-31",
        f"{cell('tasks', 'cost', 11)}: Cost is -5; expected a number of 0 or more",
        f"{cell('risks', 'probability', 4)}: Probability is 1.5; expected a number from 0 to 1",
    ]


def test_ambiguous_dates_units_left_out_and_lost_headers(blank: Path) -> None:
    fill(
        blank,
        {
            "projects": [{"project_id": "P", "budget": 5, "started_on": "03/04/2026"}],
            "tasks": [{"task_id": "1", "estimate": 3}, {"task_id": "2", "actual": 90, "actual_unit": "minutes"}],
        },
    )
    book = openpyxl.load_workbook(blank)
    book["lessons"]["B1"].value = "Number"
    book.save(blank)
    with pytest.raises(Mistakes) as told:
        importers.read(blank, as_of=AS_OF)
    points = "\n".join(told.value.points)
    assert "Started on is 03/04/2026; expected a day" in points
    assert "Estimate unit is missing; say in what the estimate is measured" in points
    assert "Actual unit is minutes; expected hours, days, points or items: convert the numbers" in points
    assert "Currency is missing; say in what the budget is measured" in points
    assert "lessons!A1: the column 'Lesson id' is missing; put its header back" in points
    assert len(told.value.points) == 5


def test_rows_may_leave_out_the_only_project_and_may_follow_further_answers(blank: Path) -> None:
    fill(
        blank,
        {
            "projects": [{"project_id": "P"}],
            "reviews": [{"reviewed_on": dt.date(2026, 7, 30)}],
            "lessons": [{"lesson_id": "1", "text": "x"}],
        },
    )
    book = openpyxl.load_workbook(blank)
    sheet = book["reviews"]
    sheet.cell(1, sheet.max_column + 1).value = "Would we take it on again?"
    sheet.cell(4, sheet.max_column).value = "yes"
    book.create_sheet("My notes")["A1"] = "private"
    book.save(blank)
    got = importers.read(blank, as_of=AS_OF)
    assert got.tables.lessons["project_id"].tolist() == ["P"]
    assert json.loads(got.tables.reviews["facts"][0]) == {"Would we take it on again?": "yes"}
    assert any("My notes" in sentence for sentence in got.report.confirm)


def test_a_filled_one_comes_back_unchanged_and_names_nobody(tmp_path: Path) -> None:
    people = {"estimator": "canary-1", "assignee": "canary-2"}
    task = {"project_id": "P", "task_id": "1", "title": "=cmd()", "estimate": 8.0, "estimate_unit": "hours", **people}
    facts = json.dumps({"keep": "pairing", "mood of the team": "fine", "days late": 3.5})
    tables = {
        "tasks": pd.DataFrame([task]),
        "reviews": pd.DataFrame([{"project_id": "P", "reviewed_on": "2026-07-30", "reviewer": "canary-3", "facts": facts}]),
        "worklogs": pd.DataFrame([{"project_id": "P", "task_id": "1", "day": "2026-02-03", "hours": 2.0}] * 2),
    }
    with store.open(tmp_path / "reviews.db") as library:
        library.write(Tables({n: f for n, f in tables.items()}), source="test")
        before = library.read()
        target = tmp_path / "review.xlsx"
        loop.hand_out_workbook(target, library=library, project_id="P")
        brought = loop.import_file(library, loop.check_file(target, as_of=AS_OF))
        after = library.read()
    assert brought.counts[["inserted", "updated", "removed"]].to_numpy().sum() == 0
    for name in TABLES:
        pd.testing.assert_frame_equal(before[name], after[name])
    with zipfile.ZipFile(target) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    assert "mood of the team" in "".join(parts.values())
    assert not any("canary" in part for part in parts.values())
    assert not any("<f>" in part for name, part in parts.items() if name.startswith("xl/worksheets"))


def test_an_import_adds_answers_and_keeps_the_others(blank: Path, tmp_path: Path) -> None:
    day = dt.date(2026, 7, 30)
    fill(blank, {"projects": [{"project_id": "P"}], "reviews": [{"reviewed_on": day, "keep": "half-way checks"}]})
    with store.open(tmp_path / "reviews.db") as library:
        library.save_review({"project_id": "P", "reviewed_on": day, "facts": {"stop": "late starts", "keep": "?"}}, version=None)
        loop.import_file(library, loop.check_file(blank, as_of=AS_OF))
        review = library.review("P")
    assert review is not None
    assert review["facts"] == {"stop": "late starts", "keep": "half-way checks"}
    assert review["version"] == 2


def test_one_sheet_saved_as_text_leaves_the_examples_out(blank: Path, tmp_path: Path) -> None:
    fill(blank, {"lessons": [{"project_id": "P", "lesson_id": "1", "text": "x"}]})
    rows = list(openpyxl.load_workbook(blank)["lessons"].iter_rows(max_row=4, values_only=True))
    path = tmp_path / "lessons.tsv"
    path.write_text("\n".join("\t".join("" if v is None else str(v).replace("\n", " ") for v in row) for row in rows) + "\n")
    got = importers.read(path, profile="canonical")
    assert got.tables.lessons[["project_id", "lesson_id", "text"]].to_numpy().tolist() == [["P", "1", "x"]]
    assert got.report.quarantined == 0
