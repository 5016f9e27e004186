"""What one report says of one group of victims, and which people its totals hold."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Protocol

from tollbook.extraction.cues import pattern
from tollbook.ledger.reports.tallies_persons import size
from tollbook.rows import Claim
from tollbook.rulebook import Rulebook

_ANY_FORCE = frozenset({"security_forces"})
FORCES = _ANY_FORCE | {"police", "soldiers", "militia"}
_ACTIVE = "casualties.killed.active"
Held = Mapping[str, Sequence[Claim]]  # claim_id of a total -> the claims to take out of it


def of_group(claims: Sequence[Claim]) -> list[Claim]:
    """The claims of one group: "three soldiers" of 27 killed are all of them, but not three of 13 soldiers."""
    most: dict[str, int] = defaultdict(int)
    for claim in claims:
        if claim.scope == "total":
            most[claim.party] = max(most[claim.party], size(claim))
    inside = {c.claim_id for c in claims if 0 < most[c.party] >= size(c)}
    return [replace(c, scope="total") if c.scope == "part" and c.claim_id not in inside else c for c in claims]


class _Counted(Protocol):
    """A number of people of some groups."""

    @property
    def groups(self) -> frozenset[str]: ...
    @property
    def number(self) -> int: ...


def of_any_force(all_of_them: _Counted, some: _Counted) -> bool:
    """Whether people of any force are as many as some who may be of them; a guard does not hold two policemen."""
    of_forces = _ANY_FORCE & all_of_them.groups and FORCES & some.groups
    return bool(of_forces) and all_of_them.number >= some.number


def told_anew(last: Sequence[Claim], more: Sequence[Claim]) -> bool:
    """Whether a sentence has the same verb again for others ("killed two guards, robbed a shop and killed a clerk")."""
    said = {(c.sentence_id, c.rule_id, c.source_text) for c in last} & {
        (c.sentence_id, c.rule_id, c.source_text) for c in more
    }
    apart = {c.victim_group for c in last}.isdisjoint(c.victim_group for c in more)
    return bool(said) and apart and all(c.rule_id == _ACTIVE and size(c) for c in (*last, *more))


def other_wounded(last: Sequence[Claim], more: Sequence[Claim]) -> bool:
    """Whether these are wounded by other names ("Ana Gil was wounded by splinters. Juan Paz is being treated")."""
    names = [{w for c in claims for w in (c.person or "").casefold().split()} for claims in (last, more)]
    return all(names) and names[0].isdisjoint(names[1]) and {c.outcome for c in (*last, *more)} == {"wounded"}


def one_of_several(number: int, groups: frozenset[str], claims: Sequence[Claim]) -> bool:
    """Whether a count of people of one group is one of those a sentence adds up ("six guards and two farmers")."""
    several = len(claims) > 1 and len({c.sentence_id for c in claims}) == 1
    return (
        several
        and number > 1
        and "unknown" not in groups
        and any(size(c) == number and groups == {c.victim_group} for c in claims)
    )


def within(claims: Sequence[Claim], outcome: str, party: str) -> Held:
    """The claims of the other party that each total of this party holds ("27 people, including the two bombers")."""
    held: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.part_of and claim.outcome == outcome and claim.party != party:
            held[claim.part_of].append(claim)
    holders = [c for c in claims if c.claim_id in held]
    for claim in claims:  # the same total told again without its parts
        same = (h for h in holders if (h.party, h.outcome, size(h)) == (claim.party, claim.outcome, size(claim)))
        holder = next(same, None)
        if claim.scope == "total" and claim.claim_id not in held and holder is not None:
            held[claim.claim_id] = held[holder.claim_id]
    if party == "victims":
        _hold_both_sides(claims, outcome, held)
    return held


def _hold_both_sides(claims: Sequence[Claim], outcome: str, held: dict[str, list[Claim]]) -> None:
    """Take the attackers out of a number of nobody's that is as many as both sides ("eight dead": five and three)."""
    told: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.outcome == outcome and claim.low and (claim.scope == "total" or claim.part_of in held):
            told[claim.party, claim.statement_id].append(claim)
    sums = {key: sum(size(c) for c in own) for key, own in told.items()}
    victims = {n for (party, _), n in sums.items() if party == "victims"}
    for key, own in told.items():
        if key[0] != "perpetrators":
            continue
        for c in claims:
            everybody = (c.outcome, c.party, c.scope, c.victim_group) == (outcome, "victims", "total", "unknown")
            if everybody and c.claim_id not in held and size(c) - sums[key] in victims - {size(c)}:
                held[c.claim_id] = own


