"""According to whom: phrases in which a source speaks ("a police officer said", "according to medics").

One automaton finds the verbs of saying; from each, the rules read the source backwards or forwards. "He said" and
"the source added" take the source told before where only that one can be meant. Who speaks is written with the
case of the text, so the rules see `plain` text and mark with (?i:...) what may stand in any case.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ahocorasick_rs
import regex

from tollbook.extraction.attribution.sources import Marker, Sources
from tollbook.ids import content_id
from tollbook.matching.patterns import Cue
from tollbook.matching.text import fold, plain
from tollbook.rows import AttributionMention, Document, Sentence
from tollbook.rulebook import LocatedRule, Rulebook

_REACH = 240  # characters before or after a verb in which its source stands
_MEMORY = 4  # sentences after which a source is no longer meant by a pronoun
_LAST = regex.compile(r"([\w'-]+)[,\"]?\Z")
_LONGEST_WORD = 40  # characters
_TOLD = 5  # characters of "told" and the space beside it
_KEPT = 30  # sources kept in mind
_PLURAL_ENDS = ("s", "police", "people", "media", "men")


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule, compiled; `words` are the verbs that it belongs to."""

    located: LocatedRule
    pattern: Cue
    emits: dict[str, Any]
    words: frozenset[str]
    unwanted: Cue | None  # text after the verb that makes it no statement
    wanted: Cue | None  # text before the verb without which it is none
    last: frozenset[str] | None  # words of which one must stand before the verb


