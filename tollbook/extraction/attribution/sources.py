"""Words of sources: marks them in a text for the rules, and tells what kind of source a phrase names.

The most telling noun of a phrase decides on its kind, an armed group's name above all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ahocorasick_rs
import regex

from tollbook.matching.patterns import Cue
from tollbook.matching.text import fold
from tollbook.rulebook import Rulebook

# Lexicons in the order in which they decide, and the kind that each gives.
_ORDER: Sequence[tuple[str, str]] = (
    ("att_office", "official"),
    ("att_monitor", "monitor"),
    ("att_perpetrator", "perpetrator"),
    ("att_agency", "agency"),
    ("att_media", "media"),
    ("att_official", "official"),
    ("att_medic", "medic"),
    ("att_witness", "witness"),
    ("att_security", "security_source"),
    ("att_official_weak", "official"),
    ("att_source_noun", "security_source"),  # "a source", without more: mostly of the security forces
)
# A marked text has one of these for each letter of a noun or an adjective of a source (see rules/lexicons).
NOUN, ADJECTIVE = "\ue200", "\ue201"
_OWN = str.maketrans({NOUN: " ", ADJECTIVE: " "})
_WEAK = 2  # the last of these tell little
_PREPOSITION = regex.compile(r" (?:in|from|at|of|with|for|inside|within|on|near|close to|by|to)\b")
_FOR = regex.compile(r"\b(?:for|of|from|by)(?: the| an?)? ")
_LONGEST_NAME = 6  # words


class Marker:
    """Marks the nouns and adjectives of sources in a text."""

    def __init__(self, book: Rulebook) -> None:
        nouns = {word for name, _ in _ORDER for word in book.words(name)}
        self._words = sorted(nouns | set(book.words("att_adjective")))
        self._symbols = [NOUN if word in nouns else ADJECTIVE for word in self._words]
        kind = ahocorasick_rs.MatchKind.LeftmostLongest
        self._automaton = ahocorasick_rs.AhoCorasick(self._words, matchkind=kind)

    def marked(self, text: str, lowered: str) -> str:
        """Return `text` with a symbol for each letter of these words; `lowered` is the same in lower case."""
        at = 0
        parts: list[str] = []
        for which, start, end in self._automaton.find_matches_as_indexes(lowered):
            if (start and lowered[start - 1].isalnum()) or lowered[end : end + 1].isalnum():
                continue
            if self._symbols[which] == ADJECTIVE and text[start].isupper():  # part of a name; names may hold any word
                continue
            parts += (text[at:start].translate(_OWN), self._symbols[which] * (end - start))
            at = end
        return "".join((*parts, text[at:].translate(_OWN)))


@dataclass(frozen=True, eq=False)
class Sources:
    """Tells the kind of a source phrase."""

    kinds: Sequence[tuple[Cue, str]]
    groups: frozenset[str]
    speaks_for: Cue

    @classmethod
    def of(cls, book: Rulebook) -> "Sources":
        """Compile the lexicons of sources and the names of armed groups of a book."""
        kinds = [(Cue(book, "{" + name + "}"), kind) for name, kind in _ORDER]
        names: set[str] = set()
        for located in book.of("actors"):
            for entry in located.rule.entries or ():
                values: Mapping[str, Any] = {**_as_dict(located.rule.emits), **entry.values}
                if values.get("kind") == "armed_group":
                    names.update(fold(n) for n in (entry.name, *entry.aliases))
        return cls(kinds, frozenset(names), Cue(book, "{att_speaks_for}"))

    def kind(self, text: str) -> str | None:
        """Return the kind of the source that `text` names, None where no word of it tells."""
        return _kind(self, fold(text))

    def is_group(self, words: str) -> bool:
        """Whether folded words contain the name of an armed group."""
        tokens = words.replace(",", " ").split()
        spans = ((i, j) for i in range(len(tokens)) for j in range(i + 1, min(i + _LONGEST_NAME, len(tokens)) + 1))
        return any(_bare(" ".join(tokens[i:j])) in self.groups for i, j in spans)


def _bare(words: str) -> str:
    return words.removesuffix("'s")


def _as_dict(emits: Any) -> Mapping[str, Any]:
    return emits if isinstance(emits, dict) else {}


@lru_cache(maxsize=20_000)
def _kind(sources: Sources, folded: str) -> str | None:
    cut = _PREPOSITION.search(folded)
    head = folded[: cut.start()] if cut else folded
    if sources.is_group(head) or _speaks_for_group(sources, folded):
        return "perpetrator"
    strong = _first(sources.kinds[:-_WEAK], head)  # the noun itself first; "a source" tells less than where it is from
    return strong or _first(sources.kinds, folded)


def _first(kinds: Sequence[tuple[Cue, str]], words: str) -> str | None:
    return next((kind for pattern, kind in kinds if pattern.found(words)), None)


def _speaks_for_group(sources: Sources, folded: str) -> bool:
    match = _FOR.search(folded)
    if match is None or not sources.speaks_for.found(folded[: match.start()]):
        return False
    return sources.is_group(folded[match.end() :])
