"""Where words and results appear: the only place of this room that writes HTML, and it takes nothing that is not escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Protocol

import ipywidgets

from workbench import page
from workbench.tables import WorkbenchError


class Showable(Protocol):
    """Anything of the page room: it writes itself as escaped HTML."""

    def _repr_html_(self) -> str: ...


class Shown(ipywidgets.HTML):
    """A place for page objects; knows whether what it shows is still true.

    Examples
    --------
    >>> place = Shown()
    >>> place.title("Risks <and> more")
    >>> "&lt;and&gt;" in place.value
    True
    """

    def __init__(self) -> None:
        super().__init__()
        self._body = ""
        self._why = ""
        self.add_class("wbw-shown")

    @property
    def is_stale(self) -> bool:
        """Whether the inputs changed since this was computed."""
        return bool(self._why)

    def show(self, *things: Showable) -> None:
        """Show page objects, one below the other, in place of what was there."""
        with page.picture_links():
            self._write("".join(thing._repr_html_() for thing in things))

    def title(self, text: str, hint: str = "") -> None:
        """Show a heading, and a sentence under it."""
        below = f'<p class="wbw-text">{escape(hint)}</p>' if hint else ""
        self._write(f'<h3 class="wbw-title">{escape(text)}</h3>{below}')

    def text(self, text: str) -> None:
        """Show a sentence."""
        self._write(f'<p class="wbw-text">{escape(text)}</p>')

    def report(self, text: str) -> None:
        """Show a text of several lines as it is."""
        self._write(f'<div class="wbw-report">{escape(text)}</div>')

    def clear(self) -> None:
        """Show nothing."""
        self._write("")

    def stale(self, why: str) -> None:
        """Mark what is shown as computed from inputs that changed; it stays readable."""
        if self._body and not self._why:
            self._why = why
            self.value = f'<div class="wbw-stale" role="status">{escape(why)}</div><div class="wbw-old">{self._body}</div>'

    def _write(self, body: str) -> None:
        self._body, self._why, self.value = body, "", body


class Message(ipywidgets.HTML):
    """The line that says what just happened; read out by screen readers.

    Examples
    --------
    >>> said = Message()
    >>> said.done("Saved.")
    >>> said.kind, said.said
    ('done', 'Saved.')
    """

    def __init__(self) -> None:
        super().__init__()
        self.kind, self.said = "", ""
        self.add_class("wbw-shown")

    def done(self, text: str) -> None:
        """Something worked."""
        self._say("done", text, ())

    def busy(self, text: str) -> None:
        """Something is under way."""
        self._say("busy", text, ())

    def error(self, error: WorkbenchError | str, points: Sequence[str] = ()) -> None:
        """Something did not work: what arrived, what was expected, what to do; one point for each problem."""
        self._say("error", str(error)[:1].upper() + str(error)[1:], points)

    def clear(self) -> None:
        """Say nothing."""
        self.kind, self.said, self.value = "", "", ""

    def _say(self, kind: str, text: str, points: Sequence[str]) -> None:
        self.kind, self.said = kind, "\n".join([text, *points])
        listed = "<ul>" + "".join(f"<li>{escape(p)}</li>" for p in points) + "</ul>" if points else ""
        role = "alert" if kind == "error" else "status"
        self.value = f'<div class="wbw-{kind}" role="{role}">{escape(text)}{listed}</div>'
