"""Lessons over projects: worked by hand, the link to a measure, and a verdict only from enough pairs."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis import causes
from workbench.analysis.themes import theme_drivers, themes
from workbench.tables import NotEnoughEvidence, Tables


def library(shares: list[float]) -> Tables:
    """Projects of one team one after another, each with so much of its effort on bugs; all but the last raised testing."""
    n = len(shares)
    ids = [f"P{i:02d}" for i in range(n)]
    ends = pd.date_range("2024-01-31", periods=n, freq="ME")
    projects = pd.DataFrame({"project_id": ids, "team": "Blue", "started_on": ends - pd.Timedelta(days=20), "finished_on": ends})
    tasks = pd.DataFrame(
        {"project_id": np.repeat(ids, 2), "task_id": "1", "kind": ["bug", "feature"] * n, "status_class": "done", "actual_unit": "hours"}
    ).assign(actual=np.ravel([[100 * s, 100 - 100 * s] for s in shares]), task_id=lambda t: t.index.astype(str))
    lessons = pd.DataFrame({"project_id": ids[:-1], "lesson_id": "1", "column": "to change", "theme": " Testing", "votes": 2})
    return Tables({"projects": projects, "tasks": tasks, "lessons": lessons})


def test_a_theme_is_linked_to_its_measure_and_followed_up() -> None:
    """Six projects of 40, 35, … 10 % rework, each less than the one before: six of six better, p = 1/32."""
    tables = library([0.40, 0.35, 0.30, 0.25, 0.20, 0.15, 0.10])
    (found,) = theme_drivers(tables, causes.split(tables))
    assert (found.theme, found.measure, found.n, found.pairs, found.moved) == ("testing", "rework", 6, 6, "better")
    assert found.raised == pytest.approx(0.275)
    assert found.elsewhere == pytest.approx(0.10)
    assert found.change == pytest.approx(-0.05)


def test_back_and_forth_is_no_effect_and_the_wrong_way_is_told() -> None:
    back = library([0.2, 0.3] * 4)
    assert theme_drivers(back, causes.split(back))[0].moved == "no effect seen"
    worse = library([0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4])
    assert theme_drivers(worse, causes.split(worse))[0].moved == "worse"


@pytest.mark.parametrize("n", [1, 2, 3, 6])
def test_few_projects_cannot_tell(n: int) -> None:
    tables = library([0.4 - 0.05 * i for i in range(n)])
    for found in theme_drivers(tables, causes.split(tables)):
        assert isinstance(found.moved, NotEnoughEvidence)
    assert theme_drivers(Tables(), causes.split(Tables())) == []
    assert themes(Tables()).empty


def test_themes_are_counted_by_project_not_by_card() -> None:
    cards = pd.DataFrame({"project_id": ["A", "A", "B", "B"], "lesson_id": ["1", "2", "1", "2"], "votes": [1, None, 2, 3]})
    cards = cards.assign(theme=["scope", "Scope", "scope", None], column=["went well", "to change", "went well", "to change"])
    first, second = themes(Tables({"lessons": cards})).to_dict("records")
    assert (first["theme"], first["projects"], first["to_change"], first["lessons"], first["votes"]) == ("scope", 2, 1, 3, 3)
    assert pd.isna(second["measure"])
