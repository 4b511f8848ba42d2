"""Post-project reviews: saved under a version number, so that no edit is lost and every one is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from workbench.tables import Conflict, SchemaError, StoreError

from .documents import from_json, plain_text, to_json
from .rows import iso_texts, to_rows
from .schema import CANONICAL, REVIEW_VERSIONS
from .session import Session
from .upsert import name_projects

_TABLE = CANONICAL["reviews"]
_FIELDS = ("project_id", "reviewed_on", "reviewer", "facts")


class ReviewShelf(Session):
    """The part of the library that keeps post-project reviews."""

    def save_review(self, review: Mapping[str, Any], *, version: int | None) -> int:
        """Save a review, unless somebody else saved it in the meantime.

        Parameters
        ----------
        review : dict
            project_id, reviewed_on, reviewer, facts (dict).
        version : int or None
            The version that was read; None for a new review.

        Returns
        -------
        int
            The version that it has now.

        Raises
        ------
        Conflict
            With ``mine`` and ``theirs`` to compare; nothing is saved.
        SchemaError
            When the review lacks its project or its day.
        StoreError
            When there is no such review to change.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     library.save_review({"project_id": "P", "reviewed_on": "2026-07-30", "facts": {"mood": "fine"}}, version=None)
        ...     library.review("P")["facts"]
        1
        {'mood': 'fine'}
        """
        values, now = _as_row(review), self._clock()
        with self._writing() as connection:
            name_projects(connection, [values["project_id"]])
            new = _save(connection, values, version)
            connection.execute(insert(REVIEW_VERSIONS).values(**values, version=new, saved_at=now.isoformat(sep=" ")))
        return new

    def review(self, project_id: str) -> dict[str, Any] | None:
        """The newest review of a project.

        Parameters
        ----------
        project_id : str
            The project.

        Returns
        -------
        dict or None
            project_id, reviewed_on (Timestamp), reviewer, facts (dict), version.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     library.review("P") is None
        True
        """
        query = select(_TABLE).where(_TABLE.c.project_id == project_id).order_by(_TABLE.c.reviewed_on.desc()).limit(1)
        with self._reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else _as_review(row)

    def review_versions(self, project_id: str) -> list[dict[str, Any]]:
        """Every version of a project's reviews that was ever saved, oldest first, each with ``saved_at``.

        Parameters
        ----------
        project_id : str
            The project.

        Returns
        -------
        list of dict

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> review = {"project_id": "P", "reviewed_on": "2026-07-30"}
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     version = library.save_review({**review, "facts": {"mood": "fine"}}, version=None)
        ...     version = library.save_review({**review, "facts": {"mood": "better"}}, version=version)
        ...     [(v["version"], v["facts"]["mood"]) for v in library.review_versions("P")]
        [(1, 'fine'), (2, 'better')]
        """
        table = REVIEW_VERSIONS
        query = select(table).where(table.c.project_id == project_id).order_by(table.c.reviewed_on, table.c.version)
        with self._reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [{**_as_review(row), "saved_at": pd.Timestamp(row["saved_at"])} for row in rows]


def keep_versions(connection: Connection, rows: pd.DataFrame, now: datetime) -> None:
    """Keep imported reviews in the history of versions too.

    Parameters
    ----------
    connection : Connection
        An open write transaction.
    rows : DataFrame
        Rows of the table ``reviews`` as they now stand.
    now : datetime
        Time of the write.
    """
    if len(rows):
        connection.execute(insert(REVIEW_VERSIONS), [{**row, "saved_at": now.isoformat(sep=" ")} for row in to_rows(rows)])


def _save(connection: Connection, values: dict[str, Any], version: int | None) -> int:
    """Insert or update, and give the new version; the version read is part of the update's condition."""
    this = (_TABLE.c.project_id == values["project_id"], _TABLE.c.reviewed_on == values["reviewed_on"])
    standing = connection.execute(select(_TABLE).where(*this)).mappings().one_or_none()
    which = f"review of {values['project_id']} on {values['reviewed_on']}"
    if standing is None:
        if version is not None:
            raise StoreError(f"there is no {which} to change.", todo="save it as a new one, without a version.")
        connection.execute(insert(_TABLE).values(**values, version=1))
        return 1
    new = (version or 0) + 1
    changed = update(_TABLE).where(*this, _TABLE.c.version == version).values(**values, version=new)
    if version is None or connection.execute(changed).rowcount != 1:
        raise Conflict(
            f"the {which} was saved by somebody else in the meantime: it is version {standing['version']} now, "
            + (f"yours started from version {version}." if version else "yours is meant to be new."),
            mine=_as_review({**values, "version": version}),
            theirs=_as_review(standing),
        )
    return new


def _as_row(review: Mapping[str, Any]) -> dict[str, Any]:
    missing = [name for name in ("project_id", "reviewed_on") if _absent(review.get(name))]
    strange = sorted(set(review) - {*_FIELDS, "version", "saved_at"})
    if missing or strange:
        faults = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"does not know {', '.join(strange)}"] * bool(strange)
        raise SchemaError(f"a review {' and '.join(faults)}.", expected=", ".join(_FIELDS) + ".", todo="put other answers into facts.")
    try:
        day = pd.Timestamp(review["reviewed_on"]).tz_localize(None)
    except (ValueError, TypeError):
        raise SchemaError(f"the day of the review is {review['reviewed_on']!r}.", expected="a day such as 2026-03-31.") from None
    facts = review.get("facts") or {}
    if not isinstance(facts, Mapping):
        raise SchemaError(f"the facts of the review are {type(facts).__name__}.", expected="a dict of named answers.")
    reviewer = review.get("reviewer")
    return {
        "project_id": plain_text(review["project_id"]),
        "reviewed_on": iso_texts(pd.Series([day])).iloc[0],
        "reviewer": None if _absent(reviewer) else plain_text(reviewer),
        "facts": to_json(dict(facts), "the facts of the review"),
    }


def _absent(value: object) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or value != value or value == ""


def _as_review(row: Any) -> dict[str, Any]:
    return {
        "project_id": row["project_id"],
        "reviewed_on": pd.Timestamp(row["reviewed_on"]),
        "reviewer": row["reviewer"],
        "facts": from_json(row["facts"]) or {},
        "version": row["version"],
    }
