"""What the history of Jira's issues tells about sprints and about time blocked."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from workbench.importers.names import plain

Changes = list[tuple[str, dict[str, Any]]]
Dates = dict[str, tuple[str | None, str | None]]
_SPRINT = re.compile(r"(\w+)=([^,\]]*)")
_BLOCKED = {"blocked", "on hold", "stuck", "impeded", "impediment", "bloqueado", "bloqueada", "bloque", "bloquee", "blockiert"}
_FROM, _TO = 9.0, 17.0  # the hours of a working day


def sprint_dates(fields: list[dict[str, Any]]) -> Dates:
    """First and last moment of every sprint that any issue names.

    Parameters
    ----------
    fields : list of dict
        Custom fields by their names, per issue.

    Returns
    -------
    dict of str to (str or None, str or None)
        A sprint that was closed ended when it was closed.

    Examples
    --------
    >>> sprint_dates([{"sprint": [{"name": "S1", "startDate": "2026-01-05", "endDate": "2026-01-16", "completeDate": "2026-01-15"}]}])
    {'S1': ('2026-01-05', '2026-01-15')}
    """
    found: Dates = {}
    for entry in (e for named in fields for e in named.get("sprint") or []):
        about = _about(entry)
        if about.get("name"):
            end = _date(about.get("completeDate")) or _date(about.get("endDate"))
            found[str(about["name"])] = (_date(about.get("startDate")), end)
    return found


def is_sprint(entry: Any) -> bool:
    """Whether an entry of a custom field is a sprint: a record of a board's sprint, or the text that older servers write.

    Examples
    --------
    >>> is_sprint({"id": 7, "name": "S1", "state": "closed", "boardId": 3}), is_sprint({"id": "7", "value": "S1"})
    (True, False)
    """
    if isinstance(entry, str):
        return "greenhopper.service.sprint.Sprint" in entry
    return isinstance(entry, dict) and "name" in entry and "state" in entry and bool({"boardId", "goal", "startDate"} & set(entry))


def names_by_id(fields: list[dict[str, Any]], changes: list[dict[str, Any]]) -> dict[str, str]:
    """Names of sprints by their numbers, for names that hold commas cannot be told apart in a list.

    Parameters
    ----------
    fields : list of dict
        Custom fields by their names, per issue.
    changes : list of dict
        Every change of every history.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> names_by_id([], [{"field": "Sprint", "from": "", "to": "7", "fromString": "", "toString": "Q1, first"}])
    {'7': 'Q1, first'}
    """
    found = {}
    for change in changes:
        if change.get("field") == "Sprint":
            for side in ("from", "to"):
                ids = _split(change.get(side))
                if len(ids) == 1 and change.get(f"{side}String"):
                    found[ids[0]] = str(change[f"{side}String"]).strip()
    for about in (_about(e) for named in fields for e in named.get("sprint") or []):
        if about.get("id") and about.get("name"):
            found[str(about["id"])] = str(about["name"])
    return found


def stays_of(
    key: str,
    named: dict[str, Any],
    changes: Changes,
    *,
    dates: Dates,
    names: dict[str, str],
    created: Any,
    complete: bool,
    finished: set[str],
) -> list[dict[str, Any]]:
    """The sprints of one issue, in the order it went through them.

    Parameters
    ----------
    key : str
        The issue.
    named : dict
        Its custom fields by their names.
    changes : list of (str, dict)
        Its history, oldest first.
    dates : dict
        From :func:`sprint_dates`.
    names : dict of str to str
        From :func:`names_by_id`.
    created : str or None
        When the issue was created: it was in its sprint from then on where a complete history never put it there.
    complete : bool
        Whether the history holds every change.
    finished : set of str
        Statuses that mean done.

    Returns
    -------
    list of dict
        task_id, sprint, started_on, ended_on, added_on, removed_on, committed, done; committed and done are None where the
        history or the sprint's dates are missing.

    Notes
    -----
    Committed: in the sprint at the moment it started. Added: entered later. Removed: taken out between start and end and not put
    back. Done: in the sprint and done at its end, by a move after its start. What left before the start was never in the sprint;
    what is moved on after the end was carried over, not removed.
    """
    events: dict[str, list[tuple[str, bool]]] = {}
    for at, change in changes:
        if change.get("field") == "Sprint":
            before, after = (_sprints(change, side, names) for side in ("from", "to"))
            for name in dict.fromkeys([*before, *after]):
                if (name in before) != (name in after):
                    events.setdefault(name, []).append((at, name in after))
    now = [str(a["name"]) for a in map(_about, named.get("sprint") or []) if a.get("name")]
    moves = [(_moment(at), str(c.get("toString")) in finished) for at, c in changes if c.get("field") == "status"]
    found = []
    for name in [n for n in events if n not in now] + now:
        mine = list(events.get(name, []))
        if created and complete and (not mine or not mine[0][1]):
            mine.insert(0, (str(created), True))
        start, end = dates.get(name, (None, None))
        stay: dict[str, Any] = {"task_id": key, "sprint": name, "started_on": start, "ended_on": end}
        stay |= {"added_on": next((at for at, inside in mine if inside), None), "committed": None, "done": None}
        stay["removed_on"] = mine[-1][0] if mine and not mine[-1][1] else None
        if start and mine and mine[0][1]:
            stay = _judged(stay, mine, moves, first=_moment(start), last=_moment(end) if end else None)
        if stay:
            found.append(stay)
    return found


def _judged(
    stay: dict[str, Any],
    events: list[tuple[str, bool]],
    moves: list[tuple[pd.Timestamp, bool]],
    *,
    first: pd.Timestamp,
    last: pd.Timestamp | None,
) -> dict[str, Any]:
    """A stay with committed, removed and done; empty where the issue had left before the sprint began."""
    until = last if last is not None else pd.Timestamp.max.tz_localize("UTC")
    timed = [(_moment(at), inside) for at, inside in events]
    at_start = next((inside for at, inside in reversed(timed) if at <= first), False)
    during = [i for i, (at, _) in enumerate(timed) if first < at < until]
    if not at_start and not any(timed[i][1] for i in during):
        return {}
    at_end = timed[during[-1]][1] if during else at_start
    done_at = None
    for at, is_done in moves:
        if at <= until:
            done_at = at if is_done else None
    stay["committed"] = at_start
    stay["added_on"] = (
        next((e[0] for i, e in enumerate(events) if i in during and e[1]), stay["added_on"]) if not at_start else stay["added_on"]
    )
    stay["removed_on"] = None if at_end else events[during[-1]][0]
    stay["done"] = bool(at_end and done_at is not None and done_at >= first)
    return stay


def hours_blocked(changes: Changes) -> float:
    """Working hours between each beginning and end of a block: a status that says so, or the flag of an impediment.

    Parameters
    ----------
    changes : list of (str, dict)
        The history of one issue, oldest first. A block that has not ended does not count.

    Returns
    -------
    float
        Hours, Monday to Friday from 9 to 17 on the clock that the history is written in.

    Examples
    --------
    >>> first = ("2026-01-09T15:00:00.000+0100", {"field": "status", "fromString": "Doing", "toString": "Blocked"})
    >>> then = ("2026-01-12T11:00:00.000+0100", {"field": "status", "fromString": "Blocked", "toString": "Doing"})
    >>> hours_blocked([first, then])
    4.0
    """
    why: set[str] = set()
    since, total = None, 0.0
    for at, change in changes:
        field = str(change.get("field"))
        if field not in ("status", "Flagged"):
            continue
        was = bool(why)
        (why.add if is_blocked(change.get("toString")) else why.discard)(field)
        if why and not was:
            since = at
        elif was and not why and since is not None:
            total += _working_hours(pd.Timestamp(since).tz_localize(None), pd.Timestamp(at).tz_localize(None))
    return round(total, 2)


def is_blocked(status: Any) -> bool:
    """Whether a status, or the value of a flag, says that work cannot go on.

    Examples
    --------
    >>> is_blocked("On Hold"), is_blocked("In Progress"), is_blocked(None)
    (True, False, False)
    """
    return bool(status) and plain(str(status)) in _BLOCKED


def _working_hours(start: pd.Timestamp, end: pd.Timestamp) -> float:
    days = np.busday_count(start.date(), end.date())  # whole working days from the first day up to the last one
    return float(days * (_TO - _FROM) - _past(start) + _past(end))


def _past(at: pd.Timestamp) -> float:
    """Working hours of a day that lie before a moment of it."""
    if at.weekday() >= 5:
        return 0.0
    return min(max(at.hour + at.minute / 60 + at.second / 3600, _FROM), _TO) - _FROM


def _moment(text: str) -> pd.Timestamp:
    at = pd.Timestamp(text)
    return at.tz_localize("UTC") if at.tzinfo is None else at.tz_convert("UTC")


def _about(entry: Any) -> dict[str, Any]:
    return entry if isinstance(entry, dict) else dict(_SPRINT.findall(str(entry)))


def _split(names: Any) -> list[str]:
    return [n.strip() for n in str(names).split(",") if n.strip()] if names else []


def _sprints(change: dict[str, Any], side: str, names: dict[str, str]) -> list[str]:
    ids = _split(change.get(side))
    if ids and all(i in names for i in ids):
        return [names[i] for i in ids]
    return _split(change.get(f"{side}String"))


def _date(value: Any) -> str | None:
    return str(value) if value and value != "<null>" else None
