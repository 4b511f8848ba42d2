"""Sentences about the actions of the last review: how far they are, and whether their measure moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tables import NotEnoughEvidence

from .numbers import absent, count, day, percent, ratio

if TYPE_CHECKING:
    from workbench.analysis.lessons import ActionEffect


def standing(status: object, *, closed_on: object = None, due_on: object = None) -> str:
    """How far an action is.

    Examples
    --------
    >>> standing("done", closed_on="2026-03-12"), standing("open", due_on="2026-09-01"), standing(None)
    ('Done 12 Mar 2026.', 'Open, due 1 Sep 2026.', 'Open, no due day.')
    """
    words = {"open": "Open", "doing": "In work", "done": "Done", "dropped": "Dropped"}.get(str(status), "Open")
    if words in ("Done", "Dropped"):
        return f"{words} {day(closed_on)}." if not absent(closed_on) else f"{words}."
    return f"{words}, due {day(due_on)}." if not absent(due_on) else f"{words}, no due day."


def effect_of(effect: ActionEffect | NotEnoughEvidence | None, *, measure: object = None) -> str:
    """Whether the measure of an action has moved, in one plain sentence.

    Parameters
    ----------
    effect : ActionEffect, NotEnoughEvidence or None
        What the comparison before and after gave; None where there was nothing to compare.
    measure : str, optional
        The measure, as the action names it; without one the sentence says so.

    Returns
    -------
    str

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> some = Some(measure="actual ÷ estimate of support tasks", before=1.4, after=1.1, n_before=60, n_after=40, rows="tasks",
    ...             share=False, wanted=True, likely=True)
    >>> effect_of(some)
    'Actual ÷ estimate of support tasks was 1.40× before (60 tasks) and 1.10× since (40 tasks): an effect is likely.'
    >>> effect_of(NotEnoughEvidence(3, 15, "tasks since then"), measure="ratio")
    'Cannot tell yet: 3 tasks since then, 15 needed.'
    >>> effect_of(None)
    'No measure was agreed, so its effect cannot be seen.'
    """
    if isinstance(effect, NotEnoughEvidence):
        return f"Cannot tell yet: {'no' if effect.n == 0 else f'{effect.n:,}'} {effect.what}, {effect.needed:,} needed."
    if effect is None:
        return "No measure was agreed, so its effect cannot be seen." if absent(measure) else ""
    write = percent if effect.share else ratio
    one = effect.rows[:-1]
    was = f"{effect.measure[:1].upper()}{effect.measure[1:]} was {write(effect.before)} before ({count(effect.n_before, one)})"
    return f"{was} and {write(effect.after)} since ({count(effect.n_after, one)}): {_verdict(effect)}."


def _verdict(effect: ActionEffect) -> str:
    if not effect.likely:
        return "no effect seen"
    return "an effect is likely" if effect.wanted else "it moved the wrong way"
