"""Whoever has been erased stays erased: in every table, in drafts and calibrations, and after an older backup comes back."""

import json
import os
import shutil
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import text
from store_filled import fill

from workbench import calibration, store
from workbench.store.privacy import DRAFTS
from workbench.tables import StoreError, Tables

CANARY, SECOND = "Quetzalcoatl Canary", "Ibis Ñandú"


def everything(folder: Path) -> bytes:
    return b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())


def test_a_restored_older_backup_does_not_bring_an_erased_person_back(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "home" / "reviews.db"
    home.mkdir()
    with store.open(file) as library:
        fill(library, CANARY)
        backup = library.backup(tmp_path / "older.backup")
        library.erase_person(CANARY.upper())
    assert CANARY.encode() in backup.read_bytes()
    assert CANARY.encode() not in everything(home)
    key = Path(os.environ["WORKBENCH_KEY"])
    assert key.stat().st_mode & 0o077 == 0
    for replace in (True, False):
        if not replace:
            for side in home.glob("reviews.db*"):
                if side.suffix != ".erased":
                    side.unlink()
        done = store.restore(backup, file, replace=replace)
        assert done.erased == 1
        assert "Erased again" in str(done)
        if done.kept is not None:
            done.kept.unlink()
        assert CANARY.encode() not in everything(home)
        with store.open(file) as library:
            assert len(library.read().tasks) == 1
            assert library.erase_person(CANARY).empty
            again = library.backup(tmp_path / "newer.backup")
    assert store.restore(again, tmp_path / "moved.db").erased == 0
    assert (tmp_path / "moved.db.erased").read_bytes(), "the list moves along"
    for side in home.glob("reviews.db*"):
        if side.suffix != ".erased":
            side.unlink()
    key.rename(key.with_name("lost"))
    with pytest.raises(StoreError, match=r"1 person erased under a key that is not here"):
        store.restore(backup, file)
    assert [p.name for p in home.iterdir()] == ["reviews.db.erased"]


def test_an_older_file_put_in_the_place_of_the_library_is_cleaned_when_it_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "reviews.db"
    with store.open(file) as library:
        fill(library, CANARY)
    shutil.copy(file, tmp_path / "copy")
    with store.open(file) as library:
        library.erase_person(CANARY)
    shutil.copy(tmp_path / "copy", file)
    (tmp_path / "copy").unlink()
    store.open(file).close()
    assert CANARY.encode() not in everything(tmp_path)


def test_erased_people_stay_erased_on_either_database(library: store.Library, url: str, tmp_path: Path) -> None:
    fill(library, CANARY)
    backup = library.backup(tmp_path / "older.backup")
    library.erase_person(CANARY)
    assert store.restore(backup, url, replace=True).erased == 1
    assert library.erase_person(CANARY).empty
    with library._reading() as connection:
        notes = str(connection.execute(text("SELECT value FROM meta")).fetchall())
    assert len(notes) > 60
    assert "Quetz" not in notes


def test_whoever_comes_back_by_an_import_and_is_erased_once_more_stays_erased(file_library: store.Library, tmp_path: Path, clock) -> None:
    task = pd.DataFrame({"project_id": ["P"], "task_id": ["1"], "assignee": [CANARY]})
    for day in (4, 5):
        file_library.write(Tables({"tasks": task}), source="tracker")
        backup = file_library.backup(tmp_path / f"{day}.backup")
        clock.now = datetime(2026, 8, day)
        file_library.erase_person(CANARY)
    assert store.restore(backup, tmp_path / "reviews.db", replace=True).erased == 1
    assert file_library.read().tasks["assignee"].isna().all()


def test_drafts_and_written_texts(file_library: store.Library, tmp_path: Path) -> None:
    drafts = tmp_path / DRAFTS
    drafts.mkdir()
    (drafts / "a.json").write_text(json.dumps({"reviewer": CANARY, "keep": f"{CANARY} tested early"}), encoding="utf-8")
    cards = pd.DataFrame({"project_id": "P", "lesson_id": ["1", "2"], "text": [f"ask {CANARY} first", f"{CANARY}son is another"]})
    file_library.write(Tables({"lessons": cards}), source="board")
    erased = file_library.erase_person(CANARY)
    assert erased["table"].tolist() == ["drafts"]
    assert json.loads((drafts / "a.json").read_text())["reviewer"] is None
    assert file_library.mentions(CANARY).to_dict("records") == [{"table": "lessons", "column": "text", "values": 1}]
    backup = file_library.backup(tmp_path / "with text.backup")
    file_library.erase_person(CANARY, texts=True)
    assert file_library.read().lessons["text"].tolist() == ["ask … first", f"{CANARY}son is another"]
    assert json.loads((drafts / "a.json").read_text())["keep"] == "… tested early"
    store.restore(backup, tmp_path / "reviews.db", replace=True)
    assert file_library.read().lessons["text"].tolist() == ["ask … first", f"{CANARY}son is another"]


def test_a_calibration_forgets_two_people_and_forecasts_as_before_for_others(file_library: store.Library) -> None:
    rng = np.random.default_rng(4)
    n = 160
    tasks = pd.DataFrame(
        {
            "project_id": np.repeat(["P", "Q"], n // 2),
            "task_id": [str(i) for i in range(n)],
            "estimator": rng.choice([CANARY, SECOND, "ana", "bo"], n),
            "estimate": rng.choice([2.0, 4.0, 8.0], n),
            "estimate_unit": "hours",
            "actual_unit": "hours",
            "status_class": "done",
            "finished_on": pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(n), unit="D"),
        }
    ).assign(actual=lambda t: t["estimate"] * rng.lognormal(0.2, 0.4, n))
    fit = calibration.fit(tasks, as_of=pd.Timestamp("2026-07-01"))
    file_library.save_calibration(fit.to_dict(), label="all")
    for name in (CANARY, SECOND):
        file_library.erase_person(name)
    document = file_library.calibration()
    assert not [name for name in (CANARY, SECOND) if name in json.dumps(document, ensure_ascii=False)]
    again = calibration.Calibration.from_dict(document)
    new = tasks[tasks["estimator"].isin(["ana", "bo"])].head(20)
    assert np.allclose(again.quantiles(new, [0.1, 0.5, 0.9]), fit.quantiles(new, [0.1, 0.5, 0.9]))
    assert np.isfinite(again.quantiles(tasks.head(5).assign(estimator=None), [0.5])).all()
