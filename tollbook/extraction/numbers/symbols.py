"""Numbers and their words as single symbols in a text, as claim patterns have them for people and places."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tollbook.rulebook.relaxed import encoded

OWN = range(0xE040, 0xE07F)  # code points that must not come from an article, of those that RE2 tells apart
# One character for each shape of number and each kind of word; rule patterns write {one}, {at_least}, ...
_NUMBERS = ("one", "spelled", "group", "small", "clock", "digits", "year", "time", "decimal", "code")
PHRASES = ("vague", "vague_of", "some", "ordinal", "at_least", "more_than", "up_to", "fewer", "about")
CODES: Mapping[str, str] = {name: chr(OWN[0] + i) for i, name in enumerate((*_NUMBERS, *PHRASES))}


def _any(*names: str) -> str:
    return "[" + "".join(CODES[n] for n in names) + "]"


SYMBOLS: Mapping[str, str] = {
    **CODES,
    "num": _any("one", "spelled", "group", "small", "clock", "digits", "year"),
    "amount": _any("one", "spelled", "small", "clock", "digits"),
    "figure": _any("small", "clock", "digits", "year", "time"),
    "about": _any("about", "some"),
    "hedge": _any("at_least", "more_than", "up_to", "fewer", "about", "some"),
}
_ANCHORS = frozenset((*_NUMBERS, "vague", "vague_of", "some", "ordinal"))


@dataclass(frozen=True, slots=True)
class Token:
    """A number or a phrase in a text: its span, its shape (a key of CODES), its value (None where it has none)."""

    start: int
    end: int
    shape: str
    value: int | str | None


@dataclass(frozen=True)
class Symbolic:
    """A text in which every token is one symbol, and the way back to its offsets."""

    text: str
    tokens: Sequence[Token]
    positions: Sequence[int]  # of each token's symbol in `text`
    _starts: Sequence[int] = field(repr=False)  # of each token in the original text

    @classmethod
    def of(cls, text: str, found: Sequence[Token]) -> "Symbolic":
        """Replace every token of `text` by the symbol of its shape."""
        pieces: list[str] = []
        positions: list[int] = []
        at = length = 0
        for token in found:
            pieces += (text[at : token.start], CODES[token.shape])
            length += token.start - at
            positions.append(length)
            length += 1
            at = token.end
        pieces.append(text[at:])
        return cls("".join(pieces), found, positions, [t.start for t in found])

    @cached_property
    def encoded(self) -> bytes:
        """The text as RE2 reads it, a byte for each character."""
        return encoded(self.text)

    def anchors(self) -> list[int]:
        """Positions at which a mention can have its number."""
        return [p for p, t in zip(self.positions, self.tokens, strict=True) if t.shape in _ANCHORS]

    def inside(self, offset: int) -> int:
        """Position in `text` of an offset of the original text (inside a token: its symbol)."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return offset
        token = self.tokens[index]
        return self.positions[index] + (offset - token.end + 1 if offset >= token.end else 0)

    def outside(self, position: int) -> int:
        """Offset in the original text of a position of `text` (a symbol: its start)."""
        index = bisect_right(self.positions, position) - 1
        if index < 0:
            return position
        token = self.tokens[index]
        return token.start if position == self.positions[index] else token.end + position - self.positions[index] - 1

    def token_at(self, position: int) -> Token | None:
        """The token whose symbol stands at this position."""
        index = bisect_right(self.positions, position) - 1
        return self.tokens[index] if index >= 0 and self.positions[index] == position else None
