"""Reconciled counts of every incident under every profile, and a decision for every claim.

`estimates` is the entry: rows in, rows out, in a fixed order. Clauses stand in `rules/profiles/*.yaml`,
`reconcile_engine` runs them, `docs/reconciliation.md` tells why they are as they are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tollbook.ledger.cumulative import shares
from tollbook.ledger.explain import explain
from tollbook.ledger.profiles import DEFAULT, Profile, profiles
from tollbook.ledger.reconcile_decisions import decisions
from tollbook.ledger.reconcile_engine import Result, reconcile
from tollbook.ledger.reconcile_statements import Statement, independent_sources, statements
from tollbook.rows import (
    Claim,
    CumulativeTotal,
    Decision,
    Document,
    Estimate,
    GroupEstimate,
    GroupTally,
    ProfileEstimate,
    Report,
    Tally,
)
from tollbook.rulebook import Rulebook

OUTCOMES = ("killed", "wounded", "missing", "abducted", "captured")
PARTIES = ("victims", "perpetrators")


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The rows of `estimates`, `estimates_by_profile`, `estimates_by_group` and `decisions`."""

    estimates: list[Estimate]
    by_profile: list[ProfileEstimate]
    by_group: list[GroupEstimate]
    decisions: list[Decision]


@dataclass(frozen=True, slots=True)
class Account:
    """All that is said of one incident."""

    incident_id: str
    reports: tuple[Report, ...]
    tallies: Mapping[tuple[str, str], Sequence[Tally]]
    groups: Mapping[tuple[str, str], Sequence[GroupTally]]
    claims: tuple[Claim, ...]


def estimates(
    reports: Sequence[Report],
    tallies: Iterable[Tally],
    group_tallies: Iterable[GroupTally],
    claims: Sequence[Claim],
    documents: Iterable[Document],
    book: Rulebook,
    cumulative: Sequence[CumulativeTotal] = (),
    default: str = DEFAULT,
) -> Reconciliation:
    """Reconcile the tallies of each incident. `reports` carry their `incident_id` (see `grouping.assign`).

    `default` names the profile of the `estimates` rows. Rows are sorted by incident, outcome, party, profile.
    Raises KeyError when there is no such profile.
    """
    known = profiles(book)
    if default not in known:
        raise KeyError(default)
    docs = {d.doc_id: d for d in documents}
    by_claim = {c.claim_id: c for c in claims}
    out = Reconciliation([], [], [], [])
    everything = accounts(reports, tallies, group_tallies, claims)
    for account in everything:
        said = {key: statements(account.reports, rows, by_claim, docs) for key, rows in account.tallies.items()}
        for profile in known.values():
            results, without = results_of(account, said, profile)
            rows = list(_profile_rows(account.incident_id, results, profile))
            out.by_profile.extend(rows)
            if profile.name == default:
                # A protocol that does not split deaths has only "all" to show.
                shown = PARTIES if "victims" in profile.parties else ("all",)
                out.estimates.extend(_estimate(r) for r in rows if r.party in shown)
            out.decisions.extend(decisions(account.incident_id, account.claims, results, without, profile))
            out.by_group.extend(_group_rows(account, by_claim, docs, profile))
    return _with_totals(out, cumulative, by_claim, reports, known)


def default_results(
    reports: Sequence[Report],
    tallies: Iterable[Tally],
    claims: Sequence[Claim],
    documents: Mapping[str, Document],
    profile: Profile,
) -> Iterator[tuple[str, str, str, Result]]:
    """Yield (incident_id, outcome, party, result) under one profile, without the rows around it."""
    by_claim = {c.claim_id: c for c in claims}
    for account in accounts(reports, tallies, (), ()):
        said = {key: statements(account.reports, rows, by_claim, documents) for key, rows in account.tallies.items()}
        results, _ = results_of(account, said, profile)
        for (outcome, party), result in results.items():
            yield account.incident_id, outcome, party, result


def accounts(
    reports: Sequence[Report],
    tallies: Iterable[Tally],
    group_tallies: Iterable[GroupTally],
    claims: Iterable[Claim],
) -> list[Account]:
    """Bring together what belongs to one incident, sorted by incident_id."""
    incident_of = {r.report_id: r.incident_id or "" for r in reports}
    members: dict[str, list[Report]] = defaultdict(list)
    by_party: dict[str, dict[tuple[str, str], list[Tally]]] = defaultdict(lambda: defaultdict(list))
    by_group: dict[str, dict[tuple[str, str], list[GroupTally]]] = defaultdict(lambda: defaultdict(list))
    own_claims: dict[str, list[Claim]] = defaultdict(list)
    for report in sorted(reports, key=lambda r: r.report_id):
        members[report.incident_id or ""].append(report)
    for tally in tallies:
        if tally.report_id in incident_of:
            by_party[incident_of[tally.report_id]][tally.outcome, tally.party].append(tally)
    for group in group_tallies:
        if group.report_id in incident_of:
            by_group[incident_of[group.report_id]][group.outcome, group.victim_group].append(group)
    for claim in sorted(claims, key=lambda c: (c.doc_id, c.start_char, c.claim_id)):
        if claim.report_id in incident_of:
            own_claims[incident_of[claim.report_id]].append(claim)
    return [Account(i, tuple(members[i]), by_party[i], by_group[i], tuple(own_claims[i])) for i in sorted(members) if i]


