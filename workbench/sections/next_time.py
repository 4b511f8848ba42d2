"""What does this project change for the next estimate?"""

from __future__ import annotations

import pandas as pd

from workbench.calibration import what_changed
from workbench.page import Column as Shown
from workbench.page import Note, Section, Table
from workbench.wording import accuracy as words

_NAME = "What changes for the next estimate"


def next_time(tasks: pd.DataFrame, project_id: str, *, minimum: int = 20) -> Section:
    """Per kind of work the ratio to plan with, before and after this project's work is known.

    Parameters
    ----------
    tasks : DataFrame
        Canonical tasks of the whole library.
    project_id : str
        The project under review.
    minimum : int
        Kinds with fewer finished tasks in the library are left out.

    Returns
    -------
    Section
    """
    changed = what_changed(tasks, project_id, minimum=minimum)
    if changed.empty:
        return Section(_NAME, Note(f"No kind of work of this project has {minimum} finished, estimated tasks in the library yet."))
    shown = changed.assign(
        before=list(map(_plan, changed["p50_before"], changed["p80_before"])),
        after=list(map(_plan, changed["p50"], changed["p80"])),
    )
    columns: dict[str, Shown | str] = {
        "kind": Shown("Kind of work"),
        "n": Shown("tasks here", "count"),
        "before": Shown("plan with, before", left=False),
        "after": Shown("plan with, from now on", left=False),
    }
    return Section(_NAME, Table(shown[list(columns)], columns, file="next_estimate.csv"))


def _plan(p50: float, p80: float) -> str:
    return "" if pd.isna(p50) else words.use_next_time(p50, p80)
