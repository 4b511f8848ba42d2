"""The main job: run the retrospective of one project, keep the review, recalibrate, say what changes next time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from workbench import reports
from workbench.calibration import LEARNED_FROM, Knowledge, day_after_last_finish, what_changed
from workbench.reports import Run
from workbench.store import Library
from workbench.tables import InputError

from .learn import recalibrate


@dataclass(frozen=True)
class Reviewed:
    """What a review gave.

    Attributes
    ----------
    project_id : str
    run : Run
        The retrospective report.
    knowledge : Knowledge
        The new calibration, this project's work included.
    changed : DataFrame
        Per kind of work the ratios to use before and after this project, see :func:`workbench.calibration.what_changed`.
    version : int
        Version of the stored review.
    """

    project_id: str
    run: Run
    knowledge: Knowledge
    changed: pd.DataFrame
    version: int


def review(
    library: Library,
    project_id: str,
    *,
    out_dir: Path,
    parameters: dict | None = None,
    formats: Sequence[Literal["html", "pdf"]] = ("html",),
) -> Reviewed:
    """Run the retrospective of a project and close the loop to the next estimate.

    Parameters
    ----------
    library : Library
        The review library.
    project_id : str
        The project.
    out_dir : Path
        Where the report goes.
    parameters : dict, optional
        Parameters of the template ``project_retrospective``.
    formats : sequence of str
        ``html``, ``pdf``.

    Returns
    -------
    Reviewed

    Raises
    ------
    InputError
        When the library has no such project, or the project has no task.
    """
    projects = library.projects()
    if project_id not in set(projects["project_id"]):
        listed = ", ".join(projects["project_id"].head(12)) or "none yet"
        raise InputError(f"the library has no project {project_id!r}; it has {listed}.", todo="check the name with `workbench projects`.")
    tasks = library.read(only={"tasks": LEARNED_FROM}).tasks
    if not tasks["project_id"].eq(project_id).any():
        raise InputError(f"project {project_id!r} has no tasks.", todo="import the tracker's export of it first.")
    template = reports.template("project_retrospective")
    reports.order(template, project_id=project_id, parameters=parameters, formats=formats)  # refused before anything is written
    with reports.Workshop([template]) as tools:  # they start while the calibration is learned
        known = recalibrate(library, tasks, label=f"after the review of {project_id}")
        stored = library.review(project_id)
        entry = stored or {"project_id": project_id, "reviewed_on": day_after_last_finish(tasks), "reviewer": None, "facts": {}}
        version = stored["version"] if stored else library.save_review(entry, version=None)
        run = reports.run(
            template, project_id=project_id, parameters=parameters, library=library, out_dir=out_dir, formats=formats, engine=tools
        )
    return Reviewed(project_id, run, known, what_changed(tasks, project_id), version)
