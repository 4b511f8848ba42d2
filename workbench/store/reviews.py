"""Post-project reviews: saved under a version number, so that no edit is lost and every one is kept."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from workbench.tables import Conflict, SchemaError, StoreError

from .documents import from_json, to_json
from .rows import iso_texts, to_rows
from .schema import CANONICAL, REVIEW_VERSIONS

_TABLE = CANONICAL["reviews"]
_FIELDS = ("project_id", "reviewed_on", "reviewer", "facts")


def latest_review(connection: Connection, project_id: str) -> dict[str, Any] | None:
    """The newest review of a project.

    Parameters
    ----------
    connection : Connection
        An open transaction.
    project_id : str
        The project.

    Returns
    -------
    dict or None
        project_id, reviewed_on (Timestamp), reviewer, facts (dict), version.
    """
    query = select(_TABLE).where(_TABLE.c.project_id == project_id).order_by(_TABLE.c.reviewed_on.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _as_review(row)


def save(connection: Connection, review: dict[str, Any], version: int | None, now: datetime) -> int:
    """Save a new review, or a change to one that was read as `version`.

    Parameters
    ----------
    connection : Connection
        An open write transaction.
    review : dict
        project_id, reviewed_on, reviewer, facts (dict).
    version : int or None
        The version that was read; None for a review that is new.
    now : datetime
        Time of the save.

    Returns
    -------
    int
        The version that it has now.

    Raises
    ------
    Conflict
        When somebody else saved the same review in the meantime.
    StoreError
        When there is no such review to change.
    """
    values = _as_row(review)
    this = (_TABLE.c.project_id == values["project_id"], _TABLE.c.reviewed_on == values["reviewed_on"])
    standing = connection.execute(select(_TABLE).where(*this)).mappings().one_or_none()
    if version is None and standing is None:
        connection.execute(insert(_TABLE).values(**values, version=1))
        new = 1
    else:
        if standing is None:
            raise StoreError(
                f"there is no review of {values['project_id']} on {values['reviewed_on']} to change.",
                todo="save it as a new one, without a version.",
            )
        new = (version or 0) + 1
        saved = connection.execute(update(_TABLE).where(*this, _TABLE.c.version == version).values(**values, version=new))
        if version is None or saved.rowcount != 1:
            theirs = _as_review(standing)
            raise Conflict(
                f"the review of {values['project_id']} on {values['reviewed_on']} was saved by somebody else in the meantime "
                f"(it is version {theirs['version']} now, yours started from {version or 'none'}).",
                mine=_as_review({**values, "version": version}),
                theirs=theirs,
            )
    connection.execute(insert(REVIEW_VERSIONS).values(**values, version=new, saved_at=now.isoformat(sep=" ")))
    return new


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


def versions(connection: Connection, project_id: str) -> list[dict[str, Any]]:
    """Every saved version of a project's reviews, oldest first, each with ``saved_at``."""
    table = REVIEW_VERSIONS
    query = select(table).where(table.c.project_id == project_id).order_by(table.c.reviewed_on, table.c.version)
    return [{**_as_review(row), "saved_at": pd.Timestamp(row["saved_at"])} for row in connection.execute(query).mappings()]


def _as_row(review: dict[str, Any]) -> dict[str, Any]:
    missing = [name for name in ("project_id", "reviewed_on") if review.get(name) is None]
    strange = sorted(set(review) - {*_FIELDS, "version", "saved_at"})
    if missing or strange:
        faults = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"does not know {', '.join(strange)}"] * bool(strange)
        raise SchemaError(f"a review {' and '.join(faults)}.", expected=", ".join(_FIELDS) + ".", todo="put other answers into facts.")
    try:
        day = pd.Timestamp(review["reviewed_on"])
    except (ValueError, TypeError):
        raise SchemaError(f"the day of the review is {review['reviewed_on']!r}.", expected="a day such as 2026-03-31.") from None
    facts = review.get("facts") or {}
    facts = json.loads(facts) if isinstance(facts, str) else facts
    return {
        "project_id": str(review["project_id"]),
        "reviewed_on": iso_texts(pd.Series([day.tz_localize(None)])).iloc[0],
        "reviewer": None if review.get("reviewer") is None else str(review["reviewer"]),
        "facts": to_json(facts, "the facts of the review"),
    }


def _as_review(row: Any) -> dict[str, Any]:
    return {
        "project_id": row["project_id"],
        "reviewed_on": pd.Timestamp(row["reviewed_on"]),
        "reviewer": row["reviewer"],
        "facts": from_json(row["facts"]) or {},
        "version": row["version"],
    }
