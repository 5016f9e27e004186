"""What an operator does with ledgers of a home: look at those of before, put one back, bring an older one up to date.

Nothing here changes a file: a ledger is put in place as a run does it, by one rename, under the same locks.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from tollbook.database import attached
from tollbook.warehouse.kept import KEEP, KeptLedger, link_or_copy
from tollbook.warehouse.migrate import migrated, version_in
from tollbook.warehouse.open import ledger_path
from tollbook.warehouse.publish import private_file, publishing, put_in_place
from tollbook.warehouse.versions import VERSION, check_version, version_of

RUN_LOCK = "run.lock"  # in the home: held while a run works in it


class BusyError(RuntimeError):
    """A run works in the home."""


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """What a ledger says of itself: when it was published, the digests of its content and rules, its counts.

    Counts are None, and texts empty, where it does not say. `trouble` is why the file could not be read, else empty.
    """

    path: Path
    bytes: int
    published_at: str = ""
    content_digest: str = ""
    rules_digest: str = ""
    profile: str = ""
    made_by: str = ""
    version: int = 0
    articles: int | None = None
    incidents: int | None = None
    trouble: str = ""


def facts_of(path: Path) -> LedgerFacts:
    """Return what the ledger in a file says of itself."""
    size = path.stat().st_size
    try:
        with attached(path) as db:
            version = version_of(db)
            if not version:
                check_version(db, path)
            info = dict(db.execute("SELECT key, value FROM ledger_info").fetchall())
            counts = [db.execute(f"SELECT count(*) FROM {t}").fetchall()[0][0] for t in ("documents", "incidents")]  # noqa: S608 (own names)
    except (duckdb.Error, RuntimeError) as error:
        return LedgerFacts(path, size, trouble=str(error).splitlines()[0])
    said = {name: info.get(name, "") for name in ("published_at", "content_digest", "rules_digest", "profile")}
    return LedgerFacts(path, size, **said, made_by=info.get("version", ""), version=version, articles=counts[0],
                       incidents=counts[1])  # fmt: skip


@contextmanager
def working_in(home: Path) -> Iterator[None]:
    """Hold the lock of a run. Raises BusyError while another one works in the home."""
    try:
        with FileLock(home / RUN_LOCK, timeout=0):
            yield
    except Timeout as error:
        raise BusyError(f"A run is working in {home}; wait until it is done.") from error


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    with working_in(home), publishing(home):
        yield


def restore(home: Path, kept: KeptLedger) -> str:
    """Publish a kept ledger again; that which is published now is kept. Returns the digest of its content.

    Raises BusyError, LedgerVersionError for one of another version, duckdb.Error for one that cannot be read.
    """
    with _alone(home):
        with attached(kept.path) as db:
            check_version(db, kept.path)
            (content,) = db.execute("SELECT value FROM ledger_info WHERE key = 'content_digest'").fetchall()[0]
        private = private_file(home)
        link_or_copy(kept.path, private)
        put_in_place(private, home, str(content))
    return str(content)


def bring_up_to_date(home: Path, kept: KeptLedger | None = None) -> int | None:
    """Make the published ledger, or a kept one, one of this version; returns the version it had, None when it has it.

    The published one is kept as it was. Raises as `restore` does.
    """
    path = kept.path if kept else ledger_path(home)
    with _alone(home):
        before = version_in(path)
        if before == VERSION:
            return None
        private = private_file(home)
        content = migrated(path, private)
        if kept:
            private.replace(path)
        else:
            put_in_place(private, home, content, KEEP)
    return before
