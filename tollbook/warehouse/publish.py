"""Publishing: the ledger is built in a private file, checked, and put in place with one rename.

A reader that has the old file open keeps its snapshot. A run killed at any moment leaves the old ledger or the new.
"""

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

from tollbook.database import connect, lock
from tollbook.rows.info import RuleRow
from tollbook.rulebook import Rulebook
from tollbook.rulebook.digests import word_digests
from tollbook.sql import literal
from tollbook.stages.store import MissingStageError, StageStore
from tollbook.storage.files import remove_private, sync, write_atomically
from tollbook.warehouse.audit import check_ledger
from tollbook.warehouse.build import (
    STAGED,
    Made,
    create_tables,
    fill_info,
    fill_rules,
    fill_tables,
    info_rows,
    matched,
    tables_of_codes,
)
from tollbook.warehouse.checks import CheckResult
from tollbook.warehouse.content import Content, content_digest, contents
from tollbook.warehouse.duck import Sources
from tollbook.warehouse.kept import FOLDER as KEPT
from tollbook.warehouse.kept import KEEP, keep_published, prune
from tollbook.warehouse.open import ledger_path
from tollbook.warehouse.part_contents import store_contents
from tollbook.warehouse.shard_checks import check_public
from tollbook.warehouse.versions import KEY, VERSION, VIEWS_KEY
from tollbook.warehouse.views import views_digest

STORAGE = "v1.2.0"  # of the file: any DuckDB from 1.2 on can read it
_RECEIPT = ".tollbook.json"  # says which content was published, and what its file looked like
_PRIVATE = ".tollbook-"  # what names of files on the way to being published start with


class PublishError(RuntimeError):
    """A ledger that failed its checks and was not published. `failed` holds what did not pass."""

    def __init__(self, failed: Sequence[CheckResult]) -> None:
        super().__init__("the ledger was not published:\n" + "\n".join(f"  {r.message}" for r in failed))
        self.failed = tuple(failed)


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published: where, whether the file is a new one, the digest of its content, rows by table, checks."""

    path: Path
    changed: bool
    content_digest: str
    rows: Mapping[str, int]
    checks: tuple[CheckResult, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is known of a ledger before it is built: the digest of its content, and checks that hold in the files."""

    content: str
    checked: Mapping[str, CheckResult]


def publish_store(
    store: StageStore, book: Rulebook, *, read: int, profile: str, published_at: dt.datetime, keep: int = KEEP
) -> Publication:
    """Publish what the stages hold now. `read` is the number of inputs, `profile` the default one; see `publish`.

    A ledger that would be the same is not built. Raises MissingStageError, naming them, for stages that were not run or
    are not up to date with their inputs.
    """
    sources = {name: store.paths(name) for name in STAGED}
    outdated = store.outdated(sources)
    if outdated:
        raise MissingStageError("these stages must be run first: " + "; ".join(outdated))
    dimensions = sorted({rule.dimension for rule in book.rules})
    info = {
        "version": version("tollbook"),
        "profile": profile,
        "rules_digest": book.digest(),
        **{f"rules_digest.{name}": book.digest(name) for name in dimensions},
        **word_digests(book),
        **{
            f"title.{name}": str(s.get("title", name))
            for name, s in book.settings.items()
            if name.startswith("profiles/")
        },
    }
    rules = rule_rows(book)
    contents = _contents(store, rules, info, read)
    content = content_digest(contents.items())
    if published_digest(store.home) == content:
        return Publication(ledger_path(store.home), False, content, {name: contents[name].rows for name in STAGED}, ())
    prepared = Prepared(content, {check.name: check for check in check_public(store, STAGED)})
    return publish(store.home, sources, rules, info, read=read, published_at=published_at, prepared=prepared, keep=keep)


def _contents(store: StageStore, rules: Sequence[RuleRow], info: Mapping[str, str], read: int) -> dict[str, Content]:
    """What each table of the ledger will hold."""
    all_info = {**info, **_own_info(store.count("documents"), read)}
    made: Made = {"rules": matched(rules, store.hits(STAGED)), "ledger_info": info_rows(all_info), **tables_of_codes()}
    return store_contents(store, made)


def rule_rows(book: Rulebook) -> list[RuleRow]:
    """Return the rules of a book as rows, without their matches."""
    return [
        RuleRow(r.id, r.dimension, r.rule.status, r.rule.description, r.digest, 0, r.rule.title) for r in book.rules
    ]


def publish(
    home: Path,
    sources: Sources,
    rules: Sequence[RuleRow],
    info: Mapping[str, str],
    *,
    read: int,
    published_at: dt.datetime,
    prepared: "Prepared | None" = None,
    keep: int = KEEP,
) -> Publication:
    """Make `home/tollbook.duckdb` of the Parquet files of each table, of the rules and what `info` says of the ledger.

    `published_at` is the only value in it that may differ between equal runs. When the content is that of the ledger
    that is there, its file stays untouched. Of the ledgers before it, the newest `keep` are kept. One publisher works
    at a time; others wait. Raises PublishError when a check fails, KeyError for a table without files; the published
    ledger then stays what it is.
    """
    home = Path(home)
    home.mkdir(parents=True, exist_ok=True)
    with publishing(home):
        done = _publish(home, sources, rules, {**info, "articles_read": str(read)}, published_at, prepared, keep)
        prune(home, keep)
        return done


