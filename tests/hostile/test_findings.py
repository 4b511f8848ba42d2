"""What the fuzz run and attacks found, kept: each is refused in words, or read, and never ends in a traceback."""

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from armed import SAMPLES
from openpyxl import Workbook

from workbench import importers
from workbench.tables import InputError
from workbench.widgets.backlog import from_text
from workbench.widgets.paste_cards import cards_in


def with_a_wrong_byte(part: str, place: int, byte: int) -> bytes:
    """A sound workbook in which one byte of a packed part is another: one reader minds, another does not."""
    data = bytearray((SAMPLES / "exports" / "smartsheet.xlsx").read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        data[book.getinfo(part).header_offset + place] = byte
    return bytes(data)


def of_jira(**changed: object) -> bytes:
    """An export of Jira in which something is built differently."""
    sound = json.loads((SAMPLES / "exports" / "jira_changelog.json").read_text(encoding="utf-8"))
    return json.dumps({**sound, **changed}).encode()


def of_trello(**changed: object) -> bytes:
    """A board of Trello in which something is built differently."""
    cards = [{"id": "5f0000000000000000000001", "name": "Login", "idList": "l", "closed": False}]
    return json.dumps({"name": "P", "lists": [{"id": "l", "name": "Doing"}], "cards": cards, "actions": [], **changed}).encode()


def endless_hours() -> bytes:
    """A workbook with a time that is longer than any."""
    made, book = io.BytesIO(), Workbook()
    book.active.append(["task_id", "estimate"])
    book.active.append(["A-1", 1e18])
    book.active["B2"].number_format = "[h]:mm"
    book.save(made)
    return made.getvalue()


def with_sheet(sheet: bytes) -> bytes:
    """A workbook with this as its first sheet."""
    made = io.BytesIO()
    with zipfile.ZipFile(SAMPLES / "exports" / "planner.xlsx") as sound, zipfile.ZipFile(made, "w") as out:
        for part in sound.infolist():
            out.writestr(part.filename, sheet if part.filename == "xl/worksheets/sheet1.xml" else sound.read(part))
    return made.getvalue()


FINDINGS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "relations with a wrong byte": ("in.xlsx", lambda: with_a_wrong_byte("xl/_rels/workbook.xml.rels", 168, 49)),
    "sheet that ends in the middle": ("in.xlsx", lambda: with_sheet(b'<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99')),
    "list where a record is due": ("in.json", lambda: of_jira(names=[1])),
    "nothing where a record is due": ("in.json", lambda: of_jira(names=None)),
    "time longer than any": ("in.xlsx", endless_hours),
    "name that is a list": ("in.json", lambda: of_trello(name=[1, 2, 3, 4])),
    "half a character": ("in.json", lambda: b'[{"project_id": "P", "task_id": "A-1", "title": "\\ud800x", "estimate": 4}]'),
    "log without any project": ("in.csv", lambda: b"project,issue,hours,date\n,A-1,2,2025-09-04\n,A-1,1,2025-09-05\n"),
    "board whose paths are empty": ("in.csv", lambda: b"ID,Work Item Type,Title,State,Area Path\n1,Task,Login,Active,\n"),
    "list of texts with a lone carriage return": ("in.csv", lambda: b"Went well\nPairing on\rhard tasks\nDaily reviews\n"),
}


@pytest.mark.parametrize(("name", "make"), FINDINGS.values(), ids=FINDINGS.keys())
def test_a_finding_stays_mended(name: str, make: Callable[[], bytes], tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(make())
    with suppress(InputError):  # nothing else may be raised
        report = importers.read(tmp_path / name).report
        assert report.accepted + report.quarantined == report.read


@pytest.mark.parametrize("day", ["2025-09-01 10h+02", "10:00Z", "the 7th"])
def test_a_day_that_cannot_be_read_gives_no_start(day: str, tmp_path: Path) -> None:
    """In a time log beside a plan: neither a traceback, nor a guess."""
    (tmp_path / "plan.csv").write_text("task_id,project_id,estimate,estimate_unit\nA-1,P,4,hours\nA-2,P,4,hours\n", encoding="utf-8")
    log = f"Issue Key,Hours,Work date\nA-2,1,nonsense\nA-1,2,2025-09-04 00:00\nA-2,3,{day}\nA-1,1,2025-09-30 23:00-0500\n"
    (tmp_path / "log.csv").write_text(log, encoding="utf-8")
    made = importers.read(tmp_path / "plan.csv", hours=tmp_path / "log.csv")
    assert made.tables.worklogs["task_id"].tolist() == ["A-1", "A-1"]
    started = made.tables.tasks.set_index("task_id")["started_on"]
    assert started["A-1"] == pd.Timestamp("2025-09-04")
    assert started["A-2"] is pd.NaT


def test_a_second_file_in_which_no_task_is_named_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("task_id,project_id,estimate,finished_on\nA-1,P,4,2026-01-05\nA-2,P,4,\n", encoding="utf-8")
    (tmp_path / "more.csv").write_text("Task ID,Date Closed,Task Name\n,2026-02-03,Login\n,2026-02-04,Typo\n", encoding="utf-8")
    got = importers.read(tmp_path / "plan.csv", more=tmp_path / "more.csv").tables.tasks
    assert got["finished_on"].dt.day.tolist()[0] == 5
    assert got["finished_on"].isna().tolist() == [False, True]


def test_half_a_character_from_a_browser_is_no_fault() -> None:
    assert from_text("title,estimate\n\ud800Login,8\nTypo,2\n", project_id="NEXT", unit="hours") is not None


PASTED = ('"a"\rb, c', '"Went well"\r\n"Pairing"', 'x "\r y', '"a\x00b"', f'"{"a" * 140_000}"')


@pytest.mark.parametrize("text", PASTED, ids=lambda t: ascii(t)[:20])
def test_pasted_cards_may_hold_any_end_of_a_line(text: str) -> None:
    assert cards_in(text)


@pytest.mark.parametrize("number", ["9" * 5000, "NaN", "-Infinity"], ids=lambda n: n[:9])
def test_a_number_that_json_does_not_know_is_refused_in_words(number: str, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(f'[{{"task_id": "1", "estimate": {number}}}]', encoding="utf-8")
    with pytest.raises(InputError, match=r"is not valid JSON: .*(too long|is not a JSON number)"):
        importers.read(tmp_path / "in.json")


def test_where_json_breaks_off_is_told(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text('{"a": 1}\n{"a": 2}\n{"a": 3,,}\n', encoding="utf-8")
    with pytest.raises(InputError, match="line 3, character 9"):
        importers.read(tmp_path / "in.json")
