"""Counts of all incidents, of which only those are made anew whose reports, claims, articles or days have changed.

What one incident's sources say bears on no other, but for totals over several: these are looked at in every run, with
the counts of the incidents that they cover. `after_corrections.count` says the same of everything at once; it counts
where corrections are in force, or where the default profile spreads totals over incidents.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tollbook.ledger.archive import Archive
from tollbook.ledger.corrections import COUNTED, read_back
from tollbook.ledger.incidents.after_corrections import count
from tollbook.ledger.reconciling.cumulative import cumulative_totals
from tollbook.ledger.reconciling.estimates import judged, with_totals
from tollbook.ledger.reconciling.profile_days import incidents_by_profile
from tollbook.ledger.reconciling.profiles import DEFAULT, profiles
from tollbook.ledger.reconciling.toll_history import toll_history
from tollbook.rows import Claim, CumulativeTotal, Decision, ProfileEstimate, ProfileIncident, Report
from tollbook.rows.schema import PUBLIC_TABLES as T
from tollbook.rows.schema import Table, from_table, to_table
from tollbook.rulebook import Rulebook
from tollbook.stages.groups import Group, digests, fresh_groups, groups_table, kept, matching, together
from tollbook.stages.stage import Inputs
from tollbook.stages.tables import read_file
from tollbook.stages.whole import rows_told

MADE = tuple(
    T[name]
    for name in (
        "estimates",
        "estimates_by_profile",
        "estimates_by_group",
        "estimates_by_side",
        "incidents_by_profile",
        "summary_events",
        "decisions",
        "cumulative_totals",
        "toll_history",
    )
)
GROUPS = groups_table("estimates")
# Before totals over several incidents were looked at.
JUDGED = Table("judged_by_profile", ProfileEstimate, T["estimates_by_profile"].key)
DECIDED = Table("judged_decisions", Decision, T["decisions"].key)
OWN = (GROUPS, JUDGED, DECIDED)  # what the stage keeps for its next run
# What is said of an incident whatever is said of others.
_SAID = (JUDGED, DECIDED, T["estimates_by_group"], T["estimates_by_side"], T["toll_history"])
_AT_ONCE = 4000  # incidents whose rows are held as objects; for each so many the files are read once
_JOINED = {
    "reports": ("report_id", "report_id"),
    "tallies": ("report_id", "report_id"),
    "tallies_by_group": ("report_id", "report_id"),
    "claims": ("report_id", "report_id"),
    "documents": ("doc_id", "doc_id"),
    "incidents": ("incident_id", "group_id"),
    "date_mentions": ("mention_id", "date_mention_id"),
}
_MEMBERS = ("incident_id", "report_id", "doc_id", "date_mention_id")
_INCIDENT = "incident_id"


def spreads(book: Rulebook, profile: str) -> bool:
    """Whether a profile spreads totals over incidents, so that their histories bear on each other."""
    return profiles(book)[profile].cumulative.does in ("distribute", "divide")


def counted(inputs: Inputs, book: Rulebook, profile: str = DEFAULT) -> dict[str, pa.Table]:
    """Return the tables of `MADE` and `OWN`."""
    at_once = spreads(book, profile) or inputs.columns("corrections", ("line",)).num_rows
    return (count_all if at_once else count_changed)(inputs, book, profile)


def count_changed(inputs: Inputs, book: Rulebook, profile: str) -> dict[str, pa.Table]:
    """Return all tables of counts, and those of `OWN`; no corrections are in force, no profile spreads totals."""
    members = inputs.columns("reports", _MEMBERS).rename_columns(["group_id", *_MEMBERS[1:]])
    now = digests(inputs, members, _JOINED)
    fresh = fresh_groups(inputs, GROUPS, now)
    same = now.keys() - fresh
    made = _made(inputs, fresh, same, book, profile)
    totals = _totals(inputs, book)
    covered = {i for total in totals.rows for i in total.incident_ids}
    made |= _with_totals(inputs, made[JUDGED.name], made[DECIDED.name], totals, covered, book)
    touched = fresh | covered | _covered_before(inputs)
    made |= _events(inputs, made["estimates_by_profile"], touched, now.keys(), book)
    made["estimates"] = _shown(made["estimates_by_profile"], book, profile)
    made[GROUPS.name] = to_table(Group, [Group(*pair) for pair in sorted(now.items())])
    return made


def _made(
    inputs: Inputs, fresh: Collection[str], same: Collection[str], book: Rulebook, profile: str
) -> dict[str, pa.Table]:
    """What is said of each incident by itself: made anew for `fresh`, so many at a time, as it was for the `same`."""
    parts = {table.name: [kept(inputs, table, _INCIDENT, same)] for table in _SAID}
    ordered = sorted(fresh)
    for first in range(0, len(ordered), _AT_ONCE):
        incidents = ordered[first : first + _AT_ONCE]
        for table, rows in zip(_SAID, _said(inputs, incidents, book, profile), strict=True):
            parts[table.name].append(to_table(table.row, rows))
    return {table.name: together(table, *parts[table.name]) for table in _SAID}


def _said(inputs: Inputs, incidents: Collection[str], book: Rulebook, profile: str) -> tuple[list[Any], ...]:
    """The rows of `_SAID` for some incidents."""
    reports: list[Report] = matching(inputs, T["reports"], _INCIDENT, incidents)
    ids = {report.report_id for report in reports}
    tallies, groups, claims = (
        matching(inputs, T[name], "report_id", ids) for name in ("tallies", "tallies_by_group", "claims")
    )
    documents = matching(inputs, T["documents"], "doc_id", {report.doc_id for report in reports})
    found = judged(reports, tallies, groups, claims, documents, book)
    history = toll_history(reports, tallies, groups, claims, documents, book, profile=profile)
    return found.by_profile, found.decisions, found.by_group, found.by_side, history


@dataclass(frozen=True, slots=True)
class _Totals:
    """Totals over several incidents, and the claims that state them."""

    rows: list[CumulativeTotal]
    claims: list[Claim]


def _totals(inputs: Inputs, book: Rulebook) -> _Totals:
    claims = matching(inputs, T["claims"], "scope", {"cumulative"})
    sentences = {claim.sentence_id for claim in claims}
    dates, places = (
        matching(inputs, T[name], "sentence_id", sentences) for name in ("date_mentions", "place_mentions")
    )
    reports = matching(inputs, T["reports"], "doc_id", {claim.doc_id for claim in claims})
    incidents = inputs.rows(T["incidents"]) if claims else []
    return _Totals(cumulative_totals(claims, dates, places, reports, incidents, book), claims)


def _covered_before(inputs: Inputs) -> set[str]:
    path = inputs.before.get("cumulative_totals")
    lists = read_file(path, ["incident_ids"]).column(0).to_pylist() if path else ()
    return {incident_id for ids in lists for incident_id in ids or ()}


def _with_totals(
    inputs: Inputs, counts: pa.Table, decisions: pa.Table, totals: _Totals, covered: Collection[str], book: Rulebook
) -> dict[str, pa.Table]:
    """Counts and decisions with what totals add to them."""
    own = _of(counts, covered)
    found = with_totals(
        from_table(ProfileEstimate, counts.filter(own)),
        totals.rows,
        totals.claims,
        matching(inputs, T["documents"], "doc_id", {claim.doc_id for claim in totals.claims}),
        matching(inputs, T["reports"], _INCIDENT, covered),
        book,
    )
    by_profile = to_table(ProfileEstimate, found.by_profile)
    return {
        "cumulative_totals": to_table(CumulativeTotal, totals.rows),
        "summary_events": to_table(T["summary_events"].row, found.summary_events),
        "estimates_by_profile": together(T["estimates_by_profile"], counts.filter(pc.invert(own)), by_profile),
        "decisions": together(T["decisions"], decisions, to_table(Decision, found.decisions)),
    }


def _events(
    inputs: Inputs, counts: pa.Table, touched: Collection[str], known: Iterable[str], book: Rulebook
) -> dict[str, pa.Table]:
    """Incidents as events of each profile: anew where their rows changed or totals cover them, or did."""
    table = T["incidents_by_profile"]
    reports: list[Report] = matching(inputs, T["reports"], _INCIDENT, touched)
    mentions = {report.date_mention_id for report in reports if report.date_mention_id}
    new = incidents_by_profile(
        matching(inputs, T["incidents"], _INCIDENT, touched),
        reports,
        from_table(ProfileEstimate, counts.filter(_of(counts, touched))),
        matching(inputs, T["date_mentions"], "mention_id", mentions),
        book,
    )
    same = set(known) - set(touched)
    return {table.name: together(table, kept(inputs, table, _INCIDENT, same), to_table(ProfileIncident, new))}


def _of(counts: pa.Table, incidents: Collection[str]) -> pa.Array:
    return pc.is_in(counts.column(_INCIDENT), pa.array(sorted(incidents), pa.string()))


def _shown(counts: pa.Table, book: Rulebook, profile: str) -> pa.Table:
    """The rows of `estimates`: those of the default profile, of the parties that it shows."""
    chosen = profiles(book)[profile]
    is_in = partial(pc.is_in, value_set=pa.array(list(chosen.shown), pa.string()))
    wanted = pc.and_(pc.equal(counts.column("profile"), profile), is_in(counts.column("party")))
    return together(T["estimates"], counts.filter(wanted))


def count_all(inputs: Inputs, book: Rulebook, profile: str) -> dict[str, pa.Table]:
    """Return the same tables, all made anew, with what corrections change; nothing is kept for the next run."""
    names = ("documents", "reports", "tallies", "claims", "tallies_by_group", "place_mentions", "date_mentions")
    archive = Archive(*(rows_told(inputs, T[name]) for name in names))
    corrected = read_back(*(inputs.rows(table) for table in (T["corrections"], *COUNTED)))
    done = count(archive, inputs.rows(T["incidents"]), corrected, book, profile)
    found = done.reconciliation
    made: tuple[list[Any], ...] = (
        found.estimates,
        found.by_profile,
        found.by_group,
        found.by_side,
        done.events,
        found.summary_events,
        found.decisions,
        done.totals,
        done.toll_history,
    )
    tables = {table.name: to_table(table.row, rows) for table, rows in zip(MADE, made, strict=True)}
    return tables | {table.name: to_table(table.row, []) for table in OWN}
