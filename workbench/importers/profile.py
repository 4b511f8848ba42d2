"""A profile: how one tool's export maps to the canonical tables. Profiles are data; this is their shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .profile_schema import check_options, converter_for, refuse_unknown_field


@dataclass(frozen=True)
class Field:
    """Where one value comes from.

    Parameters
    ----------
    headers : dict of str to tuple of str
        Accepted headers per language.
    converter : str
        One of `CONVERTERS`.
    unit : str, optional
        Unit of the result; durations give hours.
    repeat : str
        What to do where the header repeats: ``once`` refuses differing values, ``last`` takes the last filled one, ``all`` keeps all.
    strip : str
        Characters to take off both ends.
    sep : str, optional
        What separates the entries of a list.
    fill : bool
        Whether further headers fill the rows that the first one leaves empty; otherwise the first filled header is read alone.
    """

    headers: Mapping[str, tuple[str, ...]]
    converter: str = "text"
    unit: str | None = None
    repeat: str = "once"
    strip: str = ""
    sep: str | None = None
    fill: bool = False


@dataclass(frozen=True)
class Profile:
    """How one tool's export is read.

    Parameters
    ----------
    id : str
        Short name, such as ``jira.csv``.
    tool : str
        The tool's name as people say it.
    kind : str
        One of `KINDS`: a table read by this record alone, or a document with a reader of its own.
    evidence : str
        ``seen`` in real files, or ``documented`` only: the report then asks for confirmation.
    detect : tuple of tuple of str
        Groups of headers; of each group at least one must be there.
    fields : dict of str to tuple of Field
        Canonical column to where it comes from, best source first.
    absent : dict of str to str
        Columns that this export never holds, with what to do about it.
    nulls : tuple of str
        Texts that mean nothing.
    statuses : dict of str to tuple of str
        Status words per class, on top of the general list.
    options : dict
        Further settings, see ``CONTRIBUTING.md``.

    Examples
    --------
    >>> from workbench.importers import profile
    >>> mine = profile("generic").mapped({"estimate": "Aufwand"}, id="ours", estimate_unit="days")
    >>> mine.fields["estimate"][0].headers, mine.options["estimate_unit"]
    ({'mine': ('Aufwand',)}, 'days')
    """

    id: str
    tool: str
    kind: str = "table"
    evidence: str = "seen"
    detect: tuple[tuple[str, ...], ...] = ()
    fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    nulls: tuple[str, ...] = ()
    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def mapped(self, columns: Mapping[str, str], *, id: str | None = None, **options: Any) -> Profile:
        """This profile with columns named by the user, and options set.

        Parameters
        ----------
        columns : mapping of str to str
            Canonical column to the header in the file.
        id : str, optional
            Name of the new profile.
        **options
            ``estimate_unit``, ``actual_unit``, ``hours_per_day``, ``date_order``, ``zone``, …

        Returns
        -------
        Profile

        Raises
        ------
        SchemaError
            When a column or an option is not known.
        """
        fields = dict(self.fields)
        for name, header in columns.items():
            refuse_unknown_field(name)
            old = fields.get(name, ())
            fields[name] = (Field({"mine": (header,)}, converter=old[0].converter if old else converter_for(name)),)
        check_options(options)
        return replace(
            self, id=id or self.id, fields=fields, options={**self.options, **options}, evidence="seen" if columns else self.evidence
        )

    def to_dict(self) -> dict[str, Any]:
        """The record as it stands in a YAML file."""
        record: dict[str, Any] = {"id": self.id, "tool": self.tool, "kind": self.kind, "evidence": self.evidence}
        record["detect"] = [list(group) for group in self.detect]
        record["nulls"] = list(self.nulls)
        record["fields"] = {name: [_field_dict(f) for f in sources] for name, sources in self.fields.items()}
        record["absent"] = dict(self.absent)
        record["statuses"] = {k: list(v) for k, v in self.statuses.items()}
        record["options"] = dict(self.options)
        return {k: v for k, v in record.items() if v not in ({}, [])}


def _field_dict(source: Field) -> dict[str, Any]:
    record: dict[str, Any] = {"from": {k: list(v) for k, v in source.headers.items()}, "as": source.converter}
    record |= {"unit": source.unit, "repeat": source.repeat, "strip": source.strip, "sep": source.sep, "fill": source.fill}
    defaults = {"unit": None, "repeat": "once", "strip": "", "sep": None, "fill": False}
    return {k: v for k, v in record.items() if k not in defaults or v != defaults[k]}
