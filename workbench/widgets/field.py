"""One answer of a form, made from the declaration of its column: label, control, meaning, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from typing import Any

import ipywidgets
import pandas as pd

from workbench.tables import Column

Options = Sequence[str] | Sequence[tuple[str, str]]


class Field(ipywidgets.VBox):
    """A control for one column.

    Parameters
    ----------
    column : Column
        What is asked; type, unit, choices, meaning and example come from here.
    width : str
        CSS width.
    rows : int
        Lines of text; 1 is a single line.
    hint : bool
        Whether the meaning stands under the control.
    label : bool
        Whether the label is seen; it is always there for screen readers.
    options : sequence of str, or of (str, str)
        Known values to offer for a text; others may be typed. Pairs of words and value are chosen from a list instead.

    Examples
    --------
    >>> from workbench.tables import table
    >>> votes = Field(table("lessons")["votes"])
    >>> votes.fill(4)
    >>> votes.raw
    '4'
    """

    def __init__(
        self, column: Column, *, width: str = "260px", rows: int = 1, hint: bool = True, label: bool = True, options: Options = ()
    ) -> None:
        self.column = column
        self.control = _control(column, rows, options)
        self.control.add_class("wbw-above")
        if not label:
            self.control.add_class("wbw-unseen")
        self.problem = ipywidgets.HTML()
        self._note = ipywidgets.Label(column.meaning)
        self._note.add_class("wbw-hint")
        super().__init__([self.control, self._note, self.problem] if hint else [self.control, self.problem])
        self.layout.width = width
        self.layout.flex = f"0 1 {width}"
        self.problem.layout.display = "none"
        self.add_class("wbw-field")

    @property
    def raw(self) -> str | None:
        """What was entered, as a text; None where nothing was."""
        value = self.control.value
        if isinstance(value, date):
            return value.isoformat()
        text = "" if value is None else str(value).strip()
        return text or None

    def fill(self, value: Any) -> None:
        """Show a value of the library; missing ones clear the control."""
        self.tell("")
        missing = value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))
        if isinstance(self.control, ipywidgets.DatePicker):
            self.control.value = None if missing else pd.Timestamp(value).date()
        elif isinstance(self.control, ipywidgets.Dropdown):
            text = "" if missing else _as_text(value)
            known = [v for _, v in self.control.options]
            if text not in known:
                self.control.options = [*self.control.options, (text, text)]
            self.control.value = text
        else:
            self.control.value = "" if missing else _as_text(value)

    def tell(self, problem: str) -> None:
        """Say what is wrong with the answer; an empty text takes it back."""
        self.problem.value = f'<div class="wbw-problem" role="alert">⚠ {escape(problem)}</div>' if problem else ""
        self.problem.layout.display = "" if problem else "none"

    def on_change(self, act: Callable[..., None]) -> None:
        """Call when the answer changes."""
        self.control.observe(act, "value")


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value)


def _control(column: Column, rows: int, options: Options) -> ipywidgets.DOMWidget:
    unit = f" ({column.unit})" if column.type in ("number", "integer") and column.unit and "_" not in column.unit else ""
    words: dict[str, Any] = {
        "description": column.label + unit + (" · needed" if column.required else ""),
        "tooltip": column.meaning,
        "style": {"description_width": "initial"},
        "layout": {"width": "auto"},
    }
    if column.type == "choice":
        return ipywidgets.Dropdown(options=[("", ""), *((c, c) for c in column.choices)], value="", **words)
    if column.type == "flag":
        return ipywidgets.Dropdown(options=[("", ""), ("yes", "yes"), ("no", "no")], value="", **words)
    if column.type == "date":
        return ipywidgets.DatePicker(**words)
    words["placeholder"] = f"such as {column.example}" if column.example else ""
    if column.type == "text" and rows > 1:
        return ipywidgets.Textarea(rows=rows, **words)
    if options and isinstance(options[0], tuple):
        return ipywidgets.Dropdown(options=[("", ""), *options], value="", **{k: v for k, v in words.items() if k != "placeholder"})
    if options:
        return ipywidgets.Combobox(options=list(dict.fromkeys(options)), ensure_option=False, **words)
    return ipywidgets.Text(**words)
