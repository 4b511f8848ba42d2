"""Headers that repeat: several columns of one meaning, read as a list per row."""

from __future__ import annotations

import numpy as np
import pandas as pd


def entries(columns: list[pd.Series]) -> pd.DataFrame:
    """The filled cells of columns with one meaning, row by row, in the order of the columns.

    Parameters
    ----------
    columns : list of Series
        Same index each.

    Returns
    -------
    DataFrame
        row (index label), number (from 1 within the row), text.

    Examples
    --------
    >>> entries([pd.Series(["S1", None]), pd.Series(["S2", "S2"])]).values.tolist()
    [[0, 1, 'S1'], [0, 2, 'S2'], [1, 1, 'S2']]
    """
    texts, places, orders = [], [], []
    for number, column in enumerate(columns):
        filled = np.flatnonzero(column.notna().to_numpy())
        places.append(filled)
        orders.append(np.full(len(filled), number))
        texts.append(column.iloc[filled].astype("str"))
    place = np.concatenate(places) if places else np.array([], dtype="int64")
    order = np.lexsort((np.concatenate(orders), place)) if len(place) else place
    text = pd.concat(texts, ignore_index=True) if texts else pd.Series(dtype="str")
    index = columns[0].index if columns else pd.Index([])
    made = pd.DataFrame({"row": index[place[order]], "text": text.iloc[order].to_numpy()})
    made.insert(1, "number", made.groupby("row", sort=False).cumcount() + 1)
    return made


def joined(columns: list[pd.Series], mark: str = "|") -> pd.Series:
    """The filled cells of each row joined by a mark; missing where none is filled.

    Parameters
    ----------
    columns : list of Series
        Same index each.
    mark : str
        What to put between.

    Returns
    -------
    Series of str

    Examples
    --------
    >>> joined([pd.Series(["a", None]), pd.Series(["b", None])]).tolist()
    ['a|b', nan]
    """
    made = columns[0].astype("str")
    for other in columns[1:]:
        text = other.astype("str")
        made = (made + mark + text).where(made.notna() & text.notna(), made.fillna(text))
    return made
