"""The import ledger, and the quarantine: what came in, from where, and the rows that could not be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, insert, select

from workbench.tables import Checked

from .documents import from_json, plain_text, to_json
from .rows import dates, insert_row
from .schema import IMPORTS, QUARANTINE
from .session import Session

_REASON = "reason"


@dataclass(frozen=True)
class ImportEntry:
    """One import, as the ledger records it.

    Attributes
    ----------
    source : str
        File or tracker that it came from.
    profile : str or None
        The importer profile that read it.
    project_ids : tuple of str
        The projects that it brought.
    read, accepted, quarantined : int
        Rows, over all tables.
    details : dict
        Anything else worth keeping; plain values.
    quarantine : dict of str to DataFrame
        Per table the rows set apart, as they arrived, with a ``reason`` column; the index is the row's label.

    Examples
    --------
    >>> ImportEntry("jira.csv", read=3, accepted=3).quarantined
    0
    """

    source: str
    profile: str | None = None
    project_ids: tuple[str, ...] = ()
    read: int = 0
    accepted: int = 0
    quarantined: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)
    quarantine: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @classmethod
    def of(cls, checked: Checked, *, source: str, profile: str | None = None, details: Mapping[str, Any] | None = None) -> ImportEntry:
        """The entry of a set of tables that has been checked.

        Parameters
        ----------
        checked : Checked
            What :func:`workbench.tables.check` found.
        source : str
            File or tracker that it came from.
        profile : str, optional
            The importer profile that read it.
        details : dict, optional
            Anything else worth keeping.

        Returns
        -------
        ImportEntry

        Examples
        --------
        >>> from workbench.tables import check
        >>> found = check({"tasks": pd.DataFrame({"project_id": ["P", "P"], "task_id": ["1", "1"]})})
        >>> entry = ImportEntry.of(found, source="jira.csv")
        >>> entry.project_ids, entry.read, entry.quarantined
        (('P',), 2, 1)
        """
        counts = checked.counts
        projects = sorted({str(p) for frame in checked.accepted.values() for p in frame["project_id"].unique()})
        read, accepted, apart = (int(counts[word].sum()) for word in ("read", "accepted", "quarantined"))
        return cls(source, profile, tuple(projects), read, accepted, apart, dict(details or {}), checked.quarantined)


def record(connection: Connection, entry: ImportEntry, now: datetime) -> int:
    """Write an import down, with its quarantined rows.

    Parameters
    ----------
    connection : Connection
        An open write transaction.
    entry : ImportEntry
        What happened.
    now : datetime
        When.

    Returns
    -------
    int
        The import's number.
    """
    row = {
        "at": now.isoformat(sep=" "),
        "source": plain_text(entry.source),
        "profile": entry.profile,
        "project_ids": to_json(list(entry.project_ids), "the list of projects"),
        "read": int(entry.read),
        "accepted": int(entry.accepted),
        "quarantined": int(entry.quarantined),
        "details": to_json(_readable(entry.details), "the details of the import"),
    }
    number = insert_row(connection, IMPORTS, row)
    apart = [
        {"import_id": number, "table": name, "row": plain_text(label), "values": values, _REASON: reason}
        for name, frame in entry.quarantine.items()
        for label, values, reason in _as_they_arrived(frame)
    ]
    if apart:
        connection.execute(insert(QUARANTINE), apart)
    return number


def _as_they_arrived(frame: pd.DataFrame) -> Sequence[tuple[Any, str, str]]:
    columns = [c for c in frame.columns if c != _REASON]
    reasons = frame[_REASON] if _REASON in frame.columns else pd.Series("no reason given", index=frame.index)
    rows = []
    for label, reason, *values in zip(frame.index, reasons, *(frame[c] for c in columns), strict=True):
        arrived = {str(c): _readable(v) for c, v in zip(columns, values, strict=True)}
        present = {c: v for c, v in arrived.items() if v is not None}
        rows.append((label, to_json(present, "a quarantined row"), plain_text(reason)))
    return rows


def _readable(value: Any) -> Any:
    """A value that JSON can hold; the ledger never refuses one: whatever is not plain is kept as its text."""
    if isinstance(value, Mapping):
        return {str(k): _readable(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_readable(v) for v in value]
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    plain = isinstance(value, (str, bool, int)) or (isinstance(value, float) and abs(value) != float("inf"))
    return value if plain else str(value)


class ImportLedger(Session):
    """The part of the library that knows what was imported."""

    def record_import(self, entry: ImportEntry) -> int:
        """Write an import down in the ledger, with its quarantined rows.

        Parameters
        ----------
        entry : ImportEntry
            What happened. To record it together with the tables it brought, pass it to :meth:`Library.write`.

        Returns
        -------
        int
            The import's number.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     number = library.record_import(store.ImportEntry("jira.csv", project_ids=("PAY-2",), read=3, accepted=3))
        ...     library.imports("PAY-2")[["import_id", "source", "accepted"]].to_dict("records")
        [{'import_id': 1, 'source': 'jira.csv', 'accepted': 3}]
        """
        with self._writing() as connection:
            return record(connection, entry, self._clock())

    def imports(self, project_id: str | None = None) -> pd.DataFrame:
        """The import ledger, oldest first.

        Parameters
        ----------
        project_id : str, optional
            Only imports that brought this project.

        Returns
        -------
        DataFrame
            import_id, at, source, profile, project_ids (tuple), read, accepted, quarantined (rows), details (dict).

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     number = library.record_import(store.ImportEntry("jira.csv", project_ids=("PAY-2",)))
        ...     len(library.imports("PAY-2")), len(library.imports("WEB-1"))
        (1, 0)
        """
        query = select(IMPORTS).order_by(IMPORTS.c.import_id)
        with self._reading() as connection:
            frame = pd.DataFrame(connection.execute(query).fetchall(), columns=[c.name for c in IMPORTS.c])
        frame["at"] = dates(frame["at"].astype("str"))
        for name in ("source", "profile"):
            frame[name] = frame[name].astype("str")
        frame["project_ids"] = [tuple(from_json(v)) for v in frame["project_ids"]]
        frame["details"] = [from_json(v) for v in frame["details"]]
        if project_id is not None:
            frame = frame.loc[[project_id in ids for ids in frame["project_ids"]]].reset_index(drop=True)
        return frame.astype({name: "int64" for name in ("import_id", "read", "accepted", "quarantined")})

    def quarantine(self, import_id: int | None = None) -> pd.DataFrame:
        """The rows that could not be used, as they arrived.

        Parameters
        ----------
        import_id : int, optional
            Only those of this import.

        Returns
        -------
        DataFrame
            import_id, table, row (label in the source), values (dict), reason.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> apart = pd.DataFrame({"estimate": ["-3"], "reason": ["Estimate is -3; expected a number of 0 or more"]}, index=[17])
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     number = library.record_import(store.ImportEntry("jira.csv", quarantine={"tasks": apart}))
        ...     library.quarantine(number)[["row", "values"]].to_dict("records")
        [{'row': '17', 'values': {'estimate': '-3'}}]
        """
        query = select(QUARANTINE).order_by(QUARANTINE.c.quarantine_id)
        if import_id is not None:
            query = query.where(QUARANTINE.c.import_id == import_id)
        with self._reading() as connection:
            frame = pd.DataFrame(connection.execute(query).fetchall(), columns=[c.name for c in QUARANTINE.c])
        frame["values"] = [from_json(v) for v in frame["values"]]
        return frame.drop(columns="quarantine_id").astype({"import_id": "int64", "table": "str", "row": "str", "reason": "str"})
