"""Files with an article a row: JSON Lines, CSV, Parquet with columns id, text and optional title, published_on, ..."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tollbook.reading.decode import decode
from tollbook.reading.faults import ReadError
from tollbook.reading.pieces import Piece

REQUIRED = ("id", "text")
OPTIONAL = ("title", "published_on", "outlet", "url")
MAX_CELL = 64 * 1024 * 1024
_BATCH = 1000  # rows of Parquet that are decoded at once


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its 1-based number in the file, and its cells or why it is refused."""

    number: int
    cells: dict[str, Any]
    error: ReadError | None = None


def read_records(file: Path, kind: str, piece: Piece | None = None) -> list[Record]:
    """Return all rows of a file of `kind` jsonl, csv or parquet, or those of a piece of it, numbered as in the file.

    Raises ReadError when all of it is refused (missing_columns, bad_parquet, unknown_encoding, ...), OSError.
    """
    part = None if piece is None or piece.whole else piece
    if kind == "parquet":
        rows = list(_parquet(file, part))
    else:
        data, before = _bytes(file, part), part.first if part else 0
        if part is not None and not data.strip():
            return []
        rows = list({"jsonl": _json_lines, "csv": _csv}[kind](decode(data), before))
    if not rows and part is None:
        raise ReadError("empty", "the file holds no rows")
    if all(r.error is not None for r in rows):  # also a piece of blank lines
        return rows
    have = {k for r in rows for k in r.cells}
    _require(have)
    return rows


def columns_named(names: Iterable[object]) -> set[str]:
    """Return the names of columns, without the blanks around them and a byte order mark."""
    return {str(name).lstrip("\ufeff").strip() for name in names}


def separator_of(header: str) -> str:
    """Return what separates the columns of a CSV file with this first line."""
    return max(",;\t", key=header.count)


def _bytes(file: Path, piece: Piece | None) -> bytes:
    """The bytes of a file, or of a piece of it after its header."""
    with file.open("rb") as stream:
        if piece is None:
            return stream.read()
        head = stream.read(piece.head)
        stream.seek(piece.start)
        return head + stream.read(piece.end - piece.start)


def _require(have: set[str]) -> None:
    missing = [c for c in REQUIRED if c not in have]
    if missing:
        names = ", ".join(sorted(have)[:8])
        raise ReadError(
            "missing_columns", f"no column {' and '.join(missing)}; found: {names}; rename them or move the file"
        )


def _json_lines(text: str, before: int) -> Iterator[Record]:
    for number, line in enumerate(text.split("\n"), start=before + 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Record(number, {}, ReadError("bad_json", f"{str(error)[:120]}; each line must be one JSON object"))
            continue
        if isinstance(value, dict):
            yield Record(number, value)
        else:
            yield Record(number, {}, ReadError("bad_json", "not an object; each line must be one JSON object"))


def _csv(text: str, before: int) -> Iterator[Record]:
    separator = separator_of(text.split("\n", 1)[0])
    limit = csv.field_size_limit(MAX_CELL)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        _require(columns_named(reader.fieldnames or ()))
        for number, row in enumerate(reader, start=before + 1):
            if None in row or any(v is None for v in row.values()):
                yield Record(
                    number, {}, ReadError("bad_row", "more or fewer cells than columns; quote cells with commas")
                )
            else:
                yield Record(number, {str(k).strip(): v for k, v in row.items()})
    except csv.Error as error:
        raise ReadError("bad_csv", f"{error}; write the file again with standard quotes") from error
    finally:
        csv.field_size_limit(limit)


def _parquet(path: Path, piece: Piece | None) -> Iterator[Record]:
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            _require(set(names))
            yield from _rows_of(file, [c for c in (*REQUIRED, *OPTIONAL) if c in names], piece)
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError("bad_parquet", f"{str(error)[:120]}; write the file again") from error


def _rows_of(file: pq.ParquetFile, wanted: list[str], piece: Piece | None) -> Iterator[Record]:
    start, end = (piece.start, piece.end) if piece else (0, file.metadata.num_rows)
    number = 0
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if number + rows <= start or number >= end:
            number += rows
            continue
        for batch in file.iter_batches(_BATCH, row_groups=[group], columns=wanted):
            if number >= end:
                break
            if number + batch.num_rows > start:
                taken = batch.slice(max(0, start - number), end - max(start, number))
                for place, cells in enumerate(taken.to_pylist(), start=max(start, number) + 1):
                    yield Record(place, cells)
            number += batch.num_rows
