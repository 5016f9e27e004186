"""What one profile makes of one incident: results by outcome and party, and the rows that say so."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from tollbook.ledger.reconciling.accounts import Account
from tollbook.ledger.reconciling.engine import Result, reconcile
from tollbook.ledger.reconciling.explain import explain
from tollbook.ledger.reconciling.groups import by_side, counted
from tollbook.ledger.reconciling.profiles import Profile
from tollbook.ledger.reconciling.statements import Statement, independent_sources, statements
from tollbook.rows import Claim, Document, GroupEstimate, ProfileEstimate, SideEstimate
from tollbook.rulebook.profile_models import War
from tollbook.vocabulary import OUTCOMES, PARTIES

_FIGURES = (
    "incident_id",
    "outcome",
    "low",
    "best",
    "high",
    "n_claims",
    "n_sources",
    "disagreement",
    "clause",
    "explanation",
)

Key = tuple[str, str]  # outcome, and party or victim group


@dataclass(frozen=True, slots=True)
class Said:
    """What the sources say of one incident, by (outcome, party) and by (outcome, victim_group)."""

    account: Account
    by_party: Mapping[Key, Sequence[Statement]]
    by_group: Mapping[Key, Sequence[Statement]]
    claims: Mapping[str, Claim]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a profile makes of an incident. `without` are reasons by claim_id why it does not count a claim at all.

    `event` is false where the profile says that this is none, so that it has no rows.
    """

    results: Mapping[Key, Result]
    without: Mapping[str, str]
    rows: list[ProfileEstimate]
    groups: list[GroupEstimate]
    sides: list[SideEstimate]
    event: bool


def said_of(account: Account, claims: Mapping[str, Claim], documents: Mapping[str, Document]) -> Said:
    """Return what the tallies of an incident state, for every profile to judge."""
    return Said(
        account,
        {key: statements(account.reports, own, claims, documents) for key, own in account.tallies.items()},
        {key: statements(account.reports, own, claims, documents) for key, own in account.groups.items()},
        claims,
    )


def told_by(said: Said, reports: Set[str]) -> Said:
    """Return what these reports (by id) say of it."""

    def own(all_said: Mapping[Key, Sequence[Statement]]) -> dict[Key, list[Statement]]:
        return {key: [s for s in each if s.report_id in reports] for key, each in all_said.items()}

    account = replace(said.account, reports=tuple(r for r in said.account.reports if r.report_id in reports))
    return replace(said, account=account, by_party=own(said.by_party), by_group=own(said.by_group))


def results_of(said: Said, profile: Profile) -> tuple[dict[Key, Result], dict[str, str]]:
    """Return results by (outcome, party), and for claims that the profile leaves out by group, the reason."""
    results: dict[Key, Result] = {}
    without: dict[str, str] = {}
    at_war = _at_war(said, profile)
    for outcome in profile.outcomes:
        for party in PARTIES:
            own = said.by_party.get((outcome, party))
            if not own:
                continue
            if party == "victims":
                own, left_out = counted(own, said.account, outcome, profile, said.claims)
                without |= left_out
            result = reconcile(own, profile, at_war)
            if result is not None:
                results[outcome, party] = result
    return results, without


def judge(said: Said, profile: Profile, figures_only: bool = False) -> Verdict:
    """Return what a profile makes of an incident. With `figures_only`, no explanations, groups and sides."""
    results, without = results_of(said, profile)
    incident_id = said.account.incident_id
    parts = {key: _row(incident_id, *key, result, profile, not figures_only) for key, result in results.items()}
    everybody = {outcome: _sum(outcome, results, parts, profile) for outcome in OUTCOMES}
    killed = everybody["killed"]
    event = profile.least.killed <= ((killed.best or 0) if killed else 0)
    if not event:
        return Verdict(results, without, [], [], [], event)
    rows = [
        row
        for outcome in OUTCOMES
        for party in profile.parties
        if (row := everybody[outcome] if party == "all" else parts.get((outcome, party))) is not None
    ]
    if figures_only:
        return Verdict(results, without, rows, [], [], event)
    victims, perpetrators = (results.get(("killed", party)) for party in PARTIES)
    sides = list(by_side(said.account, victims, perpetrators, profile, said.claims))
    return Verdict(results, without, rows, list(_group_rows(said, profile)), sides, event)


def _at_war(said: Said, profile: Profile) -> bool:
    """Whether any clause of the profile's words takes the incident for one of a war."""
    wars = [c.at_war for c in profile.words if c.at_war is not None]
    return any(_in_zone(said, war) or _large_clash(said, war) for war in wars)


def _in_zone(said: Said, war: War) -> bool:
    return any(
        zone.country == report.country
        and report.date_from is not None
        and (zone.first or "") <= report.date_from.isoformat() <= (zone.last or "9999")
        for zone in war.zones
        for report in said.account.reports
    )


def _large_clash(said: Said, war: War) -> bool:
    if not any(report.attack_type in war.attack_types for report in said.account.reports):
        return False
    hurt = [s.least for outcome in ("killed", "wounded") for s in said.by_party.get((outcome, "victims"), ())]
    return max(hurt, default=0) >= war.hurt


def _row(
    incident_id: str, outcome: str, party: str, result: Result, profile: Profile, explained: bool = True
) -> ProfileEstimate:
    said = result.statements
    return ProfileEstimate(
        profile=profile.name,
        incident_id=incident_id,
        outcome=outcome,
        party=party,
        low=result.low,
        best=result.best,
        high=result.high,
        n_claims=len({c for s in said for c in s.claim_ids}),
        n_sources=independent_sources(said),
        disagreement=result.disagreement,
        clause=result.clause,
        explanation=explain(result, profile.about_tolerance) if explained else "",
    )


def _sum(
    outcome: str, results: Mapping[Key, Result], parts: Mapping[Key, ProfileEstimate], profile: Profile
) -> ProfileEstimate | None:
    """Victims and perpetrators together; a party that no source counts adds nothing."""
    rows = [parts[outcome, p] for p in PARTIES if (outcome, p) in parts]
    if not rows:
        return None
    if len(rows) == 1:
        return replace(rows[0], party="all")

    def total(values: Sequence[int | None]) -> int | None:
        return None if all(v is None for v in values) else sum(v or 0 for v in values)

    both = [results[outcome, p] for p in PARTIES]
    return replace(
        rows[0],
        party="all",
        low=total([r.low for r in rows]),
        best=total([r.best for r in rows]),
        high=total([r.high for r in rows]),
        n_claims=sum(r.n_claims for r in rows),
        n_sources=independent_sources(s for result in both for s in result.statements),
        disagreement=any(r.disagreement for r in rows),
        clause=profile.counts.id,
        explanation=" ".join(f"{r.party.capitalize()}: {r.explanation}" for r in rows),
    )


def _group_rows(said: Said, profile: Profile) -> Iterator[GroupEstimate]:
    at_war = _at_war(said, profile)
    for (outcome, group), own in sorted(said.by_group.items()):
        if outcome not in profile.outcomes or group in profile.without_groups:
            continue
        result = reconcile(own, profile, at_war)
        if result is None:
            continue
        row = _row(said.account.incident_id, outcome, "", result, profile)
        yield GroupEstimate(profile=row.profile, victim_group=group, **figures(row))


def figures(row: ProfileEstimate) -> dict[str, Any]:
    """Return what all estimates of an incident and outcome hold, whoever they count."""
    return {name: getattr(row, name) for name in _FIGURES}
