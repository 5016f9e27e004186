"""One people phrase as one rule reads it, and what follows for its claim: bounds, party, relation to others."""

from dataclasses import dataclass
from typing import Any

from tollbook.extraction.cues import pattern
from tollbook.extraction.people import People
from tollbook.extraction.symbols import MarkedText
from tollbook.rows import DateMention, NumberMention
from tollbook.rulebook import LocatedRule, Rulebook

_ALSO = 6  # characters before a verb in which it is told of others too
_SOON = 20  # characters between a death and its day
PAIR = "people.pair"  # the rule of "both men", "the two"


@dataclass(frozen=True, slots=True)
class PeopleReading:
    """One people phrase (or none) as one rule reads it."""

    rule: LocatedRule
    emit: dict[str, Any]
    position: int  # of the people symbol, or of the match where the rule counts by itself
    people: People | NumberMention | None
    start: int
    end: int
    part: bool


def additional(marked: MarkedText, reading: PeopleReading, book: Rulebook) -> bool:
    """Whether these are beside people told before: "three others", "two guards were also killed"."""
    if reading.emit.get("additional") is False:
        return False  # told beside those of another place
    people = reading.people if isinstance(reading.people, People) else None
    every = people is not None and people.definite and people.kind == "attackers" and (people.low or 0) > 1
    also = people is not None and not every and _also(marked, reading, book)
    if people is not None and people.kin and _one_before(marked, reading):
        return True
    later = _died_later(marked, reading, people, book)
    return also or later or bool((people and people.additional) or reading.emit.get("additional"))


def _also(marked: MarkedText, reading: PeopleReading, book: Rulebook) -> bool:
    """Whether it is told that they were too: "also killed 20", "two guards were also killed", "were killed as well"."""
    also = pattern("also", book)
    dead = reading.emit["outcome"] == "killed"  # who is told as hurt too is told so beside the dead
    before = dead and also.search(marked.text, max(0, reading.start - _ALSO), reading.start)
    if before or also.search(marked.text, reading.position, reading.end):
        return True
    return pattern("too_after", book).match(marked.text, reading.end) is not None


def _died_later(marked: MarkedText, reading: PeopleReading, people: People | None, book: Rulebook) -> bool:
    """Whether one more person died after those told before: "a relative died the next day"."""
    one = people is not None and people.low == people.high == 1 and not people.definite and people.name is None
    if not one or reading.emit.get("moves") != "part":
        return False
    opens = pattern("clause_opens", book).search(marked.text, 0, reading.position)
    dates = (i for p, i in marked.inside(reading.end, reading.end + _SOON) if isinstance(i, DateMention))
    return opens is not None and any(pattern("day_later", book).search(d.quote.casefold()) for d in dates)


def _one_before(marked: MarkedText, reading: PeopleReading) -> bool:
    """Whether one person is told in another clause before: "an infant died; his father succumbed to burns"."""
    before = (i for p, i in marked.inside(0, reading.start) if isinstance(i, People))
    return any(i.low == i.high == 1 and i.kind != "attackers" for i in before)


def moved(marked: MarkedText, reading: PeopleReading, book: Rulebook) -> bool:
    """Whether these are people told before as hurt or taken ("one of them died", "he was found dead")."""
    moves = reading.emit.get("moves", False)
    people = reading.people if isinstance(reading.people, People) else None
    if moves is True or moves != "part" or people is None:
        return moves is True
    return people.partitive or _one_told(people) or _of_them(marked, reading, people, book)


def _of_them(marked: MarkedText, reading: PeopleReading, people: People, book: Rulebook) -> bool:
    """Whether it is one or both of those told in a sentence before: "One later died", "Both men later died"."""
    opens = not marked.text[: reading.position].strip(' "')
    bare = people.victim_group == "unknown" and people.actor_id is None and people.low == people.high == 1
    told = opens and (bare or people.rule_id == PAIR)
    return told and pattern("later_on", book).search(marked.text, reading.position, reading.end) is not None


def _one_told(people: People) -> bool:
    """Whether it is one person told of before: "the man"."""
    return people.definite and people.low == people.high == 1


def number_id(reading: PeopleReading) -> str | None:
    """The mention of the number that was counted."""
    if isinstance(reading.people, NumberMention):
        return reading.people.mention_id
    return reading.people.number_id if reading.people else None


def bounds(reading: PeopleReading) -> tuple[int | None, int | None, str, str | None]:
    """Low and high bound, qualifier, and vague word."""
    people, emit = reading.people, reading.emit
    if people is None:
        return emit.get("count"), emit.get("count"), "exact", None
    low, high, qualifier, word = people.low, people.high, people.qualifier, people.word
    if emit.get("qualifier") == "at_least" and low is not None:
        return low, None, "at_least", word
    return low, high, qualifier, word


def party_of(reading: PeopleReading) -> tuple[str, str]:
    """Party and victim group."""
    people = reading.people
    kind = people.kind if isinstance(people, People) else "unknown"
    group = people.victim_group if isinstance(people, People) else "unknown"
    party = reading.emit.get("party", "perpetrators" if kind == "attackers" else "victims")
    if party == "perpetrators" and group == "unknown":
        group = "attackers"
    return party, str(reading.emit.get("victim_group", group))
