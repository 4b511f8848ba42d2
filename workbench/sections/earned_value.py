"""Where does the project stand in money and in time?"""

from __future__ import annotations

import pandas as pd

from workbench.analysis.earned_value import EarnedValue, earned_value
from workbench.figures import earned_value as draw
from workbench.page import Column as Shown
from workbench.page import Columns, Note, Picture, Section, Stack, Table, Text
from workbench.tables import NotEnoughEvidence, Tables
from workbench.wording import earned_value as words
from workbench.wording import evidence

_NAME = "Money and time against the plan"
_FORMS = {
    "rest as planned": "the rest costs what was planned",
    "cost so far": "the rest costs as the work so far",
    "cost and pace so far": "and is as slow as the work so far",
}


def money_and_time(project: Tables, *, as_of: pd.Timestamp | None = None) -> Section:
    """Planned value, earned value and cost, what they say about the rest, and the cost at completion by each rule of thumb.

    Parameters
    ----------
    project : Tables
        The tables of one project.
    as_of : Timestamp, optional
        Only periods that ended by then count.

    Returns
    -------
    Section
    """
    ids = project.projects["project_id"] if len(project.projects) else project.periods["project_id"]
    found = earned_value(project, str(ids.iloc[0]) if len(ids) else "", as_of=as_of)
    if isinstance(found, NotEnoughEvidence):
        add = "What to add: the table of periods with planned value, earned value and cost, and the budget."
        return Section(_NAME, Note(found if found.n else f"No earned-value figures. {add}"))
    beside = Stack(Text(words.sentence(found)), _forms(found) if found.ev < found.bac else None)
    return Section(_NAME, Columns(Picture(draw.earned_value(found)), beside), Text(evidence.terms(words.TERMS)))


def _forms(found: EarnedValue) -> Table:
    frame = pd.DataFrame({"form": [_FORMS[f] for f in found.eac], "cost": found.eac.values(), "over": [-v for v in found.vac.values()]})
    unit = found.currency or "money"
    columns = {"form": Shown("If"), "cost": Shown(f"cost in the end, {unit}", "number"), "over": Shown("over budget", "signed")}
    return Table(frame, columns, file="cost_at_completion.csv")
