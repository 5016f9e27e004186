"""Queries over tables in Parquet files."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from tollbook.database import connect, lock, own_scratch
from tollbook.sql import literal, quoted

Sources = Mapping[str, Sequence[Path]]  # table name -> its Parquet files


def over_parquet(sources: Sources) -> duckdb.DuckDBPyConnection:
    """Return a connection with a view for each table of `sources`, for queries and checks before publishing."""
    db = connect({path.parent for paths in sources.values() for path in paths}, own_scratch())
    lock(db)
    view(db, sources)
    return db


def view(db: duckdb.DuckDBPyConnection, sources: Sources) -> None:
    """Make a view for each table of `sources`; one of the same name is replaced."""
    for name, paths in sources.items():
        db.execute(f"CREATE OR REPLACE VIEW {quoted(name)} AS FROM {parquet(paths)}")


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
        "WHERE table_catalog = current_database() AND table_schema = current_schema()"
    )
    return frozenset(name for (name,) in found.fetchall())
