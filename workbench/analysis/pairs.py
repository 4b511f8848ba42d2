"""Estimates and actuals that may be compared, and why the others may not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .frames import pick, without_people, yes

REASONS = (
    "repeats the sum of its children",
    "cancelled",
    "not finished",
    "no estimate",
    "an estimate of 0",
    "no actual",
    "an actual of 0",
    "unit of estimate or actual not stated",
    "estimate and actual in different units",
    "measured in another unit than most",
)


@dataclass(frozen=True)
class Comparable:
    """Finished tasks whose estimate and actual are in the same unit.

    Attributes
    ----------
    tasks : DataFrame
        One row per comparable task: the columns that came, without those that name a person, plus ``ratio``
        (actual ÷ estimate) and ``log_ratio`` (its natural logarithm).
    unit : str or None
        Unit of estimate and actual; None without a comparable task.
    n : int
        Number of comparable tasks.
    excluded : DataFrame
        reason, n: every task that was left out, counted once.
    """

    tasks: pd.DataFrame
    unit: str | None
    n: int
    excluded: pd.DataFrame


def comparable(tasks: pd.DataFrame) -> Comparable:
    """Finished tasks whose estimate can be held against the actual.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.

    Returns
    -------
    Comparable
        ``n`` plus the sum of ``excluded`` is the number of tasks given.

    Notes
    -----
    A task is comparable when it is finished, does not repeat its children, has an estimate and an actual above 0, and both
    in the same stated unit. Where several units remain, the one with most tasks is taken: units are never mixed.
    Finished is ``status_class`` done, or a finish day where there is no status.

    Examples
    --------
    >>> tasks = pd.DataFrame({"task_id": ["1", "2"], "status_class": ["done", "doing"], "estimate": [8.0, 5.0], "actual": [10.0, 2.0],
    ...                       "estimate_unit": "hours", "actual_unit": "hours"})
    >>> found = comparable(tasks)
    >>> found.n, found.unit, found.tasks["ratio"].tolist()
    (1, 'hours', [1.25])
    >>> found.excluded.to_dict("records")
    [{'reason': 'not finished', 'n': 1}]
    """
    why, unit = reasons(tasks)
    chosen = without_people(tasks)[why == 0]
    ratio = chosen["actual"] / chosen["estimate"] if len(chosen) else pd.Series(index=chosen.index, dtype="float64")
    return Comparable(chosen.assign(ratio=ratio, log_ratio=np.log(ratio)), unit, len(chosen), counted(why))


def reasons(tasks: pd.DataFrame) -> tuple[np.ndarray, str | None]:
    """Per task why it is not comparable (0: it is), and the unit of those that are.

    Parameters
    ----------
    tasks : DataFrame
        One row per task.

    Returns
    -------
    why : ndarray of int, shape (n,)
        0 where comparable, else the position in ``REASONS``, from 1.
    unit : str or None
        The unit that most comparable tasks share.

    Examples
    --------
    >>> reasons(pd.DataFrame({"estimate": [8.0]}))[0].tolist()
    [3]
    """
    estimate_unit, actual_unit = units(tasks)
    stated = (estimate_unit >= 0) & (actual_unit >= 0)
    why = unfinished(tasks)
    why[(why == 0) & ~stated] = 8
    why[(why == 0) & (estimate_unit != actual_unit)] = 9
    left = estimate_unit[why == 0]
    if not left.size:
        return why, None
    most = int(np.bincount(left).argmax())
    why[(why == 0) & (estimate_unit != most)] = 10
    return why, str(tasks["estimate_unit"].iloc[int((why == 0).argmax())])


def unfinished(tasks: pd.DataFrame) -> np.ndarray:
    """Per task why it has no usable estimate and actual (0: it has), whatever the units.

    Examples
    --------
    >>> unfinished(pd.DataFrame({"status_class": ["cancelled", "done"], "estimate": [1.0, 2.0], "actual": [1.0, 3.0]})).tolist()
    [2, 0]
    """
    part = pick(tasks, "tasks", ["is_rollup", "status_class", "finished_on", "estimate", "actual"])
    status = part["status_class"]
    unknown = status.isna().to_numpy()
    done = (status == "done").fillna(False).to_numpy(bool)
    if unknown.any():
        done = done | unknown & part["finished_on"].notna().to_numpy()
    estimate, actual = part["estimate"].to_numpy(float, na_value=np.nan), part["actual"].to_numpy(float, na_value=np.nan)
    why = np.zeros(len(part), dtype=np.int8)
    # from the weakest reason to the strongest, so that the strongest one stays
    why[actual <= 0] = 7
    why[np.isnan(actual)] = 6
    why[estimate <= 0] = 5
    why[np.isnan(estimate)] = 4
    if not done.all():
        why[~done] = 3
        why[(status == "cancelled").fillna(False).to_numpy(bool)] = 2
    why[yes(part["is_rollup"]).to_numpy()] = 1
    return why


def units(tasks: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Units of estimates and of actuals as numbers that can be compared; -1 where none is stated.

    Examples
    --------
    >>> [u.tolist() for u in units(pd.DataFrame({"estimate_unit": ["points", None], "actual_unit": ["hours", "points"]}))]
    [[0, -1], [1, 0]]
    """
    part = pick(tasks, "tasks", ["estimate_unit", "actual_unit"])
    numbers: dict[str, int] = {}
    out = []
    for column in ("estimate_unit", "actual_unit"):
        codes, seen = pd.factorize(part[column])
        place = np.array([numbers.setdefault(str(unit), len(numbers)) for unit in seen] + [-1])  # the last one answers to code -1
        out.append(place[codes])
    return out[0], out[1]


def counted(why: np.ndarray, words: tuple[str, ...] = REASONS) -> pd.DataFrame:
    """How many tasks each reason left out, most frequent first.

    Examples
    --------
    >>> counted(np.array([0, 3, 3])).to_dict("records")
    [{'reason': 'not finished', 'n': 2}]
    """
    n = np.bincount(why, minlength=len(words) + 1)[1:]
    table = pd.DataFrame({"reason": list(words), "n": n})
    return table[table["n"] > 0].sort_values("n", ascending=False, kind="stable", ignore_index=True)
