"""All checks at once."""

from collections.abc import Mapping

import duckdb

from tollbook.rows.schema import PUBLIC_TABLES
from tollbook.rows.views import PUBLIC_VIEWS
from tollbook.warehouse.broken_check import check_broken
from tollbook.warehouse.checks import CheckResult, check_counts, check_texts, table_checks
from tollbook.warehouse.duck import Sources, over_parquet, present
from tollbook.warehouse.tally_checks import check_tallies
from tollbook.warehouse.views.checks import check_view

TALLIES = ("tallies", "tallies_by_group")


def check_ledger(
    db: duckdb.DuckDBPyConnection, read: int | None = None, known: Mapping[str, CheckResult] | None = None
) -> list[CheckResult]:
    """Return the outcome of all checks of the public tables that are in `db`, in a fixed order.

    With `read`, the number of inputs, also that kept + rejected = read, and that stages broke on few articles. `known`
    are outcomes, by name, of checks that were made in the files of the tables and need not be made again.
    """
    at_hand, known = present(db), known or {}
    tables = [table for table in PUBLIC_TABLES.values() if table.name in at_hand]
    results = [r for table in tables for r in table_checks(db, table, known)]
    broken = {r.name for r in results if r.name.startswith("schema.") and not r.passed}
    if "documents" in at_hand and "schema.documents" not in broken:
        results.append(known.get("texts.documents") or check_texts(db))
    if "claims" in at_hand and "schema.claims" not in broken:
        results += [
            known.get(f"numbers.{n}") or check_tallies(db, PUBLIC_TABLES[n])
            for n in TALLIES
            if n in at_hand and f"schema.{n}" not in broken
        ]
    if not broken:
        results += [check_view(db, name) for name in PUBLIC_VIEWS if name in at_hand]
    if read is not None and {"documents", "rejects"} <= at_hand:
        results += [check_counts(db, read), check_broken(db)]
    return results


def check_parquet(sources: Sources, read: int | None = None) -> list[CheckResult]:
    """Return the outcome of all checks of tables that lie in Parquet files, before they are published."""
    with over_parquet(sources) as db:
        return check_ledger(db, read)
