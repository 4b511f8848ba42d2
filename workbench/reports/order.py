"""What a report is to be made of, checked before anything runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .. import __version__
from ..tables import ReportError
from .folder import safe_name
from .parameter import Value, checked
from .template import Template
from .template import template as find

Format = Literal["html", "pdf", "ipynb"]
"""The executed notebook (ipynb) is kept in any case."""


@dataclass(frozen=True)
class Order:
    """One report that is to be made; its parameters have been checked.

    Parameters
    ----------
    template : Template
        The template.
    values : dict of str to plain values
        What it is told.
    formats : tuple of {"html", "pdf"}
        What to make besides the executed notebook.
    time_limit : float
        Seconds that the notebook may take.
    data : str
        A fingerprint of the data that it will show.
    """

    template: Template
    values: dict[str, Value]
    formats: tuple[Format, ...] = ("html",)
    time_limit: float = 600
    data: str = ""

    @property
    def project_id(self) -> str | None:
        """The project that it is about."""
        value = self.values.get("project_id")
        return value if isinstance(value, str) and value else None

    @property
    def folder(self) -> str:
        """Its folder: the same for the same template, project and parameters, different for all others."""
        defaults = {p.name: p.default for p in self.template.parameters}
        told = {k: v for k, v in self.values.items() if v != defaults[k] or type(v) is not type(defaults[k])}
        return safe_name(f"{self.project_id or ''} {self.template.name}", self.template.name, json.dumps(told, sort_keys=True))

    @property
    def key(self) -> str:
        """What it depends on, as a hash: data, parameters, template and package."""
        parts = [self.template.source, json.dumps(self.values, sort_keys=True), ",".join(self.formats), self.data, __version__]
        return hashlib.sha256("\0".join(hashlib.sha256(p.encode("utf-8", "surrogatepass")).hexdigest() for p in parts).encode()).hexdigest()


def order(
    template: str | Path | Template,
    *,
    project_id: str | None = None,
    parameters: Mapping[str, object] | None = None,
    formats: Sequence[Format] = ("html",),
    time_limit: float = 600,
    data: str = "",
) -> Order:
    """Check what a report is to be made of; the parameters are those of `run`.

    Returns
    -------
    Order

    Raises
    ------
    ReportError
        When there is no such template, or it refuses the parameters.
    """
    found = find(template)
    given: dict[str, object] = dict(parameters or {})
    if project_id is not None:
        if not found.takes_project:
            raise ReportError(f"{found.name} does not report on one project.", todo="leave the project out.")
        if given.get("project_id", project_id) != project_id:
            raise ReportError("two different projects were given.", todo="give the project once.")
        given["project_id"] = project_id
    unknown = [f for f in formats if f not in {"html", "pdf", "ipynb"}]
    if unknown:
        raise ReportError(f"a report cannot be made as {unknown[0]!r}.", expected="html, pdf or ipynb.")
    return Order(found, checked(found.parameters, given), tuple(f for f in ("html", "pdf") if f in formats), time_limit, data)
