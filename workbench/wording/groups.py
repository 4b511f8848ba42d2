"""Sentences about groups of work beside each other: where estimates run low, and whose miss by less."""

from __future__ import annotations

import pandas as pd

from .numbers import count, out_of_ten, ratio
from .plain import short

NOUNS = {
    "kind": "kind of work",
    "size": "size",
    "sprint": "sprint",
    "role": "role",
    "team": "team",
    "year": "year",
    "component": "component",
    "project_id": "project",
    "reestimations": "number of new estimates",
    "quarter": "quarter of the project",
    "labels": "label",
}


def group_noun(column: str) -> str:
    """What a group of a column is called.

    Examples
    --------
    >>> group_noun("size"), group_noun("work_type")
    ('size', 'work type')
    """
    return NOUNS.get(column, short(column.replace("_", " "), 20))


def group_name(group: object, column: str) -> str:
    """What a single group is called; a bare number gets its noun.

    Examples
    --------
    >>> group_name("2", "reestimations"), group_name("bug", "kind")
    ('2 new estimates', 'bug')
    """
    if column == "reestimations" and str(group).isdigit():
        return count(int(str(group)), "new estimate")
    return str(group)


def by_title(groups: pd.DataFrame, column: str) -> str:
    """The finding of accuracy beside each other by group.

    Parameters
    ----------
    groups : DataFrame
        As ``accuracy.by`` gives it; only groups with enough tasks.
    column : str
        What was grouped by.

    Returns
    -------
    str

    Examples
    --------
    >>> some = pd.DataFrame({"group": ["bug", "docs"], "bias": [1.4, 1.0], "bias_low": [1.2, 0.9], "bias_high": [1.6, 1.1]})
    >>> by_title(some, "kind")
    'Estimates run low in 1 of 2 groups by kind of work, most for bug (1.40×)'
    """
    if groups.empty:
        return f"No {group_noun(column)} has enough finished tasks"
    low, high = groups[groups["bias_low"] > 1], groups[groups["bias_high"] < 1]
    if len(low):
        most = low.sort_values("bias", kind="stable").iloc[-1]
        where = "in every group" if len(low) == len(groups) > 1 else f"in {len(low)} of {count(len(groups), 'group')}"
        return f"Estimates run low {where} by {group_noun(column)}, most for {_told(most, column)}"
    if len(high):
        most = high.sort_values("bias", kind="stable").iloc[0]
        return (
            f"Estimates run high most for {short(group_name(most['group'], column), 20)} ({ratio(most['bias'])}), by {group_noun(column)}"
        )
    return f"By {group_noun(column)}, no group is off more than chance explains"


def _told(group: pd.Series, column: str) -> str:
    return f"{short(group_name(group['group'], column), 20)} ({ratio(group['bias'])})"


def by_subtitle(groups: pd.DataFrame) -> str:
    """What is drawn of each group.

    Examples
    --------
    >>> by_subtitle(pd.DataFrame({"n": [20, 30]}))
    '50 tasks, number in brackets · dot and bar: typical task, how sure · line: 8 of 10 tasks'
    """
    return f"{count(int(groups['n'].sum()), 'task')}, number in brackets · dot and bar: typical task, how sure · line: 8 of 10 tasks"


def by_alt(groups: pd.DataFrame, column: str) -> str:
    """The same for somebody who cannot see it."""
    if groups.empty:
        return f"No picture: no {group_noun(column)} has enough finished tasks."
    parts = [f"{short(r['group'])} {ratio(r['bias'])} (8 of 10: {ratio(r['p10'])} to {ratio(r['p90'])})" for r in groups.to_dict("records")]
    return f"Typical actual ÷ estimate by {group_noun(column)}: {', '.join(parts[:10])}."


def misses_title(groups: pd.DataFrame, column: str) -> str:
    """The finding of whose estimates miss by less.

    Parameters
    ----------
    groups : DataFrame
        As ``compare.misses_by`` gives it.
    column : str
        What was grouped by.

    Returns
    -------
    str

    Examples
    --------
    >>> some = pd.DataFrame({"group": ["2025", "2024"], "better": [0.62, 0.38], "differs": [True, True]})
    >>> misses_title(some, "year")
    'Estimates miss by less in 2025 than in the other years'
    """
    noun = group_noun(column)
    if len(groups) < 2:
        return f"Too few tasks to compare one {noun} with the others"
    differs = groups[groups["differs"].astype(bool)]
    better = differs[differs["better"] > 0.5]
    if len(better):
        where = "in" if column in ("year", "sprint", "quarter") else "for"
        return f"Estimates miss by less {where} {short(better['group'].iloc[0])} than {where} the other {_many(noun)}"
    if len(differs):
        return f"Estimates miss by more for {short(differs['group'].iloc[-1])} than for the other {_many(noun)}"
    return f"No {noun} misses by more or less than chance explains"


def _many(noun: str) -> str:
    head, of, rest = noun.partition(" of ")
    return f"{head}s{of}{rest}"


def misses_subtitle(groups: pd.DataFrame) -> str:
    """What is drawn of each group.

    Examples
    --------
    >>> misses_subtitle(pd.DataFrame({"n": [20, 30]}))
    '50 tasks, number in brackets · bars: how sure, all groups at once · 5 of 10: no difference'
    """
    return f"{count(int(groups['n'].sum()), 'task')}, number in brackets · bars: how sure, all groups at once · 5 of 10: no difference"


def misses_alt(groups: pd.DataFrame, column: str) -> str:
    """The same for somebody who cannot see it."""
    if len(groups) < 2:
        return f"No picture: too few tasks to compare one {group_noun(column)} with the others."
    parts = [f"{short(r['group'])} {out_of_ten(r['better'])}" for r in groups.head(10).to_dict("records")]
    return f"How often a task misses its estimate by less than a task of the other groups, by {group_noun(column)}: {', '.join(parts)}."
