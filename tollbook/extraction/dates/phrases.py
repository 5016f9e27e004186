"""Date phrases: where in a text words of dates stand together, and which rules match in them.

One automaton finds the anchors (months, weekdays, "yesterday", figures of years); each grows to both sides over words
that dates are made of. Phrases are short and recur ("in the early hours of Sunday"), so readings are cached.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import ahocorasick_rs

from tollbook.extraction.dates.words import Calendar
from tollbook.matching.patterns import Cue, Gate, Hit, PatternSet
from tollbook.matching.text import fold
from tollbook.rulebook import LocatedRule, Rulebook
from tollbook.rulebook.timed import Timed

_AFTER = re.compile(r"[\s,()\[\]/.\-‐‑‒–—]{1,3}([a-z0-9]+(?:['’]s(?= eve| day|’))?)")
_BEFORE = re.compile(r"[\s,(\[\-‐‑‒–—.]{1,3}([a-z0-9]+)")  # on the text backwards
_FIGURE = re.compile(r"\d{1,4}(?:st|nd|rd|th|d)?\Z")
_FIGURES = {"19", "20", "/"}  # parts of numbers that can be years or days
_MAX_WORDS = 12  # of a phrase to each side of its anchor
_NUMBER = re.compile(r"[0-9]+")
_SPACES = re.compile(r" {2,}")
_CACHED = 50_000
_CONTEXTS = ("followed_by", "not_followed_by")  # keys of `emits` that name a lexicon for the text after a match
_WINDOW = 40  # characters after a match that its rule may look at


def emitted(rule: LocatedRule) -> Mapping[str, Any]:
    """Return what a date rule emits; a list would be several dates and is not used here."""
    return rule.rule.emits if isinstance(rule.rule.emits, dict) else {}


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A rule's match in a phrase: offsets of match and named groups, and how it is bounded ("since")."""

    start: int
    end: int
    rule: LocatedRule
    spans: Mapping[str, tuple[int, int]]
    bound: str | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of a document that is made of words of dates."""

    start: int
    text: str  # folded
    hits: Sequence[PhraseHit]
    places: Sequence[int] | None  # offset of each character where spaces were taken out, None: none were

    def offset(self, position: int) -> int:
        """Return the document offset of a position in the phrase."""
        return self.start + (position if self.places is None else self.places[position])

    def groups(self, hit: PhraseHit) -> dict[str, str]:
        """Return the words of the named groups that matched."""
        return {name: self.text[start:end] for name, (start, end) in hit.spans.items()}


@dataclass
class Phrases:
    """Finds the phrases of texts and reads them with the date rules of one book."""

    rules: Sequence[tuple[Cue, PatternSet]]  # those rules only where this is in the phrase
    gates: Gate  # cheap check for the same
    calendar: Calendar
    anchors: Sequence[str]
    inside: frozenset[str]
    joining: frozenset[str]
    lower: frozenset[str]
    capital: frozenset[str]
    bound: Timed
    bounds: Mapping[str, Any]
    contexts: Mapping[str, Cue]
    _read: Any = field(init=False, repr=False)
    _automaton: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        kind = ahocorasick_rs.MatchKind.LeftmostLongest
        self._automaton = ahocorasick_rs.AhoCorasick(list(self.anchors), matchkind=kind)
        self._read = lru_cache(maxsize=_CACHED)(self._read_phrase)

    @classmethod
    def of(cls, book: Rulebook) -> "Phrases":
        """Compile the date rules and lexicons of a book."""
        maps = {n: book.mapping(f"date_{n}") for n in ("month", "weekday", "weekday_short", "count", "unit", "holiday")}
        numbers = {name: {k: int(v) for k, v in words.items()} for name, words in maps.items()}
        named = {*maps["month"], *maps["weekday"], *maps["weekday_short"]}
        holidays = {spelt for h in maps["holiday"] for spelt in (h, h.replace("'", "\u2019"))}
        bounds = book.mapping("date_bound_before")
        rules = book.of("dates")
        gated = _gated(rules)
        contexts = sorted({str(emitted(r)[k]) for r in rules for k in _CONTEXTS if k in emitted(r)})
        return cls(
            rules=[(Cue(book, gate), PatternSet(book, own)) for gate, own in gated.items()],
            gates=Gate([book.needles(gate) for gate in gated]),
            calendar=Calendar(
                numbers["month"], numbers["weekday"], numbers["count"], numbers["unit"], numbers["holiday"]
            ),
            anchors=sorted({*named, *holidays, *book.words("date_anchor"), *_FIGURES}),
            inside=frozenset(book.words("date_inside")),
            joining=frozenset(book.words("date_joining")),
            lower=frozenset(book.words("date_lower")),
            capital=frozenset(named),
            bound=Timed(r"\b(" + "|".join(sorted(map(str, bounds))) + r") (?:the )?\Z", "lexicon date_bound_before"),
            bounds=bounds,
            contexts={n: Cue(book, "{" + n + "}") for n in contexts},
        )

    def find(self, text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Phrase]]:
        """Yield each phrase of `text` with the index of the span (of sentences, in order) that it is in."""
        lowered = fold(text)  # a line may end inside "this morning"
        index, done = 0, 0
        for _, start, end in self._automaton.find_matches_as_indexes(lowered):
            while index < len(spans) and spans[index][1] <= start:
                index += 1
            if index == len(spans):
                return
            low, high = spans[index]
            if start < max(low, done) or end > high or not self._is_anchor(text, lowered, start, end):
                continue
            first, done = self._grown(lowered, start, end, max(low, done), high)
            phrase = self._phrase(text, first, done)
            if phrase.hits:
                yield index, phrase

    def _is_anchor(self, text: str, lowered: str, start: int, end: int) -> bool:
        word = lowered[start:end]
        if word in _FIGURES:
            return True
        if (start and lowered[start - 1].isalnum()) or lowered[end : end + 1].isalnum():
            return False
        clear = word not in self.capital or word in self.lower or text[start].isupper()
        return clear or self._by_figure(lowered, start, end)

    def _by_figure(self, lowered: str, start: int, end: int) -> bool:
        """Whether a figure stands beside a month that is written like a verb."""
        return lowered[max(0, start - 2) : start - 1].isdigit() or lowered[end + 1 : end + 2].isdigit()

    def _grown(self, lowered: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
        start, end = _whole_word(lowered, start, end, low, high)
        at = end
        for _ in range(_MAX_WORDS):
            match = _AFTER.match(lowered, at, high)
            if match is None or not self._belongs(match.group(1)):
                break
            at = match.end()
            if match.group(1) not in self.joining:
                end = at
        if lowered[end : end + 1] in (")", "]") and end < high:
            end += 1
        backwards = lowered[max(low, start - 90) : start][::-1]
        at = 0
        for _ in range(_MAX_WORDS):
            match = _BEFORE.match(backwards, at)
            if match is None or not self._belongs(match.group(1)[::-1]):
                break
            at = match.end()
        return start - at, end

    def _belongs(self, word: str) -> bool:
        return word in self.inside or _FIGURE.match(word) is not None

    def _phrase(self, text: str, start: int, end: int) -> Phrase:
        folded, places = fold(text[start:end]), None
        if "  " in folded:
            places = _kept(folded)
            folded = "".join(folded[p] for p in places[:-1])
        best, every = self._read(_NUMBER.sub(_alike, folded))
        if best is None:
            bare = Phrase(start, folded, (), places)
            best = _best([h for h in every if self._fits(h, bare, text)])
        return Phrase(start, folded, best, places)

    def _read_phrase(self, folded: str) -> tuple[tuple[PhraseHit, ...] | None, list[PhraseHit]]:
        """Return the matches that stand, None where the text around decides on some of all, and all."""
        hits = []
        for hit in self._all_hits(folded):
            spans = {name: hit.match.span(name) for name, value in hit.match.groupdict().items() if value is not None}
            before = self.bound.search(folded[: hit.start])
            bound = str(self.bounds[before.group(1)]) if before else None
            hits.append(PhraseHit(hit.start, hit.end, hit.rule, spans, bound))
        open_ = any(key in emitted(hit.rule) for hit in hits for key in ("at_start", *_CONTEXTS))
        return None if open_ else _best(hits), hits

    def _all_hits(self, folded: str) -> Iterator[Hit]:
        for index in self.gates.open_for(folded):
            gate, rules = self.rules[index]
            if gate.found(folded):
                yield from rules.all_hits(folded)

    def _fits(self, hit: PhraseHit, phrase: Phrase, text: str) -> bool:
        """Whether the text around a match is as its rule wants it."""
        emits = emitted(hit.rule)
        if emits.get("at_start") and text[: phrase.offset(hit.start)].strip():
            return False
        end = phrase.offset(hit.end)
        after = fold(text[end : end + _WINDOW])
        wanted, unwanted = emits.get(_CONTEXTS[0]), emits.get(_CONTEXTS[1])
        if wanted and not self.contexts[wanted].match(after):
            return False
        return not (unwanted and self.contexts[unwanted].match(after))


def _gated(rules: Sequence[LocatedRule]) -> Mapping[str, Sequence[LocatedRule]]:
    """Group rules by what their `emits.when` must find in a phrase before they are tried."""
    gates: dict[str, list[LocatedRule]] = {}
    for rule in rules:
        gates.setdefault(str(emitted(rule)["when"]), []).append(rule)
    return gates


def _best(hits: Sequence[PhraseHit]) -> tuple[PhraseHit, ...]:
    """Keep those that overlap no better one: higher priority, then longer, then earlier, then smaller rule id."""
    kept: list[PhraseHit] = []
    for hit in sorted(hits, key=lambda h: (-h.rule.rule.priority, h.start - h.end, h.start, h.rule.id)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return tuple(sorted(kept, key=lambda h: h.start))


def _alike(match: "re.Match[str]") -> str:
    """Return a number of the same length that every rule reads alike, so that fewer different phrases are read."""
    digits = match.group()
    if len(digits) == 4:
        return "2011" if digits[:2] in ("19", "20") else "1111"
    if len(digits) == 2 and digits != "00":
        return "01" if digits[0] == "0" else "11" if digits <= "31" else "99"
    return "1" * len(digits) if digits.strip("0") else digits


def _whole_word(lowered: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Grow a part of a figure ("19", "/") to the whole of it ("2019", "1980s", "3/1/2017")."""
    while start > low and (lowered[start - 1].isalnum() or (lowered[start - 1] in "/.-" and lowered[start].isdigit())):
        start -= 1
    while end < high and (lowered[end].isalnum() or (lowered[end] == "/" and lowered[end - 1].isdigit())):
        end += 1
    return start, end


def _kept(folded: str) -> list[int]:
    """Positions of the characters that stay when each run of spaces becomes one, and the length at the end."""
    dropped = {p for m in _SPACES.finditer(folded) for p in range(m.start() + 1, m.end())}
    return [p for p in range(len(folded)) if p not in dropped] + [len(folded)]
