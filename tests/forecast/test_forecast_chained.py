"""Tasks that wait for each other, worked by hand."""

import numpy as np
import pandas as pd
import pytest

from workbench import calibration
from workbench.forecast import effort, finish, finish_chained
from workbench.forecast.network import links
from workbench.forecast.work_through import last_chain, simulate
from workbench.tables import InputError

MONDAY = pd.Timestamp("2026-03-02")
IDS = pd.Series(list("ABCD"))


def needs(*rows):
    return pd.DataFrame([(*row, None, None)[:4] for row in rows], columns=["task_id", "needs_task_id", "kind", "lag_days"])


def end(efforts, *rows, ids=IDS, **plan):
    found = links(ids.iloc[: len(efforts)], needs(*rows))
    return simulate(np.array([efforts], dtype=float), found, **plan).end[0]


DIAMOND = [("B", "A"), ("C", "A"), ("D", "B"), ("D", "C")]


def test_without_a_limit_of_capacity_the_end_is_the_longest_path():
    # A 2, then B 3 beside C 5, then D 1
    assert end([2, 3, 5, 1], *DIAMOND, per_task=1) == pytest.approx(8)
    # D waits two days for C: 10; four days for B: 2 + 3 + 4 + 1 = 10 as well
    assert end([2, 3, 5, 1], *DIAMOND[:3], ("D", "C", "finish-start", 2), per_task=1) == pytest.approx(10)


def test_longest_path_in_random_networks():
    rng = np.random.default_rng(0)
    ids = pd.Series([f"T{i}" for i in range(12)])
    pairs = [(i, j) for j in range(12) for i in range(j) if rng.random() < 0.25]
    lag = rng.integers(0, 4, len(pairs))
    found = links(ids, needs(*[(ids[j], ids[i], "finish-start", float(d)) for (i, j), d in zip(pairs, lag, strict=True)]))
    work = rng.lognormal(1, 1, (50, 12))
    runs = simulate(work, found, per_task=2.0)
    expected = np.zeros((50, 12))
    for j in range(12):
        ready = [expected[:, i] + d for (i, to), d in zip(pairs, lag, strict=True) if to == j]
        expected[:, j] = np.max([np.zeros(50), *ready], axis=0) + work[:, j] / 2
    assert np.allclose(runs.finish, expected)
    limited = simulate(work, found, per_task=2.0, capacity=3.0)
    assert (limited.end >= np.maximum(runs.end, work.sum(1) / 3) - 1e-6).all()


@pytest.mark.parametrize("capacity", [2.0, 5.0, np.inf])
def test_a_chain_of_all_tasks_takes_their_serial_sum(capacity):
    assert end([2, 3, 5, 1], ("B", "A"), ("C", "B"), ("D", "C"), per_task=2, capacity=capacity) == pytest.approx(11 / 2)


def test_capacity_goes_to_the_longest_chain_first():
    # A 4 → B 4 is longer than C 4: capacity 1 a day for one task at a time gives 12 in any order
    assert end([4, 4, 4], ("B", "A"), per_task=1, capacity=1) == pytest.approx(12)
    # capacity 2: A and C to day 4, B to day 8
    assert end([4, 4, 4], ("B", "A"), per_task=1, capacity=2) == pytest.approx(8)
    # capacity 1.5: A in full and C at half; at day 4 C has 2 left, at half beside B: all ends on day 8
    assert end([4, 4, 4], ("B", "A"), per_task=1, capacity=1.5) == pytest.approx(8)
    # three tasks free, two at a time: A, B to day 4, then C
    assert end([4, 4, 4], per_task=1, capacity=2) == pytest.approx(8)


@pytest.mark.parametrize(
    ("kind", "lag", "expected"),
    [("finish-start", 0, 7), ("start-start", 0, 5), ("start-start", 4, 6), ("finish-finish", 3, 8), ("start-finish", 9, 9)],
)
def test_each_kind_of_link(kind, lag, expected):
    assert end([5, 2], ("B", "A", kind, lag), per_task=1) == pytest.approx(expected)


