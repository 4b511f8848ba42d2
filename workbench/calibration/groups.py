"""Which levels there are: projects, estimators, kinds, sizes, recent work and their pairs, and how a task finds its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from .history import Floats, Ints

BASES = {"project": "project_id", "estimator": "estimator", "kind": "kind", "component": "component"}
NUMBERED = ("size", "magnitude", "recency")
PAIRS = {
    "project×kind": ("project", "kind"),
    "estimator×kind": ("estimator", "kind"),
    "project×recency": ("project", "recency"),
    "estimator×recency": ("estimator", "recency"),
    "estimator×magnitude": ("estimator", "magnitude"),
    "kind×magnitude": ("kind", "magnitude"),
}
STEPS = 12  # size buckets per unit of ln(estimate): neighbours differ by 9 %
NEWEST = 14.0  # days: work finished in the last two weeks is the most recent level, each earlier level is twice as long


@dataclass(frozen=True)
class Groups:
    """The known levels of each group.

    Parameters
    ----------
    bases : dict of str to Index
        Known labels of project, estimator, kind and component.
    keys : dict of str to ndarray of int
        Known size buckets, magnitudes, recencies, and pairs of levels, each sorted.
    """

    bases: dict[str, pd.Index]
    keys: dict[str, Ints]

    @property
    def counts(self) -> dict[str, int]:
        """Number of known levels per group."""
        return {name: len(index) for name, index in self.bases.items()} | {name: len(keys) for name, keys in self.keys.items()}

    @property
    def telling(self) -> tuple[str, ...]:
        """Groups that can teach something: with two levels or more, and pairs that split finer than both of their parts."""
        n = self.counts
        return tuple(name for name in n if n[name] > 1 and all(n[name] > n[part] for part in PAIRS.get(name, ())))

    def codes(self, labels: Mapping[str, npt.NDArray[np.object_]], x: Floats) -> dict[str, Ints]:
        """The level of each new task in each group; −1 where it was never seen.

        Parameters
        ----------
        labels : mapping of str to ndarray of str, shape (n,)
            Label columns of the tasks.
        x : ndarray, shape (n,)
            Centred log estimates.
        """
        out = {name: _find(index, labels[BASES[name]]) for name, index in self.bases.items()}
        for name, values in _numbers(x, np.zeros(len(x))).items():
            out[name] = _place(self.keys[name], values)
        n = self.counts
        for name, (first, second) in PAIRS.items():
            key = out[first] * max(n[second], 1) + out[second]
            out[name] = np.where((out[first] < 0) | (out[second] < 0), -1, _place(self.keys[name], key))
        return out

    def without_people(self) -> Groups:
        """The same with no level that names a person."""
        bases = {name: index[:0] if personal(name) else index for name, index in self.bases.items()}
        return Groups(bases, {name: keys[:0] if personal(name) else keys for name, keys in self.keys.items()})


def personal(name: str) -> bool:
    """Whether a group's levels name persons."""
    return "estimator" in name


def _numbers(x: Floats, age: Floats) -> dict[str, Ints]:
    """Size bucket, magnitude (doublings of the estimate) and recency (doublings of the age) of tasks."""
    values = {"size": np.rint(STEPS * x), "magnitude": np.rint(x / np.log(2)), "recency": np.floor(np.log2(1 + age / NEWEST))}
    return {name: v.astype(np.int64) for name, v in values.items()}


def groups(labels: Mapping[str, npt.NDArray[np.object_]], x: Floats, age: Floats) -> tuple[Groups, dict[str, Ints]]:
    """Collect the levels of finished tasks.

    Parameters
    ----------
    labels : mapping of str to ndarray of str, shape (n,)
        Label columns of the tasks.
    x : ndarray, shape (n,)
        Centred log estimates.
    age : ndarray, shape (n,)
        Days since they finished.

    Returns
    -------
    Groups
        The levels.
    dict of str to ndarray, shape (n,)
        The level of each task in each group.

    Examples
    --------
    >>> labels = {name: np.array(["a", "b", "a"], dtype=object) for name in BASES.values()}
    >>> known, codes = groups(labels, np.zeros(3), np.array([0.0, 20.0, 400.0]))
    >>> codes["kind"].tolist(), codes["recency"].tolist(), known.counts["project×kind"]
    ([0, 1, 0], [0, 1, 2], 2)
    """
    bases: dict[str, pd.Index] = {}
    codes: dict[str, Ints] = {}
    keys: dict[str, Ints] = {}
    for name, column in BASES.items():
        code, index = pd.factorize(labels[column], sort=True)
        bases[name], codes[name] = pd.Index(index, dtype=object), code.astype(np.int64)
    for name, values in _numbers(x, age).items():
        codes[name], keys[name] = _number(values)
    n = {name: len(index) for name, index in bases.items()} | {name: len(k) for name, k in keys.items()}
    for name, (first, second) in PAIRS.items():
        codes[name], keys[name] = _number(codes[first] * max(n[second], 1) + codes[second])
    return Groups(bases, keys), codes


def _number(keys: Ints) -> tuple[Ints, Ints]:
    """Code of each key, and the sorted distinct keys."""
    code, distinct = pd.factorize(keys, sort=True)
    return code.astype(np.int64), np.asarray(distinct, dtype=np.int64)


def _find(index: pd.Index, values: npt.NDArray[np.object_]) -> Ints:
    return index.get_indexer(pd.Index(values, dtype=object)).astype(np.int64)


def _place(keys: Ints, wanted: Ints) -> Ints:
    """Position of each wanted key among sorted keys; −1 where it is not there."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)
