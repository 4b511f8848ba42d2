"""One picture per function: data and ``ax`` in, the same ``ax`` out."""

from . import (
    accuracy,
    calendar_split,
    calibration,
    causes,
    debt,
    earned_value,
    flow,
    forecast,
    groups,
    habits,
    outlook,
    seasons,
    slips,
    training,
    trend,
    velocity,
    waiting,
)
from .caption import Caption, caption_of
from .render import Format, render, size_of

__all__ = [
    "Caption",
    "Format",
    "accuracy",
    "calendar_split",
    "calibration",
    "caption_of",
    "causes",
    "debt",
    "earned_value",
    "flow",
    "forecast",
    "groups",
    "habits",
    "outlook",
    "render",
    "seasons",
    "size_of",
    "slips",
    "training",
    "trend",
    "velocity",
    "waiting",
]
