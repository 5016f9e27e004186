"""The perpetrator of one incident, and how the article knows: claimed, attributed or suspected.

Every name in the incident's words is weighed by its role (`roles`): told or blamed as the one who did it counts first,
a name without a role only where nobody is told; one with another role (who speaks, whom others fight, who was hit)
never.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from tollbook.extraction.cues import cue
from tollbook.ledger.reports.members import force_of
from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.responsibility import TYING, blames_firmly, of_others, said_here
from tollbook.ledger.reports.roles import (
    AGENT,
    OTHER,
    Role,
    is_enemy,
    is_parent,
    is_victim,
    kills,
    role_of,
)
from tollbook.ledger.reports.sides import killed_attackers
from tollbook.ledger.reports.suspects import (
    GROUPS,
    Perpetrator,
    at_home,
    died_of_own,
    is_habit,
    nobody_known,
    of_rebels,
)
from tollbook.ledger.reports.thread import Thread
from tollbook.rows import ActorMention, EventMention
from tollbook.rulebook import Rulebook

_BASES = TYING
_STRIKES = "actors.state.strikes"  # "a Russian missile": named as the one who strikes
_TOLD = len(_BASES)  # rank of a name that the article itself tells as the one who did it
_HEAVY = ("artillery", "aircraft", "drone", "mortar", "rocket", "firearms")
_OF_FORCES = ("bombing", "shelling", "air_strike", "armed_assault", "assassination", "kidnapping", "arson")


class _Candidate(NamedTuple):
    """A name with what speaks for it; the smallest wins."""

    untold: int  # 0: told or blamed, 1: a force that acts, 2: named without a role
    force: bool
    label: bool
    rank: int  # of its basis
    start: int
    actor: ActorMention


def perpetrators(threads: Sequence[Thread], by_state: Sequence[bool], book: Rulebook) -> list[Perpetrator | None]:
    """Return who did each incident of an article.

    "X claimed responsibility" after words that only go on telling an attack ("the body was found two days later") is
    of the attack before them, which nobody is named for so far.
    """
    found = [perpetrator(t, book, by_state=state) for t, state in zip(threads, by_state, strict=True)]
    for index in range(1, len(threads)):
        who, before = found[index], found[index - 1]
        if who and before is None and _goes_on(threads[index], threads[index - 1], who):
            found[index - 1] = who
    return [
        who or (None if state else at_home(thread, threads, book) or of_rebels(thread, threads, book))
        for who, thread, state in zip(found, threads, by_state, strict=True)
    ]


def _goes_on(thread: Thread, before: Thread, who: Perpetrator) -> bool:
    """Whether a perpetrator told in passing is that of the incident before too."""
    if any(p.all_attacks for p in (*thread.passages, *thread.context) if who.actor in p.actors):
        return True
    if not any(who.actor in p.actors for p in thread.context):
        return False
    first = thread.passages[0]
    same = any(p.sentence.sentence_id == first.sentence.sentence_id for p in before.passages)
    return same or not any(p.single_attacks for p in thread.passages)


def perpetrator(thread: Thread, book: Rulebook, *, by_state: bool = False) -> Perpetrator | None:
    """Return the named group or force that did it, with the strongest basis the article gives.

    Where a state's forces killed attackers, the groups named are those hit; then it is the force, unless somebody is
    told to have claimed or caused the incident.
    """
    found = [c for p in _telling(thread, book) for c in _candidates(p, thread, book)]
    if by_state:
        blamed = [c for c in found if c.untold == 0 and not c.force and _is_blamed(c, thread, book)]
        return _best(blamed) or _killing_force(thread, book)
    if found:
        return _best(found)
    group = thread.passages[0].group_of_list
    return Perpetrator(group, "attributed") if group else _force(thread, book)


def _telling(thread: Thread, book: Rulebook) -> list[Passage]:
    """The passages that can say who did it: not those that tell of other attacks in passing."""
    besides = cue("told_separately", book)
    return [*thread.passages, *(p for p in thread.context if not p.separate or besides.found(p.text))]


def _best(found: list[_Candidate]) -> Perpetrator | None:
    """The best candidate, with the strongest basis that is given for it."""
    best = min(found, key=lambda c: c[:5], default=None)
    if best is None:
        return None
    rank = min(c.rank for c in found if c.actor.actor_id == best.actor.actor_id)
    return Perpetrator(best.actor, "attributed" if rank == _TOLD else _BASES[rank])


def _is_blamed(candidate: _Candidate, thread: Thread, book: Rulebook) -> bool:
    passages = (p for p in (*thread.passages, *thread.context) if candidate.actor in p.actors)
    return any(role_of(p, candidate.actor, book).said & set(_BASES) for p in passages)


def _killing_force(thread: Thread, book: Rulebook) -> Perpetrator | None:
    """Return the force that is told to have killed or struck attackers."""
    agents = {c.agent for c in thread.claims if c.agent_side == "state"}
    named = [(p, a) for p in thread.passages for a in p.actors if a.kind == "state_force"]
    killed = [a for p, a in named if a.quote in agents or _strikes(p, a)]
    struck = killed or [a for p, a in named if role_of(p, a, book).role == AGENT]
    return Perpetrator(struck[0], "attributed") if struck else None


def _force(thread: Thread, book: Rulebook) -> Perpetrator | None:
    """Return a state's force told as the one who killed or attacked, where the incident names no attackers."""
    actors = [a for p in thread.passages for a in p.actors]
    if any(a.kind in ("attackers", *GROUPS) for a in actors) or any(killed_attackers(p, book) for p in thread.passages):
        return None
    agents = {c.agent for c in thread.claims if c.agent_side == "state" and c.victim_group != "attackers"}
    attacks = [e.start_char for p in thread.passages for e in p.single_attacks if e.kind == "attack"]
    for actor in (a for a in actors if a.kind == "state_force"):
        if actor.quote in agents or any(0 <= start - actor.end_char <= 2 for start in attacks):
            return Perpetrator(actor, "attributed")
    return None


