"""Opening the ledger of a home folder."""

import os
from pathlib import Path

import duckdb

from tollbook.warehouse.open import LEDGER, LedgerNotFoundError, open_ledger

__all__ = ["LedgerNotFoundError", "open_home"]


def open_home(home: str | os.PathLike[str] = "data") -> duckdb.DuckDBPyConnection:
    """Open the published ledger in the folder `home` (or that very file), read-only, with all its tables and views.

    The connection keeps showing the state it was opened on while runs publish newer ones, and works in a `with` block:

        with tollbook.open("data") as ledger:
            ledger.sql("select * from incidents").df()

    Raises LedgerNotFoundError when there is none, duckdb.IOException when another program writes in it.
    """
    folder = Path(home).expanduser()
    return open_ledger(folder.parent if folder.name == LEDGER else folder)
