"""A piece of a file: what is read at once, and how much that may be."""

from dataclasses import dataclass

MAX_BYTES = 64 * 1024 * 1024  # of an article, or of a file of rows that cannot be read in pieces
MAX_ROW = 32 * 1024 * 1024  # bytes of a line, characters of a cell


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """A stretch of a file of rows: bytes from `start` to `end`, or rows of a Parquet file.

    `first` is how many lines or rows come before it, `head` how many bytes at the beginning of the file hold the header
    of a CSV file that is cut. `digest` hashes header and content. `whole` is true where the file has no other piece.
    """

    start: int
    end: int
    first: int
    head: int
    digest: str
    whole: bool = False
