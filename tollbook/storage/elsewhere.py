"""Where stages lie: a folder on this machine, or a place that fsspec reaches (`s3://bucket/folder`, `gs://...`).

Elsewhere a path is a UPath, which does what a Path does as far as stages need it. Object storage knows no rename and no
locks: a file is written here and put there in one request, so that it is there whole or not at all, and locks lie in
the home. What DuckDB queries is fetched into the home, which also knows the manifests.
"""

import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

OWNER = "owner.txt"  # in the stages: which home they belong to
MANIFEST = "manifest.json"
_REMEMBERED = "stages.txt"  # in the home: where its stages lie, when they lie elsewhere
HERE = "home"  # in place of a URL: the stages lie in the home
_MANIFESTS = "manifests"  # in the home: those of stages that lie elsewhere
_FETCHED = "fetched"  # in the home: copies of their files
_known_manifests: dict[str, Path] = {}  # by root


class StagesError(ValueError):
    """Stages that cannot be used as asked: no such storage, or another home's. Says what to do."""


def location(url: str) -> Any:
    """Return the place that a URL or path names; a Path where it is on this machine.

    Raises StagesError for a scheme that no installed package knows.
    """
    from upath import UPath  # noqa: PLC0415 (fsspec is only needed elsewhere)

    if "://" not in url or url.startswith("file://"):
        return Path(url.removeprefix("file://")).absolute()
    try:
        place = UPath(url.rstrip("/"), use_listings_cache=False)  # other processes write there too
        place.fs  # noqa: B018 (imports the package of the scheme)
    except (ImportError, ValueError) as error:
        raise StagesError(f"{url}: {error}; for s3:// install 'tollbook[s3]'") from error
    return place


def is_here(path: Any) -> bool:
    """Return whether a path is on this machine."""
    return isinstance(path, Path)


def names(folder: Path) -> frozenset[str]:
    """Return the names of what is in a folder; of nothing when it is not there."""
    try:
        return frozenset(path.name for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()


def readable(path: Any) -> Any:
    """Return what pyarrow reads a file from: its path, or its bytes where it lies elsewhere."""
    return path if is_here(path) else pa.BufferReader(path.fs.cat_file(path.path))


def stream_of(path: Any) -> Any:
    """Return what pyarrow reads parts of a file from: its path, or a stream that asks for these parts elsewhere."""
    return path if is_here(path) else path.fs.open(path.path, "rb")


def put_there(path: Any, write: Callable[[Path], None]) -> None:
    """Let `write` fill a private file on this machine, then put it to `path` elsewhere, whole."""
    with tempfile.TemporaryDirectory(prefix="tollbook-") as folder:
        private = Path(folder) / path.name
        write(private)
        path.fs.put_file(str(private), path.path)


def fetched(there: Any, files: Iterable[str], home: Path, current: Collection[str]) -> list[Path]:
    """Return copies in a home of files in a folder elsewhere; fetch what is missing.

    A name stands for a content, as all names of shards do. Copies that are not among `current` are removed.
    """
    wanted, folder = list(files), copies_of(home) / there.name
    folder.mkdir(parents=True, exist_ok=True)
    known = names(folder)
    missing = [name for name in wanted if name not in known]
    if missing:
        private = [folder / f".{name}.{os.getpid()}.tmp" for name in missing]
        there.fs.get([str((there / name).path) for name in missing], [str(path) for path in private])
        for path, name in zip(private, missing, strict=True):
            path.replace(folder / name)
    for name in known - set(current):
        (folder / name).unlink(missing_ok=True)
    return [folder / name for name in wanted]


def copies_of(home: Path) -> Path:
    """Return the folder of a home in which copies of files elsewhere lie."""
    return home / _FETCHED


def remembered(home: Path) -> str:
    """Return where the stages of a home lie, empty for in the home."""
    try:
        return (home / _REMEMBERED).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def settle(home: Path, url: str) -> None:
    """Have a home keep its stages at `url` from now on (`home`: in the home; empty: where they are), and check that.

    Raises StagesError when they belong to another home, or cannot be reached.
    """
    home.mkdir(parents=True, exist_ok=True)
    before = remembered(home)
    url = "" if url == HERE else url or before
    if url and "://" not in url:
        url = str(Path(url).expanduser().absolute())
    if url != before:
        for known in (home / _MANIFESTS, home / _FETCHED):
            shutil.rmtree(known, ignore_errors=True)
    if not url:
        (home / _REMEMBERED).unlink(missing_ok=True)
        return
    root = location(url)
    with _reached(root):
        _claim(root, f"{home.absolute()} on {socket.gethostname()}")
        if not is_here(root):
            _know_manifests(root, home / _MANIFESTS)
    (home / _REMEMBERED).write_text(f"{url}\n", encoding="utf-8")


def root_of(home: Path) -> Path:
    """Return where the stages of a home lie, in it or elsewhere."""
    url = remembered(home)
    root: Path = location(url) if url else home / "stages"
    if not is_here(root):
        _known_manifests[str(root)] = home / _MANIFESTS
    return root


def manifests_of(folder: Path) -> tuple[Path, ...]:
    """Return where the manifest of a stage is written, in this order; it is read from the last.

    Elsewhere it lies with the files of the stage, and the home that they belong to knows it.
    """
    known = None if is_here(folder) else _known_manifests.get(str(folder.parent))
    return (folder / MANIFEST,) if known is None else (folder / MANIFEST, known / f"{folder.name}.json")


def stages_at(root: Path) -> list[str]:
    """Return the names of the stages that may have a manifest."""
    known = None if is_here(root) else _known_manifests.get(str(root))
    return sorted(names(root) if known is None else (name.removesuffix(".json") for name in names(known)))


def _know_manifests(root: Any, known: Path) -> None:
    """Note the manifests that are there already, once: those of a home that was lost."""
    if known.is_dir():
        return
    private = Path(tempfile.mkdtemp(dir=known.parent, prefix=".manifests-"))
    for name in names(root):
        with suppress(FileNotFoundError, NotADirectoryError):
            (private / f"{name}.json").write_bytes((root / name / MANIFEST).read_bytes())
    private.replace(known)


def _claim(root: Any, owner: str) -> None:
    mark = root / OWNER
    try:
        held = mark.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        if is_here(root):
            root.mkdir(parents=True, exist_ok=True)
        mark.write_text(f"{owner}\n", encoding="utf-8")
        return
    if held != owner:
        raise StagesError(
            f"the stages at {root} belong to the home {held}; give this home another place, or remove {mark} if that "
            "home is gone"
        )


@contextmanager
def _reached(root: Any) -> Iterator[None]:
    try:
        yield
    except StagesError:
        raise
    except Exception as error:  # each storage has errors of its own
        raise StagesError(f"the stages at {root} cannot be reached: {error}") from error
