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

from tollbook.extraction.attribution_sources import Sources
from tollbook.extraction.patterns import TIMEOUT_SECONDS
from tollbook.extraction.text import fold, plain
from tollbook.ids import content_id
from tollbook.rows import AttributionMention, Document, Sentence
from tollbook.rulebook import LocatedRule, Rulebook

_REACH = 240  # characters before or after a verb in which its source stands
_MEMORY = 4  # sentences after which a source is no longer meant by a pronoun
_PLURAL_ENDS = ("s", "police", "people", "media", "men")


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule, compiled; `words` are the verbs that it belongs to."""

    located: LocatedRule
    pattern: "regex.Pattern[str]"
    emits: dict[str, Any]
    words: frozenset[str]
    unwanted: "regex.Pattern[str] | None"  # text after the verb that makes it no statement
    wanted: "regex.Pattern[str] | None"  # text before the verb without which it is none


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
    tail: "regex.Pattern[str]"
    noun: "regex.Pattern[str]"


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
        earlier = [m for m, at in zip(mentions, positions, strict=True) if index - at <= _MEMORY]
        mention = _mention(document, read[index], found, reader, earlier)
        if mention is not None and (not mentions or mention.start_char >= mentions[-1].end_char):
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
        book.memo("attribution.sources", Sources.of),
        regex.compile(book.expand("{att_told_whom}")),
        regex.compile(book.expand("(?i:{att_noun})")),
    )


def _rule(located: LocatedRule, book: Rulebook) -> _Rule:
    emits = located.rule.emits if isinstance(located.rule.emits, dict) else {}
    backwards = "(?r)" if emits.get("side") == "before" else ""
    unwanted, wanted = emits.get("not_followed_by"), emits.get("preceded_by")
    return _Rule(
        located,
        regex.compile(backwards + book.expand(located.rule.pattern or "")),
        dict(emits),
        frozenset(book.words(str(emits["words"]))),
        regex.compile(book.expand("{" + unwanted + "}")) if unwanted else None,
        regex.compile(book.expand("{" + wanted + "}")) if wanted else None,
    )


def _all(reader: _Reader, lowered: str, read: Sequence[Sentence]) -> Iterator[tuple[int, _Found]]:
    """Yield what the rules find at each verb, with the index of its sentence."""
    index, texts = 0, {}
    for _, start, end in reader.automaton.find_matches_as_indexes(lowered):
        if (start and lowered[start - 1].isalnum()) or lowered[end : end + 1].isalnum():
            continue
        while index < len(read) and read[index].end_char <= start:
            index += 1
        if index == len(read):
            return
        if start < read[index].start_char:
            continue
        text = texts.setdefault(index, plain(read[index].text))
        found = _at(reader, text, read[index].start_char, start, end, lowered[start:end])
        if found is not None:
            yield index, found


def _at(reader: _Reader, text: str, base: int, start: int, end: int, word: str) -> _Found | None:
    """The best reading of one verb; `text` is its sentence, which begins at offset `base`."""
    best: _Found | None = None
    low, high = start - base, end - base
    for rule in reader.rules:
        if word not in rule.words or (best and rule.located.rule.priority < best.rule.located.rule.priority):
            continue
        found = _backwards(reader, rule, text, low, high) if rule.emits["side"] == "before" else _forwards(rule, text, low, high)
        if found and (best is None or found.end - found.start > best.end - best.start):
            best = found
    if best is None:
        return None
    return _Found(base + best.start, base + best.end, base + best.source_start, base + best.source_end, best.rule)


def _backwards(reader: _Reader, rule: _Rule, text: str, start: int, end: int) -> _Found | None:
    match = rule.pattern.match(text, max(0, start - _REACH), start, timeout=TIMEOUT_SECONDS)
    if match is None:
        return None
    tail = reader.tail.match(text, end, timeout=TIMEOUT_SECONDS)
    stop = tail.end() if tail else end
    if rule.unwanted and rule.unwanted.match(text, stop, timeout=TIMEOUT_SECONDS):
        return None
    return _Found(match.start("source"), stop, *match.span("source"), rule)


def _forwards(rule: _Rule, text: str, start: int, end: int) -> _Found | None:
    if rule.wanted and not rule.wanted.search(text[max(0, start - 3) : start], timeout=TIMEOUT_SECONDS):
        return None
    match = rule.pattern.match(text, end, min(len(text), end + _REACH), timeout=TIMEOUT_SECONDS)
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
        named=named or _has_name(words, reader.noun),
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


def _has_name(words: str, noun: "regex.Pattern[str]") -> bool:
    """Whether capitalised words stand in the phrase besides its nouns. Capitals say nothing in ALL CAPS."""
    if words.isupper():
        return False
    rest = noun.sub(" ", plain(words), timeout=TIMEOUT_SECONDS).split()
    return sum(w[:1].isupper() for w in rest) >= 2
