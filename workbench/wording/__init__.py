"""One plain sentence per result, in a PM's words."""

from . import accuracy, calibration, evidence, flow, forecast, kinds, numbers, review, spread, velocity
from .evidence import not_enough
from .finding import CardText, Finding

__all__ = [
    "CardText",
    "Finding",
    "accuracy",
    "calibration",
    "evidence",
    "flow",
    "forecast",
    "kinds",
    "not_enough",
    "numbers",
    "review",
    "spread",
    "velocity",
]
