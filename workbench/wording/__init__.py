"""One plain sentence per result, in a PM's words."""

from . import accuracy, calibration, evidence, flow, forecast, numbers, review, velocity
from .evidence import not_enough
from .finding import CardText, Finding

__all__ = ["CardText", "Finding", "accuracy", "calibration", "evidence", "flow", "forecast", "not_enough", "numbers", "review", "velocity"]
