"""A profile: how one tool's export maps to the canonical tables. Profiles are data; this is their shape and its check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from workbench.tables import InputError, SchemaError, table

CONVERTERS = (
    "text",
    "list",
    "number",
    "date",
    "flag",
    "duration_s",
    "duration_ms",
    "duration_min",
    "duration_h",
    "duration_iso",
    "duration_period",
    "epoch_ms",
)
EXTRA = {
    "project_name": "the project's name",
    "status_category": "the tracker's own class of the status",
    "resolution": "how the task was closed",
    "cancelled_on": "day it was given up",
    "sprint": "sprints the task was in, the last one final",
    "sprint_started_on": "first day of the sprint",
    "sprint_ended_on": "last day of the sprint",
    "log_work": "booked time, as Jira writes it",
    "estimate_sum": "estimate including the children's",
    "actual_sum": "actual including the children's",
    "parent_title": "title of the task above, where its key is not given",
    "internal_id": "a second number of the task, which parents may be named by",
}
"""Fields that are not columns of `tasks` but are needed to fill it and its neighbours."""

_FIELD_KEYS = {"from", "as", "unit", "repeat", "strip", "sep"}
_PROFILE_KEYS = {"id", "tool", "kind", "evidence", "based_on", "detect", "nulls", "fields", "absent", "statuses", "options"}
_OPTION_TYPES: dict[str, type | tuple[type, ...]] = {
    "project_from_key": bool,
    "merge_repeated": bool,
    "estimate_unit": str,
    "actual_unit": str,
    "hours_per_day": (int, float),
    "date_order": str,
    "zone": str,
    "title_estimates": bool,
    "level_columns": str,
    "skip_title": str,
    "key_with": list,
    "unverified_languages": list,
}
REPEATS = ("once", "last", "all")
KINDS = ("table", "canonical", "jira.json", "mspdi", "trello.json")
EVIDENCE = ("seen", "documented")


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
    """

    headers: Mapping[str, tuple[str, ...]]
    converter: str = "text"
    unit: str | None = None
    repeat: str = "once"
    strip: str = ""
    sep: str | None = None


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
            _refuse_unknown_field(name)
            old = fields.get(name, ())
            fields[name] = (Field({"mine": (header,)}, converter=_converter_for(name, old), unit=None),)
        _check_options(options)
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


def from_dict(record: Mapping[str, Any]) -> Profile:
    """A profile from its record, checked.

    Parameters
    ----------
    record : mapping
        What a YAML file holds; ``based_on`` names a built-in profile whose entries it adds to.

    Returns
    -------
    Profile

    Raises
    ------
    SchemaError
        When a key, column, converter or option is not known, or has the wrong type.

    Examples
    --------
    >>> from_dict({"id": "ours", "based_on": "generic", "fields": {"actual": {"from": ["Ist"], "as": "number", "unit": "hours"}}}).tool
    'a table of tasks'
    """
    if not isinstance(record, Mapping) or not isinstance(record.get("id"), str):
        raise SchemaError("the profile has no id.", expected="a YAML record with id and fields.")
    who = f"the profile {record['id']!r}"
    _refuse_unknown(who, record, _PROFILE_KEYS)
    base = profile(str(record["based_on"])) if "based_on" in record else None
    made = Profile(
        id=record["id"],
        tool=str(record.get("tool", base.tool if base else record["id"])),
        kind=_one_of(who, "kind", record.get("kind", base.kind if base else "table"), KINDS),
        evidence=_one_of(who, "evidence", record.get("evidence", base.evidence if base else "seen"), EVIDENCE),
        detect=tuple(_texts(who, group) for group in record.get("detect", base.detect if base else ())),
        fields=_fields(who, record.get("fields", {}), base),
        absent={**(base.absent if base else {}), **_text_map(who, record.get("absent", {}))},
        nulls=_texts(who, record.get("nulls", base.nulls if base else ())),
        statuses={k: _texts(who, v) for k, v in record.get("statuses", base.statuses if base else {}).items()},
        options={**(base.options if base else {}), **record.get("options", {})},
    )
    _check_options(made.options)
    for name in made.absent:
        _refuse_unknown_field(name)
    return made


def profiles() -> list[Profile]:
    """All built-in profiles.

    Returns
    -------
    list of Profile
        In the order of their names.

    Examples
    --------
    >>> {"canonical", "generic", "jira.csv"} <= {p.id for p in profiles()}
    True
    """
    return list(_built_in().values())


def profile(name: str) -> Profile:
    """One built-in profile.

    Parameters
    ----------
    name : str
        Its id.

    Returns
    -------
    Profile

    Raises
    ------
    InputError
        When there is none of that name.

    Examples
    --------
    >>> profile("jira.csv").tool
    'Jira'
    """
    try:
        return _built_in()[name]
    except KeyError:
        raise InputError(
            f"there is no profile {name!r}.", expected="one of " + ", ".join(_built_in()) + ".", todo="check the spelling."
        ) from None


