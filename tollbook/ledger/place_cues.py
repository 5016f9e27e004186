"""What the words around a place say of it: that something happened there, or that somebody speaks or comes from there.

The patterns stand in rules/lexicons/places.yaml.
"""

from dataclasses import dataclass

import regex

from tollbook.extraction.patterns import Cue
from tollbook.rulebook import Rulebook


@dataclass(frozen=True)
class PlaceCues:
    """The compiled patterns."""

    elsewhere: Cue
    joins: "regex.Pattern[str]"
    within: "regex.Pattern[str]"
    said_in: "regex.Pattern[str]"
    urban: "regex.Pattern[str]"
    township: "regex.Pattern[str]"
    part_of: "regex.Pattern[str]"
    came_from: "regex.Pattern[str]"
    owned: "regex.Pattern[str]"
    speaker: "regex.Pattern[str]"


def place_cues(book: Rulebook) -> PlaceCues:
    """Return the patterns of a book."""
    names = ("joins", "within", "said_in", "urban", "township", "part_of", "came_from", "owned", "speaker")
    compiled = (regex.compile(book.expand("{place_" + name + "}")) for name in names)
    return PlaceCues(Cue(book, "{place_elsewhere_cue}"), *compiled)
