"""Names of projects that a file system, a spreadsheet or a reader could mistake: from the import to a report of their own each."""

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from armed import own_report

from workbench import store

LONG = "Überlanges Vorhaben " * 15
NAMES = [
    "CON",
    "NUL",
    "..",
    ".",
    "/",
    "../../etc/passwd",
    "C:\\Windows\\win.ini",
    "a/b",
    "a:b*?<>|",
    "-rf",
    "--store",
    "007",
    "NA",
    "None",
    "=1+1",
    "{0.__class__}",
    LONG.strip(),
    LONG.strip() + "!",
    unicodedata.normalize("NFC", "Café Münster"),
    unicodedata.normalize("NFD", "Café Münster"),
    "twin",
    "TWIN",
    "Twin",
    "\u202egnp.exe",
    "漢字",
]

READS = """from workbench import sections, store
with store.open() as library:
    project = library.read(project_id)"""


@pytest.mark.slow
def test_each_project_gets_its_own_report_whatever_it_is_called(command: Callable, tmp_path: Path) -> None:
    """Every one has work of its own size, so that a report that told of another would show it."""
    assert max(map(len, NAMES)) >= 300
    rows = [
        {"project_id": name, "task_id": f"{i}", "title": f"Part {i}", "kind": "feature", "status_class": "done", "estimate": 10.0,
         "actual": 10.0 + number, "estimate_unit": "hours", "actual_unit": "hours", "finished_on": f"2026-01-{i + 1:02d}"}
        for number, name in enumerate(NAMES, start=1)
        for i in range(12)
    ]  # fmt: skip
    file, library, out = tmp_path / "tasks.csv", tmp_path / "library.db", tmp_path / "a" / "b" / "out"
    pd.DataFrame(rows).to_csv(file, index=False)
    where = ["--store", library, "--out", out]
    told = command("import", file, "--tool", "canonical", "--yes", "--store", library)
    assert told.code == 0, told.all
    with store.open(library) as opened:
        assert sorted(opened.projects()["project_id"]) == sorted(NAMES)
    own_report(tmp_path / "own.ipynb", READS, "sections.answer(project, None)")
    made = command("batch", tmp_path / "own.ipynb", "--json", *where)
    assert made.code == 0, made.all
    entries = json.loads((out / "index.json").read_text(encoding="utf-8"))
    assert sorted(e["project_id"] for e in entries) == sorted(NAMES)
    assert len({e["folder"] for e in entries}) == len({e["folder"].casefold() for e in entries}) == len(NAMES)
    for entry in entries:
        folder = out / entry["folder"]
        assert re.fullmatch(r"[a-z0-9-]{1,60}", entry["folder"])
        work = NAMES.index(entry["project_id"]) + 1
        about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        assert about["project_id"] == entry["project_id"]
        page = (folder / "report.html").read_text(encoding="utf-8")
        assert f"<strong>{1 + work / 10:.2f}×</strong>" in page, entry
    written = {p.relative_to(tmp_path).parts[0] for p in tmp_path.rglob("*")}
    assert written <= {"tasks.csv", "own.ipynb", "library.db", "library.db-wal", "library.db-shm", "a"}
    index = (out / "index.html").read_text(encoding="utf-8")
    for entry in entries:
        assert f'href="{entry["folder"]}/report.html"' in index
    again = command("batch", tmp_path / "own.ipynb", "--json", *where)
    assert json.loads(again.out)["counts"]["current"] == len(NAMES)
    for name in ("..", "CON", "NA", "--store", LONG.strip()):  # one of them alone, by its name
        said = command("rows", "-o", tmp_path / "a" / "rows", "--store", library, "--", name)
        assert said.code == 0, said.all
        rows_of = pd.read_csv(tmp_path / "a" / "rows" / "tasks.csv")
        assert rows_of["actual"].unique().tolist() == [10.0 + NAMES.index(name) + 1]
