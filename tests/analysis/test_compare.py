"""Comparisons, the measures of research and commitment against cases worked by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from workbench.analysis import accuracy, compare, errors, guessing, intervals, measures, rates, rounding, velocity
from workbench.analysis.commitment import commitment
from workbench.tables import InputError, NotEnoughEvidence


def finished(estimate, actual, **more) -> pd.DataFrame:
    n = len(actual)
    base = {"status_class": "done", "estimate": estimate, "actual": actual, "estimate_unit": "hours", "actual_unit": "hours"}
    return pd.DataFrame({"project_id": "P", "task_id": [str(i) for i in range(n)]} | base | more)


def test_newcombe_2006_by_hand():
    # A = ½, m = n = 20: θ = ½ ± d with d² = z²·(¼ − d²)·(1 + 19·((½ − d)/(3/2 − d) + (½ + d)/(3/2 + d)))/400
    found = intervals.superiority(0.5, 20, 20)
    d, z = 0.5 - found.low, 1.959964
    assert found.high - 0.5 == pytest.approx(d)
    assert d * d == pytest.approx(z * z * (0.25 - d * d) * (1 + 19 * ((0.5 - d) / (1.5 - d) + (0.5 + d) / (1.5 + d))) / 400, rel=1e-5)


@pytest.mark.parametrize(("share", "inside"), [(0.0, 0.0), (1.0, 1.0)])
def test_a_clean_sweep_still_has_a_range(share, inside):
    found = intervals.superiority(share, 20, 30)
    assert found.low <= inside <= found.high
    assert 0.01 < found.high - found.low < 0.3


@pytest.mark.parametrize(("first", "second", "truth"), [(20, 20, 0.5), (20, 60, 0.7), (30, 30, 0.9)])
def test_the_range_of_a12_holds_as_often_as_it_says(first, second, truth):
    rng = np.random.default_rng(first + second)
    shift = math.sqrt(2) * stats.norm.ppf(truth)
    held = 0
    for _ in range(300):
        share = errors.probability_better(rng.normal(0, 1, first), rng.normal(shift, 1, second))
        some = intervals.superiority(share, first, second)
        held += some.low <= truth <= some.high
    assert 0.92 <= held / 300 <= 0.99


def test_misses_are_compared_as_factors():
    # twice the estimate and half of it miss by the same factor; the pairs (1, 2) and (2, 2): (200·2 + ½·200·… ) / 400
    ours = finished(8.0, [8.0] * 10 + [16.0] * 10)
    theirs = finished(1.0, [0.5] * 10 + [2.0] * 10)
    found = compare.misses(ours, theirs)
    assert (found.n, found.n_other, found.better, found.cliff) == (20, 20, 0.75, 0.5)
    assert (found.miss, found.miss_other) == (pytest.approx(math.sqrt(2)), pytest.approx(2))
    assert compare.misses(theirs, ours).better == 0.25
    assert compare.misses(ours.head(19), theirs) == NotEnoughEvidence(19, 20, "comparable finished tasks on each side")


def test_each_group_against_the_others_equals_all_pairs():
    rng = np.random.default_rng(3)
    kind = rng.choice(list("abc"), 300)
    tasks = finished(8.0, 8 * rng.lognormal(0.1, 0.4, 300).round(1) + 0.1, kind=kind)
    found = compare.misses_by(tasks, "kind").set_index("group")
    miss = np.abs(np.log(tasks["actual"] / tasks["estimate"])).round(12)
    for name in "abc":
        mine, others = miss[kind == name].to_numpy()[:, None], miss[kind != name].to_numpy()[None, :]
        assert found.loc[name, "better"] == pytest.approx(np.mean((mine < others) + 0.5 * (mine == others)))
        assert found.loc[name, "miss"] == pytest.approx(np.exp(np.median(mine)))


def test_groups_that_are_alike_do_not_differ_and_a_better_year_does():
    rng = np.random.default_rng(4)
    false = 0
    for _ in range(40):
        tasks = finished(8.0, 8 * rng.lognormal(0.2, 0.5, 400), kind=rng.choice(list("abcdefgh"), 400))
        false += compare.misses_by(tasks, "kind")["differs"].any()
    assert false <= 5  # 5 % promised, for all groups at once
    when = pd.to_datetime(["2024-06-01"] * 150 + ["2025-06-01"] * 150)
    tasks = finished(8.0, 8 * np.exp(np.concatenate([rng.normal(0, 0.7, 150), rng.normal(0, 0.4, 150)])), finished_on=when)
    found = compare.misses_by(tasks, "year").set_index("group")
    assert found.index[0] == "2025"
    assert found["differs"].all()


def test_a_comparison_never_names_a_person():
    with pytest.raises(InputError, match="single people"):
        compare.misses_by(finished(8.0, [8.0] * 50, assignee="ana"), "assignee")


effort = st.floats(0.5, 200).map(lambda x: round(x, 2))


@settings(max_examples=8)
@given(st.lists(st.tuples(effort, effort), min_size=40, max_size=80), st.floats(0.1, 40), st.integers(0, 5))
def test_units_order_and_a_second_copy_change_no_comparison(rows, factor, seed):
    estimate, actual = (np.array(x) for x in zip(*rows, strict=True))
    half = len(rows) // 2
    tasks = finished(estimate, actual, kind=["a"] * half + ["b"] * (len(rows) - half))
    found = compare.misses_by(tasks, "kind")
    mixed = compare.misses_by(tasks.sample(frac=1, random_state=seed), "kind")
    scaled = compare.misses_by(tasks.assign(estimate=estimate * factor, actual=actual * factor), "kind")
    twice = compare.misses_by(pd.concat([tasks, tasks]), "kind")
    pd.testing.assert_frame_equal(found, mixed)
    pd.testing.assert_frame_equal(found, scaled, atol=1e-9)
    assert twice["better"].tolist() == pytest.approx(found["better"].tolist())


def test_research_measures_equal_the_single_formulas():
    rng = np.random.default_rng(5)
    estimate = rng.lognormal(2, 0.6, 200)
    actual = estimate * rng.lognormal(0.1, 0.5, 200)
    found = measures.research(finished(estimate, actual), rng=np.random.default_rng(1))
    assert found.mar == pytest.approx(np.abs(actual - estimate).mean())
    assert found.guess == errors.random_guess_error(actual)
    assert found.standardised.value == pytest.approx(1 - found.mar / found.guess)
    assert found.lsd == errors.log_standard_deviation(actual, estimate)
    assert found.balanced == pytest.approx(np.abs(errors.balanced_error(actual, estimate)).mean())
    assert found.inverted == pytest.approx(np.abs(errors.inverted_balanced_error(actual, estimate)).mean())
    assert "too low" in found.relative.warning
    # with at most 100 groups the jackknife of a mean has the usual standard error
    few = measures.research(finished(estimate[:60], actual[:60]), rng=np.random.default_rng(1))
    off = np.abs(actual - estimate)[:60]
    half = stats.t.ppf(0.975, 59) * off.std(ddof=1) / math.sqrt(60)
    assert few.mar_range.high == pytest.approx(off.mean() + half)


@pytest.mark.slow
def test_the_range_of_lsd_holds_the_truth():
    # ln ratios normal with mean μ, standard deviation σ: LSD² → σ² + (μ + σ²/2)²
    rng = np.random.default_rng(6)
    mu, sigma, held = 0.1, 0.5, 0
    truth = math.sqrt(sigma**2 + (mu + sigma**2 / 2) ** 2)
    for _ in range(200):
        found = measures.research(finished(8.0, 8 * rng.lognormal(mu, sigma, 120)), rng=rng)
        held += found.lsd_range.low <= truth <= found.lsd_range.high
    assert 0.90 <= held / 200 <= 0.99


@pytest.mark.parametrize("with_self", [True, False])
def test_the_spread_of_guessing_equals_all_pairs(with_self):
    a = np.random.default_rng(7).lognormal(2, 1, 40)
    apart, m = np.abs(a[:, None] - a[None, :]), 40 if with_self else 39
    variance = (apart**2).sum(axis=1) / m - (apart.sum(axis=1) / m) ** 2
    assert guessing.guess_spread(a, with_self=with_self) == pytest.approx(math.sqrt(variance.sum()) / 40)


def test_beyond_two_thousand_tasks_the_exact_spread_stands_for_the_runs():
    rng = np.random.default_rng(8)
    actual = rng.lognormal(2, 1, 2500)
    exact = errors.standardised_accuracy(actual, actual * 1.4, rng=rng)
    drawn = errors.standardised_accuracy(actual[:2000], actual[:2000] * 1.4, rng=rng)
    assert (exact.runs, drawn.runs) == (0, 1000)
    assert exact.guess_5 == pytest.approx(drawn.guess_5 * math.sqrt(2000 / 2500), rel=0.12)
    assert exact.effect == pytest.approx(drawn.effect * math.sqrt(2500 / 2000), rel=0.1)


def test_range_of_a_ratio_of_sums_equals_cochran():
    a, e = np.array([10.0, 12, 9, 30]), np.array([8.0, 12, 10, 20])
    ratio = 61 / 50
    half = stats.t.ppf(0.975, 3) * math.sqrt(4 / 3 * np.sum((a - ratio * e) ** 2)) / 50
    found = intervals.linearised(a, e)
    assert (found.low, found.high) == (pytest.approx(ratio - half), pytest.approx(ratio + half))
    assert intervals.linearised(a[:1], e[:1]) is None


def test_the_range_of_a_groups_total_holds_it():
    rng = np.random.default_rng(9)
    estimate = rng.lognormal(2, 0.5, 300 * 80)
    actual = estimate * rng.lognormal(0, 0.4, 300 * 80)
    found = accuracy.by(finished(estimate, actual, kind=np.repeat(np.arange(300).astype(str), 80)), "kind")
    held = ((found["total_low"] <= math.exp(0.08)) & (found["total_high"] >= math.exp(0.08))).mean()
    assert 0.90 <= held <= 0.98


def test_shares_have_wilson_ranges_and_the_mean_a_t_range():
    tasks = finished([8.0] * 20, [8.0] * 5 + [10.0] * 15)
    found = accuracy.summary(tasks)
    assert found.exact_range == intervals.share(5, 20)
    assert found.over_range == intervals.share(15, 20)
    logs = np.log(tasks["actual"] / 8)
    half = stats.t.ppf(0.975, 19) * logs.std(ddof=1) / math.sqrt(20)
    assert found.log_sd == pytest.approx(logs.std(ddof=1))
    assert found.geometric_range.high == pytest.approx(math.exp(logs.mean() + half))
    assert rounding.round_numbers(tasks).exact_range == intervals.share(5, 20)
    assert rates.rate(tasks.assign(estimate_unit="points")).total_range == intervals.linearised(tasks["actual"], tasks["estimate"])


def test_commitment_by_hand():
    rows = pd.DataFrame({"sprint": list("abcd"), "committed": [10.0, 10, 20, 8], "added": [2.0, 0, 4, 0], "removed": [0.0, 1, 2, 0],
                         "say_do": [0.8, 1.0, 0.9, np.nan], "churn": [0.2, 0.1, 0.3, 0.0], "unit": "points", "ended": True})  # fmt: skip
    found = commitment(rows)
    assert (found.n, found.say_do, found.kept, found.churn) == (3, 0.9, 1, 0.2)
    assert (found.added, found.removed) == (6 / 40, 3 / 40)
    assert (found.kept_range, found.say_do_range) == (intervals.share(1, 3), None)
    assert commitment(rows.head(2)) == NotEnoughEvidence(2, 3, "ended sprints that say what they committed to")
    with pytest.raises(InputError, match="one project"):
        commitment(rows.assign(project_id=list("PQPQ")))


def test_signals_stay_rare_where_only_chance_is_at_work():
    """XmR limits on series without a cause: about 1 in 100 values outside, some more in runs (Wheeler)."""
    rng = np.random.default_rng(10)
    outside = run = n = 0
    for _ in range(200):
        found = velocity.limits(rng.normal(30, 5, 30))
        outside, run, n = outside + found.outside.sum(), run + found.signal.sum(), n + 30
    assert outside / n < 0.015
    assert run / n < 0.08


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_rows_are_a_normal_answer_for_comparisons(n):
    tasks = finished(8.0, [8.0] * n)
    assert isinstance(compare.misses(tasks, tasks), NotEnoughEvidence)
    assert compare.misses_by(tasks, "kind").empty
    assert isinstance(measures.research(tasks, rng=np.random.default_rng(1)), NotEnoughEvidence)
