"""Journeys of a PM in a real Chromium, each with a mistake made and corrected; nothing is asked of the network."""

import re
from pathlib import Path

import pandas as pd
import pytest
from desk import Desk
from playwright.sync_api import expect

from workbench import loop, shipped, store

pytestmark = pytest.mark.browser


def assert_quiet(heard, lab) -> None:
    assert heard.blocked == []
    assert heard.errors == []
    log = lab.log.read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in log, log[-3000:]


@pytest.fixture
def samples(lab, sample_library_file: Path):
    """The sample portfolio in the lab's library."""
    with store.open(sample_library_file) as library:
        library.backup(lab.library)
    return lab.library


@pytest.mark.slow
def test_start_import_review_report(desk: Desk, lab, heard) -> None:
    page = desk.page
    desk.open("0_start_here")
    desk.reads("There is no review library yet")
    desk.look("start-empty")
    desk.press("Create this library")
    desk.reads("The library is there")
    desk.upload({"name": "photo.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8})
    expect(desk.app.get_by_role("alert").first).to_contain_text("What to do")
    desk.upload(shipped.folder("sample_data") / "exports" / "jira_sample.csv")
    desk.reads("read as Jira")
    desk.reads("The first 5 rows as they were understood")
    desk.look("start-import")
    desk.press(re.compile(r"^Import \d+ rows"))
    desk.reads("nothing was doubled")
    desk.reads("All projects")
    expect(desk.app.locator(".wbw-file").first).to_be_in_viewport()
    desk.look("start-projects")
    desk.follow("1 Record a review")
    desk.reads("Not reviewed yet.")
    desk.fill("Days late", "two")
    desk.fill("Keep", "half-way checks")
    desk.press("Save the review")
    desk.reads("Days late is two; expected a number")
    desk.look("review-mistake")
    desk.fill("Days late", "2")
    desk.press("Save and run the retrospective")
    desk.reads("is ready, and calibration 1 now includes this project", seconds=180)
    desk.look("review-done")
    with store.open(lab.library) as library:
        project = library.projects()["project_id"].iloc[0]
        assert library.review(project)["facts"] == {"days late": 2, "keep": "half-way checks"}
    desk.app.get_by_role("link", name=f"Open the retrospective of {project}").click()
    frame = page.frame_locator(".jp-HTMLViewer:not(.lm-mod-hidden) iframe, .jp-IFrame iframe").first
    expect(frame.locator("h1").first).to_contain_text("retrospective", timeout=60_000)
    expect(frame.locator("body")).to_contain_text("half the tasks")
    assert_quiet(heard, lab)


@pytest.mark.slow
def test_backlog_odds_logged(desk: Desk, lab, samples, heard) -> None:
    desk.open("4_estimate_next")
    desk.look("estimate-empty")
    desk.press("Paste")
    desk.fill("One task per line", "title,kind,estimate\nLogin page,feature,eight\n")
    desk.app.get_by_role("button", name="Estimate", exact=True).click()
    desk.reads("No estimate could be read")
    lines = "\n".join(["title,kind,estimate", *(f"Screen {i},feature,{4 + i}" for i in range(12)), "Typo,bug,1"])
    desk.fill("One task per line", lines)
    desk.app.get_by_role("button", name="Estimate", exact=True).click()
    desk.reads("Plan with")
    desk.fill("Work starts on", "2026-03-02")
    desk.fill("Promised finish", "2026-03-10")
    desk.reads("Such projects that end by 10 Mar 2026")
    desk.look("estimate-odds")
    before = desk.app.locator(".wb-cards").first.inner_text()
    thumb = desk.app.locator(".noUi-handle").nth(1)
    thumb.focus()
    for _ in range(3):
        thumb.press("ArrowLeft")
    expect(desk.app.locator(".wb-cards").first).not_to_have_text(before)
    desk.press("Accept and log these estimates")
    desk.reads("Logged 13 estimates of NEXT with calibration 1")
    desk.look("estimate-logged")
    with store.open(lab.library) as library:
        log = library.read("NEXT").estimates
        assert log["basis"].eq("calibrated 1").sum() == 13
    assert_quiet(heard, lab)


@pytest.mark.slow
def test_board_saved_and_seen_next_time(desk: Desk, lab, samples, heard) -> None:
    with store.open(lab.library) as library:
        frame = library.projects()
    due = frame[frame["finished_on"].notna() & frame["reviewed_on"].isna()].iloc[0]
    mine = due["project_id"]
    desk.open("3_run_retrospective")
    desk.choose("Project", re.compile(f"^{mine}\\b"))
    desk.reads("New card in")
    desk.look("board-empty")
    new = desk.app.get_by_label("New card in “To change”")
    new.fill("We waited for the test system")
    new.press("Enter")
    card = desk.app.locator(".wbw-card").filter(has=desk.page.locator("textarea")).first
    expect(desk.app.locator(".wbw-card textarea").first).to_have_value("We waited for the test system")
    card.get_by_role("button", name="Vote (0)").click()
    card.get_by_role("button", name="Vote (1)").click()
    expect(card.get_by_role("button", name="Vote (2)")).to_be_visible()
    wrong = desk.app.get_by_label("New card in “Went well”")
    wrong.fill("in the wrong column")
    wrong.press("Enter")
    expect(desk.app.locator(".wbw-card")).to_have_count(2)
    desk.app.locator(".wbw-column").first.get_by_role("button", name="✕").click()
    expect(desk.app.locator(".wbw-card")).to_have_count(1)
    desk.fill("Text", "Book the test system a month ahead")
    desk.press("Close the meeting")
    desk.reads("Owner is missing: who sees to it")
    desk.fill("Owner", "delivery lead")
    desk.fill("Due on", "2027-01-29")
    desk.press("Close the meeting")
    desk.reads(f"Kept: 1 card and 1 action of {mine}")
    desk.look("board-kept")
    with store.open(lab.library) as library:
        kept = library.read(mine)
        assert kept.lessons[["text", "column", "votes"]].to_dict("records") == [
            {"text": "We waited for the test system", "column": "to change", "votes": 2}
        ]
        assert kept.actions["due_on"].tolist() == [pd.Timestamp("2027-01-29")]
        following = {"project_id": ["LATER"], "name": ["The next one"], "team": [due["team"]], "finished_on": [pd.Timestamp("2026-11-02")]}
        task = {"project_id": ["LATER"], "task_id": ["LATER-1"], "title": ["Refunds"], "status_class": ["done"]}
        library.write({"projects": pd.DataFrame(following), "tasks": pd.DataFrame(task)}, source="the next project of the team")
    desk.run_all()
    desk.choose("Project", re.compile("^LATER\\b"))
    desk.reads("Book the test system a month ahead")
    assert_quiet(heard, lab)


def test_a_project_is_explored_by_keyboard_alone(desk: Desk, lab, samples, heard) -> None:
    desk.open("2_explore_project")
    desk.reads("Finished work took")
    desk.look("explore-answer")
    answer = desk.app.locator(".wb-answer").inner_text()
    kind = desk.app.get_by_label("Kind", exact=True)
    kind.focus()
    kind.press("b")  # a list jumps to what begins with the letter
    desk.reads("Only kind bug")
    expect(desk.app.locator(".wb-answer")).not_to_have_text(answer)
    views = desk.app.get_by_role("button", name="Sprints and pace")
    views.focus()
    views.press("Enter")
    desk.reads(re.compile("Scope and progress|Sprint by sprint"))
    desk.look("explore-pace")
    assert loop.knowledge(store.open(lab.library)) is not None
    assert_quiet(heard, lab)
