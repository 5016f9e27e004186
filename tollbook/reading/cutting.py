"""Large files of rows are read in pieces: where a file can be cut, and the digest of each piece.

Which rows a piece ends with is told by their own content, within bounds of size, so that a row that comes, changes or
goes anywhere in a file leaves the pieces before and after it as they were. A file is cut where a row ends: JSON Lines
after a line, CSV after a record as the csv module sees it, Parquet between two rows. Text is cut only where it is UTF-8
throughout; other encodings need the whole file to be told.
"""

import codecs
import csv
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pyarrow.parquet as pq

from tollbook.reading.csv_rows import columns_named, separator_of
from tollbook.reading.decode import is_wide
from tollbook.reading.faults import ReadError
from tollbook.reading.parquet_rows import FAULTS, parquet_rows, row_bytes
from tollbook.reading.pieces import MAX_BYTES, MAX_ROW, Piece
from tollbook.reading.record import REQUIRED

PIECE_BYTES = 512 * 1024  # of text, about
PIECE_ROWS = 512  # of Parquet, about; of large row groups more, for one is decoded from its beginning for each piece
_PIECE_ROWS_MOST = 4096
_PIECES = 32  # of a row group, about
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


class _Ends:
    """Tells after which rows a piece ends, by the content of these rows.

    The larger a row, the likelier it ends one: after a quarter of the `usual` size, pieces go on for the usual size on
    average, and for four times that at most. Each piece begins to count anew, as in content-defined chunking.
    """

    def __init__(self, usual: int) -> None:
        self._usual = usual
        self._size = 0

    def after(self, row: bytes, size: int) -> bool:
        """Whether the piece ends after this row, which adds so much to its size."""
        self._size += size
        chosen = self._size * 4 >= self._usual and zlib.crc32(row) * self._usual < size << 32
        if chosen or self._size >= 4 * self._usual:
            self._size = 0
            return True
        return False


def _json_lines(file: Path, *, strict: bool = True) -> Iterator[Piece]:
    """Cut after some lines. A line that is too long to be read is a piece alone. Raises UnicodeDecodeError."""
    ends, hasher = _Ends(PIECE_BYTES), _hasher()
    first = start = number = at = 0
    with file.open("rb", buffering=_CHUNK) as stream:
        while line := stream.readline(MAX_ROW):
            is_long = len(line) == MAX_ROW and not line.endswith(b"\n")
            if is_long and at > start:
                yield Piece(start, at, first, 0, hasher.hexdigest())
            if is_long:
                long = _long_line(stream, line, at, number)
                yield long
                start = at = long.end
                first = number = number + 1
                ends, hasher = _Ends(PIECE_BYTES), _hasher()
                continue
            if strict:
                _plain(line, number)
            hasher.update(line)
            at, number = at + len(line), number + 1
            if ends.after(line, len(line)):
                yield Piece(start, at, first, 0, hasher.hexdigest())
                start, first, hasher = at, number, _hasher()
    if at > start:
        yield Piece(start, at, first, 0, hasher.hexdigest())


def _hasher() -> "hashlib.blake2b":
    return hashlib.blake2b(digest_size=16)


def _long_line(stream: IO[bytes], begun: bytes, start: int, first: int) -> Piece:
    """The piece of a line of which `begun` was read; nothing of it is held."""
    hasher, size = hashlib.blake2b(begun, digest_size=16), len(begun)
    while not begun.endswith(b"\n") and (begun := stream.readline(_CHUNK)):
        hasher.update(begun)
        size += len(begun)
    return Piece(start, start + size, first, 0, hasher.hexdigest())


def _csv(file: Path) -> Iterator[Piece]:
    """Cut after some records. Raises UnicodeDecodeError, csv.Error."""
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
        if lines.end_piece():
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
        self._hasher = _hasher()
        self._header = self._hasher
        self._ends = _Ends(PIECE_BYTES)
        self._record: list[bytes] = []
        self.at = 0

    def __iter__(self) -> Iterator[str]:
        number = 0
        while line := self._stream.readline(MAX_ROW):
            number += 1
            if len(line) == MAX_ROW:
                raise csv.Error(f"line {number} is longer than {MAX_ROW:,} bytes")
            self.at += len(line)
            self._hasher.update(line)
            self._record.append(line)
            _plain(line, number - 1)
            yield line.decode("utf-8")

    def end_header(self) -> None:
        """Take what was read so far for the header."""
        self._header = self._hasher
        self._hasher = self._header.copy()
        self._record.clear()

    def end_piece(self) -> bool:
        """Whether a piece ends after the record of the lines read since the last call."""
        record = b"".join(self._record)
        self._record.clear()
        return self._ends.after(record, len(record))

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
    """Cut after some rows, wherever row groups end. None where it is not cut, or read whole to tell what is wrong."""
    try:
        with pq.ParquetFile(file) as parquet:
            names, rows = set(parquet.schema_arrow.names), parquet.metadata
        counts = [rows.row_group(n).num_rows for n in range(rows.num_row_groups)]
    except FAULTS:
        return []
    if (
        sum(counts) != rows.num_rows
        or not names.issuperset(REQUIRED)
        or not PIECE_ROWS < sum(counts) < _ROWS_A_BYTE * size
        or min(counts) < 0
    ):
        return []  # also where a damaged file claims more rows than it can hold
    try:
        return list(_rows(file, sum(counts), max(counts)))
    except (ReadError, *FAULTS):
        return []


def _rows(file: Path, count: int, largest: int) -> Iterator[Piece]:
    """Cut between rows. Of a damaged row group the rows that cannot be read stay in one piece with those before."""
    usual = max(PIECE_ROWS, min((1 << largest.bit_length()) // _PIECES, _PIECE_ROWS_MOST))
    ends, hasher = _Ends(usual), _hasher()
    start, is_end = 0, False
    for record in parquet_rows(file, None, None):
        if is_end:
            yield Piece(start, record.number - 1, start, 0, hasher.hexdigest())
            start, hasher = record.number - 1, _hasher()
        row = row_bytes(record)
        hasher.update(row)
        is_end = ends.after(row, 1)
    yield Piece(start, count, start, 0, hasher.hexdigest())
