"""The perpetrator of one incident, and how the article knows: claimed, attributed or suspected."""

from collections.abc import Set
from typing import NamedTuple

import regex

from tollbook.ledger.passages import Passage
from tollbook.ledger.thread import Thread
from tollbook.rows import ActorMention
from tollbook.rulebook import Rulebook

_BASES = ("claimed", "attributed", "suspected")


class Perpetrator(NamedTuple):
    """Who did it, and how the article knows."""

    actor: ActorMention
    basis: str


def perpetrator(thread: Thread, book: Rulebook, *, by_state: bool = False) -> Perpetrator | None:
    """Return the named group that did it, with the strongest basis the article gives.

    Where a state's forces did it, the groups named are those hit; then it is the force named as the agent.
    """
    if by_state:
        agents = {c.agent for c in thread.claims if c.agent_side == "state"}
        forces = [a for p in thread.passages for a in p.actors if a.kind == "state_force" and a.quote in agents]
        return Perpetrator(forces[0], "attributed") if forces else None
    found: list[tuple[bool, int, int, ActorMention]] = []
    for passage in (*thread.passages, *thread.context):
        named = [a for a in passage.actors if a.kind in ("armed_group", "label")]
        for actor in named or _meant(passage, book):
            basis = _basis(passage, actor, thread, book)
            if basis:
                found.append((actor.kind == "label", _BASES.index(basis), actor.start_char, actor))
    if not found:
        listed = thread.passages[0].group_of_list
        return Perpetrator(listed, "attributed") if listed else _force(thread)
    _, rank, _, actor = min(found, key=lambda f: f[:3])
    return Perpetrator(actor, _BASES[rank])


def _force(thread: Thread) -> Perpetrator | None:
    """Return a state's force told as the one who killed or attacked, where the incident names no attackers."""
    actors = [a for p in thread.passages for a in p.actors]
    if any(a.kind in ("attackers", "armed_group", "label") for a in actors):
        return None
    agents = {c.agent for c in thread.claims if c.agent_side == "state" and c.victim_group != "attackers"}
    attacks = [e.start_char for p in thread.passages for e in p.single_attacks if e.kind == "attack"]
    for actor in actors:
        acts = any(0 <= start - actor.end_char <= 2 for start in attacks)
        if actor.kind == "state_force" and (acts or actor.quote in agents):
            return Perpetrator(actor, "attributed")
    return None


def _meant(passage: Passage, book: Rulebook) -> list[ActorMention]:
    """The group that "the group" stands for: the one named last, where an attack is claimed or the sentence goes on."""
    claimed = any(e.kind == "responsibility" and e.value == "claimed" for e in passage.events)
    means = claimed or (passage.clause and _has_meant(passage, book))
    return [passage.group_before] if means and passage.group_before else []


def _has_meant(passage: Passage, book: Rulebook) -> bool:
    pattern = book.memo("fields.meant", lambda b: regex.compile(b.expand("{the_group}")))
    return pattern.search(passage.text, timeout=1.0) is not None


def _basis(passage: Passage, actor: ActorMention, thread: Thread, book: Rulebook) -> str | None:
    if actor.kind not in ("armed_group", "label") or _is_enemy(passage, actor, book):
        return None
    said = {e.value for e in passage.events if e.kind == "responsibility"}
    if "denied" in said or (passage.claims and not passage.own_claims):
        return None
    if passage.similar and not passage.own_claims and not passage.dates:
        return "suspected"  # "the group has said it was behind similar attacks"
    if not said & set(_BASES) and (passage in thread.context or _is_victim(passage, actor)):
        return None
    return _said_basis(said)


def _said_basis(said: Set[str]) -> str:
    if "claimed" in said and "unclaimed" not in said:
        return "claimed"
    return "suspected" if "suspected" in said else "attributed"


def _is_victim(passage: Passage, actor: ActorMention) -> bool:
    """Whether the name stands among the people hurt ("killed four Islamic State men"), or is what was attacked."""
    hurt = [c for c in passage.claims if c.party == "victims" or c.agent_side == "state"]
    if any(c.start_char <= actor.start_char < c.end_char for c in hurt):
        return True
    attacks = [e.start_char for e in passage.attacks]
    return any(
        other.kind == "attackers" and any(other.end_char <= start < actor.start_char for start in attacks)
        for other in passage.actors
        if actor.start_char - other.end_char > 2
    )


def _is_enemy(passage: Passage, actor: ActorMention, book: Rulebook) -> bool:
    """Whether the name is what others fight ("the coalition against ISIS")."""
    pattern = book.memo("fields.enemy", lambda b: regex.compile(b.expand("{enemy_cue}")))
    lead = passage.text[max(0, actor.start_char - passage.start - 40) : actor.start_char - passage.start]
    return pattern.search(lead, timeout=1.0) is not None
