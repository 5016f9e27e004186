"""What kind of source a phrase names: the most telling of its nouns decides, an armed group's name above all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex

from tollbook.extraction.patterns import TIMEOUT_SECONDS
from tollbook.extraction.text import fold
from tollbook.rulebook import Rulebook

# Lexicons in the order in which they decide, and the kind that each gives.
_ORDER: Sequence[tuple[str, str]] = (
    ("att_perpetrator", "perpetrator"),
    ("att_monitor", "monitor"),
    ("att_agency", "agency"),
    ("att_media", "media"),
    ("att_official", "official"),
    ("att_medic", "medic"),
    ("att_witness", "witness"),
    ("att_security", "security_source"),
    ("att_official_weak", "official"),
    ("att_source_noun", "security_source"),  # "a source", without more: mostly of the security forces
)
_PREPOSITION = regex.compile(r" (?:in|from|at|of|with|for|inside|within|on|near|close to|by|to)\b")
_FOR = regex.compile(r"\b(?:for|of|from|by)(?: the| an?)? ")
_LONGEST_NAME = 6  # words


@dataclass(frozen=True, eq=False)
class Sources:
    """Tells the kind of a source phrase."""

    kinds: Sequence[tuple["regex.Pattern[str]", str]]
    groups: frozenset[str]
    speaks_for: "regex.Pattern[str]"

    @classmethod
    def of(cls, book: Rulebook) -> "Sources":
        """Compile the lexicons of sources and the names of armed groups of a book."""
        kinds = [(regex.compile(book.expand("{" + name + "}")), kind) for name, kind in _ORDER]
        names: set[str] = set()
        for located in book.of("actors"):
            for entry in located.rule.entries or ():
                values: Mapping[str, Any] = {**_as_dict(located.rule.emits), **entry.values}
                if values.get("kind") == "armed_group":
                    names.update(fold(n) for n in (entry.name, *entry.aliases))
        return cls(kinds, frozenset(names), regex.compile(book.expand("{att_speaks_for}")))

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
    for words in (head, folded):  # the noun itself first; "a source" tells little, so what it is from counts too
        for pattern, kind in sources.kinds[:-1] if words is head and words != folded else sources.kinds:
            if pattern.search(words, timeout=TIMEOUT_SECONDS):
                return kind
    return None


def _speaks_for_group(sources: Sources, folded: str) -> bool:
    match = _FOR.search(folded)
    if match is None or not sources.speaks_for.search(folded[: match.start()], timeout=TIMEOUT_SECONDS):
        return False
    return sources.is_group(folded[match.end() :])
