"""How milestone ranges did on milestones that were reached, and how the team's own forecasts did."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from .milestones import WHAT, Reached, one, records
from .ranks import LEAST, needed


@dataclass(frozen=True)
class MilestoneProof:
    """How milestone ranges did on milestones that were reached, each judged by those reached before.

    Parameters
    ----------
    n : int
        Milestones.
    level : float
        Level of the ranges.
    held : float
        Share inside.
    late : float
        Share that came after the team's forecast of the moment.
    team_days_off, days_off : float
        Mean days between what came and the team's forecast, and our middle.
    forecasts : DataFrame
        One row per record: project_id, milestone, recorded_on, inside, late, team_days_off, days_off.
    """

    n: int
    level: float
    held: float
    late: float
    team_days_off: float
    days_off: float
    forecasts: pd.DataFrame = field(repr=False)


def backtest_milestones(tables: Tables, *, level: float = 0.8, as_of: pd.Timestamp | None = None) -> MilestoneProof | NotEnoughEvidence:
    """Forecast each reached milestone, at each of its records, from milestones that other projects had reached by then.

    Parameters
    ----------
    tables : Tables
        ``milestones`` of the whole library.
    level : float
        Level of the range.
    as_of : Timestamp, optional
        Records made later are left out.

    Returns
    -------
    MilestoneProof or NotEnoughEvidence

    Notes
    -----
    Records of one milestone share its fate: the share inside is that over milestones, each milestone counting once.
    """
    known = records(tables, as_of)
    known = known[known["reached_on"].notna()]
    reached, out = Reached.of(known), []
    for row in known.to_dict("records"):
        day = np.datetime64(row["recorded_on"], "s")
        others = reached.take((reached.project != row["project_id"]) & (reached.reached_on <= day))
        if others.n < LEAST:
            continue
        odds = one(row, others)
        low, middle, high = odds.day((1 - level) / 2), odds.day(0.5), odds.day((1 + level) / 2)
        if isinstance(low, NotEnoughEvidence) or isinstance(middle, NotEnoughEvidence) or isinstance(high, NotEnoughEvidence):
            continue
        came = row["reached_on"]
        own, ours = abs((came - row["forecast_on"]).days), abs((came - middle).days)
        named = {"project_id": row["project_id"], "milestone": row["milestone"], "recorded_on": row["recorded_on"]}
        out.append(named | {"inside": low <= came <= high, "late": came > row["forecast_on"], "team_days_off": own, "days_off": ours})
    if not out:
        return NotEnoughEvidence(reached.n, max(reached.n, needed((1 + level) / 2)) + 1, WHAT)
    forecasts = pd.DataFrame(out)
    each = forecasts.groupby(["project_id", "milestone"])[["inside", "late", "team_days_off", "days_off"]].mean()
    held, late, team, ours = each.mean().tolist()
    return MilestoneProof(len(each), level, held, late, team, ours, forecasts)
