"""Runs a set of pattern rules over a text: bounded, in a fixed order, longest and then highest priority first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from tollbook.rulebook import LocatedRule, Rulebook

TIMEOUT_SECONDS = 1.0  # for one pattern on one sentence; a pattern that needs more is a fault of the rule


@dataclass(frozen=True, slots=True)
class Hit:
    """A match of one rule: its span and its regex match (for named groups)."""

    start: int
    end: int
    rule: LocatedRule
    match: "regex.Match[str]"


class PatternSet:
    """The compiled patterns of some rules.

    `symbols` maps placeholder names to regex text (see `Rulebook.expand`). Patterns see folded text
    (`tollbook.extraction.text.fold`: lower case, straight quotes, same length), unless `fold` is off.
    """

    def __init__(self, book: Rulebook, rules: Sequence[LocatedRule], symbols: Mapping[str, str] | None = None) -> None:
        self._rules = [
            (located, regex.compile(book.expand(located.rule.pattern, symbols), regex.VERSION0))
            for located in rules
            if located.rule.pattern is not None
        ]

    def all_hits(self, text: str) -> Iterator[Hit]:
        """Every non-empty match of every rule, rule by rule, overlaps included."""
        for located, compiled in self._rules:
            for match in compiled.finditer(text, timeout=TIMEOUT_SECONDS):
                if match.end() > match.start():
                    yield Hit(match.start(), match.end(), located, match)

    def best_hits(self, text: str) -> list[Hit]:
        """Matches that do not overlap, in text order: higher priority first, then longer, then earlier."""
        return select(list(self.all_hits(text)))


def select(hits: list[Hit]) -> list[Hit]:
    """Keep those that overlap no better one: higher priority, then longer, then earlier, then smaller rule id."""
    ranked = sorted(hits, key=lambda h: (-h.rule.rule.priority, h.start - h.end, h.start, h.rule.id))
    kept: list[Hit] = []
    for hit in ranked:
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)
