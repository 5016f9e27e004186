"""JSON Lines: each line is an article or a reject, and the lines of the pieces are those of the file."""

from reliability.fuzz import Target
from reliability.targets._loader import GUIDES, rows_read


def one_input(data: bytes) -> None:
    """Kept and refused rows are the rows of the file."""
    rows_read(data, "a.jsonl", "jsonl")


KEYS = (b'{"id": "a", "text": "', b'"}', b'"id":', b'"text":', b'"title":', b'"published_on":', b'"outlet":', b'"url":')
ODD = (
    b"NaN",
    b"1e999",
    b"\\ud800",
    b"\\u0000",
    b"null",
    b"true",
    b"[[[[",
    b"\xef\xbb\xbf",
    b"2021-02-30",
    b"9999-12-31",
    b"{}",
)
TARGET = Target(one_input, (*KEYS, *ODD, b"\n", b"\x00", b"\xe9"), 800, guides=GUIDES)
