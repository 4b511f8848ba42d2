"""A set of canonical tables that travel together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from .declare import Table
from .schema import TABLES, table

_DTYPES = {"number": "float64", "integer": "Int64", "date": "datetime64[us]", "flag": "boolean"}


def dtype_of(kind: str) -> str:
    """The pandas dtype of a column type.

    Examples
    --------
    >>> dtype_of("date")
    'datetime64[us]'
    """
    return _DTYPES.get(kind, "str")


def empty(name: str) -> pd.DataFrame:
    """A table without rows, with every declared column in its declared type.

    Parameters
    ----------
    name : str
        A table's name.

    Returns
    -------
    DataFrame, shape (0, number of declared columns)

    Examples
    --------
    >>> len(empty("projects")), empty("projects").columns[0]
    (0, 'project_id')
    """
    return pd.DataFrame({c.name: pd.Series(dtype=dtype_of(c.type)) for c in table(name).columns})


def complete(frame: pd.DataFrame, declared: Table) -> pd.DataFrame:
    """The frame with every declared column, in order; missing ones hold nothing; undeclared ones are left out.

    The index is kept: it carries the row number of the source.
    """
    blank = {dtype: pd.Series(index=frame.index, dtype=dtype) for dtype in {dtype_of(c.type) for c in declared.columns}}
    columns = {c.name: frame[c.name] if c.name in frame else blank[dtype_of(c.type)] for c in declared.columns}
    return pd.DataFrame(columns, index=frame.index, copy=False)


class Tables(Mapping[str, pd.DataFrame]):
    """Canonical tables by name; a table that is not there reads as an empty one.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Tables to hold; names must be declared. Frames are not copied and must not be changed afterwards.

    Raises
    ------
    SchemaError
        When a name is not a declared table.

    Examples
    --------
    >>> t = Tables({"tasks": pd.DataFrame({"project_id": ["P"], "task_id": ["1"]})})
    >>> len(t.tasks), len(t.sprints), list(t)
    (1, 0, ['tasks'])
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame] | None = None) -> None:
        frames = frames or {}
        for name in frames:
            table(name)
        self._frames = {name: frames[name] for name in TABLES if name in frames}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            return empty(name)
        return self._frames[name]

    def __contains__(self, name: object) -> bool:
        return name in self._frames  # reading an absent table is allowed, but it is not there

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in TABLES:
            return self[name]
        raise AttributeError(name)

    def __repr__(self) -> str:
        return "Tables(" + ", ".join(f"{name}: {len(f):,}" for name, f in self._frames.items()) + ")"

    def of(self, project_id: str) -> Tables:
        """The rows of one project, in every table.

        Parameters
        ----------
        project_id : str
            The project's key.

        Returns
        -------
        Tables
        """
        return Tables({name: f[f["project_id"] == project_id].reset_index(drop=True) for name, f in self._frames.items()})
