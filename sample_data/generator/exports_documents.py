"""The small project as documents: Microsoft Project's XML, a Trello board, GitHub's issues, Jira's issues with their history, notes."""

from __future__ import annotations

import json
from calendar import timegm
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

from .course import Course
from .exports_tables import Made
from .one_project import NAME, Item, given_up_as_closed, iso, kind_word, truth
from .workdays import shift
from .writing import csv_bytes

_GITHUB = {"feature": "Feature", "bug": "Bug", "task": "Task"}
_JIRA = {"feature": "Story", "bug": "Bug", "task": "Task"}
_CATEGORY = {"To Do": "new", "In Progress": "indeterminate", "Blocked": "indeterminate", "Done": "done", "Won't Do": "done"}
_NOTES = (
    "Kiosk 1, retrospective", "Went well", "Card form was ready early", "Pairing on the ledger", "The partner answered within a day",
    "Small reviews", "Demo every second Friday", "To improve", "Refund rules came late", "Test data ran out twice",
    "Two people waited for access", "Estimates of support tasks too low", "Nobody owned the alerts", "Ideas",
    "Ask for refund rules before planning", "Fresh test data every Monday", "One person owns access requests", "Alert duty by turns",
    "A checklist for support estimates", "Keep small reviews",
)  # fmt: skip


def made(course: Course, found: list[Item]) -> dict[str, Made]:
    """File names with their bytes and what they hold."""
    return {
        "microsoft_project.xml": mspdi(course, found),
        "trello.json": trello(found),
        "github.json": github(found),
        "jira_changelog.json": jira(course, found),
        "miro.csv": miro(),
    }


def mspdi(course: Course, found: list[Item]) -> Made:
    """Microsoft Project: a summary per part of the product, baseline 0, work as ISO durations; zeros are left out."""
    space = "http://schemas.microsoft.com/project"
    root = ElementTree.Element("Project", {"xmlns": space})
    head = {"SaveVersion": 14, "Title": NAME, "CurrencyCode": "EUR", "MinutesPerDay": 480, "StatusDate": _xml(_seen(course))}
    _add(root, head)
    tasks = ElementTree.SubElement(root, "Tasks")
    _add(ElementTree.SubElement(tasks, "Task"), {"UID": 0, "ID": 0, "Name": NAME, "Summary": 1, "OutlineNumber": 0, "OutlineLevel": 0})
    people = sorted({i.task.assignee for i in found})
    who: list[tuple[int, int]] = []
    uid = 0
    parts = sorted({i.task.component for i in found})
    for n, part in enumerate(parts, start=1):
        mine = [i for i in found if i.task.component == part]
        uid += 1
        known = {"UID": uid, "ID": uid, "Name": part.capitalize(), "Summary": 1, "OutlineNumber": n, "OutlineLevel": 1}
        known |= {"Work": _hours(sum(i.estimate for i in mine)), "ActualWork": _hours(sum(i.spent for i in mine)), "PercentComplete": 50}
        _add(ElementTree.SubElement(tasks, "Task"), known)
        for m, i in enumerate(mine, start=1):
            uid += 1
            who.append((uid, people.index(i.task.assignee) + 1))
            percent = 100 if i.state == "done" else 40 if i.state == "doing" else 0
            about: dict[str, object] = {"UID": uid, "ID": uid, "Name": i.task.title, "CreateDate": _xml(i.created)}
            about |= {"Active": 0 if i.state == "cancelled" else 1, "Summary": 0, "Milestone": 0, "OutlineNumber": f"{n}.{m}"}
            about |= {"OutlineLevel": 2, "PercentComplete": percent, "Work": _hours(i.estimate)}
            about |= {"ActualStart": _xml(i.started), "ActualFinish": _xml(i.finished), "ActualWork": _hours(i.spent) if i.spent else ""}
            task = ElementTree.SubElement(tasks, "Task")
            _add(task, about)
            if i.estimate:
                planned = _xml(datetime.combine(i.task.baseline_finish or course.planned_finish, time(17)))
                _add(ElementTree.SubElement(task, "Baseline"), {"Number": 0, "Finish": planned, "Work": _hours(i.estimate)})
    resources = ElementTree.SubElement(root, "Resources")
    for n, person in enumerate(people, start=1):
        _add(ElementTree.SubElement(resources, "Resource"), {"UID": n, "ID": n, "Name": person, "Type": 1})
    assignments = ElementTree.SubElement(root, "Assignments")
    for n, (task_uid, person_uid) in enumerate(who, start=1):
        _add(ElementTree.SubElement(assignments, "Assignment"), {"UID": n, "TaskUID": task_uid, "ResourceUID": person_uid})
    ElementTree.indent(root, " ")
    data = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + ElementTree.tostring(root, encoding="utf-8") + b"\n"
    return data, truth("mspdi", found, told="actual finished created started") | {"rollups": len(parts)}


