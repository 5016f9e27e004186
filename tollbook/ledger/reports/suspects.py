"""Whom an article leads to suspect where it names nobody for an incident: the only group that it speaks of."""

from collections.abc import Sequence
from typing import NamedTuple

from tollbook.extraction.cues import cue
from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.roles import AGENT, role_of
from tollbook.ledger.reports.thread import Thread
from tollbook.rows import ActorMention
from tollbook.rulebook import Rulebook

GROUPS = ("armed_group", "label")


class Perpetrator(NamedTuple):
    """Who did it, and how the article knows."""

    actor: ActorMention
    basis: str


def at_home(thread: Thread, threads: Sequence[Thread], book: Rulebook) -> Perpetrator | None:
    """The only group of an article, suspected for being at home there or for doing such things."""
    named = {a.actor_id for t in threads for p in (*t.passages, *t.context) for a in p.actors if a.kind in GROUPS}
    if len(named) != 1:
        return None
    for passage in thread.context:
        groups = [a for a in passage.actors if a.kind == "armed_group"]
        if groups and is_habit(passage, book) and not any(e.value == "denied" for e in passage.events):
            return Perpetrator(groups[0], "suspected")
    return None


def of_rebels(thread: Thread, threads: Sequence[Thread], book: Rulebook) -> Perpetrator | None:
    """The only armed group that an article names, or people called so ("Maoists") that did another of its attacks.

    "The rebels", or "they", are told to have done this one.
    """
    groups = _only_group(threads, book)
    if not groups or nobody_known(thread, book):
        return None
    earlier = [p for t in threads[: threads.index(thread)] for p in t.passages]
    known = any(role_of(p, a, book).role == AGENT for p in earlier for a in p.actors if a.kind in GROUPS)
    did = any(_rebels_did(p, book) or (known and _they_did(p, book)) for p in thread.passages)
    return Perpetrator(groups[0], "attributed") if did else None


def _only_group(threads: Sequence[Thread], book: Rulebook) -> list[ActorMention]:
    """The mentions of the one armed group of an article; where it has none, of the one sort of rebels that attacked."""
    past = cue("past_home", book)
    told = [p for t in threads for p in (*t.passages, *t.context) if not past.found(p.text)]
    named = [(p, a) for p in told for a in p.actors if a.kind in GROUPS]
    groups = [a for _, a in named if a.kind == "armed_group"]
    if not groups and any(role_of(p, a, book).role == AGENT for p, a in named):
        groups = [a for _, a in named]
    return groups if len({a.actor_id for a in groups}) == 1 else []


def _rebels_did(passage: Passage, book: Rulebook) -> bool:
    """Whether rebels without a name are told to have attacked."""
    noun = cue("rebel_noun", book)
    rebels = (a for a in passage.actors if a.kind == "attackers" and noun.match(a.name))
    return any(role_of(passage, a, book).role == AGENT for a in rebels)


def _they_did(passage: Passage, book: Rulebook) -> bool:
    """Whether "they", of which the passage itself names none, are told to have attacked."""
    if any(a.kind == "attackers" for a in passage.actors):
        return False
    they = cue("they_did", book)
    return any(they.found(passage.before(e.start_char, 40)) for e in passage.single_attacks)


def died_of_own(passage: Passage, book: Rulebook) -> bool:
    """Whether attackers were hurt by what they handled themselves: "killed as the mine they were laying went off"."""
    return cue("own_bomb", book).found(passage.text)


def is_habit(passage: Passage, book: Rulebook) -> bool:
    """Whether the words are of where a group is at home or what it usually does; not of where it once was."""
    return cue("habit_cue", book).found(passage.text) and not cue("past_home", book).found(passage.text)


def nobody_known(thread: Thread, book: Rulebook) -> bool:
    """Whether it is said that nobody knows or claims it: "no group has claimed it", "unidentified militants"."""
    unknown = cue("unknown_attackers", book)
    unclaimed = any(e.value == "unclaimed" for p in (*thread.passages, *thread.context) for e in p.events)
    return unclaimed or any(unknown.found(p.text) for p in thread.passages)
