"""Groups of victims: those that a profile does not count, and the sides of a conflict that others belong to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tollbook.ledger.reconciling.accounts import Account, is_victims
from tollbook.ledger.reconciling.engine import Result
from tollbook.ledger.reconciling.explain import deciding, names
from tollbook.ledger.reconciling.profiles import Profile
from tollbook.ledger.reconciling.statements import Statement
from tollbook.rows import Claim, GroupTally, SideEstimate
from tollbook.rulebook.profile_models import SidesClause

SIDES = ("a", "b", "civilians", "unknown")
_HOLD_OTHERS = frozenset({"unknown", "civilians", "foreigners", "security_forces"})  # soldiers may be among these


def counted(
    said: Sequence[Statement], account: Account, outcome: str, profile: Profile, claims: Mapping[str, Claim]
) -> tuple[list[Statement], dict[str, str]]:
    """Return what statements about victims say without the groups that the profile leaves out.

    Also the reasons, by claim_id, why a claim does not count at all: everybody in it is of such a group.
    """
    groups = frozenset(profile.without_groups)
    if not groups:
        return list(said), {}
    tallies: dict[str, list[GroupTally]] = defaultdict(list)
    for group in sorted(groups):
        for tally in account.groups.get((outcome, group), ()):
            if is_victims(tally, claims):
                tallies[tally.report_id].append(tally)
    kept: list[Statement] = []
    without: dict[str, str] = {}
    for s in said:
        without_any = _of_another(s, groups, claims)
        left = s if without_any else None if _only(s, groups, claims) else _less(s, tallies[s.report_id])
        if left is None:
            without |= dict.fromkeys(s.claim_ids, f"{profile.title} leaves out {', '.join(profile.without_groups)}")
        else:
            kept.append(left)
    return kept, without


def _only(s: Statement, groups: frozenset[str], claims: Mapping[str, Claim]) -> bool:
    known = {claims[c].victim_group for c in s.claim_ids if c in claims}
    return bool(known) and known <= groups


def _of_another(s: Statement, groups: frozenset[str], claims: Mapping[str, Claim]) -> bool:
    """Whether everybody is told as of one other group: no soldier is taken off "three policemen"."""
    known = {claims[c].victim_group for c in s.claim_ids if c in claims} - {"unknown"}
    return len(known) == 1 and known.isdisjoint(groups | _HOLD_OTHERS)


def _less(s: Statement, tallies: Sequence[GroupTally]) -> Statement | None:
    """A statement less the people of these groups; nothing when nobody is left."""
    least = sum(t.low if t.low is not None else t.high or 0 for t in tallies)
    most = sum(t.high if t.high is not None else t.low or 0 for t in tallies)
    if not most or not s.numeric:
        return s
    low = None if s.low is None else max(0, s.low - least)
    high = None if s.high is None else max(low or 0, s.high - most)
    return replace(s, low=low, high=high) if low or high else None


def by_side(
    account: Account,
    victims: Result | None,
    perpetrators: Result | None,
    profile: Profile,
    claims: Mapping[str, Claim],
) -> Iterator[SideEstimate]:
    """Yield the dead of each side, which add up to the best count of victims and perpetrators together.

    The groups are those of the article that gives the best count, else of the first that names any; who is of no
    named group is unknown. Nothing is yielded where the profile does not count by side or has no count.
    """
    sides = profile.sides
    if sides is None or not [r for r in (victims, perpetrators) if r is not None and r.best is not None]:
        return
    found = dict.fromkeys(SIDES, 0)
    source = ""
    if victims is not None and victims.best is not None:
        groups, source = _groups(account, victims, claims)
        left = victims.best
        for group in sorted(groups, key=lambda g: (_side(g, sides) == "unknown", -groups[g], g)):
            taken = min(groups[group], left)
            found[_side(group, sides)] += taken
            left -= taken
        found["unknown"] += left
    if perpetrators is not None and perpetrators.best is not None:
        found[_attackers_side(account, sides, claims)] += perpetrators.best
    told = f", as {source} tells the groups" if source else ""
    for side, count in found.items():
        yield SideEstimate(
            profile=profile.name,
            incident_id=account.incident_id,
            outcome="killed",
            side=side,
            best=count,
            clause=sides.id,
            explanation=f"{count} of {sum(found.values())}{told}: {sides.says}.",
        )


def _side(group: str, sides: SidesClause) -> str:
    if group in sides.state:
        return "a"
    if group in sides.armed_groups:
        return "b"
    return "unknown" if group in sides.unknown else "civilians"


def _groups(account: Account, victims: Result, claims: Mapping[str, Claim]) -> tuple[dict[str, int], str]:
    """How many of each group one article tells, and who it is."""
    first = deciding(victims)
    for s in (*first, *(s for s in victims.considered if s not in first)):
        own = {
            group: t.low if t.low is not None else t.high or 0
            for (outcome, group), tallies in account.groups.items()
            for t in tallies
            if outcome == "killed" and t.report_id == s.report_id and is_victims(t, claims)
        }
        known = {g: n for g, n in own.items() if n and g != "unknown"}
        if known:
            return known, names([s])
    return {}, ""


def _attackers_side(account: Account, sides: SidesClause, claims: Mapping[str, Claim]) -> str:
    """The state's side where those who attacked are its own, else the armed group's."""
    own = {
        group
        for (outcome, group), tallies in account.groups.items()
        for t in tallies
        if outcome == "killed" and not is_victims(t, claims)
    }
    return "a" if own and own <= set(sides.state) else "b"
