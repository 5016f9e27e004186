"""DuckDB connections that reach no further than they must. No module opens another."""

import os
import tempfile
from collections.abc import Iterable
from itertools import count
from pathlib import Path

import duckdb

from tollbook.sql import literal

MEMORY = "2GB"  # what needs more goes to the disk
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_numbers = count()


def connect(
    folders: Iterable[Path] = (), scratch: Path | None = None, memory: str = MEMORY
) -> duckdb.DuckDBPyConnection:
    """Return a connection to an empty database in memory that loads no extensions and reads only in `folders`.

    What does not fit in `memory` goes to `scratch` (a folder made when needed); without it, nothing goes to the disk.
    Attach files before `lock`.
    """
    db = duckdb.connect(":memory:", config={**_CONFIG, "memory_limit": memory})
    db.execute("SET temp_directory = ?", [str(scratch or "")])
    db.execute("SET allowed_directories = ?", [sorted({str(f) for f in (*folders, *([scratch] if scratch else []))})])
    return db


def lock(db: duckdb.DuckDBPyConnection) -> None:
    """Shut a connection off from everything outside its folders, for good."""
    db.execute("SET enable_external_access = false")
    db.execute("SET lock_configuration = true")


def attached(
    ledger: Path, folders: Iterable[Path] = (), scratch: Path | None = None, memory: str = MEMORY
) -> duckdb.DuckDBPyConnection:
    """Return a connection that reads a ledger, and else reaches `folders` (to write to) and `scratch` alone.

    No SQL that is run on it reads another file, writes one, loads an extension or undoes this. Raises duckdb.Error for
    a file that is no ledger, or that somebody writes.
    """
    db = connect(folders, scratch or own_scratch(), memory)
    try:
        db.execute(f"ATTACH {literal(str(ledger.resolve()))} AS ledger (READ_ONLY)")
        db.execute("USE ledger")
        lock(db)
    except duckdb.Error:
        db.close()
        raise
    return db


def own_scratch() -> Path:
    """Return a folder for what does not fit in the memory of one connection; DuckDB makes it and removes it."""
    return Path(tempfile.gettempdir()) / f"tollbook-{os.getpid()}-{next(_numbers)}.scratch"
