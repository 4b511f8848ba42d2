"""What a trainee is told: one sentence per thing that the answers show, and none that they do not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tables import NotEnoughEvidence

from .numbers import amount, count, listing, number, percent

if TYPE_CHECKING:
    from workbench.practice import Comparison, Curve, Feedback, Mmre, Pert, Skill

FEW = 10


def inside(hits: int, n: int) -> str:
    """Hits, with too few answers to judge.

    Examples
    --------
    >>> inside(3, 4)
    '3 of 4 inside. Too few to judge; keep going.'
    """
    return f"{hits} of {n} inside. Too few to judge; keep going."


def hit_sentence(found: Feedback) -> str:
    """How the hit rate stands: too few, not distinguishable, or too narrow.

    Parameters
    ----------
    found : Feedback
        What the answers show so far.

    Returns
    -------
    str

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> rate = Some(hits=9, n=12, low=.52, high=.9)
    >>> print(hit_sentence(Some(n=12, rate=rate, narrow=Some(raised=False))))
    9 of 12 inside; aim 80 %. Your true rate is plausibly 52–90 %. This does not show over- or under-confidence.
    >>> print(hit_sentence(Some(n=10, rate=Some(hits=4, n=10), narrow=Some(raised=True, at=10), factor=2.13)))
    Ranges too narrow: 4 of 10. Someone calibrated would ever see this message less than 1 time in 20. On these tasks, multiplying
    log-widths by 2.1 would have given 80 %; test that on the next 20.
    """
    if isinstance(found.rate, NotEnoughEvidence):
        return "No answer yet."
    hits, n = found.rate.hits, found.rate.n
    if found.narrow.raised:
        before = f" (first seen after answer {found.narrow.at})" if found.narrow.at != n else ""
        factor = found.factor or 1.0
        advice = f"On these tasks, multiplying log-widths by {number(factor, decimals=1)} would have given 80 %; test that on the next 20."
        if factor <= 1.05:
            advice = "Over all tasks of this level your widths would have given 80 %: keep what you have changed since."
        return f"Ranges too narrow: {hits} of {n}{before}. Someone calibrated would ever see this message less than 1 time in 20. {advice}"
    if n < FEW:
        return inside(hits, n)
    low, high = round(found.rate.low * 100), round(found.rate.high * 100)
    return f"{hits} of {n} inside; aim 80 %. Your true rate is plausibly {low}–{high} %. This does not show over- or under-confidence."


def feedback_sentences(found: Feedback) -> list[str]:
    """Everything that the answers so far show, the most important first.

    Parameters
    ----------
    found : Feedback
        What the answers show.

    Returns
    -------
    list of str
        At least one.
    """
    out = [hit_sentence(found)]
    if found.too_wide and not isinstance(found.width, NotEnoughEvidence):
        out.append(f"Safe but not useful: your ranges are {number(found.width, decimals=1)}× as wide as history's.")
    if found.top.raised:
        out.append(f"{found.top.count} of {found.top.n} above your P90 (aim 10 %): move the top, not the middle.")
    if not isinstance(found.comparison, NotEnoughEvidence):
        out.append(history_sentence(found.comparison))
    if not isinstance(found.bias, NotEnoughEvidence) and found.bias.p <= 0.05:
        side = "above" if found.bias.above > found.bias.below else "below"
        most, ties = max(found.bias.above, found.bias.below), f"; {count(found.bias.ties, 'tie')} left out" if found.bias.ties else ""
        out.append(f"{most} of {found.bias.above + found.bias.below} actuals lie {side} your middle{ties}: move the middle.")
    if not isinstance(found.anchor, NotEnoughEvidence):
        out.append(anchor_sentence(found.anchor.value, found.anchor.low, found.anchor.high, found.anchor.p))
    if not isinstance(found.order, NotEnoughEvidence) and found.order.p <= 0.05:
        out.append(f"The task before moved you too: after one twice as large, your next middle was {_moved(found.order.slope)}.")
    return out


def _moved(slope: float) -> str:
    change = 2**slope - 1
    return f"{percent(abs(change))} {'higher' if change > 0 else 'lower'}"


def history_sentence(found: Comparison) -> str:
    """The trainee's score beside history's.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(history_sentence(Some(n=20, history=.5, you=.42, verdict="open")))
    History scored 0.50, you 0.42 (lower is better), over your first 20 answers: not distinguishable yet.
    """
    told = {
        "open": "not distinguishable yet.",
        "better": "you know more than history alone.",
        "worse": "history alone would have done better. Look at similar finished work first.",
    }[found.verdict]
    scores = f"History scored {number(found.history, decimals=2)}, you {number(found.you, decimals=2)} (lower is better)"
    return f"{scores}, over your first {found.n} answers: {told}"


def anchor_sentence(value: float, low: float, high: float, p: float) -> str:
    """How far shown numbers pulled.

    Examples
    --------
    >>> print(anchor_sentence(.34, .12, .56, .01))
    High numbers pulled you 34 % of the way (12–56 %).
    >>> print(anchor_sentence(.03, -.2, .26, .8))
    The numbers shown did not measurably pull you: 3 % of the way (−20–26 %). This does not show that none ever does.
    """
    span = f"({number(low * 100, decimals=0)}–{number(high * 100, decimals=0)} %)"
    if p <= 0.05 and value > 0:
        return f"High numbers pulled you {percent(value)} of the way {span}."
    if p <= 0.05:
        return f"You moved away from the numbers shown, {percent(-value)} of the way {span}."
    share = f"{number(value * 100, decimals=0)} %"
    return f"The numbers shown did not measurably pull you: {share} of the way {span}. This does not show that none ever does."


def anchor_debrief() -> str:
    """What the numbers of the level were.

    Examples
    --------
    >>> anchor_debrief().split(":")[0]
    'The numbers were drawn by lot'
    """
    return (
        "The numbers were drawn by lot: a quarter of history's middle or four times it. They said nothing of the task. Knowing that "
        "weakens the pull and does not end it, so write your own range before you hear anybody else's number."
    )


def skill_sentence(found: Skill) -> str:
    """Skill with its interval.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(skill_sentence(Some(value=-.29, low=-.52, high=-.07, n=20)))
    Skill against history: −0.29 (−0.52 to −0.07, 20 answers); 0 is as good as history, 1 perfect.
    """
    value, low, high = (number(v, decimals=2) for v in (found.value, found.low, found.high))
    return f"Skill against history: {value} ({low} to {high}, {count(found.n, 'answer')}); 0 is as good as history, 1 perfect."


def outcome_sentence(row: dict, unit: str) -> str:
    """What a task took, and where that lies in the range.

    Examples
    --------
    >>> print(outcome_sentence({"p10": 4, "p50": 8, "p90": 16, "actual": 20.0}, "hours"))
    It took 20 h: above your range of 4 h to 16 h.
    >>> print(outcome_sentence({"p10": 4, "p50": 8, "p90": 16, "actual": 10.0}, "hours"))
    It took 10 h: inside your range of 4 h to 16 h.
    """
    where = "inside" if row["p10"] <= row["actual"] <= row["p90"] else "above" if row["actual"] > row["p90"] else "below"
    verb = "It took" if unit in ("hours", "days", "points") else "The answer is"
    span = f"{amount(row['p10'], unit)} to {amount(row['p90'], unit)}"
    return f"{verb} {amount(row['actual'], unit)}: {where} your range of {span}."


def history_range(row: dict, unit: str, told: dict) -> str:
    """What history would have said of a task, and from how much.

    Examples
    --------
    >>> print(history_range({"base10": 2, "base50": 6, "base90": 18, "actual": 7}, "hours", {"base_class": "bug", "base_n": 164}))
    History alone would have said 2 h to 18 h, middle 6 h: 164 tasks of kind bug, all finished before this one was estimated.
    """
    span = f"{amount(row['base10'], unit)} to {amount(row['base90'], unit)}, middle {amount(row['base50'], unit)}"
    if "sum_p90" in told:
        return f"The calibration known then, from {count(told['base_n'], 'finished task')}, would have said {span}."
    name = str(told.get("base_class", ""))
    of = "of all kinds" if name.startswith("all ") or not name else f"of kind {name}"
    return f"History alone would have said {span}: {count(told.get('base_n', 0), 'task')} {of}, all finished before this one was estimated."


def totals_sentence(told: dict, unit: str) -> str:
    """What adding up does, for one project.

    Examples
    --------
    >>> print(totals_sentence({"alone": [90, 100, 111], "sum_p90": 180, "chance_sum_p90": .99, "base_n": 80}, "hours"))
    If no surprise were shared by the tasks, the total would lie between 90 h and 111 h; what they share makes it wider. Adding every
    task's P90 gives 180 h: the total stays below that with a chance of 99 %, not 90 %.
    """
    low, _, high = told["alone"]
    return (
        f"If no surprise were shared by the tasks, the total would lie between {amount(low, unit)} and {amount(high, unit)}; what they "
        f"share makes it wider. Adding every task's P90 gives {amount(told['sum_p90'], unit)}: the total stays below that with a chance "
        f"of {percent(told['chance_sum_p90'])}, not 90 %."
    )


def pert_sentence(found: Pert, low: float, high: float, unit: str) -> str:
    """The old three-point rule beside the trainee's own range.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(pert_sentence(Some(mean=10, low=5.7, high=14.3), 4, 24, "hours"))
    PERT, (O + 4M + P) ÷ 6 with your three numbers, gives 10 h and a range of 5.7 h to 14.3 h: 43 % as wide as yours of 4 h to 24 h.
    """
    share = percent((found.high - found.low) / (high - low))
    return (
        f"PERT, (O + 4M + P) ÷ 6 with your three numbers, gives {amount(found.mean, unit)} and a range of {amount(found.low, unit)} to "
        f"{amount(found.high, unit)}: {share} as wide as yours of {amount(low, unit)} to {amount(high, unit)}."
    )


def mmre_sentence(found: Mmre | NotEnoughEvidence) -> str:
    """What the mean relative error rewards, on the organisation's own work.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> print(mmre_sentence(Some(n=4982, plain=.9, halved=.72, best=.5, median=1.0)))
    On 4,982 finished tasks the mean relative error (MMRE) is 90 % as estimated and 72 % with every estimate halved: the measure improves
    although the estimates got worse. It is smallest at 0.5 × the estimates, while half of the tasks took more than 1 × theirs.
    """
    if isinstance(found, NotEnoughEvidence):
        return "There are too few finished tasks to show what the mean relative error (MMRE) rewards."
    change = (
        "the measure improves although the estimates got worse"
        if found.halved < found.plain
        else "here the measure does see that it is wrong"
    )
    return (
        f"On {count(found.n, 'finished task')} the mean relative error (MMRE) is {percent(found.plain)} as estimated and "
        f"{percent(found.halved)} with every estimate halved: {change}. It is smallest at {number(found.best)} × the estimates, while half "
        f"of the tasks took more than {number(found.median)} × theirs."
    )


def habit_sentence(hits: int, n: int, source: str) -> str:
    """How the whole organisation's ±25 % did: shown before anybody's own numbers.

    Examples
    --------
    >>> print(habit_sentence(465, 1000, "your own finished work"))
    Nobody starts calibrated: in your own finished work, estimate ± 25 % held 465 of 1,000 actuals. A range that is meant to hold 8 of 10
    has to be wider, and wider at its top.
    """
    aim = " A range that is meant to hold 8 of 10 has to be wider, and wider at its top." if hits < 0.8 * n else ""
    start = "Nobody starts calibrated: in" if hits < 0.8 * n else "In"
    return f"{start} {source}, estimate ± 25 % held {hits:,} of {n:,} actuals.{aim}"


def curve_title(found: Curve | NotEnoughEvidence) -> str:
    """The finding of a trainee's calibration curve.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace as Some
    >>> points = pd.DataFrame({"level": [.1, .5, .9], "low": [0, .3, .5], "high": [.2, .6, .8]})
    >>> curve_title(Some(n=40, points=points))
    'Your P90 lies off its level'
    """
    if isinstance(found, NotEnoughEvidence):
        return "Too few answers for a calibration curve"
    off = [f"P{round(r['level'] * 100)}" for r in found.points.to_dict("records") if not r["low"] <= r["level"] <= r["high"]]
    if not off:
        return "None of your three levels is clearly off"
    return f"Your {listing(off)} {'lies' if len(off) == 1 else 'lie'} off {'its level' if len(off) == 1 else 'their levels'}"


def curve_alt(found: Curve | NotEnoughEvidence) -> str:
    """A trainee's calibration curve for somebody who cannot see it."""
    if isinstance(found, NotEnoughEvidence):
        return "No curve: fewer than 20 answers."
    parts = [f"P{round(r['level'] * 100)} {percent(r['upto'])}" for r in found.points.to_dict("records")]
    return f"Share of actuals at or below each of your levels, {count(found.n, 'answer')}: {', '.join(parts)}."
