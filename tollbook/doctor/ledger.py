"""The published ledger and those of before: whether they open, of which version they are, whether they are as made."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from tollbook.broken import BROKEN_REASONS
from tollbook.doctor.finding import Finding, fail, ok, size, warn
from tollbook.warehouse.content import content_digest, contents
from tollbook.warehouse.kept import kept_ledgers
from tollbook.warehouse.ledgers import facts_of
from tollbook.warehouse.open import ledger_path, open_file
from tollbook.warehouse.publish import published_digest
from tollbook.warehouse.versions import VERSION, VIEWS_KEY, LedgerVersionError


def ledger(home: Path) -> Iterator[Finding]:
    """Whether the published ledger opens, is of this version, and holds what was published."""
    path = ledger_path(home)
    if not path.is_file():
        yield warn("ledger", "nothing is published yet", f"tollbook run --articles PATH --home {home}")
        return
    try:
        db = open_file(path)
    except LedgerVersionError as error:
        yield fail("ledger", error.message, error.hint)
        return
    except duckdb.Error as error:
        yield fail("ledger", f"{path.name} cannot be opened: {str(error).splitlines()[0]}", _instead(home))
        return
    with db:
        yield from _content(home, db)
        yield from _set_aside(db)


def _content(home: Path, db: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    info = dict(db.execute("SELECT key, value FROM ledger_info").fetchall())
    try:
        found = content_digest(contents(db), info.get(VIEWS_KEY))
    except duckdb.Error as error:
        yield fail("ledger", f"it cannot be read whole: {str(error).splitlines()[0]}", _instead(home))
        return
    noted = info.get("content_digest", "")
    if found != noted:
        yield fail("ledger", f"its content is not what was published: {found} is not {noted}", _instead(home))
        return
    counts = f"{info.get('articles_kept', '?')} articles, published {info.get('published_at', '?')}"
    yield ok("ledger", f"version {VERSION}, content {found}: {counts}")
    wal = ledger_path(home).with_suffix(".duckdb.wal")
    if wal.exists() or published_digest(home) != noted:
        told = "somebody opened it for writing, or the run that published it was killed"
        yield warn("ledger file", told, "Open it read-only. The next run publishes it anew: tollbook run")


def _set_aside(db: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    sql = "SELECT source_id, stage FROM rejects WHERE list_contains(?, reason) ORDER BY ALL"
    aside = db.execute(sql, [list(BROKEN_REASONS)]).fetchall()
    if aside:
        shown = ", ".join(f"{source} ({stage})" for source, stage in aside[:3])
        told = f"stages broke on {len(aside)} articles, which count nowhere: {shown}"
        todo = f"The table rejects says where (reasons {', '.join(BROKEN_REASONS)}): report it, with that line."
        yield warn("articles set aside", told, todo)


def _instead(home: Path) -> str:
    back = f"tollbook ledgers restore 1 --home {home}, or publish" if kept_ledgers(home) else "Publish"
    return f"{back} it anew: tollbook run --articles PATH --home {home}"


def kept(home: Path) -> Iterator[Finding]:
    """Whether the ledgers of before can be read."""
    found = [facts_of(one.path) for one in kept_ledgers(home)]
    for one in found:
        if one.trouble:
            yield warn("kept ledgers", f"{one.path.name} cannot be read: {one.trouble}", f"Remove it: rm {one.path}")
    well = [one for one in found if not one.trouble]
    yield ok("kept ledgers", f"{len(well)} of before, {size(sum(one.bytes for one in well))} (tollbook ledgers list)")


CHECKS = (ledger, kept)
