"""A piece of a file: what is read at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """A stretch of a file of rows: bytes from `start` to `end`, or rows of a Parquet file.

    `first` is how many lines or rows come before it, `head` how many bytes at the beginning of the file hold the header
    of a CSV file that is cut. `digest` hashes what is in it. `whole` is true where the file has no other piece.
    """

    start: int
    end: int
    first: int
    head: int
    digest: str
    whole: bool = False
