"""The interface of a calibration: what goes in, what comes out, what must not matter."""

import json

import numpy as np
import pandas as pd
import pytest

from workbench import calibration
from workbench.tables import InputError, SchemaError

LEVELS = np.round(np.arange(1, 40) * 0.025, 3)


def sound(q: np.ndarray, shape: tuple[int, ...]) -> None:
    assert q.shape == shape
    assert np.isfinite(q).all()
    assert (q > 0).all()
    assert (np.diff(q, axis=-1) >= -1e-9).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 10, 20, 50, 300])
def test_any_number_of_finished_tasks_gives_a_sound_forecast(n, tasks_of, as_of):
    model = calibration.fit(tasks_of(n), as_of=as_of)
    new = tasks_of(40, seed=9).drop(columns=["actual", "finished_on"])
    assert model.n == n
    sound(model.quantiles(new, LEVELS), (40, 39))
    sound(model.total(new, LEVELS, rng=np.random.default_rng(1)), (39,))
    assert len(model.explain(new)) == 40


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 10])
def test_few_tasks_leave_the_range_wide_but_not_absurd(n, tasks_of, as_of):
    q = calibration.fit(tasks_of(n), as_of=as_of).quantiles(pd.DataFrame({"estimate": [8.0]}), [0.1, 0.5, 0.9])[0]
    assert 0.3 < q[1] / 8 < 3
    assert 1.5 < q[2] / q[0] < 100


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.assign(actual=t["estimate"]),
        lambda t: t.assign(actual=3.0, estimate=2.0),
        lambda t: t.assign(kind="one", project_id="one", estimator="one"),
        lambda t: t.assign(kind=[f"k{i}" for i in range(len(t))]),
        lambda t: t.assign(estimate=1e-6),
        lambda t: t.assign(estimate=1e9),
        lambda t: t.assign(finished_on=pd.NaT),
        lambda t: t.assign(finished_on=t["finished_on"].where(t.index % 2 == 0), estimated_on=pd.NaT),
        lambda t: t.drop(columns=["finished_on", "estimated_on"]),
        lambda t: t.assign(kind=None, estimator=None),
        lambda t: t.assign(kind=pd.Series(index=t.index, dtype="str")),
        lambda t: t[["estimate", "actual"]],
        lambda t: t.assign(component=np.where(t.index % 3 == 0, "ui", "db")),
    ],
)
def test_strange_histories_give_sound_forecasts(change, tasks_of, as_of):
    model = calibration.fit(change(tasks_of(120)), as_of=as_of)
    for new in (
        tasks_of(30, seed=4),
        pd.DataFrame({"estimate": [1e-6, 1.0, 1e9]}),
        pd.DataFrame({"estimate": [3.0], "kind": ["never seen"]}),
    ):
        sound(model.quantiles(new, LEVELS), (len(new), 39))
        sound(model.total(new, LEVELS, rng=np.random.default_rng(1)), (39,))


def test_ten_thousand_levels(as_of):
    rng = np.random.default_rng(0)
    n = 20_000
    tasks = pd.DataFrame({"estimate": 4.0, "actual": 4 * np.exp(rng.normal(0, 0.5, n)), "kind": [f"k{i % 10_000}" for i in range(n)]})
    sound(calibration.fit(tasks, as_of=as_of).quantiles(tasks.head(100), LEVELS), (100, 39))


def test_effects_of_the_groups_are_found(tasks_of, as_of):
    model = calibration.fit(tasks_of(3000, spike=0.0), as_of=as_of)
    new = pd.DataFrame({"estimate": 4.0, "project_id": ["A", "C"], "kind": ["bug", "ops"], "estimator": ["ana", "di"]})
    q = model.quantiles(new, [0.5])[:, 0] / 4
    assert np.log(q) == pytest.approx([-0.2 - 0.1 - 0.3, 0.4 + 0.2 + 0.3], abs=0.12)


def test_unseen_levels_are_wider_than_seen_ones(tasks_of, as_of):
    model = calibration.fit(tasks_of(2000, spike=0.0), as_of=as_of)
    new = pd.DataFrame({"estimate": 4.0, "project_id": ["B", "new"], "kind": "test", "estimator": "bo"})
    q = model.quantiles(new, [0.1, 0.9])
    assert q[1, 1] / q[1, 0] > q[0, 1] / q[0, 0]


