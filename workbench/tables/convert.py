"""Values as they arrive, turned into the declared type; what cannot be turned is reported, never guessed."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pyarrow as pa

from .collection import dtype_of
from .declare import Column

_YES = {"yes": True, "true": True, "1": True, "1.0": True, "y": True, "no": False, "false": False, "0": False, "0.0": False, "n": False}


def to_type(values: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    """Values in the declared type, and which of them could not be read.

    Parameters
    ----------
    values : Series
        Raw values, any dtype; empty texts count as missing.
    column : Column
        The declaration.

    Returns
    -------
    converted : Series
        Same index, declared dtype; unreadable values are missing.
    unreadable : Series of bool
        True where a value stood that is not of the declared type.

    Examples
    --------
    >>> got, bad = to_type(pd.Series(["8", "1,5", None]), Column("cost", "number", "money"))
    >>> got.tolist()[0], bad.tolist()
    (8.0, [False, True, False])
    """
    if values.isna().all():
        return pd.Series(index=values.index, dtype=dtype_of(column.type)), pd.Series(False, index=values.index)
    if values.dtype == object or pd.api.types.is_string_dtype(values.dtype):
        values = values.astype("str").str.strip()
        blank = (values == "").fillna(False).astype(bool)
        values = values.mask(blank) if blank.any() else values
    present = values.notna()
    converted = _CONVERT[column.type](values, column)
    return converted, present & converted.isna()


def _may_hold_nul(values: pd.Series) -> bool:
    """A quick look at the bytes of all texts together; a true answer may come from neighbours in memory."""
    array = pa.array(values, type=pa.large_string(), from_pandas=True)
    pieces = array.chunks if isinstance(array, pa.ChunkedArray) else [array]
    return any(len(p) and not np.frombuffer(p.buffers()[2] or b"x", np.uint8).all() for p in pieces)


def _text(values: pd.Series, column: Column) -> pd.Series:
    if pd.api.types.is_float_dtype(values.dtype) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")  # keys read as 17.0 from a spreadsheet
    text = values.astype("str")
    return text.mask((text.str.contains("\x00", regex=False)).fillna(False).astype(bool)) if _may_hold_nul(text) else text


def _number(values: pd.Series, column: Column) -> pd.Series:
    if pd.api.types.is_bool_dtype(values.dtype) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        return pd.Series(np.nan, index=values.index)
    if values.dtype == object or pd.api.types.is_string_dtype(values.dtype):
        plain = values.str.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?").fillna(False).astype(bool)
        values = values.where(plain)
    number = pd.to_numeric(values, errors="coerce").astype("float64")
    return number.where(np.isfinite(number))


def _integer(values: pd.Series, column: Column) -> pd.Series:
    number = _number(values, column)
    return number.where((number % 1 == 0) & (number.abs() < 2**53)).astype("Int64")


def _date(values: pd.Series, column: Column) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        if getattr(values.dt, "tz", None) is not None:
            values = values.dt.tz_localize(None)
        return values.astype("datetime64[us]")
    if pd.api.types.is_numeric_dtype(values.dtype):
        return pd.Series(pd.NaT, index=values.index, dtype="datetime64[us]")
    text = values.astype("str")
    iso = text.str.match(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$").fillna(False).astype(bool)
    text = text.where(iso)
    distinct = pd.Series(text.dropna().unique(), dtype="str")
    parsed = pd.to_datetime(distinct, errors="coerce", format="ISO8601").astype("datetime64[us]")
    return text.map(dict(zip(distinct, parsed, strict=True))).astype("datetime64[us]")


def _flag(values: pd.Series, column: Column) -> pd.Series:
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.astype("boolean")
    return values.astype("str").str.lower().map(_YES).astype("boolean")


def _choice(values: pd.Series, column: Column) -> pd.Series:
    text = values.astype("str").str.lower()
    return text.where(text.isin(column.choices)).astype("str")


def _facts(values: pd.Series, column: Column) -> pd.Series:
    def readable(value: object) -> bool:
        try:
            return isinstance(json.loads(str(value)), dict)
        except ValueError:
            return False

    text = values.astype("str")
    return text.where(text.notna() & text.map(readable, na_action="ignore").fillna(False).astype(bool))


_CONVERT = {
    "text": _text,
    "labels": _text,
    "number": _number,
    "integer": _integer,
    "date": _date,
    "flag": _flag,
    "choice": _choice,
    "facts": _facts,
}
