"""Issues of Jira as its REST interface gives them, with their history where it was asked for."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.importers.dates import read_dates
from workbench.importers.statuses import class_of

from .flat import Flat, sheet_of
from .jira_sprints import hours_blocked, is_blocked, is_sprint, names_by_id, sprint_dates, stays_of

PROFILE = "jira.json"
COLUMNS = (
    *("key", "summary", "issuetype", "parent", "project key", "project name", "assignee", "components", "labels"),
    *("timeoriginalestimate", "story points", "timespent", "status", "status category", "resolution"),
    *("created", "estimated", "started", "finished", "duedate", "blocked"),
)
_CATEGORY = {"new": "todo", "indeterminate": "doing", "done": "done"}
_POINTS = ("story points", "story point estimate")


def fits(document: Any) -> str | None:
    """Why a document is a list of Jira issues; None when it is not.

    Parameters
    ----------
    document : object
        Parsed JSON or the root of the XML.

    Returns
    -------
    str or None
    """
    issues = _issues(document)
    good = [i for i in issues if isinstance(i, dict) and "key" in i and isinstance(i.get("fields"), dict)]
    return f"it holds {len(issues):,} Jira issues" if good else None


def flatten(document: Any) -> Flat:
    """Jira issues as one table of tasks, with status changes, bookings, estimates and sprints beside it.

    Parameters
    ----------
    document : list or dict
        Issues, or a search page with ``issues``; custom fields bare or wrapped as ``{id, name, value}``.

    Returns
    -------
    Flat

    Notes
    -----
    ``timeestimate`` is the remaining estimate and is never read. The first estimate is the earliest one in the history; an issue
    whose whole history never changes it was estimated when it was created. A task began with its first move into a status in
    work. Without a resolution date, a done task was finished with its last move into a done status.

    Examples
    --------
    >>> issue = {"key": "P-1", "fields": {"summary": "Login", "timeoriginalestimate": 7200}}
    >>> flatten([issue]).sheet.frame[COLUMNS.index("timeoriginalestimate")].tolist()
    ['7200']
    """
    rows, labels, broken = [], [], []
    moves, bookings, estimates, stays, links = [], [], [], [], []
    issues = _issues(document)
    names = _names(document, issues)
    classes = _status_classes(issues)
    custom = {id(f): _named(f, names) for f in _fields(issues)}
    dates = sprint_dates(list(custom.values()))
    sprint_names = names_by_id(list(custom.values()), [c for i in issues if isinstance(i, dict) for _, c in _changes(i)])
    finished = {name for name, kind in classes.items() if kind == "done" and class_of(name) != "cancelled"}
    uses_blocks = any(is_blocked(c.get("toString")) for i in issues if isinstance(i, dict) for _, c in _changes(i))
    with_history = 0
    for place, issue in enumerate(issues, 1):
        fields = issue.get("fields") if isinstance(issue, dict) else None
        if not isinstance(fields, dict) or not issue.get("key"):
            broken.append((place, str(issue.get("key", "") if isinstance(issue, dict) else issue)[:80], "holds no fields"))
            continue
        key, named = str(issue["key"]), custom[id(fields)]
        changes = _changes(issue)
        with_history += "changelog" in issue
        mine = [(at, c.get("fromString"), c.get("toString")) for at, c in changes if c.get("field") == "status"]
        moves += [{"task_id": key, "at": at, "from_status": a, "to_status": b} for at, a, b in mine if b]
        row = _row(key, fields, named)
        row["started"] = next((at for at, _, to in mine if classes.get(str(to)) == "doing"), None)
        last_done = next((at for at, _, to in reversed(mine) if classes.get(str(to)) == "done"), None)
        is_done = row["status category"] == "done"
        row["finished"] = fields.get("resolutiondate") or (last_done if is_done else None)
        estimates += _estimates(key, row, changes, complete=_complete(issue))
        bookings += _bookings(key, fields)
        links += _links(key, fields)
        whole = _complete(issue)
        row["blocked"] = hours_blocked(changes) if uses_blocks and whole else None
        stays += stays_of(key, named, changes, dates=dates, names=sprint_names, created=row["created"], complete=whole, finished=finished)
        rows.append(row)
        labels.append(place)
    flat = Flat(sheet_of(rows, labels=labels, broken=broken, columns=COLUMNS))
    flat.tables = {"transitions": _dated(moves, "at"), "worklogs": _dated(bookings, "day"), "estimates": _dated(estimates, "estimated_on")}
    known = {row["key"] for row in rows}
    flat.tables["dependencies"] = pd.DataFrame([link for link in links if link["needs_task_id"] in known])
    if outside := sum(link["needs_task_id"] not in known for link in links):
        flat.confirm.append(f"links to tasks outside the file: {outside:,}; they were left out.")
    nameless = {k for f in _fields(issues) for k, v in f.items() if k.startswith("customfield_") and v is not None and not _wrapped(k, v)}
    if nameless and not nameless & set(names):
        flat.confirm.append(
            f"{len(nameless):,} custom fields have no names in this file (expand=names): story points in them were not read."
        )
    flat.stays = _dated(stays, "started_on", "ended_on", "added_on", "removed_on")
    if not with_history:
        flat.confirm.append(
            "the issues come without their history (expand=changelog): when work began and what was re-estimated is unknown."
        )
    if uses_blocks:
        flat.assumed.append("time blocked is counted in working hours, Monday to Friday from 9 to 17, from the moves of the history.")
    if estimates:
        flat.assumed.append("the first estimate of each task was taken from its history where that holds one.")
    return flat


def _issues(document: Any) -> list[Any]:
    if isinstance(document, dict):
        inner = document.get("issues", document.get("values"))
        return inner if isinstance(inner, list) else [document] if "fields" in document else []
    if not isinstance(document, list):
        return []
    pages = [
        i for entry in document for i in (entry["issues"] if isinstance(entry, dict) and isinstance(entry.get("issues"), list) else [entry])
    ]
    return [i["data"] if isinstance(i, dict) and "fields" not in i and isinstance(i.get("data"), dict) else i for i in pages]


def _fields(issues: list[Any]) -> list[dict[str, Any]]:
    return [i["fields"] for i in issues if isinstance(i, dict) and isinstance(i.get("fields"), dict)]


def _named(fields: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Custom fields by their names, where the file tells them."""
    found = {}
    for key, value in fields.items():
        if key.startswith("customfield_"):
            wrapped = _wrapped(key, value)
            name = value["name"] if wrapped else names.get(key)
            if name:
                found[str(name).casefold()] = value["value"] if wrapped else value
    return found


