"""Every problem of a set of tables at once, in a PM's words; rows that cannot be used are set apart, never lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .collection import Tables, complete
from .convert import to_type
from .declare import Table
from .errors import SchemaError
from .plausibility import questions
from .schema import table

PROBLEM_COLUMNS = ["table", "row", "column", "value", "reason"]
_EARLIEST = pd.Timestamp("1950-01-01")
_LATEST = pd.Timestamp("2150-01-01")


@dataclass(frozen=True)
class Checked:
    """What :func:`check` found.

    Attributes
    ----------
    accepted : Tables
        Rows without a problem, typed, with every declared column.
    quarantined : dict of str to DataFrame
        Per table the rows set apart, as they arrived, with a ``reason`` column.
    problems : DataFrame
        One row per problem: table, row (label in the source), column, value, reason.
    unread : dict of str to list of str
        Per table the columns that the declarations do not know.
    """

    accepted: Tables
    quarantined: dict[str, pd.DataFrame]
    problems: pd.DataFrame
    unread: dict[str, list[str]]

    @property
    def questions(self) -> tuple[str, ...]:
        """What to ask about accepted values that look odd but may be right; nothing was changed."""
        return tuple(questions(self.accepted))

    @property
    def counts(self) -> pd.DataFrame:
        """Per table the rows read, accepted and quarantined; read is always the sum of the other two."""
        rows = []
        for name in self.accepted:
            accepted, apart = len(self.accepted[name]), len(self.quarantined.get(name, ()))
            rows.append({"table": name, "read": accepted + apart, "accepted": accepted, "quarantined": apart})
        return pd.DataFrame(rows, columns=["table", "read", "accepted", "quarantined"])


def check(tables: Mapping[str, pd.DataFrame], *, as_of: pd.Timestamp | None = None) -> Checked:
    """Check tables against their declarations and set unusable rows apart.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Raw tables by name; the index of each frame is the row label used in messages. Values may be texts.
    as_of : Timestamp, optional
        Today. Dates that lie in the past by their nature (a finish) are refused after it.

    Returns
    -------
    Checked
        ``accepted + quarantined == read`` for every table.

    Raises
    ------
    SchemaError
        When a table is not declared, or lacks a required column altogether.

    Examples
    --------
    >>> raw = pd.DataFrame({"project_id": ["P", "P"], "task_id": ["1", "2"], "estimate": ["8", "-3"]})
    >>> found = check({"tasks": raw})
    >>> len(found.accepted.tasks), found.problems["reason"][0]
    (1, 'Estimate is -3; expected a number of 0 or more')
    """
    accepted, quarantined, problems, unread = {}, {}, [], {}
    for name, frame in tables.items():
        declared = table(name)
        unread[name] = [str(c) for c in frame.columns if c not in declared.names]
        _require_columns(frame, declared)
        typed, found = check_table(frame, declared, as_of)
        bad = frame.index.isin(found["row"].unique()) if len(found) else np.zeros(len(frame), bool)
        accepted[name] = (typed[~bad] if bad.any() else typed).reset_index(drop=True)
        if bad.any():
            reasons = found.groupby("row", sort=False)["reason"].agg("; ".join)
            apart = frame[bad]
            quarantined[name] = apart.assign(reason=reasons.reindex(apart.index))
        problems.append(found)
    told = pd.concat(problems, ignore_index=True) if problems else pd.DataFrame(columns=PROBLEM_COLUMNS)
    good = Tables(accepted)
    return Checked(good, quarantined, told[PROBLEM_COLUMNS], {k: v for k, v in unread.items() if v})


def _require_columns(frame: pd.DataFrame, declared: Table) -> None:
    missing = [c.name for c in declared.columns if c.required and c.name not in frame.columns]
    if missing:
        raise SchemaError(
            f"the table {declared.name!r} has no column {', '.join(missing)}; it has {', '.join(map(str, frame.columns)) or 'none'}.",
            expected=f"at least {', '.join(c.name for c in declared.columns if c.required)}.",
            todo="add the column, or map one of yours to it.",
        )
    if not frame.index.is_unique:
        raise SchemaError(f"the table {declared.name!r} has row labels that repeat.", todo="number the rows before the check.")


def check_table(frame: pd.DataFrame, declared: Table, as_of: pd.Timestamp | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One table against its declaration, without setting anything apart.

    Parameters
    ----------
    frame : DataFrame
        Raw values by column; the index is the row label used in messages.
    declared : Table
        The declaration.
    as_of : Timestamp, optional
        Today; see :func:`check`.

    Returns
    -------
    typed : DataFrame
        Every row with every declared column; unreadable values are missing.
    problems : DataFrame
        One row per problem, in the columns `PROBLEM_COLUMNS`.
    """
    typed: dict[str, pd.Series] = {}
    found: list[pd.DataFrame] = []
    present = [c for c in declared.columns if c.name in frame]

    def tell(bad: pd.Series | np.ndarray, column: str, values: pd.Series, words: str, *, show: bool = True) -> None:
        bad = np.asarray(bad, bool)
        if not bad.any():
            return
        shown = values[bad].astype("object").map(_shown)
        label = declared[column].label
        reason = [f"{label} is {v}; {words}" if show else f"{label} {words}" for v in shown]
        found.append(
            pd.DataFrame({"table": declared.name, "row": frame.index[bad], "column": column, "value": shown.to_numpy(), "reason": reason})
        )

    for column in present:
        raw = frame[column.name]
        values, unreadable = to_type(raw, column)
        typed[column.name] = values
        tell(unreadable, column.name, raw, f"expected {column.expected}")
        if column.required:
            tell(values.isna() & ~unreadable, column.name, raw, "is missing", show=False)
        if column.type in ("number", "integer"):
            for bound, beyond in ((column.minimum, values.lt), (column.maximum, values.gt)):
                if bound is not None:
                    tell(beyond(bound).fillna(False), column.name, raw, f"expected {column.expected}")
        if column.type == "date":
            tell((values < _EARLIEST) | (values > _LATEST), column.name, raw, "no project ran then")
            if column.past and as_of is not None:
                limit = pd.Timestamp(as_of).normalize() + pd.Timedelta(days=1)
                tell(values.ge(limit) & (values <= _LATEST), column.name, raw, f"that is after today, {as_of:%Y-%m-%d}")
    for first, second in declared.ordered:
        if first not in typed or second not in typed:
            continue
        a, b = typed[first], typed[second]
        if declared[first].type == "date":  # a day without a time of day means the whole day
            a = a.dt.normalize()
        tell((a > b).fillna(False), second, typed[second], f"that is before {declared[first].label.lower()}")
    if declared.key and all(k in typed for k in declared.key):
        keys = pd.DataFrame({k: typed[k] for k in declared.key}, copy=False)
        named = keys.notna().all(axis=1) if len(keys) else pd.Series(dtype=bool)
        alone = any(keys[k].is_unique for k in reversed(declared.key))  # the quick answer, for large tables
        again = named & False if alone else keys.duplicated(keep="first") & named
        tell(again, declared.key[-1], typed[declared.key[-1]], f"another row has the same {' and '.join(declared.key)}")
    out = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=PROBLEM_COLUMNS)
    return complete(pd.DataFrame(typed, index=frame.index, copy=False), declared), out


def _shown(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value.year}-{value.month:02}-{value.day:02}"  # of any year: a date that a clock cannot tell has one, too
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"
