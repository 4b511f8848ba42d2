"""Values as a tool writes them, turned into canonical ones; what cannot be turned stays as it was, for the check to refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from .arrow_text import arrow_text, as_text
from .dates import LANGUAGES, Dates, Order, read_dates
from .numbers import read_numbers

NOTHING = frozenset({"na", "n/a", "nan", "none", "null", "nil", "-", "–", "—", "\\n", "#n/a", "not set", "unset"})
"""Texts that mean nothing in a column of numbers or dates; in texts they stay, for a project may be called NA."""

_NOTHING = pa.array(["", *sorted(NOTHING)], pa.large_string())
AN_HOUR = {"seconds": 3600.0, "minutes": 60.0, "milliseconds": 3_600_000.0, "hours": 1.0}
_DURATIONS = {"duration_s": "seconds", "duration_ms": "milliseconds", "duration_min": "minutes", "duration_h": "hours"}
_PERIOD = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\.?")
_CLOCK = re.compile(r"(\d+):([0-5]\d)(?::([0-5]\d))?")
_ISO = re.compile(r"P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_LETTERS = {
    "h": "h hr hrs hour hours std stunde stunden hora horas heure heures ore ч",
    "m": "m min mins minute minutes minuten minuto minutos м мин",
    "d": "d day days t tag tage dia dias día días j jour jours g giorno giorni pd md pt д",
    "w": "w wk week weeks woche wochen semana semanas sem semaine semaines settimana settimane н",
    "s": "s sec secs second seconds",
}
_LETTER_OF = {word: letter for letter, words in _LETTERS.items() for word in words.split()}


@dataclass
class Setting:
    """What conversions need to know about the whole file, and what they learn.

    Parameters
    ----------
    order : str
        Day first or month first.
    languages : sequence of str
        For month names.
    hours_per_day : float
        Length of a working day, where a duration says days.
    """

    order: Order = "day first"
    languages: Sequence[str] = LANGUAGES
    hours_per_day: float = 8.0
    zones: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)
    days_converted: bool = False

    def remark(self, text: str) -> None:
        """Keep a remark once."""
        if text not in self.remarks:
            self.remarks.append(text)


def cleaned(values: pd.Series, *, nulls: Sequence[str] = (), strip: str = "", typed: bool = False) -> pd.Series:
    """Texts without surrounding blanks, missing where they mean nothing.

    Parameters
    ----------
    values : Series
        Texts, or typed values, which pass through.
    nulls : sequence of str
        Texts that mean nothing in this file.
    strip : str
        Further characters to take off both ends.
    typed : bool
        Whether the column is to become numbers or dates: then ``NA``, ``null``, ``-`` mean nothing as well.

    Returns
    -------
    Series

    Examples
    --------
    >>> cleaned(pd.Series([" NA ", ""])).tolist(), cleaned(pd.Series(["NA"]), typed=True).tolist()
    (['NA', nan], [nan])
    """
    if not (values.dtype == object or pd.api.types.is_string_dtype(values.dtype)):
        return values
    text = pc.utf8_trim_whitespace(arrow_text(values))
    if strip:
        text = pc.utf8_trim(text, strip)
    nothing = pc.equal(text, "")
    if typed:
        odd = pc.or_(pc.greater(text, ":"), pc.and_not(pc.less(text, "0"), nothing))  # begins with no digit
        if pc.any(odd).as_py():
            nothing = pc.is_in(pc.utf8_lower(text), value_set=_NOTHING)
    if nulls:
        nothing = pc.or_(nothing, pc.is_in(text, value_set=pa.array(nulls, pa.large_string())))
    if pc.any(nothing).as_py():
        text = pc.if_else(nothing, pa.scalar(None, pa.large_string()), text)
    if pc.any(pc.starts_with(text, "'")).as_py():  # the mark that spreadsheets put before = + - @ so that no formula runs
        text = pc.replace_substring_regex(text, r"^'([ \x{00A0}]*[=+\-@＝＋－＠\t\r\n])", r"\1")
    return as_text(text, values.index)


def convert(
    values: pd.Series, converter: str, setting: Setting, *, unit: str | None = None, sep: str | None = None
) -> tuple[pd.Series, str | None]:
    """Values in the form that the tables expect.

    Parameters
    ----------
    values : Series
        Cleaned texts or typed values.
    converter : str
        One of ``profile_schema.CONVERTERS``.
    setting : Setting
        What is known about the file; what is learnt is added to it.
    unit : str, optional
        Unit of a number, where known.
    sep : str, optional
        Separator of a list.

    Returns
    -------
    converted : Series
        Typed; or texts where some value could not be read, which the check then names.
    unit : str or None
        The unit afterwards: times become hours.

    Examples
    --------
    >>> convert(pd.Series(["7200"]), "duration_s", Setting())
    (0    2.0
    dtype: float64, 'hours')
    """
    if converter == "date":
        return _dates(values, setting), None
    if converter == "epoch_ms":
        number = read_numbers(values)
        stamps = pd.to_datetime(number.amounts.round(), unit="ms", errors="coerce").astype("datetime64[us]")
        setting.zones.add("UTC")
        return _or_text(stamps, values, values.notna() & stamps.isna()), None
    if converter in _DURATIONS:
        return _amount(values, setting, _DURATIONS[converter])
    if converter in ("duration_period", "duration_iso"):
        read = hours_of(values, setting)
        if unit in AN_HOUR and unit != "hours":
            bare = read_numbers(values.mask(read.notna())).amounts / AN_HOUR[unit]
            if (bare.notna() & bare.ne(0)).any():
                setting.remark(f"durations without a unit were read as {unit}")
            read = read.fillna(bare)
        return _or_text(read, values, values.notna() & read.isna()), "hours"
    if converter == "number":
        return _amount(values, setting, unit)
    if converter == "list":
        return _lists(values, sep), None
    return values, None


def share_readable(values: pd.Series, converter: str, setting: Setting) -> float:
    """How much of a column its converter can read; 1 for texts and for empty columns.

    Parameters
    ----------
    values : Series
        Cleaned texts.
    converter : str
        One of ``profile_schema.CONVERTERS``.
    setting : Setting
        What is known about the file; nothing is added to it.

    Returns
    -------
    float
    """
    filled = values.dropna()
    if not len(filled) or converter in ("text", "list", "flag"):
        return 1.0
    sample = filled.iloc[:: max(1, len(filled) // 500)]
    quiet = Setting(setting.order, setting.languages, setting.hours_per_day)
    got, _ = convert(sample, converter, quiet)
    if converter in ("date", "epoch_ms"):
        return float(read_dates(got).stamps.notna().mean())
    return float(read_numbers(got).amounts.notna().mean())


def hours_of(values: pd.Series, setting: Setting) -> pd.Series:
    """Hours from durations written as ``1w 2d 4h 30m``, ``4:30`` or ``PT4H30M``; missing where unreadable.

    Parameters
    ----------
    values : Series of str
        Durations; a bare number is left unread.
    setting : Setting
        Gives the length of a day.

    Returns
    -------
    Series of float

    Examples
    --------
    >>> hours_of(pd.Series(["1d 4h", "4:30", "PT103H0M0S", "soon"]), Setting()).tolist()
    [12.0, 4.5, 103.0, nan]
    """
    text = values.astype("str")
    read = {v: _hours(v, setting) for v in text.dropna().unique()}
    return text.map(read).astype("float64")


def _hours(value: str, setting: Setting) -> float:
    value = value.strip()
    if clock := _CLOCK.fullmatch(value):
        h, m, s = (int(g or 0) for g in clock.groups())
        return h + m / 60 + s / 3600
    if value[:1] == "P" and (iso := _ISO.fullmatch(value)) and any(iso.groups()):
        weeks, days, hours, minutes, seconds = (float(g or 0) for g in iso.groups())
        if weeks or days:
            setting.days_converted = True
        return (weeks * 5 + days) * setting.hours_per_day + hours + minutes / 60 + seconds / 3600
    total, end = 0.0, 0
    for part in _PERIOD.finditer(value):
        letter = _LETTER_OF.get(part.group(2).casefold())
        if letter is None or value[end : part.start()].strip(" ,"):
            return float("nan")
        if letter in "dw":
            setting.days_converted = True
        day = setting.hours_per_day
        total += float(part.group(1).replace(",", ".")) * {"h": 1.0, "m": 1 / 60, "s": 1 / 3600, "d": day, "w": 5 * day}[letter]
        end = part.end()
    return total if end and not value[end:].strip() else float("nan")


def _amount(values: pd.Series, setting: Setting, unit: str | None) -> tuple[pd.Series, str | None]:
    numbers = read_numbers(values)
    if numbers.remark:
        setting.remark(numbers.remark)
    read, unreadable = numbers.amounts, numbers.unreadable
    if unreadable.any() and unit in (None, *AN_HOUR):
        hours = hours_of(values[unreadable].astype("str"), setting)
        if hours.notna().any():  # values such as 5h: the unit stands with the number
            factor = AN_HOUR.get(unit or "hours", 1.0)
            read, unit = (read / factor).fillna(hours.reindex(read.index)), "hours"
            return _or_text(read, values, values.notna() & read.isna()), unit
    if unit in AN_HOUR:
        read, unit = read / AN_HOUR[unit], "hours"
    return _or_text(read, values, unreadable), unit


def _dates(values: pd.Series, setting: Setting) -> pd.Series:
    found: Dates = read_dates(values, order=setting.order, languages=setting.languages)
    setting.zones |= found.zones
    for remark in found.remarks:
        setting.remark(remark)
    return _or_text(found.stamps, values, found.unreadable)


def _or_text(read: pd.Series, raw: pd.Series, unreadable: pd.Series) -> pd.Series:
    """The typed values; all as texts where one could not be read, so that the check can show it."""
    if not unreadable.any():
        return read
    if pd.api.types.is_datetime64_any_dtype(read.dtype):
        text = read.dt.strftime("%Y-%m-%d %H:%M:%S").astype("str")
    else:
        text = read.map(lambda v: np.format_float_positional(v, trim="-"), na_action="ignore").astype("str")
    return text.where(~unreadable, raw.astype("str"))


def _lists(values: pd.Series, sep: str | None) -> pd.Series:
    text = values.astype("str")
    joined = {v: "|".join(_entries(v, sep)) for v in text.dropna().unique()}
    made = text.map(joined).astype("str")
    return made.mask((made == "").fillna(False).astype(bool))


def _entries(value: str, sep: str | None) -> list[str]:
    inner = value
    if value[:1] == "[" and value[-1:] == "]":
        try:
            parsed = json.loads(value)
            if isinstance(parsed, list):
                return [str(p).replace("|", "/").strip() for p in parsed if str(p).strip()]
        except ValueError:
            inner = value[1:-1]
    parts = inner.split(sep) if sep else re.split(r"[,;|]", inner)
    return [p.strip().replace("|", "/") for p in parts if p.strip()]
