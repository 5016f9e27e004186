"""Reconciled counts of every incident under every profile, and a decision for every claim.

`estimates` is the entry: rows in, rows out, in a fixed order. Clauses stand in `rules/profiles/*.yaml`,
`engine` runs them, `docs/reconciliation.md` tells why they are as they are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tollbook.ledger.reconciling.accounts import Account, accounts
from tollbook.ledger.reconciling.decisions import decisions
from tollbook.ledger.reconciling.engine import Result
from tollbook.ledger.reconciling.profiles import DEFAULT, Profile, profiles
from tollbook.ledger.reconciling.results import Said, Verdict, figures, judge, results_of, said_of
from tollbook.ledger.reconciling.totals import Split, split, totals_of
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
    SideEstimate,
    SummaryEvent,
    Tally,
)
from tollbook.rulebook import Rulebook
from tollbook.vocabulary import OUTCOMES

__all__ = [
    "Account",
    "Reconciliation",
    "accounts",
    "default_results",
    "estimates",
]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The rows of `estimates`, `estimates_by_profile`, `_by_group`, `_by_side`, `summary_events` and `decisions`."""

    estimates: list[Estimate]
    by_profile: list[ProfileEstimate]
    by_group: list[GroupEstimate]
    by_side: list[SideEstimate]
    summary_events: list[SummaryEvent]
    decisions: list[Decision]


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
    shown = known[default]
    docs = {d.doc_id: d for d in documents}
    by_claim = {c.claim_id: c for c in claims}
    said = [said_of(a, by_claim, docs) for a in accounts(reports, tallies, group_tallies, claims)]
    totals = totals_of(cumulative, by_claim, docs)
    out = Reconciliation([], [], [], [], [], [])
    for profile in known.values():
        verdicts = [judge(s, profile) for s in said]
        parted = split(totals, [r for v in verdicts for r in v.rows], reports, profile)
        out.by_profile.extend(parted.rows)
        out.by_group.extend(g for v in verdicts for g in v.groups)
        out.by_side.extend(side for v in verdicts for side in v.sides)
        out.summary_events.extend(parted.events)
        out.decisions.extend(_decisions(said, verdicts, parted, profile))
        if profile is shown:
            out.estimates.extend(_estimate(r) for r in parted.rows if r.party in profile.shown)
    return _in_order(out, list(known))


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
        results, _ = results_of(said_of(account, by_claim, documents), profile)
        for (outcome, party), result in results.items():
            yield account.incident_id, outcome, party, result


def _decisions(
    said: Sequence[Said], verdicts: Sequence[Verdict], parted: Split, profile: Profile
) -> Iterator[Decision]:
    for s, verdict in zip(said, verdicts, strict=True):
        yield from decisions(s.account.incident_id, s.account.claims, verdict, profile)
    yield from parted.decisions


def _estimate(row: ProfileEstimate) -> Estimate:
    return Estimate(party=row.party, **figures(row))


def _in_order(out: Reconciliation, names: Sequence[str]) -> Reconciliation:
    rank = {name: n for n, name in enumerate(names)}
    out.estimates.sort(key=lambda r: (r.incident_id, OUTCOMES.index(r.outcome), r.party))
    out.by_profile.sort(key=lambda r: (r.incident_id, OUTCOMES.index(r.outcome), rank[r.profile], r.party))
    out.by_group.sort(key=lambda r: (r.incident_id, rank[r.profile], r.outcome, r.victim_group))
    out.by_side.sort(key=lambda r: (r.incident_id, rank[r.profile], r.side))
    out.summary_events.sort(key=lambda r: (rank[r.profile], str(r.date_from), r.outcome, r.summary_id))
    out.decisions.sort(key=lambda d: (d.incident_id, rank[d.profile], d.claim_id))
    return out
