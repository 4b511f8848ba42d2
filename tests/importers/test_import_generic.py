"""Any table of tasks: headers of many languages, units, what is asked and what is assumed."""

from pathlib import Path

import pandas as pd
import pytest

from workbench import importers
from workbench.tables import InputError


def read(folder: Path, text: str, name: str = "Payments 2.csv", **options) -> importers.Imported:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return importers.read(path, **options)


@pytest.mark.parametrize(
    "header",
    [
        "ID,Title,Estimate (h),Actual (h),Start date,End date",
        "Nr;Aufgabe;Geschätzter Aufwand [Std];Tatsächlicher Aufwand [Std];Beginn;Ende",
        "Clave;Título;Horas estimadas;Horas reales;Fecha de inicio;Fecha de fin",
        "Réf;Intitulé;Charge estimée (h);Temps passé (heures);Date de début;Date de fin",
        "Código;Tarefa;Estimativa (horas);Tempo gasto (horas);Data de início;Data de fim",
        "Codice;Titolo;Stima (ore);Tempo effettivo (ore);Data inizio;Data fine",
        "task_id,title,estimate_hours,actual_hours,started_on,finished_on",
        "TaskNumber,Summary,HoursEstimate,HoursActual,StartedOn,CompletedOn",
    ],
)
def test_headers_of_many_languages(tmp_path: Path, header: str) -> None:
    sep = ";" if ";" in header else ","
    got = read(tmp_path, header + "\n" + sep.join(["A-1", "Login", "8", "11", "2025-01-02", "2025-01-05"]) + "\n")
    row = got.tables.tasks.iloc[0]
    assert (row["task_id"], row["title"], row["estimate"], row["actual"]) == ("A-1", "Login", 8, 11)
    assert row["started_on"] == pd.Timestamp("2025-01-02")
    assert row["finished_on"] == pd.Timestamp("2025-01-05")
    assert row["project_id"] == "Payments 2"
    if "Clave" not in header:
        assert row["estimate_unit"] == row["actual_unit"] == "hours"


def test_minutes_become_hours_and_days_stay_days(tmp_path: Path) -> None:
    got = read(tmp_path, "id,title,plan time minutes,actual days\n1,a,90,2\n")
    row = got.tables.tasks.iloc[0]
    assert (row["estimate"], row["estimate_unit"], row["actual"], row["actual_unit"]) == (1.5, "hours", 2, "days")


def test_an_unstated_unit_is_asked_for_and_may_be_given(tmp_path: Path) -> None:
    text = "id,title,estimate\n1,a,3\n"
    got = read(tmp_path, text)
    assert got.tables.tasks["estimate_unit"].isna().all()
    assert any("unit of the estimates" in line for line in got.report.confirm)
    told = read(tmp_path, text, profile=importers.profile("generic").mapped({}, estimate_unit="points"))
    assert told.tables.tasks["estimate_unit"].tolist() == ["points"]
    assert told.report.units == {"estimate": "points"}


def test_a_whole_project_from_arguments(tmp_path: Path) -> None:
    got = read(tmp_path, "id,title,estimate (h)\n1,a,3\n", project_id="PAY")
    assert got.tables.tasks["project_id"].tolist() == ["PAY"]
    assert got.tables.projects["project_id"].tolist() == ["PAY"]


def test_the_files_own_project_wins(tmp_path: Path) -> None:
    got = read(tmp_path, "project,id,title\nX,1,a\n,2,b\n", project_id="PAY")
    assert got.tables.tasks["project_id"].tolist() == ["X", "PAY"]


def test_absent_is_missing_never_zero(tmp_path: Path) -> None:
    got = read(tmp_path, "id,title,estimate (h),actual (h),completed\n1,a,,n/a,-\n2,b,NA,0,\n")
    tasks = got.tables.tasks
    assert tasks["estimate"].isna().all()
    assert tasks["actual"].isna().tolist() == [True, False]
    assert tasks["finished_on"].isna().all()
    assert got.report.quarantined == 0


def test_statuses_by_words_and_unknown_ones_are_asked(tmp_path: Path) -> None:
    got = read(tmp_path, "id,title,status\n1,a,Closed\n2,b,En curso\n3,c,Parking lot\n4,d,Abgebrochen\n")
    assert got.tables.tasks["status_class"].fillna("?").tolist() == ["done", "doing", "?", "cancelled"]
    assert any("'Parking lot' (1)" in line for line in got.report.confirm)
    assert {s.status: s.status_class for s in got.report.statuses}["Parking lot"] is None


