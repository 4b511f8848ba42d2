"""Calibration: what finished work says about a new estimate, and the proof on work it had not seen."""

from .artefact import Outdated
from .backtest import Backtest, backtest, past_forecasts
from .change import what_changed
from .drift import Drift, drift
from .history import LEARNED_FROM, finished, of_units, unit_pairs
from .knowledge import Knowledge, day_after_last_finish, learn
from .model import Calibration, fit
from .prior import export
from .prior import read as read_prior

from_dict = Calibration.from_dict

__all__ = [
    "LEARNED_FROM",
    "Backtest",
    "Calibration",
    "Drift",
    "Knowledge",
    "Outdated",
    "backtest",
    "day_after_last_finish",
    "drift",
    "export",
    "finished",
    "fit",
    "from_dict",
    "learn",
    "of_units",
    "past_forecasts",
    "read_prior",
    "unit_pairs",
    "what_changed",
]
