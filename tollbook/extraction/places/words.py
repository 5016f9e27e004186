"""The word lists that place extraction uses, compiled once per rulebook, and the words of a sentence."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tollbook.extraction.places.gazetteer import name_key
from tollbook.matching.names import emits_of
from tollbook.matching.text import fold, plain
from tollbook.rulebook import Rulebook
from tollbook.rulebook.timed import Timed

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")  # linear: no two of its parts match the same character
LONG = 4  # letters; in a headline in title case every longer word is capitalised, and capitals say nothing
PARTICLES = frozenset(
    ("al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "es", "ez", "de", "del", "della", "la", "las", "los", "le",
     "les", "du", "des", "da", "do", "dos", "das", "di", "bin", "ibn", "bint", "ould", "wa", "ul", "ur", "i", "e", "y",
     "van", "von", "den", "sur", "sous", "o", "d", "l", "abu")
)  # fmt: skip
HYPHENED = frozenset({"as", "an", "at", "ad", "ar", "az", "ash"})  # English words too: "as" needs its hyphen
ARTICLES = frozenset({"al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "es", "ez", "ul"})


@dataclass(frozen=True)
class Words:
    """Word sets and patterns from rules/lexicons/places.yaml."""

    not_names: frozenset[str]
    generic: frozenset[str]
    boundary: frozenset[str]
    conjunctions: frozenset[str]  # with a capital too, they end a name
    titles: frozenset[str]
    calendar: frozenset[str]
    organisations: frozenset[str]
    firm: frozenset[str]
    features: Mapping[str, str]  # feature word (key) -> precision
    feature_firsts: frozenset[str]  # first words of feature words
    feature_lasts: frozenset[str]
    feature_sizes: tuple[int, ...]
    parts: frozenset[str]  # adjectives for a part of a place
    capital_nouns: frozenset[str]  # what "capital" is an adjective of
    of_country: frozenset[str]  # what a country before it is whose of
    english: frozenset[str]  # common words
    demonyms: frozenset[str]  # "colombian"
    english_ending: Any

    def says_nothing(self, key: str) -> bool:
        """Whether a name, where all is in capitals, is rather a common word."""
        return key in self.not_names or key in self.boundary or key in self.english

    def common(self, key: str) -> bool:
        """Whether a word is a common one of English, not a name."""
        return key in self.english or (key[-1:] == "s" and key[:-1] in self.english) or bool(self.english_ending(key))


@dataclass(frozen=True, slots=True)
class Tokens:
    """A sentence as words. Offsets count characters from the sentence's start; `keys` are name keys."""

    text: str  # plain: straight quotes, case kept
    folded: str  # the same in lower case
    spans: Sequence[tuple[int, int]]
    keys: Sequence[str]
    capitals: Sequence[int]  # indices of the capitalised words
    cased: bool  # whether capitals tell names from other words

    def gap(self, index: int) -> str:
        """What stands between this word and the next."""
        return self.text[self.spans[index][1] : self.spans[index + 1][0]]

    def is_article(self, index: int) -> bool:
        """Whether this lower-case word is the Arabic article of the next one."""
        gap = self.gap(index)
        hyphen = gap == "-" or (gap == " " and self.keys[index] in ("al", "el"))
        return hyphen and self.keys[index] in ARTICLES and not self.capital(index)

    def capital(self, index: int) -> bool:
        """Whether this word has a capital ("d'Ivoire" too)."""
        start, end = self.spans[index]
        return not self.text[start:end].islower()


_COMPASS = [a + b + c for a in ("", "north", "south") for b in ("north", "south", "east", "west") for c in ("", "ern")]
_DIVISIONS = (
    "",
    " region",
    " province",
    " district",
    " state",
    " zone",
    " area",
    " department",
    " county",
    " governorate",
    " territory",
    " division",
    " highlands",
    " area council",
    " provinces",
    " states",
)
_PARTS = [*_COMPASS, "central", "downtown", "upper", "lower", "inner", "mid", "rural", "far", "extreme"]
_KINDS = (
    ("place_first_level", "admin1"),
    ("place_second_level", "district"),
    ("place_settlement", "settlement"),
    ("place_neighbourhood", "neighbourhood"),
    ("place_facility", "facility"),
    ("place_village_prefix", "settlement"),
    ("place_district_prefix", "district"),
)


def words_of(book: Rulebook) -> Words:
    """The word lists of this rulebook."""
    return book.memo("places.words", _build)


def _build(book: Rulebook) -> Words:
    features = {name_key(w): kind for lexicon, kind in _KINDS for w in book.words(lexicon)}
    plural = {f"{k}s": v for k, v in features.items() if not k.endswith("s")}
    features = {**plural, **features}
    conjunctions = frozenset(book.words("place_conjunction"))
    return Words(
        not_names=frozenset(map(name_key, book.words("place_not_names"))),
        generic=frozenset(map(name_key, book.words("place_generic_division")))
        | frozenset(part + kind for part in _PARTS if part for kind in _DIVISIONS),
        boundary=frozenset(book.words("place_boundary")) | conjunctions,
        conjunctions=conjunctions,
        calendar=frozenset(book.words("place_calendar")),
        titles=frozenset(map(name_key, book.words("place_title"))),
        organisations=frozenset(map(name_key, book.words("place_organisation_word"))),
        firm=frozenset(book.words("place_firm_preposition")),
        features=features,
        feature_firsts=frozenset(w.split(" ")[0] for w in features),
        feature_lasts=frozenset(w.split(" ")[-1] for w in features),
        feature_sizes=tuple(sorted({w.count(" ") + 1 for w in features}, reverse=True)),
        parts=frozenset(_PARTS),
        capital_nouns=frozenset(book.words("place_capital_noun")),
        of_country=frozenset(book.words("place_of_country")),
        english=frozenset(map(name_key, book.words("place_common_word"))),
        demonyms=_demonyms(book),
        english_ending=Timed(book.expand("{place_english_ending}"), "lexicon place_english_ending").fullmatch,
    )


def _demonyms(book: Rulebook) -> frozenset[str]:
    """Adjectives of countries, of one word."""
    told = [r.rule.entries or () for r in book.of("places") if emits_of(r).get("relation") == "demonym"]
    names = (name for entries in told for e in entries for name in (e.name, *e.aliases))
    return frozenset(k for k in map(name_key, names) if " " not in k)


def tokens_of(text: str) -> Tokens:
    """Split a sentence into words."""
    straight = plain(text)
    spans = [m.span() for m in _WORD.finditer(straight)]
    lowered = straight.lower() if straight.isascii() else None
    keys = [lowered[a:b] for a, b in spans] if lowered is not None else [_key(straight[a:b]) for a, b in spans]
    if "'" in straight:
        for index, (start, stop) in enumerate(spans):
            if "'" in straight[start:stop]:
                end = stop - 2 if straight[start:stop].lower().endswith("'s") else stop
                spans[index], keys[index] = (start, end), name_key(straight[start:end])
    capitals = [i for i, (a, _) in enumerate(spans) if straight[a].isupper()]
    folded = lowered if lowered is not None else fold(text)
    return Tokens(straight, folded, spans, keys, capitals, _is_cased(straight, spans, capitals))


def _key(word: str) -> str:
    return word.lower() if word.isascii() else name_key(word)


def _is_cased(text: str, spans: Sequence[tuple[int, int]], capitals: Sequence[int]) -> bool:
    if 2 * len(capitals) < len(spans):
        return True
    if text.isupper():
        return False
    long = [i for i, (a, b) in enumerate(spans) if b - a > LONG]
    return len(long) < 4 or not all(text[spans[i][0]].isupper() for i in long)
