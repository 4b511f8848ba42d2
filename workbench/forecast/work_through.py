"""Tasks worked through, in many draws at once: each waits for those that it needs, and for capacity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .network import Links

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_TINY = 1e-9


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
    >>> import pandas as pd
    >>> from workbench.forecast.network import links
    >>> needs = pd.DataFrame({"task_id": ["B"], "needs_task_id": ["A"], "lag_days": [2]})
    >>> found = links(pd.Series(["A", "B"]), needs)
    >>> simulate(np.array([[8.0, 4.0]]), found, per_task=4.0).end.tolist()
    [5.0]
    """
    if not np.isfinite(capacity):
        return _unhindered(effort, found, per_task)
    rank = np.argsort(-urgency(effort.mean(0), found, per_task), kind="stable")
    work = _Work(effort[:, rank], found, np.argsort(rank))
    while work.goes_on(min(per_task, capacity), capacity):
        pass
    return Runs(work.start[:, work.place], work.finish[:, work.place])


def _unhindered(effort: Floats, found: Links, per_task: float) -> Runs:
    """Every task starts as soon as its links allow: one pass in topological order."""
    start, finish = np.zeros(effort.shape), np.zeros(effort.shape)
    into: dict[int, list[int]] = {}
    for k, after in enumerate(found.after.tolist()):
        into.setdefault(after, []).append(k)
    for i in found.order.tolist():
        held = np.zeros(len(effort))
        for k in into.get(i, ()):
            at = (start if found.from_start[k] else finish)[:, found.before[k]] + found.lag[k]
            out = held if found.to_finish[k] else start[:, i]
            np.maximum(out, at, out=out)
        finish[:, i] = np.maximum(start[:, i] + effort[:, i] / per_task, held)
    return Runs(start, finish)


class _Work:
    """The work in progress in every draw; tasks in the order in which capacity goes to them.

    Parameters
    ----------
    effort : ndarray, shape (draws, tasks)
    found : Links
    place : ndarray of int, shape (tasks,)
        Where each task of `found` stands in that order.
    """

    def __init__(self, effort: Floats, found: Links, place: Ints) -> None:
        draws, n = effort.shape
        self.place, self.left, self.now = place, effort.copy(), np.zeros(draws)
        self.start, self.finish = np.full((draws, n), np.inf), np.full((draws, n), np.inf)
        self._worked, self._empty = np.full((draws, n), np.inf), effort <= 0
        self._release, self._hold = np.zeros((draws, n)), np.zeros((draws, n))
        order = np.argsort(place[found.before], kind="stable")
        self._after, self._lag = place[found.after][order], found.lag[order]
        self._from_start, self._to_finish = found.from_start[order], found.to_finish[order]
        self._first = np.searchsorted(place[found.before][order], np.arange(n + 1))
        self._starts_wait = np.tile(np.bincount(self._after[~self._to_finish], minlength=n), (draws, 1))
        self._finishes_wait = np.tile(np.bincount(self._after[self._to_finish], minlength=n), (draws, 1))
        self._ready = self._starts_wait == 0  # not worked through, and it is known when it may start

    def goes_on(self, most: float, capacity: float) -> bool:
        """Work up to the next moment at which anything changes; False when all is done."""
        near = np.flatnonzero(self._ready.any(0))
        if not near.size:
            return False
        ready, release, now = self._ready[:, near], self._release[:, near], self.now[:, None]
        is_open = ready & (release <= now + _TINY)
        wait = np.where(ready & ~is_open, release - now, np.inf).min(1) if (ready != is_open).any() else np.inf
        # most of what may be worked on finds no capacity: look no further at it
        turn = np.cumsum(is_open, axis=1, dtype=np.int32) - 1
        served = (is_open & ((turn * most < capacity) | self._empty[:, near])).any(0)
        near, is_open, left = near[served], is_open[:, served], self.left[:, near[served]]
        rate = np.where(is_open, np.clip(capacity - turn[:, served] * most, 0.0, most), 0.0)
        rate[rate < most * _TINY] = 0.0
        at_once = is_open & (left <= 0)
        begins = ((rate > 0) | at_once) & np.isinf(self.start[:, near])
        freed = self._begin(*_cells(begins, near)) | self._end(*_cells(at_once, near))
        if freed:
            return True  # what just began or ended may set others free
        need = np.divide(left, rate, out=np.full(left.shape, np.inf), where=rate > 0)
        step = np.minimum(need.min(1, initial=np.inf), wait)
        step = np.where(np.isfinite(step), step, 0.0)
        self.now = self.now + step
        done = (rate > 0) & (need <= step[:, None] + _TINY)
        self.left[:, near] = np.where(done, 0.0, left - rate * step[:, None])
        self._end(*_cells(done, near))
        return True

    def _begin(self, draw: Ints, task: Ints) -> bool:
        """Tasks start now; whether that could set others free."""
        self.start[draw, task] = self.now[draw]
        return self._tell(draw, task, self.now[draw], of_starts=True)

    def _end(self, draw: Ints, task: Ints) -> bool:
        """Tasks are worked through now; they are finished once nothing holds up their finish. Whether there were any."""
        self._worked[draw, task] = self.now[draw]
        self._ready[draw, task] = False
        self._settle(draw, task)
        return bool(draw.size)

    def _settle(self, draw: Ints, task: Ints) -> None:
        """Finish what is worked through and not held up any more."""
        over = (self._finishes_wait[draw, task] == 0) & np.isfinite(self._worked[draw, task]) & np.isinf(self.finish[draw, task])
        draw, task = np.divmod(np.unique(draw[over] * self.left.shape[1] + task[over]), self.left.shape[1])
        if draw.size:
            self.finish[draw, task] = np.maximum(self._worked[draw, task], self._hold[draw, task])
            self._tell(draw, task, self.finish[draw, task], of_starts=False)

    def _tell(self, draw: Ints, task: Ints, at: Floats, *, of_starts: bool) -> bool:
        """Pass starts, or finishes, on to the tasks that wait for them; whether there were any."""
        each = self._first[task + 1] - self._first[task]
        source = np.repeat(np.arange(draw.size), each)
        link = np.arange(source.size) - np.repeat(np.cumsum(each) - each, each) + self._first[task][source]
        meant = self._from_start[link] == of_starts
        source, link = source[meant], link[meant]
        if not link.size:
            return False
        day, to = at[source] + self._lag[link], (draw[source], self._after[link])
        holds = self._to_finish[link]
        for until, waiting, these in ((self._release, self._starts_wait, ~holds), (self._hold, self._finishes_wait, holds)):
            cells = to[0][these], to[1][these]
            np.maximum.at(until, cells, day[these])
            np.subtract.at(waiting, cells, 1)
        freed = to[0][~holds], to[1][~holds]
        self._ready[freed] = (self._starts_wait[freed] == 0) & np.isinf(self._worked[freed])
        if holds.any():
            self._settle(to[0][holds], to[1][holds])
        return True


def _cells(flags: npt.NDArray[np.bool_], columns: Ints) -> tuple[Ints, Ints]:
    """Rows and columns of the flags that are set."""
    row, column = np.nonzero(flags)
    return row, columns[column]


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
