"""Lessons over projects: which themes come back, and whether what they are about moved afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from workbench.tables import NotEnoughEvidence, Tables

from .causes import CauseSplit
from .frames import NOT_STATED, is_done, pick, yes
from .rework import is_rework, pays_debt
from .velocity import sprints

MINIMUM = 6
"""Pairs of projects needed: with fewer, not even all moving one way would be beyond chance."""
_CHANCE = 0.05
MEASURES = {
    "rework": ("effort on defects and rework ÷ all effort", True),
    "blocked": ("blocked hours ÷ (blocked hours + effort)", True),
    "scope": ("scope added ÷ first plan", True),
    "ratio": ("actual ÷ estimate in all", True),
    "say_do": ("finished of what was committed", False),
    "debt": ("finished effort that paid technical debt ÷ all effort", False),
}
"""What a project can be measured by: in words, and whether less of it is wanted."""
_WORDS = {
    "debt": r"debt|refactor|clean-?up|schuld|deuda",
    "rework": r"test|quality|defect|bug|rework|again|qualit|prueba|fehler",
    "blocked": r"block|wait|hold|depend|warte|espera",
    "scope": r"scope|change request|creep|umfang|alcance",
    "say_do": r"say/?do|plan|commit|sprint|churn|zusage",
    "ratio": r"estimat|actual ÷|range|schätz|estimaci",
}


@dataclass(frozen=True)
class ThemeDriver:
    """What a theme is about, measured: where it was raised against elsewhere, and in the team's next project.

    Attributes
    ----------
    n : int
        Projects that raised the theme as something to change, with the measure known.
    theme, measure : str
        The theme, and the key of ``MEASURES`` that it is linked to.
    raised, elsewhere : float or None
        Median of the measure over projects that raised it, and over the others; None where there is no such project.
    pairs : int
        Projects that raised it and were followed by another one of the team.
    change : float or None
        Median of next − this over those pairs.
    moved : str or NotEnoughEvidence
        ``better``, ``worse`` or ``no effect seen`` (sign test, 5 %).
    """

    n: int
    theme: str
    measure: str
    raised: float | None
    elsewhere: float | None
    pairs: int
    change: float | None
    moved: str | NotEnoughEvidence


def themes(tables: Tables) -> pd.DataFrame:
    """Themes of lessons, those of most projects first.

    Parameters
    ----------
    tables : Tables
        ``lessons``; ``projects`` date them.

    Returns
    -------
    DataFrame
        theme, projects, to_change (projects that raised it as something to change), lessons, votes, last (finish of the latest project),
        measure (the key of ``MEASURES`` that theme and driver point to; missing where none).

    Examples
    --------
    >>> given = pd.DataFrame({"project_id": ["A", "B"], "lesson_id": "1", "column": "to change", "theme": "testing", "votes": [3, 4]})
    >>> themes(Tables({"lessons": given}))[["theme", "projects", "votes", "measure"]].to_dict("records")
    [{'theme': 'testing', 'projects': 2, 'votes': 7, 'measure': 'rework'}]
    """
    rows = _lessons(tables)
    grouped = rows.groupby("theme")
    out = pd.DataFrame({"projects": grouped["project_id"].nunique(), "lessons": grouped.size(), "votes": grouped["votes"].sum()})
    out["to_change"] = rows[rows["change"]].groupby("theme")["project_id"].nunique().reindex(out.index).fillna(0).astype("int64")
    out["last"] = grouped["finished_on"].max()
    most = rows.dropna(subset=["measure"]).groupby(["theme", "measure"]).size().sort_values(ascending=False, kind="stable").reset_index()
    out["measure"] = most.drop_duplicates("theme").set_index("theme")["measure"].astype(object).reindex(out.index)
    out = out.rename_axis("theme").reset_index().astype({"votes": "int64"})
    order = ["theme", "projects", "to_change", "lessons", "votes", "last", "measure"]
    return out.sort_values(["projects", "votes"], ascending=False, kind="stable", ignore_index=True)[order]


def _lessons(tables: Tables) -> pd.DataFrame:
    rows = pick(tables.lessons, "lessons", ["project_id", "lesson_id", "column", "theme", "votes", "driver"])
    theme = rows["theme"].astype("str").str.strip().str.casefold()
    theme = theme.where(rows["theme"].notna() & (theme != ""), NOT_STATED)
    about = theme + " " + rows["driver"].astype("str").fillna("").str.casefold()
    measure = pd.Series(np.full(len(rows), None, dtype=object), index=rows.index)
    for key, pattern in reversed(_WORDS.items()):  # the first one named wins
        measure = measure.mask(about.str.contains(pattern, regex=True).fillna(False), key)
    projects = pick(tables.projects, "projects", ["project_id", "finished_on"]).drop_duplicates("project_id")
    finish = projects.set_index("project_id")["finished_on"].reindex(rows["project_id"].to_numpy())
    ends = pd.Series(finish.to_numpy(), index=rows.index)
    change = rows["column"].astype("str").str.contains(r"chang|improv|stop|wrong|sad|mad|puzzl|minus|ander|ändern|mejor", regex=True)
    change = change.fillna(False) | rows["column"].isna()
    return rows.assign(theme=theme, measure=measure, votes=rows["votes"].fillna(0), finished_on=ends, change=change.to_numpy(bool))


def project_measures(tables: Tables, found: CauseSplit) -> pd.DataFrame:
    """Every measure of every project that has it.

    Parameters
    ----------
    tables : Tables
        The whole library.
    found : CauseSplit
        As :func:`workbench.analysis.causes.split` gives it.

    Returns
    -------
    DataFrame
        Index project_id; one column per key of ``MEASURES``; missing where a project does not tell.

    Examples
    --------
    >>> from workbench.analysis import causes
    >>> project_measures(Tables(), causes.split(Tables())).empty
    True
    """
    whole = tables.tasks
    part = pick(whole, "tasks", ["project_id", "actual", "blocked_hours", "actual_unit", "is_rollup"])
    part = part.assign(bad=is_rework(whole), debt=pays_debt(whole))
    part = part[is_done(whole) & ~yes(part["is_rollup"]) & part["actual"].gt(0).fillna(False)]
    spent = part.groupby("project_id")["actual"].sum()
    out = pd.DataFrame({"rework": part[part["bad"]].groupby("project_id")["actual"].sum().reindex(spent.index).fillna(0) / spent})
    paid = part[part["debt"]].groupby("project_id")["actual"].sum().reindex(spent.index)
    out["debt"] = (paid / spent).fillna(0.0) if part["debt"].any() else np.nan
    hours = part[part["blocked_hours"].notna() & part["actual_unit"].eq("hours").fillna(False)]
    known = hours.groupby("project_id")[["blocked_hours", "actual"]].sum()
    out["blocked"] = (known["blocked_hours"] / known.sum(axis=1)).reindex(out.index)
    about = found.projects.drop_duplicates("project_id").set_index("project_id")
    plan = about["plan"].where(about["enough"].astype(bool) & (about["plan"] > 0))
    added = found.parts[found.parts["part"] == "added"].groupby("project_id")["effort"].sum()
    out["scope"] = (added.reindex(plan.index).fillna(0.0) / plan).reindex(out.index)
    error = found.parts[found.parts["part"].isin(["bias", "noise", "error", "added_error"])].groupby("project_id")["effort"].sum()
    base = plan + added.reindex(plan.index).fillna(0.0)
    out["ratio"] = (1 + error.reindex(base.index).fillna(0.0) / base.where(base > 0)).reindex(out.index)
    table = sprints(tables)
    out["say_do"] = table.groupby("project_id")["say_do"].mean().reindex(out.index).astype(float) if len(table) else np.nan
    return out[list(MEASURES)].astype(float)


def theme_drivers(tables: Tables, found: CauseSplit, *, minimum: int = MINIMUM) -> list[ThemeDriver]:
    """Each theme's measure where it was raised, elsewhere, and in the team's next project.

    Parameters
    ----------
    tables : Tables
        The whole library.
    found : CauseSplit
        As :func:`workbench.analysis.causes.split` gives it.
    minimum : int
        Pairs of a project that raised the theme and the team's next one, needed for a verdict.

    Returns
    -------
    list of ThemeDriver
        One per theme with a measure, in the order of :func:`themes`.

    Notes
    -----
    Moved: two-sided sign test of next − this over the pairs (Conover, *Practical Nonparametric Statistics*), pairs without a change left
    out. A project that raises a theme tends to have been a bad one, so that the next one tends to be better anyway; a report says so.

    Examples
    --------
    >>> from workbench.analysis import causes
    >>> theme_drivers(Tables(), causes.split(Tables()))
    []
    """
    rows, values = _lessons(tables), project_measures(tables, found)
    rows = rows[rows["change"] & rows["measure"].notna()]
    after = _next_project(tables)
    out = []
    for one in themes(tables).to_dict("records"):
        key = one["measure"]
        mine = rows[rows["theme"] == one["theme"]]
        if not isinstance(key, str) or mine.empty or one["theme"] == NOT_STATED:
            continue
        value = values[key].dropna()
        raised = value.index[value.index.isin(set(mine["project_id"]))]
        nexts = after.reindex(raised).dropna()
        nexts = nexts[nexts.isin(value.index)]
        moved = value.reindex(nexts.to_numpy()).to_numpy() - value.reindex(nexts.index).to_numpy()
        others = value.drop(raised)
        out.append(
            ThemeDriver(
                n=len(raised), theme=str(one["theme"]), measure=key, pairs=len(moved),
                raised=float(value[raised].median()) if len(raised) else None,
                elsewhere=float(others.median()) if len(others) else None,
                change=float(np.median(moved)) if len(moved) else None, moved=_verdict(moved, key, minimum),
            )
        )  # fmt: skip
    return out


def _verdict(moved: np.ndarray, key: str, minimum: int) -> str | NotEnoughEvidence:
    changed = moved[np.abs(moved) > 1e-12]
    if len(changed) < minimum:
        return NotEnoughEvidence(len(changed), minimum, "projects that raised it and were followed by another one of the team")
    up = int((changed > 0).sum())
    if scipy.stats.binomtest(up, len(changed)).pvalue >= _CHANCE:
        return "no effect seen"
    return "better" if (up < len(changed) / 2) == MEASURES[key][1] else "worse"


def _next_project(tables: Tables) -> pd.Series:
    """The team's next project after each one, by finish (else by start)."""
    rows = pick(tables.projects, "projects", ["project_id", "team", "started_on", "finished_on"]).dropna(subset=["team"])
    rows = rows.assign(at=rows["started_on"].fillna(rows["finished_on"])).dropna(subset=["at"]).drop_duplicates("project_id")
    rows = rows.sort_values(["team", "at"], kind="stable")
    return pd.Series(rows.groupby("team")["project_id"].shift(-1).to_numpy(), index=rows["project_id"].to_numpy())
