"""Reference classes: what comparable finished work did, and which class a new task leans on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from .history import Floats, History, Ints

ENOUGH = 20
COLUMNS = ["project_id", "kind", "n", "p10", "p50", "p80", "p90"]
ANY = "*"  # stands for "whatever project" or "whatever kind"


def classes(past: History) -> pd.DataFrame:
    """Accuracy ratios of every kind within a project, every kind, every project, and all tasks.

    Parameters
    ----------
    past : History
        Finished tasks.

    Returns
    -------
    DataFrame[project_id, kind, n, p10, p50, p80, p90]
        One row per class, the quantiles being of actual ÷ estimate; ``*`` stands for any project or any kind.

    Notes
    -----
    Linear interpolation between order statistics (Hyndman & Fan 1996, type 7).
    """
    if not len(past):
        return pd.DataFrame({name: pd.Series(dtype="str" if name in COLUMNS[:2] else float) for name in COLUMNS})
    ratio = past.actual / past.estimate
    project, projects = pd.factorize(past.labels["project_id"])
    kind, kinds = pd.factorize(past.labels["kind"])
    nothing = np.zeros(len(past), dtype=np.int64)
    views = [(project, kind), (nothing - 1, kind), (project, nothing - 1), (nothing - 1, nothing - 1)]
    frames = []
    for p, k in views:
        key, n, q = _quantiles((p + 1) * (len(kinds) + 1) + k + 1, ratio)
        p_code, k_code = np.divmod(key, len(kinds) + 1)
        frame = pd.DataFrame(q, columns=COLUMNS[3:])
        frame.insert(0, "n", n)
        frame.insert(0, "kind", np.append(kinds, ANY)[k_code - 1])
        frame.insert(0, "project_id", np.append(projects, ANY)[p_code - 1])
        frames.append(frame)
    return pd.concat(frames, ignore_index=True).astype({"project_id": "str", "kind": "str"})


def _quantiles(key: Ints, value: Floats) -> tuple[Ints, Ints, Floats]:
    """Per distinct key: the key, how many values, and their quantiles .1, .5, .8, .9."""
    order = np.lexsort((value, key))
    key, value = key[order], value[order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    n = np.diff(np.r_[first, len(key)])
    at = (n - 1)[:, None] * np.array([0.1, 0.5, 0.8, 0.9])
    low = np.floor(at).astype(np.int64)
    high = np.minimum(low + 1, (n - 1)[:, None])
    a, b = value[first[:, None] + low], value[first[:, None] + high]
    return key[first], n, a + (at - low) * (b - a)


def by_kind(table: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """The classes "kind, whatever project" with at least `minimum` tasks, largest first."""
    rows = table[(table["project_id"] == ANY) & (table["kind"] != ANY) & (table["n"] >= minimum)]
    out = rows.assign(bias=rows["p50"], n=rows["n"].astype(int))[["kind", "n", "bias", "p10", "p50", "p80", "p90"]]
    return out.sort_values(["n", "kind"], ascending=[False, True], ignore_index=True)


def explain(
    table: pd.DataFrame, project: npt.NDArray[np.object_], kind: npt.NDArray[np.object_], pooled: Floats, unit: str
) -> pd.DataFrame:
    """The smallest class with enough tasks for each new task, in one plain sentence.

    Parameters
    ----------
    table : DataFrame
        Result of `classes`.
    project, kind : ndarray of str, shape (n,)
        Labels of the new tasks.
    pooled : ndarray, shape (3,)
        P10, P50, P90 of the ratio that the calibration forecasts for a task of which nothing is known; used where
        fewer than 20 tasks are finished at all.
    unit : str
        How a ratio is read: "× the estimate" or "hours per point".

    Returns
    -------
    DataFrame[reference_class, n, bias, p10, p90, sentence]
        One row per new task.
    """
    known = table.set_index(["project_id", "kind"])
    chosen = np.zeros(len(project), dtype=bool)
    out = pd.DataFrame(
        {"reference_class": "all finished tasks", "n": 0, "bias": pooled[1], "p10": pooled[0], "p90": pooled[2]}, index=range(len(project))
    ).astype({"reference_class": object, "n": int})
    anything = np.full(len(project), ANY, dtype=object)
    for p, k, words in (
        (project, kind, "kind {k} in project {p}"),
        (anything, kind, "kind {k}"),
        (project, anything, "project {p}"),
        (anything, anything, "all finished tasks"),
    ):
        found = known.reindex(pd.MultiIndex.from_arrays([p, k], names=["project_id", "kind"]))
        named = (np.asarray(p) != "") & (np.asarray(k) != "")
        take = ~chosen & (found["n"].fillna(0).to_numpy() >= ENOUGH) & named
        if take.any():
            rows = found[take]
            out.loc[take, ["bias", "p10", "p90"]] = rows[["p50", "p10", "p90"]].to_numpy()
            out.loc[take, "n"] = rows["n"].astype(int).to_numpy()
            out.loc[take, "reference_class"] = [words.format(p=a, k=b) for a, b in zip(p[take], k[take], strict=True)]
            chosen |= take
    if not chosen.all():
        everything = known["n"].get((ANY, ANY), 0)
        out.loc[~chosen, "n"] = int(everything)
    out["sentence"] = [
        _sentence(c, n, b, low, high, unit)
        for c, n, b, low, high in zip(out["reference_class"], out["n"], out["bias"], out["p10"], out["p90"], strict=True)
    ]
    return out.astype({"reference_class": "str", "sentence": "str"})


def _sentence(name: str, n: int, bias: float, low: float, high: float, unit: str) -> str:
    if n < ENOUGH:
        finished = f"only {n} finished task{'' if n == 1 else 's'}" if n else "no finished tasks yet"
        return f"There are {finished} to learn from, so the range is mostly what is usual elsewhere: {low:.2g} to {high:.2g} {unit}."
    return (
        f"Leans on {n:,} finished tasks ({name}): half of them took more than {bias:.2g} {unit}, "
        f"and 8 of 10 between {low:.2g} and {high:.2g} {unit}."
    )
