"""Sentences in which recognised things stand as single symbols, so that claim patterns stay short.

A mention becomes one private-use character. Every character of a marked text knows the offsets in
`documents.text` that it came from, and each symbol the row it stands for. Marking can be repeated: numbers and
nouns become people phrases, which become one symbol in turn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# One character per kind of mention; patterns write {number}, {victim}, ... (see SYMBOLS).
CODES: Mapping[str, str] = {
    "number": "\ue000",
    "victim_one": "\ue001",
    "victim_many": "\ue002",
    "attacker_one": "\ue003",
    "attacker_many": "\ue004",
    "group": "\ue005",
    "force": "\ue006",
    "place": "\ue007",
    "demonym": "\ue008",
    "date": "\ue009",
    "target": "\ue00a",
    "source": "\ue00b",
    "person": "\ue00c",
    "people": "\ue00d",
    "measure": "\ue00e",
    "bomber_one": "\ue00f",  # attackers who die by their own bomb
    "bomber_many": "\ue010",
    "bombers": "\ue011",  # a people phrase of bombers
    "duration": "\ue012",  # "the past three days"
    "since": "\ue013",  # the day after "since"
    "victim_two": "\ue014",  # a noun that says two: "couple", "twins"
    "hospital": "\ue015",  # a place where the wounded are brought
    "period": "\ue016",  # a date of a month or more
    "stretch": "\ue017",  # a measure of weeks or more
    "lost": "\ue019",  # a people phrase of those not among the survivors: "only two of the ten"
    "parts": "\ue018",  # a people phrase that says which of those before it: "three of them"
}

# What a placeholder of a pattern stands for, as regex text.
SYMBOLS: Mapping[str, str] = {
    **CODES,
    "place": "[\ue007\ue015]",
    "target": "[\ue00a\ue015]",
    "date": "[\ue009\ue016]",
    "measure": "[\ue00e\ue017]",
    "victim": "[\ue001\ue002\ue014]",
    "attacker": "[\ue003\ue004\ue00f\ue010]",
    "bomber": "[\ue00f\ue010]",
    "noun": "[\ue001-\ue004\ue00f\ue010\ue014]",
    "noun_one": "[\ue001\ue003\ue00f]",
    "noun_many": "[\ue002\ue004\ue010\ue014]",
    "noun_two": "\ue014",
    "people": "[\ue00d\ue011\ue018]",
    "whole": "[\ue00d\ue011]",
    "actor": "[\ue003-\ue006\ue00f\ue010]",
    "anyone": "[\ue001-\ue006\ue00c\ue00d\ue00f-\ue011\ue014\ue018\ue019]",
    "count": "[\ue000\ue00d\ue011\ue018]",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a marked text that becomes one symbol."""

    start: int
    end: int
    code: str
    item: Any


def _position(placed: tuple[int, Any]) -> int:
    return placed[0]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with symbols. `starts[i]` and `ends[i]` are the document offsets of its i-th character."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    items: Mapping[int, Any] = field(default_factory=dict)  # position of a symbol -> what it stands for

    @classmethod
    def of(cls, folded: str, start_char: int) -> "MarkedText":
        """Return folded text that begins at offset `start_char` of the document, nothing marked yet."""
        stop = start_char + len(folded)
        return cls(folded, range(start_char, stop), range(start_char + 1, stop + 1))

    def marked(self, marks: Iterable[Mark]) -> "MarkedText":
        """Return this text with each mark as one symbol. Marks must not overlap."""
        chars: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        items: dict[int, Any] = {}
        at = 0
        for mark in sorted(marks, key=lambda m: m.start):
            self._copy(at, mark.start, chars, starts, ends, items)
            items[len(starts)] = mark.item
            chars.append(mark.code)
            starts.append(self.starts[mark.start])
            ends.append(self.ends[mark.end - 1])
            at = mark.end
        self._copy(at, len(self.text), chars, starts, ends, items)
        return MarkedText("".join(chars), starts, ends, items)

    def _copy(
        self, start: int, end: int, chars: list[str], starts: list[int], ends: list[int], items: dict[int, Any]
    ) -> None:
        shift = len(starts) - start
        chars.append(self.text[start:end])
        starts.extend(self.starts[start:end])
        ends.extend(self.ends[start:end])
        for position, item in self.items.items():
            if start <= position < end:
                items[position + shift] = item

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Document offsets of the characters from `start` to `end` of this text."""
        return self.starts[start], self.ends[end - 1]

    def inside(self, start: int, end: int) -> list[tuple[int, Any]]:
        """Positions and items of the symbols between `start` and `end`, in order."""
        return sorted((i for i in self.items.items() if start <= i[0] < end), key=_position)
