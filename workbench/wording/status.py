"""Sentences for a sponsor: where a project stands, what changed, and what is to be decided. Short words, no field's jargon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from workbench.tables import NotEnoughEvidence, Tables

from .finding import CardText, Finding
from .numbers import absent, amount, count, day, listing, out_of_ten, percent
from .plain import short

if TYPE_CHECKING:
    from workbench.analysis.causes import Causes
    from workbench.outlook import Alert, Completion


@dataclass(frozen=True)
class State:
    """What is known of a project on one day.

    Attributes
    ----------
    budget, spent : float or None
        Money, in `currency`.
    currency : str
        Its unit.
    planned_on, finished_on : Timestamp or None
        Finish day first promised, and the real one.
    cost, days : Completion or NotEnoughEvidence
        What a running project will have cost, and when it ends.
    causes : Causes or NotEnoughEvidence
        What drove it from its plan.
    as_of : Timestamp
        The day.
    """

    budget: float | None
    spent: float | None
    currency: str
    planned_on: pd.Timestamp | None
    finished_on: pd.Timestamp | None
    cost: Completion | NotEnoughEvidence
    days: Completion | NotEnoughEvidence
    causes: Causes | NotEnoughEvidence
    as_of: pd.Timestamp

    @classmethod
    def of(
        cls,
        project: Tables,
        cost: Completion | NotEnoughEvidence,
        days: Completion | NotEnoughEvidence,
        causes: Causes | NotEnoughEvidence,
        *,
        as_of: pd.Timestamp,
        finished: pd.Timestamp | None,
    ) -> State:
        """Gather it from the tables of one project."""
        about = project.projects.iloc[0] if len(project.projects) else pd.Series(dtype=object)
        paid = project.periods
        paid = paid[(paid["period_end"] <= as_of) | (finished is not None)].dropna(subset=["actual_cost"]).sort_values("period_end")
        known = lambda name: None if absent(about.get(name)) or pd.isna(about.get(name)) else about[name]  # noqa: E731
        return cls(
            budget=known("budget"),
            spent=float(paid["actual_cost"].iloc[-1]) if len(paid) else None,
            currency=str(known("currency") or ""),
            planned_on=known("planned_finish_on"),
            finished_on=finished,
            cost=cost,
            days=days,
            causes=causes,
            as_of=as_of,
        )


def seen_on(as_of: object, done: int, n: int) -> str:
    """The day and the evidence, for the title bar.

    Examples
    --------
    >>> seen_on("2025-12-31", 240, 270)
    '31 Dec 2025 · 240 of 270 tasks finished'
    """
    return f"{day(as_of)} · {done:,} of {count(n, 'task')} finished"


def headline(state: State) -> Finding:
    """The answer in one sentence."""
    if state.finished_on is not None:
        return _finished(state, state.finished_on)
    parts, accent = [], ""
    if not isinstance(state.days, NotEnoughEvidence):
        end = state.days.finish_on(0.8)
        late = f", {count(_days(state.planned_on, end), 'day')} after the plan" if _days(state.planned_on, end) > 0 else ""
        accent = f"by {day(end)}"
        parts.append(f"We expect to end {accent}{late}{',' if late else ''}")
    if not isinstance(state.cost, NotEnoughEvidence):
        over = state.cost.p80 / state.cost.plan - 1
        money = f"cost up to {amount(state.cost.p80, state.cost.unit)}"
        parts.append(f"{'and to' if parts else 'We expect it to'} {money}, {percent(abs(over))} {'over' if over > 0 else 'under'} budget")
        accent = accent or money
    if not parts:
        return Finding("Too little is known yet to say when it ends and what it will cost.", meaning=_missing(state))
    return Finding(" ".join(parts).rstrip(",") + ".", accent, "In 8 of 10 such projects this was enough.")


def _finished(state: State, finished: pd.Timestamp) -> Finding:
    late = _days(state.planned_on, finished)
    when = "on the planned day" if late == 0 else f"{count(abs(late), 'day')} {'late' if late > 0 else 'early'}"
    accent = when if state.planned_on is not None else day(finished)
    text = f"It ended on {day(finished)}, {when}" if state.planned_on is not None else f"It ended on {day(finished)}"
    if state.budget and state.spent is not None:
        share = state.spent / state.budget - 1
        money = "on budget" if abs(share) < 0.005 else f"{percent(abs(share))} {'over' if share > 0 else 'under'} budget"
        text += f" and {money}"
    return Finding(f"{text}.", accent, "" if state.spent is None else f"In all it cost {amount(state.spent, state.currency or None)}.")


def _days(first: object, last: object) -> int:
    return 0 if absent(first) or absent(last) else int((pd.Timestamp(last) - pd.Timestamp(first)).days)  # type: ignore[arg-type]


def _missing(state: State) -> str:
    lacking = next((x for x in (state.cost, state.days) if isinstance(x, NotEnoughEvidence)), None)
    return f"There are {lacking.n} {lacking.what}, and {lacking.needed} are needed." if lacking is not None else ""


def cards(state: State) -> list[CardText]:
    """At most four numbers, each with what it is held against."""
    out: list[CardText] = []
    if state.budget:
        spent = f"{amount(state.spent, state.currency or None)} spent" if state.spent is not None else ""
        out.append(CardText("Budget", amount(state.budget, state.currency or None), spent))
    if state.finished_on is None and not isinstance(state.cost, NotEnoughEvidence):
        cost = state.cost
        out.append(CardText("Cost in the end", amount(cost.p50, cost.unit), f"as likely more as less · {count(cost.n, 'past project')}"))
    if state.planned_on is not None:
        real = f"ended {day(state.finished_on)}" if state.finished_on is not None else "first promise"
        out.append(CardText("Planned end", day(state.planned_on), real))
    if state.finished_on is None and not isinstance(state.days, NotEnoughEvidence):
        out.append(CardText("End", day(state.days.finish_on(0.5)), f"as likely later as sooner · {count(state.days.n, 'past project')}"))
    elif state.finished_on is not None and not isinstance(state.causes, NotEnoughEvidence):
        found = state.causes
        out.append(CardText("Effort against the plan", amount(found.over, found.unit, signed=True), f"on {amount(found.plan, found.unit)}"))
    return out[:4]


def changed(project: Tables, *, since: pd.Timestamp, until: pd.Timestamp) -> str:
    """What happened between two days: work done, work added, requests decided, risks that came, dates that moved.

    Examples
    --------
    >>> changed(Tables(), since=pd.Timestamp("2026-01-01"), until=pd.Timestamp("2026-01-29"))
    'Nothing is on record for these weeks.'
    """
    within = lambda days: ((days > since) & (days <= until)).fillna(False).astype(bool)  # noqa: E731
    tasks, requests, risks = project.tasks, project.changes, project.risks
    out = []
    done = int(within(tasks["finished_on"]).sum())
    if done:
        out.append(f"{count(done, 'task')} got done.")
    new = tasks[within(tasks["added_on"])]
    if len(new):
        out.append(f"{count(len(new), 'new task')} came in.")
    decided = requests[within(requests["decided_on"])]
    agreed = int(decided["decision"].eq("approved").fillna(False).sum())
    if len(decided):
        out.append(f"{agreed} of {count(len(decided), 'change request')} got a yes.")
    came = risks[within(risks["occurred_on"])]
    if len(came):
        out.append(f"Risks that came true: {listing([short(t, 48) for t in came['text'].astype('str').head(3)])}.")
    return f"{' '.join(out)} {_moved(project.milestones, since, until)}".strip() or "Nothing is on record for these weeks."


def _moved(milestones: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp) -> str:
    """Milestones whose expected day moved."""
    rows = milestones[milestones["recorded_on"] <= until].dropna(subset=["forecast_on"]).sort_values("recorded_on", kind="stable")
    now = rows.groupby("milestone")["forecast_on"].last()
    before = rows[rows["recorded_on"] <= since].groupby("milestone")["forecast_on"].last()
    shift = (now - before).dt.days.dropna()
    shift = shift[shift != 0].sort_values(key=abs, ascending=False, kind="stable").head(2)
    moved = [f"{short(name, 32)} moved {count(abs(int(n)), 'day')} {'later' if n > 0 else 'earlier'}" for name, n in shift.items()]
    return f"{listing(moved)}." if moved else ""


def decision(project: Tables, state: State, alert: Alert | None) -> str:
    """What a sponsor has to decide, from what is known; none is said as plainly.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> few = NotEnoughEvidence(0, 4, "closed projects")
    >>> decision(Tables(), Some(finished_on=None, as_of=pd.Timestamp("2026-01-29"), cost=few, days=few), None)
    'None is needed now.'
    """
    if state.finished_on is not None:
        held = "" if len(project.reviews) else "Hold the review and agree on at most three things to do better. "
        return f"{held or 'None for this project. '}The next plan of this kind should use the ranges in the full report.".strip()
    out = []
    if alert is not None and not isinstance(state.cost, NotEnoughEvidence) and (alert.fires or state.cost.spent > state.cost.plan):
        more = state.cost.p80 - state.cost.plan
        unit = state.cost.unit
        likely = "The budget is spent." if state.cost.spent > state.cost.plan else f"{out_of_ten(alert.odds)} such projects go over."
        out.append(f"Add up to {amount(more, unit)} to the budget, or cut work. {likely}")
    if not isinstance(state.days, NotEnoughEvidence) and state.days.odds_over(state.days.plan) >= 0.7 and state.planned_on is not None:
        out.append(f"Agree on a new end day, or cut work: the plan of {day(state.planned_on)} held in few such cases.")
    asked = project.changes
    undecided = asked["decision"].eq("open").fillna(False).astype(bool) | (asked["decided_on"] > state.as_of)
    waiting = asked[undecided & ~(asked["requested_on"] > state.as_of)]
    if len(waiting):
        reasons = listing([f"“{short(r, 48)}”" for r in waiting["reason"].dropna().astype("str").head(2)])
        out.append(f"Say yes or no to {count(len(waiting), 'open change request')}{': ' + reasons if reasons != 'none' else ''}.")
    return " ".join(out) or "None is needed now."


def explained(state: State) -> str:
    """Where the ranges come from, in a sentence."""
    if state.finished_on is not None:
        return "All numbers are sums over the project’s own records."
    known = next((x.n for x in (state.cost, state.days) if not isinstance(x, NotEnoughEvidence)), 0)
    if not known:
        return ""
    learned = f"The ranges come from {count(known, 'past project')}: how far each was from its end when it had done as much."
    return f"{learned} P10, P50, P90: 1, 5 and 9 of 10 such projects end at or below it."
