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

import pyarrow.parquet as pq

from tollbook.ids import digest
from tollbook.reading.csv_rows import columns_named, separator_of
from tollbook.reading.decode import is_wide
from tollbook.reading.faults import ReadError
from tollbook.reading.parquet_rows import FAULTS
from tollbook.reading.pieces import MAX_BYTES, MAX_ROW, Piece
from tollbook.reading.record import REQUIRED

PIECE_BYTES = 4 * 1024 * 1024  # of text
PIECE_ROWS = 10_000  # of Parquet; a row group is decoded from its beginning for each piece of it
_ROWS_A_BYTE = 100  # more than packed articles can be
_CHUNK = 1 << 20


def cut(file: Path, kind: str, size: int) -> list[Piece]:
    """Return the pieces of a file; just one of a file that is small, cannot be cut, or holds one article.

    JSON Lines that are too large to be read whole are cut although not all of them are UTF-8: what is wrong with a line
    is told when it is read. Raises OSError, ReadError (too_large).
    """
    pieces: list[Piece] = []
    if kind == "parquet":
        pieces = _parquet(file, size)
    elif kind in ("jsonl", "csv") and size > PIECE_BYTES:
        try:
            pieces = list(_json_lines(file) if kind == "jsonl" else _csv(file))
        except (UnicodeDecodeError, csv.Error) as error:
            pieces = _all_the_same(file, kind, size, error)
    return pieces if len(pieces) > 1 else [Piece(0, size, 0, 0, content_digest(file), whole=True)]


def _all_the_same(file: Path, kind: str, size: int, error: Exception) -> list[Piece]:
    """The pieces of a file of which something is wrong; none where it is read whole, and tells then what it is."""
    if size <= MAX_BYTES:
        return []
    with file.open("rb") as stream:
        wide = is_wide(stream.read(_CHUNK))
    if kind == "jsonl" and not wide:
        return list(_json_lines(file, strict=False))
    told = "UTF-16 or UTF-32" if wide else error.reason if isinstance(error, UnicodeDecodeError) else str(error)
    advice = f"it cannot be read in pieces ({told}): save it as UTF-8 with quotes that close, or split it"
    raise ReadError("too_large", f"{size:,} bytes, more than {MAX_BYTES:,}; {advice}") from error


def content_digest(file: Path) -> str:
    """Return 32 hex digits hashed from the bytes of a file. Raises OSError."""
    hasher = hashlib.blake2b(digest_size=16)
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            hasher.update(chunk)
    return hasher.hexdigest()


def _json_lines(file: Path, *, strict: bool = True) -> Iterator[Piece]:
    """Cut after the first line that ends beyond the size of a piece. Raises UnicodeDecodeError.

    A line that is too long to be read is a piece alone.
    """
    first = start = 0
    with file.open("rb") as stream:
        while data := stream.read(PIECE_BYTES):
            data += b"" if data.endswith(b"\n") else stream.readline(MAX_ROW)
            rest = b""
            if len(data) > MAX_ROW and not data.endswith(b"\n"):
                lines = data.rfind(b"\n") + 1
                data, rest = data[:lines], data[lines:]
            if strict:
                _plain(data, first)
            if data:
                yield Piece(start, start + len(data), first, 0, hashlib.blake2b(data, digest_size=16).hexdigest())
            start += len(data)
            first += data.count(b"\n")
            if rest:
                long = _long_line(stream, rest, start, first)
                yield long
                start, first = long.end, first + 1


def _long_line(stream: IO[bytes], begun: bytes, start: int, first: int) -> Piece:
    """The piece of a line of which `begun` was read; nothing of it is held."""
    hasher, size = hashlib.blake2b(begun, digest_size=16), len(begun)
    while not begun.endswith(b"\n") and (begun := stream.readline(_CHUNK)):
        hasher.update(begun)
        size += len(begun)
    return Piece(start, start + size, first, 0, hasher.hexdigest())


def _csv(file: Path) -> Iterator[Piece]:
    """Cut after the first record that ends beyond the size of a piece. Raises UnicodeDecodeError, csv.Error."""
    limit = csv.field_size_limit(MAX_ROW)
    try:
        with file.open("rb") as stream:
            separator = separator_of(stream.readline(MAX_ROW).decode("utf-8"))
            stream.seek(0)
            lines = _Lines(stream)
            records = csv.reader(lines, delimiter=separator, strict=True)
            if not set(REQUIRED).issubset(columns_named(next(records, ()))):
                return
            yield from _records(records, lines)
    finally:
        csv.field_size_limit(limit)


def _records(records: "Iterator[list[str]]", lines: "_Lines") -> Iterator[Piece]:
    head = start = lines.at
    first = number = 0
    lines.end_header()
    for record in records:
        number += bool(record)  # blank lines are no records
        if lines.at - start >= PIECE_BYTES:
            yield Piece(start, lines.at, first, head, lines.hashed())
            start, first = lines.at, number
    if lines.at > start:
        yield Piece(start, lines.at, first, head, lines.hashed())


class _Lines:
    """The lines of a file as text, how far a reader of them has come, and the digest of what it read.

    The digest of each piece begins with the header, which says what is in it.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._hasher = hashlib.blake2b(digest_size=16)
        self._header = self._hasher
        self.at = 0

    def __iter__(self) -> Iterator[str]:
        number = 0
        while line := self._stream.readline(MAX_ROW):
            number += 1
            if len(line) == MAX_ROW:
                raise csv.Error(f"line {number} is longer than {MAX_ROW:,} bytes")
            self.at += len(line)
            self._hasher.update(line)
            _plain(line, number - 1)
            yield line.decode("utf-8")

    def end_header(self) -> None:
        """Take what was read so far for the header."""
        self._header = self._hasher
        self._hasher = self._header.copy()

    def hashed(self) -> str:
        """Return the digest of the header and what was read since the last call."""
        found, self._hasher = self._hasher.hexdigest(), self._header.copy()
        return found


def _plain(data: bytes, before: int) -> None:
    """Raise UnicodeDecodeError for what is not UTF-8, and for UTF-16 that looks like it. `before` lines are before."""
    at = data.find(b"\x00")
    if at < 0:
        try:
            codecs.utf_8_decode(data, "strict", True)
        except UnicodeDecodeError as error:
            at = error.start
    if at >= 0:
        line = before + data.count(b"\n", 0, at) + 1
        raise UnicodeDecodeError("utf-8", data[at : at + 1], 0, 1, f"line {line} is not UTF-8")


def _parquet(file: Path, size: int) -> list[Piece]:
    try:
        with pq.ParquetFile(file) as parquet:
            names, rows = set(parquet.schema_arrow.names), parquet.metadata
        counts = [rows.row_group(n).num_rows for n in range(rows.num_row_groups)]
    except FAULTS:  # what is wrong is told when it is read
        return []
    if (
        sum(counts) != rows.num_rows
        or not names.issuperset(REQUIRED)
        or not PIECE_ROWS < sum(counts) < _ROWS_A_BYTE * size
        or min(counts) < 0
    ):
        return []  # also where a damaged file claims more rows than it can hold
    whole, pieces, first = content_digest(file), [], 0
    for count in counts:
        for start in range(first, first + count, PIECE_ROWS):
            end = min(start + PIECE_ROWS, first + count)
            pieces.append(Piece(start, end, start, 0, digest([whole, str(start), str(end)])))
        first += count
    return pieces
