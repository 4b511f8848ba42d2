"""Jira's CSV: repeated headers, languages, time in seconds, sprints, bookings, sums that must not be added."""

from pathlib import Path

import pandas as pd
import pytest

from workbench import importers
from workbench.tables import InputError

HEADER = "Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Created,Resolved"


def read(folder: Path, text: str, **options) -> importers.Imported:
    path = folder / "export.csv"
    path.write_bytes(text.encode("utf-8-sig"))
    return importers.read(path, **options)


def test_seconds_become_hours_and_hours_win_over_points_where_they_can_be_compared(tmp_path: Path) -> None:
    text = (
        f"{HEADER},Original estimate,Time Spent,Custom field (Story Points)\n"
        "a,PAY-1,1,Story,Done,PAY,Payments,02/Jan/25 9:00 AM,05/Jan/25 5:00 PM,28800,36000,5\n"
        "b,PAY-2,2,Story,Done,PAY,Payments,02/Jan/25 9:00 AM,06/Jan/25 5:00 PM,,3600,3\n"
        "c,PAY-3,3,Story,To Do,PAY,Payments,02/Jan/25 9:00 AM,,14400,,8\n"
    )
    got = read(tmp_path, text)
    tasks = got.tables.tasks.set_index("task_id")
    assert tasks["estimate"].tolist() == [8, 3, 4]
    assert tasks["estimate_unit"].tolist() == ["hours", "points", "hours"]
    assert tasks["actual"].tolist()[:2] == [10, 1]
    assert got.report.profile == "jira.csv"
    assert any("Original estimate was used as the estimate" in line for line in got.report.assumed)
    assert got.tables.projects["name"].tolist() == ["Payments"]


def test_points_lead_where_no_hours_can_be_compared(tmp_path: Path) -> None:
    text = (
        f"{HEADER},Original estimate,Custom field (Story point estimate)\n"
        "a,PAY-1,1,Story,Done,PAY,Payments,02/Jan/25 9:00 AM,05/Jan/25 5:00 PM,28800,5\n"
        "b,PAY-2,2,Story,Done,PAY,Payments,02/Jan/25 9:00 AM,06/Jan/25 5:00 PM,,3\n"
    )
    tasks = read(tmp_path, text).tables.tasks
    assert tasks["estimate"].tolist() == [5, 3]
    assert tasks["estimate_unit"].tolist() == ["points", "points"]


def test_the_remaining_estimate_is_never_an_estimate(tmp_path: Path) -> None:
    text = f"{HEADER},Remaining Estimate,timeestimate\na,PAY-1,1,Story,Done,PAY,P,02/Jan/25 9:00 AM,,7200,7200\n"
    got = read(tmp_path, text)
    assert got.tables.tasks["estimate"].isna().all()
    assert {"Remaining Estimate", "timeestimate"} <= set(got.report.unread)


def test_bookings_are_read_and_make_the_actual_only_where_no_total_is_given(tmp_path: Path) -> None:
    text = (
        f"{HEADER},Time Spent,Log Work,Log Work\n"
        "a,PAY-1,1,Story,Done,PAY,P,02/Jan/25 9:00 AM,,10800,one; two;03/Jan/25 9:00 AM;acc;3600,;04/Jan/25 9:00 AM;acc;7200\n"
        "b,PAY-2,2,Story,Done,PAY,P,02/Jan/25 9:00 AM,,,;04/Jan/25 9:00 AM;acc;5400,\n"
        "c,PAY-3,3,Story,Done,PAY,P,02/Jan/25 9:00 AM,,,nonsense,\n"
    )
    got = read(tmp_path, text)
    assert got.tables.tasks["actual"].fillna(-1).tolist() == [3.0, 1.5, -1]
    logs = got.tables.worklogs
    assert logs["hours"].tolist() == [1.0, 2.0, 1.5]
    assert logs["note"].fillna("").tolist() == ["one; two", "", ""]
    assert logs["day"].dt.day.tolist() == [3, 4, 4]
    assert got.checked.quarantined["worklogs"].index.tolist() == ["4, booking 1"]
    assert got.report.quarantined == 0


