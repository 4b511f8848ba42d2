"""Words of the picture that shows where effort went over and under."""

from __future__ import annotations

import pandas as pd

from .numbers import amount, percent
from .plain import short


def kinds_title(by_kind: pd.DataFrame, unit: str | None = "hours") -> str:
    """The finding of the bars of effort over and under the estimate.

    Parameters
    ----------
    by_kind : DataFrame
        One row per kind: group, over.
    unit : str or None
        Unit of ``over``.

    Returns
    -------
    str

    Examples
    --------
    >>> kinds_title(pd.DataFrame({"group": ["bug", "test"], "over": [1222.0, -25.0]}))
    'Furthest over its estimate: bug, +1,222 h'
    """
    if by_kind.empty:
        return "No kind of work has enough finished tasks"
    most = by_kind.sort_values("over", kind="stable").iloc[-1]
    if most["over"] > 0:
        total = by_kind.loc[by_kind["over"] > 0, "over"].sum()
        share = most["over"] / total
        if len(by_kind) > 2 and 0.5 <= share < 0.995:
            return f"{percent(share)} of the {_noun(unit)} over the estimate went into {short(most['group'])}"
        return f"Furthest over its estimate: {short(most['group'])}, {amount(most['over'], unit, signed=True)}"
    if by_kind["over"].lt(0).all():
        return "Every kind of work took less than estimated"
    return "No kind of work went over its estimate"


def _noun(unit: str | None) -> str:
    return str(unit) if unit in ("hours", "days", "points", "items") else "effort"


def kinds_alt(by_kind: pd.DataFrame, unit: str | None = "hours") -> str:
    """The bars of effort over and under the estimate for somebody who cannot see them."""
    if by_kind.empty:
        return "No bars: no kind of work has enough finished tasks."
    parts = [f"{short(row['group'], 32)} {amount(row['over'], unit, signed=True)}" for _, row in by_kind.head(8).iterrows()]
    return f"Bars of effort over (+) or under (−) the estimate by kind of work: {', '.join(parts)}."
