"""Flow against cases worked by hand."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis import flow, velocity
from workbench.tables import InputError, NotEnoughEvidence, Tables

DAY = pd.Timestamp("2026-03-02")  # a Monday


def day(n):
    return pd.NaT if n is None else DAY + pd.Timedelta(days=n)


def tasks_of(*rows) -> pd.DataFrame:
    """created, started, finished as days from the first Monday of March 2026, and the status."""
    columns = list(zip(*rows, strict=True)) or [()] * 4
    names = ("created_on", "started_on", "finished_on")
    dates = {name: pd.Series([day(n) for n in numbers], dtype="datetime64[us]") for name, numbers in zip(names, columns, strict=False)}
    ids = pd.Series([str(i) for i in range(len(rows))], dtype="str")
    return pd.DataFrame({"project_id": "P", "task_id": ids, **dates, "status_class": pd.Series(columns[3], dtype="str"), "kind": "bug"})


def test_a_task_done_within_a_day_took_one_day():
    found = flow.durations(tasks_of((0, 1, 1, "done"), (0, 1, 4, "done"), (0, 1, None, "doing")))
    assert found["days"].tolist() == [1, 4]
    assert flow.durations(tasks_of((0, 1, 4, "done")), since="created_on")["days"].tolist() == [5]


def test_working_days_leave_out_the_weekend_and_days_off():
    calendar = np.busdaycalendar(holidays=[np.datetime64("2026-03-09")])
    found = flow.durations(tasks_of((0, 4, 8, "done"), (0, 5, 6, "done")), calendar=calendar)
    assert found["days"].tolist() == [2, 1]  # Friday and Tuesday; a weekend still counts as one


def test_cycle_time_percentiles():
    found = flow.cycle_time(tasks_of(*((0, 0, n, "done") for n in range(11))))
    assert (found.n, found.p50, found.p80, found.p85, found.p90, found.unit) == (11, 6, 9, 9.5, 10, "days")
    assert (found.p50_range.low, found.p50_range.high) == (2, 10)


def test_ageing_compares_with_finished_work_of_the_same_project():
    rows = [(0, 0, n, "done") for n in range(20)] + [
        (0, 3, None, "doing"),
        (0, 18, None, "doing"),
        (0, None, None, "todo"),
        (0, 0, None, "cancelled"),
    ]
    found = flow.ageing(tasks_of(*rows), as_of=day(20))
    assert found["age_days"].tolist() == [18, 3]
    assert found["past_shorter"].tolist() == [17 / 20, 2 / 20]
    assert found["p85"].tolist() == [pytest.approx(17.15)] * 2
    assert found["late"].tolist() == [True, False]


def test_ageing_without_past_work_says_nothing_about_late():
    found = flow.ageing(tasks_of((0, 0, None, "doing")), as_of=day(3))
    assert found["age_days"].tolist() == [4]
    assert found[["past_shorter", "p85", "late"]].isna().all(axis=None)


def test_work_in_progress_counts_first_and_last_day():
    found = flow.work_in_progress(tasks_of((0, 0, 2, "done"), (0, 1, 1, "done"), (0, 2, None, "doing")), as_of=day(4))
    assert found.series.tolist() == [1, 2, 2, 1, 1]
    assert (found.n, found.mean, found.highest, found.last) == (5, 1.4, 2, 1)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), min_size=1, max_size=40))
def test_littles_law_holds_exactly(pairs):
    """Σ work in progress over the days = Σ cycle times over the tasks."""
    tasks = tasks_of(*((start, start, start + length, "done") for start, length in pairs))
    assert flow.work_in_progress(tasks).series.sum() == flow.durations(tasks)["days"].sum()


def test_cumulative_flow_equals_the_hand_worked_case():
    found = flow.cumulative_flow(
        tasks_of((0, 1, 3, "done"), (0, 2, None, "doing"), (1, None, 2, "cancelled"), (1, None, None, "cancelled"))
    )
    assert found[["todo", "doing", "done"]].to_numpy().tolist() == [[2, 0, 0], [2, 1, 0], [0, 2, 0], [0, 1, 1]]


def some_task(created: int, wait: int, work: int, state: str) -> tuple:
    started, finished = created + wait, created + wait + work
    return created, started if state != "todo" else None, finished if state == "done" else None, state


small = st.integers(0, 20)
some_tasks = st.lists(st.builds(some_task, small, small, small, st.sampled_from(["done", "doing", "todo"])), min_size=1, max_size=30)


@given(some_tasks)
def test_no_task_is_lost_in_the_cumulative_flow(rows):
    tasks = tasks_of(*rows)
    found = flow.cumulative_flow(tasks, as_of=day(100))
    last = found.iloc[-1]
    assert last[["todo", "doing", "done"]].to_dict() == {s: sum(row[3] == s for row in rows) for s in ("todo", "doing", "done")}
    assert (found[["todo", "doing", "done"]] >= 0).all(axis=None)
    assert found["done"].is_monotonic_increasing


def test_net_flow():
    found = flow.net_flow(tasks_of((0, 0, 8, "done"), (1, None, None, "todo"), (21, 21, 22, "done")))
    assert found[["arrived", "finished", "net", "open"]].to_numpy().tolist() == [[2, 0, 2, 2], [0, 1, -1, 1], [0, 0, 0, 1], [1, 1, 0, 1]]


def test_cancelled_work_leaves_the_pile():
    found = flow.net_flow(tasks_of((0, None, 8, "cancelled"), (0, 0, 1, "done"), (1, None, None, "cancelled")))
    assert found[["arrived", "finished", "dropped", "open"]].to_numpy().tolist() == [[2, 1, 0, 1], [0, 0, 1, 0]]


@given(some_tasks)
def test_the_pile_of_net_flow_is_what_lies_open_in_the_cumulative_flow(rows):
    tasks = tasks_of(*rows)
    last = flow.cumulative_flow(tasks, as_of=day(104)).iloc[-1]  # a Sunday
    assert flow.net_flow(tasks, as_of=day(104))["open"].iloc[-1] == last["todo"] + last["doing"]


def test_time_in_status_and_efficiency_by_statuses():
    steps = [("Doing", 0.5), ("Blocked", 1.5), ("Doing", 4.5), ("Done", 5.0), ("Doing", 20.0)]
    log = pd.DataFrame({"project_id": "P", "task_id": "0", "to_status": [s for s, _ in steps], "at": [day(n) for _, n in steps]})
    first = flow.time_in_status(log[:4])
    assert first[["status", "n", "days"]].to_numpy().tolist() == [["Blocked", 1, 3.0], ["Doing", 2, 1.5]]
    tables = Tables({"tasks": tasks_of((0, 0, 5, "done")), "transitions": log})
    found = flow.efficiency(tables, active=["Doing"], minimum=1)
    assert (found.n, found.share, found.basis) == (1, pytest.approx(1.5 / 4.5), "statuses")


def test_efficiency_by_worklogs_counts_worked_weekdays():
    # Monday to Tuesday of the next week: 7 weekdays; worked on 3 of them, one of them twice, and once after the finish
    log = pd.DataFrame({"project_id": "P", "task_id": "0", "day": [day(n) for n in (0, 0, 1, 8, 20)], "hours": [2.0, 1, 4, 4, 1]})
    found = flow.efficiency(Tables({"tasks": tasks_of((0, 0, 8, "done")), "worklogs": log}), minimum=1)
    assert (found.share, found.basis) == (pytest.approx(3 / 7), "worklogs")


def test_blocked_time():
    tasks = tasks_of(*[(0, 0, 1, "done")] * 12).assign(blocked_hours=[0.0] * 8 + [4, 12, None, None], kind=["a"] * 9 + ["b"] * 3)
    found = flow.blocked(tasks)
    assert (found.n, found.blocked, found.share, found.hours, found.median_hours) == (10, 2, 0.2, 16, 8)
    assert found.by_kind[["kind", "n", "blocked", "hours"]].to_numpy().tolist() == [["b", 1, 1, 12.0], ["a", 9, 1, 4.0]]


def sprinted() -> Tables:
    names = [str(i) for i in range(10)]
    rows = pd.DataFrame({"project_id": "P", "task_id": [*names, "0", "0", "1", "2"], "sprint": ["S1"] * 10 + ["S2", "S3", "S2", "S2"]})
    rows["committed"] = [True] * 8 + [False] * 2 + [True] * 4
    rows["added_on"] = [day(0)] * 8 + [day(2), None] + [day(14), day(28), day(14), day(14)]
    rows["removed_on"] = pd.Series([None] * 13 + [day(17)], dtype="datetime64[us]")
    rows["done"] = [False] * 3 + [True] * 7 + [False, True, True, False]
    dates = pd.DataFrame({"project_id": "P", "sprint": ["S1", "S2", "S3"], "started_on": [day(0), day(14), day(28)]})
    tasks = pd.DataFrame({"project_id": "P", "task_id": names, "title": "t", "estimate": 3.0, "estimate_unit": "points"})
    return Tables({"tasks": tasks, "task_sprints": rows, "sprints": dates})


def test_carry_over_chains():
    found = flow.carry_over(sprinted())
    assert (found.n, found.carried, found.share) == (10, 2, 0.2)  # task 2 left its second sprint
    assert found.by_length.to_numpy().tolist() == [[1, 8], [2, 1], [3, 1]]
    assert found.chains[["task_id", "sprints", "last_sprint", "size"]].to_numpy().tolist() == [["0", 3, "S3", 3.0], ["1", 2, "S2", 3.0]]


def test_changes_after_the_start_of_a_sprint():
    found = flow.commitment_changes(sprinted())
    assert found["change"].tolist() == ["added", "added", "removed"]
    assert found["sprint_day"].fillna(-1).tolist() == [3, -1, 4]
    totals = velocity.sprints(sprinted())
    assert found.loc[found["change"] == "added", "size"].sum() == totals["added"].sum() == 6
    assert found.loc[found["change"] == "removed", "size"].sum() == totals["removed"].sum() == 3


def test_a_month_without_work_is_seen():
    when = pd.bdate_range("2024-01-01", "2025-12-31")
    found = flow.seasonality(pd.DataFrame({"status_class": "done", "finished_on": when[when.month != 8]})).by_month.set_index("month")
    assert found.loc["August", "index"] == 0
    assert found["years"].tolist() == [2] * 12
    assert found.drop("August")["per_day"].tolist() == [1] * 11


def test_a_holiday_is_no_lost_day():
    """One task on every working day: per working day nothing changes, with holidays or without."""
    when = pd.bdate_range("2024-01-01", "2025-12-31")
    off = flow.public_holidays([2024, 2025], country="ES")
    when = when[~when.isin(pd.DatetimeIndex(off))]
    found = flow.seasonality(pd.DataFrame({"status_class": "done", "finished_on": when}), country="ES")
    assert found.holiday_index == pytest.approx(1)
    assert (found.holiday_range.low, found.holiday_range.high) == (pytest.approx(1), pytest.approx(1))
    assert found.by_month["index"].tolist() == pytest.approx([1] * 12)
    without = flow.seasonality(pd.DataFrame({"status_class": "done", "finished_on": when}))
    assert without.by_month["index"].min() < 0.97


def test_an_unknown_country_is_named():
    with pytest.raises(InputError, match="XX"):
        flow.public_holidays([2026], country="XX")


def short_sprints(**more) -> pd.DataFrame:
    start = pd.date_range("2026-01-05", periods=6, freq="14D")
    length = pd.to_timedelta([11, 11, 11, 4, 11, 11], unit="D")
    return pd.DataFrame(
        {
            "sprint": list("abcdef"),
            "started_on": start,
            "ended_on": start + length,
            "completed": [20.0, 20, 20, 10, 20, 20],
            "unit": "points",
        }
        | more
    )


def test_velocity_per_working_day_sees_through_a_short_sprint():
    found = flow.capacity_velocity(short_sprints())
    assert (found.n, found.mean, found.unit, found.steadier) == (6, 2.0, "points per working day", True)
    assert found.series["capacity"].tolist() == [10, 10, 10, 5, 10, 10]
    assert found.expected(8) == (16, 16, 16)


def test_days_off_shorten_a_sprint():
    found = flow.capacity_velocity(short_sprints(), days_off=[date(2026, 1, 6), date(2026, 1, 10)])
    assert found.series["capacity"].tolist() == [9, 10, 10, 5, 10, 10]


def test_stated_capacity_comes_first():
    found = flow.capacity_velocity(short_sprints(capacity=[100.0, 100, 100, 50, 100, 100], capacity_unit="hours"))
    assert (found.unit, found.mean) == ("points per hour of capacity", 0.2)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_rows_are_a_normal_answer_for_flow(n):
    tasks = tasks_of(*[(0, 0, 1, "done")] * n)
    tables = Tables({"tasks": tasks, "task_sprints": sprinted().task_sprints.head(n)})
    for answer in (
        flow.cycle_time(tasks),
        flow.lead_time(tasks),
        flow.blocked(tasks),
        flow.efficiency(tables),
        flow.efficiency(tables, active=["Doing"]),
        flow.carry_over(tables),
        flow.seasonality(tasks),
        flow.capacity_velocity(short_sprints().head(n)),
    ):
        assert isinstance(answer, NotEnoughEvidence)
    assert len(flow.cumulative_flow(tasks)) == (2 if n else 0)
    assert len(flow.net_flow(tasks)) == (1 if n else 0)
    assert len(flow.ageing(tasks, as_of=day(9))) == 0
    assert len(flow.commitment_changes(tables)) == 0
    assert len(flow.time_in_status(tables.transitions)) == 0
