"""Totals over several incidents: which stretches of a sentence speak of more than one incident."""

from tollbook.extraction.patterns import PatternSet
from tollbook.extraction.symbols import SYMBOLS, MarkedText
from tollbook.rulebook import Rulebook

_BREAKS = (";", ", while ", " while ", ", when ")


def cumulative_spans(marked: MarkedText, book: Rulebook) -> list[tuple[int, int]]:
    """Stretches of the marked text (its own positions) that rules of dimension `scope` call cumulative.

    A match covers the clause it stands in: up to a semicolon or "while" on either side.
    """
    patterns = book.memo("scope.patterns", lambda b: PatternSet(b, b.of("scope"), _symbols(b)))
    return [_clause(marked.text, hit.start, hit.end) for hit in patterns.best_hits(marked.text)]


def _symbols(book: Rulebook) -> dict[str, str]:
    return {**SYMBOLS, "people": book.expand("{people_list}", SYMBOLS), "single": SYMBOLS["people"]}


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    left = max((text.rfind(b, 0, start) for b in _BREAKS), default=-1)
    rights = [r for r in (text.find(b, end) for b in _BREAKS) if r >= 0]
    return max(left, 0), min(rights, default=len(text))
