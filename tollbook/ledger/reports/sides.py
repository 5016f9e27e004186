"""Whose deed an incident was: a state's force that carried it out, or those who attacked."""

from collections.abc import Sequence

from tollbook.extraction.cues import cue, pattern
from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.roles import AGENT, by_no_state, role_of, told_by_force
from tollbook.rows import ActorMention, Claim
from tollbook.rulebook import Rulebook

_SUBJECT_REACH = 30  # characters between a subject and its verb
_FROM_AIR = ("air_strike", "drone", "aircraft")
_FROM_AFAR = frozenset(("air_strike", "shelling"))
_OF_STATES = (
    "raid",
    "air_strike",
    "clash",
    "shelling",
)  # what a state does to those it kills ("killed six rebels in a raid")


def by_state(passages: Sequence[Passage], book: Rulebook) -> bool:
    """Whether a state's force carried this out: it is told as the one who killed, and nobody else attacked."""
    groups = book.words("group_of_state")
    sides = {c.agent_side for p in passages for c in p.own_claims if c.agent_side}
    hurt = [c for p in passages for c in p.own_claims if c.party == "victims" and not _same_as_attackers(c, passages)]
    operation = any(cue("operation_cue", book).found(p.text) for p in passages if p.own_claims)
    attackers_only = all(c.victim_group in groups and (operation or c.outcome == "wounded") for c in hurt)
    attackers_only = attackers_only or _struck(passages)
    strike = any(e.value in _FROM_AIR for p in passages for e in p.events)
    told = [p for p in passages if told_by_force(p, book)]
    if by_no_state(passages, book) or any(killed_attackers(p, book) for p in passages):
        return False
    acts = "state" in sides or strike or operation or bool(told) or any(_wins(p, book) for p in passages)
    state = acts and not any(cue("repelled_cue", book).found(p.text) for p in passages)
    return attackers_only and state and "non_state" not in sides and not _attacked(passages, told, book)


def killed_attackers(passage: Passage, book: Rulebook) -> bool:
    """Whether those killed are told to have attacked before ("troops shot dead a man who opened fire at shoppers")."""
    return any(c.rule_id in book.flagged("casualties", "attacked") for c in passage.own_claims)


def _wins(passage: Passage, book: Rulebook) -> bool:
    """Whether a force struck, and so killed attackers: "the navy sank three boats on Monday, killing nine rebels"."""
    if not passage.own_claims or any(c.party == "victims" for c in passage.own_claims):
        return False
    return any(a.kind == "state_force" and role_of(passage, a, book).role == AGENT for a in passage.actors)


def party_of_state(claim: Claim, book: Rulebook) -> str:
    """Return the party of people hurt in what a state's force did: its own men are the perpetrators."""
    own = claim.victim_group in book.words("group_of_state") and claim.agent_side != "state"
    return "perpetrators" if claim.party == "victims" and own else "victims"


def _struck(passages: Sequence[Passage]) -> bool:
    """Whether a state's force killed gunmen with what strikes from afar, which hurts those beside them too."""
    told = {e.value for p in passages for e in p.attacks}
    killed = any(c.agent_side == "state" and c.party == "perpetrators" for p in passages for c in p.own_claims)
    return killed and bool(told) and told <= _FROM_AFAR


def _same_as_attackers(claim: Claim, passages: Sequence[Passage]) -> bool:
    """Whether people of no kind are as many as the attackers told: "we know of five people killed"."""
    counts = {(c.outcome, c.low) for p in passages for c in p.own_claims if c.party == "perpetrators" and c.low}
    return claim.victim_group == "unknown" and (claim.outcome, claim.low) in counts


def _attacked(passages: Sequence[Passage], told: Sequence[Passage], book: Rulebook) -> bool:
    """Whether gunmen are told as the ones who attacked: an attack word right after them."""
    return any(
        0 <= attack.start_char - actor.end_char < _SUBJECT_REACH
        for p in passages
        for attack in p.attacks
        if attack.value != "air_strike"
        for actor in p.actors
        if actor.kind in ("attackers", "armed_group", "label")
        and not (attack.value in _OF_STATES and (p in told or _hit_by_state(p, actor)))
        and not pattern("done_to_subject", book).search(p.before(attack.start_char, attack.start_char - actor.end_char))
    )


def _hit_by_state(passage: Passage, actor: ActorMention) -> bool:
    """Whether these are the people that a state's force killed or caught ("troops killed six rebels in a raid")."""
    return any(c.start_char <= actor.start_char < c.end_char and c.agent_side == "state" for c in passage.claims)
