"""What finished work says about a new estimate: the fitted calibration and its forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from workbench.tables import InputError, SchemaError

from . import reference
from .artefact import FORMAT, VERSION, check_format, pack_layers, unpack_layers
from .baselines import BASELINES, Rule
from .centre import Sums, sums
from .forecaster import forecast
from .grid import booking_step, snap
from .history import Floats, History, day_number, estimates_of, history, labels_of
from .layers import Layers, fit_layers
from .shocks import LEVELS, Shocks, learn
from .totals import Batch, draw, draw_tasks

CHUNK = 4_000  # tasks forecast at a time: few enough to stay in the processor's cache


@dataclass(frozen=True)
class Calibration:
    """A fitted calibration: the distribution of the actual of a new task, given its estimate and labels.

    Parameters
    ----------
    n : int
        Finished tasks it learned from.
    estimate_unit, actual_unit : str
        The one pair of units; empty where the data did not say.
    as_of : Timestamp
        The day from which the past was looked at.
    layers : Layers
        The fitted distribution.
    sums : Sums
        Totals of the finished work.
    step : float or None
        Step that efforts are booked in.
    source : str
        Where its prior beliefs come from.
    past : History or None
        The tasks themselves; None once it was stored and read again.
    rule, total_rule : Rule or None
        Plain rules that did better on the past, beyond chance, and forecast tasks and totals in the calibration's place.

    Examples
    --------
    >>> finished = pd.DataFrame({"estimate": [2.0, 4.0, 8.0] * 20, "actual": [2.2, 6.1, 13.4] * 20})
    >>> model = fit(finished, as_of=pd.Timestamp("2026-01-31"))
    >>> low, mid, high = model.quantiles(pd.DataFrame({"estimate": [4.0]}), [0.1, 0.5, 0.9])[0]
    >>> bool(low < mid < high) and 5 < float(mid) < 7
    True
    """

    n: int
    estimate_unit: str
    actual_unit: str
    as_of: pd.Timestamp
    layers: Layers = field(repr=False)
    sums: Sums = field(repr=False)
    step: float | None = None
    source: str = "built-in beliefs"
    past: History | None = field(default=None, repr=False, compare=False)
    rule: Rule | None = None
    total_rule: Rule | None = None

    @property
    def same_unit(self) -> bool:
        """Whether estimate and actual are measured alike."""
        return self.estimate_unit.casefold() == self.actual_unit.casefold()

    def following(self, rule: str, total_rule: str) -> Calibration:
        """The same, but with the named plain rules in its place; ``calibrated`` names no rule."""
        if self.past is None or not len(self.past):
            return self
        rules = [BASELINES[name](self.past) if name in BASELINES else None for name in (rule, total_rule)]
        return replace(self, rule=rules[0], total_rule=rules[1])

    @cached_property
    def shocks(self) -> Shocks:
        """Shared shocks, learned from past runs when first asked for."""
        return learn(self.past if self.past is not None else _nothing(), forecast, day_number(self.as_of))

    @cached_property
    def classes(self) -> pd.DataFrame:
        """Every reference class with its number of tasks and ratios."""
        return reference.classes(self.past if self.past is not None else _nothing())

    def quantiles(self, new: pd.DataFrame, levels: Sequence[float] | Floats) -> Floats:
        """Forecast the actual of each new task.

        Parameters
        ----------
        new : DataFrame
            Tasks with an `estimate` above 0; project_id, kind, estimator (or assignee) and component are used if there.
        levels : sequence of float
            Levels strictly between 0 and 1.

        Returns
        -------
        ndarray, shape (len(new), len(levels))
            In the unit of the actual; rises from left to right when the levels do.

        Raises
        ------
        InputError
            When a task has no estimate above 0, or a level is not between 0 and 1.
        SchemaError
            When the new tasks are estimated in another unit.
        """
        p = _checked(levels)
        estimate, labels = estimates_of(new, self.estimate_unit), labels_of(new)
        if self.rule is not None:
            return self.rule.quantiles(estimate, labels["estimator"], p)
        out = np.empty((len(new), len(p)))
        for i in range(0, len(new), CHUNK):
            part = slice(i, i + CHUNK)
            log_ratio = self.layers.log_ratio({name: values[part] for name, values in labels.items()}, estimate[part], p)
            out[part] = snap(np.exp(log_ratio) * estimate[part, None], estimate[part] if self.same_unit else None, self.step)
        return out

    def total(self, new: pd.DataFrame, levels: Sequence[float] | Floats, *, rng: np.random.Generator) -> Floats:
        """Forecast the sum of the actuals of several tasks.

        Parameters
        ----------
        new : DataFrame
            Tasks as for `quantiles`.
        levels : sequence of float
            Levels strictly between 0 and 1.
        rng : Generator
            Source of the draws; the same state gives the same answer.

        Returns
        -------
        ndarray, shape (len(levels),)
            In the unit of the actual; all 0 when there are no tasks. One task's total is its own forecast.
        """
        p = _checked(levels)
        if not len(new):
            return np.zeros(len(p))
        if len(new) == 1:
            return self.quantiles(new, p)[0]
        labels = labels_of(new)
        if self.total_rule is not None:
            return np.quantile(self.total_rule.total(estimates_of(new, self.estimate_unit), labels["estimator"], rng), p)
        batch = Batch(self.quantiles(new, LEVELS), estimates_of(new, self.estimate_unit), labels["project_id"], labels["estimator"])
        return np.quantile(draw(batch, self.shocks, self.sums, rng=rng), p)

    def draws(self, new: pd.DataFrame, n: int, *, rng: np.random.Generator) -> Floats:
        """Draw the actuals of several tasks together, with the shocks that they share.

        Parameters
        ----------
        new : DataFrame
            Tasks as for `quantiles`.
        n : int
            How many draws.
        rng : Generator
            Source of the draws; the same state gives the same answer.

        Returns
        -------
        ndarray, shape (n, len(new))
            In the unit of the actual; the rows' sums are distributed as `total`.
        """
        if not len(new):
            return np.zeros((n, 0))
        grid, estimate, labels = self.quantiles(new, LEVELS), estimates_of(new, self.estimate_unit), labels_of(new)
        if len(new) == 1:
            return grid[0][rng.integers(0, grid.shape[1], n)][:, None]
        batch = Batch(grid, estimate, labels["project_id"], labels["estimator"])
        tasks = draw_tasks(batch, self.shocks, self.sums, rng=rng, draws=n)
        if self.total_rule is None:
            return tasks
        wanted = self.total_rule.total(estimate, labels["estimator"], rng)  # rank by rank, the sums become the rule's
        sums = tasks.sum(1)
        levels = (np.argsort(np.argsort(sums, kind="stable"), kind="stable") + 0.5) / n
        return tasks * (np.quantile(wanted, levels) / sums)[:, None]

    def by_kind(self, minimum: int = 20) -> pd.DataFrame:
        """Accuracy ratios of each kind of work, as they were observed.

        Parameters
        ----------
        minimum : int
            Kinds with fewer finished tasks are left out.

        Returns
        -------
        DataFrame[kind, n, bias, p10, p50, p80, p90]
            One row per kind, largest first; ratios actual ÷ estimate, `bias` being their median.
        """
        return reference.by_kind(self.classes, minimum)

    def explain(self, new: pd.DataFrame) -> pd.DataFrame:
        """Say which finished work each forecast leans on.

        Parameters
        ----------
        new : DataFrame
            Tasks as for `quantiles`.

        Returns
        -------
        DataFrame[reference_class, n, bias, p10, p90, sentence]
            One row per task, with the index of `new`: the smallest of kind within project, kind, project and all that has
            20 finished tasks; its ratios; and a sentence for a reader. Persons are never named.
        """
        labels = labels_of(new)
        nobody = pd.DataFrame({"estimate": [float(np.exp(self.layers.centre))]})
        pooled = self.quantiles(nobody, [0.1, 0.5, 0.9])[0] / nobody["estimate"].iloc[0]
        unit = "× the estimate" if self.same_unit else f"{self.actual_unit or 'units'} per unit of estimate ({self.estimate_unit})"
        return reference.explain(self.classes, labels["project_id"], labels["kind"], pooled, unit).set_index(new.index)

    def to_dict(self, *, people: bool = True) -> dict[str, Any]:
        """The calibration as plain data that JSON can hold.

        Parameters
        ----------
        people : bool
            Whether levels that name a person go in; leave them out when the calibration leaves the house.

        Returns
        -------
        dict
        """
        return {
            "format": FORMAT,
            "version": VERSION,
            "n": self.n,
            "estimate_unit": self.estimate_unit,
            "actual_unit": self.actual_unit,
            "as_of": self.as_of.isoformat(),
            "source": self.source,
            "step": self.step,
            "layers": pack_layers(self.layers, people=people),
            "sums": vars(self.sums),
            "shocks": vars(self.shocks),
            "classes": self.classes.to_dict(orient="list"),
            "rule": None if self.rule is None else self.rule.to_dict(people=people),
            "total_rule": None if self.total_rule is None else self.total_rule.to_dict(people=people),
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Calibration:
        """Read a calibration that `to_dict` wrote.

        Parameters
        ----------
        document : mapping
            Result of `to_dict`, perhaps by way of JSON.

        Returns
        -------
        Calibration
            It forecasts the same as the one that was written.

        Raises
        ------
        InputError
            When the document is something else or was written by another version.
        """
        check_format(dict(document))
        model = cls(
            n=int(document["n"]),
            estimate_unit=str(document["estimate_unit"]),
            actual_unit=str(document["actual_unit"]),
            as_of=pd.Timestamp(document["as_of"]),
            layers=unpack_layers(document["layers"]),
            sums=Sums(**document["sums"]),
            step=document["step"],
            source=str(document["source"]),
            rule=Rule.from_dict(document["rule"]) if document.get("rule") else None,
            total_rule=Rule.from_dict(document["total_rule"]) if document.get("total_rule") else None,
        )
        model.__dict__["shocks"] = Shocks(**document["shocks"])
        model.__dict__["classes"] = pd.DataFrame(document["classes"], columns=reference.COLUMNS).astype(
            {"project_id": "str", "kind": "str"}
        )
        return model


def fit(finished: pd.DataFrame, *, as_of: pd.Timestamp, prior: Calibration | None = None) -> Calibration:
    """Learn from finished tasks.

    Parameters
    ----------
    finished : DataFrame
        Canonical tasks, from no row up. Rows without an estimate and an actual above 0, roll-ups, and rows that are stated
        not to be done or finished after `as_of` teach nothing and are left out. A missing estimator falls back to the assignee.
    as_of : Timestamp
        The day from which the past is looked at.
    prior : Calibration, optional
        Somebody else's calibration in the same units, to start from while own work is scarce: its pooled centre, scale and
        share of exact hits replace the built-in beliefs.

    Returns
    -------
    Calibration

    Raises
    ------
    SchemaError
        When the tasks come in several pairs of units, or the prior is in another one.

    Examples
    --------
    >>> nothing = fit(pd.DataFrame(), as_of=pd.Timestamp("2026-01-31"))
    >>> nothing.n, nothing.quantiles(pd.DataFrame({"estimate": [8.0]}), [0.5]).round(1).tolist()
    (0, [[8.0]])
    """
    as_of = pd.Timestamp(as_of)
    past = history(finished, as_of=as_of)
    if prior is not None and len(past) and (prior.estimate_unit, prior.actual_unit) != (past.estimate_unit, past.actual_unit):
        raise SchemaError(
            f"the prior calibration is in {prior.estimate_unit} → {prior.actual_unit}.",
            expected=f"{past.estimate_unit} → {past.actual_unit}, like the finished tasks.",
            todo="leave the prior out, or take one in these units.",
        )
    units = (past.estimate_unit, past.actual_unit) if len(past) or prior is None else (prior.estimate_unit, prior.actual_unit)
    return Calibration(
        n=len(past),
        estimate_unit=units[0],
        actual_unit=units[1],
        as_of=as_of,
        layers=fit_layers(past, None if prior is None else prior.layers.pooled),
        sums=sums(past),
        step=booking_step(past),
        source="built-in beliefs" if prior is None else f"a calibration of {prior.n:,} finished tasks as of {prior.as_of:%Y-%m-%d}",
        past=past,
    )


def _nothing() -> History:
    return history(pd.DataFrame(), as_of=pd.Timestamp(0))


def _checked(levels: Sequence[float] | Floats) -> Floats:
    p = np.asarray(levels, dtype=float)
    if p.ndim != 1 or not ((p > 0) & (p < 1)).all():
        raise InputError(f"levels were {levels!r}.", expected="a list of numbers between 0 and 1, both excluded, such as 0.1, 0.5, 0.9.")
    return p
