"""Estimates in one file, hours in another: bookings find their tasks, and every hour is counted once."""

from pathlib import Path

import pytest

from workbench import importers
from workbench.tables import InputError

PLAN = "Key,Title,Estimate (h),Status\nPAY-1,Login screen,8,Done\nPAY-2,Refund,4,Done\nPAY-3,Report,2,To Do\n"
LOGS = {
    "tempo": (
        "Issue Key,Issue summary,Hours,Work date,User Account ID,Full name,Activity,Work Description,Billed Hours\n"
        "PAY-1,Login screen,3.5,2026-01-05 00:00,a:1,Ana,Development,form,3.5\n"
        "PAY-1,Login screen,1.25,2026-01-06 00:00,a:1,Ana,Development,,1.25\n"
        "PAY-2,Refund,6,2026-01-07 00:00,a:2,Bo,Development,,6\n"
        "OPS-9,Meeting,1,2026-01-07 00:00,a:2,Bo,Meeting,,1\n"
    ),
    "toggl": (
        "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount ()\n"
        "Ana,a@x.org,,Payments,,PAY-1 form,No,2026-01-05,09:00:00,2026-01-05,12:30:00,03:30:00,,\n"
        "Ana,a@x.org,,Payments,,pay-1: more,No,2026-01-06,09:00:00,2026-01-06,10:15:00,01:15:00,,\n"
        "Bo,b@x.org,,Payments,Refund,,No,2026-01-07,09:00:00,2026-01-07,15:00:00,06:00:00,,\n"
        "Bo,b@x.org,,Payments,,Lunch talk,No,2026-01-07,09:00:00,2026-01-07,10:00:00,01:00:00,,\n"
    ),
    "clockify": (
        '"Project","Client","Description","Task","User","Group","Email","Tags","Billable","Start Date","Start Time","End Date","End Time",'
        '"Duration (h)","Duration (decimal)"\n'
        '"Payments","","form","Login screen","Ana","","a@x.org","","Yes","05/01/2026","09:00","05/01/2026","12:30","03:30:00","3.50"\n'
        '"Payments","","","Login screen","Ana","","a@x.org","","Yes","16/01/2026","09:00","16/01/2026","10:15","01:15:00","1.25"\n'
        '"Payments","","","Refund","Bo","","b@x.org","","Yes","17/01/2026","09:00","17/01/2026","15:00","06:00:00","6.00"\n'
        '"Payments","","talk","","Bo","","b@x.org","","Yes","17/01/2026","09:00","17/01/2026","10:00","01:00:00","1.00"\n'
    ),
    "harvest": (
        "Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,First Name,Last Name,Roles\n"
        "2026-01-05,X,Payments,P,Development,PAY-1: form,3.5,3.5,Yes,Ana,A,Backend\n"
        "2026-01-06,X,Payments,P,Development,[PAY-1] again,1.25,1.25,Yes,Ana,A,Backend\n"
        "2026-01-07,X,Payments,P,Development,Refund,6,6,Yes,Bo,B,Backend\n"
        "2026-01-07,X,Payments,P,Meetings,stand-up,1,1,Yes,Bo,B,Backend\n"
    ),
    "german minutes": (
        "Datum;Vorgang;Beschreibung;Dauer (min)\n"
        "05.01.2026;PAY-1;Maske;210\n16.01.2026;PAY-1;;75\n17.01.2026;PAY-2;;360\n17.01.2026;;Runde;60\n"
    ),
    "jira": (
        "Issue Key,Started,Time Spent,Comment\n"
        "PAY-1,2026-01-05 09:00,3h 30m,\nPAY-1,2026-01-06 09:00,1h 15m,\nPAY-2,2026-01-07,6h,\n,2026-01-07,1h,x\n"
    ),
    "begin and end": (
        "Task,From,To\nLogin screen,2026-01-05 09:00,2026-01-05 13:45\n"
        "Refund,2026-01-06 09:00,2026-01-06 15:00\nRun,2026-01-06 9:00,2026-01-06 10:00\n"
    ),
}


@pytest.mark.parametrize("tool", LOGS)
def test_bookings_find_their_tasks(tmp_path: Path, tool: str) -> None:
    plan, log = tmp_path / "plan.csv", tmp_path / "log.csv"
    plan.write_text(PLAN)
    log.write_text(LOGS[tool])
    got = importers.read(plan, hours=log)
    tasks = got.tables.tasks.set_index("task_id")
    assert tasks.loc[["PAY-1", "PAY-2"], "actual"].tolist() == [4.75, 6.0]
    assert tasks["actual"].isna().tolist() == [False, False, True]  # nothing was booked: unknown, not 0
    assert set(tasks["actual_unit"].dropna()) == {"hours"}
    assert got.tables.worklogs["hours"].sum() == 10.75
    lost = got.checked.quarantined["worklogs"]
    assert len(lost) == 1
    assert float(lost["hours"].iloc[0]) == 1
    assert any("11.75 h" in line and "10.75 h" in line for line in got.report.assumed)
    assert (got.report.read, got.report.accepted) == (3, 3)
    assert str(tasks.loc["PAY-1", "started_on"].date()) == "2026-01-05"


def test_the_actuals_of_the_plan_are_compared_and_kept(tmp_path: Path) -> None:
    plan, log = tmp_path / "plan.csv", tmp_path / "log.csv"
    plan.write_text("id,title,estimate (h),actual (h)\n1,a,3,2\n2,b,3,5\n")
    log.write_text("task id,date,hours\n1,2026-01-05,2\n2,2026-01-05,4\n")
    got = importers.read(plan, hours=log)
    assert got.tables.tasks["actual"].tolist() == [2, 5]
    assert any("1 of 2 tasks differs from its bookings (7.00 h in the plan, 6.00 h in the log)" in line for line in got.report.confirm)


def test_a_log_alone_gives_hours_and_says_what_is_missing(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(LOGS["tempo"])
    got = importers.read(log)
    assert got.report.profile == "time_log"
    assert got.tables.tasks.set_index("task_id")["actual"].to_dict() == {"PAY-1": 4.75, "PAY-2": 6, "OPS-9": 1}
    assert any("--hours" in line for line in got.report.confirm)
    assert any("no estimates" in line for line in got.report.cannot_tell)


def test_what_is_no_log_is_refused(tmp_path: Path) -> None:
    plan, log = tmp_path / "plan.csv", tmp_path / "log.csv"
    plan.write_text(PLAN)
    log.write_text("colour,size\nred,2\n")
    with pytest.raises(InputError, match="not a time log"):
        importers.read(plan, hours=log)


def test_further_columns_of_the_same_tasks(tmp_path: Path) -> None:
    plan, dates = tmp_path / "plan.csv", tmp_path / "dates.csv"
    plan.write_text(PLAN.replace(",Done", ",Closed"))
    dates.write_text("Key,Closed On,Title\nPAY-1,2026-01-09,other\nPAY-1,2026-01-09,other\nPAY-2,2026-01-12,\nPAY-7,2026-02-01,\n")
    got = importers.read(plan, more=dates)
    tasks = got.tables.tasks.set_index("task_id")
    assert tasks["finished_on"].dt.day.dropna().tolist() == [9, 12]
    assert tasks.loc["PAY-1", "title"] == "Login screen"
    assert any("1 keys of dates.csv are in no row of the plan" in line for line in got.report.confirm)
