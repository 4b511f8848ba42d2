"""Forecasts: effort, cost, finish days and sprints, as distributions with odds."""

from .calendar import Calendar
from .chained import ChainedFinish, finish_chained
from .effort import EffortForecast, effort
from .finish import FinishForecast, finish
from .growth import Growth, growth
from .items import ItemsForecast, finish_items
from .running import RunningForecast, running
from .running_proof import RunningProof, WayComparison, backtest_running, compare_ways
from .scope import CostForecast, Plan, cost, odds, scaled
from .snapshot import as_seen
from .sprint import SprintForecast, backtest_sprints, coming_sprints, next_sprint

__all__ = [
    "Calendar",
    "ChainedFinish",
    "CostForecast",
    "EffortForecast",
    "FinishForecast",
    "Growth",
    "ItemsForecast",
    "Plan",
    "RunningForecast",
    "RunningProof",
    "SprintForecast",
    "WayComparison",
    "as_seen",
    "backtest_running",
    "backtest_sprints",
    "coming_sprints",
    "compare_ways",
    "cost",
    "effort",
    "finish",
    "finish_chained",
    "finish_items",
    "growth",
    "next_sprint",
    "odds",
    "running",
    "scaled",
]