def test_without_status_a_completion_date_means_done(tmp_path: Path) -> None:
    got = read(tmp_path, "id,title,started,closed\n1,a,2025-01-02,2025-01-03\n2,b,2025-01-02,\n3,c,,\n")
    assert got.tables.tasks["status_class"].tolist() == ["done", "doing", "todo"]
    assert any("count as done" in line for line in got.report.assumed)
    assert got.tables.projects["finished_on"].isna().all()


def test_a_project_is_finished_when_all_its_tasks_are(tmp_path: Path) -> None:
    got = read(
        tmp_path, "id,title,status,started,closed\n1,a,Done,2025-01-02,2025-01-03\n2,b,Cancelled,,\n3,c,Done,2025-01-01,2025-02-07\n"
    )
    project = got.tables.projects.iloc[0]
    assert project["started_on"] == pd.Timestamp("2025-01-01")
    assert project["finished_on"] == pd.Timestamp("2025-02-07")


def test_ambiguous_dates_are_said(tmp_path: Path) -> None:
    got = read(tmp_path, "id,title,started\n1,a,03/04/2025\n")
    assert got.tables.tasks["started_on"][0] == pd.Timestamp("2025-04-03")
    assert any("dates were read day first" in line for line in got.report.confirm)
    told = read(tmp_path, "id,title,started\n1,a,03/04/2025\n", profile=importers.profile("generic").mapped({}, date_order="month first"))
    assert told.tables.tasks["started_on"][0] == pd.Timestamp("2025-03-04")


def test_an_unreadable_date_sets_the_row_apart(tmp_path: Path) -> None:
    got = read(tmp_path, "id,title,closed\n1,a,2025-01-03\n2,b,soon\n3,c,2025-01-04\n")
    assert got.tables.tasks["task_id"].tolist() == ["1", "3"]
    assert "Finished on is soon" in got.report.reasons[0]["reason"]


def test_a_column_that_only_looks_like_a_date_is_left_unread(tmp_path: Path) -> None:
    got = read(tmp_path, "id,title,completed\n1,a,yes\n2,b,no\n")
    assert got.report.quarantined == 0
    assert "completed" in got.report.unread
    assert any("looks like finished_on" in line for line in got.report.confirm)


def test_rows_that_repeat_a_task_are_merged_only_when_they_agree(tmp_path: Path) -> None:
    got = read(tmp_path, "id,title,estimate (h),assignee\n1,a,3,x\n1,a,3,y\n2,b,4,x\n2,b,5,x\n")
    assert got.tables.tasks["task_id"].tolist() == ["1", "2"]
    assert got.report.merged == 1
    assert (got.report.read, got.report.accepted, got.report.quarantined) == (4, 3, 1)
    assert any("key_with" in line for line in got.report.confirm)


def test_a_key_of_two_columns(tmp_path: Path) -> None:
    own = importers.profile("generic").mapped({}, key_with=["person"])
    got = read(tmp_path, "id,title,estimate (h),person\n1,a,3,x\n1,a,4,y\n", profile=own)
    assert got.tables.tasks["task_id"].tolist() == ["1/x", "1/y"]


def test_without_keys_rows_are_named_and_it_is_said(tmp_path: Path) -> None:
    got = read(tmp_path, "Title,Estimate (h)\na,3\nb,4\n")
    assert got.tables.tasks["task_id"].tolist() == ["row-2", "row-3"]
    assert any("no column with keys" in line for line in got.report.confirm)


def test_keys_shortened_by_a_spreadsheet_are_refused(tmp_path: Path) -> None:
    got = read(tmp_path, "id,title\n1.21143E+15,a\n7,b\n")
    assert got.tables.tasks["task_id"].tolist() == ["7"]
    assert "shortened by a spreadsheet" in got.report.reasons[0]["reason"]


def test_a_header_below_other_rows_is_found(tmp_path: Path) -> None:
    got = read(tmp_path, "Report of March,,\n,,\nid,title,estimate (h)\n1,a,3\n2,b,x\n")
    assert got.tables.tasks["task_id"].tolist() == ["1"]
    assert got.checked.problems["row"].tolist() == [5]


def test_formula_guards_are_taken_off_and_put_on(tmp_path: Path) -> None:
    got = read(tmp_path, "id,title\n1,'=SUM(A1)\n2,'tis\n")
    assert got.tables.tasks["title"].tolist() == ["=SUM(A1)", "'tis"]


def test_round_counts_and_future_dates(tmp_path: Path) -> None:
    rows = "".join(f"{i},t,2025-01-02\n" for i in range(1_000))
    got = read(tmp_path, "id,title,closed\n" + rows)
    assert any("exactly 1,000 rows" in line for line in got.report.confirm)
    late = read(tmp_path, "id,title,closed\n1,a,2025-01-02\n2,b,2031-01-01\n", as_of="2025-06-01")
    assert late.report.quarantined == 1


