"""Which levels there are: projects, estimators, kinds, sizes and their pairs, and how a task finds its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from .history import Floats, Ints

BASES = {"project": "project_id", "estimator": "estimator", "kind": "kind", "component": "component"}
PAIRS = {"project×kind": ("project", "kind"), "estimator×kind": ("estimator", "kind")}
PERSONAL = ("estimator", "estimator×kind")
STEPS = 12  # size buckets per unit of ln(estimate): neighbours differ by 9 %


@dataclass(frozen=True)
class Groups:
    """The known levels of each group.

    Parameters
    ----------
    bases : dict of str to Index
        Known labels of project, estimator, kind and, where it has several, component.
    sizes : ndarray of int
        Known size buckets, sorted.
    pairs : dict of str to ndarray of int
        Known pairs, as first code × (number of second labels) + second code, sorted.
    """

    bases: dict[str, pd.Index]
    sizes: Ints
    pairs: dict[str, Ints]

    @property
    def counts(self) -> dict[str, int]:
        """Number of known levels per group."""
        out = {name: len(index) for name, index in self.bases.items()}
        out["size"] = len(self.sizes)
        return out | {name: len(keys) for name, keys in self.pairs.items()}

    def codes(self, labels: Mapping[str, npt.NDArray[np.object_]], x: Floats) -> dict[str, Ints]:
        """The level of each task in each group; −1 where it was never seen.

        Parameters
        ----------
        labels : mapping of str to ndarray of str, shape (n,)
            Label columns of the tasks.
        x : ndarray, shape (n,)
            Centred log estimates.
        """
        out = {name: _find(index, labels[BASES[name]]) for name, index in self.bases.items()}
        out["size"] = _place(self.sizes, buckets(x))
        for name, keys in self.pairs.items():
            first, second = (out[base] for base in PAIRS[name])
            key = first * max(len(self.bases[PAIRS[name][1]]), 1) + second
            out[name] = np.where((first < 0) | (second < 0), -1, _place(keys, key))
        return out

    def without_people(self) -> Groups:
        """The same with no level that names a person."""
        bases: dict[str, pd.Index] = {}
        for name, index in self.bases.items():
            bases[name] = index[:0] if name in PERSONAL else index
        return Groups(bases, self.sizes, {name: keys[:0] if name in PERSONAL else keys for name, keys in self.pairs.items()})


def buckets(x: Floats) -> Ints:
    """Size bucket of centred log estimates."""
    return np.rint(STEPS * x).astype(np.int64)


def groups(labels: Mapping[str, npt.NDArray[np.object_]], x: Floats) -> tuple[Groups, dict[str, Ints]]:
    """Collect the levels of finished tasks.

    Parameters
    ----------
    labels : mapping of str to ndarray of str, shape (n,)
        Label columns of the tasks.
    x : ndarray, shape (n,)
        Centred log estimates.

    Returns
    -------
    Groups
        The levels.
    dict of str to ndarray, shape (n,)
        The level of each task in each group.

    Examples
    --------
    >>> labels = {name: np.array(["a", "b", "a"], dtype=object) for name in BASES.values()}
    >>> known, codes = groups(labels, np.zeros(3))
    >>> codes["kind"].tolist(), known.counts["project×kind"]
    ([0, 1, 0], 2)
    """
    bases: dict[str, pd.Index] = {}
    codes: dict[str, Ints] = {}
    for name, column in BASES.items():
        code, index = pd.factorize(labels[column], sort=True)
        if name == "component" and len(index) < 2:
            continue
        bases[name], codes[name] = pd.Index(index, dtype=object), code.astype(np.int64)
    codes["size"], sizes = _number(buckets(x))
    pairs = {}
    for name, (first, second) in PAIRS.items():
        codes[name], pairs[name] = _number(codes[first] * max(len(bases[second]), 1) + codes[second])
    return Groups(bases, sizes, pairs), codes


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
