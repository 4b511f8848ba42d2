"""How much scope is still to come: what closed projects finished beyond what was known at the same progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.frames import is_done, pick, yes
from workbench.tables import NotEnoughEvidence, Tables

Floats = npt.NDArray[np.float64]
NEEDED = 4
WHAT = "closed projects with dated tasks"
LEAST_LEFT = 0.02  # of the scope; below it growth is too small a part to compare


@dataclass(frozen=True)
class Growth:
    """Work that came beyond the open work that was known, in closed projects at the same progress.

    Parameters
    ----------
    progress : float
        Share of the known scope that was done.
    ratios : ndarray, shape (n,)
        Sorted: work done later ÷ work open then; 1 means that nothing was added or dropped.
    """

    progress: float
    ratios: Floats = field(repr=False)

    @property
    def n(self) -> int:
        """Closed projects."""
        return len(self.ratios)

    @property
    def p50(self) -> float:
        """Median ratio."""
        return float(np.median(self.ratios))

    def at(self, level: float) -> float:
        """Ratio at a level, by linear interpolation of the ranks i/(n + 1)."""
        return float(np.interp(level, np.arange(1, self.n + 1) / (self.n + 1), self.ratios))

    def draws(self, size: int, rng: np.random.Generator) -> Floats:
        """Equally likely ratios."""
        return np.interp(rng.random(size), np.arange(1, self.n + 1) / (self.n + 1), self.ratios)


def growth(tasks: pd.DataFrame, progress: float, *, closed: Sequence[str], by: str = "estimate") -> Growth | NotEnoughEvidence:
    """Learn from closed projects how much scope comes after a share of the known scope is done.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of the whole library.
    progress : float
        Share of the known scope that is done, 0 to 1.
    closed : sequence of str
        Projects that are finished and may be learned from.
    by : {"estimate", "items"}
        Whether work is counted by its estimate or by the number of tasks.

    Returns
    -------
    Growth or NotEnoughEvidence
        The latter below 4 closed projects.

    Examples
    --------
    >>> print(growth(pd.DataFrame({"project_id": [], "task_id": []}), 0.5, closed=[]))
    not enough evidence: 0 closed projects with dated tasks, 4 needed
    """
    return scope_histories(tasks[tasks["project_id"].isin(list(closed))], by=by).growth(progress, closed)


@dataclass(frozen=True)
class ScopeHistories:
    """How the scope of every project came, was done and was dropped; made once, asked at any progress.

    Parameters
    ----------
    of : mapping
        Per project: the scope known and the work done after each day with finished work.
    """

    of: Mapping[str, tuple[Floats, Floats]] = field(repr=False)

    def growth(self, progress: float, closed: Sequence[str]) -> Growth | NotEnoughEvidence:
        """As ``growth`` gives it, from these projects."""
        found = [_ratio(*self.of[name], progress) for name in closed if name in self.of]
        ratios = [r for r in found if r is not None]
        if len(ratios) < NEEDED:
            return NotEnoughEvidence(len(ratios), NEEDED, WHAT)
        return Growth(progress, np.sort(np.array(ratios)))


def scope_histories(tasks: pd.DataFrame, *, by: str = "estimate") -> ScopeHistories:
    """The scope and the work done of every project, day by day.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of any number of projects.
    by : {"estimate", "items"}
        How work is counted.

    Returns
    -------
    ScopeHistories
        Projects without finished work are left out.
    """
    events = scope_events(tasks, by=by)
    found = {str(name): _history(rows) for name, rows in events.groupby("project_id", sort=False)}
    return ScopeHistories({name: history for name, history in found.items() if history is not None})


def closed_by(tables: Tables, project_id: str, day: pd.Timestamp) -> list[str]:
    """Projects that had closed by a day, without the one that is asked about: it teaches nothing about itself."""
    projects = pick(tables.projects, "projects", ["project_id", "finished_on"])
    closed = projects.loc[(projects["finished_on"] <= day).fillna(False), "project_id"]
    return [name for name in closed.tolist() if name != project_id]


def growth_of(seen: pd.DataFrame, scope: ScopeHistories, closed: Sequence[str], *, by: str = "estimate") -> Growth | None:
    """Scope that is still to come for a project at the progress that its tasks show; None where too few projects tell.

    Parameters
    ----------
    seen : DataFrame
        The project's tasks as they were seen on the day.
    scope : ScopeHistories
        Of the library, counted the same way.
    closed : sequence of str
        Projects that had closed by the day.
    by : {"estimate", "items"}
        How work is counted.

    Returns
    -------
    Growth or None
    """
    now = pick(seen, "tasks", ["estimate", "status_class"])
    size = now["estimate"].fillna(0.0) if by == "estimate" else pd.Series(1.0, index=seen.index)
    live = ~now["status_class"].eq("cancelled").fillna(False)
    whole = float(size[live].sum())
    progress = float(size[is_done(seen)].sum()) / whole if whole > 0 else 0.0
    found = scope.growth(progress, closed)
    return None if isinstance(found, NotEnoughEvidence) else found


def scope_events(tasks: pd.DataFrame, *, by: str = "estimate") -> pd.DataFrame:
    """Tasks with the day they became known, the day they were done, and their size.

    Returns
    -------
    DataFrame[project_id, known, done, size, dropped]
        `done` and `dropped` are missing where a task was not finished or not cancelled. Roll-ups, tasks without a size and tasks that were
        cancelled nobody knows when are left out.
    """
    names = ["project_id", "estimate", "is_rollup", "status_class", "added_on", "created_on", "estimated_on", "started_on", "finished_on"]
    now = pick(tasks, "tasks", names)
    known = now["added_on"].fillna(now["created_on"]).fillna(now["estimated_on"]).fillna(now["started_on"]).fillna(now["finished_on"])
    size = now["estimate"] if by == "estimate" else pd.Series(1.0, index=tasks.index)
    cancelled = now["status_class"].eq("cancelled").fillna(False).astype(bool)
    left = now["finished_on"].dt.normalize()
    out = pd.DataFrame({"project_id": now["project_id"], "known": known.dt.normalize(), "done": left.where(is_done(tasks)), "size": size})
    out["dropped"] = left.where(cancelled)
    keep = ~yes(now["is_rollup"]) & (out["size"] > 0).fillna(False) & out["known"].notna() & ~(cancelled & left.isna())
    return out[keep.astype(bool)]


def _history(rows: pd.DataFrame) -> tuple[Floats, Floats] | None:
    """Scope known and work done after each day on which work was finished; None where none was."""
    size = rows["size"].to_numpy(float)
    known, done = rows["known"].to_numpy("datetime64[D]"), rows["done"].to_numpy("datetime64[D]")
    finished = ~np.isnat(done)
    if not finished.any():
        return None
    days = np.unique(done[finished])
    dropped = rows["dropped"].to_numpy("datetime64[D]")
    gone = ~np.isnat(dropped)
    scope = _sum_until(known, size, days) - _sum_until(dropped[gone], size[gone], days)
    return scope, _sum_until(done[finished], size[finished], days)


def _ratio(scope: Floats, through: Floats, progress: float) -> float | None:
    """Work done after the progress was reached ÷ work that was open then; None where next to nothing was open."""
    k = int(np.argmax(through / scope >= progress - 1e-9)) if progress > 0 else 0
    before = np.r_[0.0, through][k] if progress <= 0 else through[k]
    left = scope[k] - before
    return float((through[-1] - before) / left) if left > LEAST_LEFT * scope[k] else None


def _sum_until(day: npt.NDArray[np.datetime64], size: Floats, days: npt.NDArray[np.datetime64]) -> Floats:
    order = np.argsort(day, kind="stable")
    return np.r_[0.0, np.cumsum(size[order])][np.searchsorted(day[order], days, side="right")]
