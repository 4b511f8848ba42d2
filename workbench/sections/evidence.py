"""What do the numbers rest on, and what was left out?"""

from __future__ import annotations

import pandas as pd

from workbench.analysis import accuracy
from workbench.calibration import Knowledge
from workbench.page import Evidence
from workbench.tables import Tables
from workbench.wording import evidence as words
from workbench.wording import review

_TERMS = {
    "actual ÷ estimate": "above 1.00× the work took more than estimated",
    "P50 and P80": "half, and 8 of 10, of such work stays at or below it",
    "contingency": "P80 − P50 of the total",
}


def evidence(project: Tables, known: Knowledge | None, imports: pd.DataFrame, *, version: str) -> Evidence:
    """Method and evidence: what was used, what was left out and why, which calibration, which version.

    Parameters
    ----------
    project : Tables
        The tables of one project.
    known : Knowledge or None
        The calibration that the report leaned on.
    imports : DataFrame
        The library's import ledger; only this project's lines count.
    version : str
        Version of the package.

    Returns
    -------
    Evidence
    """
    used = accuracy.comparable(project.tasks)
    brought = [
        review.import_sentence(r["read"], r["accepted"], r["quarantined"], source=r["source"], what="row")
        for r in imports.to_dict("records")
        if "project_ids" not in r or _own(project) & set(r["project_ids"])
    ]
    return Evidence(
        words.excluded(used.excluded, used.n),
        *brought[-3:],
        words.walk_forward(),
        words.terms(_TERMS),
        words.method(calibration=known.number if known else None, seed=1, version=version, as_of=known.as_of if known else None),
    )


def _own(project: Tables) -> set[str]:
    return set(project.tasks["project_id"].unique()) | set(project.projects["project_id"])
