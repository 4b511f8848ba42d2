"""What drove the project away from its plan?"""

from __future__ import annotations

import pandas as pd

from workbench.analysis import causes
from workbench.analysis.cost import cost_causes
from workbench.figures import causes as draw
from workbench.page import Column as Shown
from workbench.page import Note, Picture, Section, Stack, Table, Text
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import causes as words
from workbench.wording.numbers import unit_name

_NAME = "What drove the difference from the plan"
_COLUMNS = {
    "usual": ["bias"],
    "beyond it": ["noise", "error"],
    "scope in and out": ["added", "removed"],
    "scope’s miss": ["added_error", "spent_removed"],
    "no estimate": ["unestimated"],
    "defects": ["rework"],
}


def what_drove_it(project: Tables, drivers: causes.CauseSplit) -> Section:
    """From the first plan to what was spent, one step per cause, then the same per kind of work and in money.

    Parameters
    ----------
    project : Tables
        The tables of one project.
    drivers : CauseSplit
        The split of the whole library, so that earlier projects say what is usual.

    Returns
    -------
    Section
    """
    ids = project.projects["project_id"] if len(project.projects) else project.tasks["project_id"]
    project_id = str(ids.iloc[0]) if len(ids) else ""
    found = causes.of_project(drivers, project_id)
    if isinstance(found, NotEnoughEvidence):
        return Section(_NAME, Note(found))
    money = words.money(cost_causes(project, drivers, project_id))
    table = Stack(_kinds(found), Text(words.basis(found)))
    return Section(_NAME, Picture(draw.waterfall(found)), Text(money) if money else None, table)


def _kinds(found: causes.Causes) -> Table:
    """One row per kind of work, one column per group of causes, and the sum of both."""
    wide = found.by_kind.pivot_table(index="kind", columns="part", values="effort", aggfunc="sum", fill_value=0.0)
    grouped = {name: wide[[p for p in parts if p in wide]].sum(axis=1) for name, parts in _COLUMNS.items()}
    frame = pd.DataFrame({name: values for name, values in grouped.items() if (values != 0).any()})
    frame["together"] = frame.sum(axis=1)
    frame = frame.sort_values("together", ascending=False, kind="stable")
    total = frame.sum().to_frame().T.set_axis(["all"])
    shown = pd.concat([frame, total]).rename_axis("kind").reset_index()
    columns: dict[str, Shown | str] = {"kind": Shown(f"Kind of work, {unit_name(found.unit)}")}
    columns |= {str(name): Shown(str(name), "signed") for name in frame.columns}
    return Table(shown, columns, file="causes.csv")
