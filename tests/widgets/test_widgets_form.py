"""Forms are made from declarations: every type has a control, and what is typed comes back as it was."""

from datetime import date

import ipywidgets
import pandas as pd
import pytest

from workbench.tables import QUESTIONS, TABLES, Column, table
from workbench.widgets.field import Field
from workbench.widgets.form import Form, Records, by_row

COLUMNS = [c for t in TABLES.values() for c in t.columns if c.type != "facts"] + list(QUESTIONS)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda c: c.name)
def test_the_declared_example_of_every_column_can_be_entered_and_comes_back(column: Column) -> None:
    field = Field(column)
    example = column.example.split(" ")[0] if column.type == "date" else column.example
    field.fill(pd.Timestamp(example) if column.type == "date" else example)
    assert field.raw == example
    field.fill(None)
    assert field.raw is None
    assert column.label in field.control.description
    assert field.control.style.description_width == "initial"


def test_controls_follow_the_type() -> None:
    kinds = {name: type(Field(table("actions")[name]).control) for name in ("text", "due_on", "status")}
    assert kinds == {"text": ipywidgets.Text, "due_on": ipywidgets.DatePicker, "status": ipywidgets.Dropdown}
    assert isinstance(Field(table("lessons")["text"], rows=3).control, ipywidgets.Textarea)
    assert isinstance(Field(table("tasks")["kind"], options=["bug"]).control, ipywidgets.Combobox)


def test_a_stored_choice_that_is_no_longer_declared_is_kept() -> None:
    field = Field(table("lessons")["column"])
    field.fill("kudos")
    assert field.raw == "kudos"


def test_numbers_of_the_library_are_shown_without_noise() -> None:
    field = Field(table("tasks")["estimate"])
    field.fill(8.0)
    assert field.raw == "8"
    field.fill(float("nan"))
    assert field.raw is None


def test_problems_are_said_at_the_field_in_escaped_words() -> None:
    form = Form(table("actions").columns[3:5])
    form.tell({"text": "Text is <b>; expected more"})
    assert "&lt;b&gt;" in form.fields["text"].problem.value
    assert form.fields["owner"].problem.value == ""
    form.tell({})
    assert form.fields["text"].problem.layout.display == "none"


def test_records_keep_hidden_keys_and_stop_at_the_limit() -> None:
    records = Records(table("actions").columns[3:5], noun="action", at_most=3)
    records.fill([{"action_id": "A-7", "text": "Split", "owner": "lead"}])
    assert len(records.forms) == 2
    records.add.click()
    records.add.click()
    assert len(records.forms) == 3
    assert records.add.disabled
    records.forms[2].fill({"text": "Third"})
    assert [r.get("action_id") for r in records.records] == ["A-7", None]
    assert records.filled == [0, 2]


def test_a_change_in_a_record_that_was_added_later_is_heard() -> None:
    records, heard = Records(table("lessons").columns[2:4], noun="lesson"), []
    records.on_change(heard.append)
    records.add.click()
    records.forms[-1].fields["text"].control.value = "new"
    assert len(heard) == 1


def test_dates_are_days() -> None:
    field = Field(table("actions")["due_on"])
    field.fill(pd.Timestamp("2026-09-01 10:00"))
    assert field.control.value == date(2026, 9, 1)
    assert field.raw == "2026-09-01"


def test_problems_by_row_join_several_reasons() -> None:
    found = by_row(pd.DataFrame({"row": [0, 0], "column": ["votes", "votes"], "reason": ["a", "b"]}))
    assert found == {0: {"votes": "a; b"}}
