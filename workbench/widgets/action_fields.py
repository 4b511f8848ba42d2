"""The fields of an action, its number and its measure, and what it lacks to be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from workbench.tables import PROBLEM_COLUMNS, check, table
from workbench.wording.numbers import absent

from .field import Options
from .form import Records
from .measures import direction, measures

MOST_ACTIONS = 3
_COLUMNS = [table("actions")[c] for c in ("text", "owner", "due_on", "measure", "status")]
_WIDTHS = {"text": "560px", "owner": "220px", "due_on": "170px", "measure": "360px", "status": "130px"}
_NEEDED = (("owner", "who sees to it"), ("due_on", "by when"))


def action_records() -> Records:
    """A list of at most three actions.

    Returns
    -------
    Records
    """
    return Records(_COLUMNS, noun="action", at_most=MOST_ACTIONS, widths=_WIDTHS, options=action_options(), one_line=False)


def action_options(kinds: Iterable[str] = ()) -> dict[str, Options]:
    """What can be chosen in the fields of an action of a project with these kinds of work."""
    return {"measure": measures(kinds)}


def numbered(project_id: str, records: Sequence[Mapping[str, Any]], key: str, letter: str) -> list[dict[str, Any]]:
    """Records with their project, and a number for those that are new.

    Examples
    --------
    >>> [r["lesson_id"] for r in numbered("P", [{"lesson_id": "L-1"}, {"text": "new"}], "lesson_id", "L")]
    ['L-1', 'L-2']
    """
    taken = {str(r[key]) for r in records if not absent(r.get(key))}
    free = (f"{letter}-{i}" for i in range(1, 100_000) if f"{letter}-{i}" not in taken)
    return [{**r, "project_id": project_id, key: r[key] if not absent(r.get(key)) else next(free)} for r in records]


def checked_actions(project_id: str, records: Sequence[Mapping[str, Any]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Actions that can be kept, and what the others lack.

    Parameters
    ----------
    project_id : str
        The project.
    records : sequence of mapping
        Raw values by column name.

    Returns
    -------
    DataFrame
        Rows of the table ``actions``; ``row`` of the problems never names one of them.
    DataFrame
        Problems as :func:`workbench.tables.check` tells them; the row is the record's position.

    Examples
    --------
    >>> kept, problems = checked_actions("P", [{"text": "Split tasks", "owner": "lead", "due_on": "2026-09-01"}, {"text": "Talk"}])
    >>> kept["action_id"].tolist(), problems["reason"].tolist()
    (['A-1'], ['Owner is missing: who sees to it', 'Due on is missing: by when'])
    """
    actions = numbered(project_id, records, "action_id", "A")
    for action in actions:
        if action.get("measure") and absent(action.get("direction")):
            action["direction"] = direction(action["measure"])
        action["status"] = action.get("status") or "open"
    raw = pd.DataFrame(actions, columns=table("actions").names, dtype="object")
    problems = pd.concat([check({"actions": raw}).problems.astype("object"), _incomplete(actions)], ignore_index=True)
    good = raw[~raw.index.isin(problems["row"])]
    return check({"actions": good}).accepted.actions, problems


def _incomplete(actions: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Open actions that nobody will see done."""
    wrong = []
    for row, action in enumerate(actions):
        if action["status"] in ("done", "dropped"):
            continue
        for name, words in _NEEDED:
            if absent(action.get(name)):
                reason = f"{table('actions')[name].label} is missing: {words}"
                wrong.append({"table": "actions", "row": row, "column": name, "value": "", "reason": reason})
    return pd.DataFrame(wrong, columns=PROBLEM_COLUMNS, dtype="object")
