"""Sentences about a running project, forecast again from its own work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .finding import CardText, Finding
from .numbers import absent, amount, count, day, number, out_of_ten, percent

if TYPE_CHECKING:
    from workbench.forecast import RunningForecast, RunningProof, WayComparison
    from workbench.outlook import Completion

WAYS = {
    "tasks": "calibrated tasks",
    "estimate": "estimates finished per week",
    "items": "tasks finished per week",
    "even pace": "even pace so far, ± 25 %",
}


def running_sentence(seen: RunningForecast | NotEnoughEvidence, planned: object = None) -> str:
    """When a running project ends and what it still takes.

    Examples
    --------
    >>> print(running_sentence(NotEnoughEvidence(0, 1, "open tasks")))
    Not enough evidence: no open tasks, 1 needed. What to add: 1 more open task.
    """
    if isinstance(seen, NotEnoughEvidence):
        return not_enough(seen)
    still = (
        f"{count(seen.open_tasks, 'open task')}: half of such projects still take {amount(seen.still(0.5), seen.unit)} or less, "
        f"8 of 10 take {amount(seen.still(0.8), seen.unit)} or less."
    )
    left = f" {count(seen.left_out, 'open task')} without an estimate, or with one in another unit, not in it." if seen.left_out else ""
    return f"{still}{left} {growth_sentence(seen)} {_end(seen, planned)}"


def _end(seen: RunningForecast, planned: object) -> str:
    late, middle = seen.finish_on(0.8), seen.finish_on(0.5)
    if isinstance(late, NotEnoughEvidence):
        return f"When it ends: {not_enough(late)[:1].lower()}{not_enough(late)[1:]}"
    text = f"8 of 10 such projects end by {day(late)}, half by {day(middle)}"
    odds = seen.odds_by(planned) if planned is not None and day(planned) != "–" else None  # type: ignore[arg-type]
    if odds is None or isinstance(odds, NotEnoughEvidence):
        return f"{text} ({count(seen.weeks, 'week')} of its own pace)."
    return f"{text}; by the planned {day(planned)}: {out_of_ten(odds)} ({count(seen.weeks, 'week')} of its own pace)."


def growth_sentence(seen: RunningForecast) -> str:
    """How much scope is foreseen to be added.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> growth_sentence(Some(growth=Some(n=25, p50=1.12, at=lambda p: 1.25)))
    'Scope still to be added is in it: half of 25 closed projects added 12 % or less to the open work from here on,
    and 8 of 10 added 25 % or less.'
    >>> growth_sentence(Some(growth=None))
    'Scope still to be added is not in it: fewer than 4 closed projects to learn it from.'
    """
    if seen.growth is None:
        return "Scope still to be added is not in it: fewer than 4 closed projects to learn it from."
    middle, high = max(seen.growth.p50 - 1, 0.0), max(seen.growth.at(0.8) - 1, 0.0)
    return (
        f"Scope still to be added is in it: half of {count(seen.growth.n, 'closed project')} added {percent(middle)} or less to the open "
        f"work from here on, and 8 of 10 added {percent(high)} or less."
    )


def running_title(seen: RunningForecast) -> str:
    """The finding of the picture of odds week by week."""
    late = seen.finish_on(0.8)
    return "No pace to forecast from yet" if isinstance(late, NotEnoughEvidence) else f"8 of 10 such projects end by {day(late)}"


def running_proof_sentence(proof: RunningProof | NotEnoughEvidence) -> str:
    """How such forecasts did on past projects, against a naive rule.

    Examples
    --------
    >>> print(running_proof_sentence(NotEnoughEvidence(2, 4, "closed projects with dates")))
    How such forecasts did before: not enough evidence: 2 closed projects with dates, 4 needed.
    What to add: 2 more closed projects with dates.
    """
    if isinstance(proof, NotEnoughEvidence):
        return f"How such forecasts did before: {not_enough(proof)[:1].lower()}{not_enough(proof)[1:]}"
    rows = {row["way"]: row for row in proof.table.to_dict("records")}
    naive = rows.pop("even pace")
    told = [f"{WAYS[way]}: {percent(row['held'])} held, {number(row['error'], decimals=0)} days off" for way, row in rows.items()]
    return (
        f"On {count(proof.n, 'past project')}, each forecast at a quarter, half and three quarters of its tasks, ranges meant to hold 80 % "
        f"of the finish days did so: {'; '.join(told)}. The even pace so far ± 25 %: {percent(naive['held'])} held, "
        f"{number(naive['error'], decimals=0)} days off."
    )


def ways_sentence(found: WayComparison | NotEnoughEvidence) -> str:
    """Points or counts: which forecast our past better?

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> ways_sentence(Some(n=25, one="estimate", other="items", loss_one=5.1, loss_other=5.8, better="estimate"))
    'On 25 past projects, estimates finished per week foresaw the end better than tasks finished per week (mean loss 5.1 against 5.8 days).'
    >>> ways_sentence(Some(n=9, one="estimate", other="items", loss_one=5.1, loss_other=5.2, better=None))
    'On 9 past projects we cannot tell whether estimates finished per week or tasks finished per week foresaw the end better.'
    """
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    start = f"On {count(found.n, 'past project')}"
    if found.better is None:
        return f"{start} we cannot tell whether {WAYS[found.one]} or {WAYS[found.other]} foresaw the end better."
    worse = found.other if found.better == found.one else found.one
    low, high = sorted([found.loss_one, found.loss_other])
    losses = f"(mean loss {number(low, decimals=1)} against {number(high, decimals=1)} days)"
    return f"{start}, {WAYS[found.better]} foresaw the end better than {WAYS[worse]} {losses}."


def health_note(seen: RunningForecast | NotEnoughEvidence) -> str:
    """The line under the title of a running project."""
    if isinstance(seen, NotEnoughEvidence):
        return ""
    return f"as of {day(seen.as_of)} · {count(seen.finished, 'finished task')}, {seen.open_tasks:,} open"


def health_headline(seen: RunningForecast | NotEnoughEvidence, planned: object = None) -> Finding:
    """The answer of a running project: when it ends, against its plan.

    Examples
    --------
    >>> print(health_headline(NotEnoughEvidence(0, 1, "open tasks")).text)
    Nothing is open that could be forecast.
    """
    if isinstance(seen, NotEnoughEvidence):
        return Finding("Nothing is open that could be forecast.", meaning=not_enough(seen))
    late = seen.finish_on(0.8)
    if isinstance(late, NotEnoughEvidence):
        accent = amount(seen.still(0.8), seen.unit)
        return Finding(f"Still to do: {accent} or less in 8 of 10 such projects.", accent, f"When it ends: {not_enough(late)}")
    accent = day(late)
    f"Half end by {day(seen.finish_on(0.5))}."
    if absent(planned):
        return Finding(
            f"Expect the end by {accent}: 8 of 10 such projects end by then.", accent, f"Half end by {day(seen.finish_on(0.5))}."
        )
    odds = seen.odds_by(planned)  # type: ignore[arg-type]
    share = "none" if isinstance(odds, NotEnoughEvidence) else out_of_ten(odds)
    plan = f"The plan says {day(planned)}, which {share} such projects still meet; half end by {day(seen.finish_on(0.5))}."
    return Finding(f"Expect the end by {accent}: 8 of 10 such projects end by then.", accent, plan)


def health_cards(seen: RunningForecast | NotEnoughEvidence, cost: Completion | NotEnoughEvidence) -> list[CardText]:
    """At most four numbers of a running project.

    Examples
    --------
    >>> health_cards(NotEnoughEvidence(0, 1, "open tasks"), NotEnoughEvidence(0, 1, "periods"))
    []
    """
    out: list[CardText] = []
    if not isinstance(seen, NotEnoughEvidence):
        still = f"half {amount(seen.still(0.5), seen.unit)} or less"
        out.append(CardText("Still to do, 8 of 10 stay below", amount(seen.still(0.8), seen.unit), still))
        out.append(CardText("Done of the middle total", percent(seen.progress), f"{amount(seen.done, seen.unit)} so far"))
    if not isinstance(cost, NotEnoughEvidence):
        budget = f"of a budget of {amount(cost.plan, cost.unit)}"
        out.append(CardText("Cost in the end, 8 of 10 stay below", amount(cost.p80, cost.unit), f"from {count(cost.n, 'closed project')}"))
        out.append(CardText("Spent", amount(cost.spent, cost.unit), budget))
    return out
