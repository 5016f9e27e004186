"""Opening the published ledger, and writing it out for comparison."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from tollbook.database import MEMORY, attached
from tollbook.warehouse.content import contents, lines
from tollbook.warehouse.versions import check_version

LEDGER = "tollbook.duckdb"


class LedgerNotFoundError(FileNotFoundError):
    """There is no ledger in the home folder."""


def ledger_path(home: Path) -> Path:
    """Return where the published ledger of a home folder lies."""
    return Path(home) / LEDGER


def open_ledger(
    home: Path, folders: Iterable[Path] = (), scratch: Path | None = None, memory: str = MEMORY
) -> duckdb.DuckDBPyConnection:
    """Return a read-only connection to the published ledger; it keeps showing this state while others are published.

    It reaches nothing but the ledger, `folders` and `scratch`, see `attached`. Raises LedgerNotFoundError when there is
    none, LedgerVersionError for one of another version of the tables, duckdb.Error for a file that is no ledger or that
    another program holds open for writing.
    """
    path = ledger_path(home)
    if not path.is_file():
        raise LedgerNotFoundError(f"no ledger at {path}; make one with: tollbook run --articles PATH --home {home}")
    return open_file(path, folders, scratch, memory)


def open_file(
    path: Path, folders: Iterable[Path] = (), scratch: Path | None = None, memory: str = MEMORY
) -> duckdb.DuckDBPyConnection:
    """Return a read-only connection to a ledger in a file; what it reaches, and raises, as `open_ledger`."""
    db = attached(path, folders, scratch, memory)
    try:
        check_version(db, path)
    except BaseException:
        db.close()
        raise
    return db


def dump(home: Path, rows: bool = False) -> str:
    """Return the content of the published ledger as text: a line for each table with its rows and digest.

    With `rows`, each row follows as JSON. Equal for equal ledgers: what is about the publishing is left out.
    """
    out = []
    with open_ledger(home) as db:
        for name, held in contents(db):
            out.append(f"{name} {held.rows} {held.digest}")
            if rows:
                out.extend(lines(db, name))
    return "\n".join(out) + "\n"