def test_the_last_filled_sprint_is_final_and_the_others_were_left(tmp_path: Path) -> None:
    text = (
        f"{HEADER},Sprint,Sprint,Sprint\n"
        "a,PAY-1,1,Story,Done,PAY,P,02/Jan/25 9:00 AM,05/Jan/25 9:00 AM,S1,S2,\n"
        "b,PAY-2,2,Story,To Do,PAY,P,02/Jan/25 9:00 AM,,,S2,\n"
        "c,PAY-3,3,Story,Parked,PAY,P,02/Jan/25 9:00 AM,,S3,,\n"
    )
    got = read(tmp_path, text)
    stays = got.tables.task_sprints
    assert stays[["task_id", "sprint"]].to_numpy().tolist() == [["PAY-1", "S1"], ["PAY-1", "S2"], ["PAY-2", "S2"], ["PAY-3", "S3"]]
    assert stays["done"].fillna(False).tolist() == [False, True, False, False]
    assert stays["done"].isna().tolist() == [False, False, False, True]
    assert got.tables.sprints["sprint"].tolist() == ["S1", "S2", "S3"]


def test_sums_are_used_only_when_nothing_else_was_exported(tmp_path: Path) -> None:
    rows = "e,PAY-1,1,Epic,To Do,PAY,P,02/Jan/25 9:00 AM,,{}7200,\na,PAY-2,2,Story,To Do,PAY,P,02/Jan/25 9:00 AM,,{}7200,PAY-1\n"
    both = read(tmp_path, f"{HEADER},Time Spent,Σ Time Spent,Parent key\n" + rows.format(",", "7200,"))
    assert both.tables.tasks["actual"].sum() == 2.0
    assert "Σ Time Spent" in both.report.unread
    only = read(tmp_path, f"{HEADER},Σ Time Spent,Parent key\n" + rows.format("", ""))
    assert only.tables.tasks["actual"].sum() == 2.0
    assert only.tables.tasks["actual"].isna().tolist() == [True, False]
    assert any("only Σ Time Spent was exported" in line for line in only.report.confirm)


def test_parents_by_their_number_and_epics_by_link(tmp_path: Path) -> None:
    text = (
        f"{HEADER},Parent id,Custom field (Epic Link)\n"
        "e,PAY-1,101,Epic,To Do,PAY,P,02/Jan/25 9:00 AM,,,\n"
        "a,PAY-2,102,Story,To Do,PAY,P,02/Jan/25 9:00 AM,,,PAY-1\n"
    )
    tasks = read(tmp_path, text).tables.tasks.set_index("task_id")
    assert tasks.loc["PAY-2", "parent_id"] == "PAY-1"
    assert tasks["is_rollup"].tolist() == [True, False]
    text = text.replace(",Custom field (Epic Link)", "").replace(",,\n", ",\n").replace(",,PAY-1", ",101")
    assert read(tmp_path, text).tables.tasks.set_index("task_id").loc["PAY-2", "parent_id"] == "PAY-1"


@pytest.mark.parametrize(
    ("header", "status", "created", "language"),
    [
        (
            "Tipo de Incidencia,Clave de incidencia,Resumen,Estado,Creada,Resuelta,Estimación original,Tiempo Trabajado",
            "Finalizada",
            "11/abr/26 8:56 AM",
            None,
        ),
        (
            "Type de ticket,Clé de ticket,Résumé,État,Création,Résolu,Estimation originale,Temps consacré",
            "Terminé(e)",
            "11/août/25 8:56 AM",
            "fr",
        ),
        (
            "Tipo de item,Chave da item,Resumo,Status,Criado,Resolvido,Estimativa original,Tempo gasto",
            "Concluído",
            "11/ago/25 8:56 AM",
            "pt",
        ),
        (
            "Vorgangstyp,Vorgangsschlüssel,Zusammenfassung,Status,Erstellt,Erledigt,Ursprüngliche Schätzung,Benötigte Zeit",
            "Fertig",
            "11/Okt/25 8:56 AM",
            "de",
        ),
        (
            "Tipo di ticket,Chiave ticket,Riepilogo,Stato,Creato,Risolto,Stima originale,Tempo impiegato",
            "Completato",
            "11/mag/25 8:56 AM",
            "it",
        ),
    ],
)
def test_headers_statuses_and_months_of_other_languages(
    tmp_path: Path, header: str, status: str, created: str, language: str | None
) -> None:
    got = read(tmp_path, f"{header}\nX,PAY-7,a,{status},{created},{created},28800,36000\n")
    row = got.tables.tasks.iloc[0]
    assert got.report.profile == "jira.csv"
    assert (row["task_id"], row["project_id"], row["estimate"], row["actual"], row["status_class"]) == ("PAY-7", "PAY", 8, 10, "done")
    assert row["finished_on"].day == 11
    asked = any("never seen in a real export" in line for line in got.report.confirm)
    assert asked == (language is not None)


