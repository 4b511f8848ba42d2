"""What happened: accuracy of estimates, velocity, flow. Pure functions from canonical tables to small results."""

from . import (
    accuracy,
    causes,
    censored,
    clean_up,
    debt,
    defects,
    earned_value,
    errors,
    flow,
    intervals,
    learning,
    progress,
    ranges,
    reestimation,
    velocity,
    xmr,
)

__all__ = [
    "accuracy",
    "causes",
    "censored",
    "clean_up",
    "debt",
    "defects",
    "earned_value",
    "errors",
    "flow",
    "intervals",
    "learning",
    "progress",
    "ranges",
    "reestimation",
    "velocity",
    "xmr",
]
