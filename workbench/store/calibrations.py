"""Calibrations: each fit is kept under a number, so that a report can say which one it used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from .documents import from_json, to_json
from .rows import dates, insert_row
from .schema import CALIBRATIONS

_TABLE = CALIBRATIONS


def save(connection: Connection, document: Mapping[str, Any], label: str, now: datetime) -> int:
    """Keep a calibration; see :meth:`Library.save_calibration`."""
    plain = {k: v for k, v in document.items() if k != "number"}
    row = {"label": label, "made_at": now.isoformat(sep=" "), "document": to_json(plain, "the calibration")}
    return insert_row(connection, _TABLE, row)


def load(connection: Connection, number: int | None = None) -> dict[str, Any] | None:
    """One calibration, or the latest; see :meth:`Library.calibration`."""
    query = select(_TABLE.c.number, _TABLE.c.document).order_by(_TABLE.c.number.desc()).limit(1)
    if number is not None:
        query = query.where(_TABLE.c.number == number)
    row = connection.execute(query).one_or_none()
    return None if row is None else {**from_json(row.document), "number": int(row.number)}


def listing(connection: Connection) -> pd.DataFrame:
    """All calibrations, oldest first; see :meth:`Library.calibrations`."""
    query = select(_TABLE.c.number, _TABLE.c.label, _TABLE.c.made_at).order_by(_TABLE.c.number)
    frame = pd.DataFrame(connection.execute(query).fetchall(), columns=["number", "label", "made_at"])
    return frame.assign(made_at=dates(frame["made_at"].astype("str"))).astype({"number": "int64", "label": "str"})
