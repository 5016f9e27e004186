"""Totals over several incidents: which stretches of a sentence speak of more than one incident."""

from collections.abc import Sequence

from tollbook.extraction.symbols import SYMBOLS, MarkedText
from tollbook.matching.patterns import Hit, PatternSet
from tollbook.rulebook import Rulebook

_BREAKS = (";", ", while ", " while ", ", when ")


def cumulative_spans(marked: MarkedText, book: Rulebook) -> list[tuple[int, int]]:
    """Stretches of the marked text (its own positions) that rules of dimension `scope` call cumulative.

    A match covers the clause it stands in: up to a semicolon or "while" on either side. A rule that emits
    `covers: after` leaves what stands before its match alone ("killing nine, the latest in a series of attacks that
    left 40 dead"), one that emits `covers: nothing` only keeps others from matching ("the deadliest since March"), and
    one that emits `covers: single` ends what stands before it ("many attacks, including a raid that killed six").
    """
    hits = scope_hits(marked, book)
    borders = [hit.start for hit in hits if _covers(hit) == "after"]
    singles = [hit.start for hit in hits if _covers(hit) == "single"]
    return [_stretch(marked.text, hit, borders, singles) for hit in hits if _covers(hit) in ("clause", "after")]


def scope_hits(marked: MarkedText, book: Rulebook) -> list[Hit]:
    """The matches of rules of dimension `scope`, at positions of the marked text."""
    patterns = book.memo("scope.patterns", lambda b: PatternSet(b, b.of("scope"), _symbols(b)))
    return list(patterns.best_hits(marked.text))


def _covers(hit: Hit) -> str:
    emits = hit.rule.rule.emits
    return str(emits.get("covers", "clause")) if isinstance(emits, dict) else "clause"


def _symbols(book: Rulebook) -> dict[str, str]:
    return {**SYMBOLS, "people": book.expand("{people_list}", SYMBOLS), "single": SYMBOLS["people"]}


def _stretch(text: str, hit: Hit, borders: Sequence[int], singles: Sequence[int]) -> tuple[int, int]:
    left = max((text.rfind(b, 0, hit.start) for b in _BREAKS), default=-1)
    rights = [r for r in (text.find(b, hit.end) for b in _BREAKS) if r >= 0] + [s for s in singles if s >= hit.end]
    return max([left, 0, *(b for b in borders if b <= hit.start)]), min(rights, default=len(text))
