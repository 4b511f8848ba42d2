"""One small export per tool, in the shape that the tool writes."""

from pathlib import Path

import pandas as pd
import pytest

from workbench import importers


def read(folder: Path, text: str, name: str = "export.csv") -> importers.Imported:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    best = importers.detect(path)[0]
    got = importers.read(path)
    assert got.report.profile == best.profile.id
    assert got.report.read == got.report.accepted + got.report.quarantined
    return got


def test_clickup(tmp_path: Path) -> None:
    text = (
        "Task ID,Task Link,Task Type,Task Name,Status,Date Created,Due Date,Start Date,Parent ID,Assignees,Tags,"
        "List Name,Space Name,Time Estimated,Time Spent,Rolled Up Time,Home Location ID\n"
        'z1,http://x,Task,One,Closed,1758612100413,,1758612100413,null,"[A,B]","[debt,ui]",List,Shop,14400000," ""7200000""",NaN,9\n'
        'z1,http://x,Task,One,Closed,1758612100413,,1758612100413,null,"[B,A]","[debt,ui]",List,Shop,14400000," ""7200000""",NaN,9\n'
        'z2,http://x,Task,Two,backlog,1758612100413,,,z1,[],[],List,Shop,," """"",NaN,9\n'
    )
    got = read(tmp_path, text)
    tasks = got.tables.tasks.set_index("task_id")
    assert got.report.profile == "clickup.csv"
    assert (tasks.loc["z1", "estimate"], tasks.loc["z1", "actual"], tasks.loc["z1", "labels"]) == (4.0, 2.0, "debt|ui")
    assert tasks["actual"].isna().tolist() == [False, True]
    assert tasks["parent_id"].fillna("").tolist() == ["", "z1"]
    assert got.report.merged == 1
    assert any("ClickUp's workspace export has none" in line for line in got.report.cannot_tell)


@pytest.mark.parametrize("created", ["7.6.2025 14:59:28", "6/27/2025 2:59:28 PM"])
def test_azure_devops_tree(tmp_path: Path, created: str) -> None:
    text = (
        "ID,Work Item Type,Title 1,Title 2,Title 3,State,Iteration Path,Original Estimate,Completed Work,Story Points,Created Date,Tags\n"
        f"1,Epic,Shop,,,Active,Shop,,,,{created},\n"
        f"2,User Story,,Cart,,Closed,Shop\\Sprint 1,,,5,{created},debt; ui\n"
        f"3,Task,,,Button,Closed,Shop\\Sprint 1,4,6,,{created},\n"
        f"4,User Story,,Checkout,,Removed,Shop\\Sprint 2,,,3,{created},\n"
    )
    got = read(tmp_path, text)
    tasks = got.tables.tasks.set_index("task_id")
    assert got.report.profile == "azure_devops.csv"
    assert tasks["parent_id"].fillna("").tolist() == ["", "1", "2", "1"]
    assert tasks["title"].tolist() == ["Shop", "Cart", "Button", "Checkout"]
    assert tasks["status_class"].tolist() == ["doing", "done", "done", "cancelled"]
    assert (tasks.loc["3", "estimate"], tasks.loc["3", "actual"], tasks.loc["2", "estimate_unit"]) == (4, 6, "points")
    assert tasks.loc["2", "labels"] == "debt|ui"
    assert tasks["created_on"].dt.month.eq(6).all()
    assert any("documentation only" in line for line in got.report.confirm)


