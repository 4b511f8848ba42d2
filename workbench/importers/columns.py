"""Columns of one raw table, read as the profile says: the first usable one, several alternatives, or all that repeat."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from workbench.tables import InputError, table

from . import amounts, hierarchy
from .containers import Sheet
from .converters import Setting, cleaned, convert, share_readable
from .dates import LANGUAGES, decide_order
from .mapping import Match, language_of
from .notes import Mapped, Notes
from .profile import Profile
from .repeated import joined

_TYPED = ("number", "date", "epoch_ms", "duration")
_AMOUNTS = ("estimate", "actual")
_SIDE = ("sprint", "sprint_started_on", "sprint_ended_on", "log_work", "needs")


def setting_of(sheet: Sheet, profile: Profile, found: dict[str, tuple[Match, ...]], notes: Notes) -> Setting:
    """How dates and durations of a file are to be read, by the evidence of all its columns.

    Parameters
    ----------
    sheet : Sheet
        The raw table.
    profile : Profile
        What the tool usually writes.
    found : dict of str to tuple of Match
        Which columns matter.
    notes : Notes
        Is told what was concluded.

    Returns
    -------
    Setting
    """
    language = language_of(found)
    if language in profile.options.get("unverified_languages", ()):
        notes.ask(f"the headers are in a language ({language}) whose names were never seen in a real export: check the columns below.")
    languages = tuple(dict.fromkeys([*([language] if language else []), *LANGUAGES]))
    setting = Setting(languages=languages, hours_per_day=float(profile.options.get("hours_per_day", 8)))
    texts = [sheet.frame[m.positions[0]] for ms in found.values() for m in ms if m.source.converter == "date"]
    ordering = decide_order(texts, default=profile.options.get("date_order"))
    if ordering:
        setting.order = ordering.order
        if not ordering.sure:
            notes.ask(f"dates were read {ordering.order} ({ordering.proof}): nothing in the file proves it.")
        else:
            notes.assume(f"dates are written {ordering.order} (shown by {ordering.proof}).")
    return setting


class ColumnReader:
    """Reads columns of one sheet and keeps what it used.

    Parameters
    ----------
    sheet : Sheet
        The raw table.
    profile : Profile
        What its columns mean.
    setting : Setting
        How dates and durations are written.
    notes : Notes
        Is told which column was read how.
    """

    def __init__(self, sheet: Sheet, profile: Profile, setting: Setting, notes: Notes) -> None:
        self.sheet, self.profile, self.setting, self.notes = sheet, profile, setting, notes
        self.used: set[int] = set()
        self.extra: dict[str, pd.Series] = {}

    def tasks(self, found: dict[str, tuple[Match, ...]]) -> pd.DataFrame:
        """The columns of the tasks table; columns of other use are kept in ``extra``."""
        columns: dict[str, pd.Series] = {}
        names = table("tasks").names
        for name in [n for n in found if n not in _AMOUNTS and n not in _SIDE and not n.endswith("_sum")]:
            read = self.column(found[name])
            if read is None:
                continue
            (columns if name in names else self.extra)[name] = read[0]
        if "title" not in columns and "level_columns" in self.profile.options:
            given = self.profile.options["level_columns"]
            self._read_levels([given] if isinstance(given, str) else given, columns)
        for name in ("actual", "estimate"):
            sources = self.sources(found.get(name, ()))
            if sources:
                columns[name], columns[f"{name}_unit"] = amounts.choose(name, sources, columns.get("actual"), self.notes)
                self._settle_unit(name, columns, found[name][0])
        made = pd.DataFrame(columns, index=self.sheet.frame.index)
        return made[[n for n in names if n in made]]

    def _read_levels(self, words: list[str], columns: dict[str, pd.Series]) -> None:
        """Titles spread over Title 1, Title 2, …: the column tells how deep the task lies."""
        word = "|".join(map(re.escape, words))
        places = [p for p, h in enumerate(self.sheet.header) if re.fullmatch(rf"(?:{word}) \d+", h.strip(), re.IGNORECASE)]
        if places and "task_id" in columns:
            columns["title"], columns["parent_id"] = hierarchy.from_levels(
                columns["task_id"], [cleaned(self.sheet.frame[p], nulls=self.profile.nulls) for p in places]
            )
            self.used.update(places)
            self.notes.mapping.append(
                Mapped("title, parent_id", f"{self.sheet.header[places[0]]}–{len(places)}", "levels", int(columns["title"].notna().sum()))
            )

    def sources(self, matches: tuple[Match, ...]) -> list[amounts.Source]:
        """Every alternative source of an amount, the first usable column of each."""
        made = []
        for source in dict.fromkeys(id(m.source) for m in matches):
            read = self.column(tuple(m for m in matches if id(m.source) == source))
            if read is not None:
                values, unit, used = read
                made.append(amounts.Source(used.header, values, unit))
        return made

    def column(self, matches: tuple[Match, ...]) -> tuple[pd.Series, str | None, Match] | None:
        """The first of the matching columns that holds something its converter can read, gaps filled where the profile says so."""
        first: tuple[pd.Series, str | None, Match] | None = None
        for m in matches:
            raw = self._raw(m)
            if first is not None and not raw.notna().any():
                continue
            if m.language == "" and share_readable(raw, m.source.converter, self.setting) < 0.5:
                self.notes.ask(f"the column {m.header} looks like {m.name} by its name, but its values do not: it was not read.")
                continue
            values, unit = convert(raw, m.source.converter, self.setting, unit=m.unit, sep=m.source.sep)
            self.use(m, int(raw.notna().sum()))
            read = values, m.source.unit if unit is None else unit, m
            if first is None or not first[0].notna().any():
                first = read
            elif (gap := first[0].isna() & values.notna()).any():
                first = amounts.filled(first[0], values, gap), first[1], first[2]
            if first[0].notna().any() and not m.source.fill:
                break
        return first

    def every(self, matches: tuple[Match, ...]) -> list[pd.Series]:
        """All columns of a repeated header, cleaned, in their order."""
        if matches[0].source.repeat != "all":
            matches = matches[:1]
        places = sorted({p for m in matches for p in m.positions})
        series = [cleaned(self.sheet.frame[p], nulls=self.profile.nulls, strip=matches[0].source.strip) for p in places]
        for m in matches:
            self.use(m, int(np.logical_or.reduce([s.notna().to_numpy() for s in series]).sum()))
        return series

    def sprints(self, matches: tuple[Match, ...]) -> list[pd.Series]:
        """All sprint columns; of alternatives the first filled one of each row, a bare number with the word before it."""
        if matches[0].source.repeat == "all" or len(matches) == 1:
            return self.every(matches)
        made = pd.Series(index=self.sheet.frame.index, dtype="str")
        for m in matches:
            text = self.every((m,))[0].astype("str")
            bare = text.str.fullmatch(r"\d+").fillna(False).astype(bool)
            word = re.sub(r"\s*(number|no\.?|#)$", "", m.header.strip(), flags=re.IGNORECASE)
            made = made.fillna(text.mask(bare, word + " " + text))
        return [made]

    def use(self, m: Match, filled: int) -> None:
        """Note that a column was read."""
        self.used.update(m.positions)
        times = f" ({len(m.positions)} columns)" if len(m.positions) > 1 else ""
        self.notes.mapping.append(Mapped(m.name, m.header + times, m.source.converter, filled))

    def finish(self, found: dict[str, tuple[Match, ...]]) -> None:
        """Tell about columns that were not read, the zone, and what was assumed on the way."""
        header = self.sheet.header
        self.notes.unread = list(dict.fromkeys(header[p] for p in range(len(header)) if p not in self.used and header[p].strip()))
        self.notes.zone = _zone(self.setting.zones, self.profile.options.get("zone"))
        for remark in self.setting.remarks:
            self.notes.ask(remark + ": is that right?")
        if self.setting.days_converted:
            self.notes.assume(f"durations in days were counted with {self.setting.hours_per_day:g} hours a day and 5 days a week.")

    def _raw(self, m: Match) -> pd.Series:
        typed = m.source.converter.startswith(_TYPED)
        series = [cleaned(self.sheet.frame[p], nulls=self.profile.nulls, strip=m.source.strip, typed=typed) for p in m.positions]
        if len(series) == 1:
            return series[0]
        if m.source.repeat == "all":
            return joined(series)
        made = series[0].astype("str")
        for other in series[1:]:
            text = other.astype("str")
            if m.source.repeat == "once":
                differ = made.notna() & text.notna() & (made != text)
                if self.profile.id == "generic" or differ.any():
                    raise InputError(
                        f"the column {m.header!r} occurs {len(series)} times.",
                        expected="one column of that name.",
                        todo="rename or delete the one that is not meant, then import again.",
                    )
            made = text.where(text.notna(), made)
        return made

    def _settle_unit(self, name: str, columns: dict[str, pd.Series], m: Match) -> None:
        unit_column = f"{name}_unit"
        given = self.profile.options.get(unit_column)
        lacking = columns[name].notna() & columns[unit_column].isna()
        if lacking.any() and given:
            columns[unit_column] = columns[unit_column].mask(lacking, given)
        elif lacking.any():
            self.notes.ask(f"the unit of the {name}s in {m.header!r} is not stated: set {unit_column} to hours, days or points.")
        told = sorted(columns[unit_column].dropna().unique())
        if columns[name].notna().any():
            self.notes.units[name] = ", ".join(map(str, told)) or "not stated"


def _zone(zones: set[str], option: str | None) -> str:
    if option:
        return option
    if not zones:
        return ""
    utc = {"Z", "UTC", "GMT", "+00:00", "+0000", "GMT+0000", "GMT+00:00", "+00", "GMT+0"}
    return "UTC" if zones <= utc else "as written; the offsets " + ", ".join(sorted(zones - utc)[:4]) + " were left out"
