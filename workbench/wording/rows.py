"""What the rows behind a report are, and how its numbers follow from them."""

from __future__ import annotations

COMPARED = "The total, the typical task and 8 of 10: the tasks that were compared"
SPLIT = "What drove the difference: what each task counts as"
SPRINTS = "Velocity, say/do and churn: which task was in which sprint"
PACE = "Pace: what was finished in each week or month"
PERIODS = "Money and time against the plan: the periods"
PROJECT = "The budget: the project's own entry"


def opening() -> str:
    """What a reader can do with the rows."""
    return (
        "The numbers about this project can be computed again from its rows, which name nobody: on the page they are folded up here, "
        "every table whole behind its link; on paper there are none. "
        "Ranges, contingency and what changes for the next estimate rest on the finished tasks of all projects in the library."
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


def too_many(rows: int, *, command: str = "") -> str:
    """Where rows are that a page cannot carry.

    Examples
    --------
    >>> too_many(12345, command="workbench rows PROJECT")
    '12,345 rows are too many for a page; the command `workbench rows PROJECT` writes them to a file.'
    """
    return f"{rows:,} rows are too many for a page{f'; the command `{command}` writes them to a file' if command else ''}."


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


def how_periods_are_read() -> str:
    """How the figures of earned value follow from its periods."""
    return "Sums since the start. The last period with all three figures gives earned − spent and earned − planned."


def how_money_is_split() -> str:
    """How the sentence about money follows from the budget and the rows above."""
    return (
        "The price of an hour by the budget is the budget ÷ the plan of all tasks in the first plan, open and taken out ones too; what was "
        "spent is the cost of the tasks that count, and that price for those without a cost."
    )
