"""Explore: the sentence first, filters compute again, a failed view leaves the old one marked."""

import pandas as pd
import pytest
from looking import seen

from workbench import loop, widgets
from workbench.analysis import accuracy
from workbench.store import Library
from workbench.widgets.explore_page import Explore
from workbench.widgets.filters import Narrowing
from workbench.wording.numbers import ratio


@pytest.fixture
def explore(library: Library) -> Explore:
    return widgets.explore(library, project_id="PAY")


def test_the_answer_comes_first_and_is_the_analysis_own(explore: Explore, library: Library) -> None:
    text = seen(explore.result)
    found = accuracy.summary(library.read("PAY").tasks)
    assert f"Finished work took {ratio(found.total_ratio)} its estimate in total" in text
    assert explore.result.value.index("Finished work took") < explore.result.value.index("<img")


def test_every_view_of_every_project_can_be_shown(explore: Explore) -> None:
    for project in ("PAY", "NEW"):
        explore.picker.value = project
        for view in explore.view.options:
            explore.view.value = view
            assert explore.message.kind == "", f"{project}, {view}: {explore.message.said}"
            assert seen(explore.result), f"{project}, {view}"
            assert not explore.result.is_stale


def test_a_filter_computes_again_and_says_what_is_left(explore: Explore, library: Library) -> None:
    before = explore.result.value
    explore.filters.kind.value = "bug"
    assert "Only kind bug: 20 of 40 tasks." in seen(explore.scope)
    assert explore.result.value != before
    tasks = library.read("PAY").tasks
    assert ratio(accuracy.summary(tasks[tasks["kind"] == "bug"]).total_ratio) in seen(explore.result)
    explore.filters.reset.click()
    assert explore.result.value == before
    assert seen(explore.scope) == ""


def test_filters_that_leave_nothing_say_so(explore: Explore) -> None:
    explore.filters.first.value = pd.Timestamp("2030-01-01").date()
    assert "No task is left" in seen(explore.result)


def test_another_project_takes_the_filters_back(explore: Explore) -> None:
    explore.filters.kind.value = "bug"
    explore.picker.value = "NEW"
    assert not explore.filters.narrowing
    assert "Next thing" in seen(explore.result)


def test_the_rows_behind_the_numbers_can_be_read_and_downloaded(explore: Explore) -> None:
    explore.view.value = "Tasks"
    text = seen(explore.result)
    assert "Task <b>" in text
    assert "<b>" not in explore.result.value.replace("&lt;b&gt;", "")
    assert 'download="tasks.csv"' in explore.result.value


def test_what_another_notebook_wrote_is_seen_after_reading_again(explore: Explore, library: Library) -> None:
    explore.view.value = "Next estimate"
    loop.calibrate(library, label="elsewhere")
    explore.again.click()
    explore.view.value = "Answer"
    assert "Our 80 % ranges held" in seen(explore.result) or explore._known is not None


def test_narrowing_keeps_whole_days_and_leaves_the_tables_alone(library: Library) -> None:
    project = library.read("PAY")
    before = project.tasks.copy()
    day = pd.Timestamp("2026-01-10")
    left = Narrowing(first=day, last=day).apply(project).tasks
    assert left["finished_on"].dt.normalize().eq(day).all()
    assert len(left) == 1
    pd.testing.assert_frame_equal(project.tasks, before)
    assert str(Narrowing(kind="bug", sprint="S 1")) == "kind bug and sprint S 1"


def test_a_sprint_can_be_chosen(sample_library) -> None:
    from workbench import store

    with store.open(sample_library) as library:
        explore = widgets.explore(library, project_id="PAY-1")
        name = explore.filters.sprint.options[3][1]
        explore.filters.sprint.value = name
        members = library.read("PAY-1").task_sprints
        expected = members.loc[members["sprint"] == name, "task_id"].nunique()
        assert f"Only sprint {name}: {expected} of" in seen(explore.scope)


def test_without_projects_it_says_what_to_do(empty_library: Library) -> None:
    assert "0_start_here" in seen(widgets.explore(empty_library))


def test_the_rows_behind_the_answer_are_there_and_pictures_can_be_saved(library: Library) -> None:
    shown = widgets.explore(library, project_id="PAY")
    text = shown.result.value
    assert "Why? The 40 tasks behind these numbers" in text
    assert "40 tasks used" in text
    assert 'download="tasks.csv"' in text
    assert text.count("Picture as SVG") == text.count("<figure")