def trello(found: list[Item]) -> Made:
    """Trello: points in brackets before the title, lists for states, moves as actions, newest first."""
    lists = {"todo": "To Do", "doing": "Doing", "done": "Done", "cancelled": "Won't do"}
    ids = {state: f"68b0000000000000000000{n:02d}" for n, state in enumerate(lists)}
    cards, actions = [], []
    for i in found:
        key = f"{timegm(i.created.timetuple()):08x}{i.number:016x}"
        title = f"({i.points}) {i.task.title}" if i.points else i.task.title
        cards.append(
            {
                "id": key, "idShort": i.number, "name": title, "desc": "", "closed": False, "idList": ids[i.state], "due": None,
                "dueComplete": i.state == "done", "labels": [{"name": word, "color": "blue"} for word in i.labels], "idMembers": [],
            }
        )  # fmt: skip
        path = [("todo", None), ("doing", i.started), ("done", i.finished), ("cancelled", i.cancelled)]
        walked = [(state, at) for state, at in path if at]
        before = "todo"
        for state, at in walked:
            data = {"card": {"id": key, "name": title}, "listBefore": _list(ids, lists, before), "listAfter": _list(ids, lists, state)}
            actions.append({"type": "updateCard", "date": iso(at), "data": data})
            before = state
    actions.sort(key=lambda a: str(a["date"]), reverse=True)
    board = {
        "id": "68b000000000000000000099",
        "name": NAME,
        "lists": [_list(ids, lists, s) for s in lists],
        "cards": cards,
        "actions": actions,
    }
    return _json(board), truth("trello.json", found, unit="points", told="finished created started")


def github(found: list[Item]) -> Made:
    """GitHub's issues: open or closed, with the reason; no hours, no beginning."""
    shown = given_up_as_closed(found)
    issues = []
    for was, i in zip(found, shown, strict=True):
        url = f"https://github.com/example/kiosk/issues/{i.number}"
        issues.append(
            {
                "number": i.number, "title": i.task.title, "html_url": url, "state": "closed" if i.state == "done" else "open",
                "state_reason": "not_planned" if was.state == "cancelled" else "completed" if i.state == "done" else None,
                "type": {"name": kind_word(_GITHUB, i)}, "labels": [{"name": word} for word in i.labels],
                "assignee": {"login": i.task.assignee} if i.started else None, "milestone": None, "created_at": iso(i.created),
                "closed_at": iso(i.finished) or None, "body": None,
            }
        )  # fmt: skip
    known = truth("github.json", shown, unit=None, told="finished created", kinds=_GITHUB)
    states = ["cancelled" if was.state == "cancelled" else i.state for was, i in zip(found, shown, strict=True)]
    known["finished"] = sorted(f"{i.finished:%Y-%m-%d}" for i in found if i.finished)
    return _json(issues), known | {"status_classes": {s: states.count(s) for s in sorted(set(states))}}


def jira(course: Course, found: list[Item]) -> Made:
    """Jira's REST page with the history of every issue, newest first: status, sprints, and no day of resolution."""
    order = [s.name for s in course.sprints]
    issues, blocked = [], 0.0
    for i in found:
        histories, hours = _history(i, order)
        blocked += hours
        status = {"todo": "To Do", "doing": "In Progress", "done": "Done", "cancelled": "Won't Do"}[i.state]
        kept = [s for s in i.stays if s.removed is None]
        fields = {
            "summary": i.task.title, "issuetype": {"name": kind_word(_JIRA, i)}, "project": {"key": "KIO", "name": NAME},
            "status": {"name": status, "statusCategory": {"key": _CATEGORY[status]}},
            "resolution": {"name": status} if _CATEGORY[status] == "done" else None, "resolutiondate": None,
            "created": iso(i.created, "+0000"), "duedate": None, "labels": i.labels, "components": [{"name": i.task.component}],
            "assignee": {"displayName": i.task.assignee} if i.started else None, "timespent": round(i.spent * 3600) or None,
            "timeoriginalestimate": round(i.estimate * 3600) or None,
            "customfield_10020": [_sprint(s.sprint.name, s.sprint.start, s.sprint.end, order) for s in kept] or None,
        }  # fmt: skip
        log = {"startAt": 0, "maxResults": 100, "total": len(histories), "histories": histories[::-1]}
        issues.append({"id": str(20_000 + i.number), "key": i.key, "fields": fields, "changelog": log})
    page = {"startAt": 0, "maxResults": 100, "total": len(issues), "names": {"customfield_10020": "Sprint"}, "issues": issues}
    known = truth("jira.json", found, told="actual finished created started", kinds=_JIRA)
    return _json(page), known | {"blocked_hours": blocked, "sprints": _sprints(course)}


