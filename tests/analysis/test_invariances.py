"""What must not change a result: units, order, a duplicated portfolio, labels of rows."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis import accuracy, censored, errors, flow, learning, ranges, velocity, xmr
from workbench.tables import Tables

effort = st.floats(0.1, 500).map(lambda x: round(x, 2))
pairs = st.lists(st.tuples(effort, effort, st.sampled_from("abc")), min_size=10, max_size=60)
START = pd.Timestamp("2025-01-06")


def portfolio(rows, factor: float = 1.0) -> pd.DataFrame:
    estimate, actual, kind = zip(*rows, strict=True)
    n = len(rows)
    return pd.DataFrame(
        {
            "project_id": "P",
            "task_id": [str(i) for i in range(n)],
            "status_class": "done",
            "kind": kind,
            "estimate": np.array(estimate) * factor,
            "actual": np.array(actual) * factor,
            "estimate_low": np.array(estimate) * factor * 0.8,
            "estimate_high": np.array(estimate) * factor * 1.5,
            "level": 0.8,
            "estimate_unit": "hours",
            "actual_unit": "hours",
            "created_on": START,
            "started_on": START + pd.to_timedelta(np.arange(n) % 17, unit="D"),
            "finished_on": START + pd.to_timedelta(np.arange(n) % 17 + np.arange(n) % 5, unit="D"),
            "blocked_hours": np.arange(n) % 3 * 1.0,
        }
    )


def numbers(result: object) -> dict[str, object]:
    """All numbers of a result, by name."""
    out = {}
    for field in dataclasses.fields(result):
        value = getattr(result, field.name)
        if isinstance(value, pd.DataFrame | pd.Series):
            continue
        if dataclasses.is_dataclass(value):
            out |= {f"{field.name}.{k}": v for k, v in numbers(value).items()}
        elif isinstance(value, float | int) and not isinstance(value, bool):
            out[field.name] = float(value)
    return out


ANALYSES = {
    "summary": accuracy.summary,
    "hit rate": accuracy.hit_rate,
    "width": ranges.width,
    "open": censored.with_open,
    "cycle time": flow.cycle_time,
    "lead time": flow.lead_time,
    "blocked": flow.blocked,
    "work in progress": flow.work_in_progress,
}


@pytest.mark.parametrize("name", ANALYSES)
@settings(max_examples=25)
@given(rows=pairs, seed=st.integers(0, 9))
def test_the_order_of_the_rows_changes_nothing(name, rows, seed):
    tasks = portfolio(rows)
    mixed = tasks.sample(frac=1, random_state=seed)
    assert numbers(ANALYSES[name](mixed)) == pytest.approx(numbers(ANALYSES[name](tasks)), nan_ok=True)


@pytest.mark.parametrize("name", ["summary", "hit rate", "width", "open"])
@settings(max_examples=25)
@given(rows=pairs)
def test_another_unit_changes_only_amounts(name, rows):
    hours, minutes = numbers(ANALYSES[name](portfolio(rows))), numbers(ANALYSES[name](portfolio(rows, 60)))
    amounts = {"estimate", "actual", "over", "mar", "mar_p0"}
    for key, value in hours.items():
        if not key.startswith("round"):
            assert minutes[key] == pytest.approx(value * (60 if key in amounts else 1), abs=1e-6), key


@given(rows=pairs)
def test_a_duplicated_portfolio_keeps_shares_and_doubles_sums(rows):
    once = portfolio(rows)
    twice = pd.concat([once, once.assign(project_id="Q")], ignore_index=True)
    first, second = accuracy.summary(once), accuracy.summary(twice)
    assert second.n == 2 * first.n
    for name in ("estimate", "actual", "over"):
        assert getattr(second, name) == pytest.approx(2 * getattr(first, name), abs=1e-6)
    for name in ("bias", "geometric_mean", "total_ratio", "over_share", "within_25", "mar", "mar_p0", "exact_share"):
        assert getattr(second, name) == pytest.approx(getattr(first, name))


@settings(max_examples=25)
@given(rows=pairs)
def test_groups_add_up_to_the_whole(rows):
    tasks = portfolio(rows)
    whole = accuracy.summary(tasks)
    for column in ("kind", "size", "year"):
        groups = accuracy.by(tasks, column)
        assert groups["n"].sum() == whole.n
        assert groups["over"].sum() == pytest.approx(whole.over, abs=1e-6)


@given(rows=pairs)
def test_swapping_estimate_and_actual_turns_the_bias_over(rows):
    tasks = portfolio(rows)
    turned = tasks.assign(estimate=tasks["actual"], actual=tasks["estimate"])
    first, second = accuracy.summary(tasks), accuracy.summary(turned)
    assert second.geometric_mean == pytest.approx(1 / first.geometric_mean)
    assert second.total_ratio == pytest.approx(1 / first.total_ratio)
    assert second.over == pytest.approx(-first.over)
    assert errors.balanced_error(tasks["actual"], tasks["estimate"]) == pytest.approx(
        -errors.balanced_error(tasks["estimate"], tasks["actual"])
    )


@given(st.lists(effort, min_size=2, max_size=40), st.floats(0.5, 20))
def test_limits_follow_the_unit(values, factor):
    first, second = xmr.limits(values), xmr.limits(np.array(values) * factor)
    assert (second.mean, second.lower, second.upper) == pytest.approx((first.mean * factor, first.lower * factor, first.upper * factor))


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_no_finished_task_is_lost_between_periods(numbers_of_days):
    days = [START + pd.Timedelta(days=n) for n in numbers_of_days]
    tasks = pd.DataFrame({"status_class": "done", "finished_on": days})
    for every in ("D", "W", "M", "Q"):
        assert velocity.finished_per_period(tasks, every=every).sum() == len(days)


stay = st.tuples(st.integers(0, 9), st.integers(0, 4), st.booleans(), st.booleans(), st.booleans())


@settings(max_examples=25)
@given(st.lists(stay, min_size=1, max_size=40, unique_by=lambda s: s[:2]))
def test_what_was_in_a_sprint_leaves_it_one_way(rows):
    """committed + added = completed + removed + carried, whatever happened."""
    frame = pd.DataFrame(rows, columns=["task", "number", "committed", "done", "left"])
    stays = pd.DataFrame(
        {
            "project_id": "P",
            "task_id": frame["task"].astype("str"),
            "sprint": "Sprint " + frame["number"].astype("str"),
            "committed": frame["committed"].astype("boolean"),
            "done": frame["done"].astype("boolean"),
            "removed_on": pd.Series(START, index=frame.index).where(frame["left"]),
        }
    )
    tasks = pd.DataFrame(
        {"project_id": "P", "task_id": [str(i) for i in range(10)], "estimate": np.arange(1.0, 11), "estimate_unit": "points"}
    )
    found = velocity.sprints(Tables({"tasks": tasks, "task_sprints": stays}))
    assert (found["committed"] + found["added"]).tolist() == (found["completed"] + found["removed"] + found["carried"]).tolist()
    assert found["say_do"].dropna().between(0, 1).all()
    assert found["tasks"].sum() == len(rows)


def test_a_frame_with_an_odd_index_gives_the_same_answers():
    tasks = portfolio([(float(i + 1), float((i * 7) % 13 + 1), "ab"[i % 2]) for i in range(30)])
    odd = tasks.set_axis([5] * 30)
    assert accuracy.summary(odd) == accuracy.summary(tasks)
    pd.testing.assert_frame_equal(accuracy.by(odd, "kind"), accuracy.by(tasks, "kind"))
    assert flow.cycle_time(odd) == flow.cycle_time(tasks)
    pd.testing.assert_frame_equal(learning.over_time(odd).periods, learning.over_time(tasks).periods)
    pd.testing.assert_frame_equal(flow.cumulative_flow(odd), flow.cumulative_flow(tasks))
    pd.testing.assert_frame_equal(velocity.burn_up(Tables({"tasks": odd})), velocity.burn_up(Tables({"tasks": tasks})))
