"""Sentences about what is to come: effort, dates, odds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .finding import CardText, Finding
from .numbers import absent, amount, count, day, number, out_of_ten, percent, ratio

if TYPE_CHECKING:
    from workbench.forecast import EffortForecast, FinishForecast, SprintForecast


def effort_headline(effort: EffortForecast) -> Finding:
    """The answer of an estimate: how much effort, with what odds.

    Parameters
    ----------
    effort : EffortForecast
        Forecast of a backlog's total.

    Returns
    -------
    Finding

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(n_tasks=40, unit="hours", estimate_unit="hours", estimate_sum=400.0, p50=450.0, p80=590.0, n_history=900)
    >>> print(effort_headline(some).text)
    Plan with 590 h: 8 of 10 such backlogs need no more.
    >>> print(effort_headline(some).meaning)
    Half need no more than 450 h. The 40 estimates add up to 400 h. Learned from 900 finished tasks.
    """
    accent = amount(effort.p80, effort.unit)
    text = f"Plan with {accent}: 8 of 10 such backlogs need no more."
    adds = "The 1 estimate says" if effort.n_tasks == 1 else f"The {effort.n_tasks:,} estimates add up to"
    same = effort.estimate_unit
    half = f"Half need no more than {amount(effort.p50, effort.unit)}."
    meaning = f"{half} {adds} {amount(effort.estimate_sum, same)}. {learned_from(effort.n_history)}"
    return Finding(text, accent, meaning)


def learned_from(n: int) -> str:
    """What a forecast rests on.

    Examples
    --------
    >>> learned_from(1), learned_from(0)
    ('Learned from 1 finished task.', 'No finished work to learn from: the range is general experience, and wide.')
    """
    if n == 0:
        return "No finished work to learn from: the range is general experience, and wide."
    return f"Learned from {count(n, 'finished task')}."


def effort_sentence(effort: EffortForecast) -> str:
    """The same in one line, for a console.

    Parameters
    ----------
    effort : EffortForecast
        Forecast of a backlog's total.

    Returns
    -------
    str

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(n_tasks=1, unit="days", estimate_unit="days", estimate_sum=1.0, p50=1.2, p80=2.0, n_history=0)
    >>> effort_sentence(some).split(". ")[0]
    '1 task: half of such backlogs need no more than 1.2 days, 8 of 10 no more than 2 days'
    """
    same = effort.estimate_unit
    return (
        f"{count(effort.n_tasks, 'task')}: half of such backlogs need no more than {amount(effort.p50, effort.unit)}, 8 of 10 no more than "
        f"{amount(effort.p80, effort.unit)}. The bare sum of the estimates is {amount(effort.estimate_sum, same)}. "
        f"{learned_from(effort.n_history)}"
    )


def effort_cards(effort: EffortForecast, finish: FinishForecast | None = None) -> list[CardText]:
    """Cards of an estimate.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(n_tasks=40, unit="hours", estimate_unit="hours", estimate_sum=400., p50=450., p80=590., contingency=140., n_history=9)
    >>> [card.value for card in effort_cards(some)]
    ['400 h', '450 h', '590 h', '140 h']
    """
    same = effort.estimate_unit
    out = [
        CardText("Sum of the estimates", amount(effort.estimate_sum, same), f"of {count(effort.n_tasks, 'task')}"),
        CardText("As likely over as under (P50)", amount(effort.p50, effort.unit), f"from {count(effort.n_history, 'finished task')}"),
        CardText("8 of 10 stay below (P80)", amount(effort.p80, effort.unit), f"from {count(effort.n_history, 'finished task')}"),
        CardText("Contingency, P80 − P50", amount(effort.contingency, effort.unit), _share_of(effort.contingency, effort.p50)),
    ]
    if finish is not None:
        out[0] = CardText("8 of 10 end by", day(finish.p80), f"half by {day(finish.p50)}")
    return out


def _share_of(part: float, whole: float) -> str:
    return f"{percent(part / whole, signed=True)} on P50" if whole else ""


def effort_title(effort: EffortForecast) -> str:
    """The finding of the picture of forecast effort: what the bare sum is worth.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(unit="hours", estimate_sum=400.0, estimate_unit="hours", odds_within=lambda limit: .4)
    >>> effort_title(some)
    'Only 4 of 10 such backlogs stay within the sum of the estimates'
    """
    same = effort.estimate_unit
    if same != effort.unit:
        return f"8 of 10 such backlogs need no more than {amount(effort.p80, effort.unit)}"
    share = float(effort.odds_within(effort.estimate_sum))
    return f"{_such(share, 'backlog', 'stays', 'stay')} within the sum of the estimates"


def _such(share: float, noun: str, one: str, many: str) -> str:
    """The start of a sentence about a share: "Only 4 of 10 such backlogs stay", "Hardly any such backlog stays"."""
    words = out_of_ten(share)
    if words in ("none", "hardly any"):
        return f"{'No' if words == 'none' else 'Hardly any'} such {noun} {one}"
    if share < 0.45:
        return f"Only {words} such {noun}s {many}"
    return f"{words[:1].upper()}{words[1:]} such {noun}s {many}"


def dots_subtitle(dots: int, n_history: int, what: str = "outcome") -> str:
    """What a picture of equally likely outcomes draws, and from how much.

    Examples
    --------
    >>> dots_subtitle(20, 900)
    'each dot is 1 of 20 equally likely outcomes · from 900 finished tasks'
    """
    rest = f"from {count(n_history, 'finished task')}" if n_history else "no finished work yet: general experience"
    return f"each dot is 1 of {dots} equally likely {what}s · {rest}"


def effort_alt(effort: EffortForecast) -> str:
    """The picture of forecast effort for somebody who cannot see it."""
    return (
        f"Twenty equally likely outcomes for the effort of {count(effort.n_tasks, 'task')}: half need no more than "
        f"{amount(effort.p50, effort.unit)}, 8 of 10 no more than {amount(effort.p80, effort.unit)}; the bare sum of the estimates is "
        f"{amount(effort.estimate_sum, getattr(effort, 'estimate_unit', effort.unit))}."
    )


def finish_sentence(finish: FinishForecast, promised: object = None) -> str:
    """When it ends, with what odds.

    Parameters
    ----------
    finish : FinishForecast
        With p50, p80 and ``odds_by(date)``.
    promised : date, optional
        The finish day that was promised.

    Returns
    -------
    str

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(p50=pd.Timestamp("2026-04-20"), p80=pd.Timestamp("2026-05-14"), odds_by=lambda d: .31)
    >>> finish_sentence(some, pd.Timestamp("2026-04-10"))
    '8 of 10 such projects end by 14 May 2026, half by 20 Apr 2026. By the promised 10 Apr 2026: 3 of 10.'
    """
    text = f"8 of 10 such projects end by {day(finish.p80)}, half by {day(finish.p50)}."
    if not absent(promised):
        text += f" By the promised {day(promised)}: {out_of_ten(float(finish.odds_by(pd.Timestamp(promised))))}."  # type: ignore[arg-type]
    return text


def finish_title(finish: FinishForecast, promised: object = None) -> str:
    """The finding of the picture of finish dates.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> finish_title(Some(p80=pd.Timestamp("2026-05-14")))
    '8 of 10 such projects end by 14 May 2026'
    """
    if absent(promised):
        return f"8 of 10 such projects end by {day(finish.p80)}"
    share = float(finish.odds_by(pd.Timestamp(promised)))  # type: ignore[arg-type]
    return f"{_such(share, 'project', 'ends', 'end')} by the promised {day(promised)}"


def finish_alt(finish: FinishForecast) -> str:
    """The picture of finish dates for somebody who cannot see it."""
    return f"Twenty equally likely finish days: half by {day(finish.p50)}, 8 of 10 by {day(finish.p80)}, 9 of 10 by {day(finish.p90)}."


def sprint_sentence(sprint: SprintForecast | NotEnoughEvidence, *, noun: str = "sprint") -> str:
    """What the next sprint will bring.

    Parameters
    ----------
    sprint : SprintForecast or NotEnoughEvidence
        With n, unit, p10, p50, p90.
    noun : str
        What it is about, where weeks stand in for sprints.

    Returns
    -------
    str

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> sprint_sentence(Some(n=12, unit="points", p10=22.0, p50=31.0, p90=40.0))
    'The next sprint should finish about 31 points, and in 8 of 10 cases between 22 and 40 (12 sprints).'
    """
    if isinstance(sprint, NotEnoughEvidence):
        return not_enough(sprint)
    return (
        f"The next {noun} should finish about {amount(sprint.p50, sprint.unit)}, and in 8 of 10 cases between {number(sprint.p10)} and "
        f"{number(sprint.p90)} ({count(sprint.n, noun)})."
    )


def task_sentence(title: str, estimate: float, *, p50: float, p80: float, unit: str) -> str:
    """One task of a backlog, calibrated.

    Examples
    --------
    >>> task_sentence("Refund screen", 8, p50=8, p80=13, unit="hours")
    'Refund screen: estimated 8 h; half of such tasks need no more than 8 h, 8 of 10 no more than 13 h (1.62×).'
    """
    times = f" ({ratio(p80 / estimate)})" if estimate else ""
    return (
        f"{title}: estimated {amount(estimate, unit)}; half of such tasks need no more than {amount(p50, unit)}, 8 of 10 no more than "
        f"{amount(p80, unit)}{times}."
    )


def leaned_on(reference_class: str, *, n: int, p10: float, p90: float) -> str:
    """The finished work that a task's range leans on, short enough for a table.

    Examples
    --------
    >>> leaned_on("kind bug", n=902, p10=.56, p90=1.62).replace("\\N{NO-BREAK SPACE}", " ")
    '902 tasks, kind bug: 0.56× to 1.62×'
    >>> leaned_on("no finished work", n=0, p10=float("nan"), p90=float("nan"))
    'none yet: general experience'
    """
    if n == 0:
        return "none yet: general experience"
    which = f", {reference_class}" if reference_class else ""
    return f"{count(n, 'task')}{which}: {ratio(p10)}\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}{ratio(p90)}"
