"""Tasks that wait for others: checked links, and when everything ends in many draws at once."""

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
_TINY = 1e-9


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


@dataclass(frozen=True)
class Runs:
    """When tasks start and finish in each draw, in working days from the first day.

    Parameters
    ----------
    start, finish : ndarray, shape (draws, tasks)
    """

    start: Floats
    finish: Floats

    @property
    def end(self) -> Floats:
        """When the last task is finished, shape (draws,)."""
        return self.finish.max(1)


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


def urgency(effort: Floats, found: Links, per_task: float) -> Floats:
    """Working days from the start of each task to the end of the longest chain that waits for it, shape (tasks,)."""
    days = effort / per_task
    tail = days.copy()
    for i in found.order[::-1]:
        out = found.before == i
        rest = tail[found.after[out]] + found.lag[out]
        tail[i] = max(days[i], float((rest + np.where(found.from_start[out], 0.0, days[i])).max(initial=0.0)))
    return tail


def simulate(effort: Floats, found: Links, *, per_task: float, capacity: float = np.inf) -> Runs:
    """Work through the tasks in every draw at once.

    Parameters
    ----------
    effort : ndarray, shape (draws, tasks)
        Effort of each task; 0 for what only waits.
    found : Links
        What waits for what.
    per_task : float
        Most effort a working day that one task can take.
    capacity : float
        Effort per working day in total.

    Returns
    -------
    Runs

    Notes
    -----
    Time is continuous. At every moment the capacity goes to the tasks that may be worked on, those before the longest chain of mean
    effort first (then in the order of the list), each up to `per_task`; a more urgent task that becomes free interrupts a less urgent
    one. Finish-start: starts `lag` after the other's finish; start-start: after its start; finish-finish and start-finish: its work goes
    on, but it does not count as finished before the other's finish or start plus the lag.

    Examples
    --------
    >>> needs = pd.DataFrame({"task_id": ["B"], "needs_task_id": ["A"], "lag_days": [2]})
    >>> found = links(pd.Series(["A", "B"]), needs)
    >>> simulate(np.array([[8.0, 4.0]]), found, per_task=4.0).end.tolist()
    [5.0]
    """
    rank = np.argsort(-urgency(effort.mean(0), found, per_task), kind="stable")
    left, now = effort[:, rank].copy(), np.zeros(len(effort))
    place = np.argsort(rank)
    before, after, most = place[found.before], place[found.after], min(per_task, capacity)
    start, worked = np.full(left.shape, np.inf), np.full(left.shape, np.inf)
    while True:
        finish = np.maximum(worked, _waiting(left.shape, start, worked, found, before, after))
        free = _released(left.shape, start, finish, found, before, after)
        if np.isfinite(finish).all():
            return Runs(start[:, place], finish[:, place])
        open_now = (free <= now[:, None] + _TINY) & np.isinf(worked)
        spare = capacity - (np.cumsum(open_now, axis=1) - 1) * most if np.isfinite(capacity) else np.full(left.shape, most)
        rate = np.where(open_now, np.clip(spare, 0.0, most), 0.0)
        rate[rate < most * _TINY] = 0.0
        begins = (open_now & ((rate > 0) | (left <= 0))) & np.isinf(start)
        start = np.where(begins, now[:, None], start)
        at_once = open_now & (left <= 0)
        if at_once.any() or (begins.any() and found.from_start.any()):
            worked = np.where(at_once, now[:, None], worked)
            continue  # what just began or ended may set others free
        need = np.divide(left, rate, out=np.full(left.shape, np.inf), where=rate > 0)
        wait = np.where(free > now[:, None] + _TINY, free - now[:, None], np.inf)
        step = np.minimum(need.min(1), wait.min(1))
        step = np.where(np.isfinite(step), step, 0.0)
        now = now + step
        left = np.where(rate > 0, left - rate * step[:, None], left)
        done = (rate > 0) & (need <= step[:, None] + _TINY)
        left[done] = 0.0
        worked = np.where(done, now[:, None], worked)


def _released(shape: tuple[int, ...], start: Floats, finish: Floats, found: Links, before: Ints, after: Ints) -> Floats:
    """When each task may start; infinite while that is not known."""
    out = np.zeros(shape)
    for k in np.flatnonzero(~found.to_finish):
        at = (start if found.from_start[k] else finish)[:, before[k]] + found.lag[k]
        np.maximum(out[:, after[k]], at, out=out[:, after[k]])
    return out


def _waiting(shape: tuple[int, ...], start: Floats, worked: Floats, found: Links, before: Ints, after: Ints) -> Floats:
    """Before when no task counts as finished; finishes that hold up others are followed in topological order."""
    out = np.zeros(shape)
    held = np.flatnonzero(found.to_finish)
    if not held.size:
        return out
    position = np.argsort(found.order)[found.after[held]]
    for k in held[np.argsort(position, kind="stable")]:
        at = start[:, before[k]] if found.from_start[k] else np.maximum(worked[:, before[k]], out[:, before[k]])
        np.maximum(out[:, after[k]], at + found.lag[k], out=out[:, after[k]])
    return out


def last_chain(runs: Runs, found: Links) -> list[tuple[int, ...]]:
    """The chain of tasks, each held up by the one before, that ends last in each draw.

    Returns
    -------
    list of tuple of int
        One chain per draw, first task first.
    """
    cause, latest = np.full(runs.start.shape, -1), np.full(runs.start.shape, -np.inf)
    for k in range(len(found.before)):
        i, j = found.before[k], found.after[k]
        at = (runs.start if found.from_start[k] else runs.finish)[:, i] + found.lag[k]
        # a held finish decides only where it is later than the task's own work, seen by ending right then
        decides = (at >= runs.finish[:, j] - _TINY) if found.to_finish[k] else (at > latest[:, j])
        cause[:, j] = np.where(decides, i, cause[:, j])
        latest[:, j] = np.where(decides, at, latest[:, j])
    out = []
    for row, last in zip(cause, runs.finish.argmax(1), strict=True):
        chain = [int(last)]
        while row[chain[-1]] >= 0:
            chain.append(int(row[chain[-1]]))
        out.append(tuple(chain[::-1]))
    return out
