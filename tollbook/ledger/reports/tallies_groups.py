"""What one report says of one group of victims, and which people its totals hold."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import regex

from tollbook.ledger.reports.tallies_persons import size
from tollbook.rows import Claim

_NEXT = regex.compile(r"\b(?:one more|another|second|third|fourth|fifth|other)\b")
Held = Mapping[str, Sequence[Claim]]  # claim_id of a total -> the claims to take out of it


def of_group(claims: Sequence[Claim]) -> list[Claim]:
    """The claims of one group: "three soldiers" of 27 killed are all of them, but not three of 13 soldiers."""
    most: dict[str, int] = defaultdict(int)
    for claim in claims:
        if claim.scope == "total":
            most[claim.party] = max(most[claim.party], size(claim))
    inside = {c.claim_id for c in claims if 0 < most[c.party] >= size(c)}
    return [replace(c, scope="total") if c.scope == "part" and c.claim_id not in inside else c for c in claims]


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
    return held


def one_more(number: int, claims: Sequence[Claim]) -> bool:
    """Whether it is one attacker beside others ("a second bomber"), who cannot be the one told before."""
    if number != 1 or any(c.party != "perpetrators" for c in claims):
        return False
    return _NEXT.search(claims[0].quote.casefold()) is not None


def the_rest(total: Claim, part: Claim) -> bool:
    """Whether a count is what a set has beside its part ("one of the gunmen was shot, and the other two caught")."""
    return total.additional and total.sentence_id == part.sentence_id and total.start_char > part.start_char


def told_again(part: Claim, claims: Sequence[Claim]) -> Claim | None:
    """Return the first total of the part's own match, where its totals hold it ("a boy and a girl, both pupils")."""
    kind = (part.statement_id, part.outcome, "total")
    own = [c for c in claims if (c.statement_id, c.outcome, c.scope) == kind]
    return own[0] if sum(size(c) for c in own) >= size(part) and own else None


def others_of_dead(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, those of others than the dead of their sentence no others ("killing 15 and injuring 20 others")."""
    out: list[Claim] = []
    for claim in claims:
        before = [c for c in out if c.sentence_id == claim.sentence_id and c.party == claim.party]
        beside = claim.additional and claim.outcome == "wounded" and claim.scope == "total" and before
        dead = beside and all(c.outcome == "killed" for c in before) and not any(c.additional for c in before)
        out.append(replace(claim, additional=False) if dead else claim)
    return out


def as_corrected(claims: Sequence[Claim]) -> list[Claim]:
    """Leave out first counts where the article has the one that came after ("first said ten, then eight")."""
    now = {(c.outcome, c.party) for c in claims if not c.corrected and c.scope == "total" and size(c)}
    return [c for c in claims if not c.corrected or c.scope != "total" or (c.outcome, c.party) not in now]


def without_fallback(claims: Sequence[Claim], fallback: frozenset[str]) -> list[Claim]:
    """Leave out what rules call `fallback` where another rule has a count of the same outcome and party."""
    given = {
        (c.outcome, c.party)
        for c in claims
        if c.rule_id not in fallback and c.scope != "cumulative" and not c.additional
    }
    return [c for c in claims if c.rule_id not in fallback or (c.outcome, c.party) not in given]
