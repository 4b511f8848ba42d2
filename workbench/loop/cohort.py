"""What a group handed in, and what live estimates show beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from workbench.practice import cohort as thinking
from workbench.tables import InputError, NotEnoughEvidence, Tables

from .share import read_shares


@dataclass(frozen=True)
class Cohort:
    """A group of trainees.

    Attributes
    ----------
    shares : DataFrame
        One row per answer that was handed in.
    faults : list of str
        Files that are no shares.
    curve : DataFrame or NotEnoughEvidence
        How the group learned.
    transfer : DataFrame or NotEnoughEvidence
        Live estimates before and after.
    """

    shares: pd.DataFrame = field(repr=False)
    faults: list[str]
    curve: pd.DataFrame | NotEnoughEvidence
    transfer: pd.DataFrame | NotEnoughEvidence


def cohort(everything: Tables, *, shares: str | Path, trained_teams: str = "", trained_on: str = "") -> Cohort:
    """Read the shares of a group, and look at live estimates of its teams.

    Parameters
    ----------
    everything : Tables
        Projects and tasks of the whole library.
    shares : str or Path
        Folder with the shares that trainees handed in.
    trained_teams : str
        Teams that were trained, with commas between; all others count as waiting.
    trained_on : str
        Day of the training.

    Returns
    -------
    Cohort

    Raises
    ------
    InputError
        When a team or the day cannot be read.
    """
    frame, faults = read_shares(shares)
    teams = everything.projects.dropna(subset=["team"]).set_index("project_id")["team"]
    trained = [t.strip() for t in trained_teams.split(",") if t.strip()]
    unknown = [t for t in trained if t not in set(teams)]
    if unknown:
        raise InputError(
            f"no project is of team {', '.join(unknown)}.",
            expected=f"teams of the library: {', '.join(sorted(map(str, set(teams)))) or 'none is stated'}.",
            todo="correct trained_teams.",
        )
    day = pd.to_datetime(trained_on, errors="coerce") if trained_on.strip() else None
    if day is not None and pd.isna(day):
        raise InputError(f"trained_on is {trained_on!r}.", expected="a day such as 2026-02-02.")
    live = thinking.transfer(everything.tasks, teams, trained=trained, trained_on=day)
    return Cohort(frame, faults, thinking.learning(frame), live)
