"""Calibration: what finished work says about a new estimate, and the proof on work it had not seen."""

from .backtest import Backtest, backtest
from .history import finished, of_units, unit_pairs
from .model import Calibration, fit

from_dict = Calibration.from_dict

__all__ = ["Backtest", "Calibration", "backtest", "finished", "fit", "from_dict", "of_units", "unit_pairs"]
