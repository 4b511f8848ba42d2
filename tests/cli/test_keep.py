"""The drill from the command line: fill, back up, destroy, restore, and the reports are the same."""

from pathlib import Path

import pytest

from workbench import store
from workbench.cli import main
from workbench.store.contents import as_note

TRAINEE = "only the trainee may know this strategy"


def report(library: Path, out: Path) -> bytes:
    assert main(["report", "project_retrospective", "--project", "PAY-3", "--out", str(out), "--store", str(library)]) == 0
    (page,) = out.rglob("report.html")
    return page.read_bytes()


@pytest.mark.slow
def test_after_a_restore_everything_is_as_it_was(sample_library: Path, tmp_path: Path, capsys, monkeypatch) -> None:
    from workbench.store.training_log import TrainingLog

    monkeypatch.setenv("WORKBENCH_TRAINING_LOG", str(tmp_path / "mine.jsonl"))
    TrainingLog().add("strategy", text=TRAINEE)
    place, backup = ["--store", str(sample_library)], tmp_path / "kept" / "friday.backup"
    backup.parent.mkdir()
    with store.open(sample_library) as library:
        before = as_note(library.verify().rows)
    assert main(["backup", str(backup), *place]) == 0
    assert TRAINEE.encode() not in backup.read_bytes()
    page = report(sample_library, tmp_path / "before")
    for side in tmp_path.glob("workbench.db*"):
        side.unlink()
    capsys.readouterr()
    assert main(["verify", *place]) == 1
    assert "there is no review library" in capsys.readouterr().err
    assert main(["verify", str(backup)]) == 0
    assert main(["restore", str(backup), *place]) == 0
    with store.open(sample_library) as library:
        assert as_note(library.verify().rows) == before
    assert report(sample_library, tmp_path / "after") == page
    assert main(["restore", str(backup), *place]) == 1
    assert "holds something" in capsys.readouterr().err
    assert main(["verify", *place, "--json"]) == 0
