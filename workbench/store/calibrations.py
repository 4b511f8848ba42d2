"""Calibrations: each fit is kept under a number, so that a report can say which one it used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import select

from .documents import from_json, plain_text, to_json
from .rows import dates, insert_row
from .schema import CALIBRATIONS
from .session import Session

_PRIOR = "of another house"  # the label of calibrations that are a prior, not what own work says


class CalibrationShelf(Session):
    """The part of the library that keeps calibrations."""

    def save_calibration(self, document: Mapping[str, Any], *, label: str) -> int:
        """Keep a calibration.

        Parameters
        ----------
        document : dict
            What ``Calibration.to_dict()`` gives.
        label : str
            What it was fitted on, in a few words.

        Returns
        -------
        int
            Its number.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     number = library.save_calibration({"n": 120}, label="after the review of PAY-2")
        ...     library.calibration()
        {'n': 120, 'number': 1}
        """
        text = to_json({k: v for k, v in document.items() if k != "number"}, "the calibration")
        row = {"label": plain_text(label), "made_at": self._clock().isoformat(sep=" "), "document": text}
        with self._writing() as connection:
            return insert_row(connection, CALIBRATIONS, row)

    def calibration(self, number: int | None = None) -> dict[str, Any] | None:
        """A calibration that was kept.

        Parameters
        ----------
        number : int, optional
            Its number; the latest when absent.

        Returns
        -------
        dict or None
            The document, and its ``number``.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     first, second = (library.save_calibration({"n": n}, label="") for n in (120, 140))
        ...     library.calibration(first), library.calibration()
        ({'n': 120, 'number': 1}, {'n': 140, 'number': 2})
        """
        table = CALIBRATIONS
        query = select(table.c.number, table.c.document).order_by(table.c.number.desc()).limit(1)
        query = query.where(table.c.label != _PRIOR) if number is None else query.where(table.c.number == number)
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else {**from_json(row.document), "number": int(row.number)}

    def save_prior(self, document: Mapping[str, Any]) -> int:
        """Keep a calibration of another house; the latest one counts.

        Parameters
        ----------
        document : dict
            What `calibration.export` gives.

        Returns
        -------
        int
            Its number.
        """
        return self.save_calibration(document, label=_PRIOR)

    def prior(self) -> dict[str, Any] | None:
        """The latest calibration of another house; None where there is none.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     number = library.save_prior({"n": 9})
        ...     library.prior(), library.calibration()
        ({'n': 9}, None)
        """
        table = CALIBRATIONS
        query = select(table.c.document).where(table.c.label == _PRIOR).order_by(table.c.number.desc()).limit(1)
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else dict(from_json(row.document))

    def calibrations(self) -> pd.DataFrame:
        """All calibrations, oldest first.

        Returns
        -------
        DataFrame
            number, label, made_at.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from workbench import store
        >>> with TemporaryDirectory() as folder, store.open(f"{folder}/reviews.db") as library:
        ...     number = library.save_calibration({"n": 120}, label="after PAY-2")
        ...     library.calibrations()["label"].tolist()
        ['after PAY-2']
        """
        table = CALIBRATIONS
        query = select(table.c.number, table.c.label, table.c.made_at).order_by(table.c.number)
        with self._reading() as connection:
            frame = pd.DataFrame(connection.execute(query).fetchall(), columns=["number", "label", "made_at"])
        return frame.assign(made_at=dates(frame["made_at"].astype("str"))).astype({"number": "int64", "label": "str"})
