"""Columns of texts as Arrow holds them: the quick way through a million rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def arrow_text(values: pd.Series) -> pa.ChunkedArray:
    """The texts of a column as Arrow holds them.

    Parameters
    ----------
    values : Series
        Any column.

    Returns
    -------
    pyarrow.ChunkedArray of large_string

    Examples
    --------
    >>> arrow_text(pd.Series(["a", None])).null_count
    1
    """
    array = pa.array(values.astype("str"), type=pa.large_string(), from_pandas=True)
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def as_text(array: pa.ChunkedArray, index: pd.Index) -> pd.Series:
    """A column of texts from Arrow's.

    Parameters
    ----------
    array : pyarrow.ChunkedArray
        Texts.
    index : Index
        Row labels of the result.

    Returns
    -------
    Series of str

    Examples
    --------
    >>> as_text(pa.chunked_array([["a"]]), pd.Index([7])).to_dict()
    {7: 'a'}
    """
    series = pa.table({"text": array.cast(pa.large_string())}).to_pandas()["text"].astype("str")
    return series.set_axis(index)


def distinct(values: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """The different texts of a column, and for each row which of them it holds.

    Parameters
    ----------
    values : Series of str

    Returns
    -------
    texts : Series of str
        Each once, in order of appearance.
    codes : ndarray of int
        Position in `texts`; -1 where nothing stood.

    Examples
    --------
    >>> distinct(pd.Series(["b", None, "b"]))[1].tolist()
    [0, -1, 0]
    """
    encoded = arrow_text(values).dictionary_encode().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0) if encoded.num_chunks else pa.array([], pa.large_string()).dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    texts = as_text(pa.chunked_array([encoded.dictionary]), pd.RangeIndex(len(encoded.dictionary)))
    return texts, codes


def by_text(values: pd.Series, function: Callable[[str], object]) -> pd.Series:
    """A function of texts, called once for each different one.

    Parameters
    ----------
    values : Series of str
    function : callable
        From a text to a text or None.

    Returns
    -------
    Series of str
        Missing where nothing stood or the function gave None.

    Examples
    --------
    >>> by_text(pd.Series(["a", None, "a"]), str.upper).tolist()
    ['A', nan, 'A']
    """
    texts, codes = distinct(values)
    made = np.array([*[function(t) for t in texts], None], dtype=object)
    return pd.Series(made[codes], index=values.index, dtype="str")


def among(values: pd.Series, others: pd.Series) -> pd.Series:
    """Which texts occur in another column; nothing never does.

    Parameters
    ----------
    values, others : Series of str
        What to look for, and where.

    Returns
    -------
    Series of bool

    Examples
    --------
    >>> among(pd.Series(["a", None, "c"]), pd.Series(["a", None])).tolist()
    [True, False, False]
    """
    known = arrow_text(others.dropna()).combine_chunks()
    found = pc.is_in(arrow_text(values), value_set=known.chunk(0) if isinstance(known, pa.ChunkedArray) else known)
    return pd.Series(found.to_numpy().astype(bool), index=values.index)
