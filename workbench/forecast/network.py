"""Tasks that wait for others: checked links, in order."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.tables import InputError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
KINDS = ("finish-start", "start-start", "finish-finish", "start-finish")
_SHOWN = 5


@dataclass(frozen=True)
class Links:
    """What waits for what, by position in the list of tasks.

    Parameters
    ----------
    n : int
        Tasks.
    before, after : ndarray of int, shape (links,)
        The task that is waited for, and the one that waits.
    lag : ndarray, shape (links,)
        Working days between them, 0 or more.
    from_start, to_finish : ndarray of bool, shape (links,)
        Counted from the start of `before` (else its finish); holds up the finish of `after` (else its start).
    order : ndarray of int, shape (tasks,)
        Tasks so that none comes before one that it waits for.
    leads : int
        Links with a lag below 0, which count as 0.
    """

    n: int
    before: Ints
    after: Ints
    lag: Floats
    from_start: npt.NDArray[np.bool_]
    to_finish: npt.NDArray[np.bool_]
    order: Ints
    leads: int


def links(task_ids: pd.Series, dependencies: pd.DataFrame) -> Links:
    """Check links between tasks and bring them into order.

    Parameters
    ----------
    task_ids : Series of str
        Keys of the tasks.
    dependencies : DataFrame[task_id, needs_task_id, kind, lag_days]
        A missing kind is finish-start, a missing lag 0.

    Returns
    -------
    Links

    Raises
    ------
    InputError
        For unknown tasks, unknown kinds and circles, all named at once.

    Examples
    --------
    >>> needs = pd.DataFrame({"task_id": ["B"], "needs_task_id": ["A"]})
    >>> links(pd.Series(["B", "A"]), needs).order.tolist()
    [1, 0]
    """
    place = {key: i for i, key in enumerate(task_ids)}
    rows = dependencies.reindex(columns=["task_id", "needs_task_id", "kind", "lag_days"])
    kind = rows["kind"].astype("object").where(rows["kind"].notna(), KINDS[0])
    named = pd.concat([rows["task_id"], rows["needs_task_id"]])
    problems = []
    if unknown := sorted({str(key) for key in named if key not in place}):
        problems.append(f"tasks that are not in the list: {_some(unknown)}")
    if odd := sorted({str(k) for k in kind if k not in KINDS}):
        problems.append(f"kinds that are not known: {_some(odd)}")
    needs: dict[str, set[str]] = {key: set() for key in place}
    for task, needed in zip(rows["task_id"], rows["needs_task_id"], strict=True):
        if task in place and needed in place:
            needs[task].add(needed)
    order: list[str] = []
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as circle:
        problems.append(f"tasks that wait for each other in a circle: {' → '.join(map(str, circle.args[1]))}")
    if problems:
        raise InputError(
            f"the dependencies name {'; and '.join(problems)}.",
            expected=f"known tasks, no circle, and one of {', '.join(KINDS)}.",
            todo="mend the named rows of the dependencies, or leave them out.",
        )
    lag = pd.to_numeric(rows["lag_days"], errors="coerce").fillna(0.0).to_numpy(float)
    return Links(
        n=len(place),
        before=np.array([place[key] for key in rows["needs_task_id"]], dtype=np.int64),
        after=np.array([place[key] for key in rows["task_id"]], dtype=np.int64),
        lag=np.maximum(lag, 0.0),
        from_start=kind.isin(["start-start", "start-finish"]).to_numpy(bool),
        to_finish=kind.isin(["finish-finish", "start-finish"]).to_numpy(bool),
        order=np.array([place[key] for key in order], dtype=np.int64),
        leads=int((lag < 0).sum()),
    )


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
