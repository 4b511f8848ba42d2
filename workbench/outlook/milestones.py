"""When each milestone comes: the team's own forecast, corrected by how such forecasts moved before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.frames import pick
from workbench.tables import NotEnoughEvidence, Tables

from .ranks import LEAST, Outcomes

SHORTEST = 7.0  # days; a slip is measured against at least a week
LATEST = 300  # reached milestones that count
WHAT = "reached milestones of finished projects"


@dataclass(frozen=True)
class MilestoneOdds:
    """When one open milestone of a running project comes.

    Parameters
    ----------
    project_id, milestone : str
    recorded_on : Timestamp
        When the forecast was written down.
    baseline_on : Timestamp
        First planned day; NaT where there is none.
    forecast_on : Timestamp
        What the team expects.
    past : Outcomes
        Of reached milestones, seen from about as far ahead: days until they came ÷ days that were foreseen.
    """

    project_id: str
    milestone: str
    recorded_on: pd.Timestamp
    baseline_on: pd.Timestamp
    forecast_on: pd.Timestamp
    past: Outcomes = field(repr=False)

    @property
    def n(self) -> int:
        """Reached milestones that it rests on."""
        return self.past.n

    @property
    def ahead(self) -> float:
        """Days that the team foresees, at least a week."""
        return max(float((self.forecast_on - self.recorded_on).days), SHORTEST)

    def day(self, level: float) -> pd.Timestamp | NotEnoughEvidence:
        """The day by which a share `level` of such milestones comes."""
        at = self.past.at(level)
        if isinstance(at, NotEnoughEvidence):
            return at
        return self.recorded_on + pd.Timedelta(days=int(np.ceil(max(at, 0.0) * self.ahead - 1e-9)))

    def odds_by(self, day: pd.Timestamp) -> float:
        """The odds that it comes on or before a day."""
        days = (pd.Timestamp(day) - self.recorded_on).days
        return 0.0 if days < 0 else 1.0 - self.past.odds_above(days / self.ahead)

    def by_week(self, weeks: int | None = None) -> pd.DataFrame:
        """The odds week by week.

        Parameters
        ----------
        weeks : int, optional
            How many; so many that nearly all have come when left out, at most two years.

        Returns
        -------
        DataFrame[week_end, odds]
            One row per Sunday after the day of the record.
        """
        first = self.recorded_on + pd.Timedelta(days=6 - self.recorded_on.weekday())
        last = int(np.ceil(float(self.past.known[-1]) * self.ahead / 7)) + 1
        ends = pd.date_range(first, periods=min(weeks or max(last, 2), 104), freq="7D", unit="us")
        return pd.DataFrame({"week_end": ends, "odds": [self.odds_by(end) for end in ends]})


def milestone_odds(tables: Tables, project_id: str, *, as_of: pd.Timestamp | None = None) -> list[MilestoneOdds] | NotEnoughEvidence:
    """When each open milestone of a project comes, week by week.

    Parameters
    ----------
    tables : Tables
        ``milestones`` and ``projects`` of the whole library.
    project_id : str
        The running project.
    as_of : Timestamp, optional
        Only what was written down by then counts.

    Returns
    -------
    list of MilestoneOdds or NotEnoughEvidence
        In the order of their forecast days; empty where all milestones are reached. The latter without milestones, or with fewer than
        4 reached ones of other projects.

    Notes
    -----
    Every reached milestone of another project gives one outcome: of its records, the one made when about as many days were foreseen (in
    ratio), what came ÷ what was foreseen. Ranks as in ``Outcomes``. A week is the shortest horizon that slips are measured against.

    Examples
    --------
    >>> print(milestone_odds(Tables(), "P"))
    not enough evidence: 0 milestones with a forecast, 1 needed
    """
    rows = records(tables, as_of)
    own = rows[rows["project_id"] == project_id]
    if own.empty:
        return NotEnoughEvidence(0, 1, "milestones with a forecast")
    latest = own.sort_values("recorded_on", kind="stable").groupby("milestone", sort=False).tail(1)
    latest = latest[latest["reached_on"].isna()].sort_values(["forecast_on", "milestone"], kind="stable")
    others = Reached.of(rows[rows["project_id"] != project_id])
    if others.n < LEAST and len(latest):
        return NotEnoughEvidence(others.n, LEAST, WHAT)
    return [one(row, others) for row in latest.to_dict("records")]


def one(row: dict[Any, Any], others: Reached) -> MilestoneOdds:
    """The odds of the milestone of one record, given reached ones."""
    past = Outcomes.of(others.slips(max(float(row["ahead"]), SHORTEST)), "reached milestones")
    return MilestoneOdds(str(row["project_id"]), str(row["milestone"]), row["recorded_on"], row["baseline_on"], row["forecast_on"], past)


@dataclass(frozen=True)
class Reached:
    """Records of milestones that were reached later, as arrays; one element is one record.

    Parameters
    ----------
    milestone : ndarray of int
        Which milestone it belongs to, in the order of reaching.
    project : ndarray of str
    reached_on : ndarray of datetime64
    ahead, came : ndarray
        Days foreseen (at least a week), and days that it took.
    """

    milestone: npt.NDArray[np.int64]
    project: npt.NDArray[np.object_]
    reached_on: npt.NDArray[np.datetime64]
    ahead: npt.NDArray[np.float64]
    came: npt.NDArray[np.float64]

    @classmethod
    def of(cls, rows: pd.DataFrame) -> Reached:
        """From records with days foreseen and days that came."""
        rows = rows[rows["reached_on"].notna()].sort_values(["reached_on", "project_id", "milestone"], kind="stable")
        code = rows.groupby(["project_id", "milestone"], sort=False).ngroup().to_numpy().astype(np.int64)
        ahead, came = rows["ahead"].clip(lower=SHORTEST).to_numpy(float), rows["came"].to_numpy(float)
        return cls(code, rows["project_id"].to_numpy(dtype=object), rows["reached_on"].to_numpy(dtype="datetime64[s]"), ahead, came)

    @property
    def n(self) -> int:
        """Milestones."""
        return len(np.unique(self.milestone))

    def take(self, rows: npt.NDArray[np.bool_]) -> Reached:
        """The given records only."""
        return Reached(self.milestone[rows], self.project[rows], self.reached_on[rows], self.ahead[rows], self.came[rows])

    def slips(self, ahead: float) -> npt.NDArray[np.float64]:
        """Days that came ÷ days foreseen, one record of each of the latest 300 milestones: the one that looked about so far ahead."""
        late = self.milestone > (self.milestone.max() - LATEST if len(self.milestone) else 0)
        mine, days = self.milestone[late], self.ahead[late]
        order = np.lexsort((np.abs(np.log(days / ahead)), mine))
        first = order[np.r_[True, np.diff(mine[order]) > 0]] if len(order) else order
        return (self.came[late] / days)[first]


def records(tables: Tables, as_of: pd.Timestamp | None) -> pd.DataFrame:
    """Records of milestones made by a day, with when the milestone was reached (if by that day), days foreseen and days that came."""
    columns = ["project_id", "milestone", "recorded_on", "baseline_on", "forecast_on", "actual_on"]
    rows = pick(tables.milestones, "milestones", columns).dropna(subset=["recorded_on"]).copy()
    if as_of is not None:
        rows = rows[rows["recorded_on"] <= as_of]
        rows.loc[rows["actual_on"] > as_of, "actual_on"] = pd.NaT
    reached = rows.groupby(["project_id", "milestone"])["actual_on"].transform("min")
    rows = rows.assign(reached_on=reached, forecast_on=rows["forecast_on"].fillna(rows["baseline_on"]))
    rows = rows[rows["actual_on"].isna() & rows["forecast_on"].notna()]
    rows = rows[rows["reached_on"].isna() | (rows["recorded_on"] < rows["reached_on"])]
    ahead, came = rows["forecast_on"] - rows["recorded_on"], rows["reached_on"] - rows["recorded_on"]
    return rows.assign(ahead=ahead.dt.days.astype(float), came=came.dt.days.astype(float))
