"""Calibration: what finished work says about a new estimate, and the proof on work it had not seen."""

from .backtest import Backtest, backtest
from .change import what_changed
from .history import finished, of_units, unit_pairs
from .knowledge import Knowledge, day_after_last_finish, learn
from .model import Calibration, fit

from_dict = Calibration.from_dict

__all__ = [
    "Backtest",
    "Calibration",
    "Knowledge",
    "backtest",
    "day_after_last_finish",
    "finished",
    "fit",
    "from_dict",
    "learn",
    "of_units",
    "unit_pairs",
    "what_changed",
]
