"""Which articles are read on: those with words that an attack, or people hurt or taken, cannot be told without.

What is read off the rules here is necessary and not enough: an article that is kept out makes no claim and no report,
whatever else it says; one that is let in need not make any.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from tollbook.extraction.claims.possible import possible
from tollbook.extraction.events import FOILED, Piece, tells_attack
from tollbook.ids import digest
from tollbook.matching.names import Name, NameIndex, emits_of, flat, gate_of, names_of, spellings
from tollbook.matching.openings import Shown, Strings
from tollbook.matching.patterns import Cue
from tollbook.matching.text import fold, plain
from tollbook.rulebook import LocatedRule, Rulebook
from tollbook.rulebook.needles import Needles

DIMENSIONS = ("actors", "casualties", "dates", "events")  # whose rules say which words these are
_ATTACKS = ("attack", "weapon")  # a weapon is one where somebody claims it
_NOUN = "{attacker_noun}"  # "gunmen": with a day and a place they make a report without an attack word
_CASUALTY = "{casualty_word}"
_KEPT = 4096  # answers that are remembered


class ArticleGate:
    """What the rules of a book need of an article."""

    def __init__(self, book: Rulebook) -> None:
        self._can = possible(book)
        needed = sorted(
            {*(n for n, _ in self._can.first), *_attacks(book), book.needles(_NOUN)},
            key=lambda n: sorted(map(sorted, n)),
        )
        noun = Cue(book, _NOUN)
        attackers = {e.name for r in book.of("actors") for e in r.rule.entries or () if noun.found(fold(e.name))}
        listed = [r for r in book.of("events", "actors") if r.rule.entries]
        self._book = book
        self._strings = Strings(needed)
        self._claims = [(self._strings.bits(n), r) for n, r in self._can.first]
        self._attacks = sorted({self._strings.bits(n) for n in _attacks(book)})
        self._noun = (self._strings.bits(book.needles(_NOUN)), noun)
        self._names = NameIndex([r for r in listed if any(_tells(n, attackers) for n in names_of(r))], spellings(book))
        self._telling = frozenset(id(n) for n in self._names.all() if _tells(n, attackers))
        self._casualty = Cue(book, _CASUALTY)
        self._accounts = [Cue(book, r.rule.pattern) for r in book.of("dates") if r.rule.pattern and _opens(r)]
        self._known: dict[int, tuple[bool, Sequence[str]]] = {}
        words = sorted(f"{n.text}:{n.case}" for n in self._names.all() if id(n) in self._telling)
        patterns = [book.expand(_CASUALTY), *(cue.compiled.pattern for cue in self._accounts), repr(spellings(book))]
        self.digest = digest([repr([sorted(map(sorted, n)) for n in needed]), *words, *patterns, *self._read()])

    def _read(self) -> Iterator[str]:
        """Yield what the answer of a closer look depends on: the rules of events and the patterns of claims."""
        for rule in self._book.of("events"):
            needles = sorted(map(sorted, gate_of(rule, self._book))) if rule.rule.pattern else ()
            pattern = self._book.expand(rule.rule.pattern) if rule.rule.pattern else ""
            yield repr((rule.id, rule.rule.priority, rule.rule.emits, rule.rule.entries, pattern, needles))
        yield from self._can.read()

    def read_on(self, text: str, pieces: Sequence[Piece]) -> bool:
        """Whether an article can tell an attack, or people hurt or taken. `pieces` are its sentences, in text order."""
        read = [p for p in pieces if p.kind != "furniture"]
        shown = Shown(text, self._strings)
        return self._claimed(shown, read) or self._tells_attack(shown, read)

    def may_tell_attack(self, text: str, pieces: Sequence[Piece]) -> bool:
        """Whether it can make a report without people hurt or taken. `pieces` as above, without furniture."""
        return self._tells_attack(Shown(text, self._strings), pieces)

    def _tells_attack(self, shown: Shown, pieces: Sequence[Piece]) -> bool:
        if self._dated(shown) or self._attackers(shown, pieces):
            return True
        named = self._named(shown.written)
        can = [
            p
            for p in pieces
            if any(p.start_char <= at < p.end_char for at in named)
            or self._possible(shown.held(p.start_char, p.end_char))[0]
        ]
        return bool(can) and tells_attack(shown.written, can, self._book)

    def _named(self, text: str) -> list[int]:
        """Where the names of attacks or weapons stand in it."""
        hits = self._names.hits(flat(text), plain(text))
        return [hit.start for hit in hits if any(id(name) in self._telling for name in hit.names)]

    def _attackers(self, text: Shown, pieces: Sequence[Piece]) -> bool:
        """Whether people stand in it of whom nothing need be told but a day and a place ("gunmen")."""
        bits, noun = self._noun
        return any(
            text.held(p.start_char, p.end_char) & bits == bits and noun.found(text.folded[p.start_char : p.end_char])
            for p in pieces
        )

    def _claimed(self, text: Shown, pieces: Sequence[Piece]) -> bool:
        """Whether a sentence with a casualty word can match a pattern of claims, whatever its mentions are."""
        for piece in pieces:
            _, patterns = self._possible(text.held(piece.start_char, piece.end_char))
            if not patterns:
                continue
            words = text.folded[piece.start_char : piece.end_char]
            if self._casualty.found(words) and self._can.walks(words, patterns):
                return True
        return False

    def _possible(self, held: int) -> tuple[bool, Sequence[str]]:
        """Whether a pattern of attacks can match where these strings stand, and which of claims."""
        found = self._known.get(held)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            claims = [pattern for bits, pattern in self._claims if held & bits == bits]
            found = self._known[held] = any(held & bits == bits for bits in self._attacks), claims
        return found

    def _dated(self, text: Shown) -> bool:
        """Whether it opens with a day as summaries of an incident do, which tell it in any words."""
        return any(cue.found(text.folded) for cue in self._accounts)


def gate(book: Rulebook) -> ArticleGate:
    """Return the gate of a book, built once."""
    return book.memo("articles.gate", ArticleGate)


def _attacks(book: Rulebook) -> Iterator[Needles]:
    """What the patterns of attacks need."""
    for rule in book.of("events"):
        if rule.rule.pattern and any(_is_attack(emits) for emits in _emitted(rule)):
            yield book.needles(rule.rule.pattern)


def _emitted(rule: LocatedRule) -> Sequence[dict[str, Any]]:
    emits = rule.rule.emits
    return emits if isinstance(emits, list) else [emits]


def _is_attack(values: Any) -> bool:
    return values.get("kind") in _ATTACKS or (values.get("kind"), values.get("value")) == FOILED


def _tells(name: Name, attackers: Collection[str]) -> bool:
    if name.rule.dimension == "actors":
        return name.entry.name in attackers
    return _is_attack({**name.values, "value": name.values.get("value") or name.entry.name})


def _opens(rule: LocatedRule) -> bool:
    return bool(emits_of(rule).get("at_start"))
