import multiprocessing
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from workbench import store
from workbench.tables import Conflict, SchemaError, StoreError, Tables

DAY = pd.Timestamp("2026-07-30")


def review(**facts: object) -> dict:
    return {"project_id": "P", "reviewed_on": DAY, "reviewer": "delivery lead", "facts": facts}


def test_a_review_comes_back_with_its_version(library: store.Library) -> None:
    assert library.review("P") is None
    facts = {"mood": "fine", "n": 3, "share": 0.25, "late": True, "none": None, "list": ["a", "b\"'"]}
    assert library.save_review(review(**facts), version=None) == 1
    assert library.review("P") == {**review(**facts), "version": 1}
    assert library.save_review(review(mood="better"), version=1) == 2
    assert library.review("P") == {**review(mood="better"), "version": 2}
    assert library.projects()["reviewed_on"].tolist() == [DAY]


def test_an_edit_that_started_from_an_older_version_conflicts_and_shows_both(library: store.Library) -> None:
    library.save_review(review(mood="first"), version=None)
    library.save_review(review(mood="theirs"), version=1)
    with pytest.raises(
        Conflict, match="saved by somebody else in the meantime: it is version 2 now, yours started from version 1"
    ) as caught:
        library.save_review(review(mood="mine"), version=1)
    assert caught.value.mine == {**review(mood="mine"), "version": 1}
    assert caught.value.theirs == {**review(mood="theirs"), "version": 2}
    assert library.review("P")["facts"] == {"mood": "theirs"}
    with pytest.raises(Conflict, match="yours is meant to be new"):
        library.save_review(review(mood="mine"), version=None)
    assert library.save_review(review(mood="both"), version=2) == 3


def test_every_version_is_kept(library: store.Library, clock) -> None:
    library.save_review(review(mood="a"), version=None)
    clock.now = datetime(2026, 8, 4, 12, 0, 0, 5)
    library.save_review(review(mood="b"), version=1)
    kept = library.review_versions("P")
    assert [(v["version"], v["facts"]["mood"]) for v in kept] == [(1, "a"), (2, "b")]
    assert [v["saved_at"] for v in kept] == [pd.Timestamp("2026-08-03 09:30"), pd.Timestamp("2026-08-04 12:00:00.000005")]


def test_a_later_review_of_the_same_project_is_the_newest(library: store.Library) -> None:
    library.save_review(review(mood="a"), version=None)
    library.save_review({**review(mood="b"), "reviewed_on": "2026-09-30"}, version=None)
    assert library.review("P")["facts"] == {"mood": "b"}
    assert len(library.read("P").reviews) == 2


def test_an_imported_review_cannot_undo_versions(library: store.Library) -> None:
    library.save_review(review(mood="a"), version=None)
    library.save_review(review(mood="b"), version=1)
    imported = pd.DataFrame({"project_id": ["P"], "reviewed_on": [DAY], "facts": ['{"mood": "imported"}'], "version": [1]})
    library.write(Tables({"reviews": imported}), source="reviews.csv")
    assert library.review("P") == {**review(mood="imported"), "version": 3}
    assert [v["version"] for v in library.review_versions("P")] == [1, 2, 3]
    with pytest.raises(Conflict):
        library.save_review(review(mood="old form"), version=2)


def test_what_is_no_review_is_refused_in_words(library: store.Library) -> None:
    for wrong, words in (
        ({"project_id": "P"}, "lacks reviewed_on"),
        ({**review(), "reviewed_on": pd.NaT}, "lacks reviewed_on"),
        ({**review(), "reviewed_on": "last week"}, "day of the review is 'last week'"),
        ({**review(), "mood": "fine"}, "does not know mood"),
        (review(curve=float("nan")), "the facts of the review cannot be stored"),
        (review(frame=pd.DataFrame()), "a value of type DataFrame"),
    ):
        with pytest.raises(SchemaError, match=words):
            library.save_review(wrong, version=None)
    with pytest.raises(StoreError, match="there is no review of P on 2026-07-30 to change"):
        library.save_review(review(), version=1)
    assert library.projects().empty


def _edit(file: Path, name: str, times: int, acknowledged) -> None:
    with store.open(file) as library:
        done = 0
        while done < times:
            seen = library.review("P")
            try:
                library.save_review({**review(**seen["facts"], **{f"{name}{done}": "said"})}, version=seen["version"])
            except Conflict:
                continue
            done += 1
        acknowledged.put(done)


def test_four_managers_saving_at_once_lose_no_edit(tmp_path: Path) -> None:
    file = tmp_path / "reviews.db"
    with store.open(file) as library:
        library.save_review(review(), version=None)
    spawn = multiprocessing.get_context("fork")
    acknowledged = spawn.Queue()
    managers = [spawn.Process(target=_edit, args=(file, f"m{i}-", 5, acknowledged)) for i in range(4)]
    for manager in managers:
        manager.start()
    total = sum(acknowledged.get(timeout=120) for _ in managers)
    for manager in managers:
        manager.join(60)
    with store.open(file) as library:
        assert library.review("P")["version"] == 1 + total == 21
        assert set(library.review("P")["facts"]) == {f"m{i}-{n}" for i in range(4) for n in range(5)}
        assert len(library.review_versions("P")) == 21