def results_of(
    account: Account, said: Mapping[tuple[str, str], Sequence[Statement]], profile: Profile
) -> tuple[dict[tuple[str, str], Result], dict[str, str]]:
    """Return results by (outcome, party), and for claims that the profile leaves out by group, the reason."""
    results: dict[tuple[str, str], Result] = {}
    without: dict[str, str] = {}
    for outcome in OUTCOMES:
        for party in PARTIES:
            if outcome not in profile.outcomes or (outcome, party) not in said:
                continue
            kept = list(_without_groups(said[outcome, party], account, outcome, party, profile, without))
            result = reconcile(kept, profile)
            if result is not None:
                results[outcome, party] = result
    return results, without


def _without_groups(
    said: Sequence[Statement],
    account: Account,
    outcome: str,
    party: str,
    profile: Profile,
    without: dict[str, str],
) -> Iterator[Statement]:
    """Take the groups that a profile does not count out of each statement about victims."""
    if not profile.without_groups or party != "victims":
        yield from said
        return
    out: dict[str, int] = defaultdict(int)
    for group in profile.without_groups:
        for tally in account.groups.get((outcome, group), ()):
            out[tally.report_id] += tally.low if tally.low is not None else tally.high or 0
    for s in said:
        less = out.get(s.report_id, 0)
        low = None if s.low is None else max(0, s.low - less)
        high = None if s.high is None else max(0, s.high - less)
        if less and not (low or high):
            names = ", ".join(profile.without_groups)
            without.update(dict.fromkeys(s.claim_ids, f"{profile.title} leaves out {names}"))
        else:
            yield replace(s, low=low, high=high) if less else s


def _profile_rows(
    incident_id: str, results: Mapping[tuple[str, str], Result], profile: Profile
) -> Iterator[ProfileEstimate]:
    rows = {key: _row(incident_id, *key, result, profile) for key, result in results.items()}
    everybody = {
        outcome: _sum([rows[outcome, p] for p in PARTIES if (outcome, p) in rows], profile) for outcome in OUTCOMES
    }
    killed = everybody["killed"]
    if profile.least_killed and (killed is None or (killed.best or 0) < profile.least_killed):
        return
    for outcome in OUTCOMES:
        for party in profile.parties:
            row = everybody[outcome] if party == "all" else rows.get((outcome, party))
            if row is not None:
                yield row


def _row(incident_id: str, outcome: str, party: str, result: Result, profile: Profile) -> ProfileEstimate:
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
        explanation=explain(result, profile.about_tolerance),
    )


def _sum(rows: Sequence[ProfileEstimate], profile: Profile) -> ProfileEstimate | None:
    """Victims and perpetrators together; a party that no source counts adds nothing."""
    if not rows:
        return None
    if len(rows) == 1:
        return replace(rows[0], party="all")

    def total(values: Sequence[int | None]) -> int | None:
        return None if all(v is None for v in values) else sum(v or 0 for v in values)

    return replace(
        rows[0],
        party="all",
        low=total([r.low for r in rows]),
        best=total([r.best for r in rows]),
        high=total([r.high for r in rows]),
        n_claims=sum(r.n_claims for r in rows),
        n_sources=max(r.n_sources for r in rows),
        disagreement=any(r.disagreement for r in rows),
        clause=f"{profile.name}.attackers_in",
        explanation=" ".join(f"{r.party.capitalize()}: {r.explanation}" for r in rows),
    )


def _estimate(row: ProfileEstimate) -> Estimate:
    return Estimate(
        incident_id=row.incident_id,
        outcome=row.outcome,
        party=row.party,
        low=row.low,
        best=row.best,
        high=row.high,
        n_claims=row.n_claims,
        n_sources=row.n_sources,
        disagreement=row.disagreement,
        clause=row.clause,
        explanation=row.explanation,
    )


def _group_rows(
    account: Account, claims: Mapping[str, Claim], documents: Mapping[str, Document], profile: Profile
) -> Iterator[GroupEstimate]:
    for (outcome, group), tallies in sorted(account.groups.items()):
        if outcome not in profile.outcomes or group in profile.without_groups:
            continue
        result = reconcile(statements(account.reports, tallies, claims, documents), profile)
        if result is None:
            continue
        row = _row(account.incident_id, outcome, "", result, profile)
        yield GroupEstimate(
            profile=row.profile,
            incident_id=row.incident_id,
            outcome=outcome,
            victim_group=group,
            low=row.low,
            best=row.best,
            high=row.high,
            n_claims=row.n_claims,
            n_sources=row.n_sources,
            disagreement=row.disagreement,
            clause=row.clause,
            explanation=row.explanation,
        )


def _with_totals(
    out: Reconciliation,
    cumulative: Sequence[CumulativeTotal],
    claims: Mapping[str, Claim],
    reports: Sequence[Report],
    known: Mapping[str, Profile],
) -> Reconciliation:
    """Add decisions about totals over several incidents, and the shares that some profiles make of them."""
    days = {r.incident_id: r.date_from for r in sorted(reports, key=lambda r: r.report_id, reverse=True)}
    for total in sorted(cumulative, key=lambda t: t.claim_id):
        claim = claims[total.claim_id]
        for profile in known.values():
            collected = total.outcome in profile.outcomes
            out.by_profile.extend(shares(total, out.by_profile, days, profile) if collected else ())
            use = "cumulative" if collected else "excluded"
            clause = profile.clause_id("cumulative", profile.cumulative.clause)
            out.decisions.extend(
                Decision(
                    i, total.outcome, claim.party, profile.name, total.claim_id, use, clause, profile.cumulative.says
                )
                for i in (total.incident_ids if claim.report_id is None else ())
            )
    order = {name: n for n, name in enumerate(known)}
    out.by_profile.sort(key=lambda r: (r.incident_id, OUTCOMES.index(r.outcome), order[r.profile], r.party))
    return out
