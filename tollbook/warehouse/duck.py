"""Queries over tables in Parquet files."""

import atexit
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from tollbook.database import connect, lock, own_scratch
from tollbook.sql import literal, quoted

Sources = Mapping[str, Sequence[Path]]  # table name -> its Parquet files


def over_parquet(sources: Sources, folder: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Return a connection with a view for each table of `sources`, for queries and checks before publishing.

    With the `folder` that all of them lie in, it reads there; one after the other then comes at no cost.
    """
    folders = {path.parent for paths in sources.values() for path in paths} if folder is None else {folder}
    db = (_database.__wrapped__ if folder is None else _database)(tuple(sorted(folders))).cursor()
    view(db, sources)
    return db


@lru_cache(maxsize=4)
def _database(folders: tuple[Path, ...]) -> duckdb.DuckDBPyConnection:
    """A database without tables: to make one takes longer than most queries. Views are of its cursors."""
    db = connect(folders, own_scratch())
    db.execute("SET enable_external_file_cache = false")  # what was read of files would stay in memory
    lock(db)
    return db


atexit.register(_database.cache_clear)  # DuckDB complains of connections that outlive it


def view(db: duckdb.DuckDBPyConnection, sources: Sources) -> None:
    """Make a view for each table of `sources`, for this connection; one of the same name is replaced."""
    for name, paths in sources.items():
        db.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(name)} AS FROM {parquet(paths)}")


def parquet(paths: Sequence[Path]) -> str:
    """Return the SQL that reads these files as one table."""
    return f"read_parquet([{', '.join(literal(str(path)) for path in paths)}], hive_partitioning = false)"


def one(db: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
    """Return the only row of a query."""
    (row,) = db.execute(sql, list(parameters)).fetchall()
    return tuple(row)


def present(db: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return the names of the tables and views in the current schema."""
    found = db.execute(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_catalog IN (current_database(), 'temp') AND table_schema = current_schema()"
    )
    return frozenset(name for (name,) in found.fetchall())
