"""Sentences about risk registers looked back on, and about what was held against what was used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.tables import NotEnoughEvidence

from . import causes
from .evidence import not_enough
from .numbers import amount, count, listing, number, percent
from .plain import short

if TYPE_CHECKING:
    from workbench.analysis.risks import RiskRecord, Unregistered
    from workbench.outlook import UpliftProof

_WHAT = {"cost": "the budget", "days": "the planned time", "effort": "the sum of the estimates"}


def title(found: RiskRecord | NotEnoughEvidence) -> str:
    """The finding of the picture of risk odds.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> title(Some(came=91, n=241, foreseen=75.1, foreseen_range=Some(low=62.2, high=88.0)))
    'Risks came more often than stated: 91, where 75 were foreseen'
    """
    if isinstance(found, NotEnoughEvidence):
        return "Too few settled risks to judge the odds"
    ends = f"{found.came:,}, where {number(found.foreseen, decimals=0)} were foreseen"
    if found.came > found.foreseen_range.high:
        return f"Risks came more often than stated: {ends}"
    if found.came < found.foreseen_range.low:
        return f"Risks came less often than stated: {ends}"
    return f"Risks came about as often as stated: {ends}"


def sentence(found: RiskRecord | NotEnoughEvidence) -> str:
    """Whether the odds were right, and whether they told likely from unlikely risks.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(sentence(Some(n=241, projects=27, came=91, foreseen=75.1, foreseen_range=Some(low=62.2, high=88.0), brier=.212,
    ...                     brier_range=Some(low=.191, high=.233), uncertainty=.235, reliability=.0071, by_chance=.0038)))
    Of 241 settled risks in 27 projects 91 came; right odds would have brought 62 to 88. The odds beat one and the same figure for every
    risk: Brier score 0.21 (0.19 to 0.23; 0 is perfect) against 0.23.
    """
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    low, high = (number(v, decimals=0) for v in (found.foreseen_range.low, found.foreseen_range.high))
    text = f"Of {count(found.n, 'settled risk')} in {count(found.projects, 'project')} {found.came:,} came; right odds would have brought "
    text += f"{low} to {high}."
    better = found.brier < found.uncertainty
    sure = found.brier_range
    span = f"{sure.low:.2f} to {sure.high:.2f}; " if sure is not None else ""
    verb = "beat" if better else "did not beat"
    score = f"Brier score {found.brier:.2f} ({span}0 is perfect) against {found.uncertainty:.2f}"
    return f"{text} The odds {verb} one and the same figure for every risk: {score}."


def alt(found: RiskRecord | NotEnoughEvidence) -> str:
    """The picture for somebody who cannot see it."""
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    rows = found.groups.to_dict("records")
    told = [f"stated {percent(r['stated'])}: {percent(r['share'])} of {int(r['n']):,} came" for r in rows]
    return f"Stated odds against what came; {'; '.join(told)}."


def unregistered(found: Unregistered | NotEnoughEvidence, currency: str = "") -> str:
    """What came to a project, and what of it no risk had named.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> import pandas as pd
    >>> events = pd.DataFrame({"source": ["request", "request", "cause"], "what": ["security audit", "partner changed", "rework"],
    ...                        "effort": [91.0, 28.0, 25.0], "named": [False, True, False]})
    >>> print(unregistered(Some(n=8, came=3, cost=15640.0, late=0, events=events), "EUR"))
    3 of the 8 risks on the register came and took 15,640 EUR. What no risk on it seems to name:
    the change “security audit” (91 h) and defects and rework (25 h).
    """
    if isinstance(found, NotEnoughEvidence):
        return "No risk register. What to add: what might happen, how likely, what it would take, and whether it came."
    took = f" and took {amount(found.cost, currency or None)}" if found.cost is not None else ""
    text = f"{found.came:,} of the {count(found.n, 'risk')} on the register came{took}."
    if found.late:
        was, it = ("was", "it") if found.late == 1 else ("were", "they")
        text += f" {found.late:,} of them {was} written down only when {it} came."
    missed = found.events[~found.events["named"]].head(3)
    if len(missed):
        names = [f"{came(row)} ({amount(row['effort'], 'hours')})" for row in missed.to_dict("records")]
        text += f" What no risk on it seems to name: {listing(names)}."
    return text


def came(event: dict[Any, Any]) -> str:
    """What came to a project, in a PM's words: a request by its reason, or a cause of the overrun.

    Examples
    --------
    >>> came({"source": "request", "what": "security audit"}), came({"source": "cause", "what": "rework"})
    ('the change “security audit”', 'defects and rework')
    """
    return causes.name(event["what"], 1.0) if event["source"] == "cause" else f"the change “{short(event['what'], 40)}”"


def held_and_used(proof: UpliftProof | NotEnoughEvidence, project_id: str) -> str:
    """What past projects said to hold when one project began, and what it came to; empty where that is not known.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> import pandas as pd
    >>> table = pd.DataFrame({"project_id": ["P"], "held": [.36], "came": [.24], "used": [.667], "n": [18]})
    >>> held_and_used(Some(of="cost", level=.8, table=table), "P")
    'When it began, 18 closed projects said to add 36 % to the budget, enough for 80 % of such projects; it ended 24 % over: 67 % of that.'
    """
    if isinstance(proof, NotEnoughEvidence):
        return ""
    mine = proof.table[proof.table["project_id"] == project_id]
    if mine.empty or not mine["held"].iloc[0] > 0:
        return ""
    row = mine.iloc[0]
    start = f"When it began, {count(int(row['n']), 'closed project')} said to add {percent(row['held'])} to {_WHAT[proof.of]}, enough for "
    start += f"{percent(proof.level)} of such projects"
    if row["came"] <= 0:
        return f"{start}; it needed none of that."
    return f"{start}; it ended {percent(row['came'])} over: {percent(row['used'])} of that."


def uplift_proof(proof: UpliftProof | NotEnoughEvidence) -> str:
    """Whether what past projects said to hold was enough, and how much of it was used.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> import pandas as pd
    >>> table = pd.DataFrame({"used": [.5, .4, 1.2], "held": [.3, .3, .3]})
    >>> print(uplift_proof(Some(of="cost", n=16, level=.8, enough=14, enough_range=Some(low=.64, high=.965), table=table)))
    On the budget it would have been enough for 14 of 16 past projects (meant: 80 %; so few allow 64 % to 96 %);
    the middle one used 50 % of it.
    """
    if isinstance(proof, NotEnoughEvidence):
        return f"Whether it would have been enough: {not_enough(proof)[:1].lower()}{not_enough(proof)[1:]}"
    sure = f"so few allow {percent(proof.enough_range.low)} to {percent(proof.enough_range.high)}"
    used = proof.table["used"].dropna()
    text = f"On {_WHAT[proof.of]} it would have been enough for {proof.enough:,} of {count(proof.n, 'past project')}"
    text += f" (meant: {percent(proof.level)}; {sure})"
    return f"{text}; the middle one used {percent(max(float(used.median()), 0.0))} of it." if len(used) else f"{text}."
