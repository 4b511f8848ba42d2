"""A timer for the parts of a meeting; it runs in the browser and tells the time that is left."""

from __future__ import annotations

import ipywidgets

from .panel import row


class Timer(ipywidgets.VBox):
    """Minutes, start, pause and stop, and the time that is left in words.

    Attributes
    ----------
    minutes : ipywidgets.BoundedIntText
    clock : ipywidgets.Play
        Counts seconds.
    left : ipywidgets.Label

    Examples
    --------
    >>> timer = Timer(minutes=5)
    >>> timer.clock.value = 61
    >>> timer.left.value
    '3:59 left'
    """

    def __init__(self, *, minutes: int = 10) -> None:
        self.minutes = ipywidgets.BoundedIntText(
            value=minutes, min=1, max=120, description="Minutes", style={"description_width": "initial"}, layout={"width": "130px"}
        )
        self.clock = ipywidgets.Play(min=0, max=minutes * 60, interval=1000, show_repeat=False)
        self.clock.tooltip = "Start, pause or stop the timer"
        self.left = ipywidgets.Label()
        super().__init__([row(self.minutes, self.clock, self.left)])
        self.minutes.observe(self._set, "value")
        self.clock.observe(lambda _: self._tell(), "value")
        self._tell()

    def _set(self, change: dict) -> None:
        self.clock.max = change["new"] * 60
        self._tell()

    def _tell(self) -> None:
        seconds = max(self.clock.max - self.clock.value, 0)
        self.left.value = f"{seconds // 60}:{seconds % 60:02d} left" if seconds else "Time is up."
