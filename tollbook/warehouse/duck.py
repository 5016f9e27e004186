"""DuckDB connections that reach no further than they must."""

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from tollbook.rows.schema import quoted

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "2GB",  # what needs more goes to the disk
}
Sources = Mapping[str, Sequence[Path]]  # table name -> its Parquet files


def connect(folders: Iterable[Path] = (), scratch: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Return a connection to an empty database in memory that loads no extensions and reads only in `folders`.

    What does not fit in memory goes to `scratch` (a folder made when needed); without it, nothing goes to the disk.
    Attach files before `lock`.
    """
    db = duckdb.connect(":memory:", config=_CONFIG)
    db.execute("SET temp_directory = ?", [str(scratch or "")])
    db.execute("SET allowed_directories = ?", [sorted({str(f) for f in (*folders, *([scratch] if scratch else []))})])
    return db


def lock(db: duckdb.DuckDBPyConnection) -> None:
    """Shut a connection off from everything outside its folders, for good."""
    db.execute("SET enable_external_access = false")
    db.execute("SET lock_configuration = true")


def over_parquet(sources: Sources) -> duckdb.DuckDBPyConnection:
    """Return a connection with a view for each table of `sources`, for queries and checks before publishing."""
    scratch = Path(tempfile.gettempdir()) / f"tollbook-{os.getpid()}.scratch"
    db = connect({path.parent for paths in sources.values() for path in paths}, scratch)
    lock(db)
    view(db, sources)
    return db


def view(db: duckdb.DuckDBPyConnection, sources: Sources) -> None:
    """Make a view for each table of `sources`; one of the same name is replaced."""
    for name, paths in sources.items():
        db.execute(f"CREATE OR REPLACE VIEW {quoted(name)} AS FROM {parquet(paths)}")


def parquet(paths: Sequence[Path]) -> str:
    """Return the SQL that reads these files as one table."""
    return f"read_parquet([{', '.join(text(str(path)) for path in paths)}], hive_partitioning = false)"


def text(value: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def one(db: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
    """Return the only row of a query."""
    (row,) = db.execute(sql, list(parameters)).fetchall()
    return tuple(row)


def present(db: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return the names of the tables and views in the current schema."""
    found = db.execute(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_catalog = current_database() AND table_schema = current_schema()"
    )
    return frozenset(name for (name,) in found.fetchall())
