"""Text files: empty, binary, in other encodings, too long."""

from pathlib import Path

from reliability.cases.case import STORY, Case, one

_G = "Text"
_ACCENTS = "Nine people died in a café near São Tomé, police said. "
_MIXED = _ACCENTS.encode() + "“Nine,” he said in the café.".encode("cp1252")
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"


def _line_of_100_mb(folder: Path) -> None:
    _repeat(folder / "line.txt", b"word " * 200_000, 100)


def _line_of_40_mb(folder: Path) -> None:
    _repeat(folder / "line.txt", b"word " * 200_000, 40)


def _repeat(path: Path, data: bytes, times: int) -> None:
    with path.open("wb") as file:
        for _ in range(times):
            file.write(data)


CASES = (
    one("empty", _G, "a file of no bytes", "a.txt", b"", "empty", "articles"),
    one("blank", _G, "nothing but blanks and line ends", "a.txt", b" \n\t\r\n ", "empty"),
    one("only a mark", _G, "nothing but a byte order mark", "a.txt", b"\xef\xbb\xbf", "empty"),
    one("only invisible", _G, "nothing but characters that cannot be seen", "a.txt", "\u200b\u00ad\u202e", "empty"),
    one("image as text", _G, "a PNG image named `.txt`", "a.txt", _PNG, "not_text"),
    one("pdf as text", _G, "a PDF named `.txt`", "a.txt", b"%PDF-1.7\n%\xe2\xe3", "not_text"),
    one("docx as text", _G, "a Word document (or any ZIP) named `.txt`", "a.txt", b"PK\x03\x04\x14\x00", "not_text"),
    one("doc as text", _G, "an old Word document named `.txt`", "a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1", "not_text"),
    one("gzip as text", _G, "a gzip file named `.txt`", "a.txt", b"\x1f\x8b\x08\x00\x00", "not_text"),
    one("controls", _G, "more than 5 % control characters", "a.txt", b"ab\x01\x02\x03 " * 90, "not_text"),
    one("nul", _G, "a NUL byte in the text", "a.txt", f"{STORY}Nine\x00 died.\n", "not_text"),
    one("utf-16", _G, "UTF-16 with a byte order mark", "a.txt", _ACCENTS.encode("utf-16")),
    one("utf-16 unmarked", _G, "UTF-16 without a mark, little or big endian", "a.txt", _ACCENTS.encode("utf-16-be")),
    one("utf-32", _G, "UTF-32, with a mark or without", "a.txt", _ACCENTS.encode("utf-32-le")),
    one(
        "utf-16 cut off", _G, "UTF-16 that ends within a character", "a.txt", b"\xff\xfeN\x00i\x00n", "unknown_encoding"
    ),
    one("one byte", _G, "Latin-1, Windows-1252", "a.txt", (_ACCENTS * 3).encode("cp1252")),
    one("mixed", _G, "UTF-8 into which Windows-1252 was pasted: both are read", "a.txt", _MIXED),
    one("long", _G, "more than 1,000,000 characters", "a.txt", "word " * 200_100, "too_long"),
    Case("line of 40 MB", _G, "40 MB in one line", _line_of_40_mb, (), (("documents", "line.txt", "too_long"),)),
    Case("line of 100 MB", _G, "100 MB in one line", _line_of_100_mb, (), (("articles", "line.txt", "too_large"),)),
)
