"""Sentences about a portfolio: how its projects ended, how running ones stand, which actions worked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .finding import CardText, Finding
from .numbers import count, listing, percent, ratio

if TYPE_CHECKING:
    from workbench.analysis.lessons import ActionEffect

VERDICTS = ("an effect is likely", "no effect seen", "it moved the wrong way", "cannot tell yet")


def headline(ends: pd.DataFrame) -> Finding:
    """How finished projects ended against their plans.

    Parameters
    ----------
    ends : DataFrame
        One row per finished project: cost, days, effort (final ÷ plan, missing where unknown).

    Examples
    --------
    >>> str(headline(pd.DataFrame({"cost": [1.3, 1.2, 1.1], "days": [1.1, 1.0, 1.2], "effort": [1.2, 1.3, 1.1]})))
    'The middle one of 3 finished projects cost 1.20× its budget. It took 1.10× its planned days and 1.20× the effort estimated for its
    finished tasks.'
    """
    if ends.empty:
        return Finding("No project is finished yet.", meaning="What to add: projects with a start, a planned and a real finish.")
    known = {name: float(ends[name].median()) for name in ("cost", "days", "effort") if ends[name].notna().any()}
    told = {
        "cost": "cost {} its budget",
        "days": "took {} its planned days",
        "effort": "took {} the effort estimated for its finished tasks",
    }
    if not known:
        return Finding(f"{count(len(ends), 'project')} finished, none with a plan to compare with.")
    first, *rest = known
    start = f"The middle one of {count(len(ends), 'finished project')}"
    parts = [told[name].format(ratio(known[name])) for name in rest]
    meaning = " and ".join([parts[0], parts[1].removeprefix("took ")] if len(parts) == 2 else parts)
    return Finding(f"{start} {told[first].format(ratio(known[first]))}.", ratio(known[first]), f"It {meaning}." if meaning else "")


def cards(ends: pd.DataFrame, running: int) -> list[CardText]:
    """At most four numbers with their evidence.

    Examples
    --------
    >>> [c.value for c in cards(pd.DataFrame({"cost": [1.3, 0.9], "days": [1.1, 1.0], "growth": [0.2, 0.1]}), 2)]
    ['2', '1 of 2', '1 of 2', '15 %']
    """
    out = [CardText("Projects finished", f"{len(ends):,}", f"{running:,} still running")]
    for name, label in (("cost", "Over budget"), ("days", "Late")):
        known = ends[name].dropna()
        if len(known):
            over = f"{int((known > 1 + 1e-9).sum()):,} of {len(known):,}"
            out.append(CardText(label, over, f"the middle one ended at {ratio(known.median())}"))
    grown = ends["growth"].dropna()
    if len(grown):
        note = f"of the first plan · middle of {count(len(grown), 'project')}"
        out.append(CardText("Scope that joined later", percent(float(grown.median())), note))
    return out[:4]


def hidden_teams(sizes: pd.DataFrame) -> str:
    """Which teams are not shown by themselves, and why.

    Parameters
    ----------
    sizes : DataFrame
        As ``floor.large_enough`` gives it.

    Examples
    --------
    >>> sizes = pd.DataFrame({"group": ["Amber", "Fern", "Heron", "Juniper"], "people": [4, 5, 0, 9], "tasks": 90, "shown": False})
    >>> print(hidden_teams(sizes.assign(shown=[False, False, False, True])))
    Not shown by themselves: Amber (fewer than 5 people), Fern (a smaller team could be worked out from it) and Heron (who worked on it is
    not on record).
    """
    reasons: dict[str, list[str]] = {}
    for row in sizes[~sizes["shown"]].to_dict("records"):
        reasons.setdefault(_hidden(int(row["people"]), int(row["tasks"])), []).append(str(row["group"]))
    return f"Not shown by themselves: {listing([f'{listing(names)} ({why})' for why, names in reasons.items()])}."


def _hidden(people: int, tasks: int) -> str:
    """Why a team is not shown by itself."""
    if people >= 5 and tasks >= 10:
        return "a smaller team could be worked out from it"
    if people == 0:
        return "who worked on it is not on record"
    return f"fewer than {'5 people' if people < 5 else '10 tasks'}"


def verdict(effect: ActionEffect | NotEnoughEvidence) -> str:
    """What became of an action's measure, in a few words.

    Examples
    --------
    >>> verdict(NotEnoughEvidence(3, 15, "tasks since then"))
    'cannot tell yet'
    """
    if isinstance(effect, NotEnoughEvidence):
        return VERDICTS[3]
    if not effect.likely:
        return VERDICTS[1]
    return VERDICTS[0] if effect.wanted else VERDICTS[2]


def actions_sentence(verdicts: list[str], unmeasured: int) -> str:
    """How many actions worked.

    Examples
    --------
    >>> actions_sentence(["an effect is likely", "no effect seen", "no effect seen"], 4)
    'Of 3 actions that were done and had a measure: an effect is likely for 1, no effect seen for 2. 4 more were done without a
    measure.'
    """
    parts = [f"{v} for {verdicts.count(v):,}" for v in VERDICTS if v in verdicts]
    more = f" {unmeasured:,} more {'was' if unmeasured == 1 else 'were'} done without a measure." if unmeasured else ""
    if not verdicts:
        return f"No action that was done names a number that it should move.{more}"
    return f"Of {count(len(verdicts), 'action')} that were done and had a measure: {', '.join(parts)}.{more}"
