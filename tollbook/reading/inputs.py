"""What lies in the articles folder: the files to read, the tables beside them, and what is refused unread."""

import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tollbook.ids import digest
from tollbook.reading.cutting import cut
from tollbook.reading.faults import STAGE_ARTICLES, STAGE_METADATA, ReadError, unreadable
from tollbook.reading.metadata import Meta, read_metadata
from tollbook.reading.pieces import MAX_BYTES, Piece
from tollbook.rows import Reject

KINDS = {".txt": "text", ".html": "html", ".htm": "html", ".jsonl": "jsonl", ".csv": "csv", ".parquet": "parquet"}
METADATA_FILE = "metadata.csv"
CORRECTIONS_FILE = "corrections.csv"
_MOST = 2**63 - 1  # fits in a column of numbers
_ADVICE = {  # what to do with files that are not read, by the ends of their names
    "unpack it": (".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz", ".zip", ".zst"),
    "export it as .txt or .html": (".doc", ".docx", ".epub", ".odt", ".pdf", ".rtf"),
    "save the sheet as .csv": (".ods", ".xls", ".xlsx"),
    "write one object a line and name it .jsonl": (".json", ".ndjson"),
}
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # let a name show as another


@dataclass(frozen=True, slots=True, order=True)
class Input:
    """A file to read, or a piece of one. `source` is its POSIX name relative to the articles folder.

    `size` is that of the file in bytes.
    """

    source: str
    kind: str
    size: int
    path: str
    piece: Piece

    @property
    def digest(self) -> str:
        """A hash of its content."""
        return self.piece.digest

    @property
    def name(self) -> str:
        """Its source; of a piece of a file, with the number of its first line or row."""
        return self.source if self.piece.whole else f"{self.source}:{self.piece.first + 1}"


Seen = tuple[int, int, int, int]  # size, times of change of content and of its entry in ns, number of the file


