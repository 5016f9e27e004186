"""Files with an article a row: JSON Lines, CSV, Parquet with columns id, text and optional title, published_on, ..."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tollbook.reading.decode import decode
from tollbook.reading.faults import ReadError

REQUIRED = ("id", "text")
OPTIONAL = ("title", "published_on", "outlet", "url")
_MAX_CELL = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its 1-based number in the file, and its cells or why it is refused."""

    number: int
    cells: dict[str, Any]
    error: ReadError | None = None


def read_records(data: bytes, kind: str) -> list[Record]:
    """Return all rows of a file of `kind` jsonl, csv or parquet.

    Raises ReadError when the whole file is refused (missing_columns, bad_parquet, unknown_encoding, ...).
    """
    rows = list({"jsonl": _json_lines, "csv": _csv, "parquet": _parquet}[kind](data))
    if not rows:
        raise ReadError("empty", "the file holds no rows")
    if all(r.error is not None for r in rows):
        return rows
    have = {k for r in rows for k in r.cells}
    _require(have)
    return rows


def _require(have: set[str]) -> None:
    missing = [c for c in REQUIRED if c not in have]
    if missing:
        names = ", ".join(sorted(have)[:8])
        raise ReadError(
            "missing_columns", f"no column {' and '.join(missing)}; found: {names}; rename them or move the file"
        )


def _json_lines(data: bytes) -> Iterator[Record]:
    for number, line in enumerate(decode(data).split("\n"), start=1):
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


def _csv(data: bytes) -> Iterator[Record]:
    text = decode(data)
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    limit = csv.field_size_limit(_MAX_CELL)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        _require({str(name).strip() for name in reader.fieldnames or ()})
        for number, row in enumerate(reader, start=1):
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


def _parquet(data: bytes) -> Iterator[Record]:
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        names = file.schema_arrow.names
        _require(set(names))
        wanted = [c for c in (*REQUIRED, *OPTIONAL) if c in names]
        number = 0
        for batch in file.iter_batches(columns=wanted):
            for cells in batch.to_pylist():
                number += 1
                yield Record(number, cells)
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError("bad_parquet", f"{str(error)[:120]}; write the file again") from error