def test_titles_with_hours_are_asked_about_and_used_on_demand(tmp_path: Path) -> None:
    text = "id,title\n" + "".join(f"{i},Task {i} [{i + 1}h]\n" for i in range(6))
    got = read(tmp_path, text)
    assert "estimate" not in got.report.units
    assert any("[3h]" in line for line in got.report.confirm)
    told = read(tmp_path, text, profile=importers.profile("generic").mapped({}, title_estimates=True))
    assert told.tables.tasks["estimate"].tolist() == [1, 2, 3, 4, 5, 6]
    assert set(told.tables.tasks["estimate_unit"]) == {"hours"}


def test_the_same_file_twice_gives_the_same(tmp_path: Path) -> None:
    text = "id,title,status,estimate (h),sprint\n1,a,Done,3,S1\n2,b,Open,4,S2\n"
    first, second = read(tmp_path, text), read(tmp_path, text)
    assert list(first.tables) == list(second.tables)
    for name in first.tables:
        pd.testing.assert_frame_equal(first.tables[name], second.tables[name])
    assert first.report == second.report


def test_a_mapping_that_names_a_missing_column(tmp_path: Path) -> None:
    own = importers.profile("generic").mapped({}, key_with=["nobody"])
    with pytest.raises(InputError, match="no column nobody"):
        read(tmp_path, "id,title\n1,a\n", profile=own)


def test_parents_whose_numbers_only_repeat_their_children(tmp_path: Path) -> None:
    text = "id,title,type,parent,estimate (h)\nE,Epic,Epic,,7\n1,a,Story,E,3\n2,b,Story,E,4\n"
    text += "F,Other,Story,,9\n3,c,Story,F,2\nG,Bare,Epic,,\n4,d,Story,G,1\n"
    tasks = read(tmp_path, text).tables.tasks.set_index("task_id")
    assert tasks.index[tasks["is_rollup"].astype(bool)].tolist() == ["E", "G"]


def test_an_end_that_open_tasks_have_too_is_a_plan(tmp_path: Path) -> None:
    text = (
        "id,title,status,start,end\n1,a,Done,2025-01-02,2025-01-05\n2,b,Open,2025-01-02,2025-02-05\n3,c,In progress,2025-01-02,2025-03-05\n"
    )
    got = read(tmp_path, text)
    assert got.tables.tasks["finished_on"].isna().all()
    assert got.tables.tasks["due_on"].dt.month.tolist() == [1, 2, 3]
    assert any("planned end" in line for line in got.report.confirm)
    told = read(tmp_path, text.replace("2025-02-05", "").replace("2025-03-05", ""))
    assert told.tables.tasks["finished_on"].notna().tolist() == [True, False, False]


def test_a_board_of_notes_becomes_cards(tmp_path: Path) -> None:
    got = read(tmp_path, '"What went well"\n"Pairing, daily"\n"Two\nlines"\n', name="board.csv", project_id="PAY")
    assert got.report.profile == "notes"
    assert got.tables.lessons["text"].tolist() == ["What went well", "Pairing, daily", "Two\nlines"]
    assert set(got.tables.lessons["project_id"]) == {"PAY"}
    assert any("choose the column" in line for line in got.report.confirm)


def test_dates_that_contradict_each_other_are_asked_about_and_the_effort_stays(tmp_path: Path) -> None:
    text = "id,title,actual (h),created,started,closed\n1,a,5,2025-01-01,2025-02-01,2025-01-20\n2,b,7,2025-03-01,,2025-02-01\n"
    got = read(tmp_path, text)
    tasks = got.tables.tasks
    assert (got.report.read, got.report.quarantined, tasks["actual"].sum()) == (2, 0, 12)
    assert tasks["started_on"].isna().all()
    assert tasks["created_on"].notna().tolist() == [True, False]
    assert tasks["finished_on"].dt.day.tolist() == [20, 1]
    asked = [line for line in got.report.confirm if "Which date is right?" in line]
    assert len(asked) == 2
    assert "(row 2)" in asked[0]


def test_parts_of_several_people_stay_apart_and_names_stay_out_of_keys(tmp_path: Path) -> None:
    got = read(tmp_path, "id,title,estimate (h),assignee\n1,a,3,Ana\n1,a,4,Bo\n2,b,4,Ana\n")
    keys = got.tables.tasks["task_id"].tolist()
    assert len(set(keys)) == 3
    assert got.tables.tasks["estimate"].sum() == 11
    assert not any("Ana" in k or "Bo" in k for k in keys)
    numbered = read(tmp_path, "id,title,estimate (h),person_key\n1,a,3,7\n1,a,4,8\n")
    assert numbered.tables.tasks["task_id"].tolist() == ["1/7", "1/8"]
