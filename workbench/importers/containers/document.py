"""Documents rather than tables: JSON and XML, parsed without entities, duplicate keys or numbers that are none."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, Literal, NoReturn
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

import pandas as pd

from workbench.importers import limits
from workbench.tables import InputError

from .encoding import to_utf8
from .sheet import HEAD_ROWS, Head, Sheet

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")  # an escape that may be half of a character
_BYTES = 200 * 2**20
_PIECE = 1 << 20
_DEPTH = 3  # how far nested records are followed


class JsonFile:
    """A JSON file, or one JSON record per line.

    Parameters
    ----------
    data : bytes
        The file.

    Examples
    --------
    >>> JsonFile(b'{"a": 1}').document()
    {'a': 1}
    """

    kind: Literal["table", "json", "xml"] = "json"

    def __init__(self, data: bytes) -> None:
        _refuse_large(data)
        text, _, _ = to_utf8(data)
        limits.refuse_depth(text)
        self.notes: tuple[str, ...] = ()
        self._document = _parse(text)

    def heads(self) -> list[Head]:
        """The first records as rows, where the document is a list of records; nested values have dotted names."""
        records = records_of(self._document)[:HEAD_ROWS]
        if not records:
            return []
        header = _header(records_of(self._document))
        return [Head("", (header, *(tuple(r.get(h, "") for h in header) for r in map(flat_record, records))))]

    def sheet(self, head: Head, header_row: int) -> Sheet:
        """All records as one table; rows are numbered from 1."""
        records = [flat_record(r) for r in records_of(self._document)]
        header = head.rows[0]
        limits.refuse_shape(len(records), len(header))
        frame = pd.DataFrame({i: pd.Series([r.get(h, "") for r in records], dtype="str") for i, h in enumerate(header)})
        frame.index = pd.RangeIndex(1, len(records) + 1)
        return Sheet("", header, frame)

    def document(self) -> Any:
        """The parsed JSON; a list of records where the file has one per line."""
        return self._document


class XmlFile:
    """An XML file, read without entities or anything from outside.

    Parameters
    ----------
    data : bytes
        The file.

    Examples
    --------
    >>> XmlFile(b"<a><b>1</b></a>").document().tag
    'a'
    """

    kind: Literal["table", "json", "xml"] = "xml"

    def __init__(self, data: bytes) -> None:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import DefusedXMLParser

        _refuse_large(data)
        self.notes: tuple[str, ...] = ()
        parser = DefusedXMLParser(target=_Shallow(), forbid_dtd=True)
        try:
            for start in range(0, len(data), _PIECE):
                parser.feed(data[start : start + _PIECE])
            self._root: Element = parser.close()
        except DefusedXmlException as error:
            raise InputError(
                "the XML file declares entities, which an export never needs; it was not read.", todo="export it again."
            ) from error
        except (ParseError, ValueError, LookupError) as error:
            line, column = getattr(error, "position", (0, -1))
            raise _invalid("XML", _place(line, column + 1) if line else "") from None

    def heads(self) -> list[Head]:
        """A document has no rows."""
        return []

    def sheet(self, head: Head, header_row: int) -> Sheet:
        """A document is not a table."""
        raise InputError("the file is an XML document, not a table.", todo="choose the profile of the tool that wrote it.")

    def document(self) -> Any:
        """The root element."""
        return self._root


class _Shallow(TreeBuilder):
    """Builds the tree, and stops as soon as it grows too deep or too large."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._parts = 0

    def start(self, tag: str, attrs: dict[Any, Any], /) -> Element:
        self._depth, self._parts = self._depth + 1, self._parts + 1
        limits.refuse_nested(self._depth, self._parts)
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def records_of(document: Any) -> list[dict[str, Any]]:
    """The records of a document that is, or holds, one list of them; empty where it is something else.

    Parameters
    ----------
    document : object
        Parsed JSON.

    Returns
    -------
    list of dict

    Examples
    --------
    >>> records_of({"total": 1, "items": [{"id": 1}]})
    [{'id': 1}]
    """
    if isinstance(document, dict):
        lists = [v for v in document.values() if isinstance(v, list) and v and all(isinstance(r, dict) for r in v)]
        document = lists[0] if len(lists) == 1 else []
    if not isinstance(document, list) or not all(isinstance(r, dict) for r in document):
        return []
    if document and all("stream" in r and isinstance(r.get("data"), dict) for r in document):  # several kinds in one file
        (most, _), *_ = Counter(str(r["stream"]) for r in document).most_common(1)
        return [r["data"] for r in document if str(r["stream"]) == most]
    return document


