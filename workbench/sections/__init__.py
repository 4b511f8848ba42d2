"""Sections of a report: each answers one question of a PM, from analysis to picture and sentence, or says what to add.

Templates and notebooks put reports together from these; a section reads no disk and no clock.
"""

from .actions import agreed, last_actions, said
from .answer import answer
from .effort import task_by_task, where_effort_went
from .estimate import basis, ranges_per_task, total_and_finish
from .evidence import evidence
from .next_time import next_time
from .pace import pace_and_proof, sprint_by_sprint
from .proof import portfolio_answer, portfolio_evidence, proof

__all__ = [
    "agreed",
    "answer",
    "basis",
    "evidence",
    "last_actions",
    "next_time",
    "pace_and_proof",
    "portfolio_answer",
    "portfolio_evidence",
    "proof",
    "ranges_per_task",
    "said",
    "sprint_by_sprint",
    "task_by_task",
    "total_and_finish",
    "where_effort_went",
]
