"""Writing the site: pages whose rows changed are written, those that have no rows any more are removed."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import duckdb
from filelock import FileLock

from tollbook.ids import digest
from tollbook.site.article_page import article_page
from tollbook.site.files import SiteFiles, writing
from tollbook.site.incident_page import incident_page
from tollbook.site.overview import summary, titles, write_data
from tollbook.site.pages import BATCH, Facts, Kind, address, facts, fingerprint, on_disk, prints
from tollbook.site.render import render, site_version
from tollbook.site.sections import ARTICLE, INCIDENT
from tollbook.stages.engine import Engine, LocalEngine
from tollbook.vocabulary import Progress
from tollbook.warehouse.open import open_ledger

FOLDER = "site"
RECEIPT = ".pages.json"  # fingerprints of the pages that are there; without it all are written
_INCIDENTS, _ARTICLES = Kind("incidents", INCIDENT), Kind("articles", ARTICLE)
_MEMORY = "1GB"  # DuckDB's own; what does not fit goes to the disk
_STEP = 8  # pages that are made at a time, wherever an engine makes them

PageOf = Callable[[Facts], str]


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


def write_site(home: Path, progress: Progress = lambda *_: None, engine: Engine | None = None) -> Site:
    """Write the site of the ledger in `home` to `home/site`, or bring it up to date; `engine` makes the pages.

    `progress` hears of the pages that are written: their kind, how many are done, how many there are to do.
    Raises LedgerNotFoundError when there is no ledger. One process at a time writes it; others wait. A process killed
    on the way leaves pages of the old and of the new ledger; the next one writes those that it had not finished.
    """
    site = home / FOLDER
    open_ledger(home).close()  # or say that there is none
    site.mkdir(exist_ok=True)
    # The ledger is opened when it is this process's turn: it may be newer by then, and so are the pages.
    with (
        FileLock(site / ".lock"),
        open_ledger(home, scratch=site / ".scratch", memory=_MEMORY) as db,
        writing(site) as out,
    ):
        return _write_site(db, site, out, progress, engine or LocalEngine())


def _write_site(db: duckdb.DuckDBPyConnection, site: Path, out: SiteFiles, progress: Progress, engine: Engine) -> Site:
    """Write what changed, then the overview that leads to it, then remove what nothing leads to any more."""
    info = dict(db.execute("select key, value from ledger_info").fetchall())
    named = dict(titles(info))
    rules = {
        rule: {"title": title, "description": text}
        for rule, title, text in db.execute("select rule_id, title, description from rules").fetchall()
    }
    salt = digest([site_version(), info["profile"], repr(sorted(named.items()))])
    for kind in (_INCIDENTS, _ARTICLES):
        fingerprint(db, kind, salt)
    kinds = {
        _INCIDENTS: partial(_incident, profile=info["profile"], named=named),
        _ARTICLES: partial(_article, rules=rules),
    }
    wanted = {kind: prints(db, kind) for kind in kinds}
    pages = _Pages(wanted, {kind: on_disk(site, kind.folder) for kind in kinds}, _read(site / RECEIPT))
    written, gone = sum(map(len, pages.changed.values())), sum(map(len, pages.gone.values()))
    out.assets()
    if written or gone:
        out.write(RECEIPT, json.dumps(pages.trusted))
        for kind, changed in pages.changed.items():
            progress(kind.folder, 0, len(changed))
            for done, (page, html) in enumerate(_made(db, kind, changed, kinds[kind], engine), 1):
                out.write(address(kind.folder, page), html)
                if done % _STEP == 0 or done == len(changed):
                    progress(kind.folder, done, len(changed))
    incidents = _overview(db, out, info, named)
    out.remove(address(kind.folder, page) for kind, of_kind in pages.gone.items() for page in of_kind)
    if written or gone:
        out.settle()
        out.write(RECEIPT, json.dumps(pages.done))
    content = digest([salt, info["content_digest"]])
    kept = len(pages.done) - written
    return Site(site / "index.html", incidents, len(wanted[_ARTICLES]), written, kept, gone, content)


def _incident(found: Facts, profile: str, named: dict[str, str]) -> str:
    return render("incident", "../../", **incident_page(found, profile, named))


def _article(found: Facts, rules: dict[str, dict[str, str]]) -> str:
    return render("article", "../../", **article_page(found, rules))


@dataclass(slots=True)
class _Pages:
    """Which pages there must be, with the fingerprints of their rows; which are there; which must be written."""

    wanted: dict[Kind, dict[str, str]]
    there: dict[Kind, set[str]]
    before: dict[str, str]

    @property
    def changed(self) -> dict[Kind, list[str]]:
        return {
            kind: [p for p, mark in marks.items() if p not in self.there[kind] or self.before.get(p) != mark]
            for kind, marks in self.wanted.items()
        }

    @property
    def gone(self) -> dict[Kind, set[str]]:
        return {kind: self.there[kind] - self.wanted[kind].keys() for kind in self.wanted}

    @property
    def trusted(self) -> dict[str, str]:
        """Pages that stay as they are; a page half written is never trusted."""
        dirty = {page for pages in self.changed.values() for page in pages}
        return {page: mark for page, mark in self.before.items() if page not in dirty}

    @property
    def done(self) -> dict[str, str]:
        return {page: mark for marks in self.wanted.values() for page, mark in marks.items()}


@dataclass(frozen=True, slots=True)
class _Batch:
    """Pages to make, with their rows."""

    made: PageOf
    pages: Sequence[tuple[str, Facts]]


def _made(
    db: duckdb.DuckDBPyConnection, kind: Kind, wanted: Sequence[str], made: PageOf, engine: Engine
) -> Iterator[tuple[str, str]]:
    """Yield each wanted page with its HTML. Rows are read here; pages are made wherever the engine works."""
    for held in _read_ahead(facts(db, kind, wanted)):
        batches = [_Batch(made, held[at : at + _STEP]) for at in range(0, len(held), _STEP)]
        for pages in engine.map(_make, batches):
            yield from pages


def _read_ahead(found: Iterator[tuple[str, Facts]]) -> Iterator[Sequence[tuple[str, Facts]]]:
    """Yield pages and their rows in batches; the next one is read while pages of this one are made."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(list, islice(found, BATCH))
        while held := coming.result():
            coming = reader.submit(list, islice(found, BATCH))
            yield held


def _make(batch: _Batch) -> list[tuple[str, str]]:
    return [(page, batch.made(found)) for page, found in batch.pages]


def _read(receipt: Path) -> dict[str, str]:
    try:
        found = json.loads(receipt.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _overview(db: duckdb.DuckDBPyConnection, out: SiteFiles, info: dict[str, str], named: dict[str, str]) -> int:
    with out.filling("assets/incidents.js") as private, private.open("w", encoding="utf-8", newline="\n") as data:
        incidents = write_data(db, data)
    profile = named.get(info["profile"], info["profile"])
    page = render("index", "", facts=summary(db), profile=profile, info=info)
    out.write("index.html", page)
    return incidents
