"""Sentences about lessons over projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from workbench.tables import NotEnoughEvidence

from .numbers import count, percent, ratio
from .plain import short

if TYPE_CHECKING:
    from workbench.analysis.themes import ThemeDriver

NAMES = {
    "rework": "effort on defects and rework",
    "blocked": "share of the hours blocked",
    "scope": "scope added to the first plan",
    "ratio": "actual ÷ estimate",
    "say_do": "finished of what was committed",
    "debt": "effort that paid technical debt",
}


def value(measure: str, amount: float | None) -> str:
    """A measure of a project as it is written.

    Examples
    --------
    >>> value("ratio", 1.2), value("rework", 0.09), value("scope", None)
    ('1.20×', '9 %', '–')
    """
    return ratio(amount) if measure == "ratio" else percent(amount)


def themes_title(frame: pd.DataFrame) -> str:
    """The finding of the picture of themes.

    Examples
    --------
    >>> themes_title(pd.DataFrame({"theme": ["estimates"], "projects": [21]}))
    'Lessons about estimates come back most: in 21 projects'
    """
    if frame.empty:
        return "No lessons are recorded yet"
    top = frame.iloc[0]
    return f"Lessons about {short(top['theme'], 24)} come back most: in {count(int(top['projects']), 'project')}"


def themes_alt(frame: pd.DataFrame) -> str:
    """The same for somebody who cannot see it."""
    if frame.empty:
        return "No picture: no lessons are recorded yet."
    told = [f"{short(r['theme'], 20)} {int(r['projects']):,}" for r in frame.head(10).to_dict("records")]
    return f"Projects in which a theme was raised: {', '.join(told)}."


def moved(found: ThemeDriver) -> str:
    """Whether what a theme is about moved in the team's next project.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> moved(Some(pairs=14, moved="no effect seen")), moved(Some(pairs=2, moved=NotEnoughEvidence(2, 6, "projects")))
    ('no effect seen (14 projects)', 'cannot tell yet (2 of 6 projects)')
    """
    if isinstance(found.moved, NotEnoughEvidence):
        return f"cannot tell yet ({found.moved.n:,} of {found.moved.needed:,} projects)"
    return f"{found.moved} ({count(found.pairs, 'project')})"


def drivers_sentence(found: Sequence[ThemeDriver]) -> str:
    """Of which themes the measure moved in the next project.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> scope = Some(theme="scope", measure="scope", moved="no effect seen")
    >>> drivers_sentence([Some(theme="testing", measure="rework", moved="better"), scope])
    'In the team’s next project, effort on defects and rework became better after lessons about testing. For 1 other theme no effect is
    seen, or it cannot be told yet.'
    """
    if not found:
        return "No theme points to something that is measured."
    told = [
        f"{NAMES[f.measure]} became {f.moved} after lessons about {short(f.theme, 24)}"
        for f in found
        if isinstance(f.moved, str) and f.moved in ("better", "worse")
    ]
    rest = len(found) - len(told)
    if not told:
        verb = "what it is about" if rest == 1 else "any of what they are about"
        return (
            f"For {count(rest, 'theme')} with a measure, no change of {verb} is seen in the team’s next project, or it cannot be told yet."
        )
    more = f" For {count(rest, 'other theme')} no effect is seen, or it cannot be told yet." if rest else ""
    return f"In the team’s next project, {'; '.join(told)}.{more}"


def caution() -> str:
    """Why a better next project proves little."""
    return "A project that raises a theme was often a bad one in it, so the next one is often better anyway."


def again(frame: pd.DataFrame, raised: set[str]) -> str:
    """Which themes of this project other projects raised too; empty where there is none.

    Parameters
    ----------
    frame : DataFrame
        Themes over the whole library.
    raised : set of str
        Themes of this project.

    Returns
    -------
    str

    Examples
    --------
    >>> again(pd.DataFrame({"theme": ["estimates", "scope"], "projects": [21, 1]}), {"estimates", "scope"})
    'Other projects raised this too: estimates (20).'
    """
    rows = frame[frame["theme"].isin(raised) & (frame["projects"] > 1)]
    told = [f"{short(t, 24)} ({int(n) - 1:,})" for t, n in zip(rows["theme"], rows["projects"], strict=True)]
    return f"Other projects raised this too: {', '.join(told[:6])}." if told else ""
