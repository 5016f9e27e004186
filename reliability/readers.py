"""Reads a ledger from many processes without pause while others of it are published; no query may fail or see two.

Ledgers of two sets of articles are published in turn, each with a number of its own. Every reader opens the ledger (as
DuckDB does, as `tollbook.open` does, by the command line), and looks in each for what holds in a whole one only: the
digest of all rows is the one noted in it, as many documents are there as it says, every claim's report and every
report's incident are there, and it is the same ledger at the end of the look.
"""

import json
import os
import tempfile
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

import tollbook
from reliability.crash import child
from reliability.crash.prepare import Bench
from tollbook.rulebook import load_rulebook
from tollbook.stages import StageStore
from tollbook.warehouse import ledger_path
from tollbook.warehouse.build import STAGED
from tollbook.warehouse.content import content_digest, contents
from tollbook.warehouse.publish import publish, rule_rows

_LOOKS = {  # what must be 0 in a whole ledger
    "documents": "SELECT count(*) - (SELECT value::INT FROM ledger_info WHERE key = 'articles_kept') FROM documents",
    "claims": "SELECT count(*) FROM claims WHERE report_id NOT IN (SELECT report_id FROM reports)",
    "reports": "SELECT count(*) FROM reports WHERE incident_id NOT IN (SELECT incident_id FROM incidents)",
    "estimates": "SELECT count(*) FROM estimates WHERE incident_id NOT IN (SELECT incident_id FROM incidents)",
}
_NUMBER = "SELECT value FROM ledger_info WHERE key = 'publish'"
_NOTED = "SELECT value FROM ledger_info WHERE key = 'content_digest'"
_PATIENCE = 3600.0  # seconds; the readers leave a publisher little of a small machine
_EACH = 5  # of so many looks one hashes every row
_DEAD: dict[str, Any] = {"opened": 0, "queries": 0, "digests": 0, "seen": [], "failed": ["a reader died"]}
_WAYS = ("duckdb", "open", "duckdb", "open", "duckdb", "open", "duckdb", "command line")


def main(arguments: list[str]) -> int:
    """Publish, read, tell; 1 when a query failed or saw two ledgers."""
    parser = ArgumentParser(prog="python -m reliability readers", description=__doc__)
    parser.add_argument("--publishes", type=int, default=50)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--scratch", type=Path, help="folder for homes")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tollbook-readers-", dir=given.scratch) as scratch:
        folder = Path(scratch)
        figures = beside(folder, _homes(folder), given.publishes, given.readers)
    print(json.dumps(figures, indent=1))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 1 if figures["failed"] else 0


def _homes(folder: Path) -> list[Path]:
    """Make homes of two sets of articles."""
    bench, said = Bench(folder), folder / "said.txt"
    homes = []
    for name, articles in (("one", bench.before), ("two", bench.articles)):
        homes.append(folder / name)
        run = ["run", "--articles", str(articles), "--home", str(homes[-1])]
        _finished(child.start(partial(child.tollbook, run), {}, said), said)
    return homes


def beside(folder: Path, homes: list[Path], publishes: int, readers: int) -> dict[str, Any]:
    """Read beside a publisher of the ledgers of two homes; returns the figures."""
    said = folder / "said.txt"
    home, done = folder / "home", folder / "done"
    _finished(child.start(partial(_publish, home, homes, range(1)), {}, said), said)
    begun = time.monotonic()
    reading = {}
    for number in range(readers):
        answer = folder / f"answer-{number}.json"
        work = partial(_read, home, _WAYS[number % len(_WAYS)], done, answer)
        reading[child.start(work, {}, folder / f"reader-{number}.txt")] = answer
    try:
        _finished(child.start(partial(_publish, home, homes, range(1, publishes + 1)), {}, said), said)
    finally:
        done.touch()
        for reader in reading:
            child.ended(reader)
    told = [json.loads(a.read_text(encoding="utf-8")) if a.is_file() else _DEAD for a in reading.values()]
    sums = {name: sum(int(t[name]) for t in told) for name in ("opened", "queries", "digests")}
    return {
        "publishes": publishes,
        "readers": readers,
        "seconds": round(time.monotonic() - begun),
        **sums,
        "ledgers seen": len({number for t in told for number in t["seen"]}),
        "failed": [failure for t in told for failure in t["failed"]],
    }


def _finished(process: int, said: Path) -> None:
    if child.ended(process, _PATIENCE) != 0:
        raise RuntimeError(f"what was to be read could not be made: {said.read_text(encoding='utf-8')[-2000:]}")


def _publish(home: Path, homes: list[Path], numbers: range) -> None:
    """Publish the ledgers of these homes in turn in another one."""
    book = load_rulebook()
    stores = [StageStore(other) for other in homes]
    for number in numbers:
        store = stores[number % len(stores)]
        sources = {name: store.paths(name) for name in STAGED}
        info = {"profile": "tollbook", "publish": str(number)}
        now, read = datetime.now(UTC), store.count("documents")
        if not publish(home, sources, rule_rows(book), info, read=read, published_at=now).changed:
            raise RuntimeError("nothing was published")


def _read(home: Path, way: str, done: Path, answer: Path) -> None:
    """Look at the ledger until the publisher is done; the answer says how often and what was wrong."""
    os.nice(5)  # a small machine would hardly publish beside eight that never rest
    failed: list[str] = []
    seen: set[str] = set()
    opened = queries = digests = 0
    while not done.exists():
        try:
            if way == "command line":
                failed.extend(_by_command(home, answer.with_suffix(".csv")))
                queries += 1
            else:
                whole = opened % _EACH == 0
                with _opened(home, way) as db:
                    number, wrong = _look(db, whole=whole)
                seen.add(number)
                failed.extend(f"{way}: {what}" for what in wrong)
                queries += len(_LOOKS) + 3
                digests += whole
            opened += 1
        except Exception as error:
            failed.append(f"{way}: {type(error).__name__}: {error}")
    counts = {"opened": opened, "queries": queries, "digests": digests}
    answer.write_text(json.dumps({**counts, "seen": sorted(seen), "failed": failed}), encoding="utf-8")


def _opened(home: Path, way: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(ledger_path(home)), read_only=True) if way == "duckdb" else tollbook.open(home)


def _look(db: duckdb.DuckDBPyConnection, *, whole: bool) -> tuple[str, list[str]]:
    """The number of an opened ledger, and what is wrong in it."""
    (number,), (noted,) = db.execute(_NUMBER).fetchone() or ("",), db.execute(_NOTED).fetchone() or ("",)
    wrong = [f"{name} of two ledgers" for name, sql in _LOOKS.items() if db.execute(sql).fetchone() != (0,)]
    if whole and content_digest(contents(db)) != noted:
        wrong.append("not the rows that its digest is of")
    if db.execute(_NUMBER).fetchone() != (number,):
        wrong.append("another ledger at the end of the look")
    return str(number), wrong


def _by_command(home: Path, said: Path) -> list[str]:
    """What is wrong with an export of all incidents by the command line."""
    said.unlink(missing_ok=True)
    code = child.ended(child.start(lambda: child.tollbook(["export", "--home", str(home), "--out", "-"]), {}, said))
    lines = said.read_text(encoding="utf-8").splitlines()
    return [] if code == 0 and len(lines) > 1 else [f"command line: {code}, {' '.join(lines[:5])}"]
