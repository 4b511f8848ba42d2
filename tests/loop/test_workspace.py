"""A PM's own workspace: made, updated, and what the PM changed left alone."""

import json
from pathlib import Path

import pytest

from workbench import loop, shipped, store
from workbench.loop import workspace
from workbench.tables import InputError


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a version of the package ships; to be changed by tests."""
    root = tmp_path / "package"
    for kind in ("notebooks", "templates"):
        (root / kind).mkdir(parents=True)
        for name in ("a", "b"):
            (root / kind / f"{name}.ipynb").write_text(notebook(f"{kind} {name} 1"), encoding="utf-8")
    monkeypatch.setattr(shipped, "folder", lambda name: root / name)
    return root


def notebook(source: str, *, outputs: tuple[str, ...] = ()) -> str:
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": list(outputs), "execution_count": len(outputs) or None}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_workspace_has_everything_and_its_library_opens(tmp_path: Path) -> None:
    made = loop.make_workspace(tmp_path / "my wörk 1")
    names = {str(p.relative_to(made.folder)) for p in made.folder.rglob("*") if p.is_file()}
    assert {
        "0_start_here.ipynb",
        "training/level_1_ranges.ipynb",
        "templates/project_retrospective.ipynb",
        "review.xlsx",
        "workbench.db",
        workspace.README,
    } <= names
    assert set(made.added) == names - {str(workspace.RECORD)}
    with store.open(made.folder / "workbench.db") as library:
        assert library.projects().empty
    with pytest.raises(InputError, match="workspace already"):
        loop.make_workspace(made.folder)


def test_what_stands_there_already_is_never_written_over(package: Path, tmp_path: Path) -> None:
    place = tmp_path / "mine"
    place.mkdir()
    (place / "a.ipynb").write_text("mine")
    (place / "workbench.db").write_bytes(b"")
    elsewhere = tmp_path / "elsewhere.ipynb"
    elsewhere.write_text("elsewhere")
    (place / "b.ipynb").symlink_to(elsewhere)
    made = loop.make_workspace(place)
    assert set(made.left) == {"a.ipynb", "b.ipynb"}
    assert ((place / "a.ipynb").read_text(), elsewhere.read_text(), (place / "workbench.db").read_bytes()) == ("mine", "elsewhere", b"")


def test_an_update_replaces_what_was_only_run_and_leaves_what_was_edited(package: Path, tmp_path: Path) -> None:
    place = loop.make_workspace(tmp_path / "ws").folder
    run = notebook("notebooks a 1", outputs=("a table",))
    (place / "a.ipynb").write_text(run)
    edited = notebook("notebooks b 1 and mine")
    (place / "b.ipynb").write_text(edited)
    (place / "templates" / "b.ipynb").unlink()
    filled = (place / "review.xlsx").read_bytes() + b"filled"
    (place / "review.xlsx").write_bytes(filled)
    for kind in ("notebooks", "templates"):
        for name in ("a", "b"):
            (package / kind / f"{name}.ipynb").write_text(notebook(f"{kind} {name} 2"))
    (package / "notebooks" / "c.ipynb").write_text(notebook("new"))
    done = loop.update_workspace(place)
    assert set(done.updated) == {"a.ipynb", "templates/a.ipynb"}
    assert set(done.added) == {"c.ipynb", "templates/b.ipynb"}
    assert set(done.left) == {"b.ipynb", "review.xlsx"}
    assert "notebooks a 2" in (place / "a.ipynb").read_text()
    assert (place / workspace.BEFORE / "a.ipynb").read_text() == run
    assert (place / "b.ipynb").read_text() == edited
    assert (place / "review.xlsx").read_bytes() == filled
    again = loop.update_workspace(place)
    assert (again.added, again.updated, set(again.left)) == ((), (), {"b.ipynb", "review.xlsx"})


def test_an_update_that_was_cut_short_is_completed_by_the_next(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = loop.make_workspace(tmp_path / "ws").folder
    for name in ("a", "b"):
        (package / "notebooks" / f"{name}.ipynb").write_text(notebook(f"{name} 2"))
    write, wrote = workspace._write, []

    def dies(target: Path, content: bytes) -> None:
        wrote.append(target)
        if len(wrote) == 3:
            raise OSError(28, "No space left on device")
        write(target, content)

    monkeypatch.setattr(workspace, "_write", dies)
    with pytest.raises(InputError, match="No space left"):
        loop.update_workspace(place)
    monkeypatch.setattr(workspace, "_write", write)
    (package / "notebooks" / "a.ipynb").write_text(notebook("a 3"))
    done = loop.update_workspace(place)
    assert set(done.updated) == {"a.ipynb", "b.ipynb"}
    assert done.left == ()
    assert not list(place.rglob(".part-*"))


def test_no_workspace_is_not_updated(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no workspace"):
        loop.update_workspace(tmp_path)
    assert not list(tmp_path.iterdir())
