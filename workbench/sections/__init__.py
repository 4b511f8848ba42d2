"""Sections of a report: each answers one question of a PM, from analysis to picture and sentence, or says what to add.

Templates and notebooks put reports together from these; a section reads no disk and no clock.
"""

from .actions import agreed, last_actions, said
from .answer import answer
from .behind import behind_answer, behind_kinds, behind_pace
from .capacity import capacity_and_load
from .debt import debt_of_team, quality_and_debt
from .drivers import what_drove_it
from .earned_value import money_and_time
from .effort import task_by_task, where_effort_went
from .estimate import basis, estimate_evidence, ranges_per_task, rests_on, total_and_finish
from .evidence import evidence
from .gallery import busiest, gallery
from .habits import do_we_learn, how_we_estimate, kinds_and_waiting, who_misses_by_less
from .health import health
from .next_time import next_time
from .outlook import (
    cost_at_completion,
    finish_at_completion,
    milestones_ahead,
    open_risks,
    risks_and_contingency,
    rules_on_own_past,
    uplifts_for_plans,
)
from .pace import pace_and_proof, sprint_by_sprint
from .past import as_it_stood
from .portfolio import (
    actions_that_worked,
    how_projects_ended,
    portfolio_causes,
    portfolio_ends,
    portfolio_head,
    portfolio_method,
    running_projects,
    were_risks_right,
)
from .proof import portfolio_answer, portfolio_evidence, proof
from .records import compared_tasks
from .risks import risks_in_hindsight
from .rows import files_behind, files_of_library, rows_behind, rows_of_status, rows_of_turn, rows_so_far
from .running import forecast_running, running_proof, when_it_ends
from .scope import scope_ahead, scope_and_changes
from .slips import milestones_and_delay
from .sprint import last_turn, next_turn, turn_answer, turn_beside_its_past, turn_evidence, what_moved, what_waits
from .status import executive_status, status_day
from .themes import lessons_over_projects, raised_before
from .time import where_time_went
from .training import certificate, group_answer, group_curve, transfer

__all__ = [
    "actions_that_worked",
    "agreed",
    "answer",
    "as_it_stood",
    "basis",
    "behind_answer",
    "behind_kinds",
    "behind_pace",
    "busiest",
    "capacity_and_load",
    "certificate",
    "compared_tasks",
    "cost_at_completion",
    "debt_of_team",
    "do_we_learn",
    "estimate_evidence",
    "evidence",
    "executive_status",
    "files_behind",
    "files_of_library",
    "finish_at_completion",
    "forecast_running",
    "gallery",
    "group_answer",
    "group_curve",
    "health",
    "how_projects_ended",
    "how_we_estimate",
    "kinds_and_waiting",
    "last_actions",
    "last_turn",
    "lessons_over_projects",
    "milestones_ahead",
    "milestones_and_delay",
    "money_and_time",
    "next_time",
    "next_turn",
    "open_risks",
    "pace_and_proof",
    "portfolio_answer",
    "portfolio_causes",
    "portfolio_ends",
    "portfolio_evidence",
    "portfolio_head",
    "portfolio_method",
    "proof",
    "quality_and_debt",
    "raised_before",
    "ranges_per_task",
    "rests_on",
    "risks_and_contingency",
    "risks_in_hindsight",
    "rows_behind",
    "rows_of_status",
    "rows_of_turn",
    "rows_so_far",
    "rules_on_own_past",
    "running_projects",
    "running_proof",
    "said",
    "scope_ahead",
    "scope_and_changes",
    "sprint_by_sprint",
    "status_day",
    "task_by_task",
    "total_and_finish",
    "transfer",
    "turn_answer",
    "turn_beside_its_past",
    "turn_evidence",
    "uplifts_for_plans",
    "were_risks_right",
    "what_drove_it",
    "what_moved",
    "what_waits",
    "when_it_ends",
    "where_effort_went",
    "where_time_went",
    "who_misses_by_less",
]
