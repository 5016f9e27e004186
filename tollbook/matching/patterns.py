"""Runs a set of pattern rules over a text: bounded, in a fixed order, longest and then highest priority first."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import ahocorasick_rs
import regex

from tollbook.rulebook import LocatedRule, Rulebook
from tollbook.rulebook.linear import Linear, Together, linear
from tollbook.rulebook.needles import Needles
from tollbook.rulebook.relaxed import encoded
from tollbook.rulebook.timed import Timed

_REMEMBERED = 20_000  # answers of a gate or a cue
_FEW = 20  # characters of a text whose answer is remembered
_FAR = 1 << 40  # beyond any text
_ONE_WAY = regex.compile(r"\(\?>|[*+?}]\+|\(\?P=|\(\?\(|\\[1-9GKg]")  # means another thing when read from the end


@dataclass(frozen=True, slots=True)
class Hit:
    """A match of one rule: its span and its regex match (for named groups)."""

    start: int
    end: int
    rule: LocatedRule
    match: "regex.Match[str]"


class Gate:
    """Which of some patterns can match a text: those of which every needle set has a string in it."""

    def __init__(self, wanted: Sequence[Needles]) -> None:
        sets = sorted({s for needles in wanted for s in needles}, key=sorted)
        bits = {s: 1 << i for i, s in enumerate(sets)}
        self._wanted = [(i, sum(bits[s] for s in set(needles))) for i, needles in enumerate(wanted)]
        self._always = [i for i, bit in self._wanted if not bit]
        strings = sorted({string for s in sets for string in s})
        self._bits = [sum(bit for s, bit in bits.items() if string in s) for string in strings]
        self._automaton = ahocorasick_rs.AhoCorasick(strings) if strings else None
        self._opened: dict[int, Sequence[int]] = {0: self._always}  # by what was found: much recurs

    def open_for(self, text: str) -> Sequence[int]:
        """Return the numbers of the patterns that can match, ascending."""
        if self._automaton is None:
            return self._always
        found = 0
        for index, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            found |= self._bits[index]
        return self._by(found)

    def open_in(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Sequence[int]]:
        """Return the same for each span (in text order, not overlapping), in one pass over the text for all."""
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True) if self._automaton else ()
        starts = [start for start, _ in spans]
        found = [0] * len(spans)
        for index, start, end in hits:
            at = bisect_right(starts, start) - 1
            if at >= 0 and end <= spans[at][1]:
                found[at] |= self._bits[index]
        return [self._by(bits) for bits in found]

    def _by(self, found: int) -> Sequence[int]:
        opened = self._opened.get(found)
        if opened is None:
            opened = [i for i, bits in self._wanted if found & bits == bits]
            if len(self._opened) < _REMEMBERED:
                self._opened[found] = opened
        return opened


class Cue:
    """One pattern to look for in folded texts, expanded and compiled when first needed: most texts need few of many.

    `search`, `finditer` and `found` ask RE2 first, which costs a hundredth where there is nothing to find.
    """

    def __init__(
        self, book: Rulebook, pattern: str, symbols: Mapping[str, str] | None = None, flags: str = "", name: str = ""
    ) -> None:
        self._book, self._pattern, self._symbols, self._flags, self._name = book, pattern, symbols, flags, name

    @cached_property
    def timed(self) -> Timed:
        """The pattern as it is run, against a clock."""
        text = self._flags + self._book.expand(self._pattern, self._symbols)
        return Timed(text, self._name or f"the pattern {self._pattern[:60]}")

    @property
    def compiled(self) -> "regex.Pattern[str]":
        """The compiled pattern."""
        return self.timed.compiled

    @cached_property
    def linear(self) -> Linear:
        """The pattern as RE2 knows it."""
        return linear(self._book, self._pattern, self._symbols)

    def found(self, text: str) -> bool:
        """Whether it has a match in a text."""
        if len(text) > _FEW:
            return self._found(text)
        known = self._known.get(text)  # a quote of a word or two, of which the same come again and again
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[text] = self._found(text)
        return known

    @cached_property
    def _known(self) -> dict[str, bool]:
        return {}

    def _found(self, text: str) -> bool:
        known = self.linear.found(text)
        return self._anywhere.search(text) is not None if known is None else known

    @cached_property
    def _anywhere(self) -> Timed:
        """The pattern as it is run to know whether it has a match: from the end, where only there it can have one."""
        text = self.compiled.pattern
        if self._flags or not text.rstrip(")").endswith("$") or _ONE_WAY.search(text):
            return self.timed
        return Timed(f"(?r){text}", self.timed.name)

    def search(self, text: str, start: int = 0, end: int = _FAR) -> "regex.Match[str] | None":
        """Return the first match from `start` to `end`, None when there is none."""
        return self._search(text, start, end) if self.linear.possible(encoded(text)) else None

    def _search(self, text: str, start: int = 0, end: int = _FAR) -> "regex.Match[str] | None":
        return self.timed.search(text, start, end)

    def finditer(self, text: str) -> "Iterator[regex.Match[str]]":
        """Return every match."""
        return self.all_in(text) if self.linear.possible(encoded(text)) else iter(())

    def all_in(self, text: str) -> "Iterator[regex.Match[str]]":
        """Return every match in a text that can have one."""
        return self.timed.finditer(text)

    def match(self, text: str, start: int = 0, end: int = _FAR) -> "regex.Match[str] | None":
        """Return the match that begins at `start` (ends at `end`, of a pattern that is read backwards)."""
        if not self._flags and not self._begun.by(encoded(text[start:end])):
            return None
        return self.timed.match(text, start, end)

    @cached_property
    def _begun(self) -> Together:
        return Together(self._book, [self._pattern], self._symbols, anywhere=False)

    def fullmatch(self, text: str) -> "regex.Match[str] | None":
        """Return the match of a whole text."""
        return self.timed.fullmatch(text)


def finds(lexicon: str, text: str, book: Rulebook) -> bool:
    """Whether a lexicon matches anywhere in a folded text."""
    return book.memo(f"finds.{lexicon}", lambda b: Cue(b, "{" + lexicon + "}")).found(text)


def begins(lexicon: str, text: str, book: Rulebook) -> bool:
    """Whether a lexicon matches where a folded text begins."""
    return book.memo(f"begins.{lexicon}", lambda b: Cue(b, "{" + lexicon + "}")).match(text) is not None


class Cues:
    """Several lexicons to look for in folded texts, with one cheap check for all."""

    def __init__(self, book: Rulebook, lexicons: Sequence[str]) -> None:
        patterns = ["{" + name + "}" for name in lexicons]
        self._cues = [(name, Cue(book, pattern)) for name, pattern in zip(lexicons, patterns, strict=True)]
        self._gate = Gate([book.needles(pattern) for pattern in patterns])

    def over(self, text: str) -> "Said":
        """Return what of these lexicons is in `text`, each looked for when it is asked for."""
        return Said(text, dict(self._cues[i] for i in self._gate.open_for(text)))


class Said:
    """Which of some lexicons have a match in a text. Few are asked for, so none is looked for before."""

    __slots__ = ("_known", "_possible", "_text")

    def __init__(self, text: str, possible: Mapping[str, Cue]) -> None:
        self._text, self._possible = text, possible
        self._known: dict[str, bool] = {}

    def __getitem__(self, name: str) -> bool:
        """Whether the lexicon of this name has a match."""
        known = self._known.get(name)
        if known is None:
            cue = self._possible.get(name)
            known = self._known[name] = cue is not None and cue.found(self._text)
        return known


class PatternSet:
    """The compiled patterns of some rules.

    `symbols` maps placeholder names to regex text (see `Rulebook.expand`). Patterns see folded text
    (`tollbook.matching.text.fold`: lower case, straight quotes, same length), unless `fold` is off.
    """

    def __init__(self, book: Rulebook, rules: Sequence[LocatedRule], symbols: Mapping[str, str] | None = None) -> None:
        used = [(located, located.rule.pattern) for located in rules if located.rule.pattern is not None]
        self._rules = [(located, Cue(book, pattern, symbols, name=f"rule {located.id}")) for located, pattern in used]
        self._gate = Gate([book.needles(pattern, symbols) for _, pattern in used])

    def all_hits(self, text: str) -> Iterator[Hit]:
        """Every non-empty match of every rule, rule by rule, overlaps included."""
        possible = self._gate.open_for(text)
        walked = encoded(text) if possible else b""
        for index in possible:
            located, cue = self._rules[index]
            if not cue.linear.possible(walked):
                continue
            for match in cue.all_in(text):
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
