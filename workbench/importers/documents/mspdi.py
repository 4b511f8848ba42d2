"""Microsoft Project's XML (MSPDI): work in person-hours, baselines, outline, predecessors."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import pandas as pd

from .flat import Flat, sheet_of
from .project_dates import milestones, periods

PROFILE = "mspdi"
COLUMNS = (
    *("UID", "Name", "Kind", "Parent", "Summary", "Resource", "Baseline Work", "ActualWork", "Status", "Class"),
    *("CreateDate", "ActualStart", "ActualFinish", "Deadline", "Baseline Finish", "ActualCost"),
)
_SPACE = "{http://schemas.microsoft.com/project}"
_LINKS = {"0": "finish-finish", "1": "finish-start", "2": "start-finish", "3": "start-start"}
_MONEY = 100.0  # amounts are written in hundredths


def fits(document: Any) -> str | None:
    """Why a document is a plan of Microsoft Project; None when it is not.

    Parameters
    ----------
    document : object
        Parsed JSON or the root of the XML.

    Returns
    -------
    str or None
    """
    return "it is an XML file of Microsoft Project" if getattr(document, "tag", "") == f"{_SPACE}Project" else None


def flatten(document: Element) -> Flat:
    """A plan as one table of tasks, with its dependencies beside it.

    Parameters
    ----------
    document : Element
        The root of the XML file.

    Returns
    -------
    Flat

    Notes
    -----
    The estimate is the work of baseline 0. Where no task at all has that baseline, the scheduled work stands in, and the report asks;
    single tasks without a baseline stay without an estimate. The row with UID 0 is the project itself; ``IsNull`` rows are blank.

    Examples
    --------
    >>> from workbench.importers.containers.document import XmlFile
    >>> text = '<Project xmlns="http://schemas.microsoft.com/project"><Tasks><Task><UID>1</UID><Work>PT8H0M0S</Work></Task></Tasks></Project>'
    >>> flatten(XmlFile(text.encode()).document()).sheet.frame[COLUMNS.index("Baseline Work")].tolist()
    ['PT8H0M0S']
    """
    minutes = float(_text(document, "MinutesPerDay") or 480)
    people = _resources(document)
    tasks = [t for t in document.iter(f"{_SPACE}Task") if _text(t, "UID") is not None and _text(t, "IsNull") != "1"]
    tasks = [t for t in tasks if _text(t, "ExternalTask") != "1"]  # a shadow of another plan's task
    whole = next((t for t in tasks if _text(t, "UID") == "0"), None)
    tasks = [t for t in tasks if t is not whole]
    planned = any(_text(_baseline(t), "Work") is not None for t in tasks)
    outline = {_text(t, "OutlineNumber"): _text(t, "UID") for t in tasks}
    rows, links, figures = [], [], []
    for task in tasks:
        uid = _text(task, "UID")
        number = _text(task, "OutlineNumber") or ""
        base = _baseline(task)
        percent = float(_text(task, "PercentComplete") or 0)
        work = _text(task, "Work") if not planned else None if base is None else _text(base, "Work") or "PT0H0M0S"  # zeros are omitted
        rows.append(
            {
                "UID": uid,
                "Name": _text(task, "Name"),
                "Kind": "milestone" if _text(task, "Milestone") == "1" else "summary" if _text(task, "Summary") == "1" else "task",
                "Parent": outline.get(number.rpartition(".")[0]) if "." in number else None,
                "Summary": "yes" if _text(task, "Summary") == "1" else "no",
                "Resource": people.get(uid or ""),
                "Baseline Work": work,
                "ActualWork": _text(task, "ActualWork") or ("PT0H0M0S" if percent == 0 and not _text(task, "ActualStart") else None),
                "Status": f"{percent:g} % complete",
                "Class": _class(task, percent),
                "CreateDate": _text(task, "CreateDate"),
                "ActualStart": _text(task, "ActualStart"),
                "ActualFinish": _text(task, "ActualFinish"),
                "Deadline": _text(task, "Deadline"),
                "Baseline Finish": _text(base, "Finish") if base is not None else None,
                "ActualCost": _money(_text(task, "ActualCost")),
            }
        )
        figures.append(
            rows[-1]
            | {
                "percent": float(_text(task, "PhysicalPercentComplete") or 0) if _text(task, "EarnedValueMethod") == "1" else percent,
                "budget": _money(_text(base, "Cost")) if base is not None else None,
                "Baseline Start": _text(base, "Start") if base is not None else None,
                "Finish": _text(task, "Finish"),
            }
        )
        for link in task.findall(f"{_SPACE}PredecessorLink"):
            lag = float(_text(link, "LinkLag") or 0) / 10 / minutes  # tenths of a minute
            kind = _LINKS.get(_text(link, "Type") or "1", "finish-start")
            links.append({"task_id": uid, "needs_task_id": _text(link, "PredecessorUID"), "kind": kind, "lag_days": lag})
    flat = Flat(sheet_of(rows, labels=list(range(1, len(rows) + 1)), broken=[], columns=COLUMNS))
    flat.tables["dependencies"] = pd.DataFrame(links)
    seen_on = _text(document, "StatusDate") or _text(document, "LastSaved")
    flat.tables["periods"] = periods(figures, seen_on=seen_on)
    flat.tables["milestones"] = milestones(figures, seen_on=seen_on)
    flat.project = _project(document, whole)
    flat.named = _text(document, "Title")
    if len(flat.tables["periods"]):
        flat.assumed.append(
            f"earned value is as of {str(seen_on)[:10]}, the plan's status date or last saving: baseline cost × percent complete; "
            "planned value spreads each baseline cost evenly over its baseline dates."
        )
    if not planned:
        others = any(t.find(f"{_SPACE}Baseline") is not None for t in tasks)
        what = "baseline 0 was never saved (others were)" if others else "no baseline was saved"
        flat.confirm.append(f"{what}: the scheduled work stands in for the estimate, and it may have been changed since.")
    elif lacking := sum(_baseline(t) is None for t in tasks):
        flat.confirm.append(f"{lacking:,} tasks are in no baseline: they have no estimate.")
    flat.assumed.append(f"a working day has {minutes / 60:g} hours, as the file says.")
    return flat


def _class(task: Element, percent: float) -> str:
    if _text(task, "Active") == "0":
        return "cancelled"
    return "done" if percent >= 100 else "doing" if percent > 0 or _text(task, "ActualStart") else "todo"


def _project(document: Element, whole: Element | None) -> dict[str, Any]:
    base = _baseline(whole) if whole is not None else None
    found: dict[str, Any] = {"name": _text(document, "Title") or _text(document, "Name"), "currency": _text(document, "CurrencyCode")}
    if base is not None:
        found["planned_finish_on"] = _text(base, "Finish")
        found["budget"] = _money(_text(base, "Cost"))
    return {k: v for k, v in found.items() if v is not None}


def _resources(document: Element) -> dict[str, str]:
    """The one resource of each task that has exactly one."""
    names = {_text(r, "UID"): _text(r, "Name") for r in document.iter(f"{_SPACE}Resource")}
    assigned: dict[str, set[str]] = {}
    for a in document.iter(f"{_SPACE}Assignment"):
        name = names.get(_text(a, "ResourceUID"))
        if name:
            assigned.setdefault(_text(a, "TaskUID") or "", set()).add(name)
    return {uid: next(iter(who)) for uid, who in assigned.items() if len(who) == 1}


def _baseline(task: Element) -> Element | None:
    return next((b for b in task.findall(f"{_SPACE}Baseline") if _text(b, "Number") == "0"), None)


def _text(element: Element | None, name: str) -> str | None:
    found = element.find(f"{_SPACE}{name}") if element is not None else None
    return found.text.strip() if found is not None and found.text and found.text.strip() else None


def _money(text: str | None) -> float | None:
    try:
        return float(text) / _MONEY if text is not None else None
    except ValueError:
        return None
