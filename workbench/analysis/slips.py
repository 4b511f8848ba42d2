"""How milestone forecasts moved: baseline against successive forecasts against what came."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from .frames import pick

MINIMUM = 3
"""Records of a milestone's forecast, below which no trend is to be seen."""


@dataclass(frozen=True)
class Slips:
    """How the forecasts of one project's milestones moved.

    Attributes
    ----------
    n : int
        Records of forecasts.
    unit : str
        Always ``days`` (calendar).
    milestones : DataFrame
        One row per milestone with a forecast, in the order of their baselines: milestone, records, baseline_on, forecast_on (the latest),
        actual_on (missing while open), slip (days from the baseline to the actual, else to the latest forecast), later and earlier (how
        often the forecast moved that way), late_news (share of the slip that was not yet foreseen halfway between the first record and
        the end; missing without a slip).
    series : DataFrame
        One row per record: milestone, recorded_on, forecast_on, reached (bool: the day it came, recorded as its own forecast).
    """

    n: int
    unit: str
    milestones: pd.DataFrame
    series: pd.DataFrame


def slips(tables: Tables, project_id: str, *, as_of: pd.Timestamp | None = None, minimum: int = MINIMUM) -> Slips | NotEnoughEvidence:
    """How the forecasts of a project's milestones moved from record to record.

    Parameters
    ----------
    tables : Tables
        ``milestones``.
    project_id : str
        The project.
    as_of : Timestamp, optional
        Only what was recorded by then counts.
    minimum : int
        Records with a forecast that the project needs.

    Returns
    -------
    Slips or NotEnoughEvidence

    Notes
    -----
    Milestone trend analysis (slip chart): forecast day against report day; a milestone that keeps its day is a level line, and one that is
    reached meets the diagonal (DIN 69901-5; Harrison & Lock, *Advanced Project Management*). Without a baseline, the first forecast
    stands for it.

    Examples
    --------
    >>> day = pd.to_datetime
    >>> rows = pd.DataFrame({"project_id": "P", "milestone": "Beta", "recorded_on": day(["2026-01-31", "2026-02-28", "2026-03-20"]),
    ...                      "baseline_on": pd.Timestamp("2026-03-01"), "forecast_on": day(["2026-03-01", "2026-03-15", None]),
    ...                      "actual_on": day([None, None, "2026-03-20"])})
    >>> found = slips(Tables({"milestones": rows}), "P")
    >>> found.milestones[["slip", "later", "late_news"]].iloc[0].tolist()
    [19.0, 1.0, 1.0]
    """
    columns = ["project_id", "milestone", "recorded_on", "baseline_on", "forecast_on", "actual_on"]
    rows = pick(tables.milestones, "milestones", columns)
    rows = rows[(rows["project_id"] == project_id).fillna(False).astype(bool) & rows["recorded_on"].notna() & rows["milestone"].notna()]
    if as_of is not None:
        rows = rows[rows["recorded_on"] <= as_of]
        rows = rows.assign(actual_on=rows["actual_on"].mask((rows["actual_on"] > as_of).fillna(False)))
    rows = rows.assign(day=rows["forecast_on"].fillna(rows["actual_on"])).dropna(subset=["day"])
    rows = rows.sort_values(["milestone", "recorded_on"], kind="stable")
    if len(rows) < max(minimum, 1):
        return NotEnoughEvidence(len(rows), max(minimum, 1), "records of a milestone’s forecast")
    told = [_one(str(name), part) for name, part in rows.groupby("milestone", sort=False)]
    table = pd.DataFrame(told).sort_values(["baseline_on", "milestone"], kind="stable", ignore_index=True)
    reached = rows["actual_on"].notna() & rows["actual_on"].eq(rows["day"]).fillna(False)
    series = rows[["milestone", "recorded_on"]].assign(forecast_on=rows["day"], reached=reached.astype(bool))
    return Slips(len(rows), "days", table, series.reset_index(drop=True))


def _one(name: str, part: pd.DataFrame) -> dict[str, object]:
    """Baseline, latest forecast, actual and slip of one milestone, given its records in time order."""
    first = part["baseline_on"].dropna()
    base = first.iloc[0] if len(first) else part["day"].iloc[0]
    came = part["actual_on"].min()
    latest = part["day"].iloc[-1]
    end = came if pd.notna(came) else latest
    moves = part.loc[part["forecast_on"].notna(), "forecast_on"].diff().dt.days.dropna()
    slip = float((end - base).days)
    halfway = part["recorded_on"].iloc[0] + (end - part["recorded_on"].iloc[0]) / 2
    then = part.loc[part["recorded_on"] <= halfway, "day"]
    foreseen = float((then.iloc[-1] - base).days) if len(then) else 0.0
    news = None if slip <= 0 or pd.isna(came) else min(max(1 - foreseen / slip, 0.0), 1.0)
    return {
        "milestone": name, "records": len(part), "baseline_on": base, "forecast_on": latest, "actual_on": came, "slip": slip,
        "later": int((moves > 0).sum()), "earlier": int((moves < 0).sum()), "late_news": news,
    }  # fmt: skip
