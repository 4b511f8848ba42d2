"""How accuracy went, for whoever lists many reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from .block import Block


@dataclass(frozen=True, repr=False)
class Track(Block):
    """The accuracy ratio of a report's work, now and before; goes into the list of all reports, the page itself shows nothing of it.

    Parameters
    ----------
    ratio : float
        Σ actual ÷ Σ estimate.
    n : int
        Tasks that it rests on.
    past : sequence of float
        The same, stretch after stretch of finished work, oldest first.

    Examples
    --------
    >>> Track(1.1, 40, [1.3, 1.0]).record()
    {'accuracy': {'ratio': 1.1, 'n': 40, 'past': [1.3, 1.0]}}
    """

    ratio: float
    n: int
    past: tuple[float, ...] | list[float]

    def html(self) -> Markup:
        """Nothing."""
        return Markup("")

    def text(self) -> str:
        """Nothing: other blocks tell it in words."""
        return ""

    def record(self) -> dict[str, Any]:
        """Ratio, number of tasks, past."""
        return {"accuracy": {"ratio": round(self.ratio, 6), "n": self.n, "past": [round(r, 6) for r in self.past]}}
