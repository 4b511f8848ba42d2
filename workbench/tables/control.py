"""Declarations of the tables that steer a project: changes, budget, milestones, capacity, risks."""

from __future__ import annotations

from .declare import Column, Table
from .work import PROJECT, amount

CHANGES = Table(
    "changes",
    "one request to change the scope",
    (
        PROJECT,
        Column("change_id", "text", "the request's number", required=True, example="CR-4"),
        Column("requested_on", "date", "day it was asked for", past=True, example="2026-03-02"),
        Column("decided_on", "date", "day it was decided", past=True, example="2026-03-05"),
        Column("decision", "choice", "what was decided", choices=("open", "approved", "rejected", "withdrawn"), example="approved"),
        Column("effort", "number", "hours it adds (less than 0: saves)", unit="hours", example="60"),
        Column("cost", "number", "money it adds", unit="currency", example="4800"),
        Column("days", "number", "working days it adds to the finish", unit="days", example="5"),
        Column("reason", "text", "why", example="new tax rule"),
        Column("approved_by", "text", "who approved", person=True, example="sponsor"),
        Column("affects", "text", "what or whom it touches", example="checkout, support"),
    ),
    key=("project_id", "change_id"),
    ordered=(("requested_on", "decided_on"),),
)

PERIODS = Table(
    "periods",
    "cumulative earned-value figures at the end of one period",
    (
        PROJECT,
        Column("period_end", "date", "last day of the period", required=True, example="2026-02-28"),
        amount("planned_value", "budget of the work planned to be done by now", "currency", example="30000"),
        amount("earned_value", "budget of the work really done by now", "currency", example="26000"),
        amount("actual_cost", "money spent by now", "currency", example="31000"),
    ),
    key=("project_id", "period_end"),
)

MILESTONES = Table(
    "milestones",
    "one milestone as it was seen on one day",
    (
        PROJECT,
        Column("milestone", "text", "the milestone's name", required=True, example="Beta"),
        Column("recorded_on", "date", "day this was written down", required=True, past=True, example="2026-02-28"),
        Column("baseline_on", "date", "day first planned", example="2026-04-01"),
        Column("forecast_on", "date", "day expected now", example="2026-04-20"),
        Column("actual_on", "date", "day reached", past=True, example="2026-04-22"),
    ),
    key=("project_id", "milestone", "recorded_on"),
)

ALLOCATIONS = Table(
    "allocations",
    "one role's capacity and load in one period",
    (
        PROJECT,
        Column("role", "text", "the role, never a person", required=True, example="backend"),
        Column("period_end", "date", "last day of the period", required=True, example="2026-02-28"),
        amount("capacity_hours", "hours there were", "hours", example="300"),
        amount("booked_hours", "hours planned", "hours", example="320"),
        amount("spent_hours", "hours worked", "hours", example="335"),
    ),
    key=("project_id", "role", "period_end"),
)

RISKS = Table(
    "risks",
    "one risk",
    (
        PROJECT,
        Column("risk_id", "text", "the risk's number", required=True, example="R-3"),
        Column("recorded_on", "date", "day it was written down", past=True, example="2026-01-20"),
        Column("text", "text", "what might happen", example="payment provider is late"),
        Column("probability", "number", "how likely, 0 to 1", minimum=0, maximum=1, example="0.3"),
        amount("impact", "what it would take if it happens", "unit", example="120"),
        Column("unit", "text", "unit of impact: hours, days or a currency", example="hours"),
        Column("response", "text", "what was done about it", example="second provider tested"),
        Column("occurred", "flag", "whether it happened", example="no"),
        Column("occurred_on", "date", "day it happened", past=True, example="2026-03-12"),
        amount("cost", "money it took", "currency", example="9000"),
    ),
    key=("project_id", "risk_id"),
)