def test_linear(tmp_path: Path) -> None:
    text = (
        "ID,Team,Title,Description,Status,Estimate,Priority,Project,Creator,Assignee,Labels,Cycle Number,Cycle Name,Cycle Start,"
        "Cycle End,Created,Updated,Started,Completed,Canceled,Archived,Due Date,Milestone,Parent issue,Roadmaps\n"
        'CLA-1,Clay,One,,Done,3,,Web,c,a,"ui, debt",7,Cycle 7,Mon Feb 06 2023 05:00:00 GMT+0000 (GMT),'
        "Mon Feb 20 2023 05:00:00 GMT+0000 (GMT),"
        "Wed Feb 01 2023 05:00:00 GMT+0000 (GMT),,,2023-02-10T10:00:00.000Z,,,,,,\n"
        "CLA-2,Clay,Two,,Todo,,,Web,c,a,,,,,,Wed Feb 01 2023 05:00:00 GMT+0000 (GMT),,,,,Thu Feb 09 2023 05:00:00 GMT+0000 (GMT),,,CLA-1,\n"
        "CLA-3,Clay,Three,,Canceled,2,,Web,c,a,,,,,,Wed Feb 01 2023 05:00:00 GMT+0000 (GMT),,,,"
        "Thu Feb 09 2023 05:00:00 GMT+0000 (GMT),,,,,\n"
    )
    got = read(tmp_path, text)
    tasks = got.tables.tasks.set_index("task_id")
    assert got.report.profile == "linear.csv"
    assert tasks["status_class"].tolist() == ["done", "todo", "cancelled"]
    assert tasks.loc["CLA-1", "finished_on"] == pd.Timestamp("2023-02-10 10:00")
    assert tasks.loc["CLA-1", "labels"] == "ui|debt"
    assert tasks["project_id"].tolist() == ["CLA"] * 3
    sprint = got.tables.sprints.iloc[0]
    assert (sprint["sprint"], sprint["started_on"]) == ("Cycle 7", pd.Timestamp("2023-02-06 05:00"))
    assert got.report.zone == "UTC"


def test_youtrack(tmp_path: Path) -> None:
    text = (
        '"Issue Id","Project","Tags","Summary","Reporter","Created","Resolved","Type","State","Assignee","Sprints",'
        '"Ideal days","Original estimation","Story points","Spent time","Votes"\n'
        '"AB-1","Alpha","ui, debt","One","r","11 Nov 2022","14 Nov 2022","Task","Fixed","Unassigned","S1, S2","","1d 4h","","2h 30m","0"\n'
        '"AB-2","Alpha","","Two","r","11 Nov 2022","","Task","Open","Bob","Нет версии исправления","","","","","0"\n'
    )
    got = read(tmp_path, text)
    tasks = got.tables.tasks.set_index("task_id")
    assert got.report.profile == "youtrack.csv"
    assert (tasks.loc["AB-1", "estimate"], tasks.loc["AB-1", "actual"]) == (12, 2.5)
    assert tasks["assignee"].fillna("").tolist() == ["", "Bob"]
    assert got.tables.task_sprints[["task_id", "sprint", "done"]].to_numpy().tolist() == [["AB-1", "S1", False], ["AB-1", "S2", True]]
    assert any("8 hours a day" in line for line in got.report.assumed)
    assert got.tables.projects[["project_id", "name"]].to_numpy().tolist() == [["AB", "Alpha"]]


def test_gitlab(tmp_path: Path) -> None:
    text = (
        "Title,Description,Issue ID,URL,State,Assignee,Due Date,Created At (UTC),Closed At (UTC),"
        "Milestone,Weight,Labels,Time Estimate,Time Spent\n"
        'One,,5,http://x,Closed,a,,2025-01-02 09:00:00,2025-01-05 09:00:00,M1,3,"ui,debt",28800,14400\n'
    )
    got = read(tmp_path, text)
    row = got.tables.tasks.iloc[0]
    assert (row["estimate"], row["actual"], row["status_class"], row["labels"]) == (8, 4, "done", "ui|debt")
    assert got.report.zone == "UTC"
    assert got.tables.projects["zone"].tolist() == ["UTC"]


def test_asana_parents_by_title(tmp_path: Path) -> None:
    text = (
        "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Start Date,Due Date,Tags,Notes,Projects,Parent task\n"
        "1201,2025-01-02,2025-01-05,,Parent,Doing,a,,,,,Shop,\n"
        "1202,2025-01-02,,,Child,Later on,a,,,,,Shop,Parent\n"
        "1203,2025-01-02,,,Same,Backlog,a,,,,,Shop,\n1204,2025-01-02,,,Same,Backlog,a,,,,,Shop,\n"
        "1205,2025-01-02,,,Lost,Backlog,a,,,,,Shop,Same\n1.21143E+15,2025-01-02,,,Short,Backlog,a,,,,,Shop,\n"
    )
    got = read(tmp_path, text)
    tasks = got.tables.tasks.set_index("task_id")
    assert got.report.profile == "asana.csv"
    assert tasks.loc["1202", "parent_id"] == "1201"
    assert pd.isna(tasks.loc["1205", "parent_id"])
    assert any("fits several tasks" in line for line in got.report.confirm)
    assert got.report.quarantined == 1


