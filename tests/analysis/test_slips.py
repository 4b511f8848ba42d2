"""Milestones that slip, delay that is handed on, work that is held: worked by hand, refused where little is known."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.delays import Delays, delays, held_by_component, held_by_status
from workbench.analysis.slips import Slips, slips
from workbench.tables import NotEnoughEvidence, Tables

DAY = pd.to_datetime


def milestones() -> pd.DataFrame:
    """Beta keeps its day; Release moves 10 days, back 3, 17 more, and comes 28 days after its first plan."""
    rows = [("Beta", "2026-01-31", "2026-03-01", "2026-03-01", None), ("Beta", "2026-03-31", "2026-03-01", "2026-03-01", "2026-03-01")]
    forecasts = {"2026-01-31": "2026-05-01", "2026-02-28": "2026-05-11", "2026-03-31": "2026-05-08", "2026-04-30": "2026-05-25"}
    rows += [("Release", at, "2026-05-01", day, None) for at, day in forecasts.items()]
    rows.append(("Release", "2026-05-31", "2026-05-01", "2026-05-29", "2026-05-29"))
    frame = pd.DataFrame(rows, columns=["milestone", "recorded_on", "baseline_on", "forecast_on", "actual_on"])
    dates = [c for c in frame if c.endswith("_on")]
    return frame.assign(project_id="P", **{c: DAY(frame[c]) for c in dates})


def test_a_slip_chart_worked_by_hand() -> None:
    """Halfway from 31 January to 29 May is 1 April; Release was then seen 7 days late of 28: three quarters were news."""
    found = slips(Tables({"milestones": milestones()}), "P")
    assert isinstance(found, Slips)
    beta, release = found.milestones.to_dict("records")
    assert (beta["slip"], beta["later"], beta["earlier"]) == (0, 0, 0)
    assert (release["slip"], release["later"], release["earlier"]) == (28, 3, 1)
    assert release["late_news"] == pytest.approx(0.75)
    assert pd.isna(beta["late_news"])
    assert found.series["reached"].sum() == 2


def test_only_what_was_recorded_by_a_day_counts() -> None:
    found = slips(Tables({"milestones": milestones()}), "P", as_of=pd.Timestamp("2026-04-01"))
    assert isinstance(found, Slips)
    release = found.milestones.iloc[-1]
    assert (release["slip"], pd.isna(release["actual_on"]), pd.isna(release["late_news"])) == (7, True, True)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_records_are_refused(n: int) -> None:
    assert isinstance(slips(Tables({"milestones": milestones().head(n)}), "P"), NotEnoughEvidence)
    assert isinstance(slips(Tables(), "P"), NotEnoughEvidence)
    assert isinstance(delays(Tables()), NotEnoughEvidence)


def test_the_delay_that_is_handed_on_worked_by_hand() -> None:
    """c needs a and b: planned to be ready on the 5th, ready on the 9th: 4 of its 6 days late come from a. d did not wait for a."""
    names = ["project_id", "task_id", "component", "started_on", "finished_on", "baseline_finish_on"]
    rows = [
        ("P", "a", "fees", "2026-03-02", "2026-03-09", "2026-03-04"),
        ("P", "b", "mail", "2026-03-02", "2026-03-05", "2026-03-05"),
        ("P", "c", "fees", "2026-03-09", "2026-03-16", "2026-03-10"),
        ("P", "d", "fees", "2026-03-03", "2026-03-12", "2026-03-10"),
    ]
    tasks = pd.DataFrame(rows, columns=names).assign(status_class="done")
    tasks = tasks.assign(**{c: DAY(tasks[c]) for c in names[3:]})
    links = pd.DataFrame({"project_id": "P", "task_id": ["c", "c", "d", "c"], "needs_task_id": ["a", "b", "a", "gone"]})
    found = delays(Tables({"tasks": tasks, "dependencies": links.assign(kind="finish-start", lag_days=0)}), minimum=2)
    assert isinstance(found, Delays)
    assert (found.n, found.late, found.days, found.inherited, found.own) == (2, 2, 8, 4, 4)
    assert found.by_component.to_dict("records") == [{"component": "fees", "n": 1, "days": 4.0}]


def test_delay_sums_to_the_days_late_whatever_the_links() -> None:
    rng = np.random.default_rng(5)
    n = 200
    start = pd.Timestamp("2026-01-05") + pd.to_timedelta(rng.integers(0, 100, n), unit="D")
    finish = start + pd.to_timedelta(rng.integers(0, 20, n), unit="D")
    tasks = pd.DataFrame({"project_id": "P", "task_id": [str(i) for i in range(n)], "status_class": "done", "started_on": start})
    tasks = tasks.assign(finished_on=finish, baseline_finish_on=finish + pd.to_timedelta(rng.integers(-15, 5, n), unit="D"))
    links = pd.DataFrame(
        {"project_id": "P", "task_id": rng.integers(0, n, 300).astype(str), "needs_task_id": rng.integers(0, n, 300).astype(str)}
    )
    found = delays(Tables({"tasks": tasks, "dependencies": links.assign(lag_days=rng.integers(0, 3, 300))}))
    assert isinstance(found, Delays)
    assert found.inherited + found.own == found.days
    assert 0 <= found.inherited <= found.days
    assert found.by_component["days"].sum() == found.inherited


def test_where_work_is_held_worked_by_hand() -> None:
    """Two days in review and one on hold between start and finish; the days in progress and before the start do not count."""
    tasks = pd.DataFrame({"project_id": "P", "task_id": ["1"], "component": "fees", "status_class": "done"})
    tasks = tasks.assign(started_on=DAY("2026-03-03"), finished_on=DAY("2026-03-09"), actual=16.0, actual_unit="hours", blocked_hours=8.0)
    moves = ["To Do", "In Progress", "On hold", "In Progress", "In Review", "Done"]
    at = DAY(["2026-03-01", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-08"])
    log = pd.DataFrame({"project_id": "P", "task_id": "1", "at": at, "to_status": moves})
    tables = Tables({"tasks": tasks, "transitions": log})
    by_status = held_by_status(tables, minimum=1)
    assert by_status[["group", "held"]].to_numpy().tolist() == [["In Review", 2.0], ["On hold", 1.0]]
    assert held_by_component(tables, minimum=1)["held"].tolist() == [3.0]  # 5 weekdays − 2 days of effort