def test_exact_hits_become_an_atom(tasks_of, as_of):
    model = calibration.fit(tasks_of(2000, spike=0.4), as_of=as_of)
    new = tasks_of(500, seed=3)
    q = model.quantiles(new, np.arange(1, 1000) / 1000)
    share = (np.abs(q / new["estimate"].to_numpy()[:, None] - 1) < 1e-9).mean()
    assert share == pytest.approx(0.4, abs=0.05)


def test_units_that_differ_have_neither_centre_at_one_nor_spike(tasks_of, as_of):
    model = calibration.fit(tasks_of(800, units=("points", "hours"), rate=6.0), as_of=as_of)
    assert model.layers.spike is None
    assert 4 < np.median(model.quantiles(pd.DataFrame({"estimate": [4.0]}), [0.5]) / 4) < 9
    assert "hours per unit of estimate" in model.explain(pd.DataFrame({"estimate": [4.0]}))["sentence"].iloc[0]


def test_scale_of_the_unit_does_not_matter(tasks_of, as_of):
    tasks, new = tasks_of(400), tasks_of(30, seed=5)
    minutes = {"estimate": lambda t: t["estimate"] * 60, "actual": lambda t: t["actual"] * 60}
    q = calibration.fit(tasks, as_of=as_of).quantiles(new, LEVELS)
    q60 = calibration.fit(tasks.assign(**minutes), as_of=as_of).quantiles(new.assign(**minutes), LEVELS)
    np.testing.assert_allclose(q60, 60 * q, rtol=1e-6)


def test_order_of_rows_index_and_dtype_do_not_matter(tasks_of, as_of):
    tasks, new = tasks_of(400), tasks_of(30, seed=5)
    q = calibration.fit(tasks, as_of=as_of).quantiles(new, LEVELS)
    shuffled = tasks.sample(frac=1, random_state=1).assign(
        kind=lambda t: t["kind"].astype("category"), estimator=lambda t: t["estimator"].astype(object)
    )
    np.testing.assert_allclose(calibration.fit(shuffled, as_of=as_of).quantiles(new, LEVELS), q, rtol=1e-6)
    order = np.random.default_rng(0).permutation(len(new))
    np.testing.assert_allclose(calibration.fit(tasks, as_of=as_of).quantiles(new.iloc[order], LEVELS), q[order], rtol=1e-12)


def test_one_forecast_does_not_depend_on_its_neighbours(tasks_of, as_of):
    model, new = calibration.fit(tasks_of(300), as_of=as_of), tasks_of(10, seed=6)
    np.testing.assert_allclose(model.quantiles(new, LEVELS)[3:4], model.quantiles(new.iloc[3:4], LEVELS), rtol=1e-12)


def test_rows_that_teach_nothing_are_left_out(tasks_of, as_of):
    tasks = tasks_of(100)
    poisoned = pd.concat(
        [
            tasks.assign(status_class="done", is_rollup=False),
            tasks.head(10).assign(estimate=0.0),
            tasks.head(10).assign(actual=np.nan),
            tasks.head(10).assign(actual=1e6, status_class="cancelled"),
            tasks.head(10).assign(actual=1e6, status_class="doing"),
            tasks.head(10).assign(actual=1e6, is_rollup=True),
            tasks.head(10).assign(actual=1e6, finished_on=as_of + pd.Timedelta(days=1)),
        ]
    )
    model, clean = calibration.fit(poisoned, as_of=as_of), calibration.fit(tasks, as_of=as_of)
    assert model.n == 100
    np.testing.assert_allclose(model.quantiles(tasks, LEVELS), clean.quantiles(tasks, LEVELS))


def test_a_missing_estimator_falls_back_to_the_assignee(tasks_of, as_of):
    tasks, new = tasks_of(300), tasks_of(20, seed=2)
    by_assignee = [t.assign(assignee=t["estimator"], estimator=None) for t in (tasks, new)]
    q = calibration.fit(by_assignee[0], as_of=as_of).quantiles(by_assignee[1], LEVELS)
    np.testing.assert_allclose(q, calibration.fit(tasks, as_of=as_of).quantiles(new, LEVELS))


