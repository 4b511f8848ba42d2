"""The answers of a post-project review: the forms, what is wrong with them, and the tables that they become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ipywidgets
import pandas as pd

from workbench.tables import PROBLEM_COLUMNS, QUESTIONS, Column, Tables, check, table
from workbench.tables.convert import to_type
from workbench.wording.numbers import absent

from .action_fields import MOST_ACTIONS, action_options, action_records, checked_actions, numbered
from .drafts import clean
from .form import Form, Record, Records, by_row
from .shown import Shown

_WHEN = [table("reviews")[c] for c in ("reviewed_on", "reviewer")]
_PROJECT = [table("projects")[c] for c in ("name", "started_on", "planned_finish_on", "finished_on")]
_LESSON = [table("lessons")[c] for c in ("column", "text", "theme", "votes")]
_LESSON_WIDTHS = {"column": "130px", "text": "560px", "theme": "170px", "votes": "120px"}
_LONG = {c.name: 2 for c in QUESTIONS if c.name in ("biggest surprise", "keep", "stop")}


@dataclass(frozen=True)
class Answers:
    """What was entered, checked.

    Attributes
    ----------
    review : dict
        project_id, reviewed_on, reviewer, facts; fit to save when there are no problems.
    tables : Tables
        The tables projects, reviews, lessons and actions.
    emptied : dict of str to list of str
        Keys of lessons and actions that were there and were emptied.
    problems : list of str
        One sentence each, naming the field; empty when everything can be saved.
    """

    review: dict[str, Any]
    tables: Tables
    emptied: dict[str, list[str]]
    problems: list[str] = field(default_factory=list)


class ReviewForm(ipywidgets.VBox):
    """Project facts, what happened, lessons, actions: each field is made from its declaration.

    Attributes
    ----------
    when, project, facts : Form
        Day and leader; dates of the project; the questions.
    lessons, actions : Records
        Cards; at most three things to do differently.
    """

    def __init__(self) -> None:
        self.project_id = ""
        self._others: dict[str, Any] = {}
        self.when = Form(_WHEN)
        self.project = Form(_PROJECT, widths={c.name: "230px" for c in _PROJECT})
        self.facts = Form(QUESTIONS, widths={c.name: "340px" for c in QUESTIONS}, rows=_LONG)
        self.lessons = Records(_LESSON, noun="lesson", widths=_LESSON_WIDTHS)
        self.actions = action_records()
        super().__init__(
            [
                _heading("The project", "From the import where it told; correct it here."),
                self.project,
                _heading("The review"),
                self.when,
                _heading("What happened"),
                self.facts,
                _heading("Lessons", "One card each: where it hung, what it says, its theme and the dots it got."),
                self.lessons,
                _heading("Actions", "At most three things to do differently, each with somebody who sees to it and a day."),
                self.actions,
            ]
        )

    def fill(
        self,
        project: Record,
        review: Mapping[str, Any] | None,
        *,
        lessons: pd.DataFrame,
        actions: pd.DataFrame,
        kinds: Sequence[str] = (),
    ) -> None:
        """Show what the library knows.

        Parameters
        ----------
        project : mapping
            Its row of the table ``projects``.
        review : mapping or None
            The stored review.
        lessons, actions : DataFrame
            Rows of these tables.
        kinds : sequence of str
            Kinds of work of the project.
        """
        self.project_id = str(project["project_id"])
        self.project.fill(project)
        facts = dict((review or {}).get("facts") or {})
        self._others = {k: v for k, v in facts.items() if k not in self.facts.fields}
        self.when.fill(review or {"reviewed_on": pd.Timestamp.now().normalize()})
        self.facts.fill(facts if review else {"days late": _days_late(project)})
        self.lessons.fill(lessons.to_dict("records"))
        most = max(MOST_ACTIONS, len(actions))
        self.actions.fill(actions.to_dict("records"), at_most=most, options=action_options(kinds))

    def answers(self, *, as_of: pd.Timestamp) -> Answers:
        """What was entered, with every problem told at its field.

        Parameters
        ----------
        as_of : Timestamp
            Today.

        Returns
        -------
        Answers
        """
        lessons = numbered(self.project_id, self.lessons.records, "lesson_id", "L")
        actions, unfit = checked_actions(self.project_id, self.actions.records)
        when = {"project_id": self.project_id, **self.when.raw}
        raw = {
            "projects": pd.DataFrame([{"project_id": self.project_id, **self.project.raw}], dtype="object"),
            "reviews": pd.DataFrame([when], dtype="object"),
            "lessons": pd.DataFrame(lessons, columns=table("lessons").names, dtype="object"),
        }
        checked = check(raw, as_of=as_of)
        facts, wrong = _facts(self.facts.raw)
        problems = pd.concat([checked.problems.astype("object"), wrong, unfit], ignore_index=True)
        review = {**when, "facts": {**self._others, **facts}}
        tables = Tables({**checked.accepted, "actions": actions})
        gone = {"lessons": self.lessons.emptied("lesson_id"), "actions": self.actions.emptied("action_id")}
        return Answers(review, tables, gone, self._tell(problems))

    @property
    def state(self) -> dict[str, Any]:
        """Everything that was entered, as plain values."""
        return {
            "project": self.project.raw,
            "when": self.when.raw,
            "facts": self.facts.raw,
            "lessons": [clean(r) for r in self.lessons.all],
            "actions": [clean(r) for r in self.actions.all],
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Show again what :attr:`state` gave."""
        for name in ("project", "when", "facts"):
            getattr(self, name).fill(state.get(name) or {})
        self.lessons.fill([r for r in state.get("lessons", []) if r])
        self.actions.fill([r for r in state.get("actions", []) if r])

    def on_change(self, act: Any) -> None:
        """Call when any answer changes."""
        for part in (self.when, self.project, self.facts, self.lessons, self.actions):
            part.on_change(act)

    def _tell(self, problems: pd.DataFrame) -> list[str]:
        parts = {name: by_row(group) for name, group in problems.groupby("table")}
        self.project.tell(parts.get("projects", {}).get(0, {}))
        self.when.tell(parts.get("reviews", {}).get(0, {}))
        self.facts.tell(parts.get("facts", {}).get(0, {}))
        told = []
        for name, noun, records in (("lessons", "Lesson", self.lessons), ("actions", "Action", self.actions)):
            found = {records.filled[row]: words for row, words in parts.get(name, {}).items()}
            records.tell(found)
            told += [f"{noun} {at + 1}: {'; '.join(words.values())}" for at, words in found.items()]
        single = [w for name in ("projects", "reviews", "facts") for w in parts.get(name, {}).get(0, {}).values()]
        return single + told


