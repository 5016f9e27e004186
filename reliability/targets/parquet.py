"""A Parquet file, also a damaged one: rows are articles or rejects, and those of the pieces are those of the file."""

from reliability.fuzz import Target
from reliability.targets._loader import GUIDES, rows_read


def one_input(data: bytes) -> None:
    """Kept and refused rows are the rows of the file."""
    rows_read(data, "a.parquet", "parquet")


TARGET = Target(one_input, (b"PAR1", b"id", b"text", b"\x15\x00", b"\xff\xff\xff\xff"), 3000, guides=GUIDES)
