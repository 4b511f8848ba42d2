"""A list of reports: one row each, that a reader can sort and filter."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

from workbench.wording.numbers import count, day, listing, ratio

from .block import Block, fill

_WIDE, _HIGH, _MARGIN = 112, 30, 3
_LEAST, _MOST = math.log2(1.5), 1.0  # how far from 1× the scale of the small lines reaches, in powers of two
STATES = {"failed": "Failed", "old": "Last attempt failed", "done": "Up to date"}


@dataclass(frozen=True)
class Item:
    """One report in a list.

    Parameters
    ----------
    name : str
        What it is.
    kind : str
        Which report.
    state : {"done", "failed", "old"}
        ``old``: there is a good report, but the last attempt to renew it failed.
    links : sequence of (str, str)
        Label and address of what there is to open, the best first.
    said : str
        Its answer.
    why : str
        Why the last attempt failed, and where.
    numbers : sequence of (str, str, str)
        Label, value and evidence of its key numbers.
    ratio : float or None
        Accuracy ratio.
    n : int
        Tasks that the ratio rests on.
    past : sequence of float
        The ratio before, oldest first.
    small : str
        Dates, and what it was told.
    day : str
        When it was made, as 2026-01-31.
    """

    name: str
    kind: str
    state: str
    links: Sequence[tuple[str, str]] = ()
    said: str = ""
    why: str = ""
    numbers: Sequence[tuple[str, str, str]] = ()
    ratio: float | None = None
    n: int = 0
    past: Sequence[float] = ()
    small: str = ""
    day: str = ""


@dataclass(frozen=True, repr=False)
class Listing(Block):
    """Reports, those that failed first.

    Parameters
    ----------
    items : sequence of Item
        The reports.

    Notes
    -----
    The table says everything by itself. `listing_script` adds headings that sort and fields that filter, where scripts may run. The small
    lines share one scale, so that they can be compared; they are drawn here and not by matplotlib, which would take ten
    seconds for 500 of them.

    Examples
    --------
    >>> Listing([Item("Payments 2", "retrospective", "done", said="It took 1.10× its estimate.", ratio=1.1, n=40)])
    Payments 2: It took 1.10× its estimate.
    """

    items: Sequence[Item]

    def html(self) -> Markup:
        """A table."""
        reach = _reach(self.items)
        order = sorted(self.items, key=lambda i: list(STATES).index(i.state))
        rows = [
            {
                "item": i,
                "state": STATES[i.state],
                "spark": spark(i.past, reach),
                "alt": _told(i.past),
                "ratio": _short(i),
                "day": day(i.day or None),
            }
            for i in order
        ]
        return fill("listing.html", rows=rows, wide=_WIDE, high=_HIGH)

    def text(self) -> str:
        """One line per report."""
        return "\n".join(f"{i.name}: {i.why or i.said}" for i in self.items)


@cache
def listing_script() -> str:
    """The script of a page with a `Listing`: sorting and filtering, by mouse and by keyboard.

    Returns
    -------
    str
        For `document`, which names its hash in the page's policy.
    """
    return (Path(__file__).parent / "listing.js").read_text(encoding="utf-8")


@cache
def listing_style() -> str:
    """The rules that only a page with a `Listing` needs.

    Returns
    -------
    str
    """
    return (Path(__file__).parent / "listing.css").read_text(encoding="utf-8")


def summary(items: Sequence[Item]) -> str:
    """How many there are of each state.

    Examples
    --------
    >>> summary([Item("a", "k", "done"), Item("b", "k", "failed"), Item("c", "k", "done")])
    '3 reports · 2 up to date · 1 failed'
    """
    counts = {state: sum(i.state == state for i in items) for state in STATES}
    words = [f"{counts[s]:,} {STATES[s].lower() if s != 'old' else 'kept, as the last attempt failed'}" for s in ("done", "old", "failed")]
    return " · ".join([count(len(items), "report"), *(w for w, s in zip(words, ("done", "old", "failed"), strict=True) if counts[s])])


def spark(past: Sequence[float], reach: float) -> str:
    """A small line of accuracy ratios as the address of a picture; the grey line is 1×.

    Parameters
    ----------
    past : sequence of float
        Ratios, oldest first.
    reach : float
        How far the scale goes from 1×, up and down, in powers of two; what lies beyond is drawn at its edge.

    Returns
    -------
    str
        Empty for fewer than two.

    Examples
    --------
    >>> spark([1.0], 1.0), spark([1.0, 2.0], 1.0)[:26]
    ('', 'data:image/svg+xml;base64,')
    """
    if len(past) < 2:
        return ""
    middle, half = _HIGH / 2, _HIGH / 2 - _MARGIN
    step = (_WIDE - 2 * _MARGIN) / (len(past) - 1)
    points = [(_MARGIN + k * step, middle - half * max(-1.0, min(1.0, math.log2(r) / reach))) for k, r in enumerate(past)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDE}" height="{_HIGH}" viewBox="0 0 {_WIDE} {_HIGH}">'
        f'<path d="M0 {middle:g}H{_WIDE}" stroke="#c3cad1"/>'
        f'<polyline points="{line}" fill="none" stroke="#0173b2" stroke-width="1.5" stroke-linejoin="round"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="#0173b2"/></svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode('ascii')}"


def _reach(items: Sequence[Item]) -> float:
    """A scale that all lines fit on, as far as they stay within ½× and 2×."""
    far = [abs(math.log2(r)) for i in items for r in i.past]
    return min(_MOST, max([_LEAST, *far]))


def _told(past: Sequence[float]) -> str:
    return f"Actual ÷ estimate over its past: {listing([ratio(r) for r in past])}." if len(past) > 1 else ""


def _short(item: Item) -> str:
    return ratio(item.ratio) if item.ratio is not None else ""