@dataclass(frozen=True, slots=True)
class Known:
    """Files whose pieces are known from before: they are not read again while they look as they did then."""

    pieces: Mapping[str, tuple[Seen, tuple[Piece, ...]]] = field(default_factory=dict)

    def of(self, source: str, seen: Seen) -> tuple[Piece, ...]:
        """Return the pieces of a file, none when it has changed or was not there."""
        before = self.pieces.get(source)
        return before[1] if before is not None and before[0] == seen else ()


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything found under a path, in the order of names: each file is in one list. `seen` is how files look."""

    inputs: list[Input] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    metadata: dict[str, Meta] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)


def inventory(path: Path, known: Known | None = None) -> Inventory:
    """List the articles at `path`, a folder (read recursively) or one file. What `known` has is not read.

    Hidden files are passed over; metadata.csv and corrections.csv are used and no articles. Raises
    FileNotFoundError when there is nothing at `path`, OSError when the folder itself cannot be read.
    """
    if not path.exists():
        raise FileNotFoundError(f"there is no file or folder {path}")
    root = path.resolve()
    if not root.is_dir():
        return _sorted([root], root.parent, known or Known(), tables=False)
    closed: list[OSError] = []
    files = _files(root, closed)
    found = _sorted(files, root, known or Known(), tables=True)
    for error in closed:
        if str(error.filename) == str(root):
            raise error
        source = shown(Path(error.filename).relative_to(root).as_posix())
        advice = "nothing in this folder is read; check it and its permissions"
        found.rejects.append(Reject(source, STAGE_ARTICLES, "unreadable", f"{error.strerror}; {advice}"))
    return found


def inventory_digest(path: Path) -> str:
    """Hash names, sizes and times of everything in an articles folder (or one file), without reading a file.

    It changes when an article, metadata.csv or corrections.csv comes, changes or goes. Raises FileNotFoundError.
    """
    if not path.exists():
        raise FileNotFoundError(f"there is no file or folder {path}")
    root = path.resolve()
    closed: list[OSError] = []
    files = _files(root, closed) if root.is_dir() else [root]
    parts = [f"{shown(str(error.filename))}|{type(error).__name__}" for error in closed]
    for file in files:
        try:
            status = file.stat()
            parts.append(f"{shown(file.relative_to(root).as_posix())}|{status.st_size}|{status.st_mtime_ns}")
        except OSError as error:
            parts.append(f"{shown(file.relative_to(root).as_posix())}|{type(error).__name__}")
    return digest(parts)


def _files(root: Path, closed: list[OSError]) -> list[Path]:
    """Everything under `root` in the order of names; the errors of folders that cannot be read go to `closed`."""
    out: list[Path] = []
    for folder, folders, names in os.walk(root, onerror=closed.append):
        here = Path(folder)
        linked = [d for d in folders if (here / d).is_symlink() and not d.startswith(".")]
        folders[:] = sorted(d for d in folders if not d.startswith(".") and d not in linked)
        out += [here / name for name in [*names, *linked] if not name.startswith(".")]
    return sorted(out, key=lambda p: p.relative_to(root).as_posix())


def _sorted(files: list[Path], root: Path, known: Known, *, tables: bool) -> Inventory:
    found = Inventory()
    metadata: list[tuple[Path, str]] = []
    for file in files:
        source = file.relative_to(root).as_posix()
        if tables and file.name == METADATA_FILE:
            metadata.append((file, source))
        elif not (tables and source == CORRECTIONS_FILE):
            try:
                found.inputs.extend(_inputs(file, source, root, known, found.seen))
            except ReadError as error:
                found.rejects.append(error.reject(shown(source), STAGE_ARTICLES))
    there = found.seen.keys() | {r.source_id for r in found.rejects}
    for file, source in metadata:
        try:
            if check_file(file, root).st_size > MAX_BYTES:
                raise ReadError("too_large", f"more than {MAX_BYTES:,} bytes; keep a row an article")
            rows, rejects = read_metadata(file, source, there, found.metadata)
        except (ReadError, OSError) as error:
            fault = error if isinstance(error, ReadError) else unreadable(error)
            rows, rejects = {}, [fault.reject(shown(source), STAGE_METADATA)]
        found.metadata.update(rows)
        found.rejects.extend(rejects)
    return found


def check_file(file: Path, root: Path) -> os.stat_result:
    """Return the status of a file that may be read. Raises ReadError for what is none, OSError for what is not there.

    Refused are links that lead nowhere or out of `root`, links to folders, and devices, pipes and sockets.
    """
    linked = file.is_symlink()
    if linked and not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(root)):
        raise ReadError("outside_folder", "a link that leads out of the articles folder; copy the file instead")
    try:
        status = file.stat()
    except OSError as error:
        if not linked:
            raise
        raise ReadError("unreadable", f"a link that leads nowhere ({error.strerror}); remove it") from error
    if stat.S_ISDIR(status.st_mode):
        raise ReadError("linked_folder", "a link to a folder in the articles folder, which is read already; remove it")
    if not stat.S_ISREG(status.st_mode):
        raise ReadError("not_a_file", "a device, pipe or socket; remove it")
    return status


def _inputs(file: Path, source: str, root: Path, known: Known, seen: dict[str, Seen]) -> Iterator[Input]:
    if shown(source) != source:
        raise ReadError("bad_name", "characters in the name cannot be shown or are no UTF-8; rename the file")
    kind = KINDS.get(file.suffix.lower())
    try:
        status = check_file(file, root)
        if kind is None:
            advice = next(
                (a for a, ends in _ADVICE.items() if file.suffix.lower() in ends), "convert or remove the file"
            )
            raise ReadError("unsupported_type", f"read are {' '.join(KINDS)}; {advice}")
        if status.st_size == 0:
            raise ReadError("empty", "the file holds nothing; remove it, or save it again")
        if status.st_size > MAX_BYTES and kind in ("text", "html"):
            raise ReadError("too_large", f"{status.st_size:,} bytes, more than {MAX_BYTES:,}; split the file")
        look = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino & _MOST
        pieces = known.of(source, look) or tuple(cut(file, kind, status.st_size))
        _check_sizes(pieces, kind)
    except OSError as error:
        raise unreadable(error) from error
    seen[source] = look
    return (Input(source, kind, status.st_size, str(file), piece) for piece in pieces)


def _check_sizes(pieces: Sequence[Piece], kind: str) -> None:
    """Refuse what is too much to read at once. Parquet is read row by row; a long line of JSON is refused alone."""
    longest = max(piece.end - piece.start for piece in pieces)
    if longest <= MAX_BYTES or kind == "parquet":
        return
    if pieces[0].whole:
        advice = "it cannot be read in pieces: save it as UTF-8 with a row a line, or split it"
        raise ReadError("too_large", f"{longest:,} bytes, more than {MAX_BYTES:,}; {advice}")
    if kind == "csv":
        raise ReadError("too_large", f"a row of {longest:,} bytes, more than {MAX_BYTES:,}; remove it")


def shown(name: str) -> str:
    """`name` as it is, or with escapes where it has characters that cannot be shown, and then for backslashes too."""
    if not any(map(_hidden, name)):
        return name
    return "".join(
        c.encode("unicode_escape", "surrogatepass").decode("ascii") if _hidden(c) or c == "\\" else c for c in name
    )


def _hidden(c: str) -> bool:
    return unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in _BIDI
