"""Tables in several files, read as one in the order of their key."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tollbook.storage.elsewhere import readable


def in_order(table: pa.Table, order: Sequence[str]) -> pa.Table:
    """Return a table sorted by these columns, nulls last, text by its UTF-8 bytes (as DuckDB sorts too)."""
    return table.sort_by([(column, "ascending") for column in order]) if order and table.num_rows > 1 else table


def read_file(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Return the rows of one file, with `columns` only these. Opens no data set: that costs more than a small file."""
    with pq.ParquetFile(readable(path)) as file:
        return file.read(columns=None if columns is None else list(columns))


def matching_rows(path: Path, column: str, values: pa.Array, columns: Sequence[str]) -> pa.Table | None:
    """Return the rows of a file of which `column` is one of `values`; None, and no more is read, where none is."""
    with pq.ParquetFile(readable(path)) as file:
        chosen = pc.is_in(file.read(columns=[column]).column(column), values)
        return file.read(columns=list(columns)).filter(chosen) if pc.any(chosen).as_py() else None


def read_tables(paths: Sequence[Path], order: Sequence[str], columns: Sequence[str] | None = None) -> pa.Table:
    """Return the rows of all files, sorted by `order`. With `columns`, only these; they are sorted all the same.

    For tables that fit in memory; query the files with DuckDB otherwise. Raises ValueError when there are no files.
    """
    if not paths:
        raise ValueError("no files to read a table from")
    wanted = None if columns is None else [*columns, *(c for c in order if c not in columns)]
    parts = [read_file(path, wanted) for path in paths]
    table = in_order(pa.concat_tables(parts).combine_chunks(), order)
    return table if columns is None else table.select(list(columns))


def integers(column: pa.ChunkedArray | pa.Array) -> NDArray[Any]:
    """Return a column of integers without nulls; `to_numpy` would import pandas, which takes a quarter of a second."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    kind = np.dtype(str(whole.type))
    if not len(whole):
        return np.empty(0, kind)
    return np.frombuffer(whole.buffers()[1], kind)[whole.offset : whole.offset + len(whole)]