def save_profile(profile: Profile, path: str | Path) -> None:
    """Write a profile to a YAML file, for later imports of the same kind.

    Parameters
    ----------
    profile : Profile
        For instance one made with :meth:`Profile.mapped`.
    path : str or Path
        File to write.
    """
    Path(path).write_text(yaml.safe_dump(profile.to_dict(), allow_unicode=True, sort_keys=False), encoding="utf-8")


def load_profile(path: str | Path) -> Profile:
    """Read a profile from a YAML file.

    Parameters
    ----------
    path : str or Path
        File written by :func:`save_profile` or by hand.

    Returns
    -------
    Profile

    Raises
    ------
    InputError
        When the file is missing or is not YAML.
    SchemaError
        When it is not a profile.
    """
    try:
        record = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"the profile file {Path(path).name!r} cannot be read.", todo="check the name and the folder.") from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise InputError(
            f"{Path(path).name} is not a YAML file: {str(error).splitlines()[0]}.", todo="quote texts that hold a colon."
        ) from error
    return from_dict(record)


@cache
def _built_in() -> dict[str, Profile]:
    found = {}
    for file in sorted(Path(__file__).with_name("profiles").glob("*.yaml")):
        made = from_dict(yaml.safe_load(file.read_text(encoding="utf-8")))
        found[made.id] = made
    return found


def _fields(who: str, record: Any, base: Profile | None) -> dict[str, tuple[Field, ...]]:
    if not isinstance(record, Mapping):
        raise SchemaError(f"{who} has fields that are not a record.", expected="canonical column: {from: [headers], as: converter}.")
    made = dict(base.fields) if base else {}
    for name, sources in record.items():
        _refuse_unknown_field(name)
        entries = sources if isinstance(sources, list) else [sources]
        made[name] = tuple(_field(f"{who}, field {name}", entry, name) for entry in entries)
    return made


def _field(who: str, entry: Any, name: str) -> Field:
    if not isinstance(entry, Mapping):
        raise SchemaError(f"{who} is {entry!r}.", expected="{from: [headers], as: converter}.")
    _refuse_unknown(who, entry, _FIELD_KEYS)
    source = entry.get("from", ())
    headers = {str(k): _texts(who, v) for k, v in source.items()} if isinstance(source, Mapping) else {"": _texts(who, source)}
    return Field(
        headers=headers,
        converter=_one_of(who, "as", entry.get("as", _converter_for(name, ())), CONVERTERS),
        unit=entry.get("unit"),
        repeat=_one_of(who, "repeat", entry.get("repeat", "once"), REPEATS),
        strip=str(entry.get("strip", "")),
        sep=entry.get("sep"),
    )


def _field_dict(source: Field) -> dict[str, Any]:
    record: dict[str, Any] = {"from": {k: list(v) for k, v in source.headers.items()}, "as": source.converter}
    record |= {"unit": source.unit, "repeat": source.repeat, "strip": source.strip, "sep": source.sep}
    defaults = {"unit": None, "repeat": "once", "strip": "", "sep": None}
    return {k: v for k, v in record.items() if k not in defaults or v != defaults[k]}


def _converter_for(name: str, old: tuple[Field, ...]) -> str:
    if old:
        return old[0].converter
    if name in EXTRA:
        return "date" if name.endswith("_on") else "duration_s" if name.endswith("_sum") else "text"
    kind = table("tasks")[name].type
    return {"number": "number", "date": "date", "flag": "flag", "labels": "list"}.get(kind, "text")


def _refuse_unknown_field(name: str) -> None:
    if name not in EXTRA and name not in table("tasks").names:
        known = ", ".join([*table("tasks").names, *EXTRA])
        raise SchemaError(f"there is no column {name!r} to map to.", expected=f"one of {known}.", todo="check the spelling.")


def _refuse_unknown(who: str, record: Mapping[str, Any], known: set[str]) -> None:
    odd = [str(k) for k in record if k not in known]
    if odd:
        raise SchemaError(f"{who} has {', '.join(odd)}.", expected="only " + ", ".join(sorted(known)) + ".", todo="check the spelling.")


def _check_options(options: Mapping[str, Any]) -> None:
    _refuse_unknown("the options of a profile", options, set(_OPTION_TYPES))
    for name, value in options.items():
        if not isinstance(value, _OPTION_TYPES[name]):
            raise SchemaError(f"the option {name} is {value!r}.", expected=f"a value of type {_OPTION_TYPES[name]}.", todo="quote texts.")
    _one_of("the options of a profile", "date_order", options.get("date_order", "day first"), ("day first", "month first"))


def _one_of(who: str, key: str, value: Any, known: tuple[str, ...]) -> str:
    if value not in known:
        raise SchemaError(f"{who} has {key}: {value!r}.", expected="one of " + ", ".join(known) + ".")
    return str(value)


def _texts(who: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
        raise SchemaError(f"{who} has {value!r}.", expected="a list of texts.", todo="quote words such as no, yes, on and times.")
    return tuple(value)


def _text_map(who: str, value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
        raise SchemaError(f"{who} has {value!r}.", expected="a record of texts.")
    return {str(k): v for k, v in value.items()}
