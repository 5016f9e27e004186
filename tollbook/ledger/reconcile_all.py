"""From the reports of all articles to incidents, counts and their history: every step in its order.

Stages call the steps one by one; this is for tests, for what-if comparisons, and as the map of how they fit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tollbook.ledger.cumulative import cumulative_totals
from tollbook.ledger.grouping import assign
from tollbook.ledger.history import incident_changes
from tollbook.ledger.incidents import incidents
from tollbook.ledger.links import link
from tollbook.ledger.profile_days import incidents_by_profile
from tollbook.ledger.profiles import DEFAULT
from tollbook.ledger.reconcile import Reconciliation, estimates
from tollbook.ledger.toll_history import toll_history
from tollbook.rows import (
    Claim,
    CumulativeTotal,
    DateMention,
    Document,
    GroupTally,
    Incident,
    IncidentChange,
    Link,
    PlaceMention,
    ProfileIncident,
    Report,
    Tally,
    TollHistory,
)
from tollbook.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from all articles: the input of linking and reconciliation."""

    documents: Sequence[Document]
    reports: Sequence[Report]
    tallies: Sequence[Tally]
    claims: Sequence[Claim]
    group_tallies: Sequence[GroupTally] = ()
    place_mentions: Sequence[PlaceMention] = ()
    date_mentions: Sequence[DateMention] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything over all articles. `reports` are those given, each with its `incident_id`."""

    reports: list[Report]
    links: list[Link]
    incidents: list[Incident]
    cumulative_totals: list[CumulativeTotal]
    reconciliation: Reconciliation
    toll_history: list[TollHistory]
    incident_changes: list[IncidentChange]
    incidents_by_profile: list[ProfileIncident]


def reconcile_all(reading: Reading, book: Rulebook, profile: str = DEFAULT) -> Ledger:
    """Link, group, reconcile and replay. Pure: equal rows in any order give equal rows."""
    r = reading
    links = link(r.reports, r.tallies, r.documents, book, r.place_mentions)
    reports = assign(r.reports, links, r.documents)
    found = incidents(reports, r.tallies, r.claims, r.documents, book)
    totals = cumulative_totals(r.claims, r.date_mentions, r.place_mentions, reports, found, book)
    reconciled = estimates(reports, r.tallies, r.group_tallies, r.claims, r.documents, book, totals, profile)
    return Ledger(
        reports=sorted(reports, key=lambda row: row.report_id),
        links=links,
        incidents=found,
        cumulative_totals=totals,
        reconciliation=reconciled,
        toll_history=toll_history(reports, r.tallies, r.group_tallies, r.claims, r.documents, book, totals, profile),
        incident_changes=incident_changes(reports, r.documents, links, book),
        incidents_by_profile=incidents_by_profile(found, reports, reconciled.by_profile, r.date_mentions, book),
    )
