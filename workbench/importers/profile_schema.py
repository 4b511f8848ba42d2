"""What a profile may say: the closed lists of converters, options and columns, and the checks that hold a record to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.tables import SchemaError, table

CONVERTERS = (
    "text",
    "list",
    "number",
    "date",
    "flag",
    "duration_s",
    "duration_ms",
    "duration_min",
    "duration_h",
    "duration_iso",
    "duration_period",
    "epoch_ms",
)
EXTRA = {
    "project_name": "the project's name",
    "status_category": "the tracker's own class of the status",
    "percent": "how much of the task is done, in percent or as a share of 1",
    "resolution": "how the task was closed",
    "cancelled_on": "day it was given up",
    "sprint": "sprints the task was in, the last one final",
    "sprint_started_on": "first day of the sprint",
    "sprint_ended_on": "last day of the sprint",
    "log_work": "booked time, as Jira writes it",
    "estimate_sum": "estimate including the children's",
    "actual_sum": "actual including the children's",
    "parent_title": "title of the task above, where its key is not given",
    "day": "day of a booking",
    "ended": "when a booking ended",
    "hours": "time of a booking",
    "note": "what a booking was for",
    "outline": "the task's number in the outline, such as 1.2.3, which tells its parent",
    "needs": "keys of the tasks that it waits for",
    "internal_id": "a second number of the task, which parents may be named by",
}
"""Fields that are not columns of `tasks` but are needed to fill it and its neighbours."""
FIELD_KEYS = {"from", "as", "unit", "repeat", "strip", "sep", "fill"}
PROFILE_KEYS = {"id", "tool", "kind", "evidence", "based_on", "detect", "nulls", "fields", "absent", "statuses", "options"}
_OPTION_TYPES: dict[str, type | tuple[type, ...]] = {
    "project_from_key": bool,
    "estimate_unit": str,
    "actual_unit": str,
    "hours_per_day": (int, float),
    "date_order": str,
    "zone": str,
    "title_estimates": bool,
    "ends_may_be_planned": bool,
    "level_columns": (str, list),
    "outline_rows": bool,
    "skip_title": str,
    "rows_may_end_early": bool,
    "layout": str,
    "title_above": str,
    "key_with": list,
    "project_from_path": list,
    "unverified_languages": list,
}
REPEATS = ("once", "last", "all")
KINDS = ("table", "log", "canonical", "workbook", "notes", "jira.json", "mspdi", "trello.json")
EVIDENCE = ("seen", "documented")


def converter_for(name: str) -> str:
    """The converter that a column has unless a profile says otherwise.

    Parameters
    ----------
    name : str
        A column of the tasks table, or an extra field.

    Returns
    -------
    str

    Examples
    --------
    >>> converter_for("estimate"), converter_for("finished_on"), converter_for("sprint")
    ('number', 'date', 'text')
    """
    if name in EXTRA:
        if name.endswith("_on") or name in ("day", "ended"):
            return "date"
        return "number" if name == "hours" else "duration_s" if name.endswith("_sum") else "text"
    kind = table("tasks")[name].type
    return {"number": "number", "date": "date", "flag": "flag", "labels": "list"}.get(kind, "text")


def refuse_unknown_field(name: str) -> None:
    """Refuse a column that is neither of the tasks table nor one of the extra fields.

    Parameters
    ----------
    name : str
        What a profile maps to.

    Raises
    ------
    SchemaError
        When there is no such column.
    """
    if name not in EXTRA and name not in table("tasks").names:
        known = ", ".join([*table("tasks").names, *EXTRA])
        raise SchemaError(f"there is no column {name!r} to map to.", expected=f"one of {known}.", todo="check the spelling.")


def refuse_unknown(who: str, record: Mapping[str, Any], known: set[str]) -> None:
    """Refuse keys that a record cannot have.

    Parameters
    ----------
    who : str
        Whose record it is, for the message.
    record : mapping
        The record.
    known : set of str
        Its possible keys.

    Raises
    ------
    SchemaError
        When it has other keys.
    """
    odd = [str(k) for k in record if k not in known]
    if odd:
        raise SchemaError(f"{who} has {', '.join(odd)}.", expected="only " + ", ".join(sorted(known)) + ".", todo="check the spelling.")


def check_options(options: Mapping[str, Any]) -> None:
    """Refuse options that are unknown or of the wrong type.

    Parameters
    ----------
    options : mapping
        Options of a profile.

    Raises
    ------
    SchemaError
        When one is unknown or of the wrong type.
    """
    refuse_unknown("the options of a profile", options, set(_OPTION_TYPES))
    for name, value in options.items():
        if not isinstance(value, _OPTION_TYPES[name]):
            raise SchemaError(f"the option {name} is {value!r}.", expected=f"a value of type {_OPTION_TYPES[name]}.", todo="quote texts.")
    one_of("the options of a profile", "layout", options.get("layout", "rows"), ("rows", "groups"))
    one_of("the options of a profile", "date_order", options.get("date_order", "day first"), ("day first", "month first"))


def one_of(who: str, key: str, value: Any, known: tuple[str, ...]) -> str:
    """A value of a closed list, or an error that names the list.

    Parameters
    ----------
    who, key : str
        Whose value it is, for the message.
    value : object
        The value.
    known : tuple of str
        The list.

    Returns
    -------
    str

    Raises
    ------
    SchemaError
        When the value is not in the list.
    """
    if value not in known:
        raise SchemaError(f"{who} has {key}: {value!r}.", expected="one of " + ", ".join(known) + ".")
    return str(value)


def texts(who: str, value: Any) -> tuple[str, ...]:
    """A list of texts, or an error that tells how to quote them.

    Parameters
    ----------
    who : str
        Whose list it is, for the message.
    value : object
        The list.

    Returns
    -------
    tuple of str

    Raises
    ------
    SchemaError
        When it is not a list of texts.
    """
    if isinstance(value, str) or not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
        raise SchemaError(f"{who} has {value!r}.", expected="a list of texts.", todo="quote words such as no, yes, on and times.")
    return tuple(value)


def text_map(who: str, value: Any) -> dict[str, str]:
    """A record of texts.

    Parameters
    ----------
    who : str
        Whose record it is, for the message.
    value : object
        The record.

    Returns
    -------
    dict of str to str

    Raises
    ------
    SchemaError
        When it is not a record of texts.
    """
    if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
        raise SchemaError(f"{who} has {value!r}.", expected="a record of texts.")
    return {str(k): v for k, v in value.items()}
