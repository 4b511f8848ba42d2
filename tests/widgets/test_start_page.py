"""The first page: create, load, import by upload with mistakes made and corrected, and all projects."""

from pathlib import Path

import pytest
from looking import seen, upload

from workbench import store, widgets
from workbench.store import Library

HEADER = b"Issue,Summary,Type,Estimate (h),Time spent (h),Status,Closed\n"
GOOD = HEADER + b"A-1,Login,feature,8,11,Done,2026-02-03\nA-2,Typo,bug,-3,1,Done,2026-02-04\n"


def test_a_library_is_created_only_when_the_button_is_pressed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WORKBENCH_STORE", raising=False)
    start = widgets.start()
    assert "no review library yet" in seen(start)
    assert not (tmp_path / "workbench.db").exists()
    start.create.click()
    assert (tmp_path / "workbench.db").exists()
    assert start.message.kind == "done"
    assert "No projects yet" in seen(start)


def test_projects_are_listed_with_state_headline_and_due(library: Library) -> None:
    text = seen(widgets.start(library))
    assert "2 projects with 44 tasks; 1 with something due" in text
    assert "PAY · Payments" in text
    assert "its estimate (40 tasks)" in text
    assert "running" in text


def test_an_upload_is_shown_before_anything_is_written(empty_library: Library) -> None:
    start = widgets.start(empty_library)
    panel = start.upload
    panel.file.value = upload("export.csv", GOOD)
    text = seen(panel)
    assert "2 rows read" in text
    assert "1 set apart" in text
    assert "Estimate (h)" in text
    assert "The first 1 row as they were understood" in text
    assert "Estimate is -3" in text
    assert panel.agree.description == "Import 1 row"
    assert empty_library.projects().empty
    panel.project.value = "SHOP"
    panel.agree.click()
    assert panel.message.kind == "done"
    assert empty_library.read("SHOP").tasks["title"].tolist() == ["Login"]
    assert "SHOP" in seen(start)


def test_the_same_file_again_doubles_nothing(empty_library: Library) -> None:
    panel = widgets.start(empty_library).upload
    for _ in range(2):
        panel.file.value = upload("export.csv", GOOD)
        panel.project.value = "SHOP"
        panel.agree.click()
    assert len(empty_library.read().tasks) == 1
    assert len(empty_library.imports()) == 2


def test_a_wrong_file_is_refused_in_words_and_a_right_one_works_after_it(empty_library: Library) -> None:
    panel = widgets.start(empty_library).upload
    panel.file.value = upload("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    assert panel.message.kind == "error"
    assert "fault of the workbench" not in panel.message.said
    assert panel._details.layout.display == "none"
    panel.file.value = upload("export.csv", GOOD)
    assert panel.message.kind != "error"
    assert "Login" in seen(panel)


def test_a_file_can_be_named_by_its_path(empty_library: Library, tmp_path: Path) -> None:
    panel = widgets.start(empty_library).upload
    panel.look.click()
    assert "No file was named" in panel.message.said
    panel.path.value = "nowhere.csv"
    panel.look.click()
    assert "there is no file nowhere.csv" in panel.message.said.lower()
    (tmp_path / "here.csv").write_bytes(GOOD)
    panel.path.value = "here.csv"
    panel.look.click()
    assert "here.csv: 2 rows read" in seen(panel)


def test_a_name_with_a_folder_in_it_stays_in_the_upload_folder(empty_library: Library, tmp_path: Path) -> None:
    panel = widgets.start(empty_library).upload
    panel.file.value = upload("../../../evil<b>.csv", GOOD)
    assert "Login" in seen(panel)
    assert not list(tmp_path.parent.glob("evil*"))
    assert "<b>" not in panel.report.value


def test_samples_are_loaded_by_a_button(empty_library: Library) -> None:
    start = widgets.start(empty_library)
    start.samples.click()
    assert start.message.kind == "done"
    with store.open() as other:
        assert len(other.projects()) == 27
    assert "27 projects" in seen(start)


def test_another_library_is_chosen_for_all_notebooks_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WORKBENCH_STORE", raising=False)
    start = widgets.start()
    start.create.click()
    start.choice.place.value = "other.db"
    start.choice.open.click()
    assert "there is no library" in start.choice.message.said.lower()
    start.choice.create.click()
    assert (tmp_path / "other.db").exists()
    assert str(tmp_path / "other.db") in start.message.said
    monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / "workbench.db"))
    again = widgets.start()
    assert again.library is not None
    assert again.library.place == str(tmp_path / "other.db")
    again.choice.create.click()
    assert again.choice.message.kind == "error"
    again.choice.back.click()
    assert again.library.place == str(tmp_path / "workbench.db")
    assert again.choice.back.layout.display == "none"


def test_a_password_is_never_written_to_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.tables import InputError
    from workbench.widgets.opened import CHOICE, choose

    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="password") as told:
        choose("postgresql://ana:s3cret@db.example/reviews")
    assert "s3cret" not in str(told.value)
    assert not CHOICE.exists()


def test_samples_are_offered_to_an_empty_library(empty_library: Library) -> None:
    assert widgets.start(empty_library).samples.layout.display != "none"


def test_samples_are_not_offered_where_there_is_real_work(library: Library) -> None:
    assert widgets.start(library).samples.layout.display == "none"


def test_rows_pasted_from_a_spreadsheet_are_read_like_a_file(empty_library: Library) -> None:
    panel = widgets.start(empty_library).upload
    panel.pasted.value = "only a header"
    panel.look_pasted.click()
    assert "no rows to read" in panel.message.said
    panel.pasted.value = (
        "Issue\tSummary\tType\tEstimate (h)\tTime spent (h)\tStatus\tClosed\nA-1\tLogin\tfeature\t7,5\t11,25\tDone\t2026-02-03\n"
    )
    panel.look_pasted.click()
    panel.project.value = "SHOP"
    panel.agree.click()
    assert panel.message.kind == "done"
    stored = empty_library.read("SHOP").tasks
    assert stored[["title", "estimate", "actual"]].values.tolist() == [["Login", 7.5, 11.25]]
