"""Large files of rows are read in pieces: where a file can be cut, and the digest of each piece.

Pieces are counted from the beginning of the file, so a file that only grew keeps those it had. A file is cut where a
row ends: JSON Lines after a line, CSV after a record as the csv module sees it, Parquet between two rows. Text is cut
only where it is UTF-8 throughout; other encodings need the whole file to be told.
"""

import codecs
import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from tollbook.ids import digest
from tollbook.reading.pieces import Piece
from tollbook.reading.records import MAX_CELL, REQUIRED, columns_named, separator_of

PIECE_BYTES = 4 * 1024 * 1024  # of text
PIECE_ROWS = 10_000  # of Parquet; a row group is decoded from its beginning for each piece of it
_CHUNK = 1 << 20


def cut(file: Path, kind: str, size: int) -> list[Piece]:
    """Return the pieces of a file; just one of a file that is small, cannot be cut, or holds one article.

    Raises OSError when it cannot be read.
    """
    pieces: list[Piece] = []
    if kind == "parquet":
        pieces = _parquet(file)
    elif kind in ("jsonl", "csv") and size > PIECE_BYTES:
        try:
            pieces = list(_json_lines(file) if kind == "jsonl" else _csv(file))
        except (UnicodeDecodeError, csv.Error):  # what is wrong is told when it is read
            pieces = []
    return pieces if len(pieces) > 1 else [Piece(0, size, 0, 0, content_digest(file), whole=True)]


def content_digest(file: Path) -> str:
    """Return 32 hex digits hashed from the bytes of a file. Raises OSError."""
    hasher = hashlib.blake2b(digest_size=16)
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            hasher.update(chunk)
    return hasher.hexdigest()


def _json_lines(file: Path) -> Iterator[Piece]:
    """Cut after the first line that ends beyond the size of a piece. Raises UnicodeDecodeError."""
    first = start = 0
    with file.open("rb") as stream:
        while data := stream.read(PIECE_BYTES):
            data += b"" if data.endswith(b"\n") else stream.readline()
            _plain(data)
            yield Piece(start, start + len(data), first, 0, hashlib.blake2b(data, digest_size=16).hexdigest())
            start += len(data)
            first += data.count(b"\n")


def _csv(file: Path) -> Iterator[Piece]:
    """Cut after the first record that ends beyond the size of a piece. Raises UnicodeDecodeError, csv.Error."""
    limit = csv.field_size_limit(MAX_CELL)
    try:
        with file.open("rb") as stream:
            separator = separator_of(stream.readline().decode("utf-8"))
            stream.seek(0)
            lines = _Lines(stream)
            records = csv.reader(lines, delimiter=separator, strict=True)
            if not columns_named(next(records, ())).issuperset(REQUIRED):
                return
            yield from _records(records, lines)
    finally:
        csv.field_size_limit(limit)


def _records(records: "Iterator[list[str]]", lines: "_Lines") -> Iterator[Piece]:
    head = start = lines.at
    first = number = 0
    lines.hashed()
    for record in records:
        number += bool(record)  # blank lines are no records
        if lines.at - start >= PIECE_BYTES:
            yield Piece(start, lines.at, first, head, lines.hashed())
            start, first = lines.at, number
    if lines.at > start:
        yield Piece(start, lines.at, first, head, lines.hashed())


class _Lines:
    """The lines of a file as text, and how far a reader of them has come."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._hasher = hashlib.blake2b(digest_size=16)
        self.at = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._stream:
            self.at += len(line)
            self._hasher.update(line)
            _plain(line)
            yield line.decode("utf-8")

    def hashed(self) -> str:
        """Return the digest of what was read since the last call."""
        found, self._hasher = self._hasher.hexdigest(), hashlib.blake2b(digest_size=16)
        return found


def _plain(data: bytes) -> None:
    """Raise UnicodeDecodeError for what is not UTF-8, and for UTF-16 that looks like it."""
    if b"\x00" in data:
        raise UnicodeDecodeError("utf-8", data[:1], 0, 1, "holds NUL bytes")
    codecs.utf_8_decode(data, "strict", True)


def _parquet(file: Path) -> list[Piece]:
    try:
        with pq.ParquetFile(file) as parquet:
            names, rows = set(parquet.schema_arrow.names), parquet.metadata
        counts = [rows.row_group(n).num_rows for n in range(rows.num_row_groups)]
    except (pa.ArrowException, OSError, ValueError):  # what is wrong is told when it is read
        return []
    if not names.issuperset(REQUIRED) or sum(counts) <= PIECE_ROWS:
        return []
    whole, pieces, first = content_digest(file), [], 0
    for count in counts:
        for start in range(first, first + count, PIECE_ROWS):
            end = min(start + PIECE_ROWS, first + count)
            pieces.append(Piece(start, end, start, 0, digest([whole, str(start), str(end)])))
        first += count
    return pieces
