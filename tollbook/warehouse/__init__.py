"""The published ledger: checked, built beside the one that is read, and put in place with one rename.

`publish_store(store, book, ...)` publishes what the stages hold; `open_ledger(home)` opens it, `dump(home)` writes it
out for comparison; `check_parquet` and `check_ledger` run all checks.
"""

from tollbook.warehouse.audit import check_ledger, check_parquet
from tollbook.warehouse.checks import CheckResult
from tollbook.warehouse.open import LedgerNotFoundError, dump, ledger_path, open_ledger
from tollbook.warehouse.publish import Publication, PublishError, publish_store, rule_rows
from tollbook.warehouse.versions import LedgerVersionError

__all__ = [
    "CheckResult",
    "LedgerNotFoundError",
    "LedgerVersionError",
    "Publication",
    "PublishError",
    "check_ledger",
    "check_parquet",
    "dump",
    "ledger_path",
    "open_ledger",
    "publish_store",
    "rule_rows",
]