def _heading(title: str, hint: str = "") -> Shown:
    shown = Shown()
    shown.title(title, hint)
    return shown


def _days_late(project: Record) -> float | None:
    planned, finished = project.get("planned_finish_on"), project.get("finished_on")
    if planned is None or finished is None or absent(planned) or absent(finished):
        return None
    return float((pd.Timestamp(finished).normalize() - pd.Timestamp(planned).normalize()).days)


def _facts(raw: Mapping[str, str | None]) -> tuple[dict[str, Any], pd.DataFrame]:
    """Answers in their types, and those that cannot be read."""
    facts, wrong = {}, []
    for column in QUESTIONS:
        value = raw.get(column.name)
        if value is None:
            continue
        typed, unreadable = to_type(pd.Series([value], dtype="str"), column)
        if bool(unreadable.iloc[0]):
            wrong.append(_problem("facts", 0, column, value, f"{column.label} is {value}; expected {column.expected}"))
        else:
            found = typed.iloc[0]
            facts[column.name] = int(found) if isinstance(found, float) and found.is_integer() else found
    return facts, pd.DataFrame(wrong, columns=PROBLEM_COLUMNS, dtype="object")


def _problem(name: str, row: int, column: Column, value: str, reason: str) -> dict[str, Any]:
    return {"table": name, "row": row, "column": column.name, "value": value, "reason": reason}
