"""Writing a set of tables as one: all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection

from workbench import tables
from workbench.tables import SchemaError, Tables

from .estimates import log_estimates
from .reviews import keep_versions
from .upsert import Changes, append_new, name_projects, projects_of, replace_owned, upsert

_SHOWN = 5


@dataclass(frozen=True)
class Written:
    """What a write did.

    Attributes
    ----------
    source : str
        Where the tables came from.
    counts : DataFrame
        One row per table: table, inserted, updated, unchanged, removed (rows).
    import_id : int or None
        The import's number in the ledger, when it was recorded along with it.
    """

    source: str
    counts: pd.DataFrame
    import_id: int | None = None

    def __str__(self) -> str:
        lines = [
            f"{row.table}: "
            + ", ".join(f"{n:,} {word}" for word in ("inserted", "updated", "unchanged", "removed") if (n := getattr(row, word)))
            for row in self.counts.itertuples()
            if row.inserted or row.updated or row.unchanged or row.removed
        ]
        return "\n".join([f"From {self.source}:", *lines]) if lines else f"From {self.source}: nothing to write."


def require_clean(given: Mapping[str, pd.DataFrame], source: str) -> Tables:
    """The tables typed and complete, or an error that names what cannot be stored.

    Parameters
    ----------
    given : mapping of str to DataFrame
        Tables to store.
    source : str
        Where they came from, for the message.

    Returns
    -------
    Tables

    Raises
    ------
    SchemaError
        When a row breaks a declaration.
    """
    # Row labels repeat after a concat; they mean nothing here.
    checked = tables.check({name: frame.reset_index(drop=True) for name, frame in given.items()})
    if len(checked.problems):
        shown = [f"{p.table} row {p.row}: {p.reason}" for p in checked.problems.head(_SHOWN).itertuples()]
        more = f"; and {len(checked.problems) - _SHOWN:,} more" if len(checked.problems) > _SHOWN else ""
        raise SchemaError(
            f"{len(checked.problems):,} values from {source} cannot be stored: {'; '.join(shown)}{more}.",
            expected="rows that have been checked.",
            todo="check the tables first, and write the accepted rows.",
        )
    return checked.accepted


def write_tables(connection: Connection, given: Tables, now: datetime) -> pd.DataFrame:
    """Write every table of a set.

    Parameters
    ----------
    connection : Connection
        An open write transaction.
    given : Tables
        Checked tables.
    now : datetime
        Time of the write.

    Returns
    -------
    DataFrame
        One row per table: table, inserted, updated, unchanged, removed.
    """
    # A table that was not brought is left out here: asking Tables for it would make an empty one.
    frames = {name: given[name] for name in given if len(given[name])}
    done: dict[str, list[Changes]] = {}
    if "projects" in frames:
        done["projects"] = [upsert(connection, "projects", frames.pop("projects"))]
    named = name_projects(connection, sorted({p for frame in frames.values() for p in projects_of(frame)}))
    if len(named.rows):
        done.setdefault("projects", []).append(named)
    for name, frame in frames.items():
        if not tables.TABLES[name].key:
            done[name] = [replace_owned(connection, name, frame)]
        elif name == "estimates":
            done[name] = [append_new(connection, name, frame)]
        else:
            done[name] = [upsert(connection, name, frame)]
    if "reviews" in done:
        keep_versions(connection, done["reviews"][0].rows, now)
    if "tasks" in frames:
        logged = log_estimates(connection, frames["tasks"], frames.get("estimates"), now)
        done.setdefault("estimates", []).append(logged)
    return _counts(done)


def _counts(done: dict[str, list[Changes]]) -> pd.DataFrame:
    words = ["inserted", "updated", "unchanged", "removed"]
    rows = [{"table": n, **{w: sum(getattr(c, w) for c in done[n]) for w in words}} for n in tables.TABLES if n in done]
    return pd.DataFrame(rows, columns=["table", *words])
