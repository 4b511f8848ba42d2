"""Record a review: prefilled, every problem at its field, nobody's edit lost, the retrospective at a button."""

from pathlib import Path

import pandas as pd
import pytest
from looking import seen

from workbench import widgets
from workbench.store import Library
from workbench.tables import Tables
from workbench.widgets.review_page import RecordReview


@pytest.fixture
def review(library: Library) -> RecordReview:
    return widgets.record_review(library)


def control(review: RecordReview, part: str, name: str):
    return getattr(review.form, part).fields[name].control


def test_it_begins_with_the_project_whose_review_is_due(review: RecordReview) -> None:
    assert review.project_id == "PAY"
    assert "Not reviewed yet." in seen(review.head)
    assert "its estimate" in seen(review.head)


def test_what_the_library_knows_is_filled_in(review: RecordReview) -> None:
    assert review.form.project.raw == {
        "name": "Payments",
        "started_on": "2026-01-05",
        "planned_finish_on": "2026-02-10",
        "finished_on": "2026-02-17",
    }
    assert review.form.facts.raw["days late"] == "7"
    assert review.form.when.raw["reviewed_on"] == f"{pd.Timestamp.now():%Y-%m-%d}"


def test_all_problems_are_listed_at_once_and_nothing_is_saved(review: RecordReview, library: Library) -> None:
    control(review, "facts", "days late").value = "two"
    review.form.lessons.forms[0].fill({"column": "to change", "text": "Split earlier", "votes": "many"})
    review.form.actions.forms[0].fill({"text": "Split support tasks"})
    control(review, "project", "finished_on").value = pd.Timestamp("2025-12-01").date()
    review.save.click()
    said = review.message.said
    assert "Nothing was saved: 4 answers need a correction." in said
    for words in ("Days late is two", "Lesson 1: Votes is many", "Action 1: Owner is missing", "before started on"):
        assert words in said
    assert "Votes is many" in review.form.lessons.forms[0].fields["votes"].problem.value
    assert library.review("PAY") is None
    assert library.read("PAY").lessons.empty


def test_a_corrected_form_is_saved_with_numbers_and_direction(review: RecordReview, library: Library) -> None:
    control(review, "facts", "keep").value = "half-way checks"
    review.form.lessons.forms[0].fill({"column": "to change", "text": "Split earlier", "votes": "3"})
    review.form.actions.forms[0].fill({"text": "Split support tasks", "owner": "lead", "due_on": "2026-09-01", "measure": "ratio:kind=bug"})
    review.save.click()
    assert review.message.said == "Saved as version 1, with 1 lesson and 1 action."
    stored = library.review("PAY")
    assert stored["facts"] == {"keep": "half-way checks", "days late": 7}
    tables = library.read("PAY")
    assert tables.lessons[["lesson_id", "text", "votes"]].to_dict("records") == [{"lesson_id": "L-1", "text": "Split earlier", "votes": 3}]
    action = tables.actions.iloc[0]
    assert (action["action_id"], action["status"], action["direction"]) == ("A-1", "open", "down")
    assert "Saved as version 1" in seen(review.head)


def test_a_second_save_changes_the_same_records(review: RecordReview, library: Library) -> None:
    review.form.lessons.forms[0].fill({"column": "went well", "text": "Pairing"})
    review.save.click()
    review.form.lessons.forms[0].fields["text"].control.value = "Pairing on interfaces"
    review.save.click()
    assert review.message.said.startswith("Saved as version 2")
    assert library.read("PAY").lessons["text"].tolist() == ["Pairing on interfaces"]


def test_answers_that_no_question_asks_for_survive_a_save(library: Library) -> None:
    day = pd.Timestamp("2026-02-20")
    library.save_review({"project_id": "PAY", "reviewed_on": day, "reviewer": None, "facts": {"mood": "fine", "keep": "tea"}}, version=None)
    review = widgets.record_review(library, project_id="PAY")
    control(review, "facts", "keep").value = "coffee"
    review.save.click()
    assert library.review("PAY")["facts"] == {"mood": "fine", "keep": "coffee"}


def test_a_conflict_shows_both_versions_and_lets_the_person_decide(library: Library) -> None:
    first, second = (widgets.record_review(library, project_id="PAY") for _ in range(2))
    control(first, "facts", "keep").value = "theirs <i>"
    first.save.click()
    control(second, "facts", "keep").value = "mine"
    second.save.click()
    assert second.message.kind == "error"
    assert "saved by somebody else" in second.message.said
    text = seen(second.conflict)
    assert "mine" in text
    assert "theirs <i>" in text
    assert "<i>" not in second.conflict.value
    assert library.review("PAY")["facts"]["keep"] == "theirs <i>"
    second.mine.click()
    assert library.review("PAY")["facts"]["keep"] == "mine"
    assert second._choice.layout.display == "none"


def test_after_a_conflict_their_version_can_be_taken(library: Library) -> None:
    first, second = (widgets.record_review(library, project_id="PAY") for _ in range(2))
    control(first, "facts", "keep").value = "theirs"
    first.save.click()
    control(second, "facts", "keep").value = "mine"
    second.save.click()
    second.theirs.click()
    assert control(second, "facts", "keep").value == "theirs"
    assert library.review("PAY")["version"] == 1


