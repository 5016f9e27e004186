"""Incidents and counts as they are after corrections: the last steps of the way from reports to estimates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tollbook.ledger.archive import Archive
from tollbook.ledger.corrections import Corrected, counting, told
from tollbook.ledger.corrections.counting import rejected_claims
from tollbook.ledger.incidents.history import incident_changes, merged_changes
from tollbook.ledger.incidents.votes import incidents
from tollbook.ledger.linking.grouping import assign
from tollbook.ledger.reconciling.cumulative import cumulative_totals
from tollbook.ledger.reconciling.estimates import Reconciliation, estimates
from tollbook.ledger.reconciling.profile_days import incidents_by_profile
from tollbook.ledger.reconciling.profiles import DEFAULT, profiles
from tollbook.ledger.reconciling.toll_history import toll_history
from tollbook.rows import (
    CumulativeTotal,
    Incident,
    IncidentChange,
    Link,
    ProfileIncident,
    Report,
    TollHistory,
)
from tollbook.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Grouped:
    """Incidents, the reports as they were read with their `incident_id`, and how the incidents came to be."""

    incidents: list[Incident]
    reports: list[Report]
    changes: list[IncidentChange]


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of all incidents, totals over several, incidents as events of each profile, and how the counts came."""

    reconciliation: Reconciliation
    totals: list[CumulativeTotal]
    events: list[ProfileIncident]
    toll_history: list[TollHistory]


def group(archive: Archive, found_links: Sequence[Link], corrected: Corrected, book: Rulebook) -> Grouped:
    """Return incidents over the corrected links. `found_links` are those before corrections, which were replayed."""
    reports = assign(archive.reports, corrected.links, archive.documents)
    counts = counting(replace(archive, reports=reports), corrected.corrections, corrected.recounted)
    found = incidents(counts.reports, counts.tallies, counts.claims, archive.documents, book)
    replayed = incident_changes(reports, archive.documents, found_links, book)
    return Grouped(found, reports, merged_changes(replayed, corrected.changes))


def count(
    archive: Archive, incident_rows: Sequence[Incident], corrected: Corrected, book: Rulebook, profile: str = DEFAULT
) -> Counted:
    """Return the counts of incidents. The reports of `archive` carry their `incident_id`."""
    counts = counting(archive, corrected.corrections, corrected.recounted)
    everything = cumulative_totals(
        counts.all_claims, archive.date_mentions, archive.place_mentions, counts.reports, incident_rows, book
    )
    rejected = rejected_claims(corrected.corrections)
    totals = [t for t in everything if t.claim_id not in rejected]
    reconciled = estimates(
        counts.reports, counts.tallies, counts.groups, counts.all_claims, archive.documents, book, totals, profile
    )
    reconciled = told(reconciled, counts, archive.claims, everything, corrected.corrections, list(profiles(book)))
    return Counted(
        reconciled,
        totals,
        incidents_by_profile(incident_rows, counts.reports, reconciled.by_profile, archive.date_mentions, book),
        toll_history(
            counts.reports, counts.tallies, counts.groups, counts.claims, archive.documents, book, totals, profile
        ),
    )
