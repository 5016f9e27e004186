"""What a ledger holds, as digests and lines that are equal for equal ledgers.

The digest of a table adds up those of its rows: its order follows from its keys, and what lies in several files is
added up file by file.
"""

# ruff: noqa: S608  (names come from the table registry and are quoted; no input reaches the SQL)

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tollbook.ids import digest
from tollbook.rows.schema import PUBLIC_TABLES, Table
from tollbook.sql import literal, quoted
from tollbook.warehouse.duck import one
from tollbook.warehouse.views import views_digest

# Keys of ledger_info that are about the publishing, not about the content.
_ABOUT = "key NOT IN ('published_at', 'content_digest')"
_HALF = 2**64
_SUMS = "count(*), coalesce(sum(md5_number_lower(row)), 0), coalesce(sum(md5_number_upper(row)), 0)"


@dataclass(frozen=True, slots=True)
class Content:
    """Rows of a table: how many, and the halves of the sum of their hashes."""

    rows: int = 0
    low: int = 0
    high: int = 0

    def __add__(self, other: "Content") -> "Content":
        """Return what both hold together."""
        return Content(self.rows + other.rows, (self.low + other.low) % _HALF, (self.high + other.high) % _HALF)

    @property
    def digest(self) -> str:
        """The sum of the hashes as 32 hex digits."""
        return f"{self.high:016x}{self.low:016x}"


def content_of(db: duckdb.DuckDBPyConnection, source: str, where: str = "") -> Content:
    """Return what a table, or anything else that stands after FROM, holds."""
    return _content(one(db, f"SELECT {_SUMS} FROM (SELECT to_json(t)::VARCHAR AS row FROM {source} AS t {where})"))


def contents_of_files(db: duckdb.DuckDBPyConnection, table: Table, paths: Sequence[Path]) -> dict[Path, Content]:
    """Return what each Parquet file of a table holds, in one pass on all cores. Those without rows are left out.

    `db` must be free to read them.
    """
    row = ", ".join(f"{literal(name)}: {quoted(name)}" for name in table.columns)
    files = ", ".join(literal(str(path)) for path in paths)
    found = db.execute(
        f"SELECT of_file, {_SUMS} FROM (SELECT of_file, to_json({{{row}}})::VARCHAR AS row "
        f"FROM read_parquet([{files}], hive_partitioning = false, filename = 'of_file')) GROUP BY of_file"
    ).fetchall()
    return {Path(path): _content(sums) for path, *sums in found}


def _content(sums: Sequence[int]) -> Content:
    rows, low, high = sums
    return Content(int(rows), int(low) % _HALF, int(high) % _HALF)


def table_content(db: duckdb.DuckDBPyConnection, table: str) -> Content:
    """Return what a public table of an opened ledger holds, but for when it was published."""
    return content_of(db, quoted(table), _where(table))


def content_digest(tables: Iterable[tuple[str, Content]], views: str | None = None) -> str:
    """Return a digest of all public tables, in their order, and of the views: those of this code, or `views`."""
    return digest([*(f"{name}:{held.rows}:{held.digest}" for name, held in tables), views or views_digest()])


def contents(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, Content]]:
    """Yield each public table of an opened ledger and what it holds."""
    for name in PUBLIC_TABLES:
        yield name, table_content(db, name)


def lines(db: duckdb.DuckDBPyConnection, table: str) -> Iterator[str]:
    """Yield each row of a table as a line of JSON, in the order in which it is stored."""
    for (line,) in db.execute(f"SELECT to_json(t)::VARCHAR FROM {quoted(table)} AS t {_where(table)}").fetchall():
        yield str(line)


def _where(table: str) -> str:
    return f"WHERE {_ABOUT}" if table == "ledger_info" else ""
