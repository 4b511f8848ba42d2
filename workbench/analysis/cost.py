"""The same split in money: what an hour cost beyond its plan, and what the hours beyond the plan cost."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from .causes import MINIMUM, CauseSplit, of_project
from .frames import pick

MOST_UNCOSTED = 0.2
"""Share of the effort that may lack a cost; it is counted at the planned rate."""


@dataclass(frozen=True)
class CostCauses:
    """What drove the difference between budget and money spent.

    Attributes
    ----------
    n : int
        Settled tasks behind it.
    currency : str
        Unit of all money; empty where none is stated.
    unit : str
        Unit of the effort.
    budget, spent, over : float
        Budget of the settled work, money spent on it, and the difference.
    planned_rate, paid_rate : float
        Money per unit of effort: budget ÷ first plan, and spent ÷ effort.
    price : float
        The rate variance: effort × (paid − planned rate).
    parts : DataFrame
        The volume variance, split as the effort is: part, cost. price + Σ cost = over.
    uncosted : float
        Share of the effort without a cost, counted at the planned rate.
    """

    n: int
    currency: str
    unit: str
    budget: float
    spent: float
    over: float
    planned_rate: float
    paid_rate: float
    price: float
    parts: pd.DataFrame
    uncosted: float


def cost_causes(tables: Tables, found: CauseSplit, project_id: str, *, minimum: int = MINIMUM) -> CostCauses | NotEnoughEvidence:
    """Split money spent − budget of one project into the price of the effort and its amount.

    Parameters
    ----------
    tables : Tables
        ``projects`` with the budgets.
    found : CauseSplit
        The split of effort, as :func:`workbench.analysis.causes.split` gives it.
    project_id : str
        The project.
    minimum : int
        Settled tasks needed.

    Returns
    -------
    CostCauses or NotEnoughEvidence

    Notes
    -----
    With P and A the planned and real effort, B the budget and C the cost: C − B = A·(C/A − B/P) + (A − P)·B/P, the rate and the volume
    variance (standard costing: Horngren, Datar & Rajan, *Cost Accounting*, chapter 7). Of a running project, the share of the budget
    that its settled plan has is taken. A reserve inside the budget counts as planned rate.

    Examples
    --------
    >>> from workbench.analysis.causes import split
    >>> print(cost_causes(Tables(), split(Tables()), "P"))
    not enough evidence: 0 finished tasks with estimate and actual, 10 needed
    """
    causes = of_project(found, project_id, minimum=minimum)
    if isinstance(causes, NotEnoughEvidence):
        return causes
    part = pick(tables.projects, "projects", ["project_id", "budget", "currency"])
    project = part[part["project_id"] == project_id]
    if project.empty or not project["budget"].iloc[0] > 0:
        return NotEnoughEvidence(0, 1, "projects with a budget")
    row = found.projects[found.projects["project_id"] == project_id].iloc[0]
    uncosted = float(row["uncosted"] / causes.actual) if causes.actual > 0 else 1.0
    if uncosted > MOST_UNCOSTED:
        costed = round(100 * (1 - uncosted))
        return NotEnoughEvidence(costed, round(100 * (1 - MOST_UNCOSTED)), "percent of the effort with a cost")
    planned = float(project["budget"].iloc[0] / (causes.plan + row["open_plan"]))
    spent = float(row["cost"] + row["uncosted"] * planned)
    budget = planned * causes.plan
    currency = project["currency"].iloc[0]
    return CostCauses(
        n=causes.n,
        currency="" if pd.isna(currency) else str(currency),
        unit=causes.unit,
        budget=budget,
        spent=spent,
        over=spent - budget,
        planned_rate=planned,
        paid_rate=spent / causes.actual,
        price=spent - causes.actual * planned,
        parts=causes.parts[["part"]].assign(cost=causes.parts["effort"] * planned),
        uncosted=uncosted,
    )
