"""Files that are there whole or not at all, and the manifest of a stage."""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tollbook.storage.elsewhere import MANIFEST, is_here, manifests_of, names, put_there, readable

_makers: dict[str, dict[str, str]] = {}  # by the folder of all stages: table -> stage
_FORMAT = 1  # of the manifest; one of another format counts as absent, and the stage is computed again


class WriteError(OSError):
    """A file that could not be written. `filename` is what it was to be, `strerror` says why."""

    def __init__(self, path: Path, error: OSError) -> None:
        why = os.strerror(error.errno) if error.errno else str(error)
        super().__init__(error.errno, why, str(path))

    def __str__(self) -> str:
        return f"{self.filename} cannot be written: {self.strerror}"

    def __reduce__(self) -> tuple[object, ...]:  # from a worker process
        return type(self), (Path(str(self.filename)), OSError(self.errno, self.strerror))


def write_atomically(path: Path, write: Callable[[Path], None], within: Path | None = None) -> None:
    """Let `write` fill a private file beside `path` (or in the folder `within`), fsync it and rename it to `path`.

    A process killed on the way leaves `path` as it was, and at most a `.tmp` file that the next run removes. Where
    `path` lies elsewhere, the private file lies on this machine and is put there. Raises WriteError.
    """
    if not is_here(path):
        put_there(path, write)
        return
    private = (within or path.parent) / f".{path.name}.{os.getpid()}.tmp"
    try:
        write(private)
        sync(private)
        private.replace(path)
        sync(path.parent)
    except OSError as error:
        raise WriteError(path, error) from error
    finally:
        with suppress(OSError):  # nothing to say beside what went wrong before; the next run removes it
            private.unlink(missing_ok=True)


def remove_private(folder: Path) -> None:
    """Remove the private files that killed processes left in a folder. For who knows that nobody writes there."""
    for name in names(folder):
        if name.startswith(".") and name.endswith(".tmp"):
            (folder / name).unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have the operating system put a file or a folder's list of names on the disk. Raises WriteError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        raise WriteError(path, error) from error
    finally:
        os.close(descriptor)


def write_parquet(path: Path, table: pa.Table) -> "Part":
    """Write a table atomically, and return what the manifest says of it; equal tables make equal bytes."""
    made: list[Part] = []

    def write(private: Path) -> None:
        pq.write_table(table, private, compression="zstd")
        made.append(_part(path.name, private, table))

    write_atomically(path, write)
    return made[0]


def write_named_parquet(folder: Path, shard: str, table: pa.Table) -> "Part":
    """Write a table to a file that is named after its content, as `write_parquet` does."""
    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd")
    data = buffer.getvalue()
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    path = folder / f"{shard}-{digest[:16]}.parquet"
    write_atomically(path, lambda private: _write_bytes(private, data))
    return Part(path.name, digest, table.num_rows, _hits(table))


def content_digest(path: Path) -> str:
    """Return 32 hex digits hashed from the bytes of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


@dataclass(frozen=True, slots=True)
class Part:
    """One shard of one table: its file in the stage's folder, a digest of its content, its rows and rule hits."""

    file: str
    digest: str
    rows: int
    hits: Mapping[str, int] = field(default_factory=dict)


def describe(path: Path) -> Part:
    """Return what the manifest says of a finished shard, from its file."""
    with pq.ParquetFile(readable(path)) as parquet:
        columns = [name for name in ("rule_id",) if name in parquet.schema_arrow.names]
        return _part(path.name, path, parquet.read(columns=columns))


def _part(name: str, path: Path, table: pa.Table) -> Part:
    return Part(name, content_digest(path), table.num_rows, _hits(table))


def _hits(table: pa.Table) -> dict[str, int]:
    if "rule_id" not in table.column_names:
        return {}
    counted = pc.value_counts(table.column("rule_id").drop_null()).to_pylist()
    return {str(c["values"]): int(c["counts"]) for c in sorted(counted, key=lambda c: str(c["values"]))}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is current in a stage: tables -> shard -> part; the order of each table; digests of what it was made from.

    `sharded` is false for a stage over everything, whose only shard is called `all`. `index` is the file that says
    which items each shard holds, where the stage makes the shards. `made_by` hashes rules and code.
    """

    stage: str
    sharded: bool
    tables: Mapping[str, Mapping[str, Part]]
    orders: Mapping[str, tuple[str, ...]]
    inputs: Mapping[str, str] = field(default_factory=dict)
    index: str | None = None
    made_by: str = ""

    @property
    def files(self) -> set[str]:
        """Names of all files in the stage's folder that are current."""
        named = {part.file for parts in self.tables.values() for part in parts.values()}
        return named | {MANIFEST} | ({self.index} if self.index else set())

    def write(self, folder: Path) -> None:
        """Make this the current state of the stage in `folder`, then remove the files that it does not name."""
        before = read_manifest(folder)
        if before is None or before.tables.keys() != self.tables.keys():
            makers_of(folder.parent).clear()  # this stage may make what another one did
        text = json.dumps({"format": _FORMAT, **asdict(self)}, sort_keys=True, indent=0)
        for path in manifests_of(folder):
            write_atomically(path, lambda private: _write_text(private, text))
        for name in sorted(names(folder) - self.files):
            if name.endswith((".parquet", ".tmp", ".json")):
                (folder / name).unlink(missing_ok=True)


def makers_of(root: Path) -> dict[str, str]:
    """Return which stage makes a table, as far as this process knows since it wrote a stage under `root`."""
    return _makers.setdefault(str(root), {})


def _write_bytes(path: Path, data: pa.Buffer) -> None:
    path.write_bytes(data)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a stage's folder, None when there is none that can be used.

    One that was read is remembered for as long as its file is the same: a run asks for it hundreds of times.
    """
    path = manifests_of(folder)[-1]
    if not is_here(path):
        return _parsed(path)
    try:
        state = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return _remembered(path, (state.st_ino, state.st_mtime_ns, state.st_size))  # a new one is a new file


@lru_cache(maxsize=64)
def _remembered(path: Path, _: tuple[int, int, int]) -> Manifest | None:
    return _parsed(path)


def _parsed(path: Path) -> Manifest | None:
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if raw.pop("format") != _FORMAT:
            return None
        raw["tables"] = {t: {s: Part(**p) for s, p in parts.items()} for t, parts in raw["tables"].items()}
        raw["orders"] = {t: tuple(order) for t, order in raw["orders"].items()}
        return Manifest(**raw)
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        return None
