"""Rows of Parquet files: columns of whatever type to plain cells, one row group after the other."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tollbook.reading.csv_rows import once_each, require_columns
from tollbook.reading.decode import utf8_or_one_byte
from tollbook.reading.faults import CHANGED, ReadError
from tollbook.reading.pieces import MAX_BYTES, Piece
from tollbook.reading.record import ADVICE, OPTIONAL, REQUIRED, Record

FAULTS = (pa.ArrowException, OSError, ValueError, OverflowError, KeyError)  # what pyarrow says of damaged files
_BATCH = 100  # rows that are decoded at once; each may be a long text
_PACKED = 200  # times smaller than its content that a file of text is not
_BIG = 4 * 1024 * 1024  # bytes of a row group


def parquet_rows(path: Path, piece: Piece | None, expected: str | None) -> Iterator[Record]:
    """Yield the rows of a file, or those of a piece of it; a row group that is damaged is one refused row.

    `expected` is the digest that the file, or the piece of it, had when it was found. Raises ReadError
    (bad_parquet, missing_columns, repeated_columns, wrong_type, changed_while_read; the last one also after all rows),
    OSError.
    """
    with path.open("rb") as stream:
        if piece is None and expected is not None:
            _same(hashlib.file_digest(stream, _hasher).hexdigest(), expected)
            stream.seek(0)
        try:
            file = pq.ParquetFile(stream)
            names = file.schema_arrow.names
            require_columns(names, REQUIRED, ADVICE)
            once_each(names, (*REQUIRED, *OPTIONAL))
            wanted = [c for c in (*REQUIRED, *OPTIONAL) if c in names]
            _check_types(file.schema_arrow)
            _check_rows(file.metadata)
        except FAULTS as error:
            if isinstance(error, ReadError):
                raise
            raise ReadError("bad_parquet", f"{_first_line(error)}; write the file again") from error
        hasher = _hasher()
        for record in _rows_of(file, wanted, piece, os.fstat(stream.fileno()).st_size):
            if piece is None:
                yield record
                continue
            hasher.update(row_bytes(record))
            yield replace(record, number=record.number - piece.start + piece.first)
        if piece is not None and expected is not None:
            _same(hasher.hexdigest(), expected)


def row_bytes(record: Record) -> bytes:
    """Return what a row holds, or why it cannot be read, for its hash."""
    fault = (record.error.reason, record.error.detail) if record.error else None
    return repr((record.cells, fault)).encode("utf-8", "surrogatepass")


def _hasher() -> "hashlib.blake2b":
    return hashlib.blake2b(digest_size=16)


def _same(found: str, expected: str) -> None:
    if found != expected:
        raise ReadError(CHANGED, "the file was written to while it was read; it is read again in the next run")


def _check_rows(metadata: Any) -> None:
    groups = sum(metadata.row_group(n).num_rows for n in range(metadata.num_row_groups))
    if groups != metadata.num_rows:
        raise ValueError(f"it says that it has {metadata.num_rows:,} rows, and its parts that they have {groups:,}")


def _check_types(schema: pa.Schema) -> None:
    kind = schema.field("text").type
    if not (_is_text(kind) or pa.types.is_null(kind)):
        raise ReadError("wrong_type", f"column text is {kind}, not text; write it as text")
    kind = schema.field("id").type
    if pa.types.is_nested(kind):
        raise ReadError("wrong_type", f"column id is {kind}, not text or a number; write it as text")


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    return any(test(kind) for test in tests)


def _rows_of(file: pq.ParquetFile, wanted: list[str], piece: Piece | None, size: int) -> Iterator[Record]:
    start, end = (piece.start, piece.end) if piece else (0, file.metadata.num_rows)
    before = 0
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if before + rows > start and before < end:
            number, last = max(start, before), min(end, before + rows)
            try:
                _check_packing(file.metadata.row_group(group), size)
                for record in _group(file, group, wanted, (start - before, end - before)):
                    yield replace(record, number=before + record.number)
                    number = before + record.number
                if number < last:
                    raise ValueError("they are not there")
            except FAULTS as error:
                told = f"rows {number + 1:,} to {last:,} cannot be read: {_first_line(error)}; write the file again"
                yield Record(number + 1, {}, ReadError("bad_parquet", told))
        before += rows


def _check_packing(group: Any, size: int) -> None:
    """Refuse what would unpack to far more than any text does. `size` is that of the file in bytes.

    Only what the group says of itself is looked at: asking for a column of a damaged file ends the process.
    """
    unpacked = group.total_byte_size
    if unpacked > max(_BIG, _PACKED * size) or unpacked > MAX_BYTES * max(1, group.num_rows):
        raise ValueError(f"they unpack to {unpacked:,} bytes")


def _group(file: pq.ParquetFile, group: int, wanted: list[str], span: tuple[int, int]) -> Iterator[Record]:
    """The rows of one row group that lie in `span`, counted from its first."""
    start, end = span
    number = 0
    for batch in file.iter_batches(_BATCH, row_groups=[group], columns=wanted):
        if number >= end:
            return
        if number + batch.num_rows > start:
            taken = batch.slice(max(0, start - number), end - max(start, number))
            columns = [_cells(taken.column(name)) for name in wanted]
            for place, cells in enumerate(zip(*columns, strict=True), start=max(start, number) + 1):
                fault = next((cell for cell in cells if isinstance(cell, ReadError)), None)
                yield Record(place, {} if fault else dict(zip(wanted, cells, strict=True)), fault)
        number += batch.num_rows


def _cells(column: pa.Array) -> Sequence[Any]:
    """The cells of a column as Python values; days and times as text, for some are none that Python knows.

    Text that is no UTF-8 is damaged and a ReadError, but for text that was stored as bytes.
    """
    if pa.types.is_dictionary(column.type):
        values = _cells(column.dictionary)
        return [None if n is None else values[n] for n in column.indices.to_pylist()]
    if pa.types.is_temporal(column.type) and not pa.types.is_duration(column.type):
        return _cells(column.cast(pa.string()))
    if not _is_text(column.type):
        cells: Sequence[Any] = column.to_pylist()
        return cells
    text = utf8_or_one_byte if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type) else _utf8
    return [None if b is None else text(b) for b in column.cast(pa.large_binary()).to_pylist()]


def _utf8(data: bytes) -> str | ReadError:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ReadError("bad_parquet", "text that is no UTF-8, as of a damaged file; write the file again")


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
