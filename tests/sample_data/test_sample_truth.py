"""The analyses find again what was planted in the sample data; the generator's books know nothing of them."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench import calibration
from workbench.analysis import accuracy, calendar_split, changes, debt, lessons, ranges, rates, risks, rounding, scope, velocity
from workbench.analysis.team import of_team
from workbench.tables import TABLES, NotEnoughEvidence, Tables, check

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
TRUTH = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
AS_OF = pd.Timestamp(TRUTH["as_of"])
KINDS = list(TRUTH["kinds"])
POINTS_PROJECTS = ["APP-1", "APP-2", "LOY-1", "ONB-1", "APP-3"]
HOURS_PROJECTS = [p for p in TRUTH["projects"] if p not in POINTS_PROJECTS]


@pytest.fixture(scope="module")
def tables() -> Tables:
    paths = {name: FOLDER / f"{name}.csv" for name in TABLES}
    paths = {name: p if p.exists() else p.with_suffix(".csv.gz") for name, p in paths.items()}
    return check({name: pd.read_csv(p, dtype=str, keep_default_na=False) for name, p in paths.items()}, as_of=AS_OF).accepted


@pytest.fixture(scope="module")
def tasks(tables: Tables) -> pd.DataFrame:
    return tables.tasks.merge(tables.projects[["project_id", "team"]], on="project_id")


def within(value: float, truth: dict) -> bool:
    return truth["from"] <= value <= truth["to"]


def test_accuracy_of_all_tasks(tasks: pd.DataFrame) -> None:
    truth, found = TRUTH["accuracy"], accuracy.summary(tasks)
    assert not isinstance(found, NotEnoughEvidence)
    assert (found.n, found.unit) == (truth["n"], truth["unit"])
    assert found.estimate == pytest.approx(truth["estimate"])
    assert found.actual == pytest.approx(truth["actual"])
    assert found.exact_share == pytest.approx(truth["exact_share"]["counted"], abs=1e-4)
    for measure, value in (
        ("median", found.bias),
        ("p10", found.p10),
        ("p90", found.p90),
        ("total_ratio", found.total_ratio),
        ("exact_share", found.exact_share),
    ):
        assert within(value, truth[measure]), f"{measure} {value} {truth[measure]}"


def test_ratios_are_skewed_to_the_right(tasks: pd.DataFrame) -> None:
    ratio = accuracy.comparable(tasks).tasks["ratio"]
    assert ratio.mean() > ratio.median() * 1.1
    assert ratio.skew() > 1
    assert ratio.max() < 15  # surprises, not absurdities


@pytest.mark.parametrize("kind", KINDS)
def test_optimism_and_spread_by_kind(tasks: pd.DataFrame, kind: str) -> None:
    truth, found = TRUTH["kinds"][kind], accuracy.by(tasks, "kind").set_index("group").loc[kind]
    assert found["n"] == truth["n"]
    assert found["enough"]
    for measure, column in (("median", "bias"), ("p80", "p80"), ("p90", "p90")):
        assert within(found[column], truth[measure]), f"{measure} {found[column]} {truth[measure]}"


@pytest.mark.parametrize("kind", KINDS)
def test_optimism_of_tasks_that_missed_their_estimate(tasks: pd.DataFrame, kind: str) -> None:
    """The exact hits apart, the planted factor and spread of the kind show, with the action and the drift taken out."""
    changed = {c["team"] for c in TRUTH["changes"].values() if c["planted_factor"] != 1 and c["kind"] in (None, kind)}
    rows = accuracy.comparable(tasks[tasks["kind"].eq(kind) & ~tasks["team"].isin(changed)]).tasks
    missed = rows.loc[rows["ratio"] != 1, "log_ratio"]
    planted = TRUTH["kinds"][kind]["planted"]
    error = 3 * 1.25 * planted["log_sd"] / np.sqrt(len(missed)) + 0.05  # of a median; and shocks that do not quite cancel
    assert abs(missed.median() - np.log(planted["typical_when_missed"])) < error
    middle = missed.quantile(0.75) - missed.quantile(0.25)
    spread = np.hypot(planted["log_sd"], 0.12)  # shocks of projects and estimators come on top
    assert abs(middle / 1.349 - spread) < 3 * 1.2 * spread / np.sqrt(len(missed)) + 0.02


@pytest.mark.parametrize("project", HOURS_PROJECTS)
def test_each_project(tasks: pd.DataFrame, project: str) -> None:
    truth, found = TRUTH["projects"][project], accuracy.by(tasks, "project_id").set_index("group").loc[project]
    assert found["total_ratio"] == pytest.approx(truth["total_ratio"], abs=1e-4)
    assert within(found["bias"], truth["typical_ratio"])


def test_the_shared_shock_of_each_project_shows(tasks: pd.DataFrame) -> None:
    shock = TRUTH["shared_shock"]
    rows = accuracy.comparable(tasks).tasks
    rows = rows[rows["ratio"] != 1]
    usual = {k: np.log(v["planted"]["typical_when_missed"]) for k, v in TRUTH["kinds"].items()}
    rest = rows["log_ratio"] - rows["kind"].map(usual) - rows["team"].map(shock["teams"])
    for change in TRUTH["changes"].values():
        here = rows["project_id"].isin(change["after"]["projects"]) & rows["kind"].eq(change["kind"] or rows["kind"])
        rest = rest - here * np.log(change["planted_factor"])
    found = rest.groupby(rows["project_id"]).agg(["mean", "sem"])
    planted = pd.Series(shock["projects"]).reindex(found.index)
    surprises = TRUTH["accuracy"]["surprises"]
    off = found["mean"] - planted - surprises["share"] * np.log(surprises["factor"])
    assert (off.abs() < 3.5 * found["sem"]).all(), off
    assert np.corrcoef(found["mean"], planted)[0, 1] > 0.85


def test_round_estimates(tasks: pd.DataFrame) -> None:
    truth = TRUTH["round_numbers"]
    hours = tasks.loc[tasks["estimate_unit"].eq("hours") & ~tasks["is_rollup"].astype(bool), "estimate"].dropna()
    assert len(hours) == truth["n"]
    assert hours.isin(truth["numbers"]).mean() == pytest.approx(truth["counted"], abs=1e-4)
    assert truth["counted"] == pytest.approx(truth["planted"], abs=0.02)
    found = rounding.round_numbers(tasks)
    assert not isinstance(found, NotEnoughEvidence)
    assert set(found.common["estimate"].head(3)) <= set(truth["numbers"])


def test_hit_rate_of_given_ranges(tasks: pd.DataFrame) -> None:
    truth, found = TRUTH["hit_rate"], ranges.hit_rate(tasks)
    assert not isinstance(found, NotEnoughEvidence)
    assert (found.n, found.hits, found.level) == (truth["n"], truth["hits"], truth["level"])
    assert within(found.share, truth)
    assert found.share_range.high < truth["level"]  # too narrow, and that can be seen
    assert found.above > found.below


def test_hours_per_point(tasks: pd.DataFrame) -> None:
    for project in POINTS_PROJECTS:
        found = rates.rate(tasks[tasks["project_id"].eq(project)])
        assert not isinstance(found, NotEnoughEvidence)
        assert (found.estimate_unit, found.actual_unit) == ("points", "hours")
        assert within(found.median, TRUTH["projects"][project]["typical_ratio"])


@pytest.mark.parametrize("name", list(TRUTH["changes"]))
def test_before_and_after(tasks: pd.DataFrame, name: str) -> None:
    truth = TRUTH["changes"][name]
    mine = tasks[tasks["team"].eq(truth["team"]) & tasks["kind"].eq(truth["kind"] or tasks["kind"])]
    mean = {}
    for part in ("before", "after"):
        found = accuracy.summary(mine[mine["project_id"].isin(truth[part]["projects"])])
        assert not isinstance(found, NotEnoughEvidence)
        assert found.n == truth[part]["n"]
        assert within(found.bias, truth[part]["median"])
        rows = accuracy.comparable(mine[mine["project_id"].isin(truth[part]["projects"])]).tasks
        missed = rows[rows["ratio"] != 1]
        own = missed["log_ratio"] - missed["project_id"].map(TRUTH["shared_shock"]["projects"])
        mean[part] = (own.mean(), own.var() / len(own))
    change = mean["after"][0] - mean["before"][0]
    error = np.sqrt(mean["after"][1] + mean["before"][1])
    assert abs(change - np.log(truth["planted_factor"])) < 3 * error + 0.02
    if truth["planted_factor"] < 1:
        assert change < -2 * error
    else:
        assert abs(change) < 3 * error + 0.02


@pytest.mark.parametrize("name", [n for n, c in TRUTH["changes"].items() if c["agreed_in"]])
def test_planted_actions_show_their_effect(tables: Tables, name: str) -> None:
    truth = TRUTH["changes"][name]
    mine = tables.actions[tables.actions["project_id"].eq(truth["agreed_in"])]
    row = mine[mine["measure"].eq(f"ratio:kind={truth['kind']}")].iloc[0]
    assert (row["direction"], row["status"]) == ("down", "done")
    found = lessons.effect(row, tables)
    assert isinstance(found, lessons.ActionEffect)
    # the action was closed before the first task of the later projects was estimated
    assert abs(found.n_after - truth["after"]["n"]) <= 3
    if truth["planted_factor"] < 1:
        assert found.wanted
        assert found.likely
        assert found.after < found.before
    else:
        assert not (found.wanted and found.likely)


def test_the_action_on_say_do_shows_no_effect(tables: Tables) -> None:
    truth = TRUTH["say_do_action_without_effect"]
    row = tables.actions[tables.actions["project_id"].eq(truth["project_id"]) & tables.actions["measure"].eq(truth["measure"])].iloc[0]
    found = lessons.effect(row, tables)
    assert isinstance(found, lessons.ActionEffect)
    assert not found.likely
    assert found.after == pytest.approx(found.before, abs=0.08)


def test_the_demo_has_a_story_to_tell(tables: Tables) -> None:
    """Finished, not yet reviewed, with actions of the last review that can be looked back on."""
    project = tables.projects.set_index("project_id").loc[TRUTH["demo"]["review"]]
    assert pd.notna(project["finished_on"])
    assert TRUTH["demo"]["review"] not in set(tables.reviews["project_id"])
    cards = tables.lessons[tables.lessons["project_id"].eq(TRUTH["demo"]["review"])]
    assert set(cards["column"]) >= {"went well", "to change"}
    last = lessons.last_actions(tables, TRUTH["demo"]["review"])
    assert set(last["project_id"]) == {TRUTH["changes"]["latest_action_that_worked"]["agreed_in"]}
    assert {"ratio:kind=support", "say_do"} <= set(last["measure"].dropna())


def test_every_sprint(tables: Tables) -> None:
    found = velocity.sprints(tables).set_index(["project_id", "sprint"])
    truth = pd.DataFrame(TRUTH["sprints"]).set_index(["project_id", "sprint"]).reindex(found.index)
    assert len(found) == len(TRUTH["sprints"])
    for column in ("committed", "added", "removed", "completed", "carried", "churn"):
        pd.testing.assert_series_equal(found[column], truth[column], check_names=False, atol=1e-4, rtol=0)
    known = found["say_do"].notna()
    assert known.sum() >= 180  # totals alone do not tell it
    pd.testing.assert_series_equal(found.loc[known, "say_do"], truth.loc[known, "say_do"], check_names=False, atol=1e-4, rtol=0)


@pytest.mark.parametrize("team", list(TRUTH["velocity"]))
def test_velocity_say_do_and_churn_per_team(tables: Tables, team: str) -> None:
    truth = TRUTH["velocity"][team]
    projects = tables.projects.loc[tables.projects["team"].eq(team), "project_id"]
    sprints = velocity.sprints(tables)
    sprints = sprints[sprints["project_id"].isin(projects)]
    found = [velocity.velocity(part) for _, part in sprints.groupby("project_id")]
    assert {f.unit for f in found} == {truth["unit"]}
    assert sum(f.mean * f.n for f in found) / sum(f.n for f in found) == pytest.approx(truth["mean"], abs=1e-3)
    assert sprints["churn"].mean() == pytest.approx(truth["churn"], abs=1e-4)
    assert sprints["say_do"].mean() == pytest.approx(truth["say_do"], abs=0.02)
    assert truth["mean"] == pytest.approx(truth["aimed"]["pace"], rel=0.1)
    assert truth["say_do"] == pytest.approx(truth["aimed"]["say_do"], abs=0.05)
    assert truth["churn"] == pytest.approx(truth["aimed"]["added"] + truth["aimed"]["removed"], abs=0.05)


def test_paying_debt_makes_the_next_sprint_faster(tables: Tables) -> None:
    truth = TRUTH["debt"]
    tasks = tables.tasks.assign(debt=tables.tasks["labels"].fillna("").str.split("|").map(lambda found: "debt" in found))
    done = tables.task_sprints[tables.task_sprints["done"].astype(bool)].merge(tasks, on=["project_id", "task_id"])
    paid = done["estimate"].where(done["debt"], 0.0).groupby([done["project_id"], done["sprint"]]).sum()
    sprints = velocity.sprints(tables).set_index(["project_id", "sprint"])
    sprints["share"] = paid / sprints["completed"]
    mine = sprints[sprints.index.get_level_values(0).isin(tables.projects.loc[tables.projects["team"].eq(truth["team"]), "project_id"])]
    after: dict[bool, list[float]] = {True: [], False: []}
    for _, part in mine.groupby(level=0):
        for share, pace in list(zip(part["share"], part["completed"].iloc[1:], strict=False))[:-2]:
            after[share >= truth["share_of_work_that_counts"]].append(pace)
    assert (len(after[True]), len(after[False])) == (truth["sprints_after_debt"], truth["other_sprints"])
    factor = np.mean(after[True]) / np.mean(after[False])
    assert factor == pytest.approx(truth["counted_factor"], abs=1e-3)
    assert within(factor, truth)
    assert factor > 1.05


@pytest.mark.parametrize("team", list(TRUTH["throughput"]))
def test_throughput_and_its_unusual_weeks(tasks: pd.DataFrame, team: str) -> None:
    truth = TRUTH["throughput"][team]
    found = velocity.throughput(tasks[tasks["team"].eq(team)], every="W")
    assert not isinstance(found, NotEnoughEvidence)
    assert (found.n, found.unit) == (truth["weeks"], "items")
    assert found.mean == pytest.approx(truth["mean"], abs=1e-3)
    planted = {pd.Timestamp(day): week["finished"] for day, week in truth["unusual_weeks"].items()}
    assert found.series[list(planted)].to_dict() == planted
    outside = found.series[(found.series < found.lower) | (found.series > found.upper)]
    if team == "Heron":
        assert set(outside.index) == set(planted)
        assert set(planted) <= set(found.signals)
    else:
        assert len(outside) <= len(planted)


def test_scope_growth_and_delay(tables: Tables) -> None:
    tasks = tables.tasks[~tables.tasks["is_rollup"].astype(bool)].merge(tables.projects, on="project_id", suffixes=("", "_project"))
    later = tasks["added_on"] > tasks["started_on_project"]
    added = tasks["estimate"].where(later, 0.0).groupby(tasks["project_id"]).sum()
    first = tasks["estimate"].where(~later, 0.0).groupby(tasks["project_id"]).sum()
    projects = tables.projects.set_index("project_id")
    for project, truth in TRUTH["projects"].items():
        assert first[project] == pytest.approx(truth["first_plan"])
        assert added[project] / first[project] == pytest.approx(truth["scope_growth"], abs=1e-4)
        late = (projects.loc[project, "finished_on"] - projects.loc[project, "planned_finish_on"]).days
        assert truth["days_late"] is None if pd.isna(late) else late == truth["days_late"]


def test_the_scope_and_what_joined_without_a_request(tables: Tables) -> None:
    grown = scope.by_project(tables).set_index("project_id")
    for project, truth in TRUTH["projects"].items():
        assert grown.loc[project, "first"] == pytest.approx(truth["first_plan"])
        assert grown.loc[project, "growth"] == pytest.approx(truth["scope_growth"], abs=1e-4)
    for project in ("PAY-3", "APP-1", "DESK-1", "ERP-1"):
        own, truth = tables.of(project), TRUTH["projects"][project]["without_request"]
        found, moved = changes.change_control(own), scope.history(own)
        assert not isinstance(found, NotEnoughEvidence)
        assert not isinstance(moved, NotEnoughEvidence)
        assert (len(found.unapproved), found.joined - found.covered) == (truth["tasks"], pytest.approx(truth["estimate"]))
        assert found.joined == pytest.approx(moved.added)
        assert moved.now == pytest.approx(moved.first + moved.added + moved.defects - moved.removed + moved.reestimated)
        assert moved.periods["scope"].iloc[-1] == pytest.approx(moved.now - moved.undated)
        shown = found.log.to_csv() + found.unapproved.to_csv()
        assert "sponsor" not in shown
        assert "product owner" not in shown


def test_without_labels_no_work_that_joined_has_a_request(tables: Tables) -> None:
    own = tables.of("PAY-3")
    bare = Tables(dict(own) | {"tasks": own.tasks.assign(labels=pd.Series(index=own.tasks.index, dtype="str"))})
    found, labelled = changes.change_control(bare), changes.change_control(own)
    assert not isinstance(found, NotEnoughEvidence)
    assert not isinstance(labelled, NotEnoughEvidence)
    assert found.joined == labelled.joined
    assert found.covered == 0


def test_blocked_tasks(tasks: pd.DataFrame) -> None:
    done = tasks[tasks["status_class"].eq("done") & ~tasks["is_rollup"].astype(bool)]
    for team, truth in TRUTH["blocked"].items():
        hours = done.loc[done["team"].eq(team), "blocked_hours"]
        assert len(hours) == truth["n"]
        assert (hours > 0).mean() == pytest.approx(truth["share_of_tasks"], abs=1e-4)
        assert hours.sum() == truth["blocked_hours"]


def test_the_odds_of_risks_and_the_actions_that_worked_come_back(tables: Tables) -> None:
    found = risks.record(tables.risks)
    assert not isinstance(found, NotEnoughEvidence)
    assert found.brier == pytest.approx(found.reliability - found.resolution + found.uncertainty)
    for truth, row in zip(TRUTH["risks"]["by_stated"], found.groups.to_dict("records"), strict=True):
        assert (row["stated"], row["n"], row["came"]) == (pytest.approx(truth["stated"]), truth["n"], truth["occurred"])
        assert row["low"] < truth["odds"] < row["high"]
    assert found.came > found.foreseen_range.high  # planted: more than stated, and that can be seen
    moved = lessons.effects(tables.actions, tables)
    told = {
        (row["project_id"], row["measure"]): effect for row, effect in zip(tables.actions.to_dict("records"), moved, strict=True) if effect
    }
    for name, worked in (("action_that_worked", True), ("latest_action_that_worked", True), ("action_without_effect", False)):
        planted = TRUTH["changes"][name]
        effect = told[planted["agreed_in"], f"ratio:kind={planted['kind']}"]
        assert (effect.likely and effect.wanted) == worked


def test_risks_happen_about_as_often_as_planted(tables: Tables) -> None:
    settled = tables.risks[tables.risks["occurred"].notna()]
    for truth in TRUTH["risks"]["by_stated"]:
        happened = settled.loc[np.isclose(settled["probability"], truth["stated"]), "occurred"].astype(bool)
        assert (len(happened), int(happened.sum())) == (truth["n"], truth["occurred"])
        assert within(happened.mean(), truth["interval"])


def test_a_project_is_a_good_story() -> None:
    over = [t["total_ratio"] for p, t in TRUTH["projects"].items() if p in HOURS_PROJECTS]
    assert 0.95 < min(over) < 1.15
    assert 1.3 < max(over) < 1.5
    late = [t["days_late"] for t in TRUTH["projects"].values() if t["days_late"] is not None]
    assert np.median(late) > 7
    assert max(late) < 150


def test_a_calibration_on_the_finished_work_holds_the_next_total(tasks: pd.DataFrame) -> None:
    hours = tasks[tasks["estimate_unit"].eq("hours") & ~tasks["is_rollup"].astype(bool)]
    found = calibration.fit(hours[hours["status_class"].eq("done")], as_of=AS_OF)
    backlog = pd.read_csv(FOLDER / "backlog.csv").assign(actual_unit="hours")
    low, high = found.total(backlog, [0.02, 0.98], rng=np.random.default_rng(1))
    truth = TRUTH["exports"]["backlog"]
    assert backlog["estimate"].sum() == truth["estimate_hours"]
    assert low < truth["actual_hours"] < high
    assert high / low < 3  # said with some sharpness
    bias = found.by_kind().set_index("kind")["bias"]
    assert bias["support"] > bias["feature"] > bias["documentation"]


def test_the_effect_of_paying_debt_lies_in_its_range(tables: Tables) -> None:
    """What was planted is a step once enough debt was paid; its straight line over the shares that came must lie in the range."""
    truth, project = TRUTH["debt"], tables.projects.query(f"team == '{TRUTH['debt']['team']}'")["project_id"].iloc[0]
    found = debt.debt_effect(of_team(tables, project))
    assert not isinstance(found, NotEnoughEvidence)
    step = np.where(found.series["before"] >= truth["share_of_work_that_counts"], truth["planted_factor"], 1.0)
    rows = found.series.assign(y=step)
    groups = rows.groupby("project_id")
    y = rows["y"] / groups["y"].transform("mean")
    x = rows["before"] - groups["before"].transform("mean")
    planted = float((x * y).sum() / (x**2).sum())
    assert found.slope_range.low <= planted <= found.slope_range.high
    assert found.seen
    assert found.change_range.low <= truth["planted_factor"] - 1 <= found.change_range.high
    for other in ("Cobalt", "Fern"):  # nothing was planted there
        project = tables.projects.query(f"team == '{other}'")["project_id"].iloc[0]
        none = debt.debt_effect(of_team(tables, project))
        assert not isinstance(none, NotEnoughEvidence)
        assert not none.seen


def test_the_blocked_days_of_each_team_are_those_that_were_planted(tables: Tables) -> None:
    for team, truth in TRUTH["blocked"].items():
        project = tables.projects.query(f"team == '{team}'")["project_id"].iloc[0]
        rows = calendar_split.split_tasks(of_team(tables, project))
        planted = truth["blocked_hours"] / 8
        assert (rows["blocked"] + rows["overlap"]).sum() == pytest.approx(planted, rel=0.02), team
        assert ((rows["blocked"] + rows["overlap"]) > 0).mean() == pytest.approx(truth["share_of_tasks"], abs=0.02), team
