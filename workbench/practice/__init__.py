"""The estimation trainer's thinking: which tasks to practise on, what an answer is worth, and what may be said of it.

No widgets, no disk and no clock: the doors bring the tasks, the answers and the day.
"""

from .anchors import AnchorIndex, anchor_index, arms, sequence
from .answer import Answer, problems_of, table
from .compare import Comparison, MedianBias, against_history, median_bias, sign_flip
from .curriculum import LEVELS, Level, level
from .curve import Curve, calibration_curve
from .delphi import Round, compare_steps
from .elicit import Pert, bet_says, bin_edges, consensus, from_bins, pert
from .exam import ExamResult, chance_of_hits, hits_needed, judge
from .feedback import Feedback, feedback
from .flags import Flag, HitRate, hit_rate, narrow_evidence, too_narrow, top_evidence, top_too_low, widening, width_ratio
from .history import Past
from .items import Pool, draw, habit_hits, pool, seen_in, shown, tells
from .progress import EXAM, Progress, Run
from .score import Skill, log_score, scored, skill, weighted_interval_score
from .spacing import REFRESHER, Due, next_refresher
from .trivia import trivia
from .whole import Mmre, Whole, candidates, mmre_trap, whole

__all__ = [
    "EXAM",
    "LEVELS",
    "REFRESHER",
    "AnchorIndex",
    "Answer",
    "Comparison",
    "Curve",
    "Due",
    "ExamResult",
    "Feedback",
    "Flag",
    "HitRate",
    "Level",
    "MedianBias",
    "Mmre",
    "Past",
    "Pert",
    "Pool",
    "Progress",
    "Round",
    "Run",
    "Skill",
    "Whole",
    "against_history",
    "anchor_index",
    "arms",
    "bet_says",
    "bin_edges",
    "calibration_curve",
    "candidates",
    "chance_of_hits",
    "compare_steps",
    "consensus",
    "draw",
    "feedback",
    "from_bins",
    "habit_hits",
    "hit_rate",
    "hits_needed",
    "judge",
    "level",
    "log_score",
    "median_bias",
    "mmre_trap",
    "narrow_evidence",
    "next_refresher",
    "pert",
    "pool",
    "problems_of",
    "scored",
    "seen_in",
    "sequence",
    "shown",
    "sign_flip",
    "skill",
    "table",
    "tells",
    "too_narrow",
    "top_evidence",
    "top_too_low",
    "trivia",
    "weighted_interval_score",
    "whole",
    "widening",
    "width_ratio",
]
