"""Which articles are read on: those with words that an attack, or people hurt or taken, cannot be told without.

What is read off the rules here is necessary and not enough: an article that is kept out makes no claim and no report,
whatever else it says; one that is let in need not make any.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Protocol

from tollbook.extraction.names import Name, NameIndex, emits_of, flat
from tollbook.extraction.patterns import Cue
from tollbook.extraction.symbols import SYMBOLS
from tollbook.extraction.text import fold, plain
from tollbook.ids import digest
from tollbook.reading.openings import Shown, Strings
from tollbook.rulebook import LocatedRule, Rulebook
from tollbook.rulebook.needles import Needles

DIMENSIONS = ("actors", "casualties", "dates", "events")  # whose rules say which words these are
_ATTACKS = ("attack", "weapon")  # a weapon is one where somebody claims it
_FOILED = ("non_attack", "foiled")
_NOUN = "{attacker_noun}"  # "gunmen": with a day and a place they make a report without an attack word
_CASUALTY = "{casualty_word}"
_ANYTHING = r"\w"  # stands for the symbols of patterns: what they are read off is not known yet
_KEPT = 4096  # answers that are remembered


class Piece(Protocol):
    """A sentence, as far as it matters here."""

    @property
    def start_char(self) -> int:
        """Where it begins in the text."""
        ...

    @property
    def end_char(self) -> int:
        """Where it ends."""
        ...

    @property
    def kind(self) -> str:
        """What it is; furniture is not read."""
        ...


class Gate:
    """What the rules of a book need of an article."""

    def __init__(self, book: Rulebook) -> None:
        needed = sorted({*_claims(book), *_attacks(book)}, key=lambda n: sorted(map(sorted, n)))
        noun = Cue(book, _NOUN)
        attackers = {e.name for r in book.of("actors") for e in r.rule.entries or () if noun.found(fold(e.name))}
        listed = [r for r in book.of("events", "actors") if r.rule.entries]
        spellings = book.settings.get("lexicons/actors", {}).get("spellings", ())
        self._strings = Strings(needed)
        self._bits = [self._strings.bits(needles) for needles in needed]
        self._names = NameIndex(
            [r for r in listed if any(_tells(n, attackers) for n in NameIndex([r]).all())], spellings
        )
        self._telling = frozenset(id(n) for n in self._names.all() if _tells(n, attackers))
        self._casualty = Cue(book, _CASUALTY)
        self._of_claims = frozenset(self._strings.bits(needles) for needles in _claims(book))
        self._accounts = [Cue(book, r.rule.pattern) for r in book.of("dates") if r.rule.pattern and _opens(r)]
        self._known: dict[int, tuple[bool, bool]] = {}
        words = sorted(f"{n.text}:{n.case}" for n in self._names.all() if id(n) in self._telling)
        patterns = [book.expand(_CASUALTY), *(cue.compiled.pattern for cue in self._accounts), repr(spellings)]
        self.digest = digest([repr([sorted(map(sorted, n)) for n in needed]), *words, *patterns])

    def read_on(self, text: str, pieces: Sequence[Piece]) -> bool:
        """Whether an article can tell an attack, or people hurt or taken. `pieces` are its sentences."""
        read = [p for p in pieces if p.kind != "furniture"]
        return self._named(text, read) or self._told(Shown(text, self._strings), read) or self._dated(text)

    def _named(self, text: str, pieces: Sequence[Piece]) -> bool:
        """Whether the name of an attack or a weapon stands in it."""
        for hit in self._names.hits(flat(text), plain(text)):
            telling = any(id(name) in self._telling for name in hit.names)
            if telling and any(p.start_char <= hit.start and hit.end <= p.end_char for p in pieces):
                return True
        return False

    def _told(self, text: Shown, pieces: Sequence[Piece]) -> bool:
        """Whether a sentence holds what a pattern of attacks needs, or one of claims and a casualty word."""
        for piece in pieces:
            attack, claim = self._possible(text.held(piece.start_char, piece.end_char))
            if attack or (claim and self._casualty.found(text.folded[piece.start_char : piece.end_char])):
                return True
        return False

    def _possible(self, held: int) -> tuple[bool, bool]:
        if held not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = {bits for bits in self._bits if held & bits == bits}
            self._known[held] = bool(found - self._of_claims), bool(found & self._of_claims)
        return self._known[held]

    def _dated(self, text: str) -> bool:
        """Whether it opens with a day as summaries of an incident do, which tell it in any words."""
        folded = fold(text)
        return any(cue.found(folded) for cue in self._accounts)


def gate(book: Rulebook) -> Gate:
    """Return the gate of a book, built once."""
    return book.memo("articles.gate", Gate)


def _claims(book: Rulebook) -> Iterator[Needles]:
    """What the patterns of claims need."""
    common = frozenset(book.words("common_word"))
    hospital = book.expand("{hospital_word}")
    symbols = {**dict.fromkeys((*SYMBOLS, "people", "single"), _ANYTHING), "hospital": hospital}
    for rule in book.of("casualties"):
        if rule.rule.pattern:
            yield book.needles(rule.rule.pattern, symbols, common)


def _attacks(book: Rulebook) -> Iterator[Needles]:
    """What the patterns of attacks need, and nouns for people that say that there was one ("gunmen")."""
    common = frozenset(book.words("common_word"))
    for rule in book.of("events"):
        if rule.rule.pattern and any(_is_attack(emits) for emits in _emitted(rule)):
            yield book.needles(rule.rule.pattern, None, common)
    yield book.needles(_NOUN)


def _emitted(rule: LocatedRule) -> Sequence[dict[str, Any]]:
    emits = rule.rule.emits
    return emits if isinstance(emits, list) else [emits]


def _is_attack(values: Any) -> bool:
    return values.get("kind") in _ATTACKS or (values.get("kind"), values.get("value")) == _FOILED


def _tells(name: Name, attackers: Collection[str]) -> bool:
    if name.rule.dimension == "actors":
        return name.entry.name in attackers
    return _is_attack({**name.values, "value": name.values.get("value") or name.entry.name})


def _opens(rule: LocatedRule) -> bool:
    return bool(emits_of(rule).get("at_start"))