def test_newer_work_counts_more(tasks_of):
    old = tasks_of(300, spike=0.0).assign(finished_on=pd.Timestamp("2018-01-01"))
    fresh = tasks_of(300, seed=1, spike=0.0).assign(actual=lambda t: 3 * t["actual"], finished_on=pd.Timestamp("2025-12-01"))
    model = calibration.fit(pd.concat([old, fresh]), as_of=pd.Timestamp("2026-01-01"))
    assert model.quantiles(pd.DataFrame({"estimate": [4.0]}), [0.5])[0, 0] > 4 * 2


def test_several_pairs_of_units_are_refused(tasks_of, as_of):
    both = pd.concat([tasks_of(30), tasks_of(10, units=("points", "hours"))])
    pairs = calibration.unit_pairs(both)
    assert pairs["n"].tolist() == [30, 10]
    assert pairs.columns.tolist() == ["estimate_unit", "actual_unit", "n"]
    with pytest.raises(SchemaError, match=r"2 pairs of units .*points → hours.*unit_pairs"):
        calibration.fit(both, as_of=as_of)
    assert calibration.fit(calibration.of_units(both, "points", "hours"), as_of=as_of).n == 10


def test_new_tasks_in_another_unit_or_without_estimate_are_refused(tasks_of, as_of):
    model = calibration.fit(tasks_of(30), as_of=as_of)
    with pytest.raises(SchemaError, match="estimated in points"):
        model.quantiles(pd.DataFrame({"estimate": [3.0], "estimate_unit": ["points"]}), [0.5])
    with pytest.raises(InputError, match="1 of 2 tasks have no estimate"):
        model.quantiles(pd.DataFrame({"estimate": [3.0, np.nan]}), [0.5])
    with pytest.raises(InputError, match="between 0 and 1"):
        model.quantiles(pd.DataFrame({"estimate": [3.0]}), [50])


def test_inputs_are_not_changed(tasks_of, as_of):
    tasks, new = tasks_of(80), tasks_of(10, seed=1)
    before = tasks.copy(deep=True), new.copy(deep=True)
    model = calibration.fit(tasks, as_of=as_of)
    model.quantiles(new, LEVELS)
    model.total(new, LEVELS, rng=np.random.default_rng(0))
    model.explain(new)
    pd.testing.assert_frame_equal(tasks, before[0])
    pd.testing.assert_frame_equal(new, before[1])


def test_effort_in_whole_units_is_forecast_in_whole_units(as_of):
    rng = np.random.default_rng(0)
    estimate = rng.integers(1, 9, 400).astype(float)
    tasks = pd.DataFrame({"estimate": estimate, "actual": np.maximum(1, np.rint(estimate * np.exp(rng.normal(0, 0.5, 400))))})
    q = calibration.fit(tasks, as_of=as_of).quantiles(tasks.head(50), LEVELS)
    assert (q == np.rint(q)).all()
    assert q.min() >= 1


def test_a_stored_calibration_forecasts_the_same(tasks_of, as_of):
    model, new = calibration.fit(tasks_of(400), as_of=as_of), tasks_of(30, seed=8)
    again = calibration.from_dict(json.loads(json.dumps(model.to_dict())))
    np.testing.assert_array_equal(again.quantiles(new, LEVELS), model.quantiles(new, LEVELS))
    totals = [m.total(new, LEVELS, rng=np.random.default_rng(3)) for m in (model, again)]
    np.testing.assert_array_equal(*totals)
    pd.testing.assert_frame_equal(again.by_kind(), model.by_kind())
    pd.testing.assert_frame_equal(again.explain(new), model.explain(new))
    assert again.to_dict() == model.to_dict()


def test_an_exported_calibration_names_no_person(tasks_of, as_of):
    model = calibration.fit(tasks_of(400), as_of=as_of)
    text = json.dumps(model.to_dict(people=False))
    assert not any(f'"{name}"' in text for name in ("ana", "bo", "cy", "di"))
    assert '"ana"' in json.dumps(model.to_dict())
    new = tasks_of(30, seed=8)
    strangers = new.assign(estimator="nobody")
    exported = calibration.from_dict(json.loads(text))
    np.testing.assert_allclose(exported.quantiles(new, LEVELS), model.quantiles(strangers, LEVELS))
    assert "ana" not in repr(model)


