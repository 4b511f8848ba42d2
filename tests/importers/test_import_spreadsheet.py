"""Spreadsheets and Parquet, canonical tables on sheets, and bombs."""

import io
import time
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from workbench import importers
from workbench.tables import InputError


def test_cells_of_every_type(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "ID": [7, 8],
            "Title": ["007", "NA"],
            "Estimate (h)": [1.5, 1.234],
            "Start": pd.to_datetime(["2025-01-02 00:00", "2025-01-03 10:30"]),
        }
    )
    frame.to_excel(tmp_path / "a.xlsx", index=False, startrow=2)
    got = importers.read(tmp_path / "a.xlsx")
    tasks = got.tables.tasks
    assert tasks["task_id"].tolist() == ["7", "8"]
    assert tasks["title"].tolist() == ["007", "NA"]
    assert tasks["estimate"].tolist() == [1.5, 1.234]
    assert tasks["started_on"].tolist() == [pd.Timestamp("2025-01-02"), pd.Timestamp("2025-01-03 10:30")]
    assert got.report.confirm == ()


def test_rows_are_named_as_the_spreadsheet_numbers_them(tmp_path: Path) -> None:
    pd.DataFrame({"project_id": ["P", None, "P"], "task_id": ["1", None, "2"], "estimate": [3, None, -1]}).to_excel(
        tmp_path / "a.xlsx", index=False
    )
    got = importers.read(tmp_path / "a.xlsx")
    assert got.checked.problems["row"].tolist() == [4]


def test_a_sheet_per_table(tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "all.xlsx") as book:
        pd.DataFrame({"project_id": ["P"], "name": ["Pay"], "started_on": ["2025-01-02"]}).to_excel(
            book, sheet_name="projects", index=False
        )
        pd.DataFrame({"Project id": ["P", "P"], "Task id": ["1", "2"], "Estimate": [3, "x"]}).to_excel(
            book, sheet_name="My tasks", index=False
        )
        pd.DataFrame({"a": ["note"], "b": ["text"]}).to_excel(book, sheet_name="Notes", index=False)
        pd.DataFrame({"project_id": ["P"], "task_id": ["1"], "day": ["2025-01-03"], "hours": [2]}).to_excel(
            book, sheet_name="log", index=False
        )
    got = importers.read(tmp_path / "all.xlsx")
    assert got.report.profile == "canonical"
    assert {name: len(frame) for name, frame in got.tables.items()} == {"projects": 1, "tasks": 1, "worklogs": 1}
    assert got.tables.projects["name"].tolist() == ["Pay"]
    assert (got.report.read, got.report.accepted, got.report.quarantined) == (5 - 1, 3, 1)


def test_empty_and_header_only(tmp_path: Path) -> None:
    pd.DataFrame().to_excel(tmp_path / "empty.xlsx")
    with pytest.raises(InputError, match="empty"):
        importers.read(tmp_path / "empty.xlsx")
    pd.DataFrame(columns=["project_id", "task_id", "estimate"]).to_excel(tmp_path / "header.xlsx", index=False)
    with pytest.raises(InputError, match="no rows below"):
        importers.read(tmp_path / "header.xlsx")


def remade(path: Path, sheet: bytes) -> None:
    pd.DataFrame({"id": [1]}).to_excel(path, index=False)
    inner = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in inner.namelist():
            made.writestr(name, sheet if name.endswith("sheet1.xml") else inner.read(name))


SHEET = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SHEET % b'<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c r="ZZ900000"><v>1</v></c></row>', "spans|cells"),
        (SHEET % b'<row r="1"><c r="XFD1"><v>1</v></c></row>', "16,384 columns"),
        (SHEET % (b"<!--" + b" " * 120_000_000 + b"-->"), "unpacks to more than"),
    ],
)
def test_spreadsheet_bombs_are_refused_at_once(tmp_path: Path, content: bytes, words: str) -> None:
    remade(tmp_path / "bomb.xlsx", content)
    began = time.perf_counter()
    with pytest.raises(InputError, match=words):
        importers.read(tmp_path / "bomb.xlsx")
    assert time.perf_counter() - began < 5


def test_a_file_of_old_excel() -> None:
    """Written by LibreOffice in Excel 97's format."""
    tasks = importers.read(Path(__file__).with_name("old_excel.xls")).tables.tasks
    assert tasks["task_id"].tolist() == ["101", "102", "103"]
    assert tasks["title"][2] == "Früher"
    assert (tasks["estimate"].sum(), tasks["actual"].sum()) == (13.375, 10.5)
    assert tasks["finished_on"].dropna().dt.strftime("%Y-%m-%d").tolist() == ["2026-01-09", "2026-01-12"]


def test_a_repeated_cell_of_an_open_document_is_refused(tmp_path: Path) -> None:
    cell = b'<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16000"/>'
    with zipfile.ZipFile(tmp_path / "bomb.ods", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", b"<x>" + cell + b"</x>")
    with pytest.raises(InputError, match="16,000 columns"):
        importers.read(tmp_path / "bomb.ods")


URN = "urn:oasis:names:tc:opendocument:xmlns"
ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{urn}:office:1.0"
 xmlns:text="{urn}:text:1.0" xmlns:table="{urn}:table:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def test_open_document(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        inner = "".join(f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in cells)
        return f'<table:table-row>{inner}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'

    rows = row("id", "title", "estimate (h)") + row("1", "One", "3,5")
    rows += (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"></manifest:manifest>'
    with zipfile.ZipFile(tmp_path / "a.ods", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", ODS.format(rows=rows, urn=URN))
        made.writestr("META-INF/manifest.xml", manifest)
    got = importers.read(tmp_path / "a.ods")
    assert got.tables.tasks[["task_id", "estimate"]].to_numpy().tolist() == [["1", 3.5]]


def test_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"project_id": ["P", "P"], "task_id": [7, 8], "estimate": [1.5, None], "finished_on": pd.to_datetime(["2025-01-02", None])}
    )
    frame["kind"] = pd.Categorical(["bug", "task"])
    frame.to_parquet(tmp_path / "t.parquet")
    tasks = importers.read(tmp_path / "t.parquet").tables.tasks
    assert tasks["task_id"].tolist() == ["7", "8"]
    assert tasks["kind"].tolist() == ["bug", "task"]
    assert tasks["estimate"].isna().tolist() == [False, True]


def test_parquet_of_objects_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"project_id": ["P"], "task_id": [{"a": 1}]}), tmp_path / "t.parquet")
    with pytest.raises(InputError, match="task_id"):
        importers.read(tmp_path / "t.parquet")
    (tmp_path / "u.parquet").write_bytes(b"PAR1 and then nonsense PAR1")
    with pytest.raises(InputError, match="damaged"):
        importers.read(tmp_path / "u.parquet")
