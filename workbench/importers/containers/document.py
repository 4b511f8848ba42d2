"""Documents rather than tables: JSON and XML, parsed without entities, duplicate keys or numbers that are none."""

from __future__ import annotations

import json
from typing import Any, Literal, NoReturn
from xml.etree.ElementTree import Element, ParseError

from workbench.tables import InputError

from .encoding import to_utf8
from .sheet import Head, Sheet

_BYTES = 200 * 2**20


class JsonFile:
    """A JSON file, or one JSON record per line.

    Parameters
    ----------
    data : bytes
        The file.
    """

    kind: Literal["table", "json", "xml"] = "json"

    def __init__(self, data: bytes) -> None:
        _refuse_large(data)
        text, _, _ = to_utf8(data)
        self.notes: tuple[str, ...] = ()
        try:
            self._document = _parse(text)
        except RecursionError as error:
            raise InputError("the JSON file is nested too deeply.", todo="export it again.") from error
        except ValueError as error:
            raise InputError(f"the file is not valid JSON ({error}).", todo="export or download it again.") from error

    def heads(self) -> list[Head]:
        """A document has no rows."""
        return []

    def sheet(self, head: Head, header_row: int) -> Sheet:
        """A document is not a table."""
        raise InputError("the file is a JSON document, not a table.", todo="choose the profile of the tool that wrote it.")

    def document(self) -> Any:
        """The parsed JSON; a list of records where the file has one per line."""
        return self._document


class XmlFile:
    """An XML file, read without entities or anything from outside.

    Parameters
    ----------
    data : bytes
        The file.
    """

    kind: Literal["table", "json", "xml"] = "xml"

    def __init__(self, data: bytes) -> None:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        _refuse_large(data)
        self.notes: tuple[str, ...] = ()
        try:
            self._root: Element = fromstring(data, forbid_dtd=True)
        except DefusedXmlException as error:
            raise InputError(
                "the XML file declares entities, which an export never needs; it was not read.", todo="export it again."
            ) from error
        except (ParseError, ValueError, LookupError) as error:
            raise InputError(f"the file is not valid XML ({error}).", todo="export or download it again.") from error

    def heads(self) -> list[Head]:
        """A document has no rows."""
        return []

    def sheet(self, head: Head, header_row: int) -> Sheet:
        """A document is not a table."""
        raise InputError("the file is an XML document, not a table.", todo="choose the profile of the tool that wrote it.")

    def document(self) -> Any:
        """The root element."""
        return self._root


def _parse(text: bytes) -> Any:
    try:
        return _loads(text)
    except json.JSONDecodeError as error:
        if "Extra data" not in error.msg:
            raise
    return [_loads(line) for line in text.split(b"\n") if line.strip()]


def _loads(text: bytes) -> Any:
    return json.loads(text, object_pairs_hook=_once, parse_constant=_refuse_constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [k for k, _ in pairs]
        twice = next(k for k in keys if keys.count(k) > 1)
        raise ValueError(f"the key {twice!r} occurs twice in one record")
    return made


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a JSON number")


def _refuse_large(data: bytes) -> None:
    if len(data) > _BYTES:
        raise InputError(
            f"the document has {len(data) / 2**20:,.0f} MB.",
            expected=f"at most {_BYTES // 2**20} MB.",
            todo="export fewer tasks at a time.",
        )
