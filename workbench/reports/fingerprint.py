"""What data a report depends on, as a hash, so that it is made again when they change and only then."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pandas as pd

from ..tables import Tables

if TYPE_CHECKING:
    from ..store import Library
    from .template import Template


class Fingerprints:
    """Hashes of what a library holds; each is taken once, when it is asked for, and then serves many reports.

    Parameters
    ----------
    library : Library
        The review library.

    Notes
    -----
    A report on a project also shows what was learned from all others, so by default it depends on every row and on the newest
    calibration. A template that shows nothing but its own project says so in its metadata, ``{"workbench": {"reads": "project"}}``,
    and is then made again only when that project changes.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._tables: Tables | None = None
        kept = library.calibration()
        self._calibration = "" if kept is None else str(kept["number"])
        self._whole = ""

    def whole(self) -> str:
        """Of everything.

        Returns
        -------
        str
            64 hexadecimal digits.
        """
        if not self._whole:
            self._whole = hashlib.sha256(f"{self._calibration} {self._library.fingerprint()}".encode()).hexdigest()
        return self._whole

    def project(self, project_id: str) -> str:
        """Of one project's rows.

        Parameters
        ----------
        project_id : str
            The project.

        Returns
        -------
        str
            64 hexadecimal digits.
        """
        if self._tables is None:
            self._tables = self._library.read()
        return fingerprint(self._tables.of(project_id), "")

    def of(self, template: Template, project_id: str | None) -> str:
        """Of what a template shows about a project.

        Parameters
        ----------
        template : Template
            The report.
        project_id : str or None
            The project.

        Returns
        -------
        str
            64 hexadecimal digits.
        """
        return self.project(project_id) if template.reads == "project" and project_id else self.whole()


def fingerprint(tables: Tables, *more: str) -> str:
    """A hash of all values of some tables.

    Parameters
    ----------
    tables : Tables
        The data.
    *more : str
        What else counts.

    Returns
    -------
    str
        64 hexadecimal digits; the same for the same rows in the same order, in every process.

    Examples
    --------
    >>> one = Tables({"tasks": pd.DataFrame({"project_id": ["P"], "task_id": ["1"]})})
    >>> two = Tables({"tasks": pd.DataFrame({"project_id": ["P"], "task_id": ["2"]})})
    >>> fingerprint(one) == fingerprint(one), fingerprint(one) == fingerprint(two)
    (True, False)
    """
    total = hashlib.sha256("\0".join(more).encode())
    for name, frame in tables.items():
        plain = frame.assign(**{c: [repr(v) for v in frame[c]] for c in frame.columns if frame[c].dtype == object})
        total.update(f"\0{name}\0{','.join(frame.columns)}\0{len(frame)}\0".encode())
        total.update(pd.util.hash_pandas_object(plain, index=False).to_numpy().tobytes())
    return total.hexdigest()
