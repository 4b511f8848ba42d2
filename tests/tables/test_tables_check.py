"""Every problem at once, in words; accepted + quarantined = read."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.tables import TABLES, SchemaError, check, table


def tasks(**columns) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    return pd.DataFrame({"project_id": ["P"] * n, "task_id": [str(i) for i in range(n)]} | columns)


def reasons(found) -> list[str]:
    return found.problems["reason"].tolist()


def test_clean_rows_come_back_typed_and_whole() -> None:
    found = check({"tasks": tasks(estimate=["8", " 1.5 "], finished_on=["2026-02-03", None], is_rollup=["no", ""])})
    got = found.accepted.tasks
    assert got["estimate"].tolist() == [8.0, 1.5]
    assert got["finished_on"][0] == pd.Timestamp("2026-02-03")
    assert pd.isna(got["finished_on"][1])
    assert not got["is_rollup"][0]
    assert list(got.columns) == table("tasks").names
    assert found.problems.empty
    assert not found.quarantined


def test_all_problems_are_told_at_once_with_the_row_as_it_arrived() -> None:
    raw = tasks(
        estimate=["-1", "8", "eight", "5", "inf"],
        actual=["1,5", "9", "1", "2", "3"],
        started_on=["2026-02-09", "2026-02-09", "2026-02-09", "2026-13-01", None],
        finished_on=["2026-02-10", "2026-02-01", "2026-02-10", None, None],
        status_class=["done", "done", "finished", "done", "DONE"],
    ).set_axis([2, 3, 4, 5, 6])
    found = check({"tasks": raw})
    assert sorted(zip(found.problems["row"], found.problems["column"], strict=True)) == [
        (2, "actual"), (2, "estimate"), (3, "finished_on"), (4, "estimate"), (4, "status_class"), (5, "started_on"), (6, "estimate"),
    ]  # fmt: skip
    assert "Estimate is -1; expected a number of 0 or more" in reasons(found)
    assert "Actual is 1,5; expected a number of 0 or more" in reasons(found)
    assert "Finished on is 2026-02-01; that is before started on" in reasons(found)
    assert "Status class is finished; expected one of todo, doing, done, cancelled" in reasons(found)
    apart = found.quarantined["tasks"]
    assert apart.loc[2, "actual"] == "1,5"
    assert "Actual is 1,5" in apart.loc[2, "reason"]
    assert "Estimate is -1" in apart.loc[2, "reason"]
    assert found.counts.to_dict("records") == [{"table": "tasks", "read": 5, "accepted": 0, "quarantined": 5}]


@pytest.mark.parametrize("value", ["nan ", "NaN", "inf", "-inf", "1e308", "1e999", "0x10", "1_000", "1 000", "٣", "--", "true"])
def test_numbers_are_never_guessed(value: str) -> None:
    found = check({"tasks": tasks(estimate=[value])})
    assert len(found.accepted.tasks) == 0


@pytest.mark.parametrize("value", ["03/04/2026", "2026-02-30", "20260203", "yesterday", "2026", "12:30", "0001-01-01", "9999-12-31"])
def test_dates_are_never_guessed(value: str) -> None:
    assert len(check({"tasks": tasks(due_on=[value])}).accepted.tasks) == 0


def test_missing_keys_and_repeated_keys_are_set_apart() -> None:
    raw = pd.DataFrame({"project_id": ["P", "", "P", "P", None], "task_id": ["1", "2", "1", None, None]})
    found = check({"tasks": raw})
    assert found.accepted.tasks["task_id"].tolist() == ["1"]
    assert "Project id is missing" in reasons(found)
    assert "Task id is missing" in reasons(found)
    assert any("another row has the same project_id and task_id" in r for r in reasons(found))


def test_what_happened_cannot_lie_after_today() -> None:
    raw = tasks(finished_on=["2026-02-03", "2026-02-04", None], due_on=["2030-01-01"] * 3)
    found = check({"tasks": raw}, as_of=pd.Timestamp("2026-02-03 15:00"))
    assert reasons(found) == ["Finished on is 2026-02-04; that is after today, 2026-02-03"]


def test_keys_keep_their_zeros_and_words_that_look_like_nothing() -> None:
    raw = pd.DataFrame({"project_id": ["007", "NA", "None"], "task_id": ["1", "2", "null"]}, dtype="str")
    assert check({"tasks": raw}).accepted.tasks["project_id"].tolist() == ["007", "NA", "None"]


def test_whole_numbers_from_a_spreadsheet_are_keys_without_a_point() -> None:
    raw = pd.DataFrame({"project_id": ["P", "P"], "task_id": [17.0, 18.0]})
    assert check({"tasks": raw}).accepted.tasks["task_id"].tolist() == ["17", "18"]


def test_a_missing_needed_column_and_unread_columns_are_told() -> None:
    with pytest.raises(SchemaError, match="no column task_id"):
        check({"tasks": pd.DataFrame({"project_id": ["P"]})})
    assert check({"tasks": tasks(colour=["red"])}).unread == {"tasks": ["colour"]}


def test_inputs_are_not_changed() -> None:
    raw = tasks(estimate=["8", "x"], finished_on=["2026-02-03", "?"])
    before = raw.copy(deep=True)
    check({"tasks": raw})
    pd.testing.assert_frame_equal(raw, before)


@pytest.mark.parametrize(("factor", "word"), [(8, "days and the actuals hours"), (1 / 8, "hours and the actuals days"), (60, "minutes")])
def test_odd_units_are_asked_about_and_not_changed(factor: float, word: str) -> None:
    estimate = np.arange(1.0, 21.0)
    raw = tasks(estimate=estimate, actual=estimate * factor, estimate_unit=["hours"] * 20, actual_unit=["hours"] * 20)
    found = check({"tasks": raw})
    assert [q for q in found.questions if word in q]
    assert found.accepted.tasks["actual"].tolist() == (estimate * factor).tolist()


def test_estimates_after_the_start_and_zeros_are_asked_about() -> None:
    raw = tasks(
        estimate=["0", "3"], actual=["1", "0"], status_class=["todo", "done"],
        estimated_on=["2026-02-05", "2026-02-01"], started_on=["2026-02-03", "2026-02-03"],
    )  # fmt: skip
    told = " ".join(check({"tasks": raw}).questions)
    assert "1 tasks have an estimate of 0" in told or "1 task has an estimate of 0" in told
    assert "estimated after work" in told


VALUES = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.floats(),
    st.integers(-5, 5),
    st.booleans(),
    st.sampled_from(["8", "2026-01-01", "done", "yes", "P"]),
)


@given(
    st.lists(
        st.fixed_dictionaries({c: VALUES for c in ("project_id", "task_id", "estimate", "finished_on", "status_class", "is_rollup")}),
        max_size=8,
    )
)
def test_accepted_and_quarantined_are_all_that_was_read(rows) -> None:
    raw = pd.DataFrame(rows, columns=["project_id", "task_id", "estimate", "finished_on", "status_class", "is_rollup"], dtype=object)
    found = check({"tasks": raw})
    assert len(found.accepted.tasks) + len(found.quarantined.get("tasks", ())) == len(raw)
    again = check({"tasks": found.accepted.tasks})
    assert again.problems.empty, "what was accepted is accepted again"
    pd.testing.assert_frame_equal(again.accepted.tasks, found.accepted.tasks)


@pytest.mark.parametrize("declared", TABLES.values(), ids=lambda t: t.name)
def test_the_examples_of_every_declaration_pass(declared) -> None:
    row = {c.name: [c.example] for c in declared.columns}
    found = check({declared.name: pd.DataFrame(row)})
    assert reasons(found) == []
