"""How large a running project gets in the end, read from how far closed projects grew after the same progress; and the proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis import intervals
from workbench.analysis.frames import pick
from workbench.analysis.intervals import Interval
from workbench.forecast.growth import scope_events
from workbench.tables import NotEnoughEvidence, Tables

from .ranks import LEAST, Floats, Outcomes, needed

WHAT = "closed projects with dated tasks"
SHARES = (0.25, 0.5, 0.75)
_LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class ScopeGrowth:
    """What the scope of a running project comes to.

    Parameters
    ----------
    project_id : str
    day : Timestamp
        The day from which is looked.
    progress : float
        Share of the known scope that is done.
    known : float
        Scope known by then, in first estimates.
    unit : str
        Its unit.
    past : Outcomes
        Final scope ÷ scope known at the same progress, of closed projects.
    """

    project_id: str
    day: pd.Timestamp
    progress: float
    known: float
    unit: str
    past: Outcomes = field(repr=False)

    @property
    def n(self) -> int:
        """Closed projects."""
        return self.past.n

    def at(self, level: float) -> float | NotEnoughEvidence:
        """Final scope that a share `level` of such projects stays within; refused where too few are closed."""
        found = self.past.at(level)
        return found if isinstance(found, NotEnoughEvidence) else found * self.known


@dataclass(frozen=True)
class ScopeProof:
    """How such ranges did on closed projects, each forecast from those that had finished by then.

    Parameters
    ----------
    n : int
        Forecasts: at a quarter, half and three quarters of a project's progress.
    projects : int
        Projects behind them; forecasts of one project resemble each other.
    held : int
        Forecasts whose P10–P90 range held the final scope.
    held_range : Interval
        Wilson range for held ÷ n, at the number of projects, not of forecasts.
    loss, naive : float
        Mean pinball loss at P10, P50 and P90, as a share of the known scope: of the range, and of "nothing more comes".
    table : DataFrame
        project_id, progress, low, middle, high, final (all ÷ known scope), n (closed by then).
    """

    n: int
    projects: int
    held: int
    held_range: Interval
    loss: float
    naive: float
    table: pd.DataFrame = field(repr=False)


def scope_growth(tables: Tables, project_id: str, *, as_of: pd.Timestamp | None = None) -> ScopeGrowth | NotEnoughEvidence:
    """What the scope of a running project comes to, from closed projects at the same progress.

    Parameters
    ----------
    tables : Tables
        ``tasks`` and ``projects`` of the whole library.
    project_id : str
        The running project.
    as_of : Timestamp, optional
        The day; the last one that the project's tasks know of when left out. Only projects that finished by then count.

    Returns
    -------
    ScopeGrowth or NotEnoughEvidence
        The latter below 4 closed projects, or without a dated, estimated task of its own.

    Notes
    -----
    Reference-class forecasting (Flyvbjerg 2006) on final ÷ known scope at equal progress, with the finite-sample ranks of
    :class:`workbench.outlook.ranks.Outcomes`: P80 needs 4 closed projects, P90 and P10 need 9.

    Examples
    --------
    >>> print(scope_growth(Tables(), "P"))
    not enough evidence: 0 dated tasks with an estimate, 1 needed
    """
    return scope_growths(tables, [project_id], as_of=as_of)[project_id]


def scope_growths(
    tables: Tables, project_ids: Sequence[str], *, as_of: pd.Timestamp | None = None
) -> dict[str, ScopeGrowth | NotEnoughEvidence]:
    """As :func:`scope_growth`, of many running projects: the courses of the closed ones are made once.

    Parameters
    ----------
    tables, as_of
        As for :func:`scope_growth`.
    project_ids : sequence of str
        The running projects.

    Returns
    -------
    dict of str to ScopeGrowth or NotEnoughEvidence
        One per project.

    Examples
    --------
    >>> print(scope_growths(Tables(), ["P"])["P"])
    not enough evidence: 0 dated tasks with an estimate, 1 needed
    """
    events = scope_events(tables.tasks)
    courses = _courses(tables, events)
    mine = events[events["project_id"].isin(list(project_ids))]
    unit = pick(tables.tasks.loc[mine.index], "tasks", ["estimate_unit"])["estimate_unit"]
    own = {str(name): rows.assign(unit=unit.loc[rows.index]) for name, rows in mine.groupby("project_id", sort=False)}
    return {name: _grown(name, own.get(name), courses, as_of) for name in project_ids}


def _grown(name: str, own: pd.DataFrame | None, courses: list[_Course], as_of: pd.Timestamp | None) -> ScopeGrowth | NotEnoughEvidence:
    """What the scope of one project comes to, from its own dated tasks and the courses of closed projects."""
    if own is None:
        return NotEnoughEvidence(0, 1, "dated tasks with an estimate")
    day = pd.concat([own["known"], own["done"], own["dropped"]]).max() if as_of is None else pd.Timestamp(as_of).normalize()
    seen = own[own["known"] <= day]
    scope = float(seen["size"].sum() - seen.loc[seen["dropped"] <= day, "size"].sum())
    if not scope > 0:
        return NotEnoughEvidence(0, 1, "dated tasks with an estimate")
    progress = float(seen.loc[seen["done"] <= day, "size"].sum() / scope)
    past = [c for c in courses if c.project_id != name and c.finished_on <= np.datetime64(day, "D")]
    ratios = [r for c in past if (r := c.ratio(progress)) is not None]
    if len(ratios) < LEAST:
        return NotEnoughEvidence(len(ratios), LEAST, WHAT)
    units = own["unit"].dropna()
    unit = str(units.mode().iloc[0]) if len(units) else "effort"
    return ScopeGrowth(name, day, progress, scope, unit, Outcomes.of(ratios, "closed projects"))


def backtest_scope(tables: Tables, *, as_of: pd.Timestamp | None = None) -> ScopeProof | NotEnoughEvidence:
    """Try the range of the final scope on every closed project.

    Parameters
    ----------
    tables : Tables
        ``tasks`` and ``projects`` of the whole library.
    as_of : Timestamp, optional
        Projects that finished later are left out.

    Returns
    -------
    ScopeProof or NotEnoughEvidence
        The latter where no project had 9 others finished before one of its points.

    Notes
    -----
    Walk-forward: on the day on which a project had done a quarter, half and three quarters of its then known scope, from the projects
    that had finished by that day.

    Examples
    --------
    >>> print(backtest_scope(Tables()))
    not enough evidence: 0 closed projects with dated tasks, 10 needed
    """
    courses = _courses(tables, scope_events(tables.tasks))
    if as_of is not None:
        courses = [c for c in courses if c.finished_on <= np.datetime64(as_of, "D")]
    ends = np.array([c.finished_on for c in courses], dtype="datetime64[D]")
    rows = []
    for progress in SHARES:
        final = np.array([np.nan if (r := c.ratio(progress)) is None else r for c in courses])
        for i in np.flatnonzero(np.isfinite(final)):
            closed = np.isfinite(final) & (ends <= courses[i].day_at(progress))
            closed[i] = False
            if closed.sum() < needed(0.9):
                continue
            past = Outcomes.of(final[closed])
            low, middle, high = (float(past.at(p)) for p in _LEVELS)  # type: ignore[arg-type]
            rows.append((courses[i].project_id, progress, low, middle, high, float(final[i]), past.n))
    if not rows:
        return NotEnoughEvidence(len(courses), needed(0.9) + 1, WHAT)
    table = pd.DataFrame(rows, columns=["project_id", "progress", "low", "middle", "high", "final", "n"])
    inside = table["final"].between(table["low"] - 1e-9, table["high"] + 1e-9)
    projects = int(table["project_id"].nunique())
    share = intervals.share(round(float(inside.mean()) * projects), projects)
    loss = _pinball(table["final"], table[["low", "middle", "high"]].to_numpy(float))
    naive = _pinball(table["final"], np.ones((len(table), 3)))
    return ScopeProof(len(table), projects, int(inside.sum()), share, loss, naive, table)


def _pinball(y: pd.Series, q: Floats) -> float:
    off = y.to_numpy(float)[:, None] - q
    tau = np.array(_LEVELS)
    return float(np.maximum(tau * off, (tau - 1) * off).mean())


@dataclass(frozen=True)
class _Course:
    """How the known and the finished scope of a closed project moved, at the end of each day on which a task was done."""

    project_id: str
    finished_on: np.datetime64
    days: npt.NDArray[np.datetime64]
    scope: Floats
    through: Floats

    def _place(self, progress: float) -> int:
        return int(np.argmax(self.through / self.scope >= progress - 1e-9))

    def ratio(self, progress: float) -> float | None:
        """Work done in the end ÷ scope known when the progress was reached; None where it never was."""
        share = self.through / self.scope
        if not (share >= progress - 1e-9).any():
            return None
        return float(self.through[-1] / self.scope[self._place(progress)])

    def day_at(self, progress: float) -> np.datetime64:
        return self.days[self._place(progress)]


def _courses(tables: Tables, events: pd.DataFrame) -> list[_Course]:
    """Closed projects, in the order of their finish, from the dated tasks of all projects."""
    ends = pick(tables.projects, "projects", ["project_id", "finished_on"]).dropna().drop_duplicates("project_id").set_index("project_id")
    out = []
    for name, rows in events.groupby("project_id", sort=False):
        if name not in ends.index or not rows["done"].notna().any():
            continue
        known, done, dropped = (rows[c].to_numpy("datetime64[D]") for c in ("known", "done", "dropped"))
        size = rows["size"].to_numpy(float)
        days = np.unique(done[~np.isnat(done)])
        through = _until(done, size, days)
        scope = np.maximum(_until(known, size, days) - _until(dropped, size, days), through)
        out.append(_Course(str(name), ends["finished_on"][name].to_datetime64().astype("datetime64[D]"), days, scope, through))
    return sorted(out, key=lambda c: (c.finished_on, c.project_id))


def _until(day: npt.NDArray[np.datetime64], size: Floats, days: npt.NDArray[np.datetime64]) -> Floats:
    """Sizes summed up to the end of each of some days; what has no day is left out."""
    here = ~np.isnat(day)
    order = np.argsort(day[here], kind="stable")
    return np.r_[0.0, np.cumsum(size[here][order])][np.searchsorted(day[here][order], days, side="right")]
