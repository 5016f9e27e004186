"""All names of all list rules in one pass over a text: one automaton, whole words, in any spelling and case.

A name matches whatever its hyphens, accents and capitals; acronyms ("IS", "ELN") match only in capitals, and names
that are ordinary words only with a capital. Which of several hits counts is for the caller to decide.
"""

import itertools
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ahocorasick_rs

from tollbook.matching.text import fold
from tollbook.rulebook import LocatedRule, Rulebook
from tollbook.rulebook.models import Entry
from tollbook.rulebook.needles import Needles

_LONGEST_MIXED = 5  # letters of an acronym that mixes cases
_MAX_SPELLINGS = 32  # of one alias; a longer product is a fault of the spelling table


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling of one entry of a rule."""

    text: str
    entry: Entry
    rule: LocatedRule
    values: Mapping[str, Any]  # what the rule emits and the entry overrides; number: plural for an alias
    case: str  # any, capital (first letter), acronym (all letters), exact ("LeT")


@dataclass(frozen=True, slots=True)
class NameHit:
    """Where a spelling stands, and every name that it can be."""

    start: int
    end: int
    names: tuple[Name, ...]


def _base(char: str) -> str:
    """Return the letter without its accent, or the character itself where that takes more than one."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    return bare if len(bare) == 1 else char


_FLAT = str.maketrans({chr(c): _base(chr(c)).lower() for c in range(0xC0, 0x250)} | {"-": " "})


@lru_cache(maxsize=4)
def flat(text: str) -> str:
    """Same length: `fold`, without accents, hyphens as spaces."""
    folded = fold(text)
    return folded.replace("-", " ") if folded.isascii() else folded.translate(_FLAT)


class NameIndex:
    """The names of the list rules among `rules`.

    `spellings` are sets of words that can stand for one another ("qaida", "qaeda"); every alias gets all of them.
    """

    def __init__(self, rules: Iterable[LocatedRule], spellings: Sequence[Sequence[str]] = ()) -> None:
        names: dict[str, list[Name]] = defaultdict(list)
        groups = tuple(map(tuple, spellings))
        for name in (name for rule in rules for name in names_of(rule)):
            for text in _spelled(flat(name.text), groups):
                if all(n.entry is not name.entry or n.case != name.case for n in names[text]):
                    names[text].append(name)
        self._texts = sorted(names)
        self._names = [tuple(names[t]) for t in self._texts]
        self._automaton = ahocorasick_rs.AhoCorasick(self._texts) if self._texts else None

    def all(self) -> Iterator[Name]:
        """Every spelling of every entry, sorted by text."""
        return itertools.chain.from_iterable(self._names)

    def spelled(self) -> Iterator[tuple[str, tuple[Name, ...]]]:
        """Every spelling as it stands in flat texts, with what it can be, sorted."""
        return zip(self._texts, self._names, strict=True)

    def hits(self, flat_text: str, cased: str) -> Iterator[NameHit]:
        """Every whole-word hit, overlaps included, by end and then by start.

        `flat_text` is `flat(text)`, `cased` the same text with its capitals.
        """
        if self._automaton is None:
            return
        stop = len(flat_text)
        for index, start, end in self._automaton.find_matches_as_indexes(flat_text, overlapping=True):
            if start and flat_text[start - 1].isalnum() and flat_text[start].isalnum():
                continue
            if end < stop and flat_text[end].isalnum() and flat_text[end - 1].isalnum():
                continue
            names = self._names[index]
            if names[0].case != "any" or len(names) > 1:
                names = tuple(n for n in names if _case_fits(n, cased[start:end]))
            if names:
                yield NameHit(start, end, names)


def spellings(book: Rulebook) -> Sequence[Sequence[str]]:
    """Return the sets of words of a book that can stand for one another in names."""
    found: Sequence[Sequence[str]] = book.settings.get("lexicons/actors", {}).get("spellings", ())
    return found


def emits_of(rule: LocatedRule) -> dict[str, Any]:
    """Return a copy of what a rule with a single meaning emits (of several, the first)."""
    emits = rule.rule.emits
    return dict(emits) if isinstance(emits, dict) else dict(emits[0])


def gate_of(rule: LocatedRule, book: Rulebook) -> Needles:
    """Return what a flat text must hold before a pattern rule runs.

    That is what can be read off its pattern, and one of the words of the lexicon `gate_<last part of id>`, if any.
    """
    name = "gate_" + rule.id.rsplit(".", 1)[-1]
    words = [frozenset(book.words(name))] if name in book.lexicons else []
    read = book.needles(rule.rule.pattern or "")
    return (*words, *(frozenset(map(flat, needle)) for needle in read))


def names_of(rule: LocatedRule) -> Iterator[Name]:
    """Yield the names of the entries of a list rule, as they are written in it."""
    for entry in rule.rule.entries or ():
        values = {"number": "singular", **emits_of(rule), **entry.values}
        plural = {**values, "number": "plural"} if "number" not in {*emits_of(rule), *entry.values} else values
        for text in dict.fromkeys([entry.name, *entry.aliases]):
            yield Name(text, entry, rule, values if text == entry.name else plural, _case_of(text, entry))


def _case_of(text: str, entry: Entry) -> str:
    if text.isupper():
        return "acronym"
    if len(text) <= _LONGEST_MIXED and text[1:] != text[1:].lower() and text.isalpha():
        return "exact"
    spoken = text.upper() in (entry.name, *entry.aliases) and not text.isupper()  # "Isis", beside "ISIS"
    return "capital" if spoken or entry.values.get("cased") else "any"


def _case_fits(name: Name, written: str) -> bool:
    if name.case == "acronym":
        return written.isupper()
    if name.case == "exact":
        return written == name.text
    return name.case == "any" or written[:1].isupper()


@lru_cache(maxsize=1 << 16)  # the gate of articles has the same names again
def _spelled(text: str, spellings: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Return every spelling of a flat text, the given one first."""
    words: list[Sequence[str]] = []
    for word in text.split():
        group = next((g for g in spellings if word in g), ())
        choices = [word, *group, *([word.replace("'", "")] if "'" in word else [])]
        words.append(list(dict.fromkeys(choices)))
    product = itertools.islice(itertools.product(*words), _MAX_SPELLINGS)
    return tuple(dict.fromkeys(" ".join(p) for p in product))
