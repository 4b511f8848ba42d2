"""Plain methods that a calibration must beat: each takes finished tasks and forecasts quantiles of effort for new ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import stats

from .history import Floats, History

Method = Callable[[History, History, Floats], Floats]
HABIT = 0.25  # the habit's 80 % range: the estimate ± 25 %
ENOUGH_OF_A_PERSON = 10


def habit(past: History, new: History, levels: Floats) -> Floats:
    """The ±25 % habit: a normal range around the estimate whose 10th and 90th percentiles are 0.75 and 1.25 × it.

    Where estimate and actual differ in unit, around the estimate times the ratio of totals.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> habit(Some(same_unit=True), Some(estimate=np.array([8.0])), np.array([0.1, 0.5, 0.9])).round(6).tolist()
    [[6.0, 8.0, 10.0]]
    """
    factor = np.maximum(1 + HABIT * stats.norm.ppf(levels) / stats.norm.ppf(0.9), 0.05)
    rate = 1.0 if past.same_unit else past.actual.sum() / past.estimate.sum()
    return rate * new.estimate[:, None] * factor


def ebs(past: History, new: History, levels: Floats) -> Floats:
    """Evidence-based scheduling, pooled: the empirical distribution of actual ÷ estimate (Spolsky 2007)."""
    return new.estimate[:, None] * _empirical(past.actual / past.estimate, levels)


def ebs_person(past: History, new: History, levels: Floats) -> Floats:
    """The same from the estimator's own tasks, where there are ten; pooled elsewhere."""
    out = ebs(past, new, levels)
    who = past.labels["estimator"]
    for person in np.unique(new.labels["estimator"].astype(str)):
        own = who == person
        if own.sum() >= ENOUGH_OF_A_PERSON:
            rows = new.labels["estimator"] == person
            out[rows] = new.estimate[rows, None] * _empirical(past.actual[own] / past.estimate[own], levels)
    return out


def lognormal(past: History, new: History, levels: Floats) -> Floats:
    """A lognormal distribution of actual ÷ estimate with the mean and standard deviation of past log ratios."""
    r = past.log_ratio
    return new.estimate[:, None] * np.exp(r.mean() + stats.norm.ppf(levels) * r.std(ddof=1))


def no_estimate(past: History, new: History, levels: Floats) -> Floats:
    """The empirical distribution of past actuals, whatever the estimate: what an estimate must be worth."""
    return np.tile(_empirical(past.actual, levels), (len(new), 1))


def _empirical(values: Floats, levels: Floats) -> Floats:
    return np.quantile(values, levels, method="inverted_cdf")


BASELINES: dict[str, Method] = {
    "habit": habit,
    "ebs": ebs,
    "ebs_person": ebs_person,
    "lognormal": lognormal,
    "no_estimate": no_estimate,
}
