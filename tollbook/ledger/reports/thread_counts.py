"""Evidence from the people hurt that a passage goes on telling an incident: how many they are, and who."""

from collections import defaultdict
from collections.abc import Sequence

from tollbook.rows import Claim

_FORCES = frozenset({"soldiers", "police", "militia"})
_MANY = 11  # a number that two incidents of one article seldom share
_ANY = frozenset({"unknown", "security_forces"})  # may be the same people as those of a force


def count_evidence(new: Sequence[Claim], old: Sequence[Claim]) -> str | None:
    """Return whether the numbers of people hurt are those told before ("same_count"), or others ("other_count")."""
    if not new or not old:
        return None
    verdicts = {"same_count"} if _sums(new, old) or _sums(old, new) else set()
    for a in new:
        for b in old:
            alike = (a.outcome, a.party) == (b.outcome, b.party) and a.scope == b.scope == "total"
            if alike and not (a.word and b.word):
                if _number(a) != _number(b):
                    verdicts.add("other_count")
                elif _number(a) not in (0, 1) and not _other_people(
                    a, b
                ):  # one man here and one there are not the same
                    verdicts.add("same_count")
    return next((name for name in ("same_count", "other_count") if name in verdicts), None)


def same_many(new: Sequence[Claim], old: Sequence[Claim]) -> bool:
    """Return whether both tell a number that hardly two incidents have: "16 beheaded" here, "sixteen bodies" there."""
    told = {(c.outcome, c.party, c.low) for c in old if c.scope == "total" and (c.low or 0) >= _MANY}
    return any(c.scope == "total" and (c.outcome, c.party, c.low) in told for c in new)


def _sums(parts: Sequence[Claim], totals: Sequence[Claim]) -> bool:
    """Whether people told together, or both sides, are as many as a number of nobody's ("seven dead")."""
    told: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    sides: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for c in parts:
        if c.scope == "total" and c.low and not c.additional:
            told[c.statement_id, c.outcome, c.party].append(c.low)
            sides[c.sentence_id, c.outcome][c.party] = c.low
    sums = {(outcome, party, sum(n)) for (_, outcome, party), n in told.items() if len(n) > 1}
    sums |= {(outcome, "victims", sum(n.values())) for (_, outcome), n in sides.items() if len(n) > 1}
    return any(
        (c.outcome, c.party, c.low) in sums for c in totals if c.scope == "total" and c.victim_group == "unknown"
    )


def _other_people(a: Claim, b: Claim) -> bool:
    """Whether two equal numbers are of soldiers here and of police there."""
    groups = {a.victim_group, b.victim_group}
    return len(groups) == 2 and bool(groups & _FORCES) and not groups & _ANY


def _number(claim: Claim) -> int | str | None:
    if claim.low is not None:
        return claim.low
    return claim.high if claim.high is not None else claim.word


def group_evidence(new: Sequence[Claim], old: Sequence[Claim]) -> str | None:
    """Return whether people of the same group were hurt ("same_group"), or of others ("other_group")."""
    a = {c.victim_group for c in new if c.party == "victims"} - {"unknown"}
    b = {c.victim_group for c in old if c.party == "victims"} - {"unknown"}
    if not a or not b:
        return None
    return "same_group" if a & b else "other_group"
