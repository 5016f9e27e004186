"""Words of responsibility: which are of the attack that is told, and which of what a group did at other times."""

from collections.abc import Iterator

from tollbook.extraction.cues import pattern
from tollbook.ledger.reports.passages import Passage
from tollbook.matching.patterns import begins, finds
from tollbook.rows import EventMention
from tollbook.rulebook import Rulebook

TYING = ("claimed", "attributed", "suspected")
_LEAD = 60  # characters before the word in which it is told to be of what was done so far


def of_others(passage: Passage, book: Rulebook) -> frozenset[str]:
    """The words, by mention, that are of attacks in general: "X, which has claimed numerous attacks"."""
    return frozenset(e.mention_id for e in _tying(passage) if _is_of_others(passage, e, book))


def said_here(passage: Passage, book: Rulebook) -> set[str]:
    """The kinds of responsibility that are told for the attack itself."""
    others = of_others(passage, book)
    return {e.value or "" for e in passage.events if e.kind == "responsibility" and e.mention_id not in others}


def blames_firmly(passage: Passage, book: Rulebook) -> bool:
    """Whether somebody is blamed or suspected for this attack, and not for being "linked to" others or in general."""
    general = pattern("blamed_in_general", book)
    return any(not general.match(passage.text, e.start_char - passage.start) for e in _tying(passage))


def of_a_town(passage: Passage, event: EventMention, book: Rulebook) -> bool:
    """Whether it is a place that somebody has: "the capital Sanaa remains in the hands of the rebels"."""
    return pattern("in_hands_of", book).match(event.quote.lower()) is not None and any(
        pattern("place_remains", book).fullmatch(
            passage.text[p.end_char - passage.start : event.start_char - passage.start]
        )
        for p in (*passage.places, *passage.aside)
        if p.end_char <= event.start_char
    )


def _tying(passage: Passage) -> Iterator[EventMention]:
    return (e for e in passage.events if e.kind == "responsibility" and e.value in TYING)


def _is_of_others(passage: Passage, event: EventMention, book: Rulebook) -> bool:
    before = passage.before(event.start_char, _LEAD)
    after = passage.text[event.end_char - passage.start :]
    return finds("has_so_far", before, book) and begins("other_attacks", after, book)
