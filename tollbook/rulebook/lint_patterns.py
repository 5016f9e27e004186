"""Checks of patterns: valid, used, not empty, not explosive, not twice."""

from collections.abc import Iterator, Mapping
from typing import Any

import regex

from tollbook.rulebook.book import Fault, Rulebook
from tollbook.rulebook.explosive import nested_repeats, slow_on
from tollbook.rulebook.lint_base import Conventions, expanded, fault_at

_NOTHING = ("", " ", "a", "They met on the road.")  # texts in which an empty match shows


class PatternCompiles:
    """Placeholders are known, the regex is valid."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:
        """Yield patterns that cannot be used."""
        for rule in book.rules:
            problem = _problem(book, rule.rule.pattern, known.symbols.get(rule.dimension))
            if problem:
                yield fault_at(rule, problem)
            if rule.rule.pattern is not None and rule.rule.entries is not None:
                yield fault_at(rule, "has a pattern and entries; make two rules of it")


def _problem(book: Rulebook, pattern: str | None, symbols: Mapping[str, str] | None) -> str | None:
    if pattern is None:
        return None
    try:
        regex.compile(book.expand(pattern, symbols), regex.VERSION0)
    except KeyError as error:
        return f"unknown placeholder {{{error.args[0]}}}"
    except RecursionError:
        return "placeholders refer to each other in a circle"
    except regex.error as error:
        return f"not a regex: {error}"
    return None


class NoEmptyMatch:
    """A pattern that matches nothing at all matches everywhere."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:
        """Yield patterns that match the empty string."""
        for rule, _, compiled in expanded(book, known):
            if any(m.end() == m.start() for text in _NOTHING for m in compiled.finditer(text)):
                yield fault_at(rule, "the pattern matches the empty string")


class CapturesAreUsed:
    """A named capture that no code reads is a mistake or a leftover."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:
        """Yield captures that neither the dimension's code nor the rule's `emits` names."""
        for rule, _, compiled in expanded(book, known):
            used = known.captures.get(rule.dimension)
            if used is None:
                continue
            unused = sorted(set(compiled.groupindex) - used - _named_in(rule.rule.emits))
            if unused:
                yield fault_at(rule, "unused captures: " + ", ".join(unused))


def _named_in(emits: dict[str, Any] | list[dict[str, Any]]) -> set[str]:
    return {str(v) for e in (emits if isinstance(emits, list) else [emits]) for v in e.values()}


class NoExplosion:
    """Patterns stay fast on hostile text."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:
        """Yield patterns with nested unbounded repeats, or that run long on texts made to slow them down."""
        for rule, text, compiled in expanded(book, known):
            nested = nested_repeats(text)
            if nested:
                yield fault_at(rule, f"an unbounded repeat inside another: {nested}")
                continue
            slow = slow_on(text, compiled)
            if slow:
                yield fault_at(rule, f"takes too long on {slow}")


class PatternsDiffer:
    """Of two rules with the same pattern, one never matches."""

    def faults(self, book: Rulebook, known: Conventions) -> Iterator[Fault]:
        """Yield the second of two rules of a dimension that have the same pattern after expansion."""
        first: dict[tuple[str, str, str], str] = {}
        for rule, text, _ in expanded(book, known):
            emits = rule.rule.emits if isinstance(rule.rule.emits, dict) else {}
            key = (rule.dimension, text, str(emits.get("where")))
            if rule.rule.status == "deprecated":
                continue
            other = first.setdefault(key, rule.id)
            if other != rule.id:
                yield fault_at(rule, f"has the same pattern as {other}, which shadows it")