def _wrapped(key: str, value: Any) -> bool:
    return isinstance(value, dict) and {"name", "value"} <= set(value) and value.get("id", key) == key


def _names(document: Any, issues: list[Any]) -> dict[str, str]:
    """Names of custom fields: as the pages tell them, as the history does, and sprints by what they hold."""
    found: dict[str, str] = {}
    for fields in _fields(issues):
        for key, value in fields.items():
            if key.startswith("customfield_") and isinstance(value, list) and value and is_sprint(value[0]):
                found[key] = "Sprint"
    for issue in issues:
        for _, change in _changes(issue) if isinstance(issue, dict) else ():
            if str(change.get("fieldId")).startswith("customfield_") and change.get("field"):
                found[str(change["fieldId"])] = str(change["field"])
    for page in document if isinstance(document, list) else [document]:
        told = page.get("names") if isinstance(page, dict) else None
        found |= {str(k): str(v) for k, v in told.items()} if isinstance(told, dict) else {}
    return found


def _row(key: str, fields: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    category = (_part(fields, "status") or {}).get("statusCategory") or {}
    return {
        "key": key,
        "summary": fields.get("summary"),
        "issuetype": _name(fields, "issuetype"),
        "parent": (_part(fields, "parent") or {}).get("key") or named.get("epic link"),
        "project key": (_part(fields, "project") or {}).get("key"),
        "project name": _name(fields, "project"),
        "assignee": (_part(fields, "assignee") or {}).get("displayName"),
        "components": [c.get("name") for c in fields.get("components") or [] if isinstance(c, dict)],
        "labels": fields.get("labels"),
        "timeoriginalestimate": fields.get("timeoriginalestimate"),
        "story points": next((named[p] for p in _POINTS if isinstance(named.get(p), int | float)), None),
        "timespent": fields.get("timespent"),
        "status": _name(fields, "status"),
        "status category": _CATEGORY.get(str(category.get("key")), category.get("name")),
        "resolution": _name(fields, "resolution"),
        "created": fields.get("created"),
        "duedate": fields.get("duedate"),
    }


def _status_classes(issues: list[Any]) -> dict[str, str | None]:
    """Class per status name: as the tracker says for statuses in use now, by their words for others."""
    known: dict[str, str | None] = {}
    for issue in issues:
        fields = issue.get("fields") if isinstance(issue, dict) else None
        if not isinstance(fields, dict):
            continue
        status = _part(fields, "status") or {}
        category = str((status.get("statusCategory") or {}).get("key"))
        if status.get("name") and category in _CATEGORY:
            known[str(status["name"])] = _CATEGORY[category]
        for _, change in _changes(issue):
            if change.get("field") == "status":
                for name in (change.get("fromString"), change.get("toString")):
                    if name and name not in known:
                        known[str(name)] = class_of(str(name))
    return known


def _changes(issue: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """All changes, oldest first; Jira writes them newest first."""
    histories = (issue.get("changelog") or {}).get("histories") or []
    dated = [(str(h.get("created")), item) for h in histories if h.get("created") for item in h.get("items") or []]
    return sorted(dated, key=lambda pair: pair[0])


def _complete(issue: dict[str, Any]) -> bool:
    log = issue.get("changelog")
    return isinstance(log, dict) and int(log.get("total", -1)) == len(log.get("histories") or [])


def _estimates(key: str, row: dict[str, Any], changes: list[tuple[str, dict[str, Any]]], *, complete: bool) -> list[dict[str, Any]]:
    """The log of estimates; the row's own estimate becomes the first of them."""
    found: list[dict[str, Any]] = []
    for column, unit, factor, words in (
        ("timeoriginalestimate", "hours", 3600.0, ("timeoriginalestimate",)),
        ("story points", "points", 1.0, _POINTS),
    ):
        mine = [(at, c) for at, c in changes if str(c.get("field", "")).casefold() in words]
        values: list[tuple[Any, Any]] = []
        if mine:
            before = _figure(mine[0][1], "from")
            if before is not None:
                values.append((row["created"], before))
            values += [(at, after) for at, c in mine if (after := _figure(c, "to")) is not None]
        elif complete and row[column] is not None:
            values.append((row["created"], row[column]))
        if not values:
            continue
        row[column] = values[0][1]
        if not found:
            row["estimated"] = values[0][0]
        found += [{"task_id": key, "estimated_on": at, "mid": float(v) / factor, "unit": unit, "basis": "import"} for at, v in values]
    return found


def _figure(change: dict[str, Any], side: str) -> float | None:
    for name in (f"{side}String", side):  # the plain side holds an id for some fields
        try:
            return float(change[name])
        except (KeyError, TypeError, ValueError):
            continue
    return None


def _bookings(key: str, fields: dict[str, Any]) -> list[dict[str, Any]]:
    logs = (_part(fields, "worklog") or {}).get("worklogs") or []
    return [
        {
            "task_id": key,
            "day": w.get("started"),
            "hours": w["timeSpentSeconds"] / 3600,
            "note": w.get("comment") if isinstance(w.get("comment"), str) else None,
        }
        for w in logs
        if isinstance(w, dict) and isinstance(w.get("timeSpentSeconds"), int | float)
    ]


def _links(key: str, fields: dict[str, Any]) -> list[dict[str, Any]]:
    """What blocks an issue: the inward side of the link "blocks"."""
    found = []
    for link in fields.get("issuelinks") or []:
        other = link.get("inwardIssue") if isinstance(link, dict) else None
        about = (link.get("type") or {}) if isinstance(link, dict) else {}
        blocks = about.get("name") == "Blocks" or str(about.get("inward")).casefold() == "is blocked by"
        if isinstance(other, dict) and other.get("key") and blocks:
            found.append({"task_id": key, "needs_task_id": str(other["key"]), "kind": "finish-start"})
    return found


def _dated(records: list[dict[str, Any]], *columns: str) -> pd.DataFrame:
    frame = pd.DataFrame(records)
    for column in columns:
        if column in frame:
            frame[column] = read_dates(frame[column].astype("str")).stamps
    return frame


def _part(fields: dict[str, Any], name: str) -> dict[str, Any] | None:
    value = fields.get(name)
    return value if isinstance(value, dict) else None


def _name(fields: dict[str, Any], name: str) -> str | None:
    return (_part(fields, name) or {}).get("name")
