"""One sprint, or one week where there are no sprints: what it did, and whether it differs from its own past."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.tables import InputError, NotEnoughEvidence, Tables

from .commitment import Commitment, commitment
from .frames import one_project, pick
from .stock import net_flow
from .throughput import Throughput, throughput
from .velocity import Velocity, sprints, velocity

_DAYS = ("created_on", "added_on", "estimated_on", "started_on", "finished_on")


@dataclass(frozen=True)
class SprintTurn:
    """What one sprint did.

    Attributes
    ----------
    n : int
        Tasks in the sprint.
    sprint : str
        Its name.
    started_on, ended_on : Timestamp or None
        Its days, where they are known.
    unit : str
        Unit of the amounts.
    committed, added, removed, completed, carried, say_do, churn : float or None
        As :func:`workbench.analysis.velocity.sprints` gives them; None where it is not known.
    pace : Velocity or NotEnoughEvidence
        Velocity of the sprints up to this one.
    promise : Commitment or NotEnoughEvidence
        Say/do and churn of the sprints before this one.
    stands_out : bool
        Whether what it finished is more than ordinary variation.
    """

    n: int
    sprint: str
    started_on: pd.Timestamp | None
    ended_on: pd.Timestamp | None
    unit: str
    committed: float | None
    added: float | None
    removed: float | None
    completed: float | None
    carried: float | None
    say_do: float | None
    churn: float | None
    pace: Velocity | NotEnoughEvidence
    promise: Commitment | NotEnoughEvidence
    stands_out: bool


@dataclass(frozen=True)
class WeekTurn:
    """What one week did, for teams without sprints.

    Attributes
    ----------
    n : int
        Tasks finished in the week.
    started_on, ended_on : Timestamp
        Its Monday and Sunday.
    unit : str
        Always ``items``.
    arrived, dropped, open : int
        Tasks that came, that were cancelled, and that lie open at its end.
    pace : Throughput or NotEnoughEvidence
        Throughput of the weeks up to this one.
    stands_out : bool
        Whether the number of finished tasks is more than ordinary variation.
    """

    n: int
    started_on: pd.Timestamp
    ended_on: pd.Timestamp
    unit: str
    arrived: int
    dropped: int
    open: int
    pace: Throughput | NotEnoughEvidence
    stands_out: bool


def last_day(tables: Tables) -> pd.Timestamp | None:
    """The last day on which anything is known to have happened to a task.

    Parameters
    ----------
    tables : Tables
        ``tasks``.

    Returns
    -------
    Timestamp or None
        None without a date.

    Examples
    --------
    >>> str(last_day(Tables({"tasks": pd.DataFrame({"started_on": pd.to_datetime(["2026-03-02"])})})).date())
    '2026-03-02'
    """
    found = pick(tables.tasks, "tasks", _DAYS).max().max()
    return None if pd.isna(found) else pd.Timestamp(found).normalize()


def sprint_turn(tables: Tables, *, sprint: str = "", as_of: pd.Timestamp | None = None) -> SprintTurn | NotEnoughEvidence:
    """What one sprint did, beside the sprints before it.

    Parameters
    ----------
    tables : Tables
        One project.
    sprint : str
        Its name; the last one that ended when left out.
    as_of : Timestamp, optional
        Today: sprints that end later are not over.

    Returns
    -------
    SprintTurn or NotEnoughEvidence

    Raises
    ------
    InputError
        For a sprint that is not there, or tables of more than one project.

    Examples
    --------
    >>> given = pd.DataFrame({"project_id": "P", "sprint": list("abcdef"), "unit": "points", "committed": 12.0, "added": 0.0,
    ...                       "removed": 0.0, "completed": [10.0, 12, 11, 9, 13, 11]})
    >>> found = sprint_turn(Tables({"sprints": given}))
    >>> found.sprint, found.completed, round(found.say_do, 2), found.pace.n, found.stands_out
    ('f', 11.0, 0.92, 6, False)
    """
    every = sprints(tables, as_of=as_of)
    one_project(every, "a sprint")
    ended = every[every["ended"].astype(bool) & every["completed"].notna()]
    if sprint and sprint not in set(every["sprint"].astype("str")):
        known = ", ".join(every["sprint"].astype("str").tail(5)) or "none"
        raise InputError(f"there is no sprint {sprint!r}.", expected=f"one of the project's sprints, such as {known}.")
    if sprint:
        ended = every[: int((every["sprint"].astype("str") == sprint).to_numpy().argmax()) + 1]
    if ended.empty:
        return NotEnoughEvidence(0, 1, "ended sprints")
    row = ended.iloc[-1]
    pace = velocity(ended)
    amounts = {name: _known(row[name]) for name in ("committed", "added", "removed", "completed", "carried", "say_do", "churn")}
    return SprintTurn(
        n=int(row["tasks"]) if pd.notna(row["tasks"]) else 0,
        sprint=str(row["sprint"]),
        started_on=None if pd.isna(row["started_on"]) else row["started_on"],
        ended_on=None if pd.isna(row["ended_on"]) else row["ended_on"],
        unit=str(row["unit"]),
        pace=pace,
        promise=commitment(ended.iloc[:-1]),
        stands_out=bool(pace) and str(row["sprint"]) in pace.signals,  # type: ignore[union-attr]
        **amounts,
    )


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def week_turn(tables: Tables, *, as_of: pd.Timestamp) -> WeekTurn | NotEnoughEvidence:
    """What the last whole week did, beside the weeks before it.

    Parameters
    ----------
    tables : Tables
        One project.
    as_of : Timestamp
        Today; the week that is not over yet is left out.

    Returns
    -------
    WeekTurn or NotEnoughEvidence

    Examples
    --------
    >>> days = pd.date_range("2026-03-02", periods=60, freq="D")
    >>> tasks = pd.DataFrame({"status_class": "done", "created_on": days, "finished_on": days})
    >>> found = week_turn(Tables({"tasks": tasks}), as_of=pd.Timestamp("2026-04-29"))
    >>> found.n, str(found.started_on.date()), found.stands_out
    (7, '2026-04-20', False)
    """
    flow = net_flow(tables.tasks, as_of=as_of)
    if flow.empty:
        return NotEnoughEvidence(0, 1, "whole weeks with dated tasks")
    row = flow.iloc[-1]
    start = pd.Timestamp(row["period"])
    pace = throughput(tables.tasks, as_of=as_of)
    out = bool(pace) and start in pace.signals  # type: ignore[union-attr]
    return WeekTurn(
        n=int(row["finished"]),
        started_on=start,
        ended_on=start + pd.Timedelta(days=6),
        unit="items",
        arrived=int(row["arrived"]),
        dropped=int(row["dropped"]),
        open=int(row["open"]),
        pace=pace,
        stands_out=out,
    )
