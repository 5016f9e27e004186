"""Versions of the public tables: which one a ledger has, and what to do with one of another version.

Columns and tables are added, none changes its meaning. A ledger follows from articles, rules and corrections, so an
older one is brought up to date by a run; where the articles are gone, `migrate` adds what can be added.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import duckdb

from tollbook.ids import digest
from tollbook.rows.schema import PUBLIC_TABLES, columns
from tollbook.rows.views import PUBLIC_VIEWS
from tollbook.warehouse.duck import present

KEY = "schema_version"  # in ledger_info
VIEWS_KEY = "views_digest"  # in ledger_info: of the views that it was made with
HISTORY: Mapping[int, str] = MappingProxyType(
    {
        1: "The tables as they were first published. A ledger of this version does not say which it has.",
        2: f"`ledger_info` says the version, under `{KEY}`; `links` say in `crowd` where not all pairs were compared.",
    }
)
"""What each version added."""
VERSION = max(HISTORY)
SHAPE = "563d0e34a863f845"  # what `shape` gives in this version; a test holds them together


class LedgerVersionError(RuntimeError):
    """A ledger that this Tollbook does not read: of another version of the tables, or none. `hint` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message} {hint}")
        self.message, self.hint = message, hint


def shape() -> str:
    """Return a digest of the names and types of all columns of public tables and views."""
    rows = {**{t.name: t.row for t in PUBLIC_TABLES.values()}, **{v.name: v.row for v in PUBLIC_VIEWS.values()}}
    return digest([f"{name}.{c.name} {c.sql} {c.nullable}" for name, row in rows.items() for c in columns(row)])[:16]


def version_of(db: duckdb.DuckDBPyConnection) -> int:
    """Return the version of an opened ledger, 0 for a database that is none."""
    if not {"ledger_info", "documents", "incidents"} <= present(db):
        return 0
    found = db.execute("SELECT value FROM ledger_info WHERE key = $1", [KEY]).fetchall()  # all: to be done with it
    return int(found[0][0]) if found and str(found[0][0]).isdecimal() else 1


def check_version(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise LedgerVersionError, with what to do, for an opened ledger of another version."""
    found = version_of(db)
    if found == VERSION:
        return
    if not found:
        raise LedgerVersionError(
            f"{path} is no ledger of Tollbook: its tables are missing.",
            "Name the folder that `tollbook run` published to, or publish it anew.",
        )
    about = f"{path} has version {found} of the tables; this Tollbook reads version {VERSION}."
    if found > VERSION:
        raise LedgerVersionError(
            about, "Install the newer Tollbook that made it, or query the file with DuckDB itself."
        )
    raise LedgerVersionError(
        about,
        "Publish it anew: tollbook run --articles PATH --home DIR. Where the articles are gone, add what this version "
        "has more of, empty: tollbook ledgers migrate --home DIR.",
    )