def flat_record(record: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """One record with dotted names for nested values, all as texts; lists become JSON arrays of texts, and
    lists of titled values columns of their own.

    Parameters
    ----------
    record : dict
        One record.
    prefix : str
        Name of the record it lies in, with a dot.
    depth : int
        How deep it lies.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> flat_record({"id": 7, "who": {"name": "Ana"}, "labels": [{"name": "ui"}, "debt"], "done": None})
    {'id': '7', 'who.name': 'Ana', 'labels': '["ui", "debt"]', 'done': ''}
    """
    made: dict[str, str] = {}
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and depth < _DEPTH:
            made |= flat_record(value, f"{name}.", depth + 1)
        elif isinstance(value, list) and value and all(isinstance(v, dict) and {"title", "text"} <= set(v) for v in value):
            made |= {f"{name}.{v['title']}": str(v["text"] or "") for v in value}
        elif isinstance(value, list):
            names = [str(v.get("name", v.get("title", ""))) if isinstance(v, dict) else str(v) for v in value]
            made[name] = json.dumps([n for n in names if n], ensure_ascii=False) if any(names) else ""
        else:
            made[name] = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return made


def _header(records: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for r in records for name in flat_record(r)))


def _parse(text: bytes) -> Any:
    """One JSON text, or one record per line."""
    try:
        return _loads(text)
    except json.JSONDecodeError as error:
        if "Extra data" not in error.msg:
            raise _invalid("JSON", _place(error.lineno, error.colno)) from None
    records = []
    for number, line in enumerate(text.split(b"\n"), start=1):
        if line.strip():
            try:
                records.append(_loads(line))
            except json.JSONDecodeError as error:
                raise _invalid("JSON", _place(number, error.colno)) from None
    return records


def _loads(text: bytes) -> Any:
    try:
        read = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse_constant)
        return _whole_characters(read) if _HALF.search(text) else read
    except json.JSONDecodeError:
        raise
    except ValueError:  # a number of thousands of digits
        raise _invalid("JSON", "a number in it is too long") from None


def _whole_characters(value: Any) -> Any:
    """The same with a sign of replacement for each half of a character, which an escape may leave alone."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_whole_characters(k): _whole_characters(v) for k, v in value.items()}
    return [_whole_characters(v) for v in value] if isinstance(value, list) else value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [k for k, _ in pairs]
        twice = next(k for k in keys if keys.count(k) > 1)
        raise _invalid("JSON", f"the key {twice!r} occurs twice in one record")
    return made


def _refuse_constant(word: str) -> NoReturn:
    raise _invalid("JSON", f"{word} is not a JSON number")


def _place(line: int, column: int) -> str:
    return f"it breaks off or goes wrong at line {line:,}, character {column:,}"


def _invalid(kind: str, why: str) -> InputError:
    return InputError(f"the file is not valid {kind}{': ' if why else ''}{why}.", todo="export or download it again.")


def _refuse_large(data: bytes) -> None:
    if len(data) > _BYTES:
        raise InputError(
            f"the document has {len(data) / 2**20:,.0f} MB.",
            expected=f"at most {_BYTES // 2**20} MB.",
            todo="export fewer tasks at a time.",
        )
