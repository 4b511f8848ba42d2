"""Forecasts: effort, cost, finish days and sprints, as distributions with odds."""

from .calendar import Calendar
from .effort import EffortForecast, effort
from .finish import FinishForecast, finish
from .items import ItemsForecast, finish_items
from .scope import CostForecast, Plan, cost, odds, scaled
from .sprint import SprintForecast, backtest_sprints, next_sprint

__all__ = [
    "Calendar",
    "CostForecast",
    "EffortForecast",
    "FinishForecast",
    "ItemsForecast",
    "Plan",
    "SprintForecast",
    "backtest_sprints",
    "cost",
    "effort",
    "finish",
    "finish_items",
    "next_sprint",
    "odds",
    "scaled",
]
