"""What every panel is: widgets one below the other, a message line, and buttons whose faults are shown, never swallowed."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ipywidgets

from workbench.tables import Mistakes, WorkbenchError

from .keyboard import own_keys
from .shown import Message
from .style import stylesheet

_log = logging.getLogger(__name__)


class ActionButton(ipywidgets.Button):
    """A button that is off while it works, and as long as there is nothing for it to do.

    Examples
    --------
    >>> made = ActionButton(description="Save")
    >>> with made.working():
    ...     made.off(True)
    >>> made.disabled
    True
    """

    _off = False

    def off(self, nothing_to_do: bool) -> None:
        """Switch it off, or on again."""
        self._off = nothing_to_do
        self.disabled = nothing_to_do

    @contextmanager
    def working(self) -> Iterator[None]:
        """Off for as long as something works."""
        self.disabled = True
        try:
            yield
        finally:
            self.disabled = self._off


class Panel(ipywidgets.VBox):
    """Widgets one below the other, with a line that says what just happened.

    Attributes
    ----------
    message : Message
        That line; each panel puts it where its buttons are.
    """

    def __init__(self, children: Sequence[ipywidgets.Widget] = ()) -> None:
        super().__init__(list(children))
        self.message = Message()
        self.layout.overflow = "visible"

    def guarded(self, act: Callable[[], None]) -> Callable[..., None]:
        """The action as a callback: what goes wrong is said in the message line.

        Parameters
        ----------
        act : callable
            Takes nothing; raises :class:`WorkbenchError` when the person can do something about it.

        Returns
        -------
        callable
            Takes whatever a widget passes to its callbacks.
        """

        def run(*_: Any) -> None:
            try:
                act()
            except Mistakes as error:
                self.message.error(error.heading, error.points)
            except WorkbenchError as error:
                self.message.error(error)
            except Exception as error:
                _log.exception("a fault behind a button")
                place = traceback.extract_tb(error.__traceback__)[-1]
                self.message.error(
                    f"this is a fault of the workbench, not of your data: {type(error).__name__} in "
                    f"{Path(place.filename).name}, line {place.lineno}. What was saved before is untouched."
                )

        return run

    def button(self, text: str, act: Callable[[], None], *, primary: bool = False, hint: str = "") -> ActionButton:
        """A button of this panel; it cannot be pressed again while it works."""
        made = ActionButton(description=text, tooltip=hint or text, button_style="primary" if primary else "")

        def run() -> None:
            with made.working():
                act()

        made.on_click(self.guarded(run))
        return made

    @contextmanager
    def busy(self, text: str) -> Iterator[None]:
        """Say what is under way; the word is taken back when nothing else was said."""
        self.message.busy(text)
        try:
            yield
        finally:
            if self.message.kind == "busy":
                self.message.clear()


class Application(Panel):
    """A panel that a notebook shows by itself: it brings its style sheet along, and owns the keys pressed in it."""

    def compose(self, *parts: ipywidgets.Widget) -> None:
        """Put the application together, in place of what was there."""
        self.add_class("wbw-app")
        self.children = [stylesheet(), own_keys(), *parts]


def row(*parts: ipywidgets.Widget) -> ipywidgets.HBox:
    """Controls side by side, on further lines where there is no room."""
    box = ipywidgets.HBox(list(parts))
    box.add_class("wbw-controls")
    return box