def book(path: Path, rows: list[list[object]]) -> Path:
    width = max(map(len, rows))
    pd.DataFrame([r + [None] * (width - len(r)) for r in rows]).to_excel(path, header=False, index=False)
    return path


def test_planner_below_its_preamble(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Plan name", "Shop"], ["Plan ID", "abc"], ["Date of export", "01/31/2025"], [None, None]]
    rows.append(
        [
            "Task ID",
            "Task Name",
            "Bucket Name",
            "Progress",
            "Assigned To",
            "Created Date",
            "Start date",
            "Due date",
            "Completed Date",
            "Labels",
        ]
    )
    rows.append(["t1", "One", "Now", "Completed", "A", "01/02/2025", None, "01/20/2025", "01/15/2025", "ui;debt"])
    rows.append(["t2", "Two", "Now", "Not started", "A", "01/02/2025", None, None, None, None])
    got = importers.read(book(tmp_path / "plan.xlsx", rows))
    tasks = got.tables.tasks
    assert got.report.profile == "planner.xlsx"
    assert tasks["finished_on"][0] == pd.Timestamp("2025-01-15")
    assert tasks["status_class"].tolist() == ["done", "todo"]
    assert got.checked.unread == {}


def test_wrike_folders_are_no_tasks(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Key", "Folder", "Parent task", "Title", "Status", "Assigned To", "Start Date", "Duration (Hours)", "End Date"]
    ]
    rows += [
        ["F", None, None, "/Shop/", None, None, None, None, None],
        ["1", "Shop", None, "One", "Completed", "A", "2025-01-02", 16, "2025-01-05"],
    ]
    rows += [["2", "Shop", "One", "Two", "In Progress", "A", "2025-01-02", 8, "2025-01-05"]]
    got = importers.read(book(tmp_path / "wrike.xlsx", rows))
    tasks = got.tables.tasks.set_index("task_id")
    assert got.report.profile == "wrike.xlsx"
    assert list(tasks.index) == ["1", "2"]
    assert tasks.loc["2", "parent_id"] == "1"
    assert tasks["finished_on"].isna().all()
    assert got.report.skipped == 1


def test_smartsheet_reads_the_sheet_and_not_its_comments(tmp_path: Path) -> None:
    sheet = pd.DataFrame({"Task Name": ["One", "Two", None], "Status": ["Complete", "In Progress", None], "% Complete": [1.0, 0.4, None]})
    sheet["Duration"], sheet["Baseline Finish"] = ["5d", "3d", None], pd.to_datetime(["2025-01-05", "2025-01-08", None])
    with pd.ExcelWriter(tmp_path / "s.xlsx") as writer:
        sheet.to_excel(writer, sheet_name="Plan", index=False)
        pd.DataFrame({"Row": [1], "Comment": ["x"]}).to_excel(writer, sheet_name="Comments", index=False)
    got = importers.read(tmp_path / "s.xlsx")
    assert got.report.profile == "smartsheet.xlsx"
    assert got.tables.tasks["title"].tolist() == ["One", "Two"]
    assert got.tables.tasks["estimate"].isna().all()
    assert any("working time, not effort" in line for line in got.report.cannot_tell)
    assert got.tables.tasks["baseline_finish_on"][0] == pd.Timestamp("2025-01-05")


def test_every_profile_says_what_it_rests_on_and_reads_only_known_columns() -> None:
    for profile in importers.profiles():
        assert profile.evidence in ("seen", "documented"), profile.id
        assert profile.tool
        assert importers.profile(profile.id) is profile


def test_redmine(tmp_path: Path) -> None:
    text = (
        "#,Project,Tracker,Parent task,Status,Subject,Assignee,Target version,Start date,Due date,"
        "Estimated time,Spent time,% Done,Created,Closed\n"
        "12,Shop,Bug,,Closed,Fix,you,v1,03/01/2025,,8.00,6.50,100,03/01/2025 09:00 AM,03/28/2025 10:00 AM\n"
        "13,Shop,Feature,12,New,Add,me,,,,4:30,,0,03/01/2025 09:00 AM,\n"
    )
    got = read(tmp_path, text)
    tasks = got.tables.tasks
    assert got.report.profile == "redmine.csv"
    assert tasks["estimate"].tolist() == [8, 4.5]
    assert set(tasks["estimate_unit"]) == {"hours"}
    assert tasks["finished_on"][0] == pd.Timestamp("2025-03-28 10:00")


def test_a_tool_with_one_canonical_header_is_no_canonical_table(tmp_path: Path) -> None:
    text = "id,name,type,started_at,completed_at,estimate,project_id,state\n"
    text += "5,Login,feature,2025/01/03 10:00:00,2025/01/05 10:00:00,2,9,Completed\n"
    got = read(tmp_path, text)
    assert got.report.profile == "generic"
    assert got.tables.tasks["project_id"].tolist() == ["9"]


def test_person_days_of_a_german_plan(tmp_path: Path) -> None:
    got = read(tmp_path, "WBS;Vorgang;Plan (PT);Ist (PT);Status\n1;Bau;10,5;12;fertig\n")
    row = got.tables.tasks.iloc[0]
    assert (row["estimate"], row["estimate_unit"], row["actual"], row["actual_unit"]) == (10.5, "days", 12, "days")


LINEAR_30 = (
    "ID,Team,Title,Description,Status,Estimate,Priority,Project ID,Project,Creator,Assignee,Labels,Cycle Number,Cycle Name,Cycle Start,"
    "Cycle End,Created,Updated,Started,Triaged,Completed,Canceled,Archived,Due Date,Parent issue,Initiatives,Project Milestone ID,"
    "Project Milestone,SLA Status,Roadmaps\n"
)


def test_linear_rows_may_lack_their_last_empty_cell(tmp_path: Path) -> None:
    end = ",,,,,,,,"  # one cell fewer than the header has
    rows = (
        f'IN-1,App,Licence,"Two\nlines",Done,3,High,,,a,a,"Bug, UI",7,,2024-05-13,2024-05-27,2024-05-14T08:53:33.120Z,2024-05-23T16:06:19Z,'
        f"2024-05-20T10:00:00Z,,2024-05-23T16:06:19Z{end}\n"
        f"IN-2,App,Tokens,,Todo,,Medium,,,a,,,,,,,2024-05-14T09:01:00Z,2024-05-23T16:10:00Z,,,,,,,IN-1,,,,\n"
    )
    file = tmp_path / "linear.csv"
    file.write_text(LINEAR_30 + rows)
    got = importers.read(file)
    assert (got.report.profile, got.report.read, got.report.quarantined) == ("linear.csv", 2, 0)
    tasks = got.tables.tasks.set_index("task_id")
    assert str(tasks.loc["IN-1", "finished_on"]) == "2024-05-23 16:06:19"
    assert tasks.loc["IN-2", "parent_id"] == "IN-1"
    assert tasks["estimate"].sum() == 3
    assert got.tables.sprints[["sprint"]].to_numpy().tolist() == [["Cycle 7"]]
    assert any("2 rows end before the header does" in line for line in got.report.assumed)


def test_azure_devops_names_its_project_in_its_paths(tmp_path: Path) -> None:
    file = tmp_path / "data (3).csv"
    file.write_text("ID,Work Item Type,Title,State,Area Path,Iteration Path\n7,Task,Form,Closed,Shop\\Web,Shop\\Sprint 1\n")
    got = importers.read(file)
    assert got.tables.tasks["project_id"].tolist() == ["Shop"]
    assert got.tables.sprints["sprint"].tolist() == ["Shop\\Sprint 1"]
