"""What closed projects came to, and the finite-sample ranks that turn them into odds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from workbench.tables import InputError, NotEnoughEvidence

Floats = npt.NDArray[np.float64]
LEAST = 4  # outcomes below which not even 8 of 10 can be told


def needed(level: float) -> int:
    """How many outcomes a level needs, so that its rank is one of theirs.

    Examples
    --------
    >>> needed(0.8), needed(0.9), needed(0.95), needed(0.1), needed(0.5)
    (4, 9, 19, 9, 4)
    """
    far = max(level, 1 - level)
    return max(LEAST, int(np.ceil(np.round(far / (1 - far), 9))))


@dataclass(frozen=True)
class Outcomes:
    """Outcomes of closed projects that a running one is compared with, such as ratios actual ÷ foreseen.

    Parameters
    ----------
    known : ndarray, shape (n,)
        Sorted; one per closed project or milestone.
    what : str
        What one of them is, in the plural: ``"closed projects"``.

    Raises
    ------
    InputError
        When a value is not finite.

    Notes
    -----
    The level p is answered with the value of rank ⌈(n + 1)p⌉ (below one half ⌊(n + 1)p⌋), which a new outcome of the same kind stays
    below with odds of at least p, whatever the distribution: P80 needs 4 outcomes, P90 needs 9, P95 needs 19. Fewer are refused.

    Examples
    --------
    >>> past = Outcomes.of([1.3, 1.0, 1.1, 1.2], "closed projects")
    >>> past.at(0.8), past.at(0.5)
    (1.3, 1.15)
    >>> print(past.at(0.9))
    not enough evidence: 4 closed projects, 9 needed
    """

    known: Floats = field(repr=False)
    what: str = "closed projects"

    @classmethod
    def of(cls, values: npt.ArrayLike, what: str = "closed projects") -> Outcomes:
        """The same from values in any order."""
        sorted_values = np.sort(np.asarray(values, dtype=float))
        if not np.isfinite(sorted_values).all():
            raise InputError("an outcome is not a number.", expected="finite numbers.", todo="leave out what is not known.")
        return cls(sorted_values, what)

    @property
    def n(self) -> int:
        """How many there are."""
        return len(self.known)

    def at(self, level: float) -> float | NotEnoughEvidence:
        """The value that a share `level` of such outcomes stays at or below.

        Parameters
        ----------
        level : float
            Between 0 and 1, both excluded.

        Returns
        -------
        float or NotEnoughEvidence
            The latter where the rank lies outside the outcomes.
        """
        if not 0 < level < 1:
            raise InputError(f"the level is {level}.", expected="a share between 0 and 1, both excluded.")
        if self.n < needed(level):
            return NotEnoughEvidence(self.n, needed(level), self.what)
        if level == 0.5:
            return float(np.median(self.known))
        place = np.round((self.n + 1) * level, 9)
        rank = int(np.ceil(place) if level > 0.5 else np.floor(place))
        return float(self.known[min(max(rank, 1), self.n) - 1])

    def odds_above(self, limit: float) -> float:
        """The odds that a new outcome exceeds a limit.

        Returns
        -------
        float
            (number above + ½) ÷ (n + 1): never 0 or 1, because no number of past outcomes proves that.
        """
        above = float(np.sum(self.known > limit + 1e-12))
        return (above + 0.5) / (self.n + 1)

    def draws(self, size: int, rng: np.random.Generator) -> Floats:
        """Equally likely outcomes between and at the known ones, by linear interpolation of the ranks i/(n + 1).

        Parameters
        ----------
        size : int
            How many.
        rng : Generator
            Source of the draws.

        Returns
        -------
        ndarray, shape (size,)
        """
        return np.interp(rng.random(size), np.arange(1, self.n + 1) / (self.n + 1), self.known)
