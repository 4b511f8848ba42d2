"""One picture per function: data and ``ax`` in, the same ``ax`` out."""

from . import accuracy, calibration, causes, earned_value, flow, forecast, outlook, training, velocity
from .caption import Caption, caption_of
from .render import Format, render, size_of

__all__ = [
    "Caption",
    "Format",
    "accuracy",
    "calibration",
    "caption_of",
    "causes",
    "earned_value",
    "flow",
    "forecast",
    "outlook",
    "render",
    "size_of",
    "training",
    "velocity",
]

__all__ = ["Caption", "Format", "accuracy", "calibration", "caption_of", "flow", "forecast", "render", "size_of", "training", "velocity"]
