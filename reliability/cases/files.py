"""Files and folders: names, links, what is no file, what cannot be read, what changes while it is read."""

import errno
import io
import os
import socket
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from reliability.cases.case import STORY, Case, one, writes

_K, _N, _L, _R = "Kinds of files", "Names", "Links and devices", "Reading"
_LONG = "x" * 251 + ".txt"
_FEED = '{"id": "a", "text": "Nine people died in Kano, police said."}\n'


def _zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", STORY)
    return stream.getvalue()


def _named(*names: str | bytes) -> Callable[[Path], None]:
    """Write stories that differ into files of these names."""

    def make(folder: Path) -> None:
        for n, name in enumerate(names):
            path = os.path.join(os.fsencode(folder), name if isinstance(name, bytes) else os.fsencode(name))  # noqa: PTH118
            os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
            with open(path, "w") as file:  # noqa: PTH123 - names in bytes
                file.write(f"{STORY}This is story {n}.\n")

    return make


def _link(name: str, to: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        writes("a.txt", STORY)(folder)
        (folder / "sub").mkdir()
        (folder.parent / "outside.txt").write_text(STORY)
        (folder / name).symlink_to(to)

    return make


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "a.txt")


def _socket(folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)  # its whole path may be too long for a socket
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind("a.txt")
    finally:
        os.chdir(here)


@contextmanager
def _refusing(code: int, opened: Callable[[Path], bool]) -> Iterator[None]:
    """Have the operating system refuse to open some files; a file mode would not stop the superuser."""
    original = io.open

    def refuse(file: Any, *rest: Any, **options: Any) -> Any:
        if isinstance(file, str | Path) and opened(Path(file)):
            raise OSError(code, os.strerror(code), str(file))
        return original(file, *rest, **options)

    with mock.patch("io.open", refuse), mock.patch("builtins.open", refuse):
        yield


def _closed_file(folder: Path) -> AbstractContextManager[None]:
    return _refusing(errno.EACCES, lambda path: path == folder / "a.txt")


def _failing_disk(folder: Path) -> AbstractContextManager[None]:
    return _refusing(errno.EIO, lambda path: path == folder / "a.txt")


@contextmanager
def _closed_folder(folder: Path) -> Iterator[None]:
    original = os.scandir

    def refuse(path: Any = ".") -> Any:
        if str(path) == str(folder / "sub"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return original(path)

    with mock.patch("os.scandir", refuse):
        yield


def _after(act: Callable[[Path], object]) -> Callable[[Path], AbstractContextManager[None]]:
    """Do something to a file when it was found and not read yet."""

    @contextmanager
    def reading(folder: Path) -> Iterator[None]:
        act(next(folder.glob("a.*")))
        yield

    return reading


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() * 2)


def _many(folder: Path) -> None:
    for n in range(300):
        (folder / f"{n:05}.txt").write_text(f"{STORY}This is story {n}.\n")


def _changing(
    name: str, what: str, act: Callable[[Path], object], file: str = "a.txt", reason: str = "changed_while_read"
) -> Case:
    data = STORY if file == "a.txt" else _FEED
    return Case(name, _R, what, writes(file, data), (), (("documents", file, reason),), 1, reading=_after(act))


