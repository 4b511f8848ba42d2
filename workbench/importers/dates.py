"""Dates as tools write them: month names in any language, day or month first decided by the whole file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from .arrow_text import arrow_text, as_text, distinct

Order = Literal["day first", "month first"]
LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "nl", "ru", "pl", "sv", "da")

_ZONE = r"\s*((?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?|Z|UTC|GMT)?\s*(?:\([^)]*\))?"
_TIME = r"(?:[,T\s]+(?:at\s+|um\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?:\s*([AaPp])\.?\s*[Mm]\.?)?)?"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME + _ZONE)
_NUMERIC = re.compile(r"(?:[^\W\d_]+\.?,?\s+)?(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})\.?" + _TIME + _ZONE)
_DAY_MONTH = re.compile(
    r"(?:[^\W\d_]+\.?,?\s+)?(\d{1,2})(?:\.|st|nd|rd|th|º|er)?[\s/.\-]*(?:de\s+|of\s+)?([^\W\d_]+)\.?[\s/.\-,]*(?:de\s+)?(\d{4}|\d{2})"
    + _TIME
    + _ZONE
)
_MONTH_DAY = re.compile(r"(?:[^\W\d_]+\.?,?\s+)?([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})" + _TIME + _ZONE)
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_EPOCH = re.compile(r"\d{10}(\d{3})?(\.0)?")
_EXCEL_ZERO = pd.Timestamp("1899-12-30")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_ENGLISH = {m: i for i, m in enumerate(_MONTHS, 1)} | {m[:3]: i for i, m in enumerate(_MONTHS, 1)} | {"sept": 9}
_CLOCK = (
    r"^(?P<day>\S.*\d{2})[, T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,6})?)?"
    r"(?: (?P<half>[AaPp])[Mm])?(?P<zone>Z|[+-]\d{2}:?\d{2})?$"
)
_ORDERED = r"^\s*(?:\pL+\.?,?\s+)?\d{1,2}[-/.]\d{1,2}[-/.]\d"
_FEW = 1_000  # different values that are as quickly read one by one
_OTHERS = 2_000  # distinct values that may be tried one by one


@dataclass(frozen=True)
class Ordering:
    """Whether 3/4 means the third of April or the fourth of March.

    Parameters
    ----------
    order : str
        ``day first`` or ``month first``.
    proof : str
        The value that decided, or how it was assumed.
    sure : bool
        Whether the file proves it.
    """

    order: Order
    proof: str
    sure: bool


@dataclass(frozen=True)
class Dates:
    """A column of dates.

    Parameters
    ----------
    stamps : Series of datetime64
        Same index, naive, as the clock on the wall showed it.
    unreadable : Series of bool
        Where something stood that is no date.
    zones : frozenset of str
        Zone marks that the values carried (``Z``, ``+0200``); they were dropped.
    remarks : tuple of str
        What was assumed.
    """

    stamps: pd.Series
    unreadable: pd.Series
    zones: frozenset[str]
    remarks: tuple[str, ...] = ()


def decide_order(columns: Iterable[pd.Series], *, default: Order | None = None) -> Ordering | None:
    """Day first or month first, by the evidence of all date columns of a file together.

    Parameters
    ----------
    columns : iterable of Series of str
        The date columns as texts.
    default : str, optional
        What the tool is known to write.

    Returns
    -------
    Ordering or None
        None when no value is written with a numeric month after or before the day.

    Examples
    --------
    >>> decide_order([pd.Series(["03/04/2025", "25/04/2025"])])
    Ordering(order='day first', proof='25/04/2025', sure=True)
    """
    example, day, month, dotted, clock12 = "", "", "", 0, 0
    for column in columns:
        if not _is_text(column) or iso_dates(column) is not None:
            continue
        texts = arrow_text(distinct(column)[0])
        for value in texts.filter(pc.match_substring_regex(texts, _ORDERED)).to_pylist():
            match = _NUMERIC.fullmatch(value.strip())
            if not match:
                continue
            example = example or match.group(0)
            dotted += "." in match.group(0)[:6]
            clock12 += match.group(7) is not None
            if int(match.group(1)) > 12:
                day = day or match.group(0)
            elif int(match.group(2)) > 12:
                month = month or match.group(0)
    if not example:
        return None
    if day and not month:
        return Ordering("day first", day, True)
    if month and not day:
        return Ordering("month first", month, True)
    if day and month:
        return Ordering(default or "day first", f"both orders occur: {day} and {month}", False)
    if dotted:
        return Ordering("day first", f"dates such as {example} with points put the day first", True)
    if default:
        return Ordering(default, f"{example}, as this tool writes", False)
    if clock12:
        return Ordering("month first", f"{example}, because times carry AM and PM", False)
    return Ordering("day first", example, False)


def read_dates(values: pd.Series, *, order: Order = "day first", languages: Sequence[str] = LANGUAGES) -> Dates:
    """Dates from texts or typed values.

    Parameters
    ----------
    values : Series
        Texts, or dates already.
    order : str
        What ``3/4/2025`` means.
    languages : sequence of str
        Languages to try for month names, most likely first.

    Returns
    -------
    Dates

    Examples
    --------
    >>> read_dates(pd.Series(["11/abr/26 9:33 PM", "7.6.2025", ""])).stamps.astype("str").tolist()
    ['2026-04-11 21:33:00', '2025-06-07 00:00:00', nan]
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        zone = getattr(values.dt, "tz", None)
        naive = values.dt.tz_localize(None) if zone is not None else values
        return Dates(naive.astype("datetime64[us]"), pd.Series(False, index=values.index), frozenset({str(zone)} if zone else ()))
    iso = iso_dates(values)
    if iso is not None:
        return Dates(iso, pd.Series(False, index=values.index), frozenset())
    texts, codes = distinct(values)
    texts = texts.str.strip()
    nothing = pd.Index(np.flatnonzero((texts == "").to_numpy(bool)))
    zones: set[str] = set()
    remarks: set[str] = set()
    stamps = _many(texts, order, tuple(languages), zones, remarks)
    others = stamps.isna()
    others[nothing] = False
    if others.any():
        stamps = stamps.mask(others, _by_language(texts[others], order, languages))
    wrong = stamps.isna().to_numpy(copy=True)
    wrong[nothing] = False
    unreadable = pd.Series((codes >= 0) & np.append(wrong, False)[codes], index=values.index)
    return Dates(_spread(stamps, codes, values.index), unreadable, frozenset(zones), tuple(sorted(remarks)))


