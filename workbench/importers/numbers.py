"""Numbers as people and tools write them; the decimal mark is decided by the whole column, not by the place."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_SHAPE = re.compile(r"[+-]?\d[\d.,'’\u00a0\u202f\u2009 ]*|[+-]?[.,]\d+")
_GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
_GROUPED_POINT = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_PROVEN_POINT = re.compile(r"[+-]?\d+\.(\d{1,2}|\d{4,})")
_SPACES = re.compile(r"(?<=\d)['’\u00a0\u202f\u2009 ](?=\d{3}(\D|$))")


@dataclass(frozen=True)
class Numbers:
    """A column of numbers.

    Parameters
    ----------
    amounts : Series of float
        Same index; missing where nothing stood or nothing could be read.
    unreadable : Series of bool
        Where something stood that is not a number.
    remark : str, optional
        What was assumed about the decimal mark, when the column does not prove it.
    """

    amounts: pd.Series
    unreadable: pd.Series
    remark: str | None = None


def read_numbers(values: pd.Series) -> Numbers:
    """Numbers from texts or typed values.

    Parameters
    ----------
    values : Series
        Texts; empty or missing where nothing stood. Numeric dtypes pass through.

    Returns
    -------
    Numbers

    Notes
    -----
    ``1,5`` has a decimal comma, ``1,234.5`` a decimal point: such values decide for the column. Where every comma is
    followed by exactly three digits and nothing else decides, it is taken as a thousands mark; a point in the same place is
    taken as a decimal mark; the remark says so.

    Examples
    --------
    >>> read_numbers(pd.Series(["1,5", "1.234,0", ""])).amounts.tolist()
    [1.5, 1234.0, nan]
    """
    if pd.api.types.is_bool_dtype(values.dtype) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        return Numbers(pd.Series(np.nan, index=values.index), values.notna())
    if pd.api.types.is_numeric_dtype(values.dtype):
        number = values.astype("float64")
        finite = number.where(np.isfinite(number))
        return Numbers(finite, number.notna() & finite.isna())
    quick = _all_plain(values)
    if quick is not None:
        return quick
    text = values.astype("str").str.strip()
    text = text.mask((text == "").fillna(False).astype(bool))
    distinct = [str(v) for v in text.dropna().unique()]
    comma_is_decimal, remark = _decimal_comma(distinct)
    read = {v: _number(v, comma_is_decimal) for v in distinct}
    number = text.map(read).astype("float64")
    return Numbers(number, text.notna() & number.isna(), remark)


def _all_plain(values: pd.Series) -> Numbers | None:
    """The quick way: every text is a plain number already."""
    try:
        array = pa.array(values, type=pa.large_string(), from_pandas=True)
        empty = pc.equal(array, "")
        if pc.any(empty).as_py():
            array = pc.if_else(empty, pa.scalar(None, pa.large_string()), array)
        number = pc.cast(array, pa.float64())
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError):
        return None
    if not pc.all(pc.is_finite(number)).as_py() and number.null_count < len(number):
        return None
    proof = any(_PROVEN_POINT.fullmatch(v) for v in array.slice(0, 1_000).to_pylist() if v)
    if not proof and pc.any(pc.match_substring_regex(array, r"^[+-]?0*[1-9]\d{0,2}\.\d{3}$")).as_py():
        return None  # 1.234 may be a thousand and more: the column decides
    amounts = pd.Series(number.to_numpy(zero_copy_only=False), index=values.index)
    return Numbers(amounts, pd.Series(False, index=values.index))


def _decimal_comma(distinct: list[str]) -> tuple[bool, str | None]:
    commas = points = grouped_commas = grouped_points = 0
    for raw in distinct:
        v = _SPACES.sub("", raw)
        if not _SHAPE.fullmatch(v):
            continue
        if "," in v and "." in v:
            commas, points = (commas + 1, points) if v.rfind(",") > v.rfind(".") else (commas, points + 1)
        elif "," in v:
            grouped = bool(_GROUPED_COMMA.fullmatch(v)) and not v.lstrip("+-").startswith("0")
            points, grouped_commas, commas = points + (v.count(",") > 1), grouped_commas + grouped, commas + (not grouped)
        elif "." in v:
            grouped = bool(_GROUPED_POINT.fullmatch(v)) and not v.lstrip("+-").startswith("0")
            commas, grouped_points, points = commas + (v.count(".") > 1), grouped_points + grouped, points + (not grouped)
    if commas > points:
        return True, "decimal comma and decimal point both occur" if points else None
    if points or not (grouped_commas or grouped_points):
        return False, "decimal comma and decimal point both occur" if commas else None
    if grouped_commas:
        return False, "values such as 1,234 were read as one thousand two hundred and thirty-four"
    return False, "values such as 1.234 were read as one and a fraction, not as a thousand and more"


def _number(raw: str, comma_is_decimal: bool) -> float:
    v = _SPACES.sub("", raw)
    if _SHAPE.fullmatch(v):
        if comma_is_decimal:
            single_point = v.count(".") == 1 and "," not in v and not _GROUPED_POINT.fullmatch(v)
            v = v if single_point else v.replace(".", "").replace(",", ".") if _well_grouped(v, ".", ",") else ""
        else:
            single_comma = v.count(",") == 1 and "." not in v and not _GROUPED_COMMA.fullmatch(v)
            v = v.replace(",", ".") if single_comma else v.replace(",", "") if _well_grouped(v, ",", ".") else ""
    if not _PLAIN.fullmatch(v):
        return float("nan")
    number = float(v)
    return number if np.isfinite(number) else float("nan")


def _well_grouped(v: str, group: str, decimal: str) -> bool:
    if v.count(decimal) > 1:
        return False
    whole = v.split(decimal)[0].lstrip("+-")
    parts = whole.split(group)
    return len(parts) == 1 or (1 <= len(parts[0]) <= 3 and all(len(p) == 3 for p in parts[1:]))
