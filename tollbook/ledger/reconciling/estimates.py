"""Reconciled counts of every incident under every profile, and a decision for every claim.

`estimates` is the entry: rows in, rows out, in a fixed order. Clauses stand in `rules/profiles/*.yaml`,
`engine` runs them, `docs/reconciliation.md` tells why they are as they are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tollbook.ledger.reconciling.accounts import Account, accounts
from tollbook.ledger.reconciling.decisions import decisions
from tollbook.ledger.reconciling.engine import Result
from tollbook.ledger.reconciling.profiles import DEFAULT, Profile, profiles
from tollbook.ledger.reconciling.results import figures, judge, results_of, said_of
from tollbook.ledger.reconciling.totals import split, totals_of
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
    "Judged",
    "Reconciliation",
    "WithTotals",
    "accounts",
    "default_results",
    "estimates",
    "judged",
    "with_totals",
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


@dataclass(frozen=True, slots=True)
class Judged:
    """What each profile makes of incidents one by one, before totals over several are looked at."""

    by_profile: list[ProfileEstimate]
    by_group: list[GroupEstimate]
    by_side: list[SideEstimate]
    decisions: list[Decision]


@dataclass(frozen=True, slots=True)
class WithTotals:
    """Counts of incidents with the shares of totals among them, events of their own, decisions on the totals."""

    by_profile: list[ProfileEstimate]
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
    documents = list(documents)
    found = judged(reports, tallies, group_tallies, claims, documents, book)
    spread = with_totals(found.by_profile, cumulative, claims, documents, reports, book)
    shown = _shown(spread.by_profile, book, default)
    own = [*found.decisions, *spread.decisions]
    out = Reconciliation(shown, spread.by_profile, found.by_group, found.by_side, spread.summary_events, own)
    return _in_order(out, list(profiles(book)))


def judged(
    reports: Sequence[Report],
    tallies: Iterable[Tally],
    group_tallies: Iterable[GroupTally],
    claims: Sequence[Claim],
    documents: Iterable[Document],
    book: Rulebook,
) -> Judged:
    """Return what each profile makes of each incident; one does not bear on another."""
    docs = {d.doc_id: d for d in documents}
    by_claim = {c.claim_id: c for c in claims}
    said = [said_of(a, by_claim, docs) for a in accounts(reports, tallies, group_tallies, claims)]
    out = Judged([], [], [], [])
    for profile in profiles(book).values():
        for one in said:
            verdict = judge(one, profile)
            out.by_profile.extend(verdict.rows)
            out.by_group.extend(verdict.groups)
            out.by_side.extend(verdict.sides)
            out.decisions.extend(decisions(one.account.incident_id, one.account.claims, verdict, profile))
    return out


def with_totals(
    rows: Iterable[ProfileEstimate],
    cumulative: Sequence[CumulativeTotal],
    claims: Iterable[Claim],
    documents: Iterable[Document],
    reports: Sequence[Report],
    book: Rulebook,
) -> WithTotals:
    """Return counts of incidents, by `judged`, with what each profile makes of totals over several.

    Rows and reports of incidents that no total covers come back as they are.
    """
    totals = totals_of(cumulative, {c.claim_id: c for c in claims}, {d.doc_id: d for d in documents})
    of_profile: dict[str, list[ProfileEstimate]] = defaultdict(list)
    for row in rows:
        of_profile[row.profile].append(row)
    parts = [split(totals, of_profile[name], reports, profile) for name, profile in profiles(book).items()]
    return WithTotals(
        [row for part in parts for row in part.rows],
        [event for part in parts for event in part.events],
        [decision for part in parts for decision in part.decisions],
    )


def _shown(rows: Iterable[ProfileEstimate], book: Rulebook, default: str) -> list[Estimate]:
    """Return the rows of `estimates`: those of the default profile, of the parties that it shows."""
    profile = profiles(book)[default]
    return [_estimate(row) for row in rows if row.profile == default and row.party in profile.shown]


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
