"""What holds for every article that is loaded, and for every input that is refused."""

import tempfile
import unicodedata
from functools import cache
from pathlib import Path

from tollbook.documents.making import MAX_CHARS, read_input
from tollbook.reading import cutting
from tollbook.reading.articles import MAX_WORDS
from tollbook.reading.clean import clean
from tollbook.reading.faults import ReadError
from tollbook.reading.inputs import Input
from tollbook.reading.metadata import Meta
from tollbook.reading.pieces import Piece
from tollbook.reading.records import read_records
from tollbook.rows import Document, Reject
from tollbook.rows.schema import to_table
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.sentences.splitting import split_unnamed

Read = tuple[list[Document], list[Reject]]
GUIDES = ("tollbook.reading",)
_PIECE = 64  # bytes, or rows of Parquet: small, so that small inputs are cut


@cache
def book() -> Rulebook:
    """The rules as they are shipped."""
    return load_rulebook()


@cache
def folder() -> Path:
    """A folder of this process, in memory where that can be: thousands of files are written to it in a minute."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of a name that nobody knows is made in it
    return Path(tempfile.mkdtemp(prefix="tollbook-fuzz-", dir=memory if memory.is_dir() else None))


def check_read(read: Read) -> None:
    """Every document can be shown, cited and stored, every reject says what, where and what to do."""
    documents, rejects = read
    to_table(Document, documents)
    to_table(Reject, rejects)
    for document in documents:
        check_text(document.text)
        assert 0 < len(document.text) == document.chars <= MAX_CHARS
        for words in (document.source_id, document.title, document.outlet, document.url):
            assert words is None or (len(words) <= MAX_WORDS + MAX_CHARS and check_text(words) and "\n" not in words)
        for sentence in split_unnamed(document, book()):
            assert document.text[sentence.start_char : sentence.end_char] == sentence.text
    for reject in rejects:
        assert reject.source_id
        assert reject.reason
        assert ";" in reject.detail, reject
        assert reject.detail.isprintable(), reject


def check_text(text: str) -> bool:
    """No NUL, no control character but line ends, no half of a character, and clean already."""
    assert clean(text) == text
    assert all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cs") for c in text)
    text.encode("utf-8")
    return True


def load(data: bytes, name: str, kind: str, meta: Meta | None = None) -> Read:
    """Read a file of these bytes twice; it must be the same, and hold."""
    path = folder() / name
    path.write_bytes(data)
    try:
        pieces = cutting.cut(path, kind, len(data))
    except ReadError as error:
        return [], [error.reject(name)]
    sources = [Input(name, kind, len(data), str(path), piece) for piece in pieces]
    read = [read_input(source, {name: meta or Meta()}, book()) for source in sources]
    assert read == [read_input(source, {name: meta or Meta()}, book()) for source in sources]
    whole: Read = [d for documents, _ in read for d in documents], [r for _, rejects in read for r in rejects]
    check_read(whole)
    return whole


def rows_read(data: bytes, name: str, kind: str) -> None:
    """Read a file of rows: every row is a document or a reject, and the rows of its pieces are those of the file."""
    path = folder() / name
    documents, rejects = load(data, name, kind)
    if not data:
        return
    try:
        whole = read_records(path, kind)
    except ReadError:
        assert not documents
        assert len(rejects) == 1
        return
    if any(row.error is not None and row.error.reason == "bad_parquet" for row in whole):
        return  # a row group is one fault, and one in each of its pieces
    refused = [r for r in rejects if r.stage == "documents"]
    assert len(documents) + len(refused) == len(whole)
    parts = [record for piece in _cut(path, kind, len(data)) for record in _records(path, kind, piece)]
    if None not in parts:
        assert [str(part) for part in parts] == [str(row) for row in whole]


def _cut(path: Path, kind: str, size: int) -> list[Piece]:
    before = cutting.PIECE_BYTES, cutting.PIECE_ROWS
    cutting.PIECE_BYTES, cutting.PIECE_ROWS = _PIECE, 2
    try:
        return cutting.cut(path, kind, size)
    finally:
        cutting.PIECE_BYTES, cutting.PIECE_ROWS = before


def _records(path: Path, kind: str, piece: Piece) -> list[object]:
    """The rows of a piece; None for a piece that is refused as a whole, where no row has a column that rows need."""
    try:
        return list(read_records(path, kind, piece))
    except ReadError as error:
        if error.reason != "missing_columns":
            raise
        return [None]