def one_more(number: int, claims: Sequence[Claim], book: Rulebook) -> bool:
    """Whether it is one beside others ("a second bomber", "another officer"), who cannot be the one told before."""
    if number != 1:
        return False
    next_one = "next_one" if all(c.party == "perpetrators" for c in claims) else "one_more"
    return pattern(next_one, book).search(claims[0].quote.casefold()) is not None


def beside_dead(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, others wounded beside all the dead ("killed two and wounded five others") as a number whole.

    They are others than the dead of their sentence, not than the wounded that are told elsewhere. Beside more dead
    ("... and at the gate they shot two guards and wounded two more", "two more died and another was hurt") they stay
    others.
    """
    out: list[Claim] = []
    for claim in claims:
        told = [c for c in out if _in_one_clause(c, claim)]
        wounded = claim.additional and claim.number_mention_id and claim.outcome == "wounded"
        more = any(c.additional or _more_people(c, out) for c in told)
        apart = wounded and {c.outcome for c in told} == {"killed"} and not more
        out.append(replace(claim, additional=False) if apart else claim)
    return out


def _in_one_clause(before: Claim, claim: Claim) -> bool:
    return (before.sentence_id, before.party, before.scope) == (claim.sentence_id, claim.party, "total")


def _more_people(claim: Claim, told: Sequence[Claim]) -> bool:
    """Whether they are of another group than those told before with the same outcome, and not as many."""
    kind = (claim.outcome, claim.party, "total")
    before = [c for c in told if (c.outcome, c.party, c.scope) == kind and c.sentence_id != claim.sentence_id]
    alike = (c for c in before if size(c) == size(claim) or {"unknown", claim.victim_group} & {c.victim_group})
    return bool(before) and claim.victim_group != "unknown" and not any(alike)


def replaced(claims: Sequence[Claim], whole: Set[str]) -> list[tuple[int, int]]:
    """Tolls that grew, and where the new one stands: "two others died, bringing the toll to 13" replaces eleven.

    So does any number that is as many as one told before a death among the wounded, and that death ("12 were dead and
    three hurt, but one of them died": those are 13, where 13 are told).
    """
    totals = [c for c in claims if c.scope == "total" and not c.moved]
    tolls = [c for c in totals if c.rule_id in whole]
    grown = [
        (size(toll) - size(part), toll.start_char)
        for toll in tolls
        for part in claims
        if part.part_of == toll.claim_id and part.sentence_id == toll.sentence_id and part.start_char < toll.start_char
    ]
    for death in (c for c in claims if c.moved and c.outcome == "killed" and size(c)):
        sums = {size(c) + size(death) for c in totals if c.start_char < death.start_char}
        before = [(size(now) - size(death), death.start_char) for now in totals if size(now) in sums]
        alone = [(size(death), death.start_char + 1)] if before and death.scope == "total" else []
        grown += [*before, *alone]
    return grown


def the_rest(total: Claim, part: Claim) -> bool:
    """Whether a count is what a set has beside its part ("one of the gunmen was shot, and the other two caught")."""
    return total.additional and total.sentence_id == part.sentence_id and total.start_char > part.start_char


def told_again(part: Claim, claims: Sequence[Claim]) -> Claim | None:
    """Return the first total of the part's own match, where its totals hold it ("a boy and a girl, both pupils")."""
    kind = (part.statement_id, part.outcome, "total")
    own = [c for c in claims if (c.statement_id, c.outcome, c.scope) == kind]
    return own[0] if sum(size(c) for c in own) >= size(part) and own else None
