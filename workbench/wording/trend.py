"""Sentences about change: over the years, as work goes on, and with each new estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import count, number, percent, ratio

if TYPE_CHECKING:
    from workbench.analysis.learning import Learning
    from workbench.analysis.progress import Cone
    from workbench.analysis.reestimation import EstimatingQuality, Reestimation


def learning_title(result: Learning | NotEnoughEvidence) -> str:
    """The finding of the picture of learning.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> learning_title(Some(miss_per_year=0.98, miss_range=Some(low=0.96, high=0.99)))
    'Estimates got closer: the typical miss shrank by 2 % a year'
    >>> learning_title(Some(miss_per_year=0.98, miss_range=Some(low=0.9, high=1.1)))
    'No learning to be seen: the typical miss stayed much the same'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too little finished work to see learning"
    if result.miss_per_year is None or result.miss_range is None:
        return "Too few periods with enough tasks to see learning"
    if result.miss_range.high < 1:
        return f"Estimates got closer: the typical miss shrank by {percent(1 - result.miss_per_year)} a year"
    if result.miss_range.low > 1:
        return f"Estimates drifted away: the typical miss grew by {percent(result.miss_per_year - 1)} a year"
    return "No learning to be seen: the typical miss stayed much the same"


def learning_subtitle(result: Learning, periods: int) -> str:
    """What the picture of learning draws, and from how much.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> learning_subtitle(Some(n=900), 9)
    'factor between actual and estimate, whichever is larger on top · 900 tasks, 9 periods'
    """
    return f"factor between actual and estimate, whichever is larger on top · {count(result.n, 'task')}, {count(periods, 'period')}"


def learning_alt(result: Learning | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No picture of learning: {not_enough(result)}"
    told = result.periods[result.periods["enough"]]
    if told.empty:
        return "No picture of learning: no period has enough finished tasks."
    first, last = told["miss"].iloc[0], told["miss"].iloc[-1]
    return f"Typical miss per period over {count(len(told), 'period')}: first {ratio(first)}, last {ratio(last)}."


def cone_title(result: Cone | NotEnoughEvidence) -> str:
    """The finding of the picture of estimates by progress.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> cone_title(Some(correlation=-0.3, correlation_range=Some(low=-0.4, high=-0.2)))
    'Estimates get closer as the work goes on'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too few dated estimates to see whether later ones are closer"
    spread = result.correlation_range
    if spread is None:
        return "Nearly all estimates were made before the work began"
    if spread.high < 0:
        return "Estimates get closer as the work goes on"
    if spread.low > 0:
        return "Estimates made late in the work are further off than early ones"
    return "Later estimates are no closer than early ones"


def cone_subtitle(result: Cone) -> str:
    """What the picture draws, and from how much.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> cone_subtitle(Some(n=1200, tasks=900))
    '1,200 estimates of 900 finished tasks · line: 8 of 10 estimates, dot: the typical one'
    """
    return f"{count(result.n, 'estimate')} of {count(result.tasks, 'finished task')} · line: 8 of 10 estimates, dot: the typical one"


def cone_alt(result: Cone | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No picture of estimates by progress: {not_enough(result)}"
    told = result.stages[result.stages["enough"]]
    parts = [f"{r['stage']} {ratio(r['bias'])} (8 of 10: {ratio(r['p10'])} to {ratio(r['p90'])})" for r in told.to_dict("records")]
    return f"Actual ÷ estimate by how far the work was when it was estimated: {', '.join(parts) or 'no stage has enough estimates'}."


def reestimation_title(result: Reestimation | NotEnoughEvidence) -> str:
    """The finding of the picture of new estimates.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> reestimation_title(Some(n=900, changed=180, share=0.2, closer=120, further=40, closer_range=Some(low=0.7, high=0.8)))
    'One estimate in 5 was changed, and mostly for the better'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too few tasks with a log of their estimates"
    if not result.changed:
        return "No estimate was changed after the first one"
    often = f"One estimate in {round(1 / result.share)}" if result.share <= 0.4 else f"{percent(result.share)} of the estimates"
    verb = "was" if result.share <= 0.4 else "were"
    if result.closer_range is not None and result.closer_range.low > 0.5:
        return f"{often} {verb} changed, and mostly for the better"
    if result.closer_range is not None and result.closer_range.high < 0.5:
        return f"{often} {verb} changed, and mostly for the worse"
    return f"{often} {verb} changed; whether it helped cannot be told"


def reestimation_alt(result: Reestimation | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No picture of new estimates: {not_enough(result)}"
    return (
        f"Of {count(result.n, 'finished task')}, {result.changed:,} had their estimate changed ({result.up:,} up, {result.down:,} down); "
        f"the last estimate was closer than the first in {result.closer:,} and further off in {result.further:,}."
    )


def quality_title(result: EstimatingQuality | NotEnoughEvidence) -> str:
    """The finding of the picture of the estimating quality factor.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> quality_title(Some(median=5.0))
    'Over the life of a typical task its estimate was off by a fifth'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too few tasks with dates and a log of their estimates"
    if result.median is None:
        return "Over the life of a typical task its estimate was exact"
    parts = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth"}
    off = parts.get(round(result.median), percent(1 / result.median)) if abs(result.median - round(result.median)) < 0.15 else None
    return f"Over the life of a typical task its estimate was off by {off or percent(1 / result.median)}"


def quality_subtitle(result: EstimatingQuality) -> str:
    """What the picture draws, and from how much.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> quality_subtitle(Some(n=90, perfect=20))
    '90 finished tasks · quality factor 5 = off by a fifth on average; exact throughout: 20'
    """
    return f"{count(result.n, 'finished task')} · quality factor 5 = off by a fifth on average; exact throughout: {result.perfect:,}"


def quality_alt(result: EstimatingQuality | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No picture of estimating quality: {not_enough(result)}"
    middle = "exact" if result.median is None else number(result.median)
    return f"Estimating quality factor of {count(result.n, 'finished task')}: typically {middle}; {result.perfect:,} were exact throughout."
