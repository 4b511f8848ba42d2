"""Declarations of the tables that a post-project review fills: lessons, actions, the review itself."""

from __future__ import annotations

from .declare import Column, Table
from .work import PROJECT

LESSONS = Table(
    "lessons",
    "one card of a retrospective",
    (
        PROJECT,
        Column("lesson_id", "text", "the card's number", required=True, example="L-1"),
        Column("column", "choice", "where it hung", choices=("went well", "to change", "puzzle"), example="to change"),
        Column("text", "text", "what it says", required=True, example="Support tasks grew after we started them"),
        Column("theme", "text", "group of cards it belongs to", example="scope"),
        Column("votes", "integer", "dots it got", minimum=0, maximum=10_000, example="4"),
        Column("driver", "text", "measure that it is about", example="support tasks: actual ÷ estimate"),
    ),
    key=("project_id", "lesson_id"),
)

ACTIONS = Table(
    "actions",
    "one thing to do differently",
    (
        PROJECT,
        Column("action_id", "text", "the action's number", required=True, example="A-1"),
        Column("lesson_id", "text", "the lesson that it answers", example="L-1"),
        Column("text", "text", "what will be done", required=True, example="Split support tasks over two days"),
        Column("owner", "text", "who sees to it", person=True, example="delivery lead"),
        Column("due_on", "date", "by when", example="2026-09-01"),
        Column("status", "choice", "how far it is", choices=("open", "doing", "done", "dropped"), example="open"),
        Column("closed_on", "date", "day it was done or dropped", past=True, example="2026-08-28"),
        Column("measure", "text", "number that it should move", example="ratio:kind=support"),
        Column("direction", "choice", "which way it should move", choices=("down", "up"), example="down"),
    ),
    key=("project_id", "action_id"),
)

REVIEWS = Table(
    "reviews",
    "one post-project review",
    (
        PROJECT,
        Column("reviewed_on", "date", "day of the review", required=True, past=True, example="2026-07-30"),
        Column("reviewer", "text", "who led it", person=True, example="delivery lead"),
        Column("facts", "facts", "named answers", example='{"biggest surprise": "tax rules"}'),
        Column("version", "integer", "counts saves, so that no edit is lost", minimum=1, example="1"),
    ),
    key=("project_id", "reviewed_on"),
)
