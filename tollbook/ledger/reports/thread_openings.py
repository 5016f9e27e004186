"""Sentences without people hurt that open another incident, told in the sentence after: "In Gaza, tanks drove ...".

Which of them do, and which sentence goes on with them.
"""

from collections.abc import Sequence

from tollbook.ledger.reports.passages import Passage, takes_or_hurts
from tollbook.ledger.reports.thread import Thread
from tollbook.ledger.reports.thread_counts import count_evidence
from tollbook.ledger.reports.thread_evidence import Weights
from tollbook.rows import EventMention


def may_turn(passage: Passage) -> bool:
    """Return whether it tells a day or a place that what follows may go on with."""
    return bool(passage.dates or passage.places) and not passage.history


def opening(passage: Passage, score: float, weights: Weights) -> Passage | None:
    """Return the passage, where it opens with a place that no incident has so far, or tells who came where that day.

    Or where another attack was ("Hours later, a convoy hit a mine near Mopti").
    """
    came = passage.places and passage.dates and any(a.kind in ("armed_group", "attackers") for a in passage.actors)
    hit = passage.separate and passage.places and any(e.kind in ("weapon", "attack") for e in passage.events)
    return passage if (passage.opens_with or came or hit) and score <= float(weights["opens_elsewhere"]) else None


def old_attack(passage: Passage) -> bool:
    """Return whether it tells one attack of some month or year ("In March last year rebels raided a hotel")."""
    new = passage.history and not (passage.refers_back or passage.habitual or passage.of_war or passage.similar)
    return new and bool(passage.single_attacks) and (bool(passage.places) or any(map(_is_hit, passage.events)))


def _is_hit(event: EventMention) -> bool:
    return event.kind == "target"


def follows(passage: Passage, opened: Passage, threads: Sequence[Thread]) -> bool:
    """Return whether it is the sentence right after and tells people hurt, without place, day or incident."""
    near = passage.sentence.position == opened.sentence.position + 1
    own = passage.places or passage.dates or passage.definite or passage.all_attacks
    if opened.history:
        own = own or any(count_evidence(passage.own_claims, t.claims) == "same_count" for t in threads[:1])
    else:
        own = own or passage.that_one
    return near and not own and any(takes_or_hurts(c) and c.low for c in passage.own_claims)
