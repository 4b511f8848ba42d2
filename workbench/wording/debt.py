"""Sentences about defects, rework and technical debt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import count, day, percent, unit_name

if TYPE_CHECKING:
    from workbench.analysis.clean_up import Bought
    from workbench.analysis.debt import DebtEffect
    from workbench.analysis.defects import Defects
    from workbench.analysis.intervals import Interval

NOUNS = {"velocity": "finished work", "cycle_time": "days per task"}
TERMS = {"Technical debt": "shortcuts in the product that make later work slower"}
_PERIODS = {"M": "month", "W": "week", "Q": "quarter", "Y": "year"}


def defects_title(found: Defects | NotEnoughEvidence) -> str:
    """The finding of the picture of defects that come and go.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace as Some
    >>> defects_title(Some(defects=48, series=pd.DataFrame({"open": [11, 25, 3]})))
    '48 defects came; 3 were open at the end, 25 at most'
    """
    if isinstance(found, NotEnoughEvidence):
        return "Too little finished work to see its defects"
    if not found.defects:
        return "No defect is on record"
    if found.series.empty:
        return f"{count(found.defects, 'defect')} without a day"
    left, most = int(found.series["open"].iloc[-1]), int(found.series["open"].max())
    came = f"{count(found.defects, 'defect')} came"
    return (
        f"{came}; none was open at the end"
        if not left
        else f"{came}; {left:,} {'was' if left == 1 else 'were'} open at the end, {most:,} at most"
    )


def defects_alt(found: Defects | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(found, NotEnoughEvidence):
        return f"No picture of defects: {not_enough(found)}"
    noun = _PERIODS.get(found.every[:1], "period")
    return f"Defects that came and were mended by {noun}, and how many were open: {count(found.defects, 'defect')} in all."


def defects_sentence(found: Defects | NotEnoughEvidence) -> str:
    """Which part of the work defects took, and how many users met first.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> defects_sentence(Some(n=238, finished=45, share=0.19, effort_share=0.14, defects=48, escaped=6, removed=0.875))
    'Defects and rework were 45 of 238 finished tasks (19 %) and took 14 % of the effort. Users met 6 of 48 defects first.'
    """
    if isinstance(found, NotEnoughEvidence):
        return not_enough(found)
    took = f" and took {percent(found.effort_share)} of the effort" if found.effort_share is not None else ""
    first = f"Defects and rework were {found.finished:,} of {count(found.n, 'finished task')} ({percent(found.share)}){took}."
    if not found.defects:
        return "No finished task is marked as a defect or rework."
    if found.escaped is None:
        return f"{first} How many defects users met first is not known: the record ends with the release, and none is marked."
    met = f"{found.escaped:,}" if found.escaped else "none"
    return f"{first} Users met {met} of {count(found.defects, 'defect')} first."


def rework_title(found: Defects | NotEnoughEvidence) -> str:
    """The finding of the picture of rework over time.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace as Some
    >>> rework_title(Some(every="M", effort_share=0.14, series=pd.DataFrame({"effort_share": [0.1, 0.3], "finished": [9, 9],
    ...              "period": pd.to_datetime(["2026-01-01", "2026-02-01"])})))
    'Rework took 14 % of the effort, at most 30 % in a month'
    """
    if isinstance(found, NotEnoughEvidence) or found.effort_share is None:
        return "The effort of rework is not known"
    most = found.series["effort_share"].max()
    noun = _PERIODS.get(found.every[:1], "period")
    peak = f", at most {percent(most)} in a {noun}" if most == most and len(found.series) > 1 else ""
    return f"Rework took {percent(found.effort_share)} of the effort{peak}"


def rework_alt(found: Defects | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(found, NotEnoughEvidence):
        return f"No picture of rework: {not_enough(found)}"
    if found.effort_share is None:
        return "No picture of rework: no effort is recorded."
    periods = count(len(found.series), _PERIODS.get(found.every[:1], "period"))
    return f"Share of the finished effort that went into defects and repairs, {periods}."


def _range(around: Interval) -> str:
    return f"19 of 20: {percent(around.low, signed=True)} to {percent(around.high, signed=True)}"


def effect_title(found: DebtEffect | NotEnoughEvidence) -> str:
    """The finding of the picture of debt work against the next period.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> effect_title(Some(of="velocity", every="sprint", change=0.097, seen=True))
    'After a sprint that paid debt, the next one finished 10 % more'
    >>> effect_title(Some(of="velocity", every="sprint", change=0.01, seen=False))
    'No effect of paying debt seen on the next sprint'
    """
    if isinstance(found, NotEnoughEvidence):
        return "Cannot tell yet what paying debt does"
    if not found.seen:
        what = "" if found.of == "velocity" else " days per task"
        return f"No effect of paying debt seen on the next {found.every}{'’s' + what if what else ''}"
    size = percent(abs(found.change))
    if found.of == "velocity":
        return f"After a {found.every} that paid debt, the next one finished {size} {'more' if found.change > 0 else 'less'}"
    return f"After a {found.every} that paid debt, tasks took {size} {'longer' if found.change > 0 else 'less time'}"


def effect_sentence(found: DebtEffect | NotEnoughEvidence) -> str:
    """What followed on work on technical debt, with how sure that is.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> effect_sentence(NotEnoughEvidence(12, 20, "periods after another one"))
    'What paying debt does to the pace cannot be told yet: 12 periods after another one, 20 needed.'
    >>> some = Some(n=52, of="velocity", every="sprint", paid=0.21, paying=26, change=0.097, seen=True,
    ...             change_range=Some(low=0.016, high=0.178))
    >>> effect_sentence(some)
    'Debt work was typically 21 % of a sprint that had any. The next sprint then finished 10 % more than after none (19 of 20: +2 %
    to +18 %; 52 sprints, 26 of them after debt work).'
    """
    if isinstance(found, NotEnoughEvidence):
        return f"What paying debt does to the pace cannot be told yet: {found.n:,} {found.what}, {found.needed:,} needed."
    paid = f"Debt work was typically {percent(found.paid)} of a {found.every} that had any."
    basis = f"{_range(found.change_range)}; {count(found.n, found.every)}, {found.paying:,} of them after debt work"
    if not found.seen:
        on = "what was finished" if found.of == "velocity" else "how long tasks took"
        return f"{paid} No effect on {on} in the next {found.every} is seen ({basis})."
    size = percent(abs(found.change))
    if found.of == "velocity":
        told = f"The next {found.every} then finished {size} {'more' if found.change > 0 else 'less'} than after none"
    else:
        told = f"Tasks of the next {found.every} then took {size} {'more' if found.change > 0 else 'less'} time than after none"
    return f"{paid} {told} ({basis})."


def effect_alt(found: DebtEffect | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(found, NotEnoughEvidence):
        return f"No picture: {effect_sentence(found)}"
    drawn = f"One dot per {found.every}: debt work in the one before against {NOUNS[found.of]}, with a line through them."
    return f"{drawn} {effect_sentence(found)}"


def bought_title(found: Bought | NotEnoughEvidence) -> str:
    """The finding of the picture of one clean-up.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> bought_title(Some(of="velocity", every="sprint", level=0.2, level_range=Some(low=0.05, high=0.35),
    ...                   trend=0.0, trend_range=Some(low=-0.1, high=0.1), seen=True))
    'Since the clean-up a sprint finishes 20 % more'
    """
    if isinstance(found, NotEnoughEvidence):
        return "Cannot tell yet what the clean-up bought"
    if not found.seen:
        return "No effect of the clean-up seen"
    noun = "a " + found.every + " finishes" if found.of == "velocity" else "a task takes"
    if found.level_range.low > 0 or found.level_range.high < 0:
        return f"Since the clean-up {noun} {percent(abs(found.level))} {'more' if found.level > 0 else 'less'}"
    rises = "rises" if found.trend > 0 else "falls"
    what = NOUNS[found.of] if found.of == "velocity" else "time per task"
    return f"Since the clean-up {what} {rises} by {percent(abs(found.trend))} more per {found.every}"


def bought_sentence(found: Bought | NotEnoughEvidence) -> str:
    """What one clean-up bought, with how sure that is.

    Examples
    --------
    >>> bought_sentence(NotEnoughEvidence(5, 8, "periods since the clean-up"))
    'What the clean-up bought cannot be told yet: 5 periods since the clean-up, 8 needed.'
    >>> bought_sentence(NotEnoughEvidence(0, 1, "clean-ups of technical debt"))
    'No single clean-up stands out, so what one bought cannot be told.'
    """
    if isinstance(found, NotEnoughEvidence):
        if found.what.startswith("clean-ups"):
            return "No single clean-up stands out, so what one bought cannot be told."
        return f"What the clean-up bought cannot be told yet: {found.n:,} {found.what}, {found.needed:,} needed."
    when = "The action on technical debt was closed" if found.why == "clean-up" else "Most debt was paid in the period that ended"
    sides = f"{count(found.n_before, found.every)} before it, {found.n_after:,} since"
    what = NOUNS[found.of]
    level = f"level of {what} {percent(found.level, signed=True)} ({_range(found.level_range)})"
    trend = f"trend {percent(found.trend, signed=True)} per {found.every} ({_range(found.trend_range)})"
    verdict = "No effect is seen" if not found.seen else "It changed by more than chance"
    return f"{when} on {day(found.on)}; {sides}. {verdict}: {level}, {trend}."


def bought_alt(found: Bought | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(found, NotEnoughEvidence):
        return f"No picture: {bought_sentence(found)}"
    return f"{NOUNS[found.of].capitalize()} before and after the clean-up, with a line through each side. {bought_sentence(found)}"


def pace_axis(found: DebtEffect) -> str:
    """What the height of a dot measures."""
    return "finished ÷ average" if found.of == "velocity" else "days per task ÷ average"


def value_axis(found: Bought) -> str:
    """What the height of a point measures."""
    return f"{unit_name(found.unit)} finished" if found.of == "velocity" else "days per task (median)"
