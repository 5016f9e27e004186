"""Evidence that people or things told of in an incident are told again: "14 loggers", "the loggers"; "the van"."""

from collections.abc import Sequence
from functools import lru_cache

import regex

from tollbook.extraction.cues import pattern
from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.thread import Thread
from tollbook.rulebook import Rulebook
from tollbook.rulebook.timed import Timed

_THE = 4  # characters before a noun that tell whether it is known
_BEFORE = 30  # characters before those who attack in which their group is named


def same_subject(passage: Passage, thread: Thread, book: Rulebook) -> bool:
    """Return whether the people or the thing that it opens with were told there: "14 loggers", "a van"."""
    if passage.subject is None:
        return False
    group = passage.subject_group
    if any(passage.subject in c.quote.lower() or (c.low and group and c.victim_group == group) for c in thread.claims):
        return True
    return any(passage.subject in p.text and _told(passage.subject, book).search(p.text) for p in thread.passages)


def same_person(passage: Passage, thread: Thread) -> bool:
    """Return whether it names somebody hurt who was named there; what attackers are called by is nobody's name."""
    told = (passage, *thread.passages)
    for name in (n.lower() for n in passage.names):
        if any(name in p.text for p in thread.passages) and not any(_names_a_group(name, p) for p in told):
            return True
    return False


def _names_a_group(name: str, passage: Passage) -> bool:
    """Whether a name is that of a group, or stands before those who attack ("two Kela rebels")."""
    for actor in passage.actors:
        if actor.kind != "victims":
            before = passage.before(actor.start_char, _BEFORE).rstrip(" -'")
            if name in actor.quote.lower() or before.endswith(name):
                return True
    return False


def same_thing(passage: Passage, thread: Thread, book: Rulebook) -> bool:
    """Return whether the thing that it says was hit was first told there: "fired on the convoy", "a convoy"."""
    targets = [e for e in passage.events if e.kind == "target"]
    for event in targets if targets and passage.attacks else ():
        if pattern("the_before", book).search(passage.before(event.start_char, _THE)):
            noun = event.quote.lower()
            if any(noun in p.text and _told(noun, book).search(p.text) for p in thread.passages):
                return True
    return False


def same_attackers(passage: Passage, thread: Thread, book: Rulebook) -> bool:
    """Return whether the attackers who do something in it were told right before: "by bandits", "the bandits"."""
    if passage.separate or passage.sentence.position - thread.passages[-1].sentence.position > 1:
        return False
    noun = passage.the_attackers
    return noun is not None and any(_anew(noun, book).search(p.text) for p in thread.passages)


def _anew(attackers: str, book: Rulebook) -> Timed:
    """The pattern of attackers where they are no known ones."""
    return _after(pattern("of_no_known", book).compiled.pattern, attackers)


def _told(subject: str, book: Rulebook) -> Timed:
    """The pattern of a noun where it is told for the first time."""
    return _after(pattern("told_first", book).compiled.pattern, subject)


@lru_cache(maxsize=2_000)
def _after(lead: str, noun: str) -> Timed:
    return Timed(lead + regex.escape(noun), f"{noun!r} told again")


def just_recalled(passage: Passage, threads: Sequence[Thread]) -> Thread | None:
    """Return the incident recalled in the sentence before, where the passage speaks of it: "in that clash"."""
    if len(threads) < 2 or not passage.said["in_that_attack"]:
        return None
    last = threads[-1].passages[-1].sentence.position
    return threads[-1] if last == passage.sentence.position - 1 else None
