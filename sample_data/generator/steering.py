"""What steers a project besides its tasks: changes, money over time, milestones, capacity, risks."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np

from .catalogue import AS_OF, RATES, RISK_ODDS
from .course import Course
from .work import Task, stream
from .workdays import backward, between, forward, month_ends, shift

_WHY = (
    "new legal rule", "request of a key customer", "partner changed its interface", "result of the pilot",
    "forgotten in the first plan", "security audit", "wish of the sales team", "second country joins",
)  # fmt: skip
_REFUSED = ("too late for this release", "little use", "other project covers it", "no money left")
_RISKS = (
    ("a supplier delivers late", "second supplier asked"), ("a key person leaves the team", "work in pairs"),
    ("the test environment is not ready", "own environment rented"), ("the law changes before the start", "watched with legal"),
    ("data quality is worse than thought", "sample checked early"), ("the partner's interface changes", "contract test set up"),
    ("users do not accept the new flow", "pilot group set up"), ("performance is too low at the peak", "load test in the middle"),
    ("security review finds gaps", "early review asked"), ("two projects need the same expert", "weeks booked in advance"),
    ("requirements stay unclear", "workshop every two weeks"), ("licence costs rise", "offer fixed for a year"),
    ("migration takes longer than one night", "rehearsal planned"), ("translation comes late", "texts frozen early"),
)  # fmt: skip


def hours_of(task: Task) -> float:
    """The first estimate in hours (points at the usual hours per point)."""
    return task.size * (4.1 if task.unit == "points" else 1.0)


def cost(task: Task, until: date = AS_OF) -> float:
    """Money spent on the task up to a day."""
    return sum(h for d, h in task.effort.items() if d <= until) * RATES[task.role]


def budget(course: Course) -> float:
    """Money first approved: the first plan at the usual rate, with a small reserve."""
    return float(math.ceil(sum(hours_of(t) * RATES[t.role] for t in course.tasks if t.baseline) * 1.18 / 1000) * 1000)


def changes(course: Course) -> list[dict[str, object]]:
    """Requests to change the scope; the approved ones are the tasks labelled with their number."""
    rng = stream("changes", course.project.id)
    added = sorted((t for t in course.tasks if not t.baseline and t.kind in ("feature", "maintenance") and t.size), key=lambda t: t.added)
    rows: list[dict[str, object]] = []
    last = min(AS_OF, course.finished)

    def put(requested: date, decided: date | None, decision: str, group: list[Task], reason: str) -> None:
        effort = sum(hours_of(t) for t in group) if group else float(rng.choice([16, 24, 40, 60, 80]))
        number = f"CR-{len(rows) + 1}"
        for task in group:
            task.labels.add(number)
        rows.append(
            {
                "project_id": course.project.id,
                "change_id": number,
                "requested_on": requested,
                "decided_on": decided,
                "decision": decision,
                "effort": round(effort, 1),
                "cost": float(round(effort * 76 / 10) * 10),
                "days": float(max(1, round(effort / 22))),
                "reason": reason,
                "approved_by": "sponsor" if decision == "approved" and effort > 40 else "product owner" if decision != "open" else None,
                "affects": ", ".join(sorted({t.component for t in group})) or None,
            }
        )

    at = 0
    while at < len(added):
        group = added[at : at + int(rng.integers(3, 7))]
        at += len(group)
        if rng.random() < 0.25:
            continue  # joined the scope without a request
        decided = max(course.started, min(t.added for t in group))
        requested = max(course.started, shift(decided, -int(rng.integers(1, 9))))
        put(requested, decided, "approved", group, _WHY[int(rng.integers(len(_WHY)))])
        if rng.random() < 0.35:
            day = min(last, forward(decided + timedelta(days=int(rng.integers(1, 12)))))
            outcome = "withdrawn" if rng.random() < 0.25 else "rejected"
            put(day, min(last, shift(day, 3)), outcome, [], _REFUSED[int(rng.integers(len(_REFUSED)))])
    if course.running(AS_OF):
        put(backward(AS_OF - timedelta(days=6)), None, "open", [], _WHY[int(rng.integers(len(_WHY)))])
    return rows


def periods(course: Course) -> list[dict[str, object]]:
    """Planned value, earned value and actual cost at each month's end, cumulative."""
    total = budget(course)
    plan = sum(t.size for t in course.tasks if t.baseline)
    kept = [t for t in course.tasks if t.baseline and not t.cancelled]
    kept_sum = sum(t.size for t in kept)
    span = len(between(course.started, course.planned_finish))
    rows: list[dict[str, object]] = []
    for end in month_ends(course.started, min(course.finished, AS_OF)):
        dated = [t for t in course.tasks if t.baseline and t.baseline_finish]
        if dated:
            planned = sum(t.size for t in dated if t.baseline_finish and t.baseline_finish <= end) / plan
        else:
            planned = min(1.0, len(between(course.started, end)) / span)
        earned = sum(t.size for t in kept if t.finished and t.finished <= end) / kept_sum
        rows.append(
            {
                "project_id": course.project.id,
                "period_end": end,
                "planned_value": float(round(total * planned)),
                "earned_value": float(round(total * earned)),
                "actual_cost": float(round(sum(cost(t, end) for t in course.tasks))),
            }
        )
    return rows


