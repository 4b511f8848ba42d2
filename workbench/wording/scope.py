"""Sentences about scope: how it moved, what was asked for and decided, what joined without a yes, how large it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import absent, amount, count, day, listing, percent
from .plain import short

if TYPE_CHECKING:
    from workbench.analysis.changes import ChangeControl
    from workbench.analysis.scope import ScopeHistory
    from workbench.outlook import ScopeGrowth, ScopeProof

_CLOSE = 0.02
PARTS = {"added": "added", "defects": "defects found later", "removed": "taken out", "reestimated": "estimated anew"}


def title(found: ScopeHistory | NotEnoughEvidence) -> str:
    """The finding of the picture of scope by period.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> title(Some(first=1000.0, now=1250.0, unit="hours"))
    'The scope grew from 1,000 h to 1,250 h, +25 % of the first plan'
    """
    if isinstance(found, NotEnoughEvidence):
        return "No first plan to hold the scope against"
    share = found.now / found.first - 1
    if abs(share) < _CLOSE:
        return f"The scope stayed at its first plan of {amount(found.first, found.unit)}"
    word = "grew" if share > 0 else "shrank"
    ends = f"from {amount(found.first, found.unit)} to {amount(found.now, found.unit)}"
    return f"The scope {word} {ends}, {percent(share, signed=True)} of the first plan"


def subtitle(found: ScopeHistory | NotEnoughEvidence) -> str:
    """What the picture draws, and from how much.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> subtitle(Some(every="sprint", n=240))
    'changes by sprint, in first and new estimates · 240 tasks'
    """
    if isinstance(found, NotEnoughEvidence):
        return ""
    return f"changes by {found.every}, in first and new estimates · {count(found.n, 'task')}"


def sentence(found: ScopeHistory | NotEnoughEvidence) -> str:
    """What moved the scope, in one sentence whose numbers add up.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(first=1000.0, now=1240.0, added=200.0, defects=50.0, removed=40.0, reestimated=30.0, unit="hours", undated=0.0,
    ...             unestimated=2, basis="start day")
    >>> print(sentence(some))
    From a first plan of 1,000 h: +200 h added, +50 h defects found later, −40 h taken out and +30 h estimated anew make 1,240 h.
    2 tasks joined without an estimate and add nothing here.
    """
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    signed = {"added": found.added, "defects": found.defects, "removed": -found.removed, "reestimated": found.reestimated}
    parts = [f"{amount(value, found.unit, signed=True)} {PARTS[name]}" for name, value in signed.items() if value]
    if parts:
        made = f"{listing(parts)} {'make' if len(parts) > 1 else 'makes'} {amount(found.now, found.unit)}."
        text = f"From a first plan of {amount(found.first, found.unit)}: {made}"
    else:
        text = f"Nothing joined, left or was estimated anew after the first plan of {amount(found.first, found.unit)}."
    if found.unestimated:
        one = found.unestimated == 1
        text += f" {count(found.unestimated, 'task')} joined without an estimate and {'adds' if one else 'add'} nothing here."
    if found.undated:
        text += f" {amount(found.undated, found.unit, signed=True)} came or left on a day that is not known."
    return text


def alt(found: ScopeHistory | NotEnoughEvidence) -> str:
    """The picture for somebody who cannot see it."""
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    return f"Bars by {found.every}. {sentence(found)}"


def requests_sentence(found: ChangeControl, *, currency: str = "") -> str:
    """What became of the requests, and what the approved ones were to add.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> requests_sentence(Some(n=7, approved=5, open=1, effort=213.0, cost=16190.0, days=10.0), currency="EUR")
    '5 of 7 change requests got a yes: 213 h, 16,190 EUR and 10 days on top of the plan. 1 waits for a decision.'
    """
    if not found.n:
        return "No change request is on record. What to add: what was asked for, when it was decided, and what it adds."
    stated = [(found.effort, "hours"), (found.cost, currency or None), (found.days, "days")]
    adds = [amount(value, unit) for value, unit in stated if value is not None]
    text = f"{found.approved:,} of {count(found.n, 'change request')} got a yes"
    text += f": {listing(adds)} on top of the plan." if adds and found.approved else "."
    return f"{text} {found.open:,} {'waits' if found.open == 1 else 'wait'} for a decision." if found.open else text


def without_a_yes(found: ChangeControl) -> str:
    """How much of what joined no approved request covers.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> without_a_yes(Some(linked=True, joined=370.0, covered=213.0, unit="hours", unapproved=[1] * 23, effort=213.0, n=7))
    '157 h of the 370 h that joined after the first plan (23 tasks, defects apart) have no approved request.'
    >>> without_a_yes(Some(linked=False, joined=370.0, covered=0.0, unit="hours", unapproved=[], effort=200.0, n=7))
    'No task carries the number of a request, so they can only be compared as sums: 370 h joined, 200 h were approved. What to add:
    the request’s number as a label of its tasks.'
    """
    if not found.joined and not len(found.unapproved):
        return "No work joined after the first plan, defects apart."
    if found.linked:
        missing = found.joined - found.covered
        if not len(found.unapproved):
            return f"All {amount(found.joined, found.unit)} that joined after the first plan (defects apart) have an approved request."
        tasks = count(len(found.unapproved), "task")
        return (
            f"{amount(missing, found.unit)} of the {amount(found.joined, found.unit)} that joined after the first plan "
            f"({tasks}, defects apart) have no approved request."
        )
    joined = f"{amount(found.joined, found.unit)} joined"
    if not found.n:
        return f"{joined} after the first plan, defects apart."
    approved = f", {amount(found.effort, 'hours')} were approved" if found.effort is not None else ""
    add = "What to add: the request’s number as a label of its tasks."
    return f"No task carries the number of a request, so they can only be compared as sums: {joined}{approved}. {add}"


def decided(row: dict) -> str:
    """What became of one request and when; who decided is not told.

    Examples
    --------
    >>> decided({"decision": "approved", "decided_on": "2026-03-05", "signed": True})
    'yes, 5 Mar 2026'
    >>> decided({"decision": "approved", "decided_on": None, "signed": False}), decided({"decision": "open", "decided_on": None})
    ('yes, no approver on record', 'open')
    """
    word = {"approved": "yes", "rejected": "no", "withdrawn": "withdrawn", "open": "open"}.get(str(row["decision"]), "open")
    when = f", {day(row['decided_on'])}" if not absent(row["decided_on"]) and word != "open" else ""
    return f"{word}{when}" + (", no approver on record" if word == "yes" and not row.get("signed") else "")


def growth_sentence(found: ScopeGrowth | NotEnoughEvidence) -> str:
    """What the scope of a running project comes to.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(known=1000.0, progress=.4, unit="hours", n=20, at=lambda p: {.1: 1020.0, .5: 1080.0, .8: 1150.0, .9: 1200.0}[p])
    >>> print(growth_sentence(some))
    40 % of the known 1,000 h are done. Of such projects, half ended with 1,080 h or less, 8 of 10 with 1,150 h or less,
    and 8 of 10 between 1,020 h and 1,200 h (20 closed projects).
    """
    if isinstance(found, NotEnoughEvidence):
        return f"How large it gets: {not_enough(found)[:1].lower()}{not_enough(found)[1:]}"
    half, most, low, high = (found.at(p) for p in (0.5, 0.8, 0.1, 0.9))
    tell = lambda value: amount(value, found.unit)  # noqa: E731
    start = f"{percent(found.progress)} of the known {tell(found.known)} are done."
    if isinstance(half, NotEnoughEvidence) or isinstance(most, NotEnoughEvidence):
        return start
    if most <= found.known * 1.005:
        return f"{start} Of such projects, 8 of 10 got hardly any larger ({count(found.n, 'closed project')})."
    wide = ""
    if not isinstance(low, NotEnoughEvidence) and not isinstance(high, NotEnoughEvidence):
        wide = f", and 8 of 10 between {tell(low)} and {tell(high)}"
    return (
        f"{start} Of such projects, half ended with {tell(half)} or less, 8 of 10 with {tell(most)} or less{wide} "
        f"({count(found.n, 'closed project')})."
    )


def proof_sentence(proof: ScopeProof | NotEnoughEvidence) -> str:
    """How such ranges did on closed projects.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(proof_sentence(Some(n=42, projects=16, held=31, held_range=Some(low=.505, high=.898), loss=.011, naive=.033)))
    On 16 past projects, 31 of 42 such ranges, meant to hold 8 of 10, held (so few projects allow 50 % to 90 %);
    they missed by 33 % of what “nothing more comes” missed.
    """
    if isinstance(proof, NotEnoughEvidence):
        return f"How such ranges did before: {not_enough(proof)[:1].lower()}{not_enough(proof)[1:]}"
    share = proof.loss / proof.naive if proof.naive > 0 else 1.0
    by = "as much as" if abs(share - 1) < 0.03 else f"{percent(share)} of what"
    sure = f"so few projects allow {percent(proof.held_range.low)} to {percent(proof.held_range.high)}"
    return (
        f"On {count(proof.projects, 'past project')}, {proof.held:,} of {proof.n:,} such ranges, meant to hold 8 of 10, held ({sure}); "
        f"they missed by {by} “nothing more comes” missed."
    )


def why(text: object) -> str:
    """The reason of a request, short enough for a table."""
    return "" if absent(text) else short(text, 40)
