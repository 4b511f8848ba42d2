"""The task model as a function: fit on one history, forecast another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .grid import booking_step, snap
from .history import Floats, History
from .layers import fit_layers


def forecaster(past: History) -> Callable[[History, Floats], Floats]:
    """Fit on one history; what comes back gives the quantiles of effort of another, shape (len(new), len(levels))."""
    layers, step = fit_layers(past), booking_step(past)

    def forecast(new: History, levels: Floats) -> Floats:
        effort = np.exp(layers.log_ratio(new.labels, new.estimate, levels)) * new.estimate[:, None]
        return snap(effort, new.estimate if past.same_unit else None, step)

    return forecast


def forecast(past: History, new: History, levels: Floats) -> Floats:
    """Fit on one history and forecast another."""
    return forecaster(past)(new, levels)
