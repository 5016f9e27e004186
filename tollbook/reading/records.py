"""Files with an article a row: JSON Lines, CSV, Parquet with columns id, text and optional title, published_on, ..."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tollbook.reading.csv_rows import (
    cell_fault,
    columns_named,
    csv_rows,
    lines_of,
    once_each,
    record_of,
    require_columns,
    separator_of,
)
from tollbook.reading.decode import decode, utf8_or_one_byte
from tollbook.reading.faults import CHANGED, ReadError
from tollbook.reading.parquet_rows import parquet_rows
from tollbook.reading.pieces import MAX_ROW, Piece
from tollbook.reading.record import ADVICE, OPTIONAL, REQUIRED, Record

_MOST = MAX_ROW + (8 << 20)  # bytes of a piece
_TOO_LONG = f"a row of more than {MAX_ROW // 1024**2} MiB; remove it, or split the article"


def read_records(file: Path, kind: str, piece: Piece | None = None) -> list[Record]:
    """Return all rows of a file of `kind` jsonl, csv or parquet, or those of a piece of it, numbered as in the file.

    Raises ReadError when all of it is refused (missing_columns, bad_parquet, unknown_encoding, ...), OSError.
    """
    part = None if piece is None or piece.whole else piece
    if kind == "parquet":
        rows = list(parquet_rows(file, part, piece.digest if piece else None))
    elif part is not None and kind == "jsonl" and part.end - part.start > _MOST:  # a line alone, see `cutting`
        return [Record(part.first + 1, {}, ReadError("too_large", _TOO_LONG))]
    else:
        data, before = read_bytes(file, piece), part.first if part else 0
        if part is not None and not data.strip():
            return []
        text = decode(data, rows=True) if part is None else utf8_or_one_byte(data)  # only UTF-8 is cut
        rows = list({"jsonl": _json_lines, "csv": _csv}[kind](text, before))
    if not rows and part is None:
        raise ReadError("empty", "the file holds no rows; remove it")
    if kind == "jsonl" and not all(r.error is not None for r in rows):  # also a piece of blank lines
        require_columns({k for r in rows for k in r.cells}, REQUIRED, ADVICE)
    return rows


def read_bytes(file: Path, piece: Piece | None) -> bytes:
    """Return the bytes of a file, or of a piece of it after its header.

    Raises OSError, ReadError (changed_while_read) when they are not those of which the digest was taken.
    """
    with file.open("rb") as stream:
        if piece is None:
            return stream.read()
        head = stream.read(piece.head)
        stream.seek(piece.start)
        data = head + stream.read(piece.end - piece.start)
        grown = piece.whole and stream.read(1)
    if grown or hashlib.blake2b(data, digest_size=16).hexdigest() != piece.digest:
        raise ReadError(CHANGED, "the file was written to while it was read; it is read again in the next run")
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)[:40]!r} stands twice")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=lambda _: None)  # NaN is an empty cell


def _json_lines(text: str, before: int) -> Iterator[Record]:
    for number, line in enumerate(text.split("\n"), start=before + 1):
        if not line.strip():
            continue
        try:
            if len(line) > MAX_ROW:
                raise ReadError("too_large", _TOO_LONG)
            yield Record(number, _object(line))
        except ReadError as error:
            yield Record(number, {}, error)


def _object(line: str) -> dict[str, Any]:
    try:
        value = _DECODER.decode(line.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        told = f"{error.msg} at column {error.colno}; each line must be one JSON object"
        raise ReadError("bad_json", told) from error
    except RecursionError as error:
        raise ReadError("bad_json", "nested too deeply; each line must be one JSON object of plain values") from error
    except ValueError as error:
        raise ReadError("bad_json", f"{str(error)[:120]}; each line must be one JSON object") from error
    if not isinstance(value, dict):
        raise ReadError("bad_json", "not an object; each line must be one JSON object")
    return value


def _csv(text: str, before: int) -> Iterator[Record]:
    lines = lines_of(text)
    if not lines:
        return
    separator = separator_of(lines[0])
    names = _header(lines, separator)
    rows = csv_rows(lines, separator, record_of(len(names), names.index("id")))
    next(rows)  # the header
    for number, (line, cells) in enumerate(rows, start=before + 1):
        if isinstance(cells, ReadError):
            yield Record(number, {}, ReadError(cells.reason, f"line {line}: {cells.detail}"))
        elif fault := cell_fault(cells, len(names)):
            yield Record(number, {}, fault)
        else:
            yield Record(number, dict(zip(names, cells, strict=True)))


def _header(lines: Sequence[str], separator: str) -> list[str]:
    _, cells = next(csv_rows(lines, separator), (1, []))
    if isinstance(cells, ReadError):
        raise ReadError("bad_csv", f"line 1: {cells.detail}")
    names = columns_named(cells)
    require_columns(names, REQUIRED, ADVICE)
    once_each(names, (*REQUIRED, *OPTIONAL))
    return names
