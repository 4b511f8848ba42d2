"""Sentences about what drove a project away from its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import amount, count, listing, number, percent, unit_name

if TYPE_CHECKING:
    from workbench.analysis.causes import Causes
    from workbench.analysis.cost import CostCauses

NAMES = {
    "bias": ("the usual underestimate", "the usual overestimate"),
    "noise": ("misses beyond the usual", "tasks better than usual"),
    "error": ("tasks over their estimate", "tasks under their estimate"),
    "added": ("scope added", "scope added"),
    "added_error": ("added scope over its estimate", "added scope under its estimate"),
    "removed": ("scope taken out", "scope taken out"),
    "spent_removed": ("spent on work taken out", "spent on work taken out"),
    "unestimated": ("work without an estimate", "work without an estimate"),
    "rework": ("defects and rework", "defects and rework"),
    "price": ("dearer hours", "cheaper hours"),
}
"""Per cause, its name where it adds to the plan and where it takes from it."""
_CLOSE = 0.02  # of the plan: nearer than this is told as kept


def name(part: str, effort: float) -> str:
    """A cause in a PM's words.

    Examples
    --------
    >>> name("noise", -20.0), name("added", 30.0)
    ('tasks better than usual', 'scope added')
    """
    return NAMES[part][bool(effort < 0)]


def sentence(found: Causes | NotEnoughEvidence) -> str:
    """What drove the difference between plan and actual, in one sentence.

    Parameters
    ----------
    found : Causes or NotEnoughEvidence
        The split.

    Returns
    -------
    str
        Empty where there is no split: page 1 has no room for what is not known.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> parts = pd.DataFrame({"part": ["bias", "noise", "added"], "effort": [404.0, -20.0, 357.0]})
    >>> sentence(Some(plan=1688.0, over=741.0, unit="hours", parts=parts))
    'Against its first plan of 1,688 h it took 741 h more: the usual underestimate (+404 h) and scope added (+357 h).'
    """
    if isinstance(found, NotEnoughEvidence):
        return ""
    plan, unit = amount(found.plan, found.unit), found.unit
    ups, downs = _told(found.parts, found.over)
    if abs(found.over) < _CLOSE * found.plan:
        balance = f": {_list(ups[:1], unit)} against {_list(downs[:1], unit)}" if ups and downs else ""
        return f"It kept to its first plan of {plan} in all{balance}."
    side, other = (ups, downs) if found.over > 0 else (downs, ups)
    more = "more" if found.over > 0 else "less"
    main = _list(side[:2], unit)
    large = [x for x in other[:1] if abs(x[1]) >= 0.3 * abs(found.over)]
    against = f", against {_list(large, unit)}" if large else ""
    return f"Against its first plan of {plan} it took {amount(abs(found.over), unit)} {more}: {main}{against}."


def _told(parts: pd.DataFrame, over: float) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """Causes that added and causes that saved, largest first; a tenth of the largest is not worth a word."""
    pairs = sorted(zip(parts["part"], parts["effort"].astype(float), strict=True), key=lambda x: -abs(x[1]))
    worth = 0.1 * max(abs(over), abs(pairs[0][1]) if pairs else 0.0)
    kept = [p for p in pairs if abs(p[1]) >= worth]
    return [p for p in kept if p[1] > 0], [p for p in kept if p[1] < 0]


def _list(pairs: list[tuple[str, float]], unit: str) -> str:
    return listing([f"{name(part, effort)} ({amount(effort, unit, signed=True)})" for part, effort in pairs])


def title(found: Causes | NotEnoughEvidence) -> str:
    """The finding of the waterfall.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> parts = pd.DataFrame({"part": ["bias", "added"], "effort": [404.0, 357.0]})
    >>> title(Some(plan=1688.0, over=761.0, unit="hours", parts=parts))
    'The usual underestimate cost most: +404 h of the 761 h over plan'
    """
    if isinstance(found, NotEnoughEvidence):
        return "Too little finished work to split the difference from the plan"
    ups, downs = _told(found.parts, found.over)
    over = amount(abs(found.over), found.unit)
    if abs(found.over) < _CLOSE * found.plan:
        return "The first plan held in all; causes that added and saved cancelled out"
    side = ups if found.over > 0 else downs
    first = f"{name(*side[0])[:1].upper()}{name(*side[0])[1:]}"
    what = "cost most" if found.over > 0 else "saved most"
    where = "over" if found.over > 0 else "under"
    biggest = amount(side[0][1], found.unit, signed=True)
    if abs(side[0][1]) > abs(found.over):
        return f"{first} {what}: {biggest}; in all {over} {where} plan"
    return f"{first} {what}: {biggest} of the {over} {where} plan"


def subtitle(found: Causes | NotEnoughEvidence) -> str:
    """What the waterfall draws, and from how much."""
    if isinstance(found, NotEnoughEvidence):
        return ""
    tasks = f"{count(found.n, 'finished or cancelled task')}"
    if found.n_past:
        return f"{tasks} · usual: from {count(found.n_past, 'task')} finished before the project began"
    return f"{tasks} · too little earlier work to tell the usual miss from this project’s own"


def alt(found: Causes | NotEnoughEvidence) -> str:
    """The waterfall for somebody who cannot see it."""
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    parts = [f"{name(p, e)} {amount(e, found.unit, signed=True)}" for p, e in zip(found.parts["part"], found.parts["effort"], strict=True)]
    ends = f"from {amount(found.plan, found.unit)} planned to {amount(found.actual, found.unit)} spent"
    return f"Steps {ends}: {', '.join(parts)}."


def basis(found: Causes) -> str:
    """How the plan is known, and what stands apart.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> parts = pd.DataFrame({"part": ["error"]})
    >>> basis(Some(by_kind=parts, n_past=0, basis="start day", open_tasks=2, open_estimate=30.0,
    ...            open_spent=4.0, left_out=1, unit="hours", rate=1.0))
    'The first plan is what was there on the day work began. Open work stands apart: 2 tasks, 30 h estimated, 4 h spent so far. Left
    out: 1 finished task without time spent, or in another unit.'
    """
    known = {
        "planned days": "The first plan is the tasks with a finish day in it.",
        "start day": "The first plan is what was there on the day work began.",
        "first estimates": "No first plan can be recognised, so each task is held against its own first estimate.",
    }[found.basis]
    out = ["Usual: what such work missed before this project; beyond it: this project’s own part.", known]
    if found.n_past == 0 or "error" in set(found.by_kind["part"]):
        out = [known]
    if found.rate != 1:
        out.append(f"Estimates count at {number(found.rate)} {unit_name(found.unit)} each, the team’s average before this project.")
    if found.open_tasks:
        open_ = f"{amount(found.open_estimate, found.unit)} estimated, {amount(found.open_spent, found.unit)} spent so far"
        out.append(f"Open work stands apart: {count(found.open_tasks, 'task')}, {open_}.")
    if found.left_out:
        out.append(f"Left out: {count(found.left_out, 'finished task')} without time spent, or in another unit.")
    return " ".join(out)


def money(found: CostCauses | NotEnoughEvidence) -> str:
    """What the money did, in one sentence.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> money(Some(budget=145000.0, spent=170000.0, over=25000.0, price=-5000.0, currency="EUR", unit="hours", planned_rate=80.0,
    ...            paid_rate=70.0, uncosted=0.0))
    'In money: 170,000 EUR spent on a budget of 145,000 EUR. The amount of work made +30,000 EUR of the difference, the price of an hour
    −5,000 EUR (80 EUR by the budget, any reserve in it included; 70 EUR paid).'
    """
    if isinstance(found, NotEnoughEvidence):
        return ""
    cash = lambda value, signed=False: amount(value, found.currency or None, signed=signed)  # noqa: E731
    one = {"hours": "an hour", "days": "a day"}.get(found.unit, f"one of {unit_name(found.unit)}")
    volume = cash(found.over - found.price, signed=True)
    rates = f"{cash(found.planned_rate)} by the budget, any reserve in it included; {cash(found.paid_rate)} paid"
    guess = f" {percent(found.uncosted)} of the effort has no cost and counts at the price by the budget." if found.uncosted > 0 else ""
    return (
        f"In money: {cash(found.spent)} spent on a budget of {cash(found.budget)}. The amount of work made {volume} of the difference, "
        f"the price of {one} {cash(found.price, signed=True)} ({rates}).{guess}"
    )


def league_title(table: pd.DataFrame, projects: int) -> str:
    """The finding of the causes over a portfolio.

    Examples
    --------
    >>> league_title(pd.DataFrame({"part": ["bias"], "effort": [900.0], "share": [0.37], "first": [16]}), 26)
    'The usual underestimate is the largest cause in 16 of 26 projects'
    """
    if table.empty or not table["effort"].iloc[0] > 0:
        return "No cause added to the plans"
    top = table.sort_values("first", ascending=False, kind="stable").iloc[0]
    called = name(str(top["part"]), 1.0)
    return f"{called[:1].upper()}{called[1:]} is the largest cause in {int(top['first']):,} of {count(projects, 'project')}"
