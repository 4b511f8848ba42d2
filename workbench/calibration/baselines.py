"""Plain rules that a calibration must beat: each learns from finished tasks, and forecasts in its place where it does better."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from workbench.tables import InputError

from .history import Floats, History
from .totals import independent

AT = np.concatenate([[0.001], np.round(np.arange(1, 200) * 0.005, 3), [0.999]])
GRID = (np.arange(100) + 0.5) / 100
HABIT = 0.25  # the habit's 80 % range: the estimate ± 25 %
ENOUGH_OF_A_PERSON = 10
LEAST = 0.05  # of the middle: no forecast is at or below 0


@dataclass(frozen=True)
class Rule:
    """A plain rule that has learned.

    Parameters
    ----------
    name : str
        Its key in `BASELINES`.
    pooled : ndarray
        Quantiles at the levels `AT`, of actual ÷ estimate or of the actual itself.
    by_estimate : bool
        Whether they are multiplied by the estimate.
    persons : dict of str to ndarray
        Quantiles of the persons who have their own.
    """

    name: str
    pooled: Floats
    by_estimate: bool = True
    persons: dict[str, Floats] = field(default_factory=dict, repr=False)

    def quantiles(self, estimate: Floats, person: npt.NDArray[np.object_], levels: Floats) -> Floats:
        """Forecast the effort of each task.

        Parameters
        ----------
        estimate, person : ndarray, shape (n,)
            Estimates, and who made them.
        levels : ndarray
            Levels between 0 and 1; beyond .001 and .999 they count as these.

        Returns
        -------
        ndarray, shape (n, len(levels))

        Examples
        --------
        >>> rule = Rule("habit", 1 + AT)
        >>> rule.quantiles(np.array([2.0, 4.0]), np.array(["", ""], dtype=object), np.array([0.5])).tolist()
        [[3.0], [6.0]]
        """
        out = np.tile(np.interp(levels, AT, self.pooled), (len(estimate), 1))
        if self.persons:
            for name in set(person) & set(self.persons):
                out[person == name] = np.interp(levels, AT, self.persons[name])
        return out * estimate[:, None] if self.by_estimate else out

    def total(self, estimate: Floats, person: npt.NDArray[np.object_], rng: np.random.Generator, *, draws: int = 10_000) -> Floats:
        """Draws of the sum of several tasks: independent ones, but for the habit, which puts its range around the sum."""
        if self.name == "habit":
            at = (np.arange(draws) + 0.5) / draws
            return self.quantiles(np.array([estimate.sum()]), np.array([""], dtype=object), at)[0]
        return independent(self.quantiles(estimate, person, GRID), rng, draws=draws)

    def to_dict(self, *, people: bool) -> dict[str, Any]:
        """The rule as plain data; persons only when asked for."""
        persons = {name: q.tolist() for name, q in self.persons.items()} if people else {}
        return {"name": self.name, "pooled": self.pooled.tolist(), "by_estimate": self.by_estimate, "persons": persons}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Rule:
        """Inverse of `to_dict`.

        Raises
        ------
        InputError
            When it is no rule.
        """
        persons = {str(name): np.asarray(q, dtype=float) for name, q in document["persons"].items()}
        rule = cls(str(document["name"]), np.asarray(document["pooled"], dtype=float), bool(document["by_estimate"]), persons)
        for q in (rule.pooled, *persons.values()):
            if q.shape != AT.shape or not np.isfinite(q).all() or (np.diff(q) < 0).any():
                raise InputError("a rule's quantiles are damaged.", expected=f"{len(AT)} rising numbers.", todo="export it again.")
        return rule


def habit(past: History) -> Rule:
    """The ±25 % habit: a normal range around the estimate whose 10th and 90th percentiles are 0.75 and 1.25 × it.

    Where estimate and actual differ in unit, around the estimate times the ratio of totals.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> nobody = np.array([""], dtype=object)
    >>> habit(Some(same_unit=True)).quantiles(np.array([8.0]), nobody, np.array([0.1, 0.5, 0.9])).round(6).tolist()
    [[6.0, 8.0, 10.0]]
    """
    rate = 1.0 if past.same_unit else past.actual.sum() / past.estimate.sum()
    return Rule("habit", rate * np.maximum(1 + HABIT * scipy.special.ndtri(AT) / scipy.special.ndtri(0.9), LEAST))


def ebs(past: History) -> Rule:
    """Evidence-based scheduling, pooled: the empirical distribution of actual ÷ estimate (Spolsky 2007)."""
    return Rule("ebs", _empirical(past.actual / past.estimate))


def ebs_person(past: History) -> Rule:
    """The same from the estimator's own tasks, where there are ten; pooled elsewhere."""
    ratio, who = past.actual / past.estimate, past.labels["estimator"]
    names, code, n = np.unique(who.astype(str), return_inverse=True, return_counts=True)
    parts = np.split(ratio[np.argsort(code, kind="stable")], np.cumsum(n)[:-1])
    own = {str(name): _empirical(part) for name, part in zip(names, parts, strict=True) if name and len(part) >= ENOUGH_OF_A_PERSON}
    return Rule("ebs_person", _empirical(ratio), persons=own)


def lognormal(past: History) -> Rule:
    """A lognormal distribution of actual ÷ estimate with the mean and standard deviation of past log ratios."""
    r = past.log_ratio
    return Rule("lognormal", np.exp(r.mean() + scipy.special.ndtri(AT) * r.std(ddof=min(1, len(r) - 1))))


def no_estimate(past: History) -> Rule:
    """The empirical distribution of past actuals, whatever the estimate; summed, this is a forecast by throughput."""
    return Rule("no_estimate", _empirical(past.actual), by_estimate=False)


def naive_mean(past: History) -> Rule:
    """The mean of past actuals with their standard deviation, whatever the estimate: what guessing is worth."""
    mean = past.actual.mean()
    spread = scipy.special.ndtri(AT) * past.actual.std(ddof=min(1, len(past) - 1))
    return Rule("naive_mean", np.maximum(mean + spread, LEAST * mean), by_estimate=False)


def _empirical(values: Floats) -> Floats:
    return np.quantile(values, AT, method="inverted_cdf")


BASELINES: dict[str, Callable[[History], Rule]] = {
    "habit": habit,
    "ebs": ebs,
    "ebs_person": ebs_person,
    "lognormal": lognormal,
    "no_estimate": no_estimate,
    "naive_mean": naive_mean,
}