def test_something_else_is_not_read_as_a_calibration():
    with pytest.raises(InputError, match="not a calibration"):
        calibration.from_dict({"n": 3})


def test_a_prior_calibration_helps_while_own_work_is_scarce(tasks_of, as_of):
    elsewhere = calibration.fit(tasks_of(2000, spike=0.0).assign(actual=lambda t: 2.5 * t["actual"]), as_of=as_of)
    new = pd.DataFrame({"estimate": [4.0]})
    alone, helped = calibration.fit(tasks_of(0), as_of=as_of), calibration.fit(tasks_of(0), as_of=as_of, prior=elsewhere)
    assert alone.quantiles(new, [0.5])[0, 0] == pytest.approx(4, rel=0.05)
    assert 2 * 4 < helped.quantiles(new, [0.5])[0, 0] < 4 * 4
    assert "2,000 finished tasks" in helped.source
    much = tasks_of(2000)
    q = [calibration.fit(much, as_of=as_of, prior=p).quantiles(new, [0.5])[0, 0] for p in (None, elsewhere)]
    assert q[1] == pytest.approx(q[0], rel=0.05)
    with pytest.raises(SchemaError, match="prior"):
        calibration.fit(tasks_of(5, units=("points", "hours")), as_of=as_of, prior=elsewhere)


def test_by_kind_states_what_was_observed(tasks_of, as_of):
    tasks = tasks_of(500)
    table = calibration.fit(tasks, as_of=as_of).by_kind()
    assert table.columns.tolist() == ["kind", "n", "bias", "p10", "p50", "p80", "p90"]
    ratio = (tasks["actual"] / tasks["estimate"]).groupby(tasks["kind"])
    for row in table.itertuples():
        own = ratio.get_group(row.kind)
        assert row.n == len(own)
        assert [row.p10, row.p50, row.p80, row.p90] == pytest.approx(np.quantile(own, [0.1, 0.5, 0.8, 0.9]))
    assert table["n"].is_monotonic_decreasing
    assert len(calibration.fit(tasks, as_of=as_of).by_kind(minimum=10_000)) == 0
    assert len(calibration.fit(tasks_of(0), as_of=as_of).by_kind()) == 0


def test_explain_leans_on_the_smallest_class_with_enough_tasks(as_of):
    rng = np.random.default_rng(0)
    cells = [("A", "bug", 25), ("A", "docs", 5), ("B", "docs", 18), ("A", "ops", 3)]
    tasks = pd.concat(
        [pd.DataFrame({"project_id": p, "kind": k, "estimate": 4.0, "actual": 4 * np.exp(rng.normal(0.2, 0.5, n))}) for p, k, n in cells]
    )
    new = pd.DataFrame(
        {"project_id": ["A", "A", "A", "B", "Z"], "kind": ["bug", "docs", "ops", "ops", "new"], "estimate": 4.0}, index=list("vwxyz")
    )
    told = calibration.fit(tasks, as_of=as_of).explain(new)
    assert told["reference_class"].tolist() == [
        "kind bug in project A",
        "kind docs",
        "project A",
        "all finished tasks",
        "all finished tasks",
    ]
    assert told["n"].tolist() == [25, 23, 33, 51, 51]
    assert told.index.tolist() == list("vwxyz")
    ratio = tasks.query("project_id == 'A' and kind == 'bug'")["actual"] / 4
    assert told.loc["v", ["bias", "p10", "p90"]].tolist() == pytest.approx(np.quantile(ratio, [0.5, 0.1, 0.9]))
    assert told["sentence"].iloc[0].startswith("Leans on 25 finished tasks (kind bug in project A): half of them took more than")
    few = calibration.fit(tasks.head(3), as_of=as_of).explain(new.head(1)).iloc[0]
    assert few["n"] == 3
    assert "only 3 finished tasks" in few["sentence"]
    assert few["p10"] < few["bias"] < few["p90"]
