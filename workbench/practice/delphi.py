"""A small group estimates in rounds: each alone, reasons without names, each alone again; every step is scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.tables import InputError, NotEnoughEvidence

from .answer import Answer
from .elicit import consensus
from .score import weighted_interval_score

FEWEST, MOST = 3, 5
ENOUGH = 12
STEPS = ("first round, mean of the people", "first round, put together", "second round, put together", "agreed")


@dataclass(frozen=True)
class Round:
    """One task of a group.

    Parameters
    ----------
    first, second : tuple of Answer
        Ranges of the same people, in the same order, before and after the reasons.
    agreed : Answer
        What the group settled on.
    actual : float
        What the task took.
    base : tuple of float
        History's P10, P50, P90.
    """

    first: tuple[Answer, ...]
    second: tuple[Answer, ...]
    agreed: Answer
    actual: float
    base: tuple[float, float, float]

    def __post_init__(self) -> None:
        if not FEWEST <= len(self.first) <= MOST or len(self.second) != len(self.first):
            raise InputError(
                f"{len(self.first)} and then {len(self.second)} people answered.",
                expected=f"the same {FEWEST} to {MOST} people in both rounds.",
            )

    def scores(self) -> dict[str, float]:
        """Weighted interval scores of the four steps, and of history.

        Examples
        --------
        >>> one = (Answer(1, 2, 4), Answer(2, 4, 8), Answer(4, 8, 16))
        >>> found = Round(one, one, Answer(2, 4, 8), 4.0, (1.0, 4.0, 16.0)).scores()
        >>> found["first round, put together"] < found["first round, mean of the people"]
        True
        """
        singles = [_score(self.actual, a) for a in self.first]
        values = (
            float(np.mean(singles)),
            _score(self.actual, consensus(self.first)),
            _score(self.actual, consensus(self.second)),
            _score(self.actual, self.agreed),
        )
        return dict(zip(STEPS, values, strict=True)) | {"history": float(weighted_interval_score(self.actual, *self.base))}


def _score(actual: float, answer: Answer) -> float:
    return float(weighted_interval_score(actual, answer.p10, answer.p50, answer.p90))


def compare_steps(rounds: Sequence[Round], *, seed: int = 1) -> pd.DataFrame | NotEnoughEvidence:
    """Whether talking paid: the mean score of each step.

    Parameters
    ----------
    rounds : sequence of Round
        From 12 tasks on.
    seed : int
        For the permutations.

    Returns
    -------
    DataFrame[step, score, hits, p] or NotEnoughEvidence
        One row per step and one for history; p is the two-sided sign-flip p-value against the first round's people.
    """
    from .compare import sign_flip

    if len(rounds) < ENOUGH:
        return NotEnoughEvidence(len(rounds), ENOUGH, "tasks of the group")
    scores = pd.DataFrame([r.scores() for r in rounds])
    hits = pd.DataFrame([_hits(r) for r in rounds]).mean()
    first = scores[STEPS[0]]
    p = [np.nan if c == STEPS[0] else sign_flip((scores[c] - first).to_numpy(float), rng=np.random.default_rng(seed)) for c in scores]
    return pd.DataFrame({"step": list(scores), "score": scores.mean().to_numpy(), "hits": hits.reindex(scores.columns).to_numpy(), "p": p})


def _hits(played: Round) -> dict[str, float]:
    def inside(answer: Answer) -> float:
        return float(answer.p10 <= played.actual <= answer.p90)

    values = (
        float(np.mean([inside(a) for a in played.first])),
        inside(consensus(played.first)),
        inside(consensus(played.second)),
        inside(played.agreed),
    )
    return dict(zip(STEPS, values, strict=True)) | {"history": float(played.base[0] <= played.actual <= played.base[2])}
