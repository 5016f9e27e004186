"""A text file: an article that can be shown and cited, or a reason; twice the same."""

from reliability.fuzz import Target
from reliability.targets._loader import GUIDES, load


def one_input(data: bytes) -> None:
    """The file is one article or one reject."""
    documents, rejects = load(data, "a.txt", "text")
    assert len(documents) + len(rejects) == 1


WORDS = (
    b"killed nine",
    b"\nBy AFP",
    b"KABUL (Reuters) - ",
    b"Published: ",
    b"2021-02-30",
    b"4 Jan 90",
    b"\r\n",
    b"\xc2\x85",
)
MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x00", b"\xe2\x80\xa8", b"\xcc\x81", b"\xed\xa0\x80", b"\x93")
TARGET = Target(one_input, (*WORDS, *MARKS), 1500, guides=GUIDES)