@dataclass(frozen=True, slots=True)
class _Text:
    """A sentence as the rules see it; both texts begin at offset `base` of the document."""

    base: int
    plain: str
    marked: str

    @classmethod
    def of(cls, sentence: Sentence, lowered: str, marker: Marker) -> "_Text":
        straight = plain(sentence.text)
        return cls(
            sentence.start_char,
            straight,
            marker.marked(straight, lowered[sentence.start_char : sentence.end_char]),
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """A source with its verb, offsets in the document."""

    start: int
    end: int
    source_start: int
    source_end: int
    rule: _Rule


@dataclass(frozen=True)
class _Reader:
    """What `find` needs of a book, compiled."""

    automaton: Any
    rules: Sequence[_Rule]
    sources: Sources
    marker: Marker
    tail: Cue
    tail_starts: frozenset[str]
    between: Cue  # read backwards
    two_names: Cue


def find(document: Document, sentences: Sequence[Sentence], book: Rulebook) -> list[AttributionMention]:
    """Return the attributions of a document in text order; none overlaps another.

    Sentences of kind `furniture` are not read. The span is the source with its verb; `source_text` leaves the verb out.
    """
    reader = book.memo("attribution.reader", _compile)
    read = [s for s in sentences if s.kind != "furniture"]
    lowered = document.text.lower()
    if len(lowered) != len(document.text):
        lowered = fold(document.text)
    mentions: list[AttributionMention] = []
    positions: list[int] = []
    for index, found in _all(reader, lowered, read):
        recent = zip(mentions[-_KEPT:], positions[-_KEPT:], strict=True)
        earlier = [m for m, at in recent if index - at <= _MEMORY]
        mention = _mention(document, read[index], found, reader, earlier)
        if mention is None:
            continue
        if mentions and mention.start_char <= mentions[-1].start_char:  # "police reports said" after "police reports"
            mentions.pop()
            positions.pop()
        if not mentions or mention.start_char >= mentions[-1].end_char:
            mentions.append(mention)
            positions.append(index)
    return mentions


def _compile(book: Rulebook) -> _Reader:
    rules = [_rule(located, book) for located in book.of("attribution")]
    rules.sort(key=lambda r: (-r.located.rule.priority, r.located.id))
    words = sorted({w for rule in rules for w in rule.words})
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    return _Reader(
        ahocorasick_rs.AhoCorasick(words, matchkind=kind),
        rules,
        Sources.of(book),
        Marker(book),
        Cue(book, "{att_told_whom}"),
        frozenset(book.words("att_tail_start")),
        Cue(book, "{att_between}", flags="(?r)"),
        Cue(book, r"(?!(?i:{att_determiner}\b)){att_name_word} {att_name_word}"),
    )


def _rule(located: LocatedRule, book: Rulebook) -> _Rule:
    emits = located.rule.emits if isinstance(located.rule.emits, dict) else {}
    backwards = "(?r)" if emits.get("side") == "before" else ""
    unwanted, wanted = emits.get("not_followed_by"), emits.get("preceded_by")
    return _Rule(
        located,
        Cue(book, located.rule.pattern or "", flags=backwards),
        dict(emits),
        frozenset(book.words(str(emits["words"]))),
        Cue(book, "{" + unwanted + "}") if unwanted else None,
        Cue(book, "{" + wanted + "}") if wanted else None,
        frozenset(book.words(str(emits["last"]))) if "last" in emits else None,
    )


def _all(reader: _Reader, lowered: str, read: Sequence[Sentence]) -> Iterator[tuple[int, _Found]]:
    """Yield what the rules find at each verb, with the index of its sentence."""
    index = 0
    texts: dict[int, _Text] = {}
    for _, start, end in reader.automaton.find_matches_as_indexes(lowered):
        if (start and lowered[start - 1].isalnum()) or lowered[end : end + 1].isalnum():
            continue
        while index < len(read) and read[index].end_char <= start:
            index += 1
        if index == len(read):
            return
        if start < read[index].start_char:
            continue
        if index not in texts:
            texts[index] = _Text.of(read[index], lowered, reader.marker)
        found = _at(reader, texts[index], start, end, lowered[start:end])
        if found is not None:
            yield index, found


def _at(reader: _Reader, text: _Text, start: int, end: int, word: str) -> _Found | None:
    """The best reading of the verb at these offsets of the document."""
    best: _Found | None = None
    base = text.base
    low, high = start - base, end - base
    source_end = _source_end(reader, text.plain, low)
    last = _LAST.search(text.plain, max(0, source_end - _LONGEST_WORD), source_end)
    last_word = last.group(1).lower() if last else ""
    for rule in reader.rules:
        if best and rule.located.rule.priority < best.rule.located.rule.priority:
            break
        if word not in rule.words or (rule.last is not None and last_word not in rule.last):
            continue
        before = rule.emits["side"] == "before"
        found = _backwards(reader, rule, text, source_end, high) if before else _forwards(rule, text, low, high)
        if found and (best is None or found.end - found.start > best.end - best.start):
            best = found
    if best is None:
        return None
    return _Found(base + best.start, base + best.end, base + best.source_start, base + best.source_end, best.rule)


def _source_end(reader: _Reader, text: str, verb: int) -> int:
    """Where a source before a verb ends: before "also", "on Monday", "who would not be named"."""
    match = reader.between.match(text, max(0, verb - _REACH), verb)
    return match.start() if match else verb


def _backwards(reader: _Reader, rule: _Rule, text: _Text, source_end: int, end: int) -> _Found | None:
    seen = text.plain if rule.emits.get("plain") else text.marked
    match = rule.pattern.match(seen, max(0, source_end - _REACH), source_end)
    if match is None:
        return None
    stop = _tail_end(reader, text.plain, end)
    if rule.unwanted and rule.unwanted.match(text.plain, stop):
        return None
    return _Found(match.start("source"), stop, *match.span("source"), rule)


def _tail_end(reader: _Reader, text: str, end: int) -> int:
    """Where "told AFP" or "said in a statement" ends whose verb ends at `end`."""
    around = {*text[max(0, end - _TOLD) : end].lower().split(), *text[end : end + _TOLD].lower().split()[:1]}
    if around.isdisjoint(reader.tail_starts):
        return end
    tail = reader.tail.match(text, end)
    return tail.end() if tail else end


def _forwards(rule: _Rule, text: _Text, start: int, end: int) -> _Found | None:
    if rule.wanted and not rule.wanted.found(text.plain[max(0, start - 3) : start]):
        return None
    seen = text.plain if rule.emits.get("plain") else text.marked
    match = rule.pattern.match(seen, end, min(len(seen), end + _REACH))
    return _Found(start, match.end(), *match.span("source"), rule) if match else None


def _mention(
    document: Document, sentence: Sentence, found: _Found, reader: _Reader, earlier: Sequence[AttributionMention]
) -> AttributionMention | None:
    words = document.text[found.source_start : found.source_end].rstrip(" ,")
    kind, named = reader.sources.kind(words), bool(found.rule.emits.get("named"))
    source = words
    if found.rule.emits.get("inherits"):
        meant = _meant(words, earlier)
        if meant is None and found.rule.emits.get("needs_earlier"):
            return None
        if meant is not None:
            source, kind, named = meant.source_text, meant.source_kind, meant.named
    elif kind is None:
        known = next((m for m in reversed(earlier) if words.split()[-1] in m.source_text), None)
        kind = known.source_kind if known else "official"
    if found.rule.emits.get("only") and kind != found.rule.emits["only"]:
        return None
    return AttributionMention(
        mention_id=content_id("att", document.doc_id, found.start, found.end, found.rule.located.id),
        doc_id=document.doc_id,
        sentence_id=sentence.sentence_id,
        start_char=found.start,
        end_char=found.end,
        quote=document.text[found.start : found.end],
        rule_id=found.rule.located.id,
        source_text=source,
        source_kind=kind or "official",
        named=named or _has_name(words, reader),
    )


def _meant(words: str, earlier: Sequence[AttributionMention]) -> AttributionMention | None:
    """The latest source that "he", "they" or "the officer" can stand for."""
    noun = fold(words).split()[-1]
    for mention in reversed(earlier):
        told = fold(mention.source_text)
        plural = told.split(" of ")[0].split(" in ")[0].rstrip("'").endswith(_PLURAL_ENDS)
        if noun in ("he", "she") and not plural:
            return mention
        if noun == "they" and plural:
            return mention
        if noun == "it" and mention.source_kind in ("perpetrator", "monitor", "agency", "media", "official"):
            return mention
        if noun.rstrip("s") in told:
            return mention
    return None


def _has_name(words: str, reader: _Reader) -> bool:
    """Whether two capitalised words in a row stand in the phrase besides its nouns. ALL CAPS says nothing."""
    if words.isupper():
        return False
    rest = reader.marker.marked(plain(words), fold(words))
    return reader.two_names.found(rest)
