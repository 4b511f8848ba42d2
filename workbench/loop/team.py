"""The work of one team, without reading the whole library."""

from __future__ import annotations

import pandas as pd

from workbench.store import Library
from workbench.tables import Tables

_NEEDED = ("projects", "tasks", "sprints", "task_sprints", "lessons", "actions")


def team_work(library: Library, project_id: str) -> Tables:
    """What a retrospective needs from other projects: those of the same team, with their actions.

    Parameters
    ----------
    library : Library
        The review library.
    project_id : str
        The project under review.

    Returns
    -------
    Tables
        ``projects``, ``tasks``, ``sprints``, ``task_sprints``, ``lessons`` and ``actions`` of the team; of the project alone where it has
        no team.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from workbench import store
    >>> two = pd.DataFrame({"project_id": ["A", "B", "C"], "team": ["Blue", "Blue", None]})
    >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
    ...     written = library.write({"projects": two}, source="example")
    ...     team_work(library, "B").projects["project_id"].tolist(), team_work(library, "C").projects["project_id"].tolist()
    (['A', 'B'], ['C'])
    """
    projects = library.read(only=["projects"]).projects
    team = projects.loc[projects["project_id"].eq(project_id), "team"]
    mine = len(team) and pd.notna(team.iloc[0])
    members = projects.loc[projects["team"].eq(team.iloc[0]).fillna(False), "project_id"].tolist() if mine else [project_id]
    return library.read(members, only=_NEEDED)
