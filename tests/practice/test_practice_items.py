"""Which tasks may be practised on, what history may know of them, and that inputs stay as they are."""

import numpy as np
import pandas as pd
import pytest

from workbench import importers, practice, shipped
from workbench.calibration.history import days
from workbench.tables import NotEnoughEvidence, check

TODAY = pd.Timestamp("2026-01-01")


@pytest.fixture(scope="module")
def tasks() -> pd.DataFrame:
    return importers.read(shipped.folder("sample_data") / "tasks.csv.gz", profile="canonical").tables["tasks"]


@pytest.fixture(scope="module")
def pool(tasks: pd.DataFrame) -> practice.Pool:
    found = practice.pool(tasks, before=TODAY, worked_on=["P04 "])
    assert found
    return found


def by_key(tasks: pd.DataFrame) -> pd.DataFrame:
    return tasks.set_index(tasks["project_id"] + "/" + tasks["task_id"])


def test_only_finished_work_of_others_with_a_past(tasks: pd.DataFrame, pool: practice.Pool) -> None:
    rows = by_key(tasks).loc[pool.items["item"]]
    assert (rows["status_class"] == "done").all()
    assert (rows["finished_on"] < TODAY).all()
    assert not rows["is_rollup"].any()
    assert not ((rows["estimator"] == "p04") | (rows["assignee"] == "p04")).any()
    assert set(rows["actual_unit"]) == {"hours"}
    assert not rows.duplicated(["title", "kind", "component"]).any()
    assert not any(practice.tells(t) for t in pool.items["title"])
    assert {"you worked on it", "the title gives the outcome away"} <= set(pool.excluded.query("n > 0")["reason"])


def test_a_cut_off_is_kept(tasks: pd.DataFrame) -> None:
    cut = pd.Timestamp("2025-01-01")
    found = practice.pool(tasks, before=cut)
    assert found.items["finished_on"].max() < cut


def test_no_person_is_in_a_pool(tasks: pd.DataFrame, pool: practice.Pool) -> None:
    people = set(tasks["assignee"].dropna()) | set(tasks["estimator"].dropna())
    assert not people & set(pool.items.astype("str").to_numpy().ravel())


def test_too_few_tasks_make_no_pool(tasks: pd.DataFrame) -> None:
    found = practice.pool(tasks.head(400), before=TODAY)
    assert isinstance(found, NotEnoughEvidence)
    assert found.needed == 200


def test_the_exam_was_finished_later_than_all_practice(pool: practice.Pool) -> None:
    practised, exam = pool.split()
    assert len(exam) >= 120
    assert practised.items["finished_on"].max() < exam.items["finished_on"].min()
    assert len(practised) + len(exam) == len(pool)


def test_a_quiz_has_every_kind_and_size_in_its_share(pool: practice.Pool) -> None:
    quiz = practice.draw(pool, 60, rng=np.random.default_rng(1))
    assert quiz["item"].is_unique
    for column in ("kind", "size"):
        share = pool.items.loc[~pool.items["exact"], column].value_counts(normalize=True)
        got = quiz.loc[~quiz["exact"], column].value_counts(normalize=True).reindex(share.index).fillna(0)
        assert (share - got).abs().max() < 0.08


@pytest.mark.parametrize("n", [5, 20, 60])
def test_at_most_one_in_ten_took_exactly_the_estimate(pool: practice.Pool, n: int) -> None:
    assert pool.items["exact"].mean() > 0.15
    for seed in range(5):
        assert practice.draw(pool, n, rng=np.random.default_rng(seed))["exact"].sum() <= n // 10


def test_seen_tasks_are_not_drawn_again(pool: practice.Pool) -> None:
    seen: set[str] = set()
    for seed in range(4):
        quiz = practice.draw(pool, 60, rng=np.random.default_rng(seed), without=seen)
        assert not seen & set(quiz["item"])
        seen |= set(quiz["item"])
    assert isinstance(practice.draw(pool, 60, rng=np.random.default_rng(1), without=set(pool.items["item"])), NotEnoughEvidence)


