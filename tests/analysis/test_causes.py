"""What drove an overrun: worked by hand, exact for any project, from past work only, and found again in the sample portfolio."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis import causes
from workbench.analysis.baseline import first_plan
from workbench.analysis.cost import cost_causes
from workbench.analysis.usual import usual
from workbench.tables import TABLES, NotEnoughEvidence, Tables

START = pd.Timestamp("2026-01-12")
HOURS = {"estimate_unit": "hours", "actual_unit": "hours"}


def rows(project: str, finished: str | None, *tasks: tuple[str, float | None, float | None, str, int], **more) -> pd.DataFrame:
    """Tasks as (kind, estimate, actual, status, days after the start that it joined)."""
    frame = pd.DataFrame(tasks, columns=["kind", "estimate", "actual", "status_class", "joined"])
    frame = frame.assign(project_id=project, task_id=[f"{project}-{i}" for i in range(len(frame))], finished_on=pd.Timestamp(finished))
    frame["added_on"] = START + pd.to_timedelta(frame.pop("joined").astype("int64"), unit="D")
    types = {"estimate": "float64", "actual": "float64", "finished_on": "datetime64[us]", "added_on": "datetime64[us]"}
    return frame.assign(**(HOURS | more)).astype(types)


def earlier(*, feature: float, bug: float, n: int = 20, **more) -> pd.DataFrame:
    """Finished work of an earlier project: every feature and every bug at its own ratio."""
    one = [("feature", 10.0, 10.0 * feature, "done", -400), ("bug", 10.0, 10.0 * bug, "done", -400)]
    return rows("OLD", "2025-12-01", *(one * n), **more)


def tables(*frames: pd.DataFrame, **project) -> Tables:
    work = pd.concat(frames, ignore_index=True)
    ids = work["project_id"].unique()
    starts = [START - pd.Timedelta(days=300) if p == "OLD" else START for p in ids]
    return Tables(
        {"tasks": work, "projects": pd.DataFrame({"project_id": ids, "started_on": pd.to_datetime(starts), "team": "Blue", **project})}
    )


WORK = (
    ("feature", 10.0, 18.0, "done", 0),  # first plan, +8
    ("feature", 20.0, 24.0, "done", 0),  # first plan, +4
    ("bug", 5.0, 4.0, "done", 0),  # a planned repair, −1
    ("feature", 8.0, 9.0, "done", 5),  # joined later, +8 and +1 off its estimate
    ("feature", 6.0, None, "cancelled", 0),  # taken out, −6
    ("feature", 3.0, 2.0, "cancelled", 9),  # joined, left, cost 2
    ("support", None, 7.0, "done", 3),  # never estimated
    ("bug", 4.0, 5.0, "done", 8),  # a defect found later
    ("bug", None, 3.0, "done", 8),  # another one, not even estimated
)


def test_worked_by_hand_with_a_usual_ratio() -> None:
    """Earlier features took 1.5× and bugs 1.0×, every one of them, so nothing is shrunk away."""
    found = causes.causes(tables(earlier(feature=1.5, bug=1.0), rows("P", "2026-03-01", *WORK)), "P", minimum=1)
    assert isinstance(found, causes.Causes)
    assert (found.n, found.plan, found.actual, found.over, found.n_past) == (9, 41.0, 72.0, 31.0, 40)
    effort = dict(zip(found.parts["part"], found.parts["effort"], strict=True))
    # features: 30 h at 1.5× usually miss by 15, and missed by 12; the bug usually lands on 5 and took 4
    assert effort == pytest.approx(
        {"bias": 15, "noise": -4, "added": 8, "added_error": 1, "removed": -6, "spent_removed": 2, "unestimated": 7, "rework": 8}
    )
    kinds = found.by_kind.set_index(["part", "kind"])["effort"]
    assert kinds["bias", "feature"] == pytest.approx(15)
    assert kinds["noise", "bug"] == pytest.approx(-1)


def test_without_earlier_work_the_miss_is_not_split() -> None:
    found = causes.causes(tables(rows("P", "2026-03-01", *WORK)), "P", minimum=1)
    assert isinstance(found, causes.Causes)
    effort = dict(zip(found.parts["part"], found.parts["effort"], strict=True))
    assert effort["error"] == pytest.approx(11)
    assert not {"bias", "noise"} & set(effort)
    assert found.n_past == 0


def test_only_work_from_before_the_project_says_what_is_usual() -> None:
    own, old = rows("P", "2026-03-01", *WORK), earlier(feature=1.5, bug=1.0)
    later = old.assign(project_id="NEW", actual=old["actual"] * 9, finished_on=START)  # the day it starts is too late
    alone, with_later = (causes.causes(tables(*frames), "P", minimum=1) for frames in ((old, own), (old, own, later)))
    assert isinstance(alone, causes.Causes)
    assert isinstance(with_later, causes.Causes)
    pd.testing.assert_frame_equal(alone.parts, with_later.parts)


def test_open_work_stands_apart() -> None:
    own = rows("P", "2026-03-01", *WORK)
    open_ = rows("P", None, ("feature", 50.0, 20.0, "doing", 0), ("feature", 30.0, None, "todo", 4))
    with_open = causes.causes(tables(own, open_.assign(task_id=["x", "y"])), "P", minimum=1)
    without = causes.causes(tables(own), "P", minimum=1)
    assert isinstance(with_open, causes.Causes)
    assert isinstance(without, causes.Causes)
    assert with_open.over == without.over
    assert (with_open.open_tasks, with_open.open_estimate, with_open.open_spent) == (2, 80.0, 20.0)


def test_points_become_hours_by_the_team_s_own_past() -> None:
    units = {"estimate_unit": "points", "actual_unit": "hours"}
    old = earlier(feature=5.0, bug=3.0, **units)  # 4 hours per point over both kinds
    own = rows("P", "2026-03-01", ("feature", 2.0, 12.0, "done", 0), ("bug", 2.0, 6.0, "done", 0), **units)
    found = causes.causes(tables(old, own), "P", minimum=1)
    assert isinstance(found, causes.Causes)
    assert (found.rate, found.plan, found.actual) == (4.0, 16.0, 18.0)
    kinds = found.by_kind.set_index(["part", "kind"])["effort"]
    assert kinds["bias", "feature"] == pytest.approx(2.0, abs=0.02)  # 2 points × (5 − 4) hours
    assert kinds["noise", "feature"] == pytest.approx(2.0, abs=0.02)
    other = tables(old, own)
    other = Tables({**other, "projects": other.projects.assign(team=["Red", "Blue"])})
    refused = causes.causes(other, "P", minimum=1)  # the points of another team are not the same thing
    assert isinstance(refused, NotEnoughEvidence)
    assert refused.n == 0


def test_a_stream_of_work_has_no_first_plan() -> None:
    stream = rows("P", "2026-03-01", *[("feature", 8.0, 9.0, "done", day) for day in range(20)])
    plan = first_plan(tables(stream))
    assert plan.projects["basis"].tolist() == ["first estimates"]
    found = causes.causes(tables(stream), "P")
    assert isinstance(found, causes.Causes)
    assert found.parts["part"].tolist() == ["error"]


def test_planned_days_are_taken_at_their_word() -> None:
    frame = rows("P", "2026-03-01", *[("feature", 8.0, 9.0, "done", 0)] * 4)
    days = pd.Series([START, START, pd.NaT, pd.NaT], dtype="datetime64[us]")
    assert first_plan(tables(frame.assign(baseline_finish_on=days))).planned.tolist() == [True, True, False, False]


def test_usual_ratios_are_shrunk_by_their_uncertainty() -> None:
    """Two kinds of 4 tasks, ratios of sums 1.0 and 2.0, worked by hand."""
    e = np.full(8, 10.0)
    a = np.array([8.0, 12, 8, 12, 18, 22, 18, 22])
    zero = np.zeros(8, int)
    found = usual(e, a, np.repeat([0, 1], 4), zero, zero, asked=np.array([[0, 1]]), kinds=2)
    # each task misses its kind by 2: v = 8·4/800 = 0.04; s² = 0.04·400/1600 = 0.01; Q = 2·(0.5²)/0.01 = 50; τ² = 49/(200 − 100) = 0.49
    weight = 0.49 / 0.50
    assert found.ratio[0] == pytest.approx([weight * 1 + (1 - weight) * 1.5, weight * 2 + (1 - weight) * 1.5])


EFFORT = st.one_of(st.none(), st.just(0.0), st.floats(0.01, 1e6))
TASK = st.tuples(
    st.sampled_from(["feature", "bug", "docs", "incident"]), EFFORT, EFFORT, st.sampled_from(["done", "doing", "cancelled", "todo"]),
    st.integers(-30, 90),
)  # fmt: skip


PROJECTS = st.lists(st.lists(TASK, max_size=25), min_size=1, max_size=4)


def parts_sum_to_the_whole(projects: list, with_past: bool) -> None:
    frames = [rows(f"P{i}" if i else "P", "2026-03-01", *tasks) for i, tasks in enumerate(projects)]
    frames += [earlier(feature=1.4, bug=0.8)] if with_past else []
    given_tables = tables(*frames)
    found = causes.split(given_tables)
    known = found.projects[found.projects["comparable"]].set_index("project_id")
    sums = found.parts.groupby("project_id")["effort"].sum().reindex(known.index, fill_value=0.0)
    scale = known["actual"] + known["plan"] + 1
    assert (sums - known["over"]).abs().le(1e-9 * scale).all()
    # nothing is lost: settled and open work together are all planned and all spent effort of comparable units
    for project, row in known.iterrows():
        own = given_tables.tasks[given_tables.tasks["project_id"] == project]
        spent = own["actual"].fillna(0).sum()
        lost = own.loc[own["status_class"].eq("done") & ~own["actual"].gt(0), "actual"].fillna(0).sum()
        assert row["actual"] + row["open_spent"] == pytest.approx(spent - lost)


@settings(max_examples=20)
@given(PROJECTS, st.booleans())
def test_the_parts_sum_to_the_whole_for_every_project(projects: list, with_past: bool) -> None:
    parts_sum_to_the_whole(projects, with_past)


ODD = st.fixed_dictionaries(
    {
        "project_id": st.sampled_from(["P", "Q", "OLD"]),
        "kind": st.sampled_from(["feature", "bug", "Ünits", None]),
        "estimate": EFFORT,
        "actual": EFFORT,
        "cost": EFFORT,
        "status_class": st.sampled_from(["done", "done", "doing", "cancelled", "todo", None]),
        "estimate_unit": st.sampled_from(["hours", "hours", "points", "days", None]),
        "actual_unit": st.sampled_from(["hours", "hours", "days", None]),
        "is_rollup": st.sampled_from([None, False, True]),
        **{day: st.sampled_from([None, START, START + pd.Timedelta(days=30)]) for day in ("added_on", "finished_on", "baseline_finish_on")},
    }
)


def any_tables_add_up(tasks: list, starts: dict, with_past: bool) -> None:
    """Units, days, kinds and roll-ups as they come; the rows behind the split add up to it."""
    declared = {c.name: c.type for c in TABLES["tasks"].columns}
    types = {"number": "float64", "date": "datetime64[us]", "flag": "boolean"}
    frame = pd.DataFrame(tasks, columns=list(tasks[0])).astype({name: types.get(declared[name], "str") for name in tasks[0]})
    frame = frame.assign(task_id=[f"T-{i}" for i in range(len(frame))])
    frame = pd.concat([frame, earlier(feature=1.4, bug=0.8)], ignore_index=True) if with_past else frame
    begun = pd.DataFrame({"project_id": list(starts), "started_on": pd.to_datetime(list(starts.values())), "team": "Blue"})
    found = causes.split(Tables({"tasks": frame, "projects": begun}))
    assert len(found.tasks) == len(frame)
    known = found.projects[found.projects["comparable"] & found.projects["rate"].notna()].set_index("project_id")
    assert np.isfinite(known[["plan", "actual", "over", "open_plan", "open_added", "open_spent", "cost"]].to_numpy(float)).all()
    assert np.isfinite(found.parts["effort"]).all()
    sums = found.parts.groupby("project_id")["effort"].sum().reindex(known.index, fill_value=0.0)
    scale = 1e-9 * (known["actual"] + known["plan"] + 1)
    assert (sums - known["over"]).abs().le(scale).all()
    role, told = found.tasks["role"].astype("str"), found.tasks.assign(**found.tasks[["plan", "spent"]].fillna(0.0))
    settled = ~role.isin(["not counted", "open, in the first plan", "open, joined later"])
    by = lambda rows, column: told[rows].groupby("project_id")[column].sum().reindex(known.index, fill_value=0.0)  # noqa: E731
    first = role.isin(["in the first plan", "taken out of the first plan"])
    assert (by(first, "plan") - known["plan"]).abs().le(scale).all()
    assert (by(settled, "spent") - known["actual"]).abs().le(scale).all()
    assert (by(role == "open, in the first plan", "plan") - known["open_plan"]).abs().le(scale + 1e-9 * known["open_plan"]).all()
    assert settled.groupby(found.tasks["project_id"]).sum().reindex(known.index).eq(known["n"]).all()


STARTS = st.fixed_dictionaries({name: st.sampled_from([None, START]) for name in ("P", "Q", "OLD")})


@settings(max_examples=12)
@given(st.lists(ODD, min_size=1, max_size=30), STARTS, st.booleans())
def test_any_tables_add_up(tasks: list, starts: dict, with_past: bool) -> None:
    any_tables_add_up(tasks, starts, with_past)


@pytest.mark.slow
@settings(max_examples=400)
@given(st.lists(ODD, min_size=1, max_size=30), STARTS, st.booleans(), PROJECTS)
def test_any_tables_add_up_many_times(tasks: list, starts: dict, with_past: bool, projects: list) -> None:
    any_tables_add_up(tasks, starts, with_past)
    parts_sum_to_the_whole(projects, with_past)


def test_money_splits_into_price_and_amount() -> None:
    """100 h planned for 8,000 (80 an hour); 120 h spent for 9,000 (75 an hour): +1,600 for the amount, −600 for the price."""
    own = rows("P", "2026-03-01", *[("feature", 10.0, 12.0, "done", 0)] * 10).assign(cost=900.0)
    given_tables = tables(own, budget=8000.0, currency="EUR")
    money = cost_causes(given_tables, causes.split(given_tables), "P")
    assert not isinstance(money, NotEnoughEvidence)
    assert (money.budget, money.spent, money.over, money.price) == (8000.0, 9000.0, 1000.0, pytest.approx(-600.0))
    assert money.price + money.parts["cost"].sum() == pytest.approx(money.over)
    half = tables(own.assign(cost=pd.Series([900.0] * 5 + [np.nan] * 5)), budget=8000.0)
    refused = cost_causes(half, causes.split(half), "P")
    assert isinstance(refused, NotEnoughEvidence)
    assert refused.n == 50


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_tasks_are_not_enough(n: int) -> None:
    found = causes.causes(tables(rows("P", "2026-03-01", *WORK[:n]), rows("Q", "2026-03-01", *WORK)), "P")
    assert isinstance(found, NotEnoughEvidence)
    assert found.n == n


def test_the_league_counts_projects_and_effort() -> None:
    one = rows("A", "2026-03-01", *[("feature", 10.0, 20.0, "done", 0)] * 12)
    two = rows("B", "2026-03-01", *[("feature", 10.0, 11.0, "done", 0)] * 12, *[("feature", 10.0, 10.0, "done", 700)] * 3)
    found = tables(one, two)
    league = causes.league(causes.split(found)).set_index("part")
    assert league.loc["error", ["projects", "first", "effort"]].tolist() == [2, 1, 132.0]
    assert league.loc["added", ["projects", "first", "effort"]].tolist() == [1, 1, 30.0]
    assert league["share"].sum() == pytest.approx(1.0)
