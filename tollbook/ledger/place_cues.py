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
    said_on: "regex.Pattern[str]"
    urban: "regex.Pattern[str]"
    township: "regex.Pattern[str]"
    part_of: "regex.Pattern[str]"
    came_from: "regex.Pattern[str]"
    owned: "regex.Pattern[str]"
    speaker: "regex.Pattern[str]"

    def speaks_there(self, before: str, after: str) -> bool:
        """Whether the words around a place make it the one where somebody spoke: "confirmed it in Lima and said"."""
        return self.said_on.match(after) is not None and self.said_in.search(before) is not None


def place_cues(book: Rulebook) -> PlaceCues:
    """Return the patterns of a book."""
    return book.memo("places.cues", _compile)


def _compile(book: Rulebook) -> PlaceCues:
    names = ("joins", "within", "said_in", "said_on", "urban", "township", "part_of", "came_from", "owned", "speaker")
    compiled = (regex.compile(book.expand("{place_" + name + "}")) for name in names)
    return PlaceCues(Cue(book, "{place_elsewhere_cue}"), *compiled)
