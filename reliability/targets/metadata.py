"""A metadata.csv: facts of files that are there, each told once, or a reject that says the line."""

from reliability.fuzz import Target
from reliability.targets._loader import GUIDES, check_read, check_text, folder
from tollbook.reading.faults import STAGE_METADATA, ReadError
from tollbook.reading.metadata import read_metadata

FILES = ("a.txt", "sub/b.html", "café.txt")


def one_input(data: bytes) -> None:
    """Reading twice is the same; no file is told of that is not there."""
    path = folder() / "metadata.csv"
    path.write_bytes(data)
    try:
        found, rejects = read_metadata(path, "metadata.csv", FILES)
    except ReadError as error:
        check_read(([], [error.reject("metadata.csv", STAGE_METADATA)]))
        return
    assert (found, rejects) == read_metadata(path, "metadata.csv", FILES)
    assert set(found) <= set(FILES)
    check_read(([], rejects))
    for meta in found.values():
        assert meta.published_on is None or 1900 <= meta.published_on.year <= 2099
        assert check_text(meta.outlet or "")
        assert check_text(meta.url or "")


HEADS = (b"file,published_on,outlet,url\n", b"file;published_on\n", b"outlet,file\n", b"\xef\xbb\xbffile,url\n")
CELLS = (
    b"a.txt,",
    b"sub/b.html,",
    b"cafe\xcc\x81.txt,",
    b"../a.txt,",
    b"2021-02-30",
    b"0000-01-01",
    b"20210905",
    b'"',
    b"\x00",
)
TARGET = Target(one_input, (*HEADS, *CELLS), 600, guides=GUIDES)
