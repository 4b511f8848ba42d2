"""The declarations themselves, and the set of tables."""

import pandas as pd
import pytest

from workbench.tables import TABLES, SchemaError, Tables, complete, dictionary, empty, table


def test_every_table_of_the_plan_is_declared() -> None:
    assert list(TABLES) == [
        "projects", "tasks", "estimates", "transitions", "worklogs", "sprints", "task_sprints", "dependencies",
        "changes", "periods", "milestones", "allocations", "risks", "lessons", "actions", "reviews",
    ]  # fmt: skip


@pytest.mark.parametrize("declared", TABLES.values(), ids=lambda t: t.name)
def test_declarations_hold_together(declared) -> None:
    names = declared.names
    assert len(names) == len(set(names))
    assert names[0] == "project_id"
    assert set(declared.key) <= set(names)
    assert set(declared.owner) <= set(names)
    assert bool(declared.key) != bool(declared.owner), "a table has a key, or rows that belong to an owner"
    for pair in declared.ordered:
        assert declared[pair[0]].type == declared[pair[1]].type
    for column in declared.columns:
        assert column.meaning
        assert (column.type == "choice") == bool(column.choices)


def test_people_are_marked() -> None:
    people = {(t.name, c.name) for t in TABLES.values() for c in t.columns if c.person}
    assert people == {
        ("tasks", "estimator"), ("tasks", "assignee"), ("estimates", "estimator"),
        ("changes", "approved_by"), ("actions", "owner"), ("reviews", "reviewer"),
    }  # fmt: skip


def test_dictionary_has_a_line_for_every_column() -> None:
    assert len(dictionary()) == sum(len(t.columns) for t in TABLES.values())


def test_empty_tables_are_typed() -> None:
    tasks = empty("tasks")
    assert tasks["estimate"].dtype == "float64"
    assert tasks["finished_on"].dtype == "datetime64[us]"
    assert tasks["is_rollup"].dtype == "boolean"


def test_tables_refuse_what_is_not_declared() -> None:
    with pytest.raises(SchemaError, match="no table 'stories'"):
        Tables({"stories": pd.DataFrame()})
    with pytest.raises(SchemaError, match="check the spelling"):
        table("task")


def test_tables_of_one_project() -> None:
    both = Tables({"tasks": pd.DataFrame({"project_id": ["A", "B", "A"], "task_id": ["1", "2", "3"]})})
    assert both.of("A").tasks["task_id"].tolist() == ["1", "3"]
    assert len(both.of("C").tasks) == 0
    assert len(both.sprints) == 0
    with pytest.raises(AttributeError):
        both.stories  # noqa: B018


def test_complete_adds_what_is_missing_and_keeps_row_labels() -> None:
    frame = pd.DataFrame({"task_id": ["1"], "extra": [1], "project_id": ["P"]}, index=[17])
    full = complete(frame, table("tasks"))
    assert list(full.columns) == table("tasks").names
    assert full.index.tolist() == [17]
