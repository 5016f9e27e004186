"""Pieces of input files as the store keeps them, so that a file that looks as it did is not read to find its pieces."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from tollbook.reading.inputs import Input, Inventory, Known, Seen
from tollbook.reading.pieces import Piece
from tollbook.rows.schema import Table
from tollbook.stages import code_version

_SETTLED = 2_000_000_000  # ns; a file that changed less long ago may change again without looking otherwise
_UNSETTLED: Seen = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class InputPiece:
    """A file, or a piece of one, and how the file looked. No size: it looks like nothing that can be trusted."""

    name: Annotated[str, "file name relative to the articles folder"]
    start: Annotated[int, "first byte, or row of a Parquet file"]
    end: Annotated[int, "after the last byte or row"]
    first: Annotated[int, "lines or rows before it"]
    head: Annotated[int, "bytes of the header that a CSV file begins with"]
    digest: Annotated[str, "content hash"]
    whole: Annotated[bool, "whether the file has no other piece"]
    size: Annotated[int, "bytes of the file"]
    modified: Annotated[int, "time of change of the file's content, ns"]
    changed: Annotated[int, "time of change of the file's entry, ns"]
    number: Annotated[int, "number of the file in its file system"]
    version: Annotated[str, "version of the code that cut the file"]


PIECES = Table("input_pieces", InputPiece, ("name", "start"))


def now() -> int:
    """Return the time in ns, to be asked before files are looked at."""
    return time.time_ns()  # noqa: TID251 (whether a file may still be written to)


def _version() -> str:
    return code_version(("tollbook.reading.cutting",))[:16]


def known_pieces(rows: Sequence[InputPiece]) -> Known:
    """Return what an earlier run knew of files, as far as it can be trusted."""
    version = _version()
    found: dict[str, tuple[Seen, tuple[Piece, ...]]] = {}
    for name, group in groupby(rows, key=lambda row: row.name):
        own = list(group)
        seen = own[0].size, own[0].modified, own[0].changed, own[0].number
        if own[0].version == version and seen != _UNSETTLED:
            found[name] = seen, tuple(Piece(p.start, p.end, p.first, p.head, p.digest, p.whole) for p in own)
    return Known(found)


def input_pieces(found: Inventory, begun: int) -> Iterator[InputPiece]:
    """Yield the pieces of the files found. `begun` is the time before they were looked at, in ns."""
    version = _version()
    for file in found.inputs:
        seen = found.seen[file.source]
        look = seen if max(seen[1], seen[2]) + _SETTLED < begun else _UNSETTLED
        piece = file.piece
        yield InputPiece(
            file.source, piece.start, piece.end, piece.first, piece.head, piece.digest, piece.whole, *look, version
        )


def by_file(inputs: Sequence[Input]) -> dict[str, list[Input]]:
    """Return the pieces of each file."""
    return {name: list(group) for name, group in groupby(inputs, key=lambda i: i.source)}


def repeats(pieces: Sequence[InputPiece]) -> list[int]:
    """Return for each piece how many of the same content stand before it in its file."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for piece in pieces:
        found.append(seen[piece.name, piece.digest])
        seen[piece.name, piece.digest] += 1
    return found