def milestones(course: Course) -> list[dict[str, object]]:
    """Milestones as they were seen at each month's end: forecasts drift from the plan towards what came."""
    rng = stream("milestones", course.project.id)
    if course.phases:
        marks = [(f"Gate {i}: {name}", planned, real) for i, (name, planned, real) in enumerate(course.phases, start=1)]
    else:
        names = {"scrum": ("Beta", "Release"), "kanban": ("First users", "Complete")}[course.team.method]
        marks = [(names[0], *_share_days(course, 0.6)), (names[1], course.planned_finish, course.finished)]
    rows: list[dict[str, object]] = []
    for name, planned, real in marks:
        slip = (real - planned).days
        for recorded in month_ends(course.started, min(course.finished, AS_OF)):
            recorded = min(recorded, AS_OF, course.finished)
            reached = real <= recorded
            known = min(1.0, max(0.0, (recorded - course.started).days / max(1, (real - course.started).days)))
            guess = planned + timedelta(days=round(slip * known**1.4 + rng.normal(0, 3) * (1 - known)))
            forecast = real if reached else forward(max(guess, recorded + timedelta(days=1)))
            rows.append(
                {
                    "project_id": course.project.id,
                    "milestone": name,
                    "recorded_on": recorded,
                    "baseline_on": planned,
                    "forecast_on": forecast,
                    "actual_on": real if reached else None,
                }
            )
            if reached:
                break
    return rows


def _share_days(course: Course, share: float) -> tuple[date, date]:
    """Planned and real day at which a share of the first plan's work is finished."""
    planned = backward(course.started + (course.planned_finish - course.started) * share)
    whole = sum(t.size for t in course.tasks if t.baseline and not t.cancelled)
    done = 0.0
    for task in sorted((t for t in course.tasks if t.baseline and t.finished), key=lambda t: t.finished or date.max):
        done += task.size
        if done >= share * whole and task.finished:
            return planned, task.finished
    return planned, backward(course.started + (course.finished - course.started) * share)


def allocations(course: Course) -> list[dict[str, object]]:
    """Capacity, planned and worked hours per role and month."""
    rng = stream("allocations", course.project.id)
    rows: list[dict[str, object]] = []
    last = min(course.finished, AS_OF)
    heads = {role: sum(r == role for _, r, _ in course.team.people) for _, role, _ in course.team.people}
    for end in month_ends(course.started, last):
        first = max(course.started, end.replace(day=1))
        days = len(between(first, min(end, last)))
        for role, people in heads.items():
            here = [t for t in course.tasks if t.role == role]
            spent = sum(h for t in here for d, h in t.effort.items() if first <= d <= end)
            booked = sum(hours_of(t) / t.actual * h for t in here for d, h in t.effort.items() if first <= d <= end)
            rows.append(
                {
                    "project_id": course.project.id,
                    "role": role,
                    "period_end": end,
                    "capacity_hours": float(round(people * days * 6.0 * rng.uniform(0.88, 1.0))),
                    "booked_hours": float(round(booked)),
                    "spent_hours": spent,
                }
            )
    return rows


def risks(course: Course) -> list[dict[str, object]]:
    """The risk register; what was called 10 % happens a little more often than that, and so on."""
    rng = stream("risks", course.project.id)
    stated = list(RISK_ODDS)
    rows: list[dict[str, object]] = []
    order: np.ndarray = rng.permutation(len(_RISKS))
    for n, i in enumerate(order[: int(rng.integers(8, 12))], start=1):
        text, response = _RISKS[i]
        p = stated[int(rng.choice(len(stated), p=[0.24, 0.26, 0.22, 0.18, 0.10]))]
        happens = rng.random() < RISK_ODDS[p]
        recorded = forward(course.started + timedelta(days=int(rng.integers(0, 40))))
        length = max(2, (course.finished - recorded).days)
        day = forward(recorded + timedelta(days=int(length * rng.uniform(0.1, 0.85))))
        impact = float(rng.choice([16, 24, 40, 60, 80, 120]))
        took = float(round(impact * 76 * rng.lognormal(0.1, 0.5) / 10) * 10)
        seen = happens and day <= AS_OF
        rows.append(
            {
                "project_id": course.project.id,
                "risk_id": f"R-{n}",
                "recorded_on": recorded,
                "text": text,
                "probability": p,
                "impact": impact,
                "unit": "hours",
                "response": response if rng.random() < 0.7 else None,
                "occurred": True if seen else None if course.running(AS_OF) else False,
                "occurred_on": day if seen else None,
                "cost": took if seen else None,
            }
        )
    return rows
