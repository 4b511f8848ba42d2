"""Estimate next: typed, pasted and uploaded backlogs, odds that move, mistakes named, and what is accepted is logged."""

import pandas as pd
import pytest
from looking import seen, upload

from workbench import loop, widgets
from workbench.store import Library
from workbench.widgets.estimate_page import EstimateNext

LINES = "Login page, feature, 8\nBroken link, bug, 2\nSearch, feature, 16\n"


@pytest.fixture
def page(library: Library) -> EstimateNext:
    loop.calibrate(library, label="test")
    return widgets.estimate_next(library)


def paste(page: EstimateNext, text: str = LINES) -> None:
    page.given.way.value = "Paste"
    page.given.pasted.value = text
    page.estimate.click()


def test_nothing_given_is_said(page: EstimateNext) -> None:
    page.estimate.click()
    assert "No task was typed" in page.message.said
    page.given.way.value = "Upload"
    page.estimate.click()
    assert "No file was chosen" in page.message.said
    page.given.way.value = "Paste"
    page.estimate.click()
    assert "Nothing was pasted" in page.message.said


def test_a_typed_mistake_is_marked_and_can_be_corrected(page: EstimateNext) -> None:
    page.given.typed.forms[0].fill({"title": "Login", "kind": "feature", "estimate": "eight"})
    page.given.typed.forms[1].fill({"title": "Typo", "kind": "bug"})
    page.estimate.click()
    assert "Task 1: Estimate is eight" in page.message.said
    assert "task 2: Estimate is missing" in page.message.said
    assert "expected a number" in page.given.typed.forms[0].fields["estimate"].problem.value
    page.given.typed.forms[0].fill({"title": "Login", "kind": "feature", "estimate": "8"})
    page.given.typed.forms[1].fill({"title": "Typo", "kind": "bug", "estimate": "1"})
    page.estimate.click()
    assert page.message.kind == ""
    assert page.effort.n_tasks == 2


def test_the_numbers_shown_are_those_of_the_forecast(page: EstimateNext, library: Library) -> None:
    paste(page)
    tasks = page._backlog.tasks
    effort = loop.forecast_backlog(tasks, loop.knowledge(library))
    assert page.effort.totals.tolist() == effort.totals.tolist()
    text = seen(page.answer) + seen(page.details)
    from workbench.wording.numbers import amount

    for level in (0.1, 0.5, 0.8, 0.9):
        assert amount(effort.quantile(level), "hours") in text
    for words in ("Contingency to plan with", "Learned from 40 finished tasks", "similar tasks stayed within it", "Leans on"):
        assert words in text


def test_lines_rows_of_a_spreadsheet_and_files_give_the_same(page: EstimateNext) -> None:
    paste(page)
    lines = page.effort.totals.tolist()
    paste(page, LINES.replace(", ", "\t"))
    assert page.effort.totals.tolist() == lines
    paste(page, "title;kind;estimate\n" + LINES.replace(", ", ";"))
    assert page.effort.totals.tolist() == lines
    page.given.way.value = "Upload"
    page.given.file.value = upload("backlog.csv", ("title,kind,estimate\n" + LINES.replace(", ", ",")).encode())
    page.estimate.click()
    assert page.effort.totals.tolist() == lines


def test_ranges_are_kept_with_the_share_that_they_should_hold(page: EstimateNext, library: Library) -> None:
    page.given.scale.value = "Low, likely, high"
    page.given.typed.forms[0].fill({"title": "Login", "kind": "feature", "estimate_low": "4", "estimate": "8", "estimate_high": "20"})
    page.given.level.value = "0.9"
    page.estimate.click()
    page.accept.click()
    task = library.read("NEXT").tasks.iloc[0]
    assert (task["estimate_low"], task["estimate"], task["estimate_high"], task["level"]) == (4, 8, 20, 0.9)


def test_sizes_stand_for_what_the_team_says(page: EstimateNext) -> None:
    page.given.scale.value = "T-shirt size"
    page.given.sizes["L"].value = 20
    page.given.typed.forms[0].fill({"title": "Login", "kind": "feature", "estimate": "L"})
    page.estimate.click()
    assert page.effort.estimate_sum == 20
    paste(page, "Login, feature, l\nM, bug, S")
    assert page.effort.estimate_sum == 24
    assert page.effort.tasks["title"].tolist() == ["Login", "M"]


def test_what_cannot_be_read_is_left_out_and_said(page: EstimateNext) -> None:
    paste(page, "title,kind,estimate\nLogin,feature,8\nTypo,bug,lots\n")
    assert page.effort.n_tasks == 1
    assert "1 left out: Estimate is lots" in seen(page.given.told)


def test_estimates_that_are_no_numbers_are_refused_in_words(page: EstimateNext) -> None:
    paste(page, "title,kind,estimate\nLogin,feature,eight\n")
    assert "No estimate could be read" in page.message.said
    assert page.effort is None


