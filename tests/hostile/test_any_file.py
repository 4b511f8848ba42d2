"""Any texts in any container: every row is accepted or set apart, and none is shifted."""

import csv
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import importers
from workbench.tables import InputError

HEADER = ["project_id", "task_id", "title", "component", "estimate", "actual", "finished_on", "status_class", "labels"]
WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
VALUE = st.one_of(
    WORDS, st.sampled_from(["8", "1,5", "1e999", "-3", "NaN", "2026-01-31", "31/12/2025", "done", "=1+1", "", "'", '"', "a;b|c", "\t"])
)
ROWS = st.lists(st.lists(VALUE, min_size=7, max_size=7), min_size=1, max_size=6)


def marked(rows: list[list[str]]) -> list[list[str]]:
    """The rows with a key, and with the row's number at the end of two of its texts."""
    return [["P", f"T-{i}", f"{r[0]}§{i}§", f"{r[1]}¤{i}¤", *r[2:]] for i, r in enumerate(rows)]


def as_csv(rows: list[list[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerows([HEADER, *rows])
    return stream.getvalue().encode(encoding)


def as_xlsx(rows: list[list[str]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([HEADER, *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell)
    return made.getvalue()


def as_json(rows: list[list[str]]) -> bytes:
    return json.dumps([dict(zip(HEADER, row, strict=True)) for row in rows]).encode()


CONTAINERS: dict[str, tuple[str, Callable[[list[list[str]]], bytes]]] = {
    "csv": ("in.csv", as_csv),
    "semicolons in UTF-16": ("in.csv", lambda rows: as_csv(rows, delimiter=";", encoding="utf-16")),
    "tabs with a mark": ("in.tsv", lambda rows: as_csv(rows, delimiter="\t", encoding="utf-8-sig")),
    "xlsx": ("in.xlsx", as_xlsx),
    "json": ("in.json", as_json),
}


def every_row_in_its_place(rows: list[list[str]], container: str) -> None:
    name, write = CONTAINERS[container]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(write(marked(rows)))
        if name.endswith("sv") and "\0" in "".join(map("".join, rows)):  # no text holds such a character
            with pytest.raises(InputError, match="NUL character"):
                importers.read(path, profile="canonical")
            return
        found = importers.read(path, profile="canonical")
    report, tasks = found.report, found.tables.tasks
    assert report.accepted + report.quarantined == report.read == len(rows)
    for task in tasks.to_dict("records"):
        number = task["task_id"].removeprefix("T-")
        assert task["title"].endswith(f"§{number}§")
        assert task["component"].endswith(f"¤{number}¤")
    apart = found.checked.quarantined.get("tasks")
    assert len(tasks) + (0 if apart is None else len(apart)) == len(rows)


@settings(max_examples=4)
@given(ROWS)
def test_every_row_of_any_file_stands_in_its_place(rows: list[list[str]]) -> None:
    every_row_in_its_place(rows, "csv")


@pytest.mark.slow
@pytest.mark.parametrize("container", CONTAINERS)
def test_every_row_of_any_file_stands_in_its_place_many_times(container: str) -> None:
    settings(max_examples=100)(given(ROWS)(lambda rows: every_row_in_its_place(rows, container)))()
