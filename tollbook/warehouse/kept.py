"""Ledgers of before: when a new one takes the place of the published one, that is kept under a name of its own.

They lie in `ledgers/` of the home, `<when it was written>-<start of its content digest>.duckdb`, whole and never
changed: a second name of the same file (a hard link), a copy where the file system knows no links.
"""

import datetime as dt
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tollbook.storage.files import sync, write_atomically
from tollbook.warehouse.open import ledger_path

FOLDER = "ledgers"
KEEP = 3  # a weekend of nightly runs can be looked back on; each costs as much as the ledger itself
KEEP_VARIABLE = "TOLLBOOK_KEEP"
_STAMP = "%Y%m%dT%H%M%S.%fZ"
_UNKNOWN = "unnoted"


@dataclass(frozen=True, slots=True)
class KeptLedger:
    """A ledger of before: its file, the start of its content digest (empty when it was not known), its size."""

    path: Path
    digest: str
    bytes: int


class NoSuchLedgerError(LookupError):
    """No kept ledger is meant by what was asked for, or several are; says which there are."""


def keep_published(home: Path, digest: str | None) -> None:
    """Give the published ledger of a home a name in `ledgers/`; nothing when there is none, or it has one already.

    `digest` is that of its content, None when it is not known. Raises OSError when it can be neither linked nor copied.
    """
    published, folder = ledger_path(home), home / FOLDER
    if not published.is_file():
        return
    folder.mkdir(exist_ok=True)
    if any(path.samefile(published) for path in folder.glob("*.duckdb")):
        return
    written = dt.datetime.fromtimestamp(published.stat().st_mtime, dt.UTC)
    link_or_copy(published, folder / f"{written.strftime(_STAMP)}-{(digest or _UNKNOWN)[:12]}.duckdb")
    sync(folder)


def link_or_copy(there: Path, path: Path) -> None:
    """Make `path` a second name of a file, or a copy of it, whole or not at all; nothing when it is there."""
    if path.exists():
        return
    try:
        os.link(there, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        write_atomically(path, lambda private: _copy(there, private))


def _copy(there: Path, private: Path) -> None:
    shutil.copy2(there, private)


def kept_ledgers(home: Path) -> list[KeptLedger]:
    """Return the kept ledgers of a home but the one that is published now, the newest first."""
    published = ledger_path(home)
    found = sorted((home / FOLDER).glob("*.duckdb"), reverse=True)
    return [_described(path) for path in found if not (published.exists() and path.samefile(published))]


def _described(path: Path) -> KeptLedger:
    digest = path.stem.rpartition("-")[2]
    return KeptLedger(path, "" if digest == _UNKNOWN else digest, path.stat().st_size)


def find_kept(home: Path, wanted: str) -> KeptLedger:
    """Return the kept ledger that is meant: by its number (1 is the newest), or the start of its digest or file name.

    Raises NoSuchLedgerError.
    """
    there = kept_ledgers(home)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(there):
        return there[int(wanted) - 1]
    fitting = [one for one in there if wanted and (one.digest.startswith(wanted) or one.path.name.startswith(wanted))]
    if len(fitting) == 1:
        return fitting[0]
    known = ", ".join(f"{n} ({one.digest or one.path.name})" for n, one in enumerate(there, 1))
    trouble = f"{wanted!r} means {len(fitting)} of the kept ledgers." if fitting else f"No kept ledger is {wanted!r}."
    raise NoSuchLedgerError(f"{trouble} There are: {known}." if known else "No ledger of before is kept.")


def prune(home: Path, keep: int) -> None:
    """Remove all but the newest `keep` ledgers of before. One that cannot be removed now goes the next time."""
    for one in kept_ledgers(home)[keep:]:
        with suppress(OSError):
            one.path.unlink()
