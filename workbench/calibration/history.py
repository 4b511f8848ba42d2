"""Finished tasks as the model sees them: usable rows only, ages instead of dates, one pair of units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.tables import InputError, SchemaError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LABELS = ("project_id", "estimator", "kind", "component")
LEARNED_FROM = (
    *LABELS, "assignee", "estimate_unit", "actual_unit", "estimate", "actual", "status_class", "is_rollup",
    "estimated_on", "created_on", "started_on", "finished_on",
)  # fmt: skip
"""Columns of the tasks that a calibration looks at."""
EXACT = 1e-9  # an accuracy ratio of 1 within rounding


@dataclass(frozen=True)
class History:
    """Usable finished tasks, as arrays; one element is one task.

    Parameters
    ----------
    estimate, actual : ndarray, shape (n,)
        Efforts above 0, in `estimate_unit` and `actual_unit`.
    age : ndarray, shape (n,)
        Days from the task's finish to the day of the fit; never negative.
    labels : dict of str to ndarray of str
        Project, estimator, kind and component; an absent one reads as the empty text.
    estimate_unit, actual_unit : str
        The one pair of units; empty where the data do not say.
    order : ndarray, shape (n, 2)
        Day of the estimate and day of the finish, as whole days; what a walk through the past goes by.
    """

    estimate: Floats
    actual: Floats
    age: Floats
    labels: dict[str, npt.NDArray[np.object_]]
    estimate_unit: str
    actual_unit: str
    order: Ints

    def __len__(self) -> int:
        return len(self.estimate)

    @property
    def log_ratio(self) -> Floats:
        """ln(actual ÷ estimate); exactly 0 where both are equal."""
        r = np.log(self.actual) - np.log(self.estimate)
        r[np.abs(r) < EXACT] = 0.0
        return r

    @property
    def same_unit(self) -> bool:
        """Whether estimate and actual are measured alike, so that a ratio of 1 means something."""
        return self.estimate_unit.casefold() == self.actual_unit.casefold()

    def take(self, rows: Ints, *, today: float | None = None) -> History:
        """The given rows; ages are counted from day `today` when it is given."""
        age = self.age[rows] if today is None else np.maximum(today - self.order[rows, 1], 0.0)
        labels = {name: values[rows] for name, values in self.labels.items()}
        return History(self.estimate[rows], self.actual[rows], age, labels, self.estimate_unit, self.actual_unit, self.order[rows])


def text(tasks: pd.DataFrame, name: str) -> npt.NDArray[np.object_]:
    """One label column as plain texts; absent values and absent columns read as the empty text."""
    if name not in tasks:
        return np.full(len(tasks), "", dtype=object)
    column = tasks[name]
    if isinstance(column, pd.DataFrame):
        column = column.iloc[:, 0]
    codes, labels = pd.factorize(column)  # few labels, many tasks: it is the labels that are made into texts
    return np.append(pd.Series(labels).astype("str").str.strip().to_numpy(dtype=object), "")[codes]


def people(tasks: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Who estimated; where that is missing, who did it."""
    estimator, assignee = text(tasks, "estimator"), text(tasks, "assignee")
    return np.where(estimator == "", assignee, estimator)


def labels_of(tasks: pd.DataFrame) -> dict[str, npt.NDArray[np.object_]]:
    """The four label columns of a task table."""
    return {name: people(tasks) if name == "estimator" else text(tasks, name) for name in LABELS}