def test_resolution_category_and_words_decide_the_class(tmp_path: Path) -> None:
    text = (
        "Summary,Issue key,Issue Type,Status,Resolution,Status Category,Resolved\n"
        "a,P-1,Task,Closed,Won't Do,Done,05/Jan/25 9:00 AM\n"
        "b,P-2,Task,Shipped to customer,Done,Done,05/Jan/25 9:00 AM\n"
        "c,P-3,Task,Waiting room,,In Progress,\n"
        "d,P-4,Task,Mystery,,,\n"
        "e,P-5,Task,To Do,,To Do,05/Jan/25 9:00 AM\n"
    )
    got = read(tmp_path, text)
    assert got.tables.tasks["status_class"].fillna("?").tolist() == ["cancelled", "done", "doing", "?", "todo"]
    assert any("reopened" in line for line in got.report.confirm)


def test_two_filled_columns_of_one_name_that_differ_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="occurs 2 times"):
        read(tmp_path, f"{HEADER},Due date,Due date\na,P-1,1,Task,Done,P,P,02/Jan/25 9:00 AM,,03/Jan/25,04/Jan/25\n")


def test_labels_of_several_columns(tmp_path: Path) -> None:
    got = read(tmp_path, f"{HEADER},Labels,Labels\na,P-1,1,Task,Done,P,P,02/Jan/25 9:00 AM,,debt,security\n")
    assert got.tables.tasks["labels"].tolist() == ["debt|security"]


def test_semicolons_and_numeric_dates(tmp_path: Path) -> None:
    text = "Summary;Issue key;Issue Type;Status;Created;Resolved\na;P-1;Task;Done;17/12/25 10:11;18/12/25 10:11\n"
    got = read(tmp_path, text)
    assert got.tables.tasks["finished_on"][0] == pd.Timestamp("2025-12-18 10:11")
    assert got.report.profile == "jira.csv"


def test_rows_of_a_quarantined_task_leave_with_it(tmp_path: Path) -> None:
    text = f"{HEADER},Sprint\na,P-1,1,Task,Done,P,P,soon,,S1\nb,P-2,2,Task,Done,P,P,02/Jan/25 9:00 AM,,S1\n"
    got = read(tmp_path, text)
    assert got.tables.task_sprints["task_id"].tolist() == ["P-2"]
    assert got.checked.counts.set_index("table").loc["task_sprints"].tolist() == [2, 1, 1]


def test_russian_and_japanese_headers_are_read_and_asked_about(tmp_path: Path) -> None:
    rows = {
        "ru": "Тема,Ключ проблемы,Тип проблемы,Статус,Создано,Решено,Затраченное время\n"
        "Вход,P-1,Задача,Готово,05.02.2026 09:00,07.02.2026 10:00,7200\n",
        "ja": "要約,課題キー,課題タイプ,ステータス,作成日,解決日,消費時間\n"
        "ログイン,P-1,タスク,Done,2026-02-05 09:00,2026-02-07 10:00,7200\n",
    }
    for language, text in rows.items():
        file = tmp_path / f"{language}.csv"
        file.write_text(text, encoding="utf-8")
        got = importers.read(file)
        task = got.tables.tasks.iloc[0]
        assert (got.report.profile, task["task_id"], task["actual"], task["status_class"]) == ("jira.csv", "P-1", 2.0, "done")
        assert str(task["finished_on"].date()) == "2026-02-07"
        assert any(f"({language})" in line for line in got.report.confirm)
