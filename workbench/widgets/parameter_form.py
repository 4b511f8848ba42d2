"""Controls for the parameters that a template declares."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets

from workbench.reports import Parameter, Template
from workbench.tables import InputError, ReportError

_NOTHING = "(nothing)"


class ParameterField(ipywidgets.VBox):
    """A control for one parameter: a list for choices and yes or no, a line of text for all else.

    Parameters
    ----------
    parameter : Parameter
        Name, type, default and comment come from the template's ``parameters`` cell.

    Examples
    --------
    >>> field = ParameterField(Parameter("minimum", "int", default=20, comment="fewest tasks"))
    >>> field.control.value, field.given()
    ('20', 20)
    """

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter
        words: dict[str, Any] = {
            "description": parameter.name.replace("_", " ").capitalize(),
            "tooltip": parameter.comment or parameter.name,
            "style": {"description_width": "initial"},
            "layout": {"width": "auto"},
        }
        if parameter.choices:
            options = [(str(c), c) for c in parameter.choices] + ([(_NOTHING, None)] if parameter.optional else [])
            self.control: ipywidgets.DOMWidget = ipywidgets.Dropdown(options=options, value=parameter.default, **words)
        elif parameter.type == "bool":
            self.control = ipywidgets.Dropdown(options=[("yes", True), ("no", False)], value=bool(parameter.default), **words)
        else:
            self.control = ipywidgets.Text(
                value=_as_text(parameter.default), continuous_update=False, placeholder=parameter.expected, **words
            )
        self.control.add_class("wbw-above")
        note = ipywidgets.Label(parameter.comment)
        note.add_class("wbw-hint")
        self.problem = ipywidgets.HTML()
        super().__init__([self.control, note, self.problem])
        self.layout.width = "300px"
        self.add_class("wbw-field")

    def given(self) -> Any:
        """What was entered, in the declared type.

        Raises
        ------
        ReportError
            When it does not fit.
        """
        if isinstance(self.control, ipywidgets.Dropdown):
            return self.control.value
        text = self.control.value.strip()
        if not text and self.parameter.optional:
            return None
        return self.parameter.read(text)

    def tell(self, problem: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        self.problem.value = f'<div class="wbw-problem" role="alert">⚠ {escape(problem)}</div>' if problem else ""


class ParameterForm(ipywidgets.HBox):
    """All parameters of a template but its project.

    Parameters
    ----------
    template : Template
        The template.
    changed : callable
        Called when one changes.
    """

    def __init__(self, template: Template, changed: Callable[..., None]) -> None:
        self.fields = [ParameterField(p) for p in template.parameters if p.name != "project_id"]
        for field in self.fields:
            field.control.observe(changed, "value")
        super().__init__(list(self.fields))
        self.add_class("wbw-row")

    def given(self) -> dict[str, Any]:
        """What differs from the template's own values.

        Raises
        ------
        InputError
            With everything that does not fit, after marking it.
        """
        values, wrong = {}, []
        for field in self.fields:
            field.tell("")
            try:
                found = field.given()
            except ReportError as error:
                field.tell(f"expected {field.parameter.expected}")
                wrong.append(str(error))
                continue
            if found != field.parameter.default:
                values[field.parameter.name] = found
        if wrong:
            raise InputError(" ".join(wrong))
        return values


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