def _candidates(passage: Passage, thread: Thread, book: Rulebook) -> Iterator[_Candidate]:
    named = [
        a
        for a in passage.actors
        if a.kind in GROUPS and not (_describes(passage, a) if a.kind == "label" else is_parent(passage, a, book))
    ]
    for actor in named or _meant(passage, book):
        role = _role(passage, actor, book) if actor in named else Role(AGENT)
        rank = _rank(passage, actor, role, thread, book)
        label = actor.kind == "label"
        if rank is not None and (role.role == AGENT or not label or _leads(passage, actor, book)):
            untold = 0 if role.role == AGENT else 2
            yield _Candidate(untold, False, label, rank, actor.start_char, actor)
    for actor in passage.actors:
        if actor.kind == "state_force":
            yield from _as_force(passage, actor, thread, book)
        elif actor.kind == "party":
            yield from _as_blamed(passage, actor, {*_BASES}, book)
        elif (force := force_of(actor, book)) is not None:
            yield from _as_blamed(passage, force, {"attributed", "suspected"}, book)


def _role(passage: Passage, actor: ActorMention, book: Rulebook) -> Role:
    """The role of a name; who died of a bomb of his own did it."""
    role = role_of(passage, actor, book)
    return Role(AGENT) if role.role == OTHER and died_of_own(passage, book) else role


def _leads(passage: Passage, actor: ActorMention, book: Rulebook) -> bool:
    """Whether a name does something, or stands before all that was done ("20 Maoists dragged him out and shot him")."""
    deeds = [e.start_char for e in passage.single_attacks] + [c.start_char for c in passage.own_claims]
    does = cue("label_does", book)
    after = passage.text[actor.end_char - passage.start :]
    return actor.start_char < min(deeds, default=0) or does.match(after) is not None


def _as_force(passage: Passage, actor: ActorMention, thread: Thread, book: Rulebook) -> Iterator[_Candidate]:
    """Yield a state's force that is blamed or suspected, or acts where no attackers are told of."""
    blamed = list(_as_blamed(passage, actor, {"attributed", "suspected"}, book))  # who claims has killed attackers
    yield from blamed
    role = role_of(passage, actor, book)
    if _strikes(passage, actor) and any(c.party == "victims" and c.low for c in passage.own_claims):
        yield _Candidate(0, False, False, _TOLD, actor.start_char, actor)  # whatever fire its soldiers came under
    acts = _strikes(passage, actor) or (role.role == AGENT and _acts(passage, book))
    if acts and not blamed and passage in thread.passages:
        yield _Candidate(1, True, False, _TOLD, actor.start_char, actor)


def _strikes(passage: Passage, actor: ActorMention) -> bool:
    """Whether a force is named with what it struck with: "a NATO air strike", "bombed by army jets"."""
    attacks = [e for e in _told(passage) if e.value in ("air_strike", "shelling")]
    named = any(e.start_char - 2 <= actor.end_char < e.end_char for e in attacks)
    return named or actor.rule_id == _STRIKES


def _as_blamed(passage: Passage, actor: ActorMention, bases: Set[str], book: Rulebook) -> Iterator[_Candidate]:
    """Yield a name that is tied to the deed by one of these words of responsibility."""
    role = role_of(passage, actor, book)
    if role.role == AGENT and role.said & bases:
        yield _Candidate(0, True, False, _rank_said(role.said & bases), actor.start_char, actor)