def miro() -> Made:
    """Miro: no header, one column, headings among the notes."""
    return csv_bytes([[n] for n in _NOTES], bom=True, quote_all=True), {"profile": "notes", "tasks": 0, "lessons": len(_NOTES)}


def _history(i: Item, order: list[str]) -> tuple[list[dict[str, object]], float]:
    """The changes of one issue, oldest first, and the hours it was blocked."""
    moves: list[tuple[datetime, str, str, str]] = []
    now = "To Do"
    hours = 0.0
    path = [(i.started, "In Progress"), (i.finished, "Done"), (i.cancelled, "Won't Do")]
    if i.task.blocked and i.started:
        since = max(datetime.combine(i.task.blocked[0], time(8)), i.started + timedelta(minutes=1))
        until = datetime.combine(shift(since.date(), i.task.blocked[1]), time(8))
        if i.finished and until < i.finished:
            path += [(since, "Blocked"), (until, "In Progress")]
            hours = _working_hours(since, until)
    for at, to in sorted((at, to) for at, to in path if at):
        moves.append((at, "status", now, to))
        now = to
    held: list[str] = []
    for stay in sorted(i.stays, key=lambda s: order.index(s.sprint.name)):
        first = datetime.combine(stay.added, time(8 if stay.committed else 11))
        after = [*held, stay.sprint.name]
        moves.append((first, "Sprint", _names(held), _names(after)))
        held = after
        if stay.removed:
            held = held[:-1]
            moves.append((datetime.combine(stay.removed, time(12)), "Sprint", _names(after), _names(held)))
    moves.sort(key=lambda m: m[0])
    return [
        {
            "id": str(i.number * 100 + n),
            "created": iso(at, "+0000"),
            "items": [{"field": f, "fromString": a or None, "toString": b or None}],
        }
        for n, (at, f, a, b) in enumerate(moves)
    ], hours


def _working_hours(since: datetime, until: datetime) -> float:
    """Minutes from Monday to Friday between 9 and 17, counted one by one."""
    every = (since + timedelta(minutes=n) for n in range(round((until - since) / timedelta(minutes=1))))
    return round(sum(at.weekday() < 5 and 9 <= at.hour < 17 for at in every) / 60, 2)


def _sprints(course: Course) -> dict[str, dict[str, float]]:
    """Committed, added, removed and completed hours per sprint, as the project's own books have them."""
    found = {}
    for sprint in course.sprints:
        mine = [s for s in course.stays if s.sprint is sprint]
        found[_names([sprint.name])] = {
            "committed": sum(s.task.size for s in mine if s.committed),
            "added": sum(s.task.size for s in mine if not s.committed),
            "removed": sum(s.task.size for s in mine if s.removed is not None),
            "completed": sum(s.task.size for s in mine if s.task.finished and s.done),
        }
    return found


def _sprint(name: str, start: date, end: date, order: list[str]) -> dict[str, object]:
    """A sprint as Jira shows it on an issue; it begins at nine and ends at six."""
    closed = order.index(name) < len(order) - 1
    first, last = (iso(datetime.combine(day, time(hour))) for day, hour in ((start, 9), (end, 18)))
    made: dict[str, object] = {"id": order.index(name) + 1, "name": _names([name]), "state": "closed" if closed else "active"}
    return made | {"startDate": first, "endDate": last} | ({"completeDate": last} if closed else {})


def _names(sprints: list[str]) -> str:
    return ", ".join(f"KIO {name}" for name in sprints)


def _list(ids: dict[str, str], lists: dict[str, str], state: str) -> dict[str, str]:
    return {"id": ids[state], "name": lists[state]}


def _seen(course: Course) -> datetime:
    return datetime.combine(course.sprints[-1].start + timedelta(days=4), time(18))


def _json(document: object) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _xml(at: datetime | None) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}" if at else ""


def _hours(hours: float) -> str:
    whole, minutes = divmod(round(hours * 60), 60)
    return f"PT{whole}H{minutes}M0S"


def _add(parent: ElementTree.Element, values: dict[str, object]) -> None:
    """One child per value; empty ones are left out, as the program does."""
    for name, value in values.items():
        if value != "":
            ElementTree.SubElement(parent, name).text = str(value)
