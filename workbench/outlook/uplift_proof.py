"""Whether what closed projects said to hold was enough for the next one, and how much of it each used."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from workbench.analysis import intervals
from workbench.analysis.frames import pick
from workbench.analysis.intervals import Interval
from workbench.tables import InputError, NotEnoughEvidence, Tables

from .ranks import Outcomes, needed
from .uplifts import WORDS_OF, Of, ratios


@dataclass(frozen=True)
class UpliftProof:
    """How uplifts would have done, each learned from the projects that had finished before the project began.

    Parameters
    ----------
    n : int
        Projects that could be judged.
    of : {"cost", "days", "effort"}
        Budget, calendar days, or estimated effort.
    level : float
        Share of projects that the uplift was meant to be enough for.
    enough : int
        Projects that it was enough for.
    enough_range : Interval
        Wilson range for enough ÷ n.
    table : DataFrame
        One row per project in the order of their start: project_id, held (uplift at the level, share of the plan), came (final ÷ plan − 1),
        used (came ÷ held; missing where nothing was to be held), n (closed projects by then).
    """

    n: int
    of: Of
    level: float
    enough: int
    enough_range: Interval
    table: pd.DataFrame = field(repr=False)


def backtest_uplifts(
    tables: Tables, *, of: Of = "cost", level: float = 0.8, as_of: pd.Timestamp | None = None
) -> UpliftProof | NotEnoughEvidence:
    """Try the uplift at a level on every closed project.

    Parameters
    ----------
    tables : Tables
        As for :func:`workbench.outlook.uplifts.uplifts`.
    of : {"cost", "days", "effort"}
        What is planned.
    level : float
        Share of projects that it is to be enough for.
    as_of : Timestamp, optional
        Projects that finished later are left out.

    Returns
    -------
    UpliftProof or NotEnoughEvidence
        The latter where no project began after enough others had finished.

    Raises
    ------
    InputError
        For a level below one half, or of 1 and more.

    Notes
    -----
    Walk-forward, at the day on which each project began. All classes together, as :func:`workbench.outlook.uplifts.uplifts` does without
    a class.

    Examples
    --------
    >>> print(backtest_uplifts(Tables()))
    not enough evidence: 0 closed projects, 5 needed
    """
    if not 0.5 <= level < 1:
        raise InputError(f"the level is {level}.", expected="a share from 0.5 up to, but without, 1: what is held is to be enough.")
    known = ratios(tables, of=of, as_of=as_of).dropna()
    dates = pick(tables.projects, "projects", ["project_id", "started_on", "finished_on"]).drop_duplicates("project_id")
    dates = dates.set_index("project_id").loc[known.index].dropna().sort_values("started_on", kind="stable")
    rows = []
    for name, began in zip(dates.index.astype("str"), dates["started_on"], strict=True):
        past = known[dates.index[dates["finished_on"] <= began]]
        if len(past) < needed(level):
            continue
        held = float(Outcomes.of(past.to_numpy(float)).at(level)) - 1  # type: ignore[arg-type]
        rows.append({"project_id": name, "held": held, "came": float(known[name]) - 1, "n": len(past)})
    if not rows:
        return NotEnoughEvidence(len(known), max(len(known), needed(level)) + 1, WORDS_OF)
    table = pd.DataFrame(rows)
    table["used"] = (table["came"] / table["held"]).where(table["held"] > 0)
    enough = int((table["came"] <= table["held"] + 1e-9).sum())
    return UpliftProof(len(table), of, level, enough, intervals.share(enough, len(table)), table)