CASES = (
    one(
        "other kind",
        _K,
        "another kind of file (`.md`, `.json`, `.xml`, none)",
        "notes.md",
        STORY,
        "unsupported_type",
        "articles",
    ),
    one("pdf", _K, "`.pdf`, `.docx`, `.xlsx`", "a.pdf", b"%PDF-1.7", "unsupported_type", "articles"),
    one("archive", _K, "an archive (`.zip`, `.gz`, `.tar`)", "a.zip", _zip(), "unsupported_type", "articles"),
    Case(
        "hidden",
        _K,
        "hidden files and folders: passed over in silence",
        _named(".a.txt", ".git/b.txt", "c.txt"),
        ("c.txt",),
    ),
    Case("many", _K, "thousands of files", _many, tuple(f"{n:05}.txt" for n in range(300))),
    Case(
        "line end in a name",
        _N,
        "a name with a line end or a control character",
        _named("a\nb.txt", "c\x1b[31m.txt"),
        (),
        (("articles", "a\\nb.txt", "bad_name"), ("articles", "c\\x1b[31m.txt", "bad_name")),
    ),
    Case(
        "turned name",
        _N,
        "a name with signs that turn the direction of writing",
        _named("a\u202etxt.txt"),
        (),
        (("articles", "a\\u202etxt.txt", "bad_name"),),
    ),
    Case(
        "name in bytes",
        _N,
        "a name that is not UTF-8",
        _named(b"caf\xe9.txt"),
        (),
        (("articles", "caf\\udce9.txt", "bad_name"),),
    ),
    Case("dots", _N, "a name with `..` in it", _named("a..b.txt", "sub..dir/c.txt"), ("a..b.txt", "sub..dir/c.txt")),
    Case("long name", _N, "a name of 255 bytes", _named(_LONG), (_LONG,)),
    Case("markup in a name", _N, "a name with markup, quotes, commas", _named("<b>&'\",;a.txt"), ("<b>&'\",;a.txt",)),
    Case(
        "equal names",
        _N,
        "names equal but for composed accents or for case: each is an article",
        _named("caf\u00e9.txt", "cafe\u0301.txt", "CAF\u00c9.txt"),
        ("cafe\u0301.txt", "CAF\u00c9.txt", "caf\u00e9.txt"),
    ),
    Case("link inside", _L, "a link to a file of the folder", _link("b.txt", "a.txt"), ("a.txt", "b.txt")),
    Case(
        "link out",
        _L,
        "a link that leads out of the folder",
        _link("b.txt", "../outside.txt"),
        ("a.txt",),
        (("articles", "b.txt", "outside_folder"),),
    ),
    Case(
        "link to a folder",
        _L,
        "a link to a folder of the folder, also to the folder itself",
        _link("b", "."),
        ("a.txt",),
        (("articles", "b", "linked_folder"),),
    ),
    Case(
        "broken link",
        _L,
        "a link that leads nowhere",
        _link("b.txt", "gone.txt"),
        ("a.txt",),
        (("articles", "b.txt", "unreadable"),),
    ),
    Case(
        "loop",
        _L,
        "a link that leads to itself",
        _link("b.txt", "b.txt"),
        ("a.txt",),
        (("articles", "b.txt", "unreadable"),),
    ),
    Case("pipe", _L, "a pipe", _pipe, (), (("articles", "a.txt", "not_a_file"),)),
    Case("socket", _L, "a socket, a device", _socket, (), (("articles", "a.txt", "not_a_file"),)),
    Case(
        "no permission",
        _R,
        "a file without permission to read it",
        _named("a.txt", "b.txt"),
        ("b.txt",),
        (("articles", "a.txt", "unreadable"),),
        finding=_closed_file,
    ),
    Case(
        "closed folder",
        _R,
        "a folder without permission to read it",
        _named("a.txt", "sub/b.txt"),
        ("a.txt",),
        (("articles", "sub", "unreadable"),),
        2,
        finding=_closed_folder,
    ),
    Case(
        "failing disk",
        _R,
        "a disk that fails: read again in the next run",
        _named("a.txt", "b.txt"),
        ("b.txt",),
        (("documents", "a.txt", "unreadable"),),
        reading=_failing_disk,
    ),
    _changing("growing", "a file that grows while it is read: read again in the next run", _append),
    _changing(
        "shrinking", "a file that shrinks while it is read: read again in the next run", lambda p: os.truncate(p, 9)
    ),
    _changing("replaced", "a file that is replaced by another", lambda p: p.write_text("Another story of some words.")),
    _changing(
        "growing feed", "a file of rows that grows while it is read: read again in the next run", _append, "a.jsonl"
    ),
    _changing("deleted", "a file that is deleted before it is read", lambda p: p.unlink(), reason="unreadable"),
)