def _is_text(column: pd.Series) -> bool:
    return column.dtype == object or pd.api.types.is_string_dtype(column.dtype)


def _spread(stamps: pd.Series, codes: np.ndarray, index: pd.Index) -> pd.Series:
    known = np.append(stamps.to_numpy("datetime64[us]"), np.datetime64("NaT", "us"))  # the code -1 picks the last
    return pd.Series(known[codes], index=index)


def iso_dates(values: pd.Series) -> pd.Series | None:
    """The dates of a column that holds nothing but ISO dates without a zone; None when it holds anything else.

    Parameters
    ----------
    values : Series of str

    Returns
    -------
    Series of datetime64 or None

    Examples
    --------
    >>> iso_dates(pd.Series(["2025-01-31", None]))[0], iso_dates(pd.Series(["31.01.2025"]))
    (Timestamp('2025-01-31 00:00:00'), None)
    """
    text = arrow_text(values)
    try:
        stamps = pc.cast(pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.large_string()), text), pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None
    return pd.Series(stamps.to_numpy(), index=values.index)


def _many(texts: pd.Series, order: Order, languages: tuple[str, ...], zones: set[str], remarks: set[str]) -> pd.Series:
    """Different texts; where a time of day ends them, the times are read by column and each day, which repeats, once."""
    split = pc.extract_regex(arrow_text(texts), _CLOCK) if len(texts) > _FEW else None
    if split is None or split.null_count > 0.5 * len(texts):
        return _stamps([_parts(v, order, languages, zones, remarks) for v in texts])
    (known,) = np.nonzero(split.is_valid().to_numpy())
    part = {name: pc.struct_field(split, name).drop_null() for name in ("day", "hour", "minute", "second", "half", "zone")}
    hour, minute, second = (pc.cast(pc.if_else(pc.equal(part[n], ""), "0", part[n]), pa.int64()).to_numpy() for n in list(part)[1:4])
    half = pc.utf8_lower(part["half"]).to_numpy()
    zones |= {str(z) for z in part["zone"].unique().to_pylist() if z}
    right = (hour < 24) & (minute < 60) & (second < 60) & ((half == "") | ((hour >= 1) & (hour <= 12)))
    hour = np.where(half == "", hour, hour % 12 + 12 * (half == "p"))
    days, codes = distinct(as_text(part["day"], pd.RangeIndex(len(known))))
    begins = _stamps([None if v.isdigit() else _parts(v, order, languages, zones, remarks) for v in days]).to_numpy("datetime64[us]")
    made = begins[codes] + ((hour * 60 + minute) * 60 + second).astype("timedelta64[s]")
    stamps = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[us]")
    stamps[known] = np.where(right, made, np.datetime64("NaT"))
    rest = np.isnan(stamps)
    stamps[rest] = _stamps([_parts(v, order, languages, zones, remarks) for v in texts[rest]]).to_numpy()
    return pd.Series(stamps, index=texts.index)


