"""Steps that actuals are booked in: whole units, halves or quarters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .history import Floats, History

STEPS = (1.0, 0.5, 0.25)
ENOUGH = 0.97
FEWEST = 3


def booking_step(past: History) -> float | None:
    """The step that practically all efforts are multiples of; None where there is no such step.

    Parameters
    ----------
    past : History
        Finished tasks. Where estimate and actual share a unit, the estimates must keep to the step too.

    Returns
    -------
    float or None
        1, ½ or ¼ of the actual's unit; None below 3 tasks.

    Notes
    -----
    Where at least 97 % of past efforts are multiples, quantiles are rounded to it, because a forecast between two
    possible values is right only by accident.
    """
    if len(past) < FEWEST:
        return None
    efforts = [past.actual, past.estimate] if past.same_unit else [past.actual]
    for step in STEPS:
        if all(_keeps_to(e, step).mean() >= ENOUGH for e in efforts):
            return step
    return None


def snap(effort: Floats, estimate: Floats | None, step: float | None) -> Floats:
    """Round efforts to the step, at least one step.

    Parameters
    ----------
    effort : ndarray, shape (n, n_levels)
        Forecast quantiles.
    estimate : ndarray, shape (n,), or None
        Estimates in the same unit; a task whose own estimate keeps to no step is left as it is. None where units differ.
    step : float or None
        Result of `booking_step`; None changes nothing.

    Examples
    --------
    >>> snap(np.array([[0.1, 1.4, 1.6], [0.1, 1.4, 1.6]]), np.array([1.0, 1.3]), 1.0).tolist()
    [[1.0, 1.0, 2.0], [0.1, 1.4, 1.6]]
    """
    if step is None:
        return effort
    rounded = np.maximum(np.rint(effort / step), 1.0) * step
    return rounded if estimate is None else np.where(_keeps_to(estimate, step)[:, None], rounded, effort)


def _keeps_to(values: Floats, step: float) -> npt.NDArray[np.bool_]:
    return np.abs(values / step - np.rint(values / step)) < 1e-6
