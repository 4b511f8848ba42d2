"""The data dictionary: what every column means, straight from the declarations."""

from __future__ import annotations

import pandas as pd

from .schema import TABLES


def dictionary() -> pd.DataFrame:
    """Every declared column with its type, unit and meaning.

    Returns
    -------
    DataFrame
        One row per column: table, column, type, unit, required, meaning, example.

    Examples
    --------
    >>> d = dictionary()
    >>> d.loc[(d.table == "tasks") & (d.column == "estimate"), "meaning"].item()
    'the first estimate, frozen'
    """
    rows = [
        {
            "table": t.name,
            "column": c.name,
            "type": c.type if c.type != "choice" else "one of " + ", ".join(c.choices),
            "unit": c.unit or "",
            "required": "yes" if c.required else "",
            "meaning": c.meaning,
            "example": c.example,
        }
        for t in TABLES.values()
        for c in t.columns
    ]
    return pd.DataFrame(rows)
