"""The words of a story, as copies of it are compared: without headline, credits, furniture, and spelling."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from rensa import RMinHash

from tollbook.extraction.numbers.tokens import Words, tokens
from tollbook.matching.text import ascii_signs, fold
from tollbook.rows import Sentence
from tollbook.rulebook import Rulebook

SHORT_CHARS = 150  # letters and digits; a shorter story is told by its whole text
LONGEST = 4000  # words of a story that are compared one by one
NUMBER = "#"  # begins a number among the words of a story
DAY = "@"  # begins the number of a day of a month, or of a year
BANDS = 32  # keys in `documents.story_bands`, half of them of the whole story, half of its lead
_LEAD = 50  # words; what an outlet that cuts the tail leaves
_SHINGLE = 3  # words
_LEAST_WORDS = 30  # a shorter story is a copy only word for word
_ROWS = 4  # hashes in a band: stories that share 60 % of their word triples share a band of 16 with 89 %
_SEED = 20  # any number, but always the same
_HASHES = BANDS // 2 * _ROWS
_WORD = re.compile(r"[^\W_]+")  # letters and digits of any script
_SIGNS = bytes(c for c in range(128) if not chr(c).isalnum())
_SPACED = bytes(c if c < 128 and chr(c).isalnum() else 32 for c in range(256))
_NOT_WORD = re.compile(r"[\W_]+")
_HEDGES = ("at_least", "more_than", "up_to", "fewer", "about")
_NO_COUNTS = ("ordinal", "some", *_HEDGES)


def vocabulary(text: str) -> frozenset[str]:
    """The different words of a text, for a first look at whether two texts can be one story."""
    return frozenset(_words(fold(text)))


def story_key(sentences: Iterable[Sentence]) -> str:
    """SHA-256 of the words of the story: case, spaces, punctuation, headline, credits and furniture left out."""
    rows = list(sentences)
    story = _letters(s.text for s in rows if s.kind == "body")
    if len(story) < SHORT_CHARS:
        story = _letters(s.text for s in rows)
    return hashlib.sha256(story.encode("utf-8", "surrogatepass")).hexdigest()


def story_bands(sentences: Iterable[Sentence]) -> str:
    """`BANDS` keys of 8 hexadecimal digits each, from MinHashes of word triples; empty for a short story.

    Stories that share much of their text, or most of their lead, share a key at the same place. Two digits of a key are
    one hash: the share of triples in common is about the share of hashes that are equal.
    """
    words = _words(fold.__wrapped__(" ".join(s.text for s in sentences if s.kind == "body")))
    if len(words) < _LEAST_WORDS:
        return ""
    return _keys(words) + _keys(words[:_LEAD])


def _keys(words: Sequence[str]) -> str:
    minhash = RMinHash(num_perm=_HASHES, seed=_SEED)
    minhash.update(list(map(" ".join, zip(*(words[i:] for i in range(_SHINGLE)), strict=False))))
    return bytes(value & 0xFF for value in minhash.digest()).hex()


@dataclass(frozen=True, slots=True)
class Story:
    """The words of a story in lower case, numbers as `#` and their value, days as `@`; which of them may be names.

    `rest` are the numbers after the first `LONGEST` words.
    """

    words: tuple[str, ...]
    names: tuple[bool, ...]
    rest: tuple[str, ...] = ()

    def marked(self, mark: str, start: int, end: int) -> list[str]:
        """The numbers (mark NUMBER) or days (mark DAY) among the words from `start` to `end`."""
        return [w for w in self.words[start:end] if w.startswith(mark)]


def read_story(sentences: Iterable[Sentence], book: Rulebook) -> Story:
    """Return the words of the body of an article."""
    numbers = book.memo("numbers.words", Words.of)
    months = book.memo("reading.months", lambda b: frozenset(b.mapping("date_month")))
    body = [s.text for s in sentences if s.kind == "body"]
    capitals = all(t.upper() == t for t in body)
    pieces = [piece for text in body for piece in _pieces(text, numbers, months)]
    words = tuple(word for word, _ in pieces[:LONGEST])
    names = tuple(named or (capitals and word[0] not in (NUMBER, DAY)) for word, named in pieces[:LONGEST])
    return Story(words, names, tuple(w for w, _ in pieces[LONGEST:] if w.startswith(NUMBER)))


def _pieces(text: str, numbers: Words, months: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Each word or number of a sentence, and whether it is written like a name."""
    folded = fold(text)
    at = 0
    found = tokens(folded, numbers)
    plain = partial(_plain, text, folded)
    for n, token in enumerate(found):
        hedge = token.shape in _HEDGES and n + 1 < len(found) and found[n + 1].start <= token.end + 1
        if token.shape in _NO_COUNTS and not hedge:
            continue
        yield from plain(at, token.start)
        is_date = token.shape == "year" or _in_date(folded, token.start, token.end, months)
        mark = DAY if is_date else NUMBER
        value = token.shape if hedge else token.value if token.value is not None else folded[token.start : token.end]
        yield f"{mark}{value}", False
        at = token.end
    yield from plain(at, len(text))


def _plain(text: str, folded: str, start: int, end: int) -> Iterator[tuple[str, bool]]:
    for match in _WORD.finditer(folded, start, end):
        yield match.group(), match.start() > 0 and text[match.start()].isupper()


def _in_date(folded: str, start: int, end: int, months: frozenset[str]) -> bool:
    """Whether a number is the day in "Dec. 18" or "18 December"."""
    before = _WORD.findall(folded, max(0, start - 12), start)
    after = _WORD.match(folded, end + 1)
    return (bool(before) and before[-1] in months) or (after is not None and after.group() in months)


def _letters(texts: Iterable[str]) -> str:
    text = " ".join(texts).casefold()
    plain_text = ascii_signs(text)
    return _NOT_WORD.sub("", text) if plain_text is None else plain_text.translate(None, _SIGNS).decode()


def _words(folded: str) -> list[str]:
    plain_text = ascii_signs(folded)
    return _WORD.findall(folded) if plain_text is None else plain_text.translate(_SPACED).decode().split()
