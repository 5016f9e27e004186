"""The evidence that a passage turns to another incident, though day, place or group may be the same.

Only names of evidence are found here; what each weighs stands in rules/linking/article.yaml.
"""

from collections.abc import Iterator, Sequence

from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.thread import Thread
from tollbook.rows import Claim

_NAME = 4  # letters of a word that tells one person from another
_TAKEN = ("killed", "abducted", "wounded")


def turns(passage: Passage, thread: Thread) -> Iterator[str]:
    """Yield the names of the evidence that `passage` tells another incident than `thread`."""
    if _other_person(passage, thread):
        yield "other_person"
    if passage.adds and (elsewhere(passage, thread) or _others_taken(passage, thread) or _other_dead(passage, thread)):
        yield "adds"
    if passage.another and (elsewhere(passage, thread) or _counted_elsewhere(passage, thread)):
        yield "another"
    if passage.single_attacks and passage.own_claims and passage.other_things & _things(thread):
        yield "another_such"


def _other_person(passage: Passage, thread: Thread) -> bool:
    """Whether one person is told hurt by name here, and another one there ("the murder of X", "Y was kidnapped")."""
    if any(c.additional for c in passage.own_claims):
        return False
    new = _persons(passage.own_claims)
    old = _persons(thread.claims) if new else new
    return bool(old) and not new & old


def _others_taken(passage: Passage, thread: Thread) -> bool:
    """Whether it tells people taken, where nobody is told taken ("it was also said that a couple was kidnapped")."""
    if passage.definite or any(c.additional for c in passage.own_claims):
        return False
    new, old = ({c.outcome for c in claims if c.party == "victims"} for claims in (passage.own_claims, thread.claims))
    return "abducted" in new and bool(old) and "abducted" not in old


def _other_dead(passage: Passage, thread: Thread) -> bool:
    """Whether it counts people killed on a day by other means than were told ("also said shells killed nine")."""
    if passage.refers_back or passage.definite or not passage.dates or any(c.additional for c in passage.own_claims):
        return False
    new = {e.value for e in passage.single_attacks}
    counted = any(c.outcome == "killed" and c.low and c.scope == "total" for c in passage.own_claims)
    return counted and bool(new) and not new & {e.value for p in thread.passages for e in p.attacks}


def _persons(claims: Sequence[Claim]) -> frozenset[str]:
    """The words of the names of those hurt, where nobody is told hurt without a name."""
    hurt = [c for c in claims if c.party == "victims" and c.outcome in _TAKEN]
    if any(c.low != 1 for c in hurt):
        return frozenset()
    return frozenset(w.lower() for c in hurt for w in (c.person or "").split() if len(w) >= _NAME)


def counts_anew(passage: Passage, thread: Thread) -> bool:
    """Return whether it tells an attack, its day and people hurt, where others are told hurt already."""
    known = passage.refers_back or passage.definite or passage.that_one
    if known or not (passage.concrete and passage.single_attacks and passage.dates and thread.claims):
        return False
    hurt = (c for c in passage.own_claims if c.party == "victims" and c.scope == "total" and not c.additional)
    return any(c.low for c in hurt)


def elsewhere(passage: Passage, thread: Thread) -> bool:
    """Return whether it tells an attack on something that is not told there."""
    if not passage.single_attacks or passage.refers_back:
        return False
    new = {e.value for e in passage.events if e.kind == "target"}
    return bool(new - _things(thread))


def of_one_sentence(passage: Passage, thread: Thread) -> bool:
    """Return whether the clause before tells the incident, if only as "the blast" ("the blast came a day after")."""
    if thread.passages[-1].sentence.sentence_id == passage.sentence.sentence_id:
        return True
    last = thread.context[-1] if thread.context and passage.recalls else None
    return last is not None and last.sentence.sentence_id == passage.sentence.sentence_id and _of_attack(last)


def _of_attack(passage: Passage) -> bool:
    return passage.refers_back or bool(passage.attacks)


def _things(thread: Thread) -> set[str]:
    return {e.value for p in thread.passages for e in p.events if e.kind == "target"}


def _counted_elsewhere(passage: Passage, thread: Thread) -> bool:
    """Whether it counts people at a place that is not told there ("the second, near Y, claimed eight lives")."""
    new = {p.name for p in passage.places if p.precision != "country"}
    old = {m.name for p in thread.passages for m in p.places}
    return bool(passage.own_claims) and bool(new) and not new & old
