"""Calendar time split into working, waiting and blocked days: worked by hand, and the parts sum to the whole."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis.calendar_split import PARTS, CalendarSplit, calendar_split, split_by, split_tasks
from workbench.tables import InputError, NotEnoughEvidence, Tables

MONDAY = pd.Timestamp("2026-03-02")


def one(**more: object) -> pd.DataFrame:
    row = {"project_id": "P", "task_id": "1", "status_class": "done", "started_on": MONDAY, "finished_on": MONDAY + pd.Timedelta(days=11)}
    return pd.DataFrame([row | more])


def test_worked_by_hand_with_booked_days() -> None:
    """Two weeks are 10 weekdays; 3 had bookings (the Saturday is none, the day after the finish neither); 16 hours blocked are 2 days."""
    days = [MONDAY, MONDAY, MONDAY + pd.Timedelta(days=1), MONDAY + pd.Timedelta(days=5), MONDAY + pd.Timedelta(days=8)]
    logs = pd.DataFrame({"project_id": "P", "task_id": "1", "day": [*days, MONDAY + pd.Timedelta(days=14)], "hours": 4.0})
    row = split_tasks(Tables({"tasks": one(blocked_hours=16.0, actual=99.0, actual_unit="hours"), "worklogs": logs})).iloc[0]
    assert row[["days", "working", "waiting", "blocked", "overlap"]].tolist() == [10, 3, 5, 2, 0]
    assert (row["basis"], bool(row["stated"])) == ("worklogs", True)


def test_what_is_stated_beyond_the_days_there_are_counts_once() -> None:
    row = split_tasks(Tables({"tasks": one(blocked_hours=800.0, actual=64.0, actual_unit="hours")})).iloc[0]
    assert row[["days", "working", "waiting", "blocked", "overlap"]].tolist() == [10, 8, 0, 2, 8]


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_parts_sum_to_the_whole(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(10, 40))
    start = MONDAY + pd.to_timedelta(rng.integers(0, 90, n), unit="D")
    tasks = pd.DataFrame(
        {
            "project_id": rng.choice(["A", "B"], n), "task_id": [str(i) for i in range(n)], "kind": rng.choice(["bug", None], n),
            "status_class": "done", "started_on": start, "finished_on": start + pd.to_timedelta(rng.integers(0, 30, n), unit="D"),
            "actual": np.where(rng.random(n) < 0.8, rng.uniform(0, 300, n), np.nan), "actual_unit": rng.choice(["hours", "points"], n),
            "blocked_hours": np.where(rng.random(n) < 0.7, rng.uniform(0, 200, n), np.nan),
        }
    )  # fmt: skip
    some = rng.integers(0, n, 30)
    logs = tasks.iloc[some][["project_id", "task_id"]].assign(
        day=tasks["started_on"].to_numpy()[some] + pd.to_timedelta(rng.integers(-2, 20, 30), unit="D"), hours=rng.uniform(-1, 8, 30)
    )
    tables = Tables({"tasks": tasks, "worklogs": logs})
    rows = split_tasks(tables)
    assert len(rows) == n
    assert (rows[list(PARTS)] >= -1e-12).all(axis=None)
    assert rows[list(PARTS)].sum(axis=1).to_numpy() == pytest.approx(rows["days"].to_numpy(), abs=1e-9)
    found = calendar_split(tables)
    assert isinstance(found, CalendarSplit)
    assert found.working + found.waiting + found.blocked == pytest.approx(found.days, abs=1e-9)
    for column in ("project_id", "kind"):
        by = split_by(tables, column, minimum=1)
        assert by[["n", "days", *PARTS]].sum().tolist() == pytest.approx([n, found.days, found.working, found.waiting, found.blocked])


def test_no_split_of_persons_or_of_nearly_nothing() -> None:
    with pytest.raises(InputError, match="single people"):
        split_by(Tables(), "assignee")
    for few in (Tables(), Tables({"tasks": one()})):
        assert isinstance(calendar_split(few), NotEnoughEvidence)