@contextmanager
def publishing(home: Path) -> Iterator[None]:
    """Be the only publisher of a home; files on the way to being published are removed before and after."""
    with FileLock(home / f"{_PRIVATE}lock"):
        _clean(home)
        try:
            yield
        finally:
            _clean(home)


def private_file(home: Path) -> Path:
    """Return where a publisher builds a ledger: beside the published one, where nobody looks."""
    return home / f"{_PRIVATE}{os.getpid()}.duckdb"


def _publish(
    home: Path,
    sources: Sources,
    rules: Sequence[RuleRow],
    info: Mapping[str, str],
    published_at: dt.datetime,
    prepared: "Prepared | None",
    keep: int,
) -> Publication:
    read = int(info["articles_read"])
    private = private_file(home)
    folders = {path.parent for paths in sources.values() for path in paths}
    with building(private, folders) as db:
        create_tables(db)
        rows = fill_tables(db, sources)
        fill_rules(db, rules)
        fill_info(db, {**info, **_own_info(rows["documents"], read)})
        content = prepared.content if prepared else content_digest(contents(db))
        fill_info(db, {"content_digest": content, "published_at": published_at.isoformat(timespec="seconds")})
        checks = tuple(check_ledger(db, read, prepared.checked if prepared else {}))
        failed = [check for check in checks if not check.passed]
        if failed:
            raise PublishError(failed)
    changed = published_digest(home) != content
    if changed:
        put_in_place(private, home, content, keep)
    return Publication(ledger_path(home), changed, content, rows, checks)


def _own_info(kept: int, read: int) -> dict[str, str]:
    counts = {"articles_read": read, "articles_kept": kept, "articles_rejected": read - kept, KEY: VERSION}
    return {**{key: str(value) for key, value in counts.items()}, VIEWS_KEY: views_digest()}


@contextmanager
def building(private: Path, folders: Iterable[Path] = (), beside: Path | None = None) -> Iterator[Any]:
    """Give a connection to a new ledger file, with another file `beside` it as `old`, that reads only in `folders`.

    After the block everything is in that one file, closed.
    """
    with connect({private.parent, *folders}, scratch=private.with_suffix(".scratch")) as db:
        if beside is not None:
            db.execute(f"ATTACH {literal(str(beside))} AS old (READ_ONLY)")
        db.execute(f"ATTACH {literal(str(private))} AS ledger (STORAGE_VERSION '{STORAGE}')")
        lock(db)
        db.execute("USE ledger")
        yield db
        db.execute("CHECKPOINT ledger")
        db.execute("USE memory")
        db.execute("DETACH ledger")


def put_in_place(private: Path, home: Path, content: str, keep: int = KEEP) -> None:
    """Have a finished file be the published ledger of a home, by one rename; the one before is kept unless `keep` is 0.

    Only for who holds the lock of publishers.
    """
    published = ledger_path(home)
    sync(private)
    before = published_digest(home)
    if keep:
        keep_published(home, before)
    # Left by someone who opened the old ledger for writing; DuckDB would refuse the new one beside it.
    Path(f"{published}.wal").unlink(missing_ok=True)
    # The note tells of both, so that it is right whichever of them a killed run leaves.
    notes = [{"content_digest": content, **_seen(private)}]
    if before is not None:
        notes.append({"content_digest": before, **_seen(published)})
    write_atomically(published.with_name(_RECEIPT), lambda path: _write(path, json.dumps(notes)))
    private.replace(published)
    sync(published.parent)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _seen(published: Path) -> dict[str, int]:
    state = published.stat()
    return {"size": state.st_size, "modified": state.st_mtime_ns}


def published_digest(home: Path) -> str | None:
    """Return the digest of the published content, None when there is no ledger or it is not as it was published.

    Known from a note beside the ledger, so that its file need not be opened: that could be in someone's way.
    """
    try:
        noted = json.loads((home / _RECEIPT).read_text(encoding="utf-8"))
        seen = _seen(ledger_path(home)).items()
        notes = noted if isinstance(noted, list) else [noted]
        return next((str(note["content_digest"]) for note in notes if note.items() >= seen), None)
    except (FileNotFoundError, ValueError, KeyError, AttributeError):
        return None


def _clean(home: Path) -> None:
    """Remove private files, of this run or of one that was killed. Only under the lock."""
    remove_private(home / KEPT)
    for path in sorted([*home.glob(f"{_PRIVATE}*"), *home.glob(f".{_RECEIPT}.*.tmp")]):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif not path.name.endswith("lock"):
            path.unlink(missing_ok=True)
