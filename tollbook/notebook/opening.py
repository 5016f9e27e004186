"""Opening the ledger of a home folder."""

import os
from pathlib import Path

import duckdb

from tollbook.warehouse.open import LEDGER, LedgerNotFoundError, open_file, open_ledger

__all__ = ["LedgerNotFoundError", "open_home"]


def open_home(home: str | os.PathLike[str] = "data") -> duckdb.DuckDBPyConnection:
    """Open the published ledger in the folder `home`, or the ledger in a file, read-only, with its tables and views.

    The connection keeps showing the state it was opened on while runs publish newer ones, and works in a `with` block:

        with tollbook.open("data") as ledger:
            ledger.sql("select * from incidents").df()

    Raises LedgerNotFoundError when there is none, LedgerVersionError (a RuntimeError that says what to do) for one of
    another version of the tables, duckdb.IOException when another program writes in it.
    """
    path = Path(home).expanduser()
    if path.is_file():
        return open_file(path)
    return open_ledger(path.parent if path.name == LEDGER else path)
