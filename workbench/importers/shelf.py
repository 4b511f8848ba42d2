"""Where profiles come from: the built-in YAML files, a user's own file, a record."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from workbench.tables import InputError, SchemaError

from .profile import Field, Profile
from .profile_schema import (
    CONVERTERS,
    EVIDENCE,
    FIELD_KEYS,
    KINDS,
    PROFILE_KEYS,
    REPEATS,
    check_options,
    converter_for,
    one_of,
    refuse_unknown,
    refuse_unknown_field,
    text_map,
    texts,
)


def profiles() -> list[Profile]:
    """All built-in profiles, and those in the folder that ``WORKBENCH_PROFILES`` names.

    Returns
    -------
    list of Profile
        The user's own first, then the built-in ones in the order of their names.

    Examples
    --------
    >>> {"canonical", "generic", "jira.csv"} <= {p.id for p in profiles()}
    True
    """
    return [*_own(), *(p for p in _built_in().values() if p.id not in {o.id for o in _own()})]


def _own() -> list[Profile]:
    """Profiles in the user's folder: one YAML file makes a tool known to every import."""
    folder = os.environ.get("WORKBENCH_PROFILES")
    return [load_profile(file) for file in sorted(Path(folder).glob("*.yaml"))] if folder else []


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
    for own in _own():
        if own.id == name:
            return own
    try:
        return _built_in()[name]
    except KeyError:
        raise InputError(
            f"there is no profile {name!r}.", expected="one of " + ", ".join(_built_in()) + ".", todo="check the spelling."
        ) from None


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

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "ours.yaml"
    >>> _ = file.write_text("id: ours\\nbased_on: jira.csv\\nstatuses: {done: [Parked]}")
    >>> load_profile(file).statuses
    {'done': ('Parked',)}
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


def save_profile(profile: Profile, path: str | Path) -> None:
    """Write a profile to a YAML file, for later imports of the same kind.

    Parameters
    ----------
    profile : Profile
        For instance one made with :meth:`Profile.mapped`.
    path : str or Path
        File to write.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "ours.yaml"
    >>> save_profile(profile("generic").mapped({"estimate": "Aufwand"}, id="ours", estimate_unit="days"), file)
    >>> load_profile(file).options["estimate_unit"]
    'days'
    """
    Path(path).write_text(yaml.safe_dump(profile.to_dict(), allow_unicode=True, sort_keys=False), encoding="utf-8")


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
    refuse_unknown(who, record, PROFILE_KEYS)
    base = profile(str(record["based_on"])) if "based_on" in record else None
    made = Profile(
        id=record["id"],
        tool=str(record.get("tool", base.tool if base else record["id"])),
        kind=one_of(who, "kind", record.get("kind", base.kind if base else "table"), KINDS),
        evidence=one_of(who, "evidence", record.get("evidence", base.evidence if base else "seen"), EVIDENCE),
        detect=tuple(texts(who, group) for group in record.get("detect", base.detect if base else ())),
        fields=_fields(who, record.get("fields", {}), base),
        absent={**(base.absent if base else {}), **text_map(who, record.get("absent", {}))},
        nulls=texts(who, record.get("nulls", base.nulls if base else ())),
        statuses={k: texts(who, v) for k, v in record.get("statuses", base.statuses if base else {}).items()},
        options={**(base.options if base else {}), **record.get("options", {})},
    )
    check_options(made.options)
    for name in made.absent:
        refuse_unknown_field(name)
    return made


_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as quick, where it was compiled in


@cache
def _built_in() -> dict[str, Profile]:
    found = {}
    for file in sorted(Path(__file__).with_name("profiles").glob("*.yaml")):
        made = from_dict(yaml.load(file.read_text(encoding="utf-8"), Loader=_SAFE))  # noqa: S506  # the safe loader in C
        found[made.id] = made
    return found


def _fields(who: str, record: Any, base: Profile | None) -> dict[str, tuple[Field, ...]]:
    if not isinstance(record, Mapping):
        raise SchemaError(f"{who} has fields that are not a record.", expected="canonical column: {from: [headers], as: converter}.")
    made = dict(base.fields) if base else {}
    for name, sources in record.items():
        refuse_unknown_field(name)
        entries = sources if isinstance(sources, list) else [sources]
        made[name] = tuple(_field(f"{who}, field {name}", entry, name) for entry in entries)
    return made


def _field(who: str, entry: Any, name: str) -> Field:
    if not isinstance(entry, Mapping):
        raise SchemaError(f"{who} is {entry!r}.", expected="{from: [headers], as: converter}.")
    refuse_unknown(who, entry, FIELD_KEYS)
    source = entry.get("from", ())
    headers = {str(k): texts(who, v) for k, v in source.items()} if isinstance(source, Mapping) else {"": texts(who, source)}
    return Field(
        headers=headers,
        converter=one_of(who, "as", entry.get("as", converter_for(name)), CONVERTERS),
        unit=entry.get("unit"),
        repeat=one_of(who, "repeat", entry.get("repeat", "once"), REPEATS),
        strip=str(entry.get("strip", "")),
        sep=entry.get("sep"),
        fill=entry.get("fill") is True,
    )
