"""Running projects of the past, forecast again at a quarter, half and three quarters of their work: did the ranges hold?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench import calibration
from workbench.analysis.frames import is_done, pick, yes
from workbench.calibration import Calibration, finished, of_units
from workbench.tables import NotEnoughEvidence, Tables

from .growth import closed_by, scope_histories
from .running import RunningForecast, forecast_own

Floats = npt.NDArray[np.float64]
POINTS = (0.25, 0.5, 0.75)
LEVELS = np.round(np.arange(1, 20) * 0.05, 2)
WAYS = ("tasks", "estimate", "items")
NAIVE = "even pace"
HABIT = 0.25
REFIT_DAYS = 91
REPEATS = 2000
NEEDED = 4  # projects with a forecast


@dataclass(frozen=True)
class RunningProof:
    """How forecasts of running projects did, each made only from what was known on its day.

    Parameters
    ----------
    n : int
        Closed projects.
    points : tuple of float
        Shares of the finished tasks at which each was forecast.
    table : DataFrame
        One row per way, best finish first: way, n (finish days forecast), held (share inside the 80 % range), error (mean days off),
        early (share that ended before the middle), pinball (mean loss over levels .05 … .95, days; lower is better), width (median days
        from P10 to P90), totals (totals forecast), total_held, total_error (mean \\|ln(came ÷ middle)\\|). The naive rule is the even
        pace so far, ± 25 % as its 80 % range.
    forecasts : DataFrame
        One row per project, point and way: project_id, at, day, way, low, middle, high, came (days), pinball, total_low, total_middle,
        total_high, total.
    """

    n: int
    points: tuple[float, ...]
    table: pd.DataFrame = field(repr=False)
    forecasts: pd.DataFrame = field(repr=False)


def backtest_running(
    tables: Tables,
    *,
    rng: np.random.Generator,
    ways: Sequence[str] = WAYS,
    points: tuple[float, ...] = POINTS,
    as_of: pd.Timestamp | None = None,
    latest: int | None = None,
) -> RunningProof | NotEnoughEvidence:
    """Forecast every closed project again at given shares of its finished tasks.

    Parameters
    ----------
    tables : Tables
        ``projects``, ``tasks`` and, where there are any, ``worklogs`` of the whole library.
    rng : Generator
        Source of the draws.
    ways : sequence of {"tasks", "estimate", "items"}
        As for ``running``; the naive rule is always among them.
    points : tuple of float
        Shares of the finished tasks.
    as_of : Timestamp, optional
        Projects that finished later are left out.
    latest : int, optional
        Only so many of the projects that closed last are forecast again; all when left out.

    Returns
    -------
    RunningProof or NotEnoughEvidence
        The latter below 4 closed projects that could be forecast.

    Notes
    -----
    Walk-forward: tasks, effort spent and closed projects are those known on the day. Calibrations are fitted every 91 days on work
    finished before; what a project has shown since then reaches its forecast as an update of its shared shock.
    """
    projects = pick(tables.projects, "projects", ["project_id", "finished_on"]).dropna(subset=["finished_on"])
    if as_of is not None:
        projects = projects[projects["finished_on"] <= as_of]
    ends = projects.sort_values("finished_on", kind="stable").set_index("project_id")["finished_on"].dt.normalize()
    past = _Past(tables)
    rows: list[dict] = []
    for name, ended in ends.tail(latest or len(ends)).to_dict().items():
        own = past.of(str(name))
        for at, day in _days(own.tasks, points):
            if day >= ended:
                continue
            came = float((ended - day).days)
            row = {"project_id": name, "at": at, "day": day, "came": came}
            made = past.forecasts(own, str(name), day, ways, rng)
            rows += [row | _scored(seen, came, own.tasks) for seen in made]
            if made:
                rows.append(row | _naive(own.tasks, day, came))
    frame = pd.DataFrame(rows)
    n = frame["project_id"].nunique() if len(frame) else 0
    return (
        RunningProof(n, tuple(points), _table(frame), frame) if n >= NEEDED else NotEnoughEvidence(n, NEEDED, "closed projects with dates")
    )


def _days(tasks: pd.DataFrame, points: tuple[float, ...]) -> Iterator[tuple[float, pd.Timestamp]]:
    """The days on which a project had finished given shares of its tasks."""
    now = pick(tasks, "tasks", ["finished_on", "is_rollup"])
    done = now.loc[is_done(tasks) & ~yes(now["is_rollup"]), "finished_on"].dropna().sort_values()
    for at in points:
        if len(done) >= 20:
            yield at, pd.Timestamp(done.iloc[int(np.ceil(at * len(done))) - 1]).normalize()


class _Past:
    """The library, taken apart by project once, with what many forecasts over it share."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._rows = {name: tables[name].groupby("project_id", sort=False).indices for name in ("tasks", "worklogs")}
        self._scope = {by: scope_histories(tables.tasks, by=by) for by in ("estimate", "items")}
        self._fits: dict[tuple[str, str, int], Calibration] = {}

    def of(self, project_id: str) -> Tables:
        """One project's tasks and work logs."""
        nothing = np.empty(0, int)
        return Tables({name: self.tables[name].iloc[np.asarray(rows.get(project_id, nothing))] for name, rows in self._rows.items()})

    def forecasts(
        self, own: Tables, project_id: str, day: pd.Timestamp, ways: Sequence[str], rng: np.random.Generator
    ) -> list[RunningForecast]:
        """What each way would have said on a day of a project, given its own tables; ways that cannot tell are left out."""
        closed, out = closed_by(self.tables, project_id, day), []
        for way in ways:
            fit = self._fit(own.tasks, day) if way == "tasks" else None
            if way == "tasks" and fit is None:
                continue
            seen = forecast_own(own, project_id, rng=rng, calibration=fit, way=way, day=day, scope=self._scope, closed=closed)
            if not isinstance(seen, NotEnoughEvidence) and not isinstance(seen.days, NotEnoughEvidence):
                out.append(seen)
        return out

    def _fit(self, own: pd.DataFrame, day: pd.Timestamp) -> Calibration | None:
        """The latest calibration before a day, in the project's units; None where its tasks state no one pair of units."""
        pair = pick(own, "tasks", ["estimate_unit", "actual_unit"]).dropna().value_counts()
        if not len(pair):
            return None
        units = (str(pair.index[0][0]), str(pair.index[0][1]))
        quarter = int((day - pd.Timestamp("1970-01-01")).days // REFIT_DAYS)
        if (*units, quarter) not in self._fits:
            cut = pd.Timestamp("1970-01-01") + pd.Timedelta(days=quarter * REFIT_DAYS)
            known = of_units(self.tables.tasks, *units)
            self._fits[(*units, quarter)] = calibration.fit(known[finished(known, before=cut)], as_of=cut)
        return self._fits[(*units, quarter)]


def _scored(seen: RunningForecast, came: float, own: pd.DataFrame) -> dict:
    q = np.quantile(np.asarray(seen.days), LEVELS)
    low, middle, high = (float(np.quantile(np.asarray(seen.days), p)) for p in (0.1, 0.5, 0.9))
    now = pick(own, "tasks", ["actual", "estimate", "is_rollup"])
    done = now[is_done(own) & ~yes(now["is_rollup"])]
    final = {"tasks": done["actual"].sum(), "estimate": done["estimate"].sum(), "items": len(done)}[seen.way]
    totals = {"total_low": seen.total(0.1), "total_middle": seen.total(0.5), "total_high": seen.total(0.9), "total": float(final)}
    return {"way": seen.way, "low": low, "middle": middle, "high": high, "pinball": _pinball(q, came), **totals}


def _naive(own: pd.DataFrame, day: pd.Timestamp, came: float) -> dict:
    """The rest at the pace so far, of the tasks known by then; ± 25 %."""
    now = pick(own, "tasks", ["started_on", "finished_on", "added_on", "created_on", "is_rollup"])
    known = now[~yes(now["is_rollup"]) & ~(now["added_on"].fillna(now["created_on"]) > day).fillna(False)]
    done = int((known["finished_on"] < day + pd.Timedelta(days=1)).sum())
    begun = known["started_on"].min()
    so_far = max(float((day - begun).days), 1.0) if not pd.isna(begun) else 1.0
    middle = so_far * (len(known) - done) / max(done, 1)
    spread = HABIT * middle / 1.2815515655446004  # the habit's half width is its P90
    q = middle + spread * _Z
    return {"way": NAIVE, "low": middle * (1 - HABIT), "middle": middle, "high": middle * (1 + HABIT), "pinball": _pinball(q, came)}


_Z = np.array([-1.645, -1.282, -1.036, -0.842, -0.674, -0.524, -0.385, -0.253, -0.126, 0.0])
_Z = np.r_[_Z, -_Z[-2::-1]]


def _pinball(q: Floats, came: float) -> float:
    gap = came - q
    return float(np.maximum(LEVELS * gap, (LEVELS - 1) * gap).mean())


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    whole_day = 1.0  # a finish is a day, not a moment
    f = frame.assign(
        held=(frame["came"] >= np.floor(frame["low"])) & (frame["came"] <= np.ceil(frame["high"]) + whole_day),
        error=(frame["came"] - frame["middle"]).abs(),
        early=frame["came"] < frame["middle"],
        width=frame["high"] - frame["low"],
        total_held=frame["total"].between(frame["total_low"] - 1e-9, frame["total_high"] + 1e-9).where(frame["total"].notna()),
        total_error=np.abs(np.log(frame["total"] / frame["total_middle"])),
    )
    table = f.groupby("way", sort=False).agg(
        n=("held", "size"),
        held=("held", "mean"),
        error=("error", "mean"),
        early=("early", "mean"),
        pinball=("pinball", "mean"),
        width=("width", "median"),
        totals=("total_held", "count"),
        total_held=("total_held", "mean"),
        total_error=("total_error", "mean"),
    )
    return table.astype({"total_held": float}).reset_index().sort_values("pinball", kind="stable", ignore_index=True)


@dataclass(frozen=True)
class WayComparison:
    """Which of two ways of forecasting foresaw the user's own finishes better.

    Parameters
    ----------
    n : int
        Closed projects that both forecast.
    forecasts : int
        Forecasts of these.
    one, other : str
        The ways.
    loss_one, loss_other : float
        Mean loss in days; lower is better.
    low, high : float
        80 % range of loss_other − loss_one, projects resampled whole.
    """

    n: int
    forecasts: int
    one: str
    other: str
    loss_one: float
    loss_other: float
    low: float
    high: float

    @property
    def better(self) -> str | None:
        """The better way; None where it cannot be told."""
        return self.one if self.low > 0 else self.other if self.high < 0 else None


def compare_ways(
    proof: RunningProof | NotEnoughEvidence, *, rng: np.random.Generator, one: str = "estimate", other: str = "items"
) -> WayComparison | NotEnoughEvidence:
    """Points or counts: which forecast our past better?

    Parameters
    ----------
    proof : RunningProof or NotEnoughEvidence
        As ``backtest_running`` gives it.
    rng : Generator
        For the resampling of projects.
    one, other : str
        Two ways that the proof holds.

    Returns
    -------
    WayComparison or NotEnoughEvidence
        The latter below 4 projects that both forecast.

    Notes
    -----
    Blocks of the bootstrap are whole projects, because a project's forecasts share its fate.
    """
    if isinstance(proof, NotEnoughEvidence):
        return proof
    loss = proof.forecasts.pivot_table(index=["project_id", "at"], columns="way", values="pinball").reindex(columns=[one, other]).dropna()
    n = loss.index.get_level_values(0).nunique()
    if n < NEEDED:
        return NotEnoughEvidence(n, NEEDED, "closed projects that both ways forecast")
    gap = (loss[other] - loss[one]).groupby("project_id").agg(["sum", "size"]).to_numpy(float)
    draw = rng.integers(0, n, (REPEATS, n))
    low, high = np.quantile(gap[draw, 0].sum(1) / gap[draw, 1].sum(1), [0.1, 0.9])
    return WayComparison(n, len(loss), one, other, float(loss[one].mean()), float(loss[other].mean()), float(low), float(high))
