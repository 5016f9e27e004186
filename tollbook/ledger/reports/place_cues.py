"""What the words around a place say of it: that something happened there, or that somebody speaks or comes from there.

The patterns stand in rules/lexicons/places.yaml.
"""

from dataclasses import dataclass

import regex

from tollbook.matching.patterns import Cue
from tollbook.rows import PlaceMention
from tollbook.rulebook import Rulebook

DATELINE = regex.compile(
    r" ?: | ?- ?|[ ,(/]{1,2}[^-:_.]{2,40} ?(?:-{1,2}|_) "
)  # "Baghdad: Officers said", "Baquba (Iraq) - A bomb"


@dataclass(frozen=True)
class PlaceCues:
    """The compiled patterns."""

    elsewhere: Cue
    joins: Cue
    within: Cue
    said_in: Cue
    said_on: Cue
    tried_in: Cue
    tried_on: Cue
    ruled: Cue
    urban: Cue
    township: Cue
    part_of: Cue
    came_from: Cue
    owned: Cue
    speaker: Cue
    here: Cue
    speakers: Cue
    speaks: Cue
    reporters: Cue
    governed: Cue
    police: Cue
    police_act: Cue
    said: Cue
    near_area: Cue
    between: Cue

    def speaks_from(self, before: str, after: str) -> bool:
        """Whether the words around a place make it that of somebody who tells of it: "an official in Gao said"."""
        return self.speakers.found(before) and (self.speaks.match(after) is not None or self.said.found(before[-60:]))

    def reports_from(self, before: str, after: str) -> bool:
        """Whether the words around a place make it that of a correspondent, who is seldom where it happened."""
        return self.speaks.match(after) is not None and self.reporters.found(before)

    def speaks_there(self, before: str, after: str) -> bool:
        """Whether it is where somebody spoke or judged: "confirmed it in Lima and said", "a court in Lima jailed"."""
        spoke = self.said_on.match(after) is not None and self.said_in.found(before)
        return spoke or (self.tried_on.match(after) is not None and self.tried_in.found(before))


def place_cues(book: Rulebook) -> PlaceCues:
    """Return the patterns of a book."""
    return book.memo("places.cues", _compile)


def _compile(book: Rulebook) -> PlaceCues:
    names = (
        "joins",
        "within",
        "said_in",
        "said_on",
        "tried_in",
        "tried_on",
        "ruled",
        "urban",
        "township",
        "part_of",
        "came_from",
        "owned",
        "speaker",
        "here",
        "speakers",
        "speaks_from",
        "reporters",
        "governed",
        "police",
        "police_act",
        "said",
        "near_area",
        "between",
    )
    compiled = (Cue(book, "{place_" + name + "}") for name in names)
    return PlaceCues(Cue(book, "{place_elsewhere_cue}"), *compiled)


def is_dateline(place: PlaceMention) -> bool:
    """Whether a rule of datelines marked it."""
    return "dateline" in place.rule_id


def opens_paragraph(place: PlaceMention, text: str) -> bool:
    """Whether a paragraph opens with it as with a dateline in small letters: "Srinagar: Gunmen killed nine"."""
    opens = place.start_char == 0 or text[place.start_char - 1] == "\n"
    return opens and DATELINE.match(text, place.end_char) is not None
