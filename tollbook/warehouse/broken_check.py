"""The check of articles that stages broke on: a few are set aside, many keep the ledger from being published."""

import duckdb

from tollbook.broken import BROKEN_REASONS
from tollbook.warehouse.checks import EXAMPLES, CheckResult, listed
from tollbook.warehouse.duck import one

NAME = "broken"
FEW = 3  # articles that may break in any ledger
SHARE = 20  # of so many articles, one may break: a rule that breaks on more is broken itself

_ASIDE = "SELECT source_id, stage, detail FROM rejects WHERE list_contains($1, reason)"
_BROKEN = f"""
SELECT count(*), count(*) FILTER (stage = 'documents') FROM ({_ASIDE})
"""  # noqa: S608 (own text)
_EXAMPLES = f"SELECT concat(source_id, ': ', detail) FROM ({_ASIDE}) ORDER BY source_id, stage LIMIT {EXAMPLES}"  # noqa: S608
_READ = "SELECT count(*) FROM documents WHERE language = 'en' AND duplicate_of IS NULL AND read_on"


def check_broken(db: duckdb.DuckDBPyConnection) -> CheckResult:
    """Check that stages broke on few articles, three or one in twenty of those that are read on; and not on all.

    A result that passes warns when they broke on any.
    """
    reasons = [list(BROKEN_REASONS)]
    broken, unread = one(db, _BROKEN, reasons)
    (read,) = one(db, _READ)
    total = read + unread
    if not broken:
        return CheckResult(f"{NAME}.rejects", True, f"rejects: no stage broke on any of {total} articles")
    shown = listed([text for (text,) in db.execute(_EXAMPLES, reasons).fetchall()], broken)
    few = broken < total and (broken <= FEW or broken * SHARE <= total)
    aside = "were set aside" if few else "broke, too many to be set aside"
    message = f"rejects: {broken} of {total} articles {aside}: {shown}"
    return CheckResult(f"{NAME}.rejects", few, message, {"broken": broken, "articles": total}, warns=True)