def numbers(tasks: pd.DataFrame, name: str) -> Floats:
    """One column as floats; absent or unreadable values are NaN."""
    if name not in tasks:
        return np.full(len(tasks), np.nan)
    return pd.to_numeric(tasks[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def days(tasks: pd.DataFrame, *names: str) -> Floats:
    """Days since 1970 of the first of the given date columns that is filled; NaN where none is."""
    out = np.full(len(tasks), np.nan)
    for name in names:
        if name in tasks and len(tasks):
            stamp = pd.to_datetime(tasks[name], errors="coerce").to_numpy(dtype="datetime64[D]")
            known = ~np.isnat(stamp)
            out = np.where(np.isnan(out) & known, np.where(known, stamp.astype(np.int64), 0), out)
    return out


def finished(tasks: pd.DataFrame, *, before: pd.Timestamp | None = None) -> npt.NDArray[np.bool_]:
    """Which rows can teach something: done, no roll-up, estimate and actual above 0, finished on an earlier day.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks; only `estimate` and `actual` must be there.
    before : Timestamp, optional
        Rows that finished on this day or later do not count; rows without a finish day do.

    Returns
    -------
    ndarray of bool, shape (len(tasks),)

    Examples
    --------
    >>> finished(pd.DataFrame({"estimate": [1.0, 0.0, 2.0], "actual": [1.5, 1.0, None]})).tolist()
    [True, False, False]
    """
    estimate, actual = numbers(tasks, "estimate"), numbers(tasks, "actual")
    keep = (estimate > 0) & (actual > 0) & np.isfinite(estimate) & np.isfinite(actual)
    if "status_class" in tasks:
        keep &= np.isin(text(tasks, "status_class"), ["", "done"])
    if "is_rollup" in tasks:
        keep &= ~tasks["is_rollup"].fillna(False).to_numpy(dtype=bool)
    if before is not None:
        keep &= ~(days(tasks, "finished_on") >= day_number(before))
    return keep


def of_units(tasks: pd.DataFrame, estimate_unit: str, actual_unit: str) -> pd.DataFrame:
    """The tasks of one pair of units.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks.
    estimate_unit, actual_unit : str
        As `unit_pairs` gives them; the empty text means that the unit is not stated.

    Returns
    -------
    DataFrame
        Rows of `tasks`, all columns.

    Examples
    --------
    >>> tasks = pd.DataFrame({"estimate": [1.0, 3.0], "estimate_unit": ["hours", "points"], "actual_unit": "hours"})
    >>> len(of_units(tasks, "points", "hours"))
    1
    """
    return tasks[(text(tasks, "estimate_unit") == estimate_unit) & (text(tasks, "actual_unit") == actual_unit)]


def day_number(day: pd.Timestamp) -> float:
    """Whole days since 1970."""
    return float(np.datetime64(pd.Timestamp(day), "D").astype(np.int64))


def unit_pairs(tasks: pd.DataFrame) -> pd.DataFrame:
    """The pairs of units that usable finished tasks come in, most frequent first.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks.

    Returns
    -------
    DataFrame[estimate_unit, actual_unit, n]
        One row per pair; an empty text where the unit is not stated.

    Examples
    --------
    >>> tasks = pd.DataFrame({"estimate": [1.0, 2.0, 3.0], "actual": [1.0, 2.0, 9.0],
    ...                       "estimate_unit": ["hours", "hours", "points"], "actual_unit": "hours"})
    >>> unit_pairs(tasks)
      estimate_unit actual_unit  n
    0         hours       hours  2
    1        points       hours  1
    """
    rows = tasks[finished(tasks)]
    pairs = pd.DataFrame({"estimate_unit": text(rows, "estimate_unit"), "actual_unit": text(rows, "actual_unit")}, dtype="str")
    return pairs.value_counts(sort=True).rename("n").reset_index()


def one_pair(estimate_unit: npt.NDArray[np.object_], actual_unit: npt.NDArray[np.object_]) -> tuple[str, str]:
    """The only pair of units there is; no rows have the pair of empty texts."""
    pairs = [(str(e), str(a)) for e, a in pd.MultiIndex.from_arrays([estimate_unit, actual_unit]).unique()]
    if len(pairs) > 1:
        names = "; ".join(f"{e or 'no unit'} → {a or 'no unit'}" for e, a in pairs[:5])
        raise SchemaError(
            f"the finished tasks come in {len(pairs)} pairs of units ({names}).",
            expected="one pair of units for one calibration, because units cannot be mixed.",
            todo="see calibration.unit_pairs(tasks) and fit one pair at a time.",
        )
    return pairs[0] if pairs else ("", "")


def history(tasks: pd.DataFrame, *, as_of: pd.Timestamp) -> History:
    """Take the usable rows of a task table.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks, from no row up; rows without an estimate or an actual above 0 are left out.
    as_of : Timestamp
        The day from which the past is looked at.

    Returns
    -------
    History

    Raises
    ------
    SchemaError
        When the usable rows come in several pairs of units.

    Notes
    -----
    A task without a finish day is as old as its start, estimate or creation says; without any date it has the
    median age of the others.

    Examples
    --------
    >>> h = history(pd.DataFrame({"estimate": [2.0], "actual": [3.0]}), as_of=pd.Timestamp("2026-01-31"))
    >>> len(h), h.age.tolist()
    (1, [0.0])
    """
    rows = tasks[finished(tasks, before=as_of + pd.Timedelta(days=1))]
    units = one_pair(text(rows, "estimate_unit"), text(rows, "actual_unit"))
    ended = days(rows, "finished_on", "started_on", "estimated_on", "created_on")
    known = ended[~np.isnan(ended)]
    today = day_number(as_of)
    ended = np.where(np.isnan(ended), np.median(known) if len(known) else today, ended)
    begun = days(rows, "estimated_on", "started_on", "created_on")
    begun = np.minimum(np.where(np.isnan(begun), ended, begun), ended)
    return History(
        estimate=numbers(rows, "estimate"),
        actual=numbers(rows, "actual"),
        age=np.maximum(today - ended, 0.0),
        labels=labels_of(rows),
        estimate_unit=units[0],
        actual_unit=units[1],
        order=np.column_stack([begun, ended]).astype(np.int64),
    )


def estimates_of(new: pd.DataFrame, estimate_unit: str) -> Floats:
    """The estimates of tasks to forecast, checked.

    Raises
    ------
    InputError
        When an estimate is missing or not above 0.
    SchemaError
        When their unit is stated and is another one than the calibration's.
    """
    estimate = numbers(new, "estimate")
    bad = ~((estimate > 0) & np.isfinite(estimate))
    if bad.any():
        raise InputError(
            f"{bad.sum():,} of {len(new):,} tasks have no estimate above 0.",
            expected="an estimate for every task to forecast.",
            todo="estimate them, or leave them out and say so.",
        )
    stated = {unit for unit in pd.unique(text(new, "estimate_unit")) if unit}
    if estimate_unit and stated - {estimate_unit}:
        raise SchemaError(
            f"the new tasks are estimated in {', '.join(sorted(stated))}.",
            expected=f"{estimate_unit}, the unit that this calibration learned from.",
            todo="fit a calibration on finished tasks in that unit, or convert the estimates.",
        )
    return estimate
