"""What is said of a group: never from fewer than five people, changes with their uncertainty, teams and not persons."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench import importers, loop, sections, shipped
from workbench.practice import cohort
from workbench.tables import InputError, NotEnoughEvidence, Tables


def shares_of(people: int, answers: int = 60, *, first: float = 0.5, last: float = 0.8, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frames = []
    for i in range(people):
        rate = np.linspace(first, last, answers)
        frames.append(
            pd.DataFrame(
                {
                    "code": f"c{i}",
                    "order": range(1, answers + 1),
                    "level": 1,
                    "hit": rng.random(answers) < rate,
                    "above": False,
                    "wis": rng.uniform(0.2, 0.6, answers),
                    "base_wis": 0.5,
                    "width_ratio": rng.uniform(0.5, 1.2, answers),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def test_four_people_are_not_a_group() -> None:
    assert cohort.learning(shares_of(4)) == NotEnoughEvidence(4, 5, "people with 20 answers")


def test_every_block_rests_on_the_same_five_or_more_people() -> None:
    frame = pd.concat([shares_of(6, 60), shares_of(4, 100, seed=2).assign(code=lambda f: "x" + f["code"])], ignore_index=True)
    found = cohort.learning(frame)
    assert found["last"].tolist() == [20, 40, 60]
    assert found["people"].tolist() == [10, 10, 10]
    assert found["n"].tolist() == [200, 200, 200]


def test_a_group_that_learned_is_seen_to_have() -> None:
    found = cohort.learning(shares_of(12, 60, first=0.35, last=0.85))
    text = sections.group_answer(shares_of(12), found).text()
    assert found["rate"].iloc[-1] > found["rate"].iloc[0]
    assert "the aim is 80 %" in text
    same = cohort.learning(shares_of(12, 60, first=0.7, last=0.7))
    assert "no clear change" in sections.group_answer(shares_of(12), same).text()


def live(effect: float, *, people: int = 8, seed: int = 1) -> tuple[pd.DataFrame, pd.Series]:
    """Teams A (trained) and B (waiting): 24 projects of 40 tasks; from July on, A's spread shrinks by the effect."""
    rng = np.random.default_rng(seed)
    frames, teams = [], {}
    for p in range(24):
        team, after = "AB"[p % 2], p >= 12
        teams[f"P{p}"] = team
        day = pd.Timestamp("2025-08-01" if after else "2025-03-01")
        spread = 0.5 * (1 - effect if team == "A" and after else 1)
        frames.append(
            pd.DataFrame(
                {
                    "project_id": f"P{p}",
                    "task_id": range(40),
                    "estimate": 8.0,
                    "actual": 8 * np.exp(rng.normal(0, spread, 40) + rng.normal(0, 0.05)),
                    "estimate_unit": "hours",
                    "actual_unit": "hours",
                    "estimator": [f"{team}{i % people}" for i in range(40)],
                    "estimated_on": day,
                    "finished_on": day + pd.Timedelta(days=20),
                    "status_class": "done",
                }
            )
        )
    return pd.concat(frames, ignore_index=True), pd.Series(teams)


DAY = pd.Timestamp("2025-07-01")


def test_transfer_is_the_difference_to_waiting_teams() -> None:
    tasks, teams = live(0.6)
    found = cohort.transfer(tasks, teams, trained=["A"], trained_on=DAY)
    rate = found.set_index(["group", "period"])["rate"]
    by_hand = rate["trained", "after"] - rate["trained", "before"] - (rate["waiting", "after"] - rate["waiting", "before"])
    assert found.attrs["change"] == pytest.approx(by_hand)
    assert found.attrs["low"] > 0
    nothing = cohort.transfer(*live(0.0), trained=["A"], trained_on=DAY)
    assert nothing.attrs["low"] <= 0 <= nothing.attrs["high"]


def test_transfer_needs_five_people_on_each_side() -> None:
    found = cohort.transfer(*live(0.5, people=4), trained=["A"], trained_on=DAY)
    assert isinstance(found, NotEnoughEvidence)
    assert isinstance(cohort.transfer(*live(0.5), trained=[], trained_on=DAY), NotEnoughEvidence)
    tasks, teams = live(0.5)
    tasks["estimator"] = tasks["estimator"].mask(tasks["estimator"].str.startswith("B"), "one person")
    alone = cohort.transfer(tasks, teams, trained=["A"], trained_on=DAY)
    assert set(alone["group"]) == {"trained"}
    assert not alone.attrs["control"]


def test_no_person_is_in_what_is_said(tmp_path: Path) -> None:
    tasks, teams = live(0.5)
    projects = pd.DataFrame({"project_id": teams.index, "team": teams.to_numpy()})
    for i, (_, frame) in enumerate(shares_of(6).groupby("code")):
        rows = json.loads(frame.drop(columns=["code", "order"]).to_json(orient="records"))
        document = {"format": "workbench training share", "version": 1, "code": f"s{i}", "answers": rows}
        (tmp_path / f"{i}.json").write_text(json.dumps(document))
        (tmp_path / f"{i}-again.json").write_text(json.dumps(document | {"code": "other", "answers": rows[:30]}))
    (tmp_path / "broken.json").write_text("{")
    found = loop.cohort(Tables({"projects": projects, "tasks": tasks}), shares=tmp_path, trained_teams="A", trained_on="2025-07-01")
    assert found.shares["code"].nunique() == 6
    assert len(found.faults) == 1
    text = sections.transfer(found.transfer, found.faults, version="1").text() + sections.group_curve(found.curve).text()
    assert not any(p in text for p in tasks["estimator"].unique())
    assert "fewer than 5 people" in text
    with pytest.raises(InputError, match="no project is of team Z"):
        loop.cohort(Tables({"projects": projects, "tasks": tasks}), shares=tmp_path, trained_teams="Z")


def test_the_sample_portfolio_without_shares_says_what_is_missing(tmp_path: Path) -> None:
    folder = shipped.folder("sample_data")
    frames = {n: importers.read(next(folder.glob(f"{n}.csv*")), profile="canonical").tables[n] for n in ("projects", "tasks")}
    found = loop.cohort(Tables(frames), shares=tmp_path / "none")
    assert "Not enough evidence" in sections.group_answer(found.shares, found.curve).text()
    assert "Not enough evidence" in sections.transfer(found.transfer, [], version="1").text()
