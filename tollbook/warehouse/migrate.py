"""An older ledger as one of this version: what it has is copied, what was added since is empty.

For ledgers whose articles are gone; all others are better made anew by a run.
"""

# ruff: noqa: S608  (names come from the table registry and are quoted; no input reaches the SQL)

from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import duckdb

from tollbook.database import attached
from tollbook.rows.schema import PUBLIC_TABLES, Column, Table, columns
from tollbook.sql import literal, quoted
from tollbook.warehouse.build import create_tables, fill_info, tables_of_codes
from tollbook.warehouse.checks import check_schema
from tollbook.warehouse.content import content_digest, contents
from tollbook.warehouse.duck import present
from tollbook.warehouse.publish import building
from tollbook.warehouse.versions import KEY, VERSION, VIEWS_KEY, LedgerVersionError, check_version, version_of
from tollbook.warehouse.views import views_digest

FROM_KEY = "migrated_from"  # in ledger_info: the version that a ledger had before
_MADE_ANEW = ("content_digest", KEY, FROM_KEY, VIEWS_KEY)
_EMPTY: dict[Any, str] = {str: "''", int: "0", float: "0.0", bool: "false", tuple[str, ...]: "[]"}


def migrated(old: Path, private: Path) -> str:
    """Write the older ledger in a file as one of this version to a private file; returns its content digest.

    Raises LedgerVersionError for a file that is no ledger or of a newer version, duckdb.Error for one that cannot be
    read.
    """
    before = version_in(old)
    if not 0 < before < VERSION:
        with attached(old) as db:
            check_version(db, old)
    with building(private, [old.parent], beside=old) as db:
        create_tables(db)
        at_hand = _tables_of(db, "old")
        for name, table in PUBLIC_TABLES.items():
            if name in at_hand and name not in tables_of_codes():
                _copied(db, table)
        fill_info(db, {KEY: str(VERSION), FROM_KEY: str(before), VIEWS_KEY: views_digest()})
        content = content_digest(contents(db))
        fill_info(db, {"content_digest": content})
        wrong = [check.message for check in (check_schema(db, t) for t in PUBLIC_TABLES.values()) if not check.passed]
        if wrong:
            raise LedgerVersionError(f"{old} cannot be brought up to date: {'; '.join(wrong)}.", "Publish it anew.")
    return content


def version_in(path: Path) -> int:
    """Return the version of the ledger in a file, 0 for a database that is none. Raises duckdb.Error."""
    with attached(path) as db:
        return version_of(db)


def _tables_of(db: duckdb.DuckDBPyConnection, catalog: str) -> frozenset[str]:
    db.execute(f"USE {catalog}")
    found = present(db)
    db.execute("USE ledger")
    return found


def _copied(db: duckdb.DuckDBPyConnection, table: Table) -> None:
    name = quoted(table.name)
    there = {column[0] for column in db.execute(f"SELECT * FROM old.{name} LIMIT 0").description}
    defaults = {f.name: f.default for f in fields(table.row)}
    taken = ", ".join(
        quoted(c.name) if c.name in there else f"{_added(c, defaults[c.name])} AS {quoted(c.name)}"
        for c in columns(table.row)
    )
    kept = f"WHERE NOT list_contains({list(_MADE_ANEW)!r}, key)" if table.name == "ledger_info" else ""
    order = ", ".join(f"{quoted(column)} ASC NULLS LAST" for column in table.order)
    db.execute(f"INSERT INTO {name} SELECT * FROM (SELECT {taken} FROM old.{name} {kept}) ORDER BY {order}")


def _added(column: Column, default: Any) -> str:
    """SQL for the value of a column that an older ledger does not have."""
    if default is MISSING or default is None:
        value = "NULL" if column.nullable else _EMPTY[column.type]
    else:
        value = literal(str(default)) if isinstance(default, str) else repr(default).replace("(", "[").replace(")", "]")
    return f"CAST({value} AS {column.sql})"
