"""Formulas: whatever table we write is reopened by another program, and holds none; numbers stay numbers."""

import csv
import gzip
import io
import zipfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from armed import armed, samples, write

from workbench import importers, loop, store
from workbench.importers import write_table
from workbench.page.spreadsheet import csv_text
from workbench.tables import check

STARTS = ["=1+1", "a\r=1", "+1", "-cmd|x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1", "＋1", "－1", "＠x"]
STARTS += ["'=1", '="x"&A1', "%0A=1", "\x00=1"]
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def formulas(text: str, delimiter: str = ",") -> list[str]:
    """Cells that a spreadsheet would take for a formula; numbers are none."""
    found = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        for cell in row:
            bare = cell.lstrip(" \u00a0\x00")
            if bare.startswith(DANGEROUS) or cell.startswith(DANGEROUS):
                try:
                    float(cell)
                except ValueError:
                    found.append(cell)
    return found


def formula_cells(path: Path) -> int:
    """Formula cells of a workbook, by its own markup and by another program's hand."""
    with zipfile.ZipFile(path) as book:
        marked = sum(
            book.read(n).count(b"<f") - book.read(n).count(b"<format") for n in book.namelist() if n.startswith("xl/worksheets/sheet")
        )
    opened = openpyxl.load_workbook(path)
    seen = sum(c.data_type == "f" for sheet in opened for row in sheet.iter_rows() for c in row)
    return max(marked, seen)


def hostile_frame() -> pd.DataFrame:
    frame = pd.DataFrame({"=title": STARTS, "number": [-1.5] * len(STARTS), "+kind": pd.Categorical(STARTS)})
    return frame.assign(mixed=[*STARTS[:-1], -3], labels=[[s] for s in STARTS])


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".xlsx"])
def test_a_table_that_is_written_holds_no_formula(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"out{ending}"
    write_table(hostile_frame().drop(columns="labels") if ending == ".xlsx" else hostile_frame(), path)
    if ending == ".xlsx":
        assert formula_cells(path) == 0
        assert openpyxl.load_workbook(path).active["B2"].value == -1.5
        assert [c.value for c in openpyxl.load_workbook(path).active["A"]][1] == "=1+1"  # as it was, as a text
        return
    text = (gzip.decompress(path.read_bytes()) if ending == ".csv.gz" else path.read_bytes()).decode("utf-8-sig")
    assert formulas(text) == []
    assert "-1.5" in text  # a number stays a number


def test_a_table_behind_a_link_holds_no_formula() -> None:
    assert formulas(csv_text(hostile_frame())) == []
    assert csv_text(hostile_frame()).count(",-1.5,") == len(STARTS)


def test_the_finder_finds_formulas(tmp_path: Path) -> None:
    assert len(formulas(hostile_frame().to_csv(index=False))) > 20
    hostile_frame().drop(columns="labels").to_excel(tmp_path / "bare.xlsx", engine="xlsxwriter")
    assert formula_cells(tmp_path / "bare.xlsx") > 0


@pytest.mark.slow
def test_no_file_that_a_command_writes_holds_a_formula(command: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table by ``export``, the review workbook, the actions for Jira, the calibrated estimates."""
    monkeypatch.chdir(tmp_path)
    tables = armed(samples("CAT-1", "SHOP-1", rows=60), keep={"unit", "estimate_unit", "actual_unit", "status", "kind"})
    files = write(tables, tmp_path / "in")
    for file in files:
        assert command("import", file, "--tool", "canonical", "--yes", "--store", "lib.db").code == 0
    written = []
    for name, ending in product(tables, (".csv", ".xlsx")):
        written.append(tmp_path / "exported" / f"{name}{ending}")
        assert command("export", name, "-o", written[-1], "--store", "lib.db").code == 0, name
    with store.open("lib.db") as library:
        project = str(library.projects()["project_id"].iloc[0])
        open_work = library.read().tasks.query("status_class == 'todo'")["project_id"].iloc[0]
        effort = loop.forecast_backlog(library.read(open_work).tasks, loop.calibrate(library))
        loop.calibrated_estimates(effort, tmp_path / "estimates.csv")
        loop.calibrated_estimates(effort, tmp_path / "estimates.xlsx")
    assert command("workbook", project, "-o", tmp_path / "review.xlsx", "--store", "lib.db").code == 0
    assert command("export", "actions", "--for", "jira", "-o", tmp_path / "jira.csv", "--store", "lib.db").code == 0
    written += [tmp_path / n for n in ("estimates.csv", "estimates.xlsx", "review.xlsx", "jira.csv")]
    attacks = 0
    for path in written:
        if path.suffix == ".xlsx":
            assert formula_cells(path) == (0 if path.name != "review.xlsx" else formula_cells(_blank(command, tmp_path))), path.name
        else:
            text = path.read_text(encoding="utf-8-sig")
            assert formulas(text) == [], path.name
            attacks += text.count("'=HYPERLINK")
    assert attacks > 100


def _blank(command: Callable, folder: Path) -> Path:
    path = folder / "blank.xlsx"
    assert command("workbook", "-o", path).code == 0
    return path


def test_what_was_defused_comes_back_as_it_was(tmp_path: Path) -> None:
    """All but a text that began with the guard itself, and carriage returns, which come back as line feeds."""
    frame = pd.DataFrame({"project_id": "P", "task_id": [f"T{i}" for i in range(len(STARTS))], "title": STARTS, "estimate": 2.5})
    frame = check({"tasks": frame}).accepted.tasks
    write_table(frame[["project_id", "task_id", "title", "estimate"]], tmp_path / "t.csv")
    again = importers.read(tmp_path / "t.csv", profile="canonical").tables.tasks
    assert again["estimate"].tolist() == frame["estimate"].tolist()
    for told, held in zip(again["title"], frame["title"], strict=True):
        assert told == held.replace("\r", "\n") or held.startswith("'") or "\x00" in held, held
