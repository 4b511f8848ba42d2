"""The work of one team over its projects."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from workbench.tables import TABLES, Tables

from .frames import pick


def of_team(tables: Tables, project_id: str, *, only: Collection[str] = tuple(TABLES)) -> Tables:
    """The work of all projects of one project's team.

    Parameters
    ----------
    tables : Tables
        The whole library.
    project_id : str
        The project.
    only : collection of str
        The tables that are needed; all when left out.

    Returns
    -------
    Tables
        That project alone where its team is not stated.

    Examples
    --------
    >>> projects = pd.DataFrame({"project_id": ["A", "B", "C"], "team": ["Blue", "Red", "Blue"]})
    >>> of_team(Tables({"projects": projects}), "A").projects["project_id"].tolist()
    ['A', 'C']
    """
    projects = pick(tables.projects, "projects", ["project_id", "team"])
    team = projects.loc[projects["project_id"] == project_id, "team"]
    same = (
        projects["team"].eq(team.iloc[0]).fillna(False) if len(team) and pd.notna(team.iloc[0]) else projects["project_id"].eq(project_id)
    )
    members = set(projects.loc[same.astype(bool), "project_id"])
    return Tables({name: frame[frame["project_id"].isin(members)] for name, frame in tables.items() if name in only})
