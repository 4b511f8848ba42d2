"""Sentences about a running project: what it will have cost, when it ends, whether to raise an alarm, which milestones come when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import amount, count, day, number, out_of_ten, percent
from .plain import short

if TYPE_CHECKING:
    from workbench.outlook import Alert, AlertRecord, Completion, CompletionProof, MilestoneOdds, MilestoneProof, Uplifts

Measure = Literal["cost", "days"]
RULES = {
    "rest as planned": "rest as planned",
    "cost so far": "cost so far goes on",
    "cost and pace so far": "cost and pace so far go on",
    "pace so far": "pace so far goes on",
    "budget": "the budget itself",
    "plan": "the planned finish itself",
    "best so far": "whichever did best so far",
}
FORMULAS = {
    "rest as planned": {"cost": "spent + budget − earned", "days": "days so far + planned days − earned days"},
    "cost so far": {"cost": "budget × spent ÷ earned"},
    "cost and pace so far": {"cost": "spent + (budget − earned) ÷ (earned ÷ spent × earned ÷ planned)"},
    "pace so far": {"days": "planned days × days so far ÷ earned days"},
}


def completion_sentence(seen: Completion | NotEnoughEvidence) -> str:
    """What a running project will have cost, or when it ends, with its odds.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(measure="cost", unit="EUR", p50=182_700.0, p80=186_560.0, plan=160_000.0, spent=150_000.0, n=25,
    ...             odds_over=lambda limit: .9)
    >>> print(completion_sentence(some))
    8 of 10 such projects end at 186,560 EUR or less, half at 182,700 EUR or less.
    Within the budget of 160,000 EUR: 1 of 10. Learned from 25 closed projects.
    """
    if isinstance(seen, NotEnoughEvidence):
        return not_enough(seen)
    learned = f"Learned from {count(seen.n, 'closed project')}."
    if seen.measure == "days":
        planned = seen.started_on + pd.Timedelta(days=int(seen.plan))
        text = f"8 of 10 such projects end by {day(seen.finish_on(0.8))}, half by {day(seen.finish_on(0.5))}."
        if seen.spent >= seen.plan:
            return f"{text} The planned {day(planned)} has passed. {learned}"
        return f"{text} By the planned {day(planned)}: {out_of_ten(1 - seen.odds_over(seen.plan))}. {learned}"
    text = f"8 of 10 such projects end at {amount(seen.p80, seen.unit)} or less, half at {amount(seen.p50, seen.unit)} or less."
    if seen.spent > seen.plan:
        return f"{text} The budget of {amount(seen.plan, seen.unit)} is already spent. {learned}"
    return f"{text} Within the budget of {amount(seen.plan, seen.unit)}: {out_of_ten(1 - seen.odds_over(seen.plan))}. {learned}"


def rule_sentence(seen: Completion) -> str:
    """Which rule of thumb stands behind a completion, and how it was corrected.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> rule_sentence(Some(form="cost so far", measure="cost", n=25, point=150_000.0, unit="EUR"))
    'The bare rule “cost so far goes on” (budget × spent ÷ earned) says 150,000 EUR; the range adds what it missed on closed projects.'
    """
    rule = RULES.get(seen.form, seen.form)
    formula = FORMULAS.get(seen.form, {}).get(seen.measure)
    days = seen.measure == "days"
    says = day(seen.started_on + pd.Timedelta(days=round(seen.point))) if days else amount(seen.point, seen.unit)
    how = f" ({formula})" if formula else ""
    return f"The bare rule “{rule}”{how} says {says}; the range adds what it missed on closed projects."


def completion_title(history: list[Completion]) -> str:
    """The finding of the picture of how a forecast developed.

    Examples
    --------
    >>> completion_title([])
    'No forecast yet'
    """
    if not history:
        return "No forecast yet"
    last = history[-1]
    if last.measure == "days":
        return f"8 of 10 such projects end by {day(last.finish_on(0.8))}"
    return f"8 of 10 such projects end at {amount(last.p80, last.unit)} or less"


def completion_subtitle(history: list[Completion]) -> str:
    """What the picture draws, and from how much."""
    if not history:
        return ""
    wide = not isinstance(history[-1].quantile(0.9), NotEnoughEvidence)
    band = "band: 8 of 10 such projects" if wide else "band: from half to 8 of 10 such projects"
    return f"as it was to be seen at the end of each period · {band} · {count(history[-1].n, 'closed project')}"


def completion_alt(history: list[Completion]) -> str:
    """The picture for somebody who cannot see it."""
    if not history:
        return "No forecast of the finish or the cost yet."
    first, last = history[0], history[-1]
    if last.measure == "days":
        return (
            f"The middle of the forecast finish moved from {day(first.finish_on(0.5))} (seen on {day(first.day)}) to "
            f"{day(last.finish_on(0.5))} (seen on {day(last.day)})."
        )
    return (
        f"The middle of the forecast cost moved from {amount(first.p50, first.unit)} (seen on {day(first.day)}) to "
        f"{amount(last.p50, last.unit)} (seen on {day(last.day)}); the budget is {amount(last.plan, last.unit)}."
    )


def alert_sentence(alert: Alert | NotEnoughEvidence) -> str:
    """Whether an overrun is likely, and how far to trust it.

    Examples
    --------
    >>> print(alert_sentence(NotEnoughEvidence(2, 4, "closed projects")))
    Not enough evidence: 2 closed projects, 4 needed. What to add: 2 more closed projects.
    """
    if isinstance(alert, NotEnoughEvidence):
        return not_enough(alert)
    what = "budget" if alert.completion.measure == "cost" else "planned time"
    over = f"more than {percent(alert.tolerance)} over its {what}" if alert.tolerance else f"over its {what}"
    if alert.completion.spent > alert.limit:
        return f"The project is already {over}."
    call = "Overrun likely" if alert.fires else "No alarm"
    return f"{call}: {out_of_ten(alert.odds)} such projects end {over}. {record_sentence(alert.record)}"


def record_sentence(record: AlertRecord | NotEnoughEvidence) -> str:
    """How often rightly, how often wrongly and how early an alert would have come.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(record_sentence(Some(n=21, overran=14, rightly=13, wrongly=6, days_before=183.0, left=.87, late=3)))
    On 21 past projects it would have called 13 of the 14 overruns, half of them 183 days or more before the end,
    and 6 of the 7 others wrongly.
    """
    if isinstance(record, NotEnoughEvidence):
        return f"How such alarms did before: {not_enough(record)[:1].lower()}{not_enough(record)[1:]}"
    calm = record.n - record.overran
    start = f"On {count(record.n, 'past project')} it would have called"
    early = "" if record.days_before is None else f", half of them {count(round(record.days_before), 'day')} or more before the end"
    rightly = f"{record.rightly:,} of the {count(record.overran, 'overrun')}{early}" if record.overran else "no overrun, for there was none"
    wrongly = f", and {record.wrongly:,} of the {count(calm, 'other')} wrongly" if calm else "; there was no other"
    return f"{start} {rightly}{wrongly}."


def milestone_sentence(odds: MilestoneOdds) -> str:
    """When one milestone comes.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(milestone="Beta", n=40, forecast_on=pd.Timestamp("2026-01-27"), odds_by=lambda d: .2,
    ...             day=lambda p: pd.Timestamp("2026-02-01") if p == .5 else pd.Timestamp("2026-02-12"))
    >>> milestone_sentence(some)
    'Beta: 8 of 10 come by 12 Feb 2026, half by 1 Feb 2026. By the 27 Jan 2026 that the team expects: 2 of 10 (40 reached milestones).'
    """
    late, middle = odds.day(0.8), odds.day(0.5)
    if isinstance(late, NotEnoughEvidence):
        return f"{short(odds.milestone)}: {not_enough(late)}"
    expects = f"By the {day(odds.forecast_on)} that the team expects: {out_of_ten(odds.odds_by(odds.forecast_on))}"
    return f"{short(odds.milestone)}: 8 of 10 come by {day(late)}, half by {day(middle)}. {expects} ({count(odds.n, 'reached milestone')})."


def weeks_title(name: str, odds: float, by: object) -> str:
    """The finding of the picture of odds week by week.

    Examples
    --------
    >>> weeks_title("Beta", .2, pd.Timestamp("2026-01-27"))
    'Beta by 27 Jan 2026: 2 of 10'
    """
    return f"{short(name)} by {day(by)}: {out_of_ten(odds)}"


def milestone_proof_sentence(proof: MilestoneProof | NotEnoughEvidence) -> str:
    """How such ranges did on milestones that were reached.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(milestone_proof_sentence(Some(n=52, held=.94, late=.89, team_days_off=13.7, days_off=9.2)))
    On 52 past milestones, 94 % came inside the range that was meant to hold 80 %;
    the middle was off by 9.2 days, the team's own day by 14 (late in 89 % of cases).
    """
    if isinstance(proof, NotEnoughEvidence):
        return f"How such ranges did before: {not_enough(proof)[:1].lower()}{not_enough(proof)[1:]}"
    own = f"the team's own day by {number(proof.team_days_off, decimals=0)} (late in {percent(proof.late)} of cases)"
    return (
        f"On {count(proof.n, 'past milestone')}, {percent(proof.held)} came inside the range that was meant to hold 80 %; the middle was "
        f"off by {number(proof.days_off)} days, {own}."
    )


def rules_sentence(proof: CompletionProof | NotEnoughEvidence) -> str:
    """Which rule of thumb foresaw the user's own projects best.

    Examples
    --------
    >>> print(rules_sentence(NotEnoughEvidence(3, 5, "closed projects with earned value")))
    Not enough evidence: 3 closed projects with earned value, 5 needed. What to add: 2 more closed projects with earned value.
    """
    if isinstance(proof, NotEnoughEvidence):
        return not_enough(proof)
    best = proof.table.iloc[0]
    rule = RULES.get(best["form"], best["form"])
    lead = f"The rule “{rule}” foresaw {count(proof.n, 'past project')} best, off by {percent(best['error'])} on average"
    if len(proof.table) > 1:
        second = RULES.get(proof.table["form"].iloc[1], proof.table["form"].iloc[1])
        lead += f", ahead of “{second}” by more than chance" if proof.certain else f"; whether it is better than “{second}” we cannot tell"
    if not best["ranges"]:
        return f"{lead}. Too few projects had finished before any of them for a range."
    return f"{lead}. Its ranges, meant to hold 80 %, held {percent(best['held'])} of {count(int(best['ranges']), 'forecast')}."


def uplift_sentence(found: Uplifts | NotEnoughEvidence) -> str:
    """What to add to a bare plan.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> uplift_sentence(Some(of="cost", n=25, reference_class="", at=lambda p: .36 if p == .8 else .24))
    'So that 8 of 10 such projects stay within it, add 36 % to the budget; half need 24 % or less (25 closed projects).'
    """
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    what = {"cost": "the budget", "days": "the planned time", "effort": "the sum of the estimates"}[found.of]
    high, half = found.at(0.8), found.at(0.5)
    if isinstance(high, NotEnoughEvidence) or isinstance(half, NotEnoughEvidence):
        return not_enough(high if isinstance(high, NotEnoughEvidence) else half)  # type: ignore[arg-type]
    which = f" of class {short(found.reference_class)}" if found.reference_class else ""
    add = f"add {percent(high)} to {what}" if high > 0.005 else f"nothing need be added to {what}"
    middle = f"half need {percent(half)} or less" if half > 0.005 else "half need no more than planned"
    return f"So that 8 of 10 such projects stay within it, {add}; {middle} ({count(found.n, 'closed project')}{which})."
