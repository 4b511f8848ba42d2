"""All tables of the workbench, by name."""

from __future__ import annotations

from . import control, review, work
from .declare import Table
from .errors import SchemaError

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        work.PROJECTS,
        work.TASKS,
        work.ESTIMATES,
        work.TRANSITIONS,
        work.WORKLOGS,
        work.SPRINTS,
        work.TASK_SPRINTS,
        work.DEPENDENCIES,
        control.CHANGES,
        control.PERIODS,
        control.MILESTONES,
        control.ALLOCATIONS,
        control.RISKS,
        review.LESSONS,
        review.ACTIONS,
        review.REVIEWS,
    )
}


def table(name: str) -> Table:
    """The declaration of one table.

    Raises
    ------
    SchemaError
        When there is no such table.

    Examples
    --------
    >>> table("projects").key
    ('project_id',)
    """
    try:
        return TABLES[name]
    except KeyError:
        known = "one of " + ", ".join(TABLES) + "."
        raise SchemaError(f"there is no table {name!r}.", expected=known, todo="check the spelling.") from None
