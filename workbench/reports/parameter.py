"""What a template may be told: its declared parameters, and the check that holds values to them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..tables import ReportError

Value = str | int | float | bool | list | dict | None

TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool, "list": list, "dict": dict}
_WORDS = {"str": "a text", "int": "a whole number", "float": "a number", "bool": "true or false", "list": "a list", "dict": "a JSON object"}
_YES, _NO = {"true", "yes", "y", "1", "on"}, {"false", "no", "n", "0", "off"}
_DEEPEST, _LONGEST = 10, 100_000


@dataclass(frozen=True)
class Parameter:
    """One thing that a template may be told, read from its ``parameters`` cell.

    Parameters
    ----------
    name : str
        The name of the variable.
    type : {"str", "int", "float", "bool", "list", "dict"}
        What it holds.
    default : str, int, float, bool, list, dict or None
        What it is when nothing is said.
    comment : str
        What it is for, from the comment behind it.
    optional : bool
        Whether it may be left open (``None``).
    choices : tuple
        The allowed values, where it is declared as ``Literal[...]``.
    item : str
        The type of the items of a list or of the values of an object; empty when anything may stand there.

    Examples
    --------
    >>> Parameter("level", "float", default=0.8).expected
    'a number'
    """

    name: str
    type: str
    default: Value = None
    comment: str = ""
    optional: bool = False
    choices: tuple[str | int | float | bool, ...] = ()
    item: str = ""

    @property
    def expected(self) -> str:
        """What a value must look like, in words."""
        words = "one of " + ", ".join(map(str, self.choices)) if self.choices else _WORDS[self.type]
        if self.item:
            words += f" in which each is {_WORDS[self.item]}"
        return words + (", or nothing" if self.optional else "")

    def check(self, value: object) -> Value:
        """The value, if it may be given; a whole number is taken as a number.

        Parameters
        ----------
        value : object
            What was given.

        Returns
        -------
        str, int, float, bool, list, dict or None

        Raises
        ------
        ReportError
            When it has another type, or is none of the choices.
        """
        if value is None and self.optional:
            return None
        if self.type == "float" and type(value) is int:
            value = _as_float(value)
        fits = type(value) is TYPES[self.type] and _is_plain(value)
        if fits and self.item:
            items = list(value.values()) if isinstance(value, dict) else value
            fits = isinstance(items, list) and all(type(i) is TYPES[self.item] for i in items)
        if fits and self.choices:
            fits = any(value == c and type(value) is type(c) for c in self.choices)
        if not fits:
            raise ReportError(
                f"{self.name} was given {shown(value)}.",
                expected=self.expected + ".",
                todo=f"give {self.name} such a value, or leave it out.",
            )
        return value  # type: ignore[return-value]

    def read(self, text: str) -> Value:
        """A value from its words on a command line, by the declared type: a text stays as it is typed.

        Parameters
        ----------
        text : str
            What was typed.

        Returns
        -------
        str, int, float, bool, list, dict or None

        Raises
        ------
        ReportError
            When the words do not name such a value.

        Examples
        --------
        >>> Parameter("project_id", "str").read("007"), Parameter("weeks", "int").read("007")
        ('007', 7)
        """
        if self.optional and text.strip().lower() in {"", "none"}:
            return None
        value: object = text
        low = text.strip().lower()
        try:
            if self.type == "int":
                value = int(text)
            elif self.type == "float":
                value = float(text)
            elif self.type == "bool":
                value = True if low in _YES else False if low in _NO else text
            elif self.type in {"list", "dict"}:
                value = json.loads(text)
        except (ValueError, RecursionError):
            pass
        return self.check(value)


def checked(parameters: Sequence[Parameter], values: Mapping[str, object]) -> dict[str, Value]:
    """The given values, if the template knows them all and each has its declared type.

    Parameters
    ----------
    parameters : sequence of Parameter
        What the template declares.
    values : mapping of str to object
        What was given.

    Returns
    -------
    dict of str to plain values
        In declared order; what was not given is not in it.

    Raises
    ------
    ReportError
        With every problem at once.

    Examples
    --------
    >>> checked([Parameter("weeks", "int", 6)], {"weeks": 8})
    {'weeks': 8}
    """
    known = {p.name: p for p in parameters}
    problems = [f"it has no parameter {shown(name)}." for name in values if not (type(name) is str and name in known)]
    result: dict[str, Value] = {}
    for name, parameter in known.items():
        if name in values:
            try:
                result[name] = parameter.check(values[name])
            except ReportError as error:
                problems.append(str(error))
    if problems:
        allowed = "; ".join(f"{p.name}: {p.expected}" for p in parameters) or "none"
        raise ReportError("the template cannot be given these parameters: " + " ".join(problems) + f" Allowed: {allowed}.")
    return result


def read_words(parameters: Sequence[Parameter], words: Iterable[str]) -> dict[str, Value]:
    """Values from ``name=value`` words of a command line, each by its declared type.

    Parameters
    ----------
    parameters : sequence of Parameter
        What the template declares.
    words : iterable of str
        Such as ``["project_id=007", "weeks=6"]``.

    Returns
    -------
    dict of str to plain values

    Raises
    ------
    ReportError
        When a word has no ``=``, names an unknown parameter or does not fit.

    Examples
    --------
    >>> read_words([Parameter("project_id", "str", "")], ["project_id=007"])
    {'project_id': '007'}
    """
    known = {p.name: p for p in parameters}
    values: dict[str, object] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise ReportError(f"{shown(word)} was given as a parameter.", expected="name=value.", todo="put = between them.")
        name = name.strip()
        values[name] = known[name].read(text) if name in known else text
    return checked(parameters, values)


def _as_float(value: int) -> float | int:
    try:
        return float(value)
    except OverflowError:
        return value


def shown(value: object) -> str:
    """A value as a message shows it, cut where it is long."""
    text = repr(value) if isinstance(value, str | int | float | bool | list | dict | None) else f"a {type(value).__name__}"
    return text if len(text) <= 80 else text[:77] + "…"


def _is_plain(value: object, depth: int = 0) -> bool:
    """Whether a value is built of exact plain types only: whatever else papermill would write as unquoted code or change silently."""
    if depth > _DEEPEST:
        return False
    if type(value) is str:
        return len(value) <= _LONGEST and not any("\ud800" <= c <= "\udfff" for c in value)
    if type(value) is float:
        return math.isfinite(value)
    if type(value) is int:
        return abs(value) < 10**18
    if type(value) is list:
        return len(value) <= _LONGEST and all(_is_plain(v, depth + 1) for v in value)
    if type(value) is dict:
        return len(value) <= _LONGEST and all(type(k) is str and _is_plain(k) and _is_plain(v, depth + 1) for k, v in value.items())
    return value is None or type(value) is bool