def _acts(passage: Passage, book: Rulebook) -> bool:
    """Whether what is done is no police work or battle: it has an attack of its own and nobody on the other side."""
    named = [a for a in passage.actors if a.kind in GROUPS and role_of(passage, a, book).role != OTHER]
    others = named or any(a.kind == "attackers" for a in passage.actors) or killed_attackers(passage, book)
    fired = any(e.kind == "weapon" and e.value in _HEAVY for e in passage.events)  # "shells fired by the army"
    return not others and (fired or any(e.value in _OF_FORCES for e in _told(passage)))


def _told(passage: Passage) -> list[EventMention]:
    """Words for what was done here; in the plural too ("air strikes") where people are counted or a place is named."""
    if not (passage.own_claims or passage.places):
        return passage.single_attacks
    return [e for e in passage.attacks if e.mention_id not in passage.hypothetical]


def _meant(passage: Passage, book: Rulebook) -> list[ActorMention]:
    """The group that "the group" stands for: the one named last, where an attack is claimed or "the rebels" did it."""
    if passage.group_before is None:
        return []
    by_force = any("claimed" in role_of(passage, a, book).said for a in passage.actors if a.kind == "state_force")
    claimed = "claimed" in said_here(passage, book) and not by_force
    meant = list(_stand_ins(passage, passage.group_before, book))
    does = any(role_of(passage, m, book).role == AGENT or kills(passage, m, book) for m in meant)
    if claimed or (passage.clause and meant) or does:
        return [passage.group_before]
    return []


def _stand_ins(passage: Passage, group: ActorMention, book: Rulebook) -> Iterator[ActorMention]:
    """Yield "the group", "the rebels" as mentions of a group named before."""
    pattern = cue("the_group", book)
    for found in pattern.finditer(passage.text):
        start, end = passage.start + found.start(), passage.start + found.end()
        yield replace(group, start_char=start, end_char=end, quote=found.group())


def _rank(passage: Passage, actor: ActorMention, role: Role, thread: Thread, book: Rulebook) -> int | None:
    """Return the rank of the basis that a passage gives for a name; None when it gives none."""
    said = said_here(passage, book)
    if role.role == OTHER or (not role.said and "denied" in said) or (passage.claims and not passage.own_claims):
        return None
    of_such = passage.similar or bool(of_others(passage, book))
    similar = of_such and not passage.own_claims and not passage.dates
    named = role.role != AGENT  # without a deed
    unfounded = named and ((not similar and nobody_known(thread, book)) or is_enemy(passage, actor, book))
    if unfounded or _in_passing(passage, actor, role, thread, similar=similar):
        return None
    if similar:
        return _BASES.index("suspected")  # "the group has said it was behind similar attacks"
    if not (role.said or said) & set(_BASES) and not _named_here(passage, actor, thread, told=role.role == AGENT):
        return None
    tied = role.said & set(_BASES)
    if "unclaimed" in said and is_habit(passage, book) and not blames_firmly(passage, book):
        return _BASES.index("suspected")
    return _rank_said({*tied, *(said & {"suspected"})} if tied else said)


def _in_passing(passage: Passage, actor: ActorMention, role: Role, thread: Thread, *, similar: bool) -> bool:
    """Whether words around the incident name it as the one hurt, or for nothing done here."""
    said = {e.value for e in passage.events if e.kind == "responsibility"}
    aside = is_victim(passage, actor) or (not similar and _of_others(passage, role, said))
    return passage in thread.context and aside


def _of_others(passage: Passage, role: Role, said: Set[str]) -> bool:
    """Whether words told in passing are of another attack ("such an attack in June") or tie nobody to this one.

    Who is suspected is told with the word: "the suspected finance chief of X" did nothing.
    """
    if passage.similar and passage.dates and not passage.own_claims:
        return True
    return not (role.said or role.role == AGENT or "claimed" in said)


def _named_here(passage: Passage, actor: ActorMention, thread: Thread, *, told: bool) -> bool:
    """Whether a name of which nothing is said of responsibility may still be who did it."""
    if passage in thread.context:
        return False
    return told or not is_victim(passage, actor)


def _describes(passage: Passage, actor: ActorMention) -> bool:
    """Whether a label stands before a name that it describes ("the Maoist Y group")."""
    return any(0 <= a.start_char - actor.end_char <= 3 for a in passage.actors if a.kind == "armed_group")


def _rank_said(said: Set[str]) -> int:
    if "claimed" in said and "unclaimed" not in said:
        return _BASES.index("claimed")
    if "suspected" in said:
        return _BASES.index("suspected")
    return _BASES.index("attributed") if "attributed" in said else _TOLD
