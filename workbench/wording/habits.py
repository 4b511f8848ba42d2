"""Sentences about habits of estimating: round numbers, given ranges, points, and what open work hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tables import NotEnoughEvidence

from .evidence import not_enough
from .numbers import amount, count, number, percent, ratio, unit_name
from .rates import unit_of

if TYPE_CHECKING:
    from workbench.analysis.accuracy import HitRate, Rate, RoundNumbers
    from workbench.analysis.censored import WithOpen


def round_title(result: RoundNumbers | NotEnoughEvidence) -> str:
    """The finding of the picture of round numbers.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> round_title(Some(estimates=0.9, actuals=0.4, exact_share=0.2))
    '90 % of the estimates are round numbers; 20 % of the actuals equal them'
    >>> round_title(Some(estimates=0.6, actuals=0.58, exact_share=0.35))
    'Actuals look typed from memory: 35 % equal the estimate'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too few finished tasks to see round numbers"
    if result.exact_share >= 0.3 and result.actuals >= result.estimates - 0.05:
        return f"Actuals look typed from memory: {percent(result.exact_share)} equal the estimate"
    return f"{percent(result.estimates)} of the estimates are round numbers; {percent(result.exact_share)} of the actuals equal them"


def round_alt(result: RoundNumbers | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No picture of round numbers: {not_enough(result)}"
    rows = result.common.to_dict("records")
    parts = [f"{amount(r['estimate'], result.unit)} ({percent(r['share'])}, hit exactly {percent(r['exact_share'])})" for r in rows]
    return f"The most used estimates of {count(result.n, 'finished task')}: {', '.join(parts)}."


def given_title(result: HitRate | NotEnoughEvidence) -> str:
    """The finding of the picture of given ranges.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> given_title(Some(n=40, share=.55, level=.8, share_range=Some(low=.4, high=.69)))
    'The given ranges are too narrow: meant to hold 80 %, they held 55 %'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too few finished tasks with a range"
    if result.level is None:
        return f"The given ranges held {percent(result.share)}; how much they were meant to hold is not stated"
    meant = f"meant to hold {percent(result.level)}, they held {percent(result.share)}"
    if result.share_range.high < result.level:
        return f"The given ranges are too narrow: {meant}"
    if result.share_range.low > result.level:
        return f"The given ranges are wider than they had to be: {meant}"
    return f"The given ranges hold about as often as they say: {meant}"


def given_alt(result: HitRate | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No picture of the given ranges: {not_enough(result)}"
    return (
        f"Of {count(result.n, 'finished task')} with a range, {result.hits:,} ended inside it, {result.below:,} below and "
        f"{result.above:,} above."
    )


def points_title(result: Rate | NotEnoughEvidence) -> str:
    """The finding of the picture of effort by size in points.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace as Some
    >>> sizes = pd.DataFrame({"estimate": [1.0, 8.0], "n": [20, 20], "median": [8.0, 32.0], "per_unit": [8.0, 4.0]})
    >>> points_title(Some(estimate_unit="points", actual_unit="hours", by_size=sizes, median=5.0))
    'A point in a small task takes more than in a large one: 8 against 4 hours per point'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too few finished tasks to see what a point takes"
    per = result.by_size["per_unit"]
    if len(per) < 2:
        return f"Typically {number(result.median)} {unit_of(result)}"
    small, large = float(per.iloc[0]), float(per.iloc[-1])
    one = unit_of(result).rpartition(" per ")[2]
    ends = f"{number(small)} against {number(large)} {unit_of(result)}"
    if small > large * 1.25:
        return f"A {one} in a small task takes more than in a large one: {ends}"
    if large > small * 1.25:
        return f"A {one} in a large task takes more than in a small one: {ends}"
    return f"A {one} takes much the same in small and large tasks: {number(result.median)} {unit_of(result)}"


def points_subtitle(result: Rate) -> str:
    """What the picture of effort by size draws.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace as Some
    >>> points_subtitle(Some(n=120, estimate_unit="points", by_size=pd.DataFrame({"n": [50, 60]})))
    'typical task of each size seen 5 times or more, number in brackets · 110 of 120 tasks'
    """
    shown = int(result.by_size["n"].sum()) if len(result.by_size) else 0
    return f"typical task of each size seen 5 times or more, number in brackets · {shown:,} of {count(result.n, 'task')}"


def points_alt(result: Rate | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No picture of effort by size: {not_enough(result)}"
    rows = result.by_size.head(8).to_dict("records")
    parts = [f"{amount(r['estimate'], result.estimate_unit)} {amount(r['median'], result.actual_unit)}" for r in rows]
    return f"Typical {unit_name(result.actual_unit)} of tasks by their estimate: {', '.join(parts) or 'no size was seen 5 times'}."


def open_title(result: WithOpen | NotEnoughEvidence) -> str:
    """The finding of the picture that counts open work.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace as Some
    >>> table = pd.DataFrame({"level": [0.5, 0.8], "with_open": [1.1, 2.0], "finished_only": [1.0, 1.5]})
    >>> open_title(Some(open=40, quantiles=table))
    'With open work counted, 8 of 10 tasks stay within 2.00×, not 1.50×'
    """
    if isinstance(result, NotEnoughEvidence):
        return "Too few finished tasks to count open ones with them"
    if not result.open:
        return "No open work has effort booked: finished tasks tell it all"
    at = result.quantiles.set_index("level")[["with_open", "finished_only"]].to_dict("index")[0.8]
    with_open, finished = float(at["with_open"]), float(at["finished_only"])
    if with_open != with_open:
        return f"So much overrun work is open that where 8 of 10 tasks end is not known yet ({count(result.open, 'open task')})"
    if with_open <= finished * 1.02:
        return f"Open work hides nothing: 8 of 10 tasks stay within {ratio(with_open)} with it and without"
    return f"With open work counted, 8 of 10 tasks stay within {ratio(with_open)}, not {ratio(finished)}"


def open_subtitle(result: WithOpen) -> str:
    """What the picture that counts open work draws.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> open_subtitle(Some(finished=300, open=40))
    'share of tasks finished by each multiple of their estimate · 300 finished tasks, 40 open tasks'
    """
    counts = f"{count(result.finished, 'finished task')}, {count(result.open, 'open task')}"
    return f"share of tasks finished by each multiple of their estimate · {counts}"


def open_alt(result: WithOpen | NotEnoughEvidence) -> str:
    """The same for somebody who cannot see it."""
    if isinstance(result, NotEnoughEvidence):
        return f"No picture with open work: {not_enough(result)}"
    parts = [f"{percent(r['level'])} by {ratio(r['with_open'])}" for r in result.quantiles.to_dict("records")]
    return f"Share of tasks finished by each multiple of their estimate, open ones counted: {', '.join(parts)}."