def test_the_odds_move_with_the_team_the_scope_and_the_promise(page: EstimateNext) -> None:
    paste(page)
    page.plan.start.value = pd.Timestamp("2026-03-02").date()
    page.plan.promised.value = pd.Timestamp("2026-03-05").date()
    page.plan.capacity.value = 1
    assert "none" in seen(page.odds)
    page.plan.capacity.value = 100
    assert "all" in seen(page.odds)
    whole = page.effort.p80
    page.plan.scope.value = 1
    assert page.effort.n_tasks == 1
    assert page.effort.p80 < whole
    page.plan.budget.value = "1000"
    assert "need no more than 1,000 h" in seen(page.odds)


def test_mistakes_in_the_plan_are_named_and_leave_the_old_result_marked(page: EstimateNext) -> None:
    paste(page)
    page.plan.country.value = "XX"
    assert "XX" in page.message.said
    assert page.answer.is_stale
    page.plan.country.value = "ES"
    assert page.message.kind == ""
    assert not page.answer.is_stale
    for wrong in ("cheap", "-3", "nan"):
        page.plan.budget.value = wrong
        assert "budget" in page.message.said
    page.plan.budget.value = ""
    page.plan.days_off.value = "tomorrow"
    assert "days off" in page.message.said
    page.plan.days_off.value = ""
    page.plan.start.value = None
    assert "day on which work starts" in page.message.said


def test_a_price_tells_money_and_a_limit_per_task_moves_the_finish(page: EstimateNext) -> None:
    paste(page)
    assert "cost no more than" not in seen(page.answer)
    page.plan.price.value = "90"
    page.plan.most.value = "1"
    assert "8 of 10 no more than" in seen(page.answer)
    assert "At 90 per hour." in seen(page.answer)
    assert "one task takes up to" in seen(page.answer)
    page.plan.price.value = "dear"
    assert "price" in page.message.said


def test_accepted_estimates_are_logged_once(page: EstimateNext, library: Library) -> None:
    paste(page)
    page.accept.click()
    assert page.message.said.startswith("Logged 3 estimates of NEXT with calibration 1.")
    assert page.accept.disabled
    log = library.read("NEXT").estimates
    calibrated = log[log["basis"] == "calibrated 1"].sort_values("task_id")
    assert calibrated["task_id"].tolist() == ["NEXT-1", "NEXT-2", "NEXT-3"]
    assert calibrated["mid"].tolist() == pytest.approx(page.effort.tasks["p50"].tolist())
    assert library.read("NEXT").tasks["estimate"].tolist() == [8, 2, 16]


def test_a_changed_backlog_makes_the_result_stale_and_cannot_be_accepted(page: EstimateNext, library: Library) -> None:
    paste(page)
    page.given.pasted.value = LINES + "One more, bug, 3\n"
    assert page.answer.is_stale
    assert page.accept.disabled
    page.estimate.click()
    assert not page.answer.is_stale
    assert not page.accept.disabled
    assert page.effort.n_tasks == 4


def test_an_empty_library_forecasts_from_general_experience_and_says_so(empty_library: Library) -> None:
    page = widgets.estimate_next(empty_library)
    assert "0_start_here" in seen(page)
    paste(page)
    assert "No finished work to learn from" in seen(page.answer)
    assert page.effort.n_history == 0


def test_a_large_library_is_learned_from_beside_the_page(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    from workbench.widgets import estimate_page

    monkeypatch.setattr(estimate_page, "LARGE", 1)
    go, learn = Event(), loop.calibrate
    monkeypatch.setattr(loop, "calibrate", lambda *given, **options: go.wait(60) and learn(*given, **options))
    page = widgets.estimate_next(library)
    paste(page)
    assert "The estimate follows by itself" in page.message.said
    assert page.effort is None  # and the page answers
    go.set()
    page._learning.result()
    assert page._learning.told.wait(60)
    assert page.effort.n_tasks == 3
    assert page.message.kind == ""
    assert loop.knowledge(library).number == 1


def test_tasks_that_wait_for_others_are_pasted_with_a_mistake_and_corrected(page: EstimateNext, library: Library) -> None:
    header = "title\tkind\testimate\tafter\n"
    paste(page, header + "Login\tfeature\t8\tSearch\nTypo\tbug\t1\t\nSearch\tfeature\t16\t1\n")
    assert "wait for each other in a circle" in page.message.said
    paste(page, header + "Login\tfeature\t8\t\nTypo\tbug\t1\tLogin; 3\nSearch\tfeature\t16\t1FS+2d\n")
    assert page.message.kind == ""
    assert "“Login” → “Search” → “Typo”" in seen(page.answer)
    page.accept.click()
    kept = library.read("NEXT").dependencies
    assert sorted(zip(kept["task_id"], kept["needs_task_id"], kept["lag_days"], strict=True)) == [
        ("NEXT-2", "NEXT-1", 0.0),
        ("NEXT-2", "NEXT-3", 0.0),
        ("NEXT-3", "NEXT-1", 2.0),
    ]
