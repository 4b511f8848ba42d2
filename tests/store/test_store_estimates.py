"""The first estimate survives; every later one is kept beside it."""

import itertools
from datetime import datetime

import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from workbench import store
from workbench.tables import Tables


def task(**values: object) -> Tables:
    frame = pd.DataFrame([{"project_id": "P", "task_id": "1", **values}])
    for name in ("estimated_on",):
        if name in frame:
            frame[name] = pd.to_datetime(frame[name])
    return Tables({"tasks": frame})


def logged(library: store.Library) -> list[tuple]:
    frame = library.read("P").estimates
    return list(zip(frame["estimated_on"].dt.strftime("%m-%d"), frame["mid"], frame["basis"], strict=True))


FIRST = {"estimate": 8.0, "estimate_unit": "hours", "estimate_low": 5.0, "estimate_high": 16.0, "level": 0.8, "estimated_on": "2026-01-14"}
LATER = {"estimate": 21.0, "estimate_unit": "days", "estimate_low": 20.0, "estimate_high": 30.0, "level": 0.9, "estimated_on": "2026-03-01"}


def test_a_later_import_never_changes_the_first_estimate(library: store.Library, clock) -> None:
    library.write(task(**FIRST, title="a"), source="monday")
    clock.now = datetime(2026, 8, 10, 17, 0)
    written = library.write(task(**LATER, title="b"), source="later")
    got = library.read("P").tasks.iloc[0]
    assert got["title"] == "b"
    assert {n: got[n] for n in FIRST} == {**FIRST, "estimated_on": pd.Timestamp("2026-01-14")}
    assert written.counts.set_index("table").loc["estimates", "inserted"] == 1
    log = library.read("P").estimates
    assert log[["mid", "low", "high", "level", "unit", "basis"]].to_numpy().tolist() == [
        [8.0, 5.0, 16.0, 0.8, "hours", "import"],
        [21.0, 20.0, 30.0, 0.9, "days", "import"],
    ]
    assert log["estimated_on"].tolist() == [pd.Timestamp("2026-01-14"), pd.Timestamp("2026-08-10")]


def test_each_change_is_logged_once_also_when_it_goes_back(library: store.Library, clock) -> None:
    for day, estimate in enumerate([8.0, 8.0, 13.0, 13.0, None, 8.0, 8.0], start=1):
        clock.now = datetime(2026, 8, day)
        library.write(task(estimate=estimate), source="nightly")
    assert logged(library) == [("08-01", 8.0, "import"), ("08-03", 13.0, "import"), ("08-06", 8.0, "import")]
    assert library.read("P").tasks["estimate"].tolist() == [8.0]


def test_an_estimate_that_comes_late_is_the_first(library: store.Library, clock) -> None:
    library.write(task(estimate_unit="points"), source="before estimation")
    library.write(task(estimate=5.0, estimate_unit="hours"), source="after it")
    got = library.read("P").tasks.iloc[0]
    assert (got["estimate"], got["estimate_unit"]) == (5.0, "hours")
    assert logged(library) == [("08-03", 5.0, "import")]


def test_a_range_given_later_is_hindsight_but_a_unit_and_a_day_complete_the_same_number(library: store.Library) -> None:
    library.write(task(estimate=8.0), source="first")
    library.write(task(**FIRST), source="with range")
    got = library.read("P").tasks.iloc[0]
    assert (got["estimate_unit"], got["estimated_on"]) == ("hours", pd.Timestamp("2026-01-14"))
    assert pd.isna(got["estimate_low"])
    assert pd.isna(got["estimate_high"])


def test_a_unit_that_belongs_to_another_number_is_not_taken(library: store.Library) -> None:
    library.write(task(estimate=8.0), source="first")
    library.write(task(**LATER), source="other")
    assert library.read("P").tasks["estimate_unit"].isna().all()


def test_a_history_that_the_tracker_tells_is_not_told_twice(library: store.Library, clock) -> None:
    history = pd.DataFrame(
        {
            "project_id": "P",
            "task_id": "1",
            "estimated_on": pd.to_datetime(["2026-01-14", "2026-02-01"]),
            "mid": [8.0, 13.0],
            "unit": "hours",
            "basis": "import",
        }
    )
    for day in (1, 2):
        clock.now = datetime(2026, 8, day)
        library.write(Tables({**task(**FIRST), "estimates": history}), source="jira.json")
    assert logged(library) == [("01-14", 8.0, "import"), ("02-01", 13.0, "import")]


def test_other_estimates_neither_end_nor_begin_the_series_of_imports(library: store.Library, clock) -> None:
    library.write(task(estimate=8.0), source="monday")
    own = pd.DataFrame(
        {"project_id": ["P"], "task_id": ["1"], "estimated_on": [pd.Timestamp("2026-08-04")], "mid": [11.0], "basis": ["calibrated"]}
    )
    library.write(Tables({"estimates": own}), source="calibrated")
    clock.now = datetime(2026, 8, 5)
    library.write(task(estimate=8.0), source="tuesday")
    assert logged(library) == [("08-03", 8.0, "import"), ("08-04", 11.0, "calibrated")]


def test_a_logged_estimate_is_never_changed(library: store.Library) -> None:
    row = {"project_id": ["P"], "task_id": ["1"], "estimated_on": [pd.Timestamp("2026-01-14")], "mid": [8.0]}
    library.write({"estimates": pd.DataFrame({**row, "low": [5.0]})}, source="one")
    written = library.write({"estimates": pd.DataFrame({**row, "low": [7.0], "high": [9.0]})}, source="two")
    assert written.counts.set_index("table").loc["estimates"].to_dict() == {"inserted": 0, "updated": 0, "unchanged": 1, "removed": 0}
    assert library.read("P").estimates["low"].tolist() == [5.0]


def test_whatever_arrives_the_first_number_stays_and_the_log_only_grows(file_library: store.Library, clock) -> None:
    example = itertools.count()
    series = st.lists(st.none() | st.sampled_from([0.0, 1.0, 2.5, 8.0]), min_size=1, max_size=5)

    @settings(max_examples=2, phases=[Phase.explicit, Phase.generate])
    @given(st.lists(series, min_size=10, max_size=10))
    def holds(all_arriving: list[list[float | None]]) -> None:
        coming = {f"P{next(example)}": arriving for arriving in all_arriving}
        before: dict[str, list[float]] = {project: [] for project in coming}
        for day in range(5):
            today = {project: arriving[day] for project, arriving in coming.items() if day < len(arriving)}
            if not today:
                break
            clock.now = datetime(2026, 8, day + 1)
            frame = pd.DataFrame({"project_id": list(today), "task_id": "1", "estimate": list(today.values())})
            file_library.write(Tables({"tasks": frame}), source="nightly")
            log = file_library.read(list(coming), only=["estimates"]).estimates
            for project in coming:
                now = log.loc[log["project_id"] == project, "mid"].tolist()
                assert now[: len(before[project])] == before[project]
                before[project] = now
        tasks = file_library.read(list(coming), only=["tasks"]).tasks.set_index("project_id")["estimate"]
        for project, arriving in coming.items():
            present = [e for e in arriving if e is not None]
            assert tasks.loc[[project]].dropna().tolist() == present[:1]
            assert before[project] == [e for i, e in enumerate(present) if i == 0 or e != present[i - 1]]

    holds()
