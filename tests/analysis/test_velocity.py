"""Sprints, velocity and throughput against cases worked by hand."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis import velocity, xmr
from workbench.tables import InputError, NotEnoughEvidence, Tables

DAY = pd.Timestamp("2026-03-02")  # a Monday


def plan() -> Tables:
    """Two sprints: b is carried over, c comes late, d leaves."""
    tasks = pd.DataFrame(
        {
            "project_id": "P",
            "task_id": list("abcd"),
            "estimate": [5.0, 3.0, 2.0, 8.0],
            "estimate_unit": "points",
            "status_class": ["done", "done", "done", "todo"],
        }
    )
    rows = pd.DataFrame(
        [
            ("a", "S1", True, True, None),
            ("b", "S1", True, False, None),
            ("c", "S1", False, True, None),
            ("d", "S1", True, False, DAY + pd.Timedelta(days=3)),
            ("b", "S2", True, True, None),
        ],
        columns=["task_id", "sprint", "committed", "done", "removed_on"],
    ).assign(project_id="P")
    dates = pd.DataFrame(
        {
            "project_id": "P",
            "sprint": ["S2", "S1"],
            "started_on": [DAY + pd.Timedelta(days=14), DAY],
            "ended_on": [DAY + pd.Timedelta(days=25), DAY + pd.Timedelta(days=11)],
        }
    )
    rows["removed_on"] = pd.to_datetime(rows["removed_on"])
    return Tables({"tasks": tasks, "task_sprints": rows, "sprints": dates})


def test_sprints_equal_the_hand_worked_case():
    found = velocity.sprints(plan())
    assert found["sprint"].tolist() == ["S1", "S2"]
    first = found.iloc[0]
    assert first[["committed", "added", "removed", "completed", "carried"]].tolist() == [16, 2, 8, 7, 3]
    assert first["carried"] == first["committed"] + first["added"] - first["removed"] - first["completed"]
    assert first["say_do"] == 5 / 16
    assert first["churn"] == 10 / 16
    assert first["delivered"] == 7 / 16
    assert found.iloc[1][["committed", "completed", "say_do", "churn"]].tolist() == [3, 3, 1, 0]
    assert found["unit"].tolist() == ["points", "points"]


def test_sprint_names_alone_leave_the_commitment_unknown():
    rows = pd.DataFrame({"project_id": "P", "task_id": ["a", "b", "b"], "sprint": ["Sprint 9", "Sprint 9", "Sprint 10"]})
    tasks = plan().tasks
    found = velocity.sprints(Tables({"tasks": tasks, "task_sprints": rows}))
    assert found["sprint"].tolist() == ["Sprint 9", "Sprint 10"]
    assert found["completed"].tolist() == [5, 3]
    assert found[["committed", "added", "removed", "carried", "say_do", "churn"]].isna().all(axis=None)


def test_a_stay_that_began_by_the_first_day_was_committed():
    tables = plan()
    rows = tables.task_sprints.drop(columns="committed").assign(added_on=[DAY, DAY, DAY + pd.Timedelta(days=2), DAY, DAY])
    found = velocity.sprints(Tables({"tasks": tables.tasks, "task_sprints": rows, "sprints": tables.sprints}))
    assert found.iloc[0][["committed", "added", "removed", "completed"]].tolist() == [16, 2, 8, 7]


def test_leaving_after_the_last_day_is_a_carry_over():
    tables = plan()
    rows = tables.task_sprints.assign(removed_on=lambda r: r["removed_on"] + pd.Timedelta(days=20))
    found = velocity.sprints(Tables({"tasks": tables.tasks, "task_sprints": rows, "sprints": tables.sprints})).iloc[0]
    assert (found["removed"], found["carried"]) == (0, 11)


def test_given_totals_are_used_where_there_are_no_tasks():
    given = pd.DataFrame({"project_id": "P", "sprint": ["S1", "S2"], "unit": "points", "committed": [40.0, 30], "added": [6.0, 0],
                          "removed": [3.0, 0], "completed": [35.0, 24]})  # fmt: skip
    found = velocity.sprints(Tables({"sprints": given}))
    assert found["carried"].tolist() == [8, 6]
    assert found["churn"].tolist() == [9 / 40, 0]
    assert np.isnan(found["say_do"][0])  # which part of the 35 was committed is not known
    assert found["say_do"][1] == 0.8
    assert found["delivered"].tolist() == [0.875, 0.8]


def test_items_are_counted_without_estimates():
    tables = plan()
    found = velocity.sprints(Tables({"tasks": tables.tasks.drop(columns="estimate"), "task_sprints": tables.task_sprints}))
    assert found["unit"].tolist() == ["items", "items"]
    assert found.iloc[0][["committed", "completed", "added", "removed", "carried"]].tolist() == [3, 2, 1, 1, 1]


def test_a_sprint_that_still_runs_is_marked_and_left_out():
    found = velocity.sprints(plan(), as_of=DAY + pd.Timedelta(days=20))
    assert found["ended"].tolist() == [True, False]
    assert velocity.velocity(found) == NotEnoughEvidence(1, 5, "ended sprints")


def test_velocity_equals_the_xmr_formula():
    # x̄ = 11, moving ranges 2 1 2 4 2: mean 2.2; 2.66·2.2 = 5.852 (Wheeler)
    found = velocity.velocity(pd.DataFrame({"sprint": list("abcdef"), "completed": [10.0, 12, 11, 9, 13, 11], "unit": "points"}))
    assert (found.n, found.mean, found.last, found.unit) == (6, 11, 11, "points")
    assert (found.lower, found.upper) == (pytest.approx(5.148), pytest.approx(16.852))
    assert found.signals == ()


def test_a_value_outside_the_limits_is_a_signal():
    found = velocity.velocity(pd.DataFrame({"sprint": range(32), "completed": [10.0, 14] * 15 + [40, 10], "unit": "points"}))
    assert found.signals == ("30",)


def test_eight_on_one_side_are_a_signal():
    values = [10.0, 12] * 4 + [14.0, 15] * 4
    found = xmr.limits(values)
    assert found.run.tolist() == [True] * 16
    assert not xmr.limits(values[:7] + values[8:15]).run.any()


def test_a_constant_series_has_no_signals():
    assert not xmr.limits([0.1 + 0.2] * 20).signal.any()


def test_counts_are_floored_at_zero():
    assert xmr.limits([0, 5, 0, 6]).lower == 0
    assert xmr.limits([0, 5, 0, 6], floor=None).lower < 0


def test_velocities_of_two_teams_are_never_put_together():
    with pytest.raises(InputError, match="one project"):
        velocity.velocity(pd.DataFrame({"project_id": ["P", "Q"], "completed": [1.0, 2]}))


def test_the_unit_of_most_sprints_is_taken():
    rows = pd.DataFrame({"sprint": range(7), "completed": [10.0, 12, 11, 9, 13, 11, 400], "unit": ["points"] * 6 + ["hours"]})
    found = velocity.velocity(rows)
    assert (found.n, found.mean, found.unit, found.excluded) == (6, 11, "points", 1)


def test_throughput_counts_empty_weeks():
    days = [0, 1, 8, 30, 36, 40]
    tasks = pd.DataFrame({"status_class": "done", "finished_on": [DAY + pd.Timedelta(days=d) for d in days]})
    found = velocity.throughput(tasks)
    assert found.series.tolist() == [2, 1, 0, 0, 1, 2]
    assert found.series.index[0] == DAY
    assert (found.n, found.mean, found.unit) == (6, 1.0, "items")


def test_the_week_that_is_not_over_is_left_out():
    tasks = pd.DataFrame({"status_class": "done", "finished_on": [DAY, DAY + pd.Timedelta(days=15)]})
    wednesday, sunday = DAY + pd.Timedelta(days=16), DAY + pd.Timedelta(days=20)
    assert velocity.finished_per_period(tasks, as_of=wednesday).tolist() == [1, 0]
    assert velocity.finished_per_period(tasks, as_of=sunday).tolist() == [1, 0, 1]
    assert velocity.finished_per_period(tasks, as_of=sunday + pd.Timedelta(days=14)).tolist() == [1, 0, 1, 0, 0]


def test_burn_up_equals_the_hand_worked_case():
    tasks = pd.DataFrame(
        {
            "project_id": "P",
            "task_id": list("abcd"),
            "estimate": [5.0, 3.0, 2.0, 7.0],
            "estimate_unit": "points",
            "status_class": ["done", "doing", "cancelled", "cancelled"],
            "created_on": [DAY] * 4,
            "added_on": [DAY, DAY + pd.Timedelta(days=1), pd.NaT, pd.NaT],
            "finished_on": [DAY + pd.Timedelta(days=2), pd.NaT, DAY + pd.Timedelta(days=3), pd.NaT],
        }
    )
    found = velocity.burn_up(Tables({"tasks": tasks}))
    assert found["scope"].tolist() == [7, 10, 10, 8]
    assert found["done"].tolist() == [0, 0, 5, 5]
    assert found["scope_items"].tolist() == [2, 3, 3, 2]
    assert found["day"].iloc[0] == DAY


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_rows_are_a_normal_answer_for_velocity(n):
    tables = Tables({"tasks": plan().tasks.head(n), "task_sprints": plan().task_sprints.head(n)})
    assert len(velocity.sprints(tables)) == min(n, 1)
    assert isinstance(velocity.velocity(velocity.sprints(tables)), NotEnoughEvidence)
    assert isinstance(velocity.throughput(tables.tasks), NotEnoughEvidence)
    assert len(velocity.burn_up(tables)) == 0
