"""The published ledger as commands open it: what keeps it from being opened becomes a message with a hint."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tollbook.commands.output import refuse

if TYPE_CHECKING:
    import duckdb

LEDGER = "tollbook.duckdb"


def require_ledger(home: Path) -> Path:
    """Return where the ledger of a home lies. Leaves with code 2 and a hint when there is none."""
    ledger = home / LEDGER
    if home.is_file():
        refuse(f"{home} is a file; --home is the folder that holds the ledger.", f"Try --home {home.parent}")
    if not home.is_dir():
        refuse(
            f"There is no folder {home}, so there is no ledger.",
            f"Make one: tollbook run --articles PATH --home {home}. If it lies elsewhere, name it with --home, "
            "or once and for all in the variable TOLLBOOK_HOME.",
        )
    if not ledger.is_file():
        refuse(
            f"There is no ledger in {home} yet ({LEDGER} is missing).",
            f"Make one: tollbook run --articles PATH --home {home}. If it lies elsewhere, name it with --home.",
        )
    return ledger


@contextmanager
def readable(home: Path) -> Iterator[Path]:
    """Give where the ledger of a home lies. Leaves with code 2 and a hint where it is not there or cannot be read."""
    import duckdb  # noqa: PLC0415

    from tollbook.warehouse.versions import LedgerVersionError  # noqa: PLC0415

    ledger = require_ledger(home)
    try:
        yield ledger
    except LedgerVersionError as error:
        refuse(error.message, error.hint)
    except duckdb.Error as error:
        refuse(
            f"{ledger} cannot be read as a ledger: {str(error).splitlines()[0]}",
            "It may be damaged, of a newer DuckDB, or open for writing elsewhere. Publish it anew: "
            f"tollbook run --articles PATH --home {home}",
        )


@contextmanager
def ledger_of(home: Path) -> "Iterator[duckdb.DuckDBPyConnection]":
    """Give a read-only connection to the ledger of a home; see `readable`."""
    from tollbook.warehouse.open import open_file  # noqa: PLC0415

    with readable(home) as ledger, open_file(ledger) as connection:
        yield connection
