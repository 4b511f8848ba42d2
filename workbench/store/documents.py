"""JSON documents in the library: plain values only, so that what is read is what was written."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from workbench.tables import SchemaError


def to_json(document: Any, what: str) -> str:
    """A document as JSON text.

    Parameters
    ----------
    document : dict or list
        Texts, numbers, yes/no, lists and dicts with text keys; numpy values and dates are made plain.
    what : str
        What it is, for the message.

    Returns
    -------
    str

    Raises
    ------
    SchemaError
        When it holds something else, or a number that is none (NaN, infinity).

    Examples
    --------
    >>> to_json({"n": np.int64(3), "day": pd.Timestamp("2026-02-02")}, "it")
    '{"n": 3, "day": "2026-02-02"}'
    """
    try:
        text = json.dumps(document, default=_plain, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        expected = "texts, numbers, yes or no, lists and named values."
        raise SchemaError(f"{what} cannot be stored: {error}.", expected=expected, todo="convert the value first.") from None
    return text if text == plain_text(text) else json.dumps(document, default=_plain, allow_nan=False)


def plain_text(value: object) -> str:
    """A text that every database can hold: what is no character is replaced.

    Parameters
    ----------
    value : object
        A text, or something that is shown as one.

    Returns
    -------
    str

    Examples
    --------
    >>> plain_text("a" + chr(0) + chr(0xD800) + "b")
    'a��b'
    """
    return str(value).replace("\x00", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def from_json(text: str | None) -> Any:
    """The document again; None when there is none.

    Examples
    --------
    >>> from_json('{"n": 3}')
    {'n': 3}
    """
    return None if text is None else json.loads(text)


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, date):
        return None if value is pd.NaT else pd.Timestamp(value).isoformat(sep=" ").removesuffix(" 00:00:00")
    raise TypeError(f"a value of type {type(value).__name__}")
