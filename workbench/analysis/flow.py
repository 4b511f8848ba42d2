"""Flow of work: how long it takes, how much lies open, where it waits, how it moves between sprints."""

from .carry import CarryOver, carry_over, commitment_changes
from .seasons import CapacityVelocity, Seasonality, capacity_velocity, public_holidays, seasonality
from .stock import WorkInProgress, cumulative_flow, net_flow, work_in_progress
from .times import Times, ageing, cycle_time, days_between, durations, lead_time
from .waiting import Blocked, FlowEfficiency, blocked, efficiency, time_in_status, visits

__all__ = [
    "Blocked",
    "CapacityVelocity",
    "CarryOver",
    "FlowEfficiency",
    "Seasonality",
    "Times",
    "WorkInProgress",
    "ageing",
    "blocked",
    "capacity_velocity",
    "carry_over",
    "commitment_changes",
    "cumulative_flow",
    "cycle_time",
    "days_between",
    "durations",
    "efficiency",
    "lead_time",
    "net_flow",
    "public_holidays",
    "seasonality",
    "time_in_status",
    "visits",
    "work_in_progress",
]
