"""The small project as CSV, in the shape that each tool documents or that its real files have."""

from __future__ import annotations

from calendar import timegm
from datetime import date, datetime, time

from .one_project import NAME, Item, given_up_as_closed, kind_word, truth, without_given_up
from .writing import csv_bytes

Made = tuple[bytes, dict[str, object]]
_AZURE = {"feature": "User Story", "bug": "Bug", "task": "Task"}
_YOUTRACK = {"feature": "Feature", "bug": "Bug", "task": "Task"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def made(found: list[Item]) -> dict[str, Made]:
    """File names with their bytes and what they hold."""
    return {
        "azure_devops_flat.csv": azure(found, tree=False),
        "azure_devops_tree.csv": azure(found, tree=True),
        "asana.csv": asana(found),
        "clickup.csv": clickup(found),
        "linear.csv": linear(found),
        "gitlab.csv": gitlab(found),
        "youtrack.csv": youtrack(found),
        "plan.csv": plan(found),
        "plan_time_log.csv": time_log(found),
    }


def azure(found: list[Item], *, tree: bool) -> Made:
    """Azure DevOps: a flat query, or a tree of features with their work items; dates in American style."""
    titles = ["Title 1", "Title 2"] if tree else ["Title"]
    head: list[object] = [
        "ID", "Work Item Type", *titles, "State", "Assigned To", "Tags", "Area Path", "Iteration Path", "Original Estimate",
        "Completed Work", "Remaining Work", "Created Date", "Activated Date", "Closed Date",
    ]  # fmt: skip
    states = {"todo": "New", "doing": "Active", "done": "Closed", "cancelled": "Removed"}
    rows = [head]
    under = sorted({i.task.component for i in found}) if tree else [None]
    for n, component in enumerate(under):
        if component:
            rows.append([900 + n, "Feature", component.capitalize(), "", "Active", "", "", NAME, NAME, *[""] * 6])
        for i in found:
            if component not in (None, i.task.component):
                continue
            left = max(0.0, i.estimate - i.spent) if i.state in ("todo", "doing") else ""
            path = f"{NAME}\\{i.sprint}" if i.sprint else NAME
            row: list[object] = [1000 + i.number, kind_word(_AZURE, i), *(["", i.task.title] if tree else [i.task.title]), states[i.state]]
            row += [f"{i.task.assignee} <{i.task.assignee}@example.org>" if i.started else "", "; ".join(i.labels)]
            row += [f"{NAME}\\{i.task.component.capitalize()}", path, i.estimate or "", i.spent or "", left]
            rows.append([*row, *(_american(at) for at in (i.created, i.started, i.finished))])
    known = truth("azure_devops.csv", found, told="actual finished created started", kinds=_AZURE)
    if tree:
        known["rollups"] = len(under)
    return csv_bytes(rows, bom=True, newline="\r\n", quote_all=True), known


def asana(found: list[Item]) -> Made:
    """Asana: sections for states, days without hours, custom columns for time."""
    found = without_given_up(found)
    sections = {"todo": "To do", "doing": "Doing", "done": "Done"}
    head: list[object] = [
        "Task ID", "Created At", "Completed At", "Last Modified", "Name", "Section/Column", "Assignee", "Assignee Email", "Start Date",
        "Due Date", "Tags", "Notes", "Projects", "Parent task", "Blocked By (Dependencies)", "Blocking (Dependencies)", "Estimated hours",
        "Actual hours",
    ]  # fmt: skip
    rows = [head]
    for i in found:
        last = i.finished or i.started or i.created
        who = i.task.assignee if i.started else ""
        row: list[object] = [1209000000000000 + i.number, i.created.date(), i.finished.date() if i.finished else "", last.date()]
        row += [i.task.title, sections[i.state], who, who and f"{who}@example.org", "", i.task.due or "", ",".join(i.labels)]
        rows.append([*row, "", NAME, "", "", "", i.estimate or "", i.spent or ""])
    return csv_bytes(rows), truth("asana.csv", found)


def clickup(found: list[Item]) -> Made:
    """ClickUp's workspace export: milliseconds, the word null, brackets, a quoted time spent; no day of completion."""
    states = {"todo": "to do", "doing": "in progress", "done": "complete", "cancelled": "cancelled"}
    head: list[object] = [
        "Task ID", "Task Link", "Task Type", "Task Name", "Task Content", "Status", "Date Created", "Date Created Text", "Due Date",
        "Due Date Text", "Start Date", "Start Date Text", "Parent ID", "Subtasks IDs", "Attachments", "Assignees", "Tags", "Priority",
        "List Name", "Folder Name/Path", "Space Name", "Time Estimated", "Time Estimated Text", "Checklists", "Comments",
        "Assigned Comments", "Time Spent", "Time Spent Text", "Rolled Up Time", "Rolled Up Time Text", "Home Location ID",
        "Home Location", "Other Location IDs", "Other Locations",
    ]  # fmt: skip
    rows = [head]
    for i in found:
        key = f"8kio{i.number:05d}"
        text = f"{i.created.month}/{i.created.day}/{i.created.year}, {i.created:%H:%M:%S} GMT"
        row: list[object] = [key, f"https://app.clickup.com/t/{key}", "Task", i.task.title, "", states[i.state], _ms(i.created), text]
        due = _ms(datetime.combine(i.task.due, time(4))) if i.task.due else ""
        row += [due, i.task.due or "", _ms(i.started) if i.started else "", "", "null", "", "[]"]
        row += [f"[{i.task.assignee}]" if i.started else "[]", f"[{','.join(i.labels)}]", "null", i.task.component.capitalize(), "", NAME]
        row += [round(i.estimate * 3_600_000) or "", f"{i.estimate:g} h" if i.estimate else "", "{}", "[]", 0]
        row += [f' "{round(i.spent * 3_600_000)}"' if i.spent else ' ""', "", "NaN", "", 900000000001]
        rows.append([*row, f"{NAME} > {i.task.component.capitalize()}", "", ""])
    return csv_bytes(rows), truth("clickup.csv", found, told="actual created started", kinds={"task": "Task"})


def linear(found: list[Item]) -> Made:
    """Linear: points, cycles, dates as a browser writes them; a task given up carries the day."""
    states = {"todo": "Todo", "doing": "In Progress", "done": "Done", "cancelled": "Canceled"}
    head: list[object] = [
        "ID", "Team", "Title", "Description", "Status", "Estimate", "Priority", "Project", "Creator", "Assignee", "Labels", "Cycle Number",
        "Cycle Name", "Cycle Start", "Cycle End", "Created", "Updated", "Started", "Completed", "Canceled", "Archived", "Due Date",
        "Milestone", "Parent issue", "Roadmaps",
    ]  # fmt: skip
    rows = [head]
    for i in found:
        cycle = i.stays[-1].sprint if i.stays else None
        state = "Backlog" if i.state == "todo" and not cycle else states[i.state]
        row: list[object] = [i.key, "Kiosk", i.task.title, "", state, i.points or "", "Medium", i.task.component.capitalize()]
        row += [i.task.estimator, i.task.assignee if i.started else "", ", ".join(i.labels)]
        midnight = [_browser(datetime.combine(d, time())) for d in (cycle.start, cycle.end)] if cycle else ["", ""]
        row += [cycle.name.split()[1], f"Cycle {cycle.name.split()[1]}", *midnight] if cycle else ["", "", "", ""]
        last = i.finished or i.cancelled or i.started or i.created
        row += [_browser(at) for at in (i.created, last, i.started, i.finished, i.cancelled)]
        rows.append([*row, "", i.task.due or "", "", "", "[]"])
    return csv_bytes(rows), truth("linear.csv", found, unit="points", told="finished created started")


def gitlab(found: list[Item]) -> Made:
    """GitLab: open or closed, seconds, UTC; what was given up is closed like the rest."""
    found = given_up_as_closed(found)
    head: list[object] = [
        "Title", "Description", "Issue ID", "URL", "State", "Author", "Author Username", "Assignee", "Assignee Username", "Confidential",
        "Locked", "Due Date", "Created At (UTC)", "Updated At (UTC)", "Closed At (UTC)", "Milestone", "Weight", "Labels", "Time Estimate",
        "Time Spent",
    ]  # fmt: skip
    rows = [head]
    for i in found:
        who = [i.task.assignee] * 2 if i.started else ["", ""]
        row: list[object] = [i.task.title, "", i.number, f"https://gitlab.example.org/kiosk/-/issues/{i.number}"]
        row += ["Closed" if i.state == "done" else "Open", i.task.estimator, i.task.estimator, *who, "No", "No", i.task.due or ""]
        row += [f"{at:%Y-%m-%d %H:%M:%S}" if at else "" for at in (i.created, i.finished or i.started or i.created, i.finished)]
        rows.append([*row, i.sprint, "", ",".join(i.labels), round(i.estimate * 3600), round(i.spent * 3600)])
    return csv_bytes(rows), truth("gitlab.csv", found)


def youtrack(found: list[Item]) -> Made:
    """YouTrack: periods such as 1d 4h with days of eight hours, words for what is empty."""
    states = {"todo": "Open", "doing": "In Progress", "done": "Fixed", "cancelled": "Won't fix"}
    head: list[object] = [
        "Issue Id", "Project", "Tags", "Summary", "Reporter", "Created", "Updated", "Resolved", "Priority", "Type", "State", "Assignee",
        "Sprints", "Original estimation", "Spent time", "Description", "Votes",
    ]  # fmt: skip
    rows = [head]
    for i in found:
        end = i.finished or i.cancelled
        row: list[object] = [i.key, NAME, ", ".join(i.labels), i.task.title, i.task.estimator, _short(i.created)]
        row += [_short(end or i.started or i.created), _short(end), "Normal", kind_word(_YOUTRACK, i), states[i.state]]
        row += [i.task.assignee if i.started else "Unassigned", ", ".join(s.sprint.name for s in i.stays) or "No sprints"]
        rows.append([*row, _period(i.estimate), _period(i.spent), f"Goal:\n{i.task.title}.", 0])
    known = truth("youtrack.csv", found, told="actual created", kinds=_YOUTRACK)
    known["finished"] = sorted(f"{at:%Y-%m-%d}" for i in found if (at := i.finished))
    return csv_bytes(rows, bom=True, quote_all=True), known


def plan(found: list[Item]) -> Made:
    """A plan of one's own whose hours stand in another file."""
    words = {"todo": "To Do", "doing": "In Progress", "done": "Done", "cancelled": "Cancelled"}
    rows: list[list[object]] = [["Key", "Title", "Estimate (h)", "Status"]]
    rows += [[i.key, i.task.title, i.estimate or "", words[i.state]] for i in found]
    return csv_bytes(rows), truth("generic", found, told="actual") | {"hours": "plan_time_log.csv"}


def time_log(found: list[Item]) -> Made:
    """The bookings of the plan's tasks, as time sheets write them, and one that belongs to no task."""
    rows: list[list[object]] = [
        ["Issue Key", "Issue summary", "Hours", "Work date", "Full name", "Activity", "Work Description", "Billed Hours"]
    ]
    booked = sorted((day, i.number, hours, i) for i in found for day, hours in i.task.effort.items())
    for day, _, hours, i in booked:
        rows.append([i.key, i.task.title, hours, f"{day:%Y-%m-%d} 00:00", i.task.assignee, i.task.role, "", hours])
    rows.append(["OPS-1", "Team day", 6, f"{booked[-1][0]:%Y-%m-%d} 00:00", "p34", "meeting", "", 0])
    with_hours = [i for i in found if i.spent]
    known = truth("time_log", with_hours, unit=None, told="actual")
    known |= {"tasks": len(with_hours) + 1, "actual": sum(i.spent for i in with_hours) + 6, "status_classes": {}}
    return csv_bytes(rows), known


def _american(at: datetime | None) -> str:
    if at is None:
        return ""
    return f"{at.month}/{at.day}/{at.year} {(at.hour - 1) % 12 + 1}:{at:%M:%S} {'AM' if at.hour < 12 else 'PM'}"


def _browser(at: datetime | None) -> str:
    return f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at:%d %Y %H:%M:%S} GMT+0000 (GMT)" if at else ""


def _short(at: datetime | date | None) -> str:
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}" if at else ""


def _ms(at: datetime) -> int:
    return timegm(at.timetuple()) * 1000


def _period(hours: float) -> str:
    minutes = round(hours * 60)
    parts = ((minutes // 480, "d"), (minutes % 480 // 60, "h"), (minutes % 60, "m"))
    return " ".join(f"{n}{unit}" for n, unit in parts if n)