def test_a_review_of_another_day_is_a_new_one(review: RecordReview, library: Library) -> None:
    control(review, "when", "reviewed_on").value = pd.Timestamp("2026-03-01").date()
    review.save.click()
    control(review, "when", "reviewed_on").value = pd.Timestamp("2026-03-08").date()
    review.save.click()
    assert review.message.kind == "done"
    assert len(library.read("PAY", only=["reviews"]).reviews) == 2


def test_more_than_three_stored_actions_are_all_shown(library: Library) -> None:
    actions = pd.DataFrame({"project_id": "PAY", "action_id": [f"A-{i}" for i in range(5)], "text": "x", "status": "done"})
    library.write(Tables({"actions": actions}), source="test")
    review = widgets.record_review(library, project_id="PAY")
    assert len(review.form.actions.forms) == 5
    assert review.form.actions.add.disabled


def test_the_button_saves_makes_the_report_and_shows_what_changes(review: RecordReview, library: Library, tmp_path: Path) -> None:
    control(review, "facts", "keep").value = "half-way checks"
    review.run.click()
    assert review.message.kind == "done", review.message.said
    assert library.review("PAY")["facts"]["keep"] == "half-way checks"
    link = review.links.outputs[0]["data"]["text/html"]
    assert 'href="reports/' in link
    assert list(tmp_path.glob("reports/*/report.html"))
    assert "What changes for the next estimate" in seen(review.changed)
    assert library.calibration()["number"] == 1
    control(review, "facts", "keep").value = "other"
    assert review.changed.is_stale


def test_a_failed_report_is_said_and_the_review_is_kept(
    review: RecordReview, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reports").write_text("a file where the folder should be", encoding="utf-8")
    review.run.click()
    assert review.message.kind == "error"
    assert library.review("PAY")["version"] == 1
    assert review.links.outputs == ()


def test_a_draft_that_was_not_saved_is_there_after_a_restart(review: RecordReview, library: Library) -> None:
    control(review, "facts", "keep").value = "half-way checks"
    review.form.lessons.forms[0].fill({"column": "to change", "text": "Split earlier"})
    again = widgets.record_review(library, project_id="PAY")
    assert again.form.facts.raw["keep"] == "half-way checks"
    assert again.form.lessons.records[0]["text"] == "Split earlier"
    assert "is shown; it is not saved yet" in seen(again.draft)
    assert library.review("PAY") is None


def test_a_draft_is_gone_once_it_is_saved_or_discarded(review: RecordReview, library: Library, tmp_path: Path) -> None:
    control(review, "facts", "keep").value = "half-way checks"
    review.save.click()
    assert seen(review.draft) == ""
    assert not (tmp_path / ".workbench-drafts").exists()
    control(review, "facts", "keep").value = "something else"
    again = widgets.record_review(library, project_id="PAY")
    again.discard.click()
    assert again.form.facts.raw["keep"] == "half-way checks"
    assert not (tmp_path / ".workbench-drafts").exists()


def test_a_draft_from_an_older_version_ends_in_a_shown_conflict(library: Library) -> None:
    first, second = (widgets.record_review(library, project_id="PAY") for _ in range(2))
    first.save.click()
    control(second, "facts", "keep").value = "mine"  # a draft that knows nothing of version 1
    again = widgets.record_review(library, project_id="PAY")
    again.save.click()
    assert "saved by somebody else" in again.message.said


def test_an_emptied_lesson_is_taken_out_of_the_library(review: RecordReview, library: Library) -> None:
    review.form.lessons.forms[0].fill({"column": "to change", "text": "Split earlier"})
    review.save.click()
    review.form.lessons.forms[0].fill({})
    review.save.click()
    assert library.read("PAY").lessons.empty


def test_drafts_of_others_cannot_be_read_and_broken_ones_are_passed_over(review: RecordReview, library: Library, tmp_path: Path) -> None:
    control(review, "facts", "keep").value = "x"
    (file,) = (tmp_path / ".workbench-drafts").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    file.write_text("{broken", encoding="utf-8")
    assert seen(widgets.record_review(library, project_id="PAY").draft) == ""


def test_a_filled_review_workbook_is_dropped_in_and_shown(library: Library, tmp_path: Path) -> None:
    import openpyxl
    from looking import upload

    from workbench.importers.workbook import write_workbook

    blank = tmp_path / "review.xlsx"
    write_workbook(blank)
    book = openpyxl.load_workbook(blank)
    book["projects"].cell(4, 1, "PAY")
    sheet = book["lessons"]
    for at, value in enumerate(["PAY", "W-1", "to change", "Tests came too late"], 1):
        sheet.cell(4, at, value)
    book.save(blank)
    page = widgets.record_review(library, project_id="NEW")
    page.upload.file.value = upload("review.xlsx", blank.read_bytes())
    page.upload.agree.click()
    assert page.message.kind == "done", page.upload.message.said
    assert page.project_id == "PAY"
    assert "Tests came too late" in library.read("PAY").lessons["text"].tolist()
