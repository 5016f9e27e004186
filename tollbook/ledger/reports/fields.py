"""Day, target and means of one incident, from the passages that tell it."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.thread import Thread
from tollbook.rows import DateMention, EventMention


def best_date(thread: Thread) -> DateMention | None:
    """Return the day of the incident: told with it, else around it, else by a photo's caption, else by a statement."""
    captions = [p for p in thread.passages if p.sentence.kind == "caption"]
    own = [d for p in thread.passages if p not in captions for d in p.dates]
    around = [d for p in thread.context if tells_on(p) for d in p.dates if d.precision in ("day", "night")]
    pictured = [d for p in captions for d in p.dates]
    inherited = [d for p in thread.passages for d in p.inherited]
    meant = [d for p in thread.context if p.definite for d in p.dates if d.precision in ("day", "night")]
    spoken = [d for p in thread.passages for d in p.speech_dates if d.kind == "weekday"]
    for dates in (own, around, pictured, inherited, meant, spoken):
        resolved = [d for d in dates if d.date_from is not None]
        if resolved:
            same = [d for d in resolved if _overlap(d, resolved[0])]  # the first one tells; others may tell it finer
            return max(same, key=lambda d: (_fineness(d), -d.start_char))
        if any(d.precision == "unknown" for d in dates):
            return None
    return None


def tells_on(passage: Passage) -> bool:
    """Whether words without attack or casualty go on telling: "men with guns forced their way into the station"."""
    if passage.habitual or (passage.history and not passage.said["stands_out_there"]):
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
    hurt: Counter[str] = Counter()  # of whom more were hurt: "three police officers and a civilian" is police
    for claim in thread.claims:
        if claim.party == "victims" and claim.victim_group in groups:
            hurt[groups[claim.victim_group]] += claim.low or claim.high or 1
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
