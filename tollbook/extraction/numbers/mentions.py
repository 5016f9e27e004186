"""Finds numbers: counts with their hedges and ranges, and numbers that measure something else.

Numbers become symbols first (`tokens`), then the rules of rules/numbers match over the symbols. A rule's
`emits` says `bounds` (a converter below), `unit` (default: count); `case: true` shows it the text with its
capitals, at the number itself only.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import regex

from tollbook.extraction.numbers.symbols import OWN, SYMBOLS, Symbolic
from tollbook.extraction.numbers.tokens import Words, tokens
from tollbook.ids import content_id
from tollbook.matching.text import fold, plain
from tollbook.rows import Document, NumberMention, Sentence
from tollbook.rulebook import LocatedRule, Rulebook
from tollbook.rulebook.linear import Together
from tollbook.rulebook.timed import Timed

_LOOK_BACK = 32  # characters before a number in which a hedge or a unit may begin
_WORDS_BACK = 3
_BEGINS = re.compile(r"(?<![^ \n(\[\"'/])[^ \n]")
# A dash between clauses must not look like the hyphen of "10-15"; our own symbols must not come from the text.
_CLEAN = str.maketrans({"\u2014": " ", "\u2015": " ", **{chr(c): " " for c in OWN}})

Bounds = tuple[int | None, int | None, str]  # low, high, qualifier
Converter = Callable[[int | None, int | None], Bounds | None]


def _between(low: int | None, high: int | None) -> Bounds | None:
    return (low, high, "range") if low is not None and high is not None and low < high else None


def _above(low: int | None, _: int | None) -> Bounds | None:
    return None if low is None else (low + 1, None, "more_than")


def _below(low: int | None, _: int | None) -> Bounds | None:
    return (None, low - 1, "up_to") if low else None


def _measured(low: int | None, high: int | None) -> Bounds | None:
    if low is None or high is None:
        return (low, low, "exact")
    return (min(low, high), max(low, high), "range")  # "86 and 73 tons"


CONVERTERS: Mapping[str, Converter] = {
    "exact": lambda low, _: (low, low, "exact"),
    "about": lambda low, _: (low, low, "about"),
    "at_least": lambda low, _: (low, None, "at_least"),
    "up_to": lambda low, _: (None, low, "up_to"),
    "more_than": _above,
    "fewer_than": _below,
    "range": _between,
    "vague": lambda _, __: (None, None, "vague"),
    "measured": _measured,
}


class _Rules:
    """The number rules of a book, compiled."""

    def __init__(self, book: Rulebook) -> None:
        rules = sorted(book.of("numbers"), key=lambda r: (-r.rule.priority, r.id))
        self.words = Words.of(book)
        self.folded = _Branches(book, [r for r in rules if not _emits(r).get("case")])
        self.cased = _Branches(book, [r for r in rules if _emits(r).get("case")])


class _Branches:
    """Rules of which the one with the longest match wins (POSIX), of equally long ones the first."""

    def __init__(self, book: Rulebook, rules: Sequence[LocatedRule]) -> None:
        patterns = [(r, r.rule.pattern) for r in rules if r.rule.pattern is not None]
        flags = regex.VERSION0 | regex.POSIX
        self._rules = [(r, Timed(book.expand(p, SYMBOLS), f"rule {r.id}", flags)) for r, p in patterns]
        self._begun = Together(
            book, [p for _, p in patterns], SYMBOLS, anywhere=False
        )  # at most places few rules can match, or none

    def match(self, symbolic: Symbolic, start: int, end: int) -> "tuple[regex.Match[str], LocatedRule] | None":
        """The match that begins at `start` and ends at `end` or before."""
        best: tuple[regex.Match[str], LocatedRule] | None = None
        for index in self._begun.by(symbolic.encoded[start:end]):
            rule, pattern = self._rules[index]
            found = pattern.match(symbolic.text, start, end)
            if found is not None and (best is None or found.end() > best[0].end()):
                best = found, rule
        return best


def find(document: Document, sentences: Sequence[Sentence], book: Rulebook) -> list[NumberMention]:
    """Return the numbers of a document in text order; none overlaps another, the leftmost and longest wins.

    Sentences of kind `furniture` are not read. Only mentions of unit `count` can count people.
    """
    rules = book.memo("numbers.rules", _Rules)
    return list(_Search(document, sentences, rules).mentions(sentences))


def _emits(rule: LocatedRule) -> Mapping[str, Any]:
    emits = rule.rule.emits
    return emits if isinstance(emits, dict) else emits[0]


class _Search:
    """One document while its numbers are found."""

    def __init__(self, document: Document, sentences: Sequence[Sentence], rules: _Rules) -> None:
        clean = document.text.translate(_CLEAN) if not document.text.isascii() else document.text
        for line in (
            s for s in sentences if s.kind == "dateline" and s.text.endswith("-")
        ):  # "KIRKUK-Nine" is two words
            clean = f"{clean[: line.end_char - 1]} {clean[line.end_char :]}"
        folded = _apart(fold(clean), sentences)
        found = tokens(folded, rules.words)
        self._document = document
        self._rules = rules
        self._symbolic = Symbolic.of(folded, found)
        self._cased = Symbolic.of(plain(clean), found)
        self._anchors = self._symbolic.anchors()

    def mentions(self, sentences: Sequence[Sentence]) -> Iterator[NumberMention]:
        for sentence in sentences:
            if sentence.kind != "furniture":
                yield from self._in_sentence(sentence)

    def _in_sentence(self, sentence: Sentence) -> Iterator[NumberMention]:
        start, stop = self._symbolic.inside(sentence.start_char), self._symbolic.inside(sentence.end_char)
        at = start
        for anchor in self._anchors[bisect_left(self._anchors, start) : bisect_left(self._anchors, stop)]:
            if anchor < at:
                continue
            row = self._at(sentence, at, anchor, stop)
            if row is not None:
                yield row[0]
                at = row[1]

    def _at(self, sentence: Sentence, at: int, anchor: int, stop: int) -> tuple[NumberMention, int] | None:
        """The mention that holds the anchor, beginning no earlier than `at`."""
        for begin in (*self._begins(max(at, anchor - _LOOK_BACK), anchor), anchor):
            found = self._rules.folded.match(self._symbolic, begin, stop)
            if found is not None and found[0].end() > anchor and self._within(found[0], sentence):
                return self._row(sentence, *found), found[0].end()
        return None

    def _within(self, match: "regex.Match[str]", sentence: Sentence) -> bool:
        """Whether a mention is of one sentence: figures may be so long that they were cut with it."""
        start, end = map(self._symbolic.outside, match.span())
        return sentence.start_char <= start and end <= sentence.end_char

    def _begins(self, start: int, anchor: int) -> list[int]:
        """Starts of the last words before the anchor, with which a mention may begin."""
        return [m.start() for m in _BEGINS.finditer(self._symbolic.text, start, anchor)][-_WORDS_BACK:]

    def _row(self, sentence: Sentence, match: "regex.Match[str]", rule: LocatedRule) -> NumberMention:
        if match.end() - match.start() == 1:
            match, rule = self._rules.cased.match(self._cased, match.start(), len(self._cased.text)) or (match, rule)
        emits = _emits(rule)
        unit = str(emits.get("unit", "count"))
        convert = CONVERTERS[str(emits.get("bounds", "measured"))]
        bounds = convert(self._value(match, "low"), self._value(match, "high"))
        if bounds is None:
            unit, bounds = "other", (None, None, "exact")
        start, end = self._symbolic.outside(match.start()), self._symbolic.outside(match.end())
        return NumberMention(
            mention_id=content_id("num", self._document.doc_id, start, end, rule.id),
            doc_id=self._document.doc_id,
            sentence_id=sentence.sentence_id,
            start_char=start,
            end_char=end,
            quote=self._document.text[start:end],
            rule_id=rule.id,
            low=bounds[0],
            high=bounds[1],
            qualifier=bounds[2],
            word=self._word(match),
            unit=unit,
        )

    def _value(self, match: "regex.Match[str]", group: str) -> int | None:
        value = self._captured(match, group)
        return value if isinstance(value, int) else None

    def _captured(self, match: "regex.Match[str]", group: str) -> int | str | None:
        token = self._symbolic.token_at(match.start(group)) if group in match.re.groupindex else None
        return token.value if token else None

    def _word(self, match: "regex.Match[str]") -> str | None:
        word = self._captured(match, "word")
        return None if word is None else str(word)


def _apart(folded: str, sentences: Sequence[Sentence]) -> str:
    """A text with line ends after its sentences: a headline that ends in "10" and a line "couple of" are no twenty."""
    pieces, at = [], 0
    for sentence in sentences:
        if folded[sentence.end_char : sentence.end_char + 1] == " ":
            pieces.append(folded[at : sentence.end_char])
            at = sentence.end_char + 1
    return "\n".join([*pieces, folded[at:]])