def test_a_task_without_effort_passes_the_waiting_on_and_a_finish_that_is_held_holds_others():
    assert end([3, 0, 2], ("B", "A"), ("C", "B"), per_task=1) == pytest.approx(5)
    assert end([3, 1, 2], ("B", "A", "finish-finish", 1), ("C", "B"), per_task=1) == pytest.approx(6)


def test_leads_count_as_no_lag_and_are_counted():
    found = links(IDS, needs(("B", "A", "finish-start", -2)))
    assert found.leads == 1
    assert found.lag.tolist() == [0]


def test_all_that_is_wrong_with_links_is_told_at_once():
    wrong = needs(("A", "B"), ("B", "A"), ("C", "X"), ("D", "C", "whenever"))
    with pytest.raises(InputError) as told:
        links(IDS, wrong)
    for part in ("X", "whenever", "circle", "A → B"):
        assert part in str(told.value)


def test_the_chain_that_ends_last_is_named_in_each_draw():
    found = links(IDS, needs(*DIAMOND))
    runs = simulate(np.array([[2.0, 3, 5, 1], [2.0, 6, 5, 1]]), found, per_task=1)
    assert last_chain(runs, found) == [(0, 2, 3), (0, 1, 3)]


@pytest.fixture
def backlog():
    return pd.DataFrame({"task_id": list("ABCD"), "title": ["Ask", "Build", "Check", "Deliver"], "estimate": [16.0, 40.0, 24.0, 8.0]})


@pytest.fixture
def model():
    return calibration.fit(pd.DataFrame(), as_of=pd.Timestamp("2026-01-31"))


def chained(model, backlog, rows, **plan):
    work = effort(model, backlog, rng=np.random.default_rng(1))
    plan = {"capacity_per_day": 16, **plan}
    return finish_chained(model, backlog, needs(*rows), work, start_on=MONDAY, rng=np.random.default_rng(2), **plan), work


def test_without_links_the_finish_is_what_it_was(model, backlog):
    when, work = chained(model, backlog, [])
    assert when == finish(work, start_on=MONDAY, capacity_per_day=16)


def test_the_draws_add_up_to_the_total(model, backlog):
    drawn = model.draws(backlog, 10_000, rng=np.random.default_rng(3)).sum(1)
    levels = [0.1, 0.5, 0.8, 0.9]
    assert np.quantile(drawn, levels) == pytest.approx(model.total(backlog, levels, rng=np.random.default_rng(4)), rel=0.04)


def test_a_chain_ends_as_all_its_work_at_the_rate_of_one_task(model, backlog):
    when, work = chained(model, backlog, [("B", "A"), ("C", "B"), ("D", "C")], per_task=8)
    assert when.chain == ("Ask", "Build", "Check", "Deliver")
    assert when.chain_share == when.waiting_share == 1
    for p in (0.5, 0.8):
        assert when.working_days(p) == pytest.approx(work.quantile(p) / 8, rel=0.05)
        assert when.odds_by(when.quantile(p)) >= p
    assert when.days()["finish_on"].is_monotonic_increasing
    again, _ = chained(model, backlog, [("B", "A"), ("C", "B"), ("D", "C")], per_task=8)
    assert (again.days_needed == when.days_needed).all()


def test_done_tasks_no_longer_hold_up_others(model, backlog):
    tasks = backlog.assign(status_class=["done", "todo", "todo", "todo"])
    when, _ = chained(model, tasks, [("B", "A"), ("C", "B")], per_task=8)
    assert (when.n_links, when.left_out) == (1, 1)
    assert "Ask" not in when.chain


@pytest.mark.parametrize("wrong", [0, -1, np.nan])
def test_a_limit_per_task_that_is_none_is_refused(model, backlog, wrong):
    with pytest.raises(InputError, match="per task"):
        chained(model, backlog, [("B", "A")], per_task=wrong)
