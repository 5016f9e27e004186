"""A CSV file: each record is an article or a reject, and the records of the pieces are those of the file."""

from reliability.fuzz import Target
from reliability.targets._loader import GUIDES, rows_read


def one_input(data: bytes) -> None:
    """Kept and refused rows are the rows of the file."""
    rows_read(data, "a.csv", "csv")


HEADS = (b"id,text\n", b"id;text;title\n", b"id\ttext\n", b"\xef\xbb\xbfid,text,published_on\n", b",url,outlet")
ODD = (b'"', b'""', b',"', b'",', b"\r\n", b"\r", b"\x00", b"2021-02-30", b"a,nine died\n", b'b,"nine died"\n')
TARGET = Target(one_input, (*HEADS, *ODD), 800, guides=GUIDES)
