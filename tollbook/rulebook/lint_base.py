"""What checks of rules have in common."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import regex

from tollbook.rulebook.book import Fault, LocatedRule, Rulebook


@dataclass(frozen=True)
class Conventions:
    """What the code of the dimensions knows. A dimension that is not in `captures` may capture anything."""

    symbols: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    captures: Mapping[str, frozenset[str]] = field(default_factory=dict)


class Check(Protocol):
    """One thing to look for."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:
        """Yield every fault of this kind in the book."""


def fault_at(rule: LocatedRule, message: str) -> Fault:
    """Return a fault that stands where the rule does."""
    return Fault(rule.file, rule.line, rule.id, message)


def expanded(book: Rulebook, known: Conventions) -> Iterator[tuple[LocatedRule, str, "regex.Pattern[str]"]]:
    """Yield the rules whose pattern can be expanded and compiled, with both."""
    for rule in book.rules:
        try:
            text = book.expand(rule.rule.pattern or "", known.symbols.get(rule.dimension))
            compiled = regex.compile(text, regex.VERSION0)
        except (KeyError, regex.error, RecursionError):
            continue  # PatternCompiles says so
        if rule.rule.pattern is not None:
            yield rule, text, compiled
