"""The whole cascade on any text: quotes, spans, bounds, claims under tallies, twice the same."""

import datetime as dt

from reliability.fuzz import Target
from reliability.invariants import holds, read_twice
from tollbook.rulebook import load_rulebook

_DAY = dt.date(2021, 9, 6)


def one_input(data: bytes) -> None:
    """Read an article with that text."""
    reading = read_twice(data.decode("utf-8", "replace"), load_rulebook(), _DAY if data[:1] < b"\x80" else None)
    if reading is not None:
        holds(reading)


_WORDS = (
    "killed", "wounded", "injured", "dead", "abducted", "kidnapped", "missing", "captured", "gunmen",
    "a suicide bomber", "blew himself up", "police", "soldiers", "civilians", "people", "including", "two of them",
    "at least", "12", "three", "were", "was", "in", "near", "Kirkuk", "Baghdad", "Kano", "on Monday", "last week",
    "in 2014", "said", "a police officer said", "according to", "Boko Haram", "claimed responsibility", "the army",
    "bomb", "attack", "raid", ". ", "\n\n", ", ", " and ", "\"", "(", "raising the toll to", "others", "his wife",
    "no casualties", "more", "body",
)  # fmt: skip
TARGET = Target(one_input, tuple(word.encode() for word in _WORDS), longest=1500)
