"""Accuracy against cases worked by hand."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis import accuracy
from workbench.tables import InputError, NotEnoughEvidence, SchemaError


def finished(estimate, actual, **more) -> pd.DataFrame:
    n = len(estimate)
    base = {
        "project_id": "P",
        "task_id": [str(i) for i in range(n)],
        "status_class": "done",
        "estimate_unit": "hours",
        "actual_unit": "hours",
        "estimate": np.asarray(estimate, float),
        "actual": np.asarray(actual, float),
    }
    return pd.DataFrame(base | more)


# ten tasks; ratios .5 .75 .8 1 1 1.25 1.5 1.5 2 4
ESTIMATE = [8, 8, 10, 4, 6, 8, 2, 4, 5, 1]
ACTUAL = [4, 6, 8, 4, 6, 10, 3, 6, 10, 4]


def test_summary_equals_the_hand_worked_case():
    found = accuracy.summary(finished(ESTIMATE, ACTUAL))
    assert (found.n, found.unit) == (10, "hours")
    assert found.bias == pytest.approx((1 + 1.25) / 2)
    assert found.geometric_mean == pytest.approx((0.5 * 0.75 * 0.8 * 1.25 * 1.5 * 1.5 * 2 * 4) ** 0.1)
    assert (found.p10, found.p90) == (pytest.approx(0.5 + 0.9 * 0.25), pytest.approx(2 + 0.1 * 2))
    assert (found.estimate, found.actual, found.over) == (56, 61, 5)
    assert found.total_ratio == pytest.approx(61 / 56)
    assert found.over_share == 0.5
    # |A-E|: 4 2 2 0 0 2 1 2 5 3; at most a quarter of A: 8 (2 of 8), 4, 6, 10 (2 of 10)
    assert found.within_25 == 0.4
    assert found.mar == pytest.approx(2.1)
    # |Ai-Aj| over the pairs of 3 4 4 4 6 6 6 8 10 10: from 3 31, from 4 66, from 6 30, from 8 4, together 131 (Langdon et al. 2016)
    assert found.mar_p0 == pytest.approx(2 * 131 / 100)
    assert found.standardised_accuracy == pytest.approx(1 - 2.1 / 2.62)
    assert found.exact_share == 0.2
    assert found.round_share == 1.0
    # ranks 2 and 9 of 10 hold the median with at least 95 %
    assert (found.bias_range.low, found.bias_range.high) == (0.75, 2.0)


def test_wilson_range_equals_the_formula():
    found = accuracy.summary(finished(ESTIMATE, ACTUAL))
    z, p, n = 1.959964, 0.4, 10
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert (found.within_25_range.low, found.within_25_range.high) == (
        pytest.approx(middle - half, abs=1e-6),
        pytest.approx(middle + half, abs=1e-6),
    )


def test_every_task_left_out_is_counted_with_its_reason():
    tasks = finished([8] * 12, [8] * 12)
    tasks.loc[0, "status_class"] = "cancelled"
    tasks.loc[1, "status_class"] = "doing"
    tasks.loc[2, "estimate"] = np.nan
    tasks.loc[3, "estimate"] = 0
    tasks.loc[4, "actual"] = np.nan
    tasks.loc[5, "actual"] = 0
    tasks.loc[6, "actual_unit"] = None
    tasks.loc[7, "estimate_unit"] = "points"
    tasks.loc[8, ["estimate_unit", "actual_unit"]] = "days"
    tasks["is_rollup"] = pd.array([False] * 9 + [True, False, None], dtype="boolean")
    found = accuracy.comparable(tasks)
    assert found.n == len(found.tasks) == 2
    assert found.unit == "hours"
    assert found.excluded["n"].tolist() == [1] * 10
    assert found.n + found.excluded["n"].sum() == len(tasks)
    assert set(found.excluded["reason"]) == set(accuracy.REASONS)


def test_a_plain_data_set_without_status_counts_by_its_finish_day():
    tasks = finished([8, 8], [4, 16], finished_on=pd.to_datetime(["2026-03-02", None])).drop(columns="status_class")
    found = accuracy.comparable(tasks)
    assert found.tasks["ratio"].tolist() == [0.5]
    assert found.excluded["reason"].tolist() == ["not finished"]


def test_the_unit_of_most_tasks_is_taken():
    tasks = pd.concat([finished([1] * 10, [2] * 10, estimate_unit="days", actual_unit="days"), finished([8], [8])], ignore_index=True)
    assert accuracy.comparable(tasks).unit == "days"


def test_no_person_column_leaves_the_room():
    tasks = finished(ESTIMATE, ACTUAL, assignee="ana", estimator="bo")
    assert not {"assignee", "estimator"} & set(accuracy.comparable(tasks).tasks.columns)
    with pytest.raises(InputError, match="single people"):
        accuracy.by(tasks, "assignee")


def test_groups_come_with_the_largest_overrun_first():
    tasks = finished([8] * 60, [4] * 20 + [12] * 20 + [9] * 20, kind=["a"] * 20 + ["b"] * 20 + [None] * 20)
    found = accuracy.by(tasks, "kind")
    assert found["group"].tolist() == ["b", "not stated", "a"]
    assert found["over"].tolist() == [80.0, 20.0, -80.0]
    assert found["bias"].tolist() == [1.5, 1.125, 0.5]
    assert found["total_ratio"].tolist() == [1.5, 1.125, 0.5]
    assert found["over_share"].tolist() == [1, 1, 0]
    assert found["enough"].all()


def test_a_small_group_keeps_its_sums_and_loses_its_percentiles():
    found = accuracy.by(finished([8] * 25, [10] * 25, kind=["a"] * 20 + ["b"] * 5), "kind").set_index("group")
    assert found.loc["b", "enough"] == False  # noqa: E712
    assert (found.loc["b", "n"], found.loc["b", "over"]) == (5, 10.0)
    assert np.isnan(found.loc["b", "p80"])
    assert found.loc["a", "p80"] == 1.25


def test_group_percentiles_equal_those_of_numpy():
    rng = np.random.default_rng(5)
    tasks = finished(rng.lognormal(2, 1, 500), rng.lognormal(2, 1, 500), kind=rng.choice(list("abc"), 500))
    found = accuracy.by(tasks, "kind").set_index("group")
    for kind, some in tasks.groupby("kind"):
        ratio = some["actual"] / some["estimate"]
        assert found.loc[kind, ["p10", "bias", "p80", "p90"]].to_list() == pytest.approx(np.quantile(ratio, [0.1, 0.5, 0.8, 0.9]))


def test_size_groups_are_fifths_of_the_estimates():
    found = accuracy.by(finished(np.repeat([1, 2, 4, 8, 16], 20), [8.0] * 100), "size").set_index("group")
    assert found["n"].tolist() == [20] * 5
    assert found.loc["up to 1 hour", "bias"] == 8
    assert found.loc["more than 8 hours", "bias"] == 0.5
    assert found.loc["2 to 4 hours", "bias"] == 2


def test_a_task_with_two_labels_counts_under_each():
    found = accuracy.by(finished([8] * 3, [8] * 3, labels=["debt|ui", "ui", None]), "labels", minimum=1).set_index("group")
    assert found["n"].to_dict() == {"ui": 2, "debt": 1, "not stated": 1}


def test_tasks_without_any_label_are_one_group():
    tasks = finished([8] * 3, [8] * 3).assign(labels=pd.Series([None] * 3, dtype="str"))
    assert accuracy.by(tasks, "labels", minimum=1)["group"].tolist() == ["not stated"]


def test_year_is_the_year_of_the_finish():
    tasks = finished([8] * 2, [8, 16], finished_on=pd.to_datetime(["2025-12-31", "2026-01-01"]))
    assert accuracy.by(tasks, "year", minimum=1)["group"].tolist() == ["2026", "2025"]


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(SchemaError, match="colour"):
        accuracy.by(finished([8], [8]), "colour")


def test_a_role_of_few_people_is_joined_with_others():
    roles = ["dev"] * 40 + ["qa"] * 40 + ["design"] * 12 + ["ops"] * 12
    people = (
        [f"d{i % 8}" for i in range(40)]
        + [f"q{i % 6}" for i in range(40)]
        + [f"x{i % 2}" for i in range(12)]
        + [f"o{i % 3}" for i in range(12)]
    )
    found = accuracy.by(finished([8] * 104, [8] * 104, role=roles, assignee=people), "role", minimum=1).set_index("group")
    assert found["n"].to_dict() == {"dev": 40, "qa": 40, "other roles": 24}


def test_a_lone_small_role_cannot_be_found_by_subtraction():
    roles = ["dev"] * 60 + ["qa"] * 30 + ["design"] * 12
    people = [f"d{i % 8}" for i in range(60)] + [f"q{i % 6}" for i in range(30)] + ["x"] * 12
    found = accuracy.by(finished([8] * 102, [8] * 102, role=roles, assignee=people), "role", minimum=1).set_index("group")
    assert found["n"].to_dict() == {"dev": 60, "other roles": 42}


def test_roles_without_known_people_are_not_shown():
    assert accuracy.by(finished([8] * 50, [8] * 50, role="dev"), "role").empty


def test_hit_rate_counts_ends_as_inside():
    tasks = finished([8] * 12, [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 8, 8], estimate_low=6.0, estimate_high=12.0, level=[0.8] * 6 + [0.9] * 6)
    found = accuracy.hit_rate(tasks)
    assert (found.n, found.hits, found.below, found.above) == (12, 9, 1, 2)
    assert found.share == 0.75
    assert found.level == pytest.approx(0.85)
    assert found.by_level[["level", "n", "hits"]].to_numpy().tolist() == [[0.8, 6, 5], [0.9, 6, 4]]


def test_a_range_without_a_level_is_counted_without_a_nominal_share():
    found = accuracy.hit_rate(finished([8] * 10, [8] * 10, estimate_low=6.0, estimate_high=12.0))
    assert (found.share, found.level, len(found.by_level)) == (1.0, None, 0)


def test_rate_answers_a_team_that_estimates_in_points():
    tasks = finished([1] * 5 + [2] * 5, [6] * 5 + [9] * 5, estimate_unit="points")
    assert accuracy.summary(tasks) == NotEnoughEvidence(0, 10, "comparable finished tasks")
    found = accuracy.rate(tasks)
    assert (found.total, found.median, found.unit, found.n) == (5.0, 5.25, "hours per point", 10)
    assert found.by_size[["estimate", "n", "median", "per_unit"]].to_numpy().tolist() == [[1, 5, 6, 6], [2, 5, 9, 4.5]]


def test_round_numbers():
    found = accuracy.round_numbers(finished([8] * 6 + [13] * 4, [8, 9.2] * 5))
    assert (found.estimates, found.actuals, found.exact_share) == (0.6, 0.5, 0.3)
    assert found.common["n"].tolist() == [6, 4]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_rows_are_a_normal_answer(n):
    tasks = finished(ESTIMATE[:n], ACTUAL[:n])
    assert accuracy.summary(tasks) == NotEnoughEvidence(n, 10, "comparable finished tasks")
    assert isinstance(accuracy.hit_rate(tasks), NotEnoughEvidence)
    assert isinstance(accuracy.rate(tasks), NotEnoughEvidence)
    assert len(accuracy.by(tasks, "kind")) == min(n, 1)
    assert accuracy.comparable(tasks).n == n
