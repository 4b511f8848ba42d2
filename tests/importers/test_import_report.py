"""The import report: what it counts, how it reads, what it leaves out."""

import json
from pathlib import Path

from workbench import importers


def test_report_in_words_and_as_a_record(tmp_path: Path) -> None:
    file = tmp_path / "tasks.csv"
    rows = ["P,1,One,8,11,2025-01-02,2025-01-05,x", "P,2,Two,5,4,2025-01-09,2025-01-05,x", "P,3,Three,-1,4,,,x", "P,4,Four,-2,4,,,x", "P,5"]
    file.write_text("project_id,task_id,title,estimate,actual,started_on,finished_on,colour\n" + "\n".join(rows) + "\n", encoding="utf-8")
    report = importers.read(file).report
    assert (report.file, report.read, report.accepted, report.quarantined) == ("tasks.csv", 5, 1, 4)
    words = str(report)
    assert "5 rows read as the workbench's own tables, 1 accepted, 4 set apart" in words
    assert "2 × such as: Estimate is -1; expected a number of 0 or more (row 4, 5)" in words or "Estimate is -1" in words
    assert "1 × Finished on is 2025-01-05; that is before started on (row 3)" in words
    assert "has 2 fields; expected 8 as in the header (row 6)" in words
    assert "Columns not read (1): colour" in words
    assert "no zone stated" in words
    assert str(tmp_path) not in words
    record = json.loads(json.dumps(report.to_dict()))
    assert record["quarantined"] == 4
    assert record["mapping"][0] == {"column": "project_id", "header": "project_id", "converter": "text", "filled": 4}
    assert sum(r["n"] for r in record["reasons"]) == 4


def test_what_an_export_cannot_tell(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("Issue key,Issue Type,Summary,Status\nP-1,Task,a,Done\n", encoding="utf-8")
    told = importers.read(file).report.cannot_tell
    assert any("no completion date" in line and "add the column Resolved" in line for line in told)
    assert any("no estimator" in line for line in told)


def test_questions_of_the_check_are_passed_on(tmp_path: Path) -> None:
    file = tmp_path / "tasks.csv"
    rows = "".join(f"P,{i},{1},{8 + i % 2},hours,hours\n" for i in range(12))
    file.write_text("project_id,task_id,estimate,actual,estimate_unit,actual_unit\n" + rows, encoding="utf-8")
    assert any("are the estimates days" in line for line in importers.read(file).report.confirm)


def test_canonical_done_by_evidence_is_said(tmp_path: Path) -> None:
    file = tmp_path / "tasks.csv"
    file.write_text(
        "project_id,task_id,estimate,actual,finished_on,status\nP,1,3,4,2025-01-02,\nP,2,3,,2025-01-02,Closed\nP,3,3,1,,\n",
        encoding="utf-8",
    )
    got = importers.read(file)
    assert got.tables.tasks["status_class"].fillna("?").tolist() == ["done", "done", "?"]
    assert any("1 tasks have a completion date and an actual but no status class" in line for line in got.report.assumed)


def test_canonical_through_a_european_spreadsheet(tmp_path: Path) -> None:
    file = tmp_path / "tasks.csv"
    file.write_text("project_id;task_id;estimate;actual;finished_on\nP;1;1.234,5;4,5;31.01.2025\n", encoding="utf-8")
    row = importers.read(file).tables.tasks.iloc[0]
    assert (row["estimate"], row["actual"], str(row["finished_on"].date())) == (1234.5, 4.5, "2025-01-31")
