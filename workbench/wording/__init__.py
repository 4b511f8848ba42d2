"""One plain sentence per result, in a PM's words."""

from . import (
    accuracy,
    calibration,
    causes,
    contingency,
    earned_value,
    evidence,
    flow,
    forecast,
    kinds,
    numbers,
    outlook,
    review,
    running,
    spread,
    training,
    velocity,
)
from .evidence import not_enough
from .finding import CardText, Finding

__all__ = [
    "CardText",
    "Finding",
    "accuracy",
    "calibration",
    "causes",
    "contingency",
    "earned_value",
    "evidence",
    "flow",
    "forecast",
    "kinds",
    "not_enough",
    "numbers",
    "outlook",
    "review",
    "running",
    "spread",
    "training",
    "velocity",
]
