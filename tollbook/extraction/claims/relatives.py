"""Of whom a verb is told after a clause about them: "a man who stabbed a guard was shot dead" is not of the guard."""

from collections.abc import Sequence
from dataclasses import replace

from tollbook.extraction.claims.reading import PeopleReading
from tollbook.extraction.cues import pattern
from tollbook.extraction.people import People
from tollbook.extraction.symbols import MarkedText
from tollbook.rulebook import Rulebook

_REACH = 160  # characters before people who are the object of such a clause


def told_of_heads(marked: MarkedText, readings: Sequence[PeopleReading], book: Rulebook) -> list[PeopleReading]:
    """The readings, those of the object of a clause given to the people whom the clause describes.

    Where these are told of by another rule already, or are not counted, nothing is told of the object.
    """
    out: list[PeopleReading] = []
    for reading in readings:
        head = _head_of(marked, reading, book) if reading.emit.get("passive") else None
        if head is None:
            out.append(reading)
            continue
        who = marked.items.get(head)
        if isinstance(who, People) and not any(r.position == head for r in (*readings, *out)):
            out.append(replace(reading, position=head, start=head, people=who))
    return out


def _head_of(marked: MarkedText, reading: PeopleReading, book: Rulebook) -> int | None:
    """Position of those whom a clause describes that ends with the people of a reading, None where none does."""
    text, start = marked.text, reading.start
    if pattern("finite_end", book).match(text, start + 1, reading.end) is None:
        return None
    first = max(0, start - _REACH)
    found = pattern("relative_clause", book).search(text[first:start])
    return first + found.start() if found else None
