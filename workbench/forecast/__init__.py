"""Forecasts: effort, finish days and sprints, as distributions with odds."""

from .calendar import Calendar
from .effort import EffortForecast, effort
from .finish import FinishForecast, finish
from .sprint import SprintForecast, backtest_sprints, next_sprint

__all__ = ["Calendar", "EffortForecast", "FinishForecast", "SprintForecast", "backtest_sprints", "effort", "finish", "next_sprint"]
