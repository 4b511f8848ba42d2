"""All that a row of answers shows so far, and no more than it shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import NotEnoughEvidence

from .anchors import AnchorIndex, Sequence, anchor_index, sequence
from .compare import Comparison, MedianBias, against_history, median_bias
from .curve import Curve, calibration_curve
from .flags import TOO_WIDE, Flag, HitRate, hit_rate, too_narrow, top_too_low, widening, width_ratio
from .score import Skill, skill


@dataclass(frozen=True)
class Feedback:
    """What a trainee is told after an answer.

    Parameters
    ----------
    n : int
        Answers so far.
    rate : HitRate or NotEnoughEvidence
        Hits with their interval.
    narrow, top : Flag
        Ranges too narrow; too many actuals above P90.
    factor : float or None
        What the log-widths would have to be multiplied by; only where the ranges are too narrow.
    width : float or NotEnoughEvidence
        Width ÷ history's.
    skill : Skill or NotEnoughEvidence
    comparison : Comparison or NotEnoughEvidence
    bias : MedianBias or NotEnoughEvidence
    curve : Curve or NotEnoughEvidence
    anchor : AnchorIndex or NotEnoughEvidence
    order : Sequence or NotEnoughEvidence
        Pull of the task before.
    """

    n: int
    rate: HitRate | NotEnoughEvidence
    narrow: Flag
    top: Flag
    factor: float | None
    width: float | NotEnoughEvidence
    skill: Skill | NotEnoughEvidence
    comparison: Comparison | NotEnoughEvidence
    bias: MedianBias | NotEnoughEvidence
    curve: Curve | NotEnoughEvidence
    anchor: AnchorIndex | NotEnoughEvidence
    order: Sequence | NotEnoughEvidence

    @property
    def too_wide(self) -> bool:
        """Whether the ranges are 1.5 times as wide as history's or more, without being warned of the opposite.

        Hits alone could only show this after 35 of 35: width can be seen, so it is what is judged.
        """
        return not isinstance(self.width, NotEnoughEvidence) and self.width >= TOO_WIDE and not self.narrow.raised


def feedback(scored_answers: pd.DataFrame, *, seed: int = 1) -> Feedback:
    """Everything that answers show so far.

    Parameters
    ----------
    scored_answers : DataFrame
        Result of :func:`workbench.practice.scored`, in order, from no row up.
    seed : int
        The same answers always give the same feedback.

    Returns
    -------
    Feedback

    Examples
    --------
    >>> from workbench.practice import answer, scored
    >>> rows = [{"item": str(i), "p10": 1, "p50": 2, "p90": 4, "actual": 8.0} for i in range(5)]
    >>> found = feedback(scored(answer.table(rows)))
    >>> found.n, found.rate.hits, found.narrow.raised
    (5, 0, True)
    """
    frame, n = scored_answers, len(scored_answers)
    narrow = too_narrow(frame["hit"])
    return Feedback(
        n=n,
        rate=hit_rate(int(frame["hit"].sum()), n),
        narrow=narrow,
        top=top_too_low(frame["above"]),
        factor=widening(frame) if narrow.raised else None,
        width=width_ratio(frame),
        skill=skill(frame, rng=np.random.default_rng([seed, n, 1])),
        comparison=against_history(frame, seed=seed),
        bias=median_bias(frame),
        curve=calibration_curve(frame),
        anchor=anchor_index(frame, rng=np.random.default_rng([seed, n, 2])),
        order=sequence(frame, rng=np.random.default_rng([seed, n, 3])),
    )