def _parts(value: str, order: Order, languages: tuple[str, ...], zones: set[str], remarks: set[str]) -> tuple[int, ...] | None:
    match = _ISO.fullmatch(value)
    if match:
        year, month, day = (int(g) for g in match.groups()[:3])
    elif match := _NUMERIC.fullmatch(value):
        first, second, year = (int(g) for g in match.groups()[:3])
        day, month = (first, second) if order == "day first" else (second, first)
    elif match := _DAY_MONTH.fullmatch(value):
        day, month, year = int(match.group(1)), month_number(match.group(2), languages), int(match.group(3))
    elif match := _MONTH_DAY.fullmatch(value):
        month, day, year = month_number(match.group(1), languages), int(match.group(2)), int(match.group(3))
    elif _SERIAL.fullmatch(value) and 20_000 <= float(value) < 80_000:
        remarks.add("numbers such as 45000 in date columns were read as Excel day numbers")
        t = _EXCEL_ZERO + pd.Timedelta(days=float(value)).round("s")
        return t.year, t.month, t.day, t.hour, t.minute, t.second
    elif _EPOCH.fullmatch(value):
        remarks.add("numbers such as 1700000000 in date columns were read as seconds (or milliseconds) since 1970, in UTC")
        zones.add("UTC")
        digits = int(float(value))
        t = pd.Timestamp(digits, unit="ms" if digits > 10**11 else "s")
        return t.year, t.month, t.day, t.hour, t.minute, t.second
    else:
        return None
    hour, minute, second = (int(g or 0) for g in match.groups()[3:6])
    half, zone = match.group(7), match.group(8)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "Pp" else 0)
    if zone:
        zones.add(zone)
    if year < 100:
        year += 2000 if year < 69 else 1900
    return year, month, day, hour, minute, second


def _stamps(parts: list[tuple[int, ...] | None]) -> pd.Series:
    fields = ["year", "month", "day", "hour", "minute", "second"]
    frame = pd.DataFrame([p or (0,) * 6 for p in parts], columns=fields)
    possible = frame["year"].between(1677, 2262) & frame["month"].between(1, 12) & frame["day"].between(1, 31)
    possible &= (frame["hour"] < 24) & (frame["minute"] < 60) & (frame["second"] < 60)
    stamps = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    if possible.any():
        stamps[possible] = pd.to_datetime(frame[possible], errors="coerce").astype("datetime64[us]")
    return stamps


@lru_cache(maxsize=10_000)
def month_number(name: str, languages: tuple[str, ...]) -> int:
    """The number of a month by its name, 0 when no language knows it.

    Parameters
    ----------
    name : str
        Full or short, with or without accents.
    languages : tuple of str
        Two-letter codes, most likely first.

    Returns
    -------
    int

    Examples
    --------
    >>> month_number("août", ("fr",)), month_number("May", ("en",)), month_number("Friday", ("en",))
    (8, 5, 0)
    """
    word = name.casefold().rstrip(".")
    if word in _ENGLISH and (languages[0] == "en" or word not in {"mar", "sept"}):
        return _ENGLISH[word]
    import dateparser

    settings = {"PARSERS": ["absolute-time"], "DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month", "year"]}
    for language in languages:
        found = dateparser.parse(f"1 {word} 2000", languages=[language], settings=settings)
        if found is not None:
            return found.month
    return 0


def _by_language(texts: pd.Series, order: Order, languages: Sequence[str]) -> pd.Series:
    """The slow way, for what no pattern above fits: one value after another, never relative to today."""
    found: dict[object, pd.Timestamp] = {}
    letters = [(i, v) for i, v in texts.items() if re.search(r"[^\W\d_]{3,}", v) and re.search(r"\d{4}", v) and not _NUMERIC.fullmatch(v)]
    if not letters:
        return pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    import dateparser

    settings = {
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "DATE_ORDER": "DMY" if order == "day first" else "MDY",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    for place, value in letters[:_OTHERS]:
        parsed = dateparser.parse(value, languages=list(languages), settings=settings)
        if parsed is not None:
            found[place] = pd.Timestamp(parsed.replace(tzinfo=None))
    return pd.Series([found.get(i) for i in texts.index], index=texts.index, dtype="datetime64[us]")