def test_the_same_seed_draws_the_same_quiz(pool: practice.Pool) -> None:
    one, two = (practice.draw(pool, 20, rng=np.random.default_rng(5)) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_history_knows_only_what_was_finished_before_the_estimate(tasks: pd.DataFrame, pool: practice.Pool) -> None:
    quiz = practice.draw(pool, 60, rng=np.random.default_rng(2))
    done = tasks[(tasks["actual"] > 0) & (tasks["estimate"] > 0) & (tasks["status_class"] == "done") & ~tasks["is_rollup"].fillna(False)]
    for row in quiz.itertuples():
        past = done[done["finished_on"].dt.normalize() < row.asked]
        own = past[past["kind"] == row.kind]
        used = own if len(own) >= 30 else past
        assert (row.base_n, row.base_class == row.kind) == (len(used), len(own) >= 30)
        assert (row.base10, row.base50, row.base90) == pytest.approx(tuple(np.quantile(used["actual"], [0.1, 0.5, 0.9])))


def test_later_work_changes_nothing_that_history_says(tasks: pd.DataFrame, pool: practice.Pool) -> None:
    row = pool.items.sort_values("asked").iloc[[5]]
    later = tasks.assign(actual=tasks["actual"].where(tasks["finished_on"] < row["asked"].iloc[0], 9999.0))
    other = practice.pool(later, before=TODAY)
    at = days(row, "asked")
    kinds = row["kind"].to_numpy(object)
    pd.testing.assert_frame_equal(pool.past.ranges(kinds, at), other.past.ranges(kinds, at))


def test_what_is_shown_holds_no_outcome(pool: practice.Pool) -> None:
    for _, row in practice.draw(pool, 20, rng=np.random.default_rng(3)).iterrows():
        assert set(practice.shown(row)) <= {"title", "kind", "component", "project", "asked"}


@pytest.mark.parametrize(
    ("title", "telling"),
    [
        ("Rework of the login", True),
        ("Login: finally fixed", True),
        ("Migration (overran)", True),
        ("Tests 2d", True),
        ("Anmeldung 3,5 Stunden", True),
        ("Latest news on the home page", False),
        ("Template for letters", False),
        ("Plan B for the cut-over", False),
    ],
)
def test_titles_that_tell(title: str, telling: bool) -> None:
    assert practice.tells(title) == telling


def test_the_mark_changes_with_the_work(pool: practice.Pool, tasks: pd.DataFrame) -> None:
    again = practice.pool(tasks, before=TODAY, worked_on=["p04"])
    assert again.mark == pool.mark
    other = practice.pool(tasks.assign(actual=tasks["actual"] * 1.001), before=TODAY, worked_on=["p04"])
    assert other.mark != pool.mark


def test_inputs_stay_as_they_are(tasks: pd.DataFrame, pool: practice.Pool) -> None:
    before, items = tasks.copy(), pool.items.copy()
    practice.pool(tasks, before=TODAY)
    practice.draw(pool, 20, rng=np.random.default_rng(1))
    practice.candidates(tasks)
    answers = practice.table([{"item": "A", "p10": 1, "p50": 2, "p90": 4, "actual": 3.0}])
    kept = answers.copy()
    practice.feedback(practice.scored(answers))
    pd.testing.assert_frame_equal(tasks, before)
    pd.testing.assert_frame_equal(pool.items, items)
    pd.testing.assert_frame_equal(answers, kept)


def test_whole_projects(tasks: pd.DataFrame) -> None:
    names = practice.candidates(tasks)
    assert len(names) >= 15
    found = practice.whole(tasks, names[-1])
    own = by_key(tasks)[lambda f: (f["project_id"] == names[-1]) & (f["status_class"] == "done") & (f["actual"] > 0) & (f["estimate"] > 0)]
    assert (found.n, found.actual) == (len(own), pytest.approx(own["actual"].sum()))
    assert found.total[0] < found.total[1] < found.total[2] < found.sum_p90
    assert found.chance_sum_p90 > 0.95  # adding P90s overstates
    assert np.log(found.total[2] / found.total[0]) > np.log(found.alone[2] / found.alone[0])  # shared risk widens
    assert isinstance(practice.whole(tasks, "nowhere"), NotEnoughEvidence)


def test_a_projects_own_work_is_not_in_its_calibration(tasks: pd.DataFrame) -> None:
    name = practice.candidates(tasks)[0]
    first = practice.whole(tasks, name)
    spoiled = tasks.assign(actual=tasks["actual"].where(tasks["project_id"] != name, tasks["actual"] * 7))
    second = practice.whole(spoiled, name)
    assert second.total == first.total
    assert second.actual == pytest.approx(7 * first.actual)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["sip_to_2007", "cesaw_team_31", "cesaw_team_57"])
def test_past_only_ranges_of_real_work_hold_about_8_of_10(shared, name: str) -> None:
    raw = pd.read_csv(shared / "data" / f"{name}.csv.gz", dtype="str", keep_default_na=False)
    tasks = check({"tasks": raw}).accepted.tasks
    found = practice.pool(tasks.assign(title=tasks["task_id"]), before=pd.Timestamp("2030-01-01"))
    quiz = practice.draw(found, 1500, rng=np.random.default_rng(1))
    inside = quiz["actual"].between(quiz["base10"], quiz["base90"]).mean()
    assert inside == pytest.approx(0.8, abs=0.04)


@pytest.mark.shared
def test_halving_every_estimate_improves_mmre_on_real_work(shared) -> None:
    raw = pd.read_csv(shared / "data" / "sip_to_2007.csv.gz", dtype="str", keep_default_na=False)
    tasks = check({"tasks": raw}).accepted.tasks.query("estimate > 0 and actual > 0")
    found = practice.mmre_trap(tasks["estimate"], tasks["actual"])
    assert found.halved < found.plain
    assert found.best <= 0.5 < found.median
