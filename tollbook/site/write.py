"""Writing the report: pages whose rows changed are written, those that have no rows any more are removed."""

import filecmp
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path

import duckdb
from filelock import FileLock

from tollbook.ids import digest
from tollbook.site.article_page import article_page
from tollbook.site.incident_page import incident_page
from tollbook.site.overview import summary, titles, write_data
from tollbook.site.pages import Facts, Kind, address, facts, fingerprint, on_disk, prints
from tollbook.site.render import render, site_version
from tollbook.site.sections import ARTICLE, INCIDENT
from tollbook.vocabulary import Progress
from tollbook.warehouse.open import open_ledger

FOLDER = "site"
RECEIPT = ".pages.json"  # fingerprints of the pages that are there; without it all are written
_INCIDENTS, _ARTICLES = Kind("incidents", INCIDENT), Kind("articles", ARTICLE)
_MEMORY = "1GB"  # DuckDB's own; what does not fit goes to the disk
_STEP = 25  # pages from one word of progress to the next


@dataclass(frozen=True, slots=True)
class Site:
    """What was written: the page to open, pages of incidents and articles there are, written, kept and removed.

    `digest` changes with the content of any page.
    """

    index: Path
    incidents: int
    articles: int
    written: int
    kept: int
    removed: int
    digest: str


def write_site(home: Path, progress: Progress = lambda *_: None) -> Site:
    """Write the report of the ledger in `home` to `home/site`, or bring it up to date.

    `progress` hears of the pages that are written: their kind, how many are done, how many there are to do.
    Raises LedgerNotFoundError when there is no ledger. One process at a time writes it; others wait. A process killed
    on the way leaves pages of the old and of the new ledger; the next one writes those that it had not finished.
    """
    site = home / FOLDER
    with open_ledger(home, scratch=site / ".scratch", memory=_MEMORY) as db:
        site.mkdir(exist_ok=True)
        with FileLock(site / ".lock"):
            return _write_site(db, site, progress)


def _write_site(db: duckdb.DuckDBPyConnection, site: Path, progress: Progress) -> Site:
    info = dict(db.execute("select key, value from ledger_info").fetchall())
    named = dict(titles(info))
    rules = {
        rule: {"title": title, "description": text}
        for rule, title, text in db.execute("select rule_id, title, description from rules").fetchall()
    }
    salt = digest([site_version(), info["profile"], repr(sorted(named.items()))])
    for kind in (_INCIDENTS, _ARTICLES):
        fingerprint(db, kind, salt)
    written, kept, removed = _pages(
        db,
        site,
        {
            _INCIDENTS: partial(_incident, profile=info["profile"], named=named),
            _ARTICLES: partial(_article, rules=rules),
        },
        progress,
    )
    _assets(site)
    incidents = _overview(db, site, info, named)
    articles = len(prints(db, _ARTICLES))
    content = digest([salt, info["content_digest"]])
    return Site(site / "index.html", incidents, articles, written, kept, removed, content)


def _incident(found: Facts, profile: str, named: dict[str, str]) -> str:
    return render("incident", "../../", **incident_page(found, profile, named))


def _article(found: Facts, rules: dict[str, dict[str, str]]) -> str:
    return render("article", "../../", **article_page(found, rules))


def _pages(
    db: duckdb.DuckDBPyConnection, site: Path, kinds: dict[Kind, Callable[[Facts], str]], progress: Progress
) -> tuple[int, int, int]:
    """Write what changed and remove what is gone; return the numbers of pages written, kept and removed.

    The receipt first forgets the pages that are about to be written, so that a page half written is never trusted.
    """
    receipt = site / RECEIPT
    before = _read(receipt)
    wanted = {kind: prints(db, kind) for kind in kinds}
    there = {kind: on_disk(site, kind.folder) for kind in kinds}
    changed = {
        kind: [p for p, mark in wanted[kind].items() if p not in there[kind] or before.get(p) != mark] for kind in kinds
    }
    dirty = {page for pages in changed.values() for page in pages}
    removed = 0
    if dirty or any(there[kind] - wanted[kind].keys() for kind in kinds):
        _write(receipt, json.dumps({p: mark for p, mark in before.items() if p not in dirty}))
        for kind, page_of in kinds.items():
            for at, (page, found) in enumerate(facts(db, kind, changed[kind])):
                if at % _STEP == 0:
                    progress(kind.folder, at, len(changed[kind]))
                _write(site / address(kind.folder, page), page_of(found))
            progress(kind.folder, len(changed[kind]), len(changed[kind]))
            removed += _remove(site, kind, there[kind] - wanted[kind].keys())
        _write(receipt, json.dumps({p: mark for marks in wanted.values() for p, mark in marks.items()}))
    total = sum(map(len, wanted.values()))
    return len(dirty), total - len(dirty), removed


def _read(receipt: Path) -> dict[str, str]:
    try:
        found = json.loads(receipt.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _remove(site: Path, kind: Kind, pages: Iterable[str]) -> int:
    gone = [site / address(kind.folder, page) for page in pages]
    for path in gone:
        path.unlink(missing_ok=True)
    for folder in {path.parent for path in gone}:
        if not any(folder.iterdir()):
            folder.rmdir()
    return len(gone)


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all. Not synced page by page: the receipt says which ones to trust."""
    private = path.with_name(f".{path.name}.tmp")
    try:
        private.write_text(text, encoding="utf-8", newline="\n")
    except FileNotFoundError:
        private.parent.mkdir(parents=True)
        private.write_text(text, encoding="utf-8", newline="\n")
    private.replace(path)


def _assets(site: Path) -> None:
    """Put styles, scripts and the map beside the pages, where they are not there yet."""
    folder = site / "assets"
    folder.mkdir(exist_ok=True)
    package = files("tollbook.site")
    for source in (*(package / "static").iterdir(), *(package / "vendor").iterdir()):
        if source.name.endswith(".json"):  # a page opened from disk may load scripts, not data
            name, content = "world.js", b"TOLLBOOK.world = " + source.read_bytes().strip() + b";\n"
        else:
            name, content = source.name, source.read_bytes()
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)


def _overview(db: duckdb.DuckDBPyConnection, site: Path, info: dict[str, str], named: dict[str, str]) -> int:
    data, private = site / "assets" / "incidents.js", site / "assets" / ".incidents.js.tmp"
    with private.open("w", encoding="utf-8", newline="\n") as out:
        incidents = write_data(db, out)
    if data.is_file() and filecmp.cmp(data, private, shallow=False):
        private.unlink()
    else:
        private.replace(data)
    profile = named.get(info["profile"], info["profile"])
    page = render("index", "", facts=summary(db), profile=profile, info=info)
    _write(site / "index.html", page)
    return incidents
