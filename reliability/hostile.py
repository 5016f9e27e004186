"""What hostile articles cost, by kind and length: seconds of the processor, or the limit that refused them.

Reads one article of each kind of `reliability.hostile_texts` at each length, step by step. Ends with 1 when anything
but a refusal came out.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from reliability.hostile_texts import KINDS
from tollbook import sentences
from tollbook.documents.making import make_document
from tollbook.extraction import actors, attribution, claims, dates, events, numbers, places
from tollbook.extraction.mentions import Mentions
from tollbook.ledger import reports
from tollbook.limits import ArticleLimitError
from tollbook.reading.articles import Article
from tollbook.reading.faults import ReadError
from tollbook.rulebook import Rulebook, load_rulebook

_FOUND = (numbers, dates, places, actors, events, attribution)
_SHOWN = 0.05  # seconds from which on a step is named


@dataclass
class Cost:
    """One article: its kind and length, seconds by step, and what came of it: rows, a refusal, or a fault."""

    kind: str
    length: int
    steps: dict[str, float] = field(default_factory=dict)
    outcome: str = ""
    faulty: bool = False

    @property
    def seconds(self) -> float:
        """All steps together."""
        return sum(self.steps.values())

    def __str__(self) -> str:
        slow = ", ".join(f"{n} {s:.1f}" for n, s in self.steps.items() if s >= max(_SHOWN, 0.1 * self.seconds))
        return f"{self.kind:20} {self.length:>9,} {self.seconds:7.2f} s  {slow:40} {self.outcome}"


def measured(kind: str, length: int, book: Rulebook) -> Cost:
    """Read an article of a kind and return what it cost."""
    cost = Cost(kind, length)
    try:
        _read(KINDS[kind](length), cost, book)
    except (ArticleLimitError, ReadError) as error:
        cost.outcome = f"refused: {error}"
    except Exception as error:  # the finding that this looks for
        cost.outcome, cost.faulty = f"FAULT: {error!r}", True
    return cost


def _read(text: str, cost: Cost, book: Rulebook) -> None:
    def step(name: str, function: Callable[..., Any], *given: Any) -> Any:
        begun = time.process_time()
        try:
            return function(*given)
        finally:
            cost.steps[name] = time.process_time() - begun

    document = step("document", make_document, Article(cost.kind, text), book)
    cut = step("sentences", sentences.split, document, book)
    mentions = Mentions(*(step(m.__name__.split(".")[2], m.find, document, cut, book) for m in _FOUND))
    found = step("claims", claims.find, document, cut, mentions, book)
    built, *_ = step("reports", reports.build, document, cut, mentions, found, book)
    cost.outcome = f"{len(cut)} sentences, {len(mentions.numbers)} numbers, {len(found)} claims, {len(built)} reports"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the cost of every kind at every length."""
    parser = argparse.ArgumentParser(description="What hostile articles cost.")
    parser.add_argument("kinds", nargs="*", metavar="KIND")
    parser.add_argument("--lengths", default="20000,1000000")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    book = load_rulebook()
    measured("killed", 200, book)  # compiles what every article needs
    costs = []
    for kind in given.kinds or KINDS:
        for length in map(int, given.lengths.split(",")):
            costs.append(measured(kind, length, book))
            print(costs[-1], flush=True)
    worst = max(costs, key=lambda c: c.seconds)
    print(f"{len(costs)} articles, slowest {worst.kind} of {worst.length:,} characters: {worst.seconds:.1f} s")
    if given.json:
        given.json.write_text(json.dumps([asdict(c) for c in costs], indent=1), encoding="utf-8")
    return int(any(c.faulty for c in costs))
