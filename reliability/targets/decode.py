"""Bytes of a text file to text: some text, or a reason why there is none; nothing else is raised."""

from contextlib import suppress

from reliability.fuzz import Target
from tollbook.reading.clean import clean
from tollbook.reading.decode import decode
from tollbook.reading.faults import ReadError


def one_input(data: bytes) -> None:
    """What is decoded and cleaned can be written as UTF-8, and cleaning it again changes nothing."""
    with suppress(ReadError):
        text = clean(decode(data))
        assert clean(text) == text
        text.encode("utf-8")


TARGET = Target(
    one_input,
    (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x00", b"\xc3\xa9", b"\x93", b"PK\x03\x04"),
    guides=("tollbook.reading",),
)
