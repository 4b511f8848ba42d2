"""Steps that actuals are booked in: whole units, halves or quarters."""

from __future__ import annotations

import numpy as np

from .history import Floats, History

STEPS = (1.0, 0.5, 0.25)
ENOUGH = 0.97
FEWEST = 10


def booking_step(past: History) -> float | None:
    """The step that practically all efforts are multiples of; None where there is no such step.

    Parameters
    ----------
    past : History
        Finished tasks. Where estimate and actual share a unit, the estimates must keep to the step too.

    Returns
    -------
    float or None
        1, ½ or ¼ of the actual's unit; None below 10 tasks.

    Notes
    -----
    Where at least 97 % of past efforts are multiples, quantiles are rounded to it, because a forecast between two
    possible values is right only by accident.
    """
    if len(past) < FEWEST:
        return None
    efforts = [past.actual, past.estimate] if past.same_unit else [past.actual]
    for step in STEPS:
        if all(np.mean(np.abs(e / step - np.rint(e / step)) < 1e-6) >= ENOUGH for e in efforts):
            return step
    return None


def snap(effort: Floats, step: float | None) -> Floats:
    """Round efforts to the step, at least one step; unchanged where there is none.

    Examples
    --------
    >>> snap(np.array([0.1, 1.4, 1.6]), 1.0).tolist()
    [1.0, 1.0, 2.0]
    """
    return effort if step is None else np.maximum(np.rint(effort / step), 1.0) * step
