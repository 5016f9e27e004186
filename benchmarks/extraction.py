"""How fast articles are read: articles per second of every stage in one process, and how long the start takes.

    python benchmarks/extraction.py [--articles N] [--warm N] [--readings N]

Times are CPU time of this process, so that other work on the machine disturbs them little.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any, TypeVar

from tollbook.extraction import actors, attribution, claims, dates, events, numbers, places, sentences
from tollbook.extraction.mentions import Mentions
from tollbook.ledger import reports
from tollbook.reading.documents import Article, make_document
from tollbook.rows import Document
from tollbook.rulebook import Rulebook, load_rulebook

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
FINDERS = {
    "numbers": numbers.find,
    "dates": dates.find,
    "places": places.find,
    "actors": actors.find,
    "events": events.find,
    "attribution": attribution.find,
}
STAGES = ("sentences", *FINDERS, "claims", "reports")
# Runs in a process of its own: what the first article costs, seconds of CPU time since the interpreter began.
START = """
import time
before = time.process_time()
from tollbook.article import analyse
from tollbook.cli_try import given
from tollbook.rulebook import load_rulebook
imported = time.process_time()
book = load_rulebook()
loaded = time.process_time()
analyse(given("At least 12 policemen were killed in Baghdad on Sunday, police said.", None), book)
read = time.process_time()
print(imported - before, loaded - imported, read - loaded)
"""
T = TypeVar("T")


def texts() -> Iterator[tuple[str, str]]:
    """Yield name and text of articles: the shared ones and a news corpus where they are there, else the examples."""
    folder = SHARED / "articles"
    corpus = SHARED / "eval" / "muc4" / "dev.jsonl"
    if not (folder.is_dir() and corpus.is_file()):
        folder = ROOT / "examples" / "articles"
        yield from cycle([(p.name, p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.txt"))])
    for path in sorted(folder.glob("*.txt")):
        yield path.name, path.read_text(encoding="utf-8")
    with corpus.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield row["id"], row["text"]


class Clock:
    """CPU seconds by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def timed(self, name: str, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function and add what it took."""
        start = time.process_time()
        result = function(*arguments)
        self.seconds[name] += time.process_time() - start
        return result


def read(document: Document, book: Rulebook, clock: Clock) -> None:
    """Run all stages over one article, as `tollbook.article.analyse` does."""
    cut = clock.timed("sentences", sentences.split, document, book)
    found: list[Any] = [clock.timed(name, find, document, cut, book) for name, find in FINDERS.items()]
    mentions = Mentions(*found)
    claimed = clock.timed("claims", claims.find, document, cut, mentions, book)
    clock.timed("reports", reports.build, document, cut, mentions, claimed, book)


def fastest(document: Document, book: Rulebook, readings: int) -> dict[str, float]:
    """Read one article so many times; return the CPU seconds of each stage when it was fastest."""
    clocks = [Clock() for _ in range(readings)]
    for clock in clocks:
        read(document, book, clock)
    return {name: min(clock.seconds[name] for clock in clocks) for name in STAGES}


def main() -> None:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=300, help="articles that are measured")
    parser.add_argument("--warm", type=int, default=200, help="articles that are read before, to fill the caches")
    parser.add_argument("--readings", type=int, default=1, help="times that each is read; the fastest counts")
    options = parser.parse_args()
    book = load_rulebook()
    chosen = islice(texts(), options.warm + options.articles)
    documents = [make_document(Article(name, text), book) for name, text in chosen]
    for document in documents[: options.warm]:
        read(document, book, Clock())
    clock = Clock()
    for document in documents[options.warm :]:
        for name, seconds in fastest(document, book, options.readings).items():
            clock.seconds[name] += seconds
    _print(documents[options.warm :], clock)


def _print(documents: Sequence[Document], clock: Clock) -> None:
    count, size = len(documents), sum(d.chars for d in documents)
    print(f"{count} articles of {size / count:,.0f} characters on average\n")
    print("| stage | ms an article | articles a second |\n| --- | ---: | ---: |")
    rows = [(name, clock.seconds[name]) for name in STAGES]
    total = sum(seconds for _, seconds in rows)
    before_reports = ("extraction (all but reports)", total - clock.seconds["reports"])
    for name, seconds in (*rows, before_reports, ("all", total)):
        print(f"| {name} | {seconds / count * 1e3:.2f} | {count / max(seconds, 1e-9):,.0f} |")
    print("\n| start | s |\n| --- | ---: |")
    command = [sys.executable, "-c", START]
    runs = [subprocess.check_output(command, text=True).split() for _ in range(3)]  # noqa: S603 (our own text)
    for name, times in zip(("import", "load_rulebook", "first article"), zip(*runs, strict=True), strict=True):
        print(f"| {name} | {min(map(float, times)):.2f} |")


if __name__ == "__main__":
    main()
