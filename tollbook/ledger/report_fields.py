"""Day, perpetrator, target and means of one incident, from the passages that tell it."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

import regex

from tollbook.ledger.passages import Passage
from tollbook.ledger.thread import Thread
from tollbook.rows import ActorMention, DateMention, EventMention
from tollbook.rulebook import Rulebook

_BASES = ("claimed", "attributed", "suspected")


class Perpetrator(NamedTuple):
    """Who did it, and how the article knows."""

    actor: ActorMention
    basis: str


def best_date(thread: Thread) -> DateMention | None:
    """Return the day of the incident: told with it, else around it, else that of the statement."""
    own = [d for p in thread.passages for d in p.dates]
    around = [d for p in thread.context if tells_on(p) for d in p.dates if d.precision in ("day", "night")]
    inherited = [d for p in thread.passages for d in p.inherited]
    spoken = [d for p in thread.passages for d in p.speech_dates]
    for dates in (own, around, inherited, spoken):
        resolved = [d for d in dates if d.date_from is not None]
        if resolved:
            same = [d for d in resolved if _overlap(d, resolved[0])]  # the first one tells; others may tell it finer
            return max(same, key=lambda d: (_fineness(d), -d.start_char))
        if any(d.precision == "unknown" for d in dates):
            return None
    return None


def tells_on(passage: Passage) -> bool:
    """Whether words without attack or casualty go on telling: "men with guns forced their way into the station"."""
    if passage.habitual or passage.history:
        return False
    kinds = {e.kind for e in passage.events} & {"target", "weapon"}
    return (
        passage.refers_back or len(kinds) == 2 or (bool(kinds) and any(a.kind == "attackers" for a in passage.actors))
    )


def _overlap(a: DateMention, b: DateMention) -> bool:
    ends = (a.date_from, a.date_to, b.date_from, b.date_to)
    return None not in ends and ends[0] <= ends[3] and ends[2] <= ends[1]  # type: ignore[operator]


def _fineness(date: DateMention) -> int:
    return {"day": 3, "night": 2, "week": 1, "range": 1, "month": 1}.get(date.precision, 0)


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


def target_of(thread: Thread, groups: Mapping[str, str], vague: frozenset[str]) -> str | None:
    """Return what was attacked: the place or thing told with the attack, else who was hurt.

    `groups` maps victim groups to targets; `vague` are things that are told of many attacks (roads, vehicles).
    """
    told = [
        e
        for p in thread.passages
        for e in p.events
        if e.kind == "target" and not any(s.start_char <= e.start_char < s.end_char for s in p.sources)
    ]
    hurt = Counter(groups[c.victim_group] for c in thread.claims if c.party == "victims" and c.victim_group in groups)
    fine = [e for e in told if e.value not in vague]
    if fine:
        return _most_told(fine)
    return min(hurt, key=lambda t: (-hurt[t], t), default=None) or _most_told(told)


def attack_of(thread: Thread, vague: frozenset[str], by_weapon: Mapping[str, str]) -> str | None:
    """Return the attack type told most often, specific ones first; else what the weapon says."""
    attacks = [e for p in thread.passages for e in p.events if e.kind == "attack"]
    fine = [e for e in attacks if e.value not in vague]
    weapon = weapon_of(thread)
    return _most_told(fine) or by_weapon.get(weapon or "") or _most_told(attacks)


def weapon_of(thread: Thread) -> str | None:
    """Return the weapon told most often."""
    return _most_told([e for p in thread.passages for e in p.events if e.kind == "weapon"])


def _most_told(events: Sequence[EventMention]) -> str | None:
    told = Counter(e.value for e in events if e.value)
    first = {e.value: e.start_char for e in reversed(events)}
    return min(told, key=lambda v: (-told[v], first[v]), default=None)
