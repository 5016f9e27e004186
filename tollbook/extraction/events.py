"""What happened in a text: attacks, weapons, targets, claims of responsibility, and what is no attack.

List rules hold words and phrases, pattern rules what has a gap ("set ... on fire"). Mentions of one kind do not
overlap; a weapon or target may stand inside an attack. What is no attack ("heart attack", "a gas cylinder exploded")
hides the attack word inside it.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tollbook.ids import content_id
from tollbook.matching.names import NameIndex, emits_of, flat, gate_of, spellings
from tollbook.matching.patterns import Cue, Gate
from tollbook.matching.text import plain
from tollbook.rows import Document, EventMention, Sentence
from tollbook.rulebook import LocatedRule, Rulebook

_KINDS = ("non_attack", "attack", "weapon", "target", "responsibility")
FOILED = ("non_attack", "foiled")  # an attack that was tried is an incident
_HIDDEN_BY = {
    "attack": ("non_attack",),  # "heart attack"
    "weapon": ("non_attack",),  # "coal mine"
    "target": ("weapon", "attack"),  # "car bomb"
}


class Piece(Protocol):
    """A sentence, as far as it matters here."""

    @property
    def start_char(self) -> int:
        """Where it begins in the text."""
        ...

    @property
    def end_char(self) -> int:
        """Where it ends."""
        ...

    @property
    def kind(self) -> str:
        """What it is; furniture is not read."""
        ...


@dataclass(frozen=True, slots=True)
class _Found:
    """A span and what it is, before it becomes a row."""

    start: int
    end: int
    rule: LocatedRule
    kind: str
    value: str


@dataclass(frozen=True)
class _Rules:
    """What `find` needs of a book, compiled."""

    index: NameIndex
    patterns: tuple[tuple[LocatedRule, Cue], ...]
    gate: Gate  # for each of the patterns


def find(document: Document, sentences: Sequence[Sentence], book: Rulebook) -> list[EventMention]:
    """Return the event words of a document in text order; those of one kind do not overlap, the longest wins.

    Sentences of kind `furniture` are not read.
    """
    read = sorted((s for s in sentences if s.kind != "furniture"), key=lambda s: s.start_char)
    told = _told(document.text, read, book)
    return [_row(document, sentence, f) for sentence, found in zip(read, told, strict=True) for f in found]


def tells_attack(text: str, pieces: Sequence[Piece], book: Rulebook) -> bool:
    """Whether one of some sentences of a text (in text order, no furniture) has words that can be an attack.

    A weapon is one where somebody claims it in the same sentence.
    """
    return any(_is_attack(found) for found in _told(text, pieces, book))


def _is_attack(found: Sequence[_Found]) -> bool:
    claimed = any(f.kind == "responsibility" for f in found)
    return any(f.kind == "attack" or (claimed and f.kind == "weapon") or (f.kind, f.value) == FOILED for f in found)


def _told(text: str, pieces: Sequence[Piece], book: Rulebook) -> Iterator[list[_Found]]:
    """Yield for each sentence what is told in it."""
    rules = book.memo("events.rules", _compile)
    flattened = flat(text)
    listed = _listed(rules.index, flattened, plain(text))
    opened = rules.gate.open_in(flattened, [(p.start_char, p.end_char) for p in pieces])
    for piece, found, open_rules in zip(pieces, _by_sentence(listed, pieces), opened, strict=True):
        for index in open_rules:
            found.extend(_patterned(*rules.patterns[index], flattened, piece))
        yield _select(found)


def _compile(book: Rulebook) -> _Rules:
    rules = book.of("events")
    patterns = tuple((r, Cue(book, r.rule.pattern)) for r in rules if r.rule.pattern)
    return _Rules(NameIndex(rules, spellings(book)), patterns, Gate([gate_of(r, book) for r, _ in patterns]))


def _listed(index: NameIndex, text: str, cased: str) -> list[_Found]:
    """Return what the lists name; an entry's `value` is its name unless it or its rule gives one."""
    found = []
    for hit in index.hits(text, cased):
        name = hit.names[0]
        value = name.values.get("value") or name.entry.name
        found.append(_Found(hit.start, hit.end, name.rule, str(name.values["kind"]), str(value)))
    return sorted(found, key=lambda f: (f.start, -f.end))


def _by_sentence(found: Sequence[_Found], sentences: Sequence[Piece]) -> Iterator[list[_Found]]:
    """Yield for each sentence, in text order, what stands in it."""
    at = 0
    for sentence in sentences:
        while at < len(found) and found[at].start < sentence.start_char:
            at += 1
        inside = []
        while at < len(found) and found[at].start < sentence.end_char:
            if found[at].end <= sentence.end_char:
                inside.append(found[at])
            at += 1
        yield inside


def _patterned(rule: LocatedRule, pattern: Cue, text: str, sentence: Piece) -> Iterator[_Found]:
    for match in pattern.finditer(text[sentence.start_char : sentence.end_char]):
        if match.end() > match.start():
            emits = emits_of(rule)
            start, end = match.start() + sentence.start_char, match.end() + sentence.start_char
            yield _Found(start, end, rule, str(emits["kind"]), str(emits.get("value", "")))


class _Spans:
    """Spans that do not overlap, kept in order."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def free(self, item: _Found) -> bool:
        """True when no span here overlaps the item's."""
        before = bisect_left(self._starts, item.end)
        return before == 0 or self._ends[before - 1] <= item.start

    def add(self, item: _Found) -> None:
        """Keep the span of an item that is free."""
        at = bisect_left(self._starts, item.start)
        self._starts.insert(at, item.start)
        self._ends.insert(at, item.end)


def _select(found: list[_Found]) -> list[_Found]:
    """Keep the longest of each kind, no attack inside what is no attack, no target inside weapon or attack words."""
    if len(found) < 2:
        return found
    by_kind: dict[str, list[_Found]] = {kind: [] for kind in _KINDS}
    for item in found:
        by_kind[item.kind].append(item)
    kept: list[_Found] = []
    words = {kind: _Spans() for kind in _KINDS}  # not of attacks by pattern: "set ... on fire" may hold a target
    for kind in _KINDS:
        best = _Spans()
        ranked = sorted(by_kind[kind], key=lambda f: (-f.rule.rule.priority, f.start - f.end, f.start, f.rule.id))
        for item in ranked:
            if best.free(item) and all(words[k].free(item) for k in _HIDDEN_BY.get(kind, ())):
                best.add(item)
                kept.append(item)
                if item.rule.rule.entries or kind == "non_attack":
                    words[kind].add(item)
    return sorted(kept, key=lambda f: (f.start, f.end, f.kind))


def _row(document: Document, sentence: Sentence, found: _Found) -> EventMention:
    return EventMention(
        mention_id=content_id("evt", document.doc_id, found.start, found.end, found.rule.id),
        doc_id=document.doc_id,
        sentence_id=sentence.sentence_id,
        start_char=found.start,
        end_char=found.end,
        quote=document.text[found.start : found.end],
        rule_id=found.rule.id,
        kind=found.kind,
        value=found.value,
    )
