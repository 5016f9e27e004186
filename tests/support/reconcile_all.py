"""From the reports of all articles to incidents, counts and their history: every step in its order.

Stages call the steps one by one (`tollbook.chain`); tests of what comes out at the end call them here, without a store.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tollbook.ledger.archive import Archive
from tollbook.ledger.corrections import apply
from tollbook.ledger.incidents.after_corrections import count, group
from tollbook.ledger.linking.links import link
from tollbook.ledger.reconciling.estimates import Reconciliation
from tollbook.ledger.reconciling.profiles import DEFAULT
from tollbook.rows import (
    Correction,
    CorrectionLine,
    CumulativeTotal,
    Incident,
    IncidentChange,
    Link,
    ProfileIncident,
    Reject,
    Report,
    TollHistory,
)
from tollbook.rulebook import Rulebook

__all__ = ["Archive", "Ledger", "reconcile_all"]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything over all articles. `reports` are those given, each with its `incident_id`.

    `rejects` are the corrections that could not be applied.
    """

    reports: list[Report]
    links: list[Link]
    incidents: list[Incident]
    cumulative_totals: list[CumulativeTotal]
    reconciliation: Reconciliation
    toll_history: list[TollHistory]
    incident_changes: list[IncidentChange]
    corrections: list[Correction]
    rejects: list[Reject]
    incidents_by_profile: list[ProfileIncident]


def reconcile_all(
    archive: Archive, book: Rulebook, profile: str = DEFAULT, corrections: Sequence[CorrectionLine] = ()
) -> Ledger:
    """Link, correct, group, reconcile and replay. Pure: equal rows in any order give equal rows."""
    r = archive
    found_links = link(r.reports, r.tallies, r.documents, book, r.place_mentions)
    corrected = apply(corrections, r, found_links, book)
    grouped = group(r, found_links, corrected, book)
    counted = count(replace(r, reports=grouped.reports), grouped.incidents, corrected, book, profile)
    return Ledger(
        reports=sorted(grouped.reports, key=lambda row: row.report_id),
        links=corrected.links,
        incidents=grouped.incidents,
        cumulative_totals=counted.totals,
        reconciliation=counted.reconciliation,
        toll_history=counted.toll_history,
        incident_changes=grouped.changes,
        corrections=corrected.corrections,
        rejects=corrected.rejects,
        incidents_by_profile=counted.events,
    )
