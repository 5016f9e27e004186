"""What a ledger holds, as digests and lines that are equal for equal ledgers."""

# ruff: noqa: S608  (names come from the table registry and are quoted; no input reaches the SQL)

from collections.abc import Iterator

import duckdb

from tollbook.ids import digest
from tollbook.rows.schema import PUBLIC_TABLES, quoted
from tollbook.warehouse.duck import one
from tollbook.warehouse.views import views_digest

# Keys of ledger_info that are about the publishing, not about the content.
_ABOUT = "key NOT IN ('published_at', 'content_digest')"


def table_content(db: duckdb.DuckDBPyConnection, table: str) -> tuple[int, str]:
    """Return the number of rows of a table and a digest of them and of their order."""
    rows, combined = one(
        db,
        "SELECT count(*), coalesce(bit_xor(md5_number(concat(place, ' ', to_json(t)::VARCHAR))), 0) "
        f"FROM (SELECT t, row_number() OVER () AS place FROM {quoted(table)} AS t {_where(table)})",
    )
    return int(rows), f"{int(combined):032x}"


def content_digest(db: duckdb.DuckDBPyConnection) -> str:
    """Return a digest of all public tables and views of an opened ledger, but for when it was published."""
    return digest([*(f"{name}:{rows}:{content}" for name, rows, content in contents(db)), views_digest()])


def contents(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, int, str]]:
    """Yield name, rows and digest of each public table."""
    for name in PUBLIC_TABLES:
        yield (name, *table_content(db, name))


def lines(db: duckdb.DuckDBPyConnection, table: str) -> Iterator[str]:
    """Yield each row of a table as a line of JSON, in the order in which it is stored."""
    for (line,) in db.execute(f"SELECT to_json(t)::VARCHAR FROM {quoted(table)} AS t {_where(table)}").fetchall():
        yield str(line)


def _where(table: str) -> str:
    return f"WHERE {_ABOUT}" if table == "ledger_info" else ""
