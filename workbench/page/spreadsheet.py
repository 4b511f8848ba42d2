"""A table as CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import unicodedata

import pandas as pd

from workbench.tables import defused
from workbench.wording.numbers import absent


def csv_text(frame: pd.DataFrame) -> str:
    """A frame as CSV: dates as days, numbers as numbers, absent as nothing, texts defused.

    Parameters
    ----------
    frame : DataFrame
        Any table; its index is left out.

    Returns
    -------
    str

    Examples
    --------
    >>> print(csv_text(pd.DataFrame({"kind": ["=cmd()", None], "over": [-98.5, 3]})), end="")
    kind,over
    '=cmd(),-98.5
    ,3.0
    """
    columns = []
    for i in range(frame.shape[1]):
        values = frame.iloc[:, i]
        if pd.api.types.is_datetime64_any_dtype(values):
            whole = (values.dropna() == values.dropna().dt.normalize()).all()
            columns.append(values.dt.strftime("%Y-%m-%d" if whole else "%Y-%m-%d %H:%M:%S"))
        elif pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
            columns.append(values.astype("object").map(_cell))
        else:
            columns.append(values)
    out = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=frame.index)
    out.columns = [defused(_shown(_line(str(c)))) for c in frame.columns]
    return out.to_csv(index=False, lineterminator="\n")


def _cell(value: object) -> object:
    if isinstance(value, str):
        return defused(_shown(value))
    if absent(value):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    return defused(_shown(str(value)))


def _shown(text: str) -> str:
    return "".join(c for c in text if c in "\n\t\r" or unicodedata.category(c) not in ("Cc", "Cs"))


def _line(text: str) -> str:
    return " ".join(text.split()) if text.strip() else text
