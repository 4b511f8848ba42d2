"""Parquet files, of plain columns only: nothing nested, no objects."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from workbench.importers import limits
from workbench.tables import InputError

from .sheet import Head, Sheet


class ParquetFile:
    """A Parquet file with a scalar schema.

    Parameters
    ----------
    data : bytes
        The file.
    """

    kind: Literal["table", "json", "xml"] = "table"

    def __init__(self, data: bytes) -> None:
        self.notes: tuple[str, ...] = ()
        self._size = len(data)
        with _sound():
            texts = [f.name for f in pq.read_schema(io.BytesIO(data)) if pa.types.is_string(f.type) or pa.types.is_large_string(f.type)]
            self._file = pq.ParquetFile(io.BytesIO(data), read_dictionary=texts)  # each text once, however often it is meant
            meta, schema = self._file.metadata, self._file.schema_arrow
        limits.refuse_shape(meta.num_rows, meta.num_columns)
        inflated = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
        if inflated > limits.INFLATED_BYTES:  # a column of one repeated text packs to almost nothing: no ratio here
            limits.refuse_inflated(inflated, len(data))
        for column in schema:
            if not _is_scalar(column.type):
                raise InputError(
                    f"the column {column.name!r} holds {column.type} values.",
                    expected="plain texts, numbers, dates or yes/no.",
                    todo="write the table with plain columns.",
                )
        if meta.num_rows == 0:
            raise InputError("the Parquet file has columns but no rows.", todo="check the filter, then write it again.")

    def heads(self) -> list[Head]:
        """The column names."""
        return [Head("", (tuple(self._file.schema_arrow.names),))]

    def document(self) -> Any:
        """A Parquet file is not a document."""
        raise InputError("the file is a table, not a document.")

    def sheet(self, head: Head, header_row: int) -> Sheet:
        """The whole table; rows are numbered from 1."""
        with _sound():
            table = self._file.read()
            table.validate(full=True)
            written = sum(_written_out(table.column(i)) for i in range(table.num_columns))
            if written > limits.INFLATED_BYTES:
                limits.refuse_inflated(written, self._size)
            columns = {i: _column(table.column(i)) for i in range(table.num_columns)}
        frame = pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows), copy=False)
        frame.index = pd.RangeIndex(1, table.num_rows + 1)
        return Sheet("", head.rows[0], frame)


@contextmanager
def _sound() -> Iterator[None]:
    """Whatever the reader stumbles over is told in words."""
    try:
        yield
    except (pa.ArrowException, OSError, UnicodeError, OverflowError) as error:
        raise InputError("the Parquet file is damaged.", todo="write or download it again.") from error


def _is_scalar(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type)
    words = ("string", "large_string", "integer", "floating", "boolean", "decimal", "timestamp", "date", "null")
    return any(getattr(pa.types, f"is_{word}")(kind) for word in words)


def _written_out(values: pa.ChunkedArray) -> int:
    """Bytes of a column of texts once each is written out."""
    if not pa.types.is_dictionary(values.type):
        return 0
    found = 0
    for part in values.chunks:
        counted = pc.value_counts(part.indices.drop_null())
        lengths = pc.binary_length(part.dictionary).take(counted.field("values"))
        found += pc.sum(pc.multiply(pc.cast(lengths, pa.int64()), counted.field("counts"))).as_py() or 0
    return found


def _column(values: pa.ChunkedArray) -> pd.Series:
    kind = values.type
    if pa.types.is_dictionary(kind) or pa.types.is_null(kind):
        values = values.cast(pa.large_string())
    elif pa.types.is_decimal(kind):
        values = values.cast(pa.float64())
    elif pa.types.is_date(kind):
        values = values.cast(pa.timestamp("us"))
    elif pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        types = {True: "boolean", False: "Int64"}
        return values.to_pandas(types_mapper=None).astype(types[pa.types.is_boolean(kind)]) if values.null_count else values.to_pandas()
    return values.to_pandas()
