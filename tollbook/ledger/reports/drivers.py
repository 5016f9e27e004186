"""The driver of a vehicle that was the weapon is an attacker: "87 people, the driver among them, were killed"."""

from collections.abc import Sequence
from dataclasses import replace

from tollbook.extraction.cues import pattern
from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.thread import Thread
from tollbook.rows import ActorMention, Claim
from tollbook.rulebook import Rulebook

_WEAPONS = ("vehicle_ramming", "vehicle_bombing", "car_bomb")
_VEHICLES = ("vehicle", "bus", "convoy", "train", "boat", "ship")  # somebody else may have driven what was hit


def with_drivers(thread: Thread, claims: Sequence[Claim], book: Rulebook) -> list[Claim]:
    """Return the claims, "the driver" on the attackers' side where nothing but the attackers' vehicle is told of."""
    names = book.words("driver_noun")
    drivers = {a.mention_id: (p, a) for p in thread.passages for a in p.actors if a.name in names}
    if not drivers or not _by_vehicle(thread, book):
        return list(claims)
    return [_attacker(c) if _is_driver(c, drivers.get(c.actor_mention_id or ""), book) else c for c in claims]


def _by_vehicle(thread: Thread, book: Rulebook) -> bool:
    events = [e for p in thread.passages for e in p.events]
    weapons = [e for e in events if e.value in _WEAPONS]
    spans = [(e.start_char - 1, e.end_char + 1) for e in weapons]
    its = pattern("its_driver", book)
    named = {e.mention_id for p in thread.passages for e in p.events if its.search(p.before(e.start_char, 24))}
    hit = (e for e in events if e.kind == "target" and e.value in _VEHICLES and e.mention_id not in named)
    return bool(weapons) and all(any(a <= e.start_char < b for a, b in spans) for e in hit)


def _is_driver(claim: Claim, told: tuple[Passage, ActorMention] | None, book: Rulebook) -> bool:
    if told is None or claim.party != "victims":
        return False
    passage, actor = told
    return pattern("the_driver", book).search(passage.before(actor.start_char, 12)) is not None


def _attacker(claim: Claim) -> Claim:
    return replace(claim, party="perpetrators", victim_group="attackers")
