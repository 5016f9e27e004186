"""All that is said of one incident, brought together for reconciliation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tollbook.rows import Claim, GroupTally, Report, Tally


@dataclass(frozen=True, slots=True)
class Account:
    """All that is said of one incident: tallies by (outcome, party), group tallies by (outcome, victim_group)."""

    incident_id: str
    reports: tuple[Report, ...]
    tallies: Mapping[tuple[str, str], Sequence[Tally]]
    groups: Mapping[tuple[str, str], Sequence[GroupTally]]
    claims: tuple[Claim, ...]


def accounts(
    reports: Sequence[Report],
    tallies: Iterable[Tally],
    group_tallies: Iterable[GroupTally],
    claims: Iterable[Claim],
) -> list[Account]:
    """Bring together what belongs to one incident, sorted by incident_id."""
    incident_of = {r.report_id: r.incident_id for r in reports if r.incident_id}
    members: dict[str, list[Report]] = defaultdict(list)
    by_party: dict[str, dict[tuple[str, str], list[Tally]]] = defaultdict(lambda: defaultdict(list))
    by_group: dict[str, dict[tuple[str, str], list[GroupTally]]] = defaultdict(lambda: defaultdict(list))
    own_claims: dict[str, list[Claim]] = defaultdict(list)
    for report in sorted(reports, key=lambda r: r.report_id):
        if report.report_id in incident_of:
            members[incident_of[report.report_id]].append(report)
    for tally in tallies:
        if tally.report_id in incident_of:
            by_party[incident_of[tally.report_id]][tally.outcome, tally.party].append(tally)
    for group in group_tallies:
        if group.report_id in incident_of:
            by_group[incident_of[group.report_id]][group.outcome, group.victim_group].append(group)
    for claim in sorted(claims, key=lambda c: (c.doc_id, c.start_char, c.claim_id)):
        if claim.report_id in incident_of:
            own_claims[incident_of[claim.report_id]].append(claim)
    return [Account(i, tuple(members[i]), by_party[i], by_group[i], tuple(own_claims[i])) for i in sorted(members)]


def is_victims(tally: GroupTally, claims: Mapping[str, Claim]) -> bool:
    """Whether a count by group is of victims; one whose claims are unknown is."""
    return any(claims[c].party != "perpetrators" for c in tally.claim_ids if c in claims) or not any(
        c in claims for c in tally.claim_ids
    )
