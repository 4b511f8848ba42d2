"""What the rows behind a report are, and how its numbers follow from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from .numbers import amount, count

if TYPE_CHECKING:
    from workbench.outlook import Completion

COMPARED = "The total, the typical task and 8 of 10: the tasks that were compared"
SPLIT = "What drove the difference: what each task counts as"
SPRINTS = "Velocity, say/do and churn: which task was in which sprint"
PACE = "Pace: what was finished in each week or month"
PERIODS = "Money and time against the plan: the periods"
PROJECT = "The budget: the project's own entry"
WORK = "Finished, open and new work: every task as it stands"
MILESTONES = "Milestones: what was expected of each, record by record"
REQUESTS = "What was asked for and decided: the requests"
RISKS = "Risks: the register"
CAPACITY = "Capacity and load: hours by period"
ENTRY = "Days and budget that were promised: the project's own entry"
PAST: dict[Literal["cost", "days"], str] = {
    "cost": "What it will have cost: the {} that the range rests on",
    "days": "When it ends, by cost and plan: the {} that the range rests on",
}
STATES = {"done": "finished", "doing": "under way", "todo": "not begun", "cancelled": "dropped"}
"""Classes of status as a reader calls them."""


def opening() -> str:
    """What a reader can do with the rows."""
    return (
        "The numbers about this project can be computed again from its rows, which name nobody: on the page they are folded up here, "
        "every table whole behind its link; on paper there are none. "
        "Ranges, contingency and what changes for the next estimate rest on the finished tasks of all projects in the library: "
        "`workbench rows` writes those."
    )


def opening_so_far() -> str:
    """The same of a project that may still run."""
    return (
        "The counts, sums and ranges of cost and finish by earned value can be computed again from these rows, which name nobody; every "
        "table stands whole behind its link, and on paper there is none. What rests on draws, open work and its end week by week, comes "
        "from the open tasks and the calibration that is named below, with a fixed seed: equal rows give equal numbers."
    )


def opening_of_status() -> str:
    """The same on one page for a sponsor."""
    return "The numbers above can be computed again from these rows, which name nobody; every table stands whole behind its link."


def opening_of_turn() -> str:
    """The same of one sprint or week."""
    return (
        "The numbers about this and earlier sprints or weeks can be computed again from these rows, which name nobody; every table stands "
        "whole behind its link, and on paper there is none."
    )


PARTS = {
    "bias": "usual",
    "noise": "beyond it",
    "error": "miss",
    "added": "scope in",
    "added_error": "its miss",
    "removed": "scope out",
    "spent_removed": "spent on it",
    "unestimated": "no estimate",
    "rework": "defects",
}
"""Causes as short headings of columns."""


def how_projects_add_up(unit: str) -> str:
    """What the columns of the causes of each project are.

    Examples
    --------
    >>> how_projects_add_up("hours")[:52]
    'In hours; the causes add up to over / under. Usual: '
    """
    return (
        f"In {unit}; the causes add up to over / under. Usual: the usual miss of the first plan, and what went beyond it; miss: both, "
        "where earlier work says nothing. Scope in and out: its plan, and what it took more or less. No estimate, defects: all spent on it."
    )


def too_much(rows: int, *, command: str) -> str:
    """Where rows are that a page cannot carry.

    Examples
    --------
    >>> too_much(12345, command="workbench rows PROJECT")
    '12,345 rows are too much for a page; the command `workbench rows PROJECT` writes them to a file.'
    """
    return f"{rows:,} rows are too much for a page; the command `{command}` writes them to a file."


def how_causes_add_up(unit: str) -> str:
    """How the steps from the first plan to what was spent are sums over tasks.

    Examples
    --------
    >>> how_causes_add_up("hours")[:69]
    'In hours. Tasks in the first plan: usual − plan is the usual miss, an'
    """
    return (
        f"In {unit}. Tasks in the first plan: usual − plan is the usual miss, and spent − usual what went beyond it (spent − plan where "
        "earlier work says nothing). Joined later: the plan is scope added, spent − plan its own miss. Taken out of the first plan: its "
        "plan is saved. Taken out, without an estimate, defect or repair: all that was spent counts. Open work stands apart."
    )


def how_sprints_add_up() -> str:
    """How a sprint's figures are sums over its tasks."""
    return (
        "The size of committed tasks is what was promised, of done ones what was finished, of those not committed what was added. "
        "Say/do is done and committed ÷ committed. Velocity is the mean of what the sprints finished."
    )


def how_pace_is_counted() -> str:
    """How the pace follows from its weeks or months."""
    return "The pace is their mean; a period without a finished task counts as 0."


def how_work_is_counted() -> str:
    """How the counts of finished, open and new tasks are read from the tasks."""
    return (
        "Finished tasks ended on the day under finished; of open ones, under way or not begun, what is spent so far counts as done. "
        "Work is new where it joined after the plan."
    )


def how_milestones_are_read() -> str:
    """How slips follow from the records of milestones."""
    return "The last record of a milestone is what is expected now; days late are counted from its first plan, or from its first record."


def how_ranges_are_read(found: Completion) -> str:
    """How the range of cost or finish follows from closed projects.

    Parameters
    ----------
    found : Completion
        The forecast.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(how_ranges_are_read(Some(n=25, measure="cost", unit="EUR", form="cost so far", spent=60_000.0, point=100_000.0)))
    Each was put back to the progress that this project has now. Came ÷ foreseen: what was still to come ÷ what the rule foresaw.
    Here 60,000 EUR are spent and the rule says 100,000 EUR in all; each ratio makes another end of it.
    8 of 10 end at the value of rank 21 or below, counted from the smallest: 0.8 × (25 + 1), rounded up. Half end at the middle one.
    """
    whole = "the whole" if found.form in ("budget", "plan") else "what was still to come"
    days = found.measure == "days"
    so_far = f"{count(round(found.spent), 'day')} of it are over" if days else f"{amount(found.spent, found.unit)} are spent"
    says = count(round(found.point), "day") if days else amount(found.point, found.unit)
    rank = min(-int(-round((found.n + 1) * 0.8, 9) // 1), found.n)
    return (
        f"Each was put back to the progress that this project has now. Came ÷ foreseen: {whole} ÷ what the rule foresaw. "
        f"Here {so_far} and the rule says {says} in all; each ratio makes another end of it. 8 of 10 end at the value of rank {rank} "
        f"or below, counted from the smallest: 0.8 × ({found.n} + 1), rounded up. Half end at the middle one."
    )


def how_periods_are_read() -> str:
    """How the figures of earned value follow from its periods."""
    return "Sums since the start. The last period with all three figures gives earned − spent and earned − planned."


def how_money_is_split() -> str:
    """How the sentence about money follows from the budget and the rows above."""
    return (
        "The price of an hour by the budget is the budget ÷ the plan of all tasks in the first plan, open and taken out ones too; what was "
        "spent is the cost of the tasks that count, and that price for those without a cost."
    )
