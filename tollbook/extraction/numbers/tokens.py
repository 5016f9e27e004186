"""Where numbers and their words are in a text: figures, number words joined by their grammar, hedges, vague words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import ahocorasick_rs

from tollbook.extraction.numbers.symbols import PHRASES, Token
from tollbook.rulebook import Rulebook

_FIGURES = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9]\Z")
_MAX_DIGITS = 15
_MAX_VALUE = 10**15
_JOINS = (" ", "-")
_JOINS_AND = (" ", "-", " and ")


@dataclass(frozen=True)
class Words:
    """The words of a book that belong to numbers, found in one pass."""

    values: Mapping[str, int]
    groups: Mapping[str, int]
    articles: Mapping[str, float]
    phrases: Mapping[str, tuple[str, int | str | None]]  # phrase -> shape and value
    texts: Sequence[str]
    automaton: ahocorasick_rs.AhoCorasick

    @classmethod
    def of(cls, book: Rulebook) -> "Words":
        """Read the lexicons num_word, num_group, num_article and num_<phrase>."""
        values = {w: int(v) for w, v in book.mapping("num_word").items()}
        groups = {w: int(v) for w, v in book.mapping("num_group").items()}
        by_length = sorted(book.mapping("num_article").items(), key=lambda a: -len(a[0]))
        phrases: dict[str, tuple[str, int | str | None]] = {}
        for shape in PHRASES:
            meanings = book.mapping(f"num_{shape}")
            for text in book.words(f"num_{shape}"):
                meaning = meanings.get(text, text)
                phrases.setdefault(text, (shape, int(meaning) if isinstance(meaning, float) else meaning))
        texts = sorted({*values, *groups, *phrases})
        articles = {w: float(v) for w, v in by_length}
        return cls(values, groups, articles, phrases, texts, ahocorasick_rs.AhoCorasick(texts))

    def hits(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """Whole words and phrases in the text, leftmost and longest: start, end, word."""
        stop = len(folded)
        found = []
        for index, start, end in self.automaton.find_matches_as_indexes(folded, overlapping=True):
            if start and (folded[start - 1].isalnum() or folded[start - 1] == "_"):
                continue
            if end < stop and (folded[end].isalnum() or folded[end] == "_") and folded[end - 1] != ".":
                continue
            found.append((start, -end, self.texts[index]))
        at = 0
        for start, end, text in sorted(found):
            if start >= at:
                at = -end
                yield start, at, text


@dataclass(slots=True)
class _Spelling:
    """A number in the making: words (or a figure) and then more words."""

    start: int
    end: int
    shape: str
    total: float = 0
    current: float = 0
    last: float = 0
    scale: float = inf  # the last of thousand, million, ...; each must be smaller than the one before
    closed: bool = False

    def takes(self, value: int, gap: str, *, is_group: bool) -> bool:
        """Add the next word, if the grammar of numbers lets it follow; say whether it did."""
        if self.closed or gap not in _JOINS_AND:
            return False
        if is_group or value >= 100:
            taken = gap in _JOINS and self._multiply(value, is_group=is_group)
        else:
            taken = self._add(value, gap)
        if taken:
            self.last = value
            self.shape = "spelled"
        return taken

    def _add(self, value: int, gap: str) -> bool:
        units_after_tens = 20 <= self.last < 100 and self.last % 10 == 0 and 0 < value < 10 and gap in _JOINS
        after_hundreds = self.last >= 100 and value > 0 and gap != "-"
        if units_after_tens or after_hundreds:
            self.current += value
            return True
        return False

    def _multiply(self, value: int, *, is_group: bool) -> bool:
        if is_group:
            if self.total or not 0 < self.current < 100:
                return False
            self.current *= value
            self.closed = True
        elif value == 100:
            if not 0 < self.current < 100:
                return False
            self.current *= 100
        else:
            if not self.current or value >= self.scale:
                return False
            self.total += self.current * value
            self.current = 0
            self.scale = value
        return True


def tokens(folded: str, words: Words) -> list[Token]:
    """Return the numbers and phrases of a folded text in order; none overlaps another."""
    return _Scan(folded, words).run()


class _Scan:
    """One text while its numbers are found."""

    def __init__(self, folded: str, words: Words) -> None:
        self._folded = folded
        self._words = words
        self._out: list[Token] = []
        self._open: _Spelling | None = None

    def run(self) -> list[Token]:
        figures = [(m.start(), m.end(), "") for m in _FIGURES.finditer(self._folded)]
        for start, end, word in sorted([*figures, *self._words.hits(self._folded)]):
            self._take(start, end, word)
        self._close()
        return self._out

    def _take(self, start: int, end: int, word: str) -> None:
        if word in self._words.phrases:
            self._close()
            shape, meaning = self._words.phrases[word]
            self._out.append(Token(start, end, shape, meaning))
            return
        if not word:
            self._close()
            self._open = _figure(start, end, self._folded[start:end])
            return
        group = self._words.groups.get(word)
        size = self._words.values[word] if group is None else group
        if self._open is not None:
            gap = self._folded[self._open.end : start]
            if self._open.takes(size, gap, is_group=group is not None):
                self._open.end = end
                return
        self._close()
        self._open = self._begin(start, end, size, is_group=group is not None)

    def _begin(self, start: int, end: int, size: int, *, is_group: bool) -> _Spelling | None:
        if not is_group and size < 100:
            return _Spelling(start, end, "one" if size == 1 else "spelled", current=size, last=size)
        first, times = self._article(start)
        if times is None:
            alone = size == (12 if is_group else 100)  # "dozen killed", "hundred killed"
            return _Spelling(start, end, "spelled", current=size, last=size, closed=is_group) if alone else None
        if not is_group and size >= 1000:
            return _Spelling(first, end, "spelled", total=times * size, last=size, scale=size)
        shape = "group" if is_group and size != 12 else "spelled"
        return _Spelling(first, end, shape, current=times * size, last=size, closed=is_group)

    def _article(self, start: int) -> tuple[int, float | None]:
        """Where the article before a word of size begins, and what it is worth; (start, None) without one."""
        floor = self._out[-1].end if self._out else 0
        if self._folded[start - 1] in _JOINS:
            for text, times in self._words.articles.items():
                at = start - 1 - len(text)
                if at >= floor and self._folded.startswith(text, at) and not self._folded[at - 1 : at].isalnum():
                    return at, times
        return start, None

    def _close(self) -> None:
        if self._open is None:
            return
        value = int(self._open.total + self._open.current)
        shape = self._open.shape if value <= _MAX_VALUE else "code"
        known = shape not in ("code", "decimal")
        self._out.append(Token(self._open.start, self._open.end, shape, value if known else None))
        self._open = None


def _figure(start: int, end: int, text: str) -> _Spelling:
    shape = _figure_shape(text)
    value = 0.0 if shape == "code" else float(text.replace(",", ""))
    return _Spelling(start, end, shape, current=value, closed=shape == "time")


def _figure_shape(text: str) -> str:
    if len(text) > _MAX_DIGITS or text.count(".") > 1 or ("," in text and not _GROUPED.match(text)):
        return "code"
    if "." in text:
        return "decimal"
    if len(text) <= 2:
        return "small"
    return _bare_shape(text)


def _bare_shape(text: str) -> str:
    if len(text) != 4:
        return "digits"
    if text[0] == "0":
        return "time" if _CLOCK.match(text) else "code"
    if "1900" <= text < "2100":
        return "year"
    return "clock" if _CLOCK.match(text) else "digits"
