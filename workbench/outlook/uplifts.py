"""Reference-class uplifts: what to add to a bare plan, read from comparable closed projects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from workbench.analysis.frames import pick, yes
from workbench.tables import InputError, NotEnoughEvidence, Tables

from .ranks import LEAST, Outcomes

Of = Literal["cost", "days", "effort"]
_PROJECT = ["project_id", "reference_class", "started_on", "planned_finish_on", "finished_on", "budget"]
_TASK = ["project_id", "is_rollup", "status_class", "estimate", "actual", "estimate_unit", "actual_unit", "cost"]
WORDS_OF = "closed projects"
LEVELS = (0.5, 0.8, 0.9, 0.95)


@dataclass(frozen=True)
class Uplifts:
    """What to add to a plan so that a share of such projects stays within.

    Parameters
    ----------
    of : {"cost", "days", "effort"}
        Budget, calendar days, or estimated effort.
    reference_class : str
        Kind of project; empty for all.
    past : Outcomes
        Final ÷ plan of closed projects.
    """

    of: Of
    reference_class: str
    past: Outcomes = field(repr=False)

    @property
    def n(self) -> int:
        """Closed projects."""
        return self.past.n

    def at(self, level: float) -> float | NotEnoughEvidence:
        """Share to add to the plan at a level: Q(final ÷ plan) − 1; refused where too few projects are closed."""
        found = self.past.at(level)
        return found if isinstance(found, NotEnoughEvidence) else found - 1

    def table(self, levels: tuple[float, ...] = LEVELS) -> pd.DataFrame:
        """Levels that there is evidence for.

        Returns
        -------
        DataFrame[level, uplift]
        """
        found = {level: self.at(level) for level in levels}
        rows = [(level, value) for level, value in found.items() if not isinstance(value, NotEnoughEvidence)]
        return pd.DataFrame(rows, columns=["level", "uplift"], dtype=float)


def uplifts(
    tables: Tables, *, of: Of = "cost", reference_class: str = "", as_of: pd.Timestamp | None = None
) -> Uplifts | NotEnoughEvidence:
    """Learn uplifts from closed projects.

    Parameters
    ----------
    tables : Tables
        ``projects``, and ``periods`` or ``tasks`` of the whole library.
    of : {"cost", "days", "effort"}
        What is planned: the budget (against the last actual cost, or the sum of the tasks' costs), the days from start to planned finish,
        or the effort estimated (in one unit, same as the actuals').
    reference_class : str
        Only projects of this class; all when empty.
    as_of : Timestamp, optional
        Only projects that finished by then count.

    Returns
    -------
    Uplifts or NotEnoughEvidence
        The latter below 4 closed projects.

    Notes
    -----
    Uplift(p) = Q_p(final ÷ plan) − 1 with rank ⌈(n + 1)p⌉ (Flyvbjerg; UK Green Book supplementary guidance on optimism bias): P80 needs
    4 projects, P90 9, P95 19. A mean is not given: overruns have heavy tails.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-01-01"] * 4)
    >>> projects = pd.DataFrame({"project_id": list("abcd"), "started_on": days, "planned_finish_on": days + pd.Timedelta(days=100),
    ...                          "finished_on": days + pd.to_timedelta([100, 110, 120, 150], unit="D")})
    >>> found = uplifts(Tables({"projects": projects}), of="days")
    >>> found.n, round(found.at(0.8), 2), bool(found.at(0.9))
    (4, 0.5, False)
    """
    ratio = ratios(tables, of=of, reference_class=reference_class, as_of=as_of).dropna()
    kind = f"{WORDS_OF} of class {reference_class}" if reference_class else WORDS_OF
    if len(ratio) < LEAST:
        return NotEnoughEvidence(len(ratio), LEAST, kind)
    return Uplifts(of, reference_class, Outcomes.of(ratio.to_numpy(float), kind))


def ratios(tables: Tables, *, of: Of, reference_class: str = "", as_of: pd.Timestamp | None = None) -> pd.Series:
    """Final ÷ plan of every closed project, by project; missing where either is not known.

    Raises
    ------
    InputError
        When `of` is none of the three.

    Examples
    --------
    >>> len(ratios(Tables(), of="days"))
    0
    """
    if of not in _RATIOS:
        raise InputError(f"uplifts of {of!r} were asked for.", expected=f"one of {', '.join(_RATIOS)}.")
    done = pick(tables.projects, "projects", _PROJECT).dropna(subset=["finished_on"]).drop_duplicates("project_id")
    if as_of is not None:
        done = done[done["finished_on"] <= as_of]
    if reference_class:
        done = done[(done["reference_class"] == reference_class).fillna(False).astype(bool)]
    return _RATIOS[of](tables, done.set_index("project_id"))


def _cost(tables: Tables, done: pd.DataFrame) -> pd.Series:
    known = pick(tables.periods, "periods", ["project_id", "period_end", "actual_cost"]).dropna().sort_values("period_end", kind="stable")
    spent = known.groupby("project_id")["actual_cost"].last()
    summed = _own(tables.tasks).groupby("project_id")["cost"].sum(min_count=1)
    final = spent.reindex(done.index).fillna(summed.reindex(done.index))
    return (final / done["budget"].where(done["budget"] > 0)).astype(float)


def _days(tables: Tables, done: pd.DataFrame) -> pd.Series:
    planned = (done["planned_finish_on"] - done["started_on"]).dt.days
    return (done["finished_on"] - done["started_on"]).dt.days / planned.where(planned > 0)


def _effort(tables: Tables, done: pd.DataFrame) -> pd.Series:
    tasks = _own(tables.tasks)
    usable = tasks[(tasks["estimate"] > 0) & (tasks["actual"] > 0) & tasks["status_class"].eq("done").fillna(False)]
    usable = usable[usable["estimate_unit"].eq(usable["actual_unit"]).fillna(False).astype(bool)]
    sums = usable.groupby("project_id")[["actual", "estimate"]].sum().reindex(done.index)
    return (sums["actual"] / sums["estimate"]).astype(float)


def _own(tasks: pd.DataFrame) -> pd.DataFrame:
    """Tasks that are no roll-ups of others."""
    part = pick(tasks, "tasks", _TASK)
    return part[~yes(part["is_rollup"])]


_RATIOS = {"cost": _cost, "days": _days, "effort": _effort}
