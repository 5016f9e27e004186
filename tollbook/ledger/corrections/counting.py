"""What claims, tallies and reports count as, after corrections. What was read stays as it was read.

Tallies of a report with a corrected claim are made anew by the rules that made them first; a count that the
correction does not bear on stays as it is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from tollbook.ledger.archive import Archive
from tollbook.ledger.reports.tallies import tally
from tollbook.rows import Claim, Correction, GroupTally, Report, Tally
from tollbook.rows.schema import PUBLIC_TABLES as T
from tollbook.rows.schema import Table
from tollbook.rulebook import Rulebook

REJECT = "reject"
# The rows that count in place of those read, as tables.
COUNTED = (
    Table("counted_claims", Claim, ("claim_id",), T["claims"].order),
    Table("counted_tallies", Tally, T["tallies"].key),
    Table("counted_tallies_by_group", GroupTally, T["tallies_by_group"].key),
    Table("counted_reports", Report, ("report_id",), T["reports"].order),
)
R = TypeVar("R", Claim, Report)
C = TypeVar("C", Tally, GroupTally)
Key = tuple[str, str, str]  # report, outcome, and party or group


@dataclass(frozen=True, slots=True)
class Recounted:
    """Rows that count in place of those that were read, only of what corrections bear on.

    `claims` are all of the reports of which a claim was corrected (rejected ones too, as they were read) and
    corrected ones of no report; `tallies` and `groups` are all of these reports; `reports` are the corrected ones.
    """

    claims: list[Claim] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    groups: list[GroupTally] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)

    @property
    def tables(self) -> tuple[list[Claim], list[Tally], list[GroupTally], list[Report]]:
        """All rows, table by table."""
        return self.claims, self.tallies, self.groups, self.reports


@dataclass(frozen=True, slots=True)
class Counting:
    """All rows as they count. `claims` are without the rejected ones, `all_claims` with them."""

    reports: list[Report]
    tallies: list[Tally]
    groups: list[GroupTally]
    claims: list[Claim]
    all_claims: list[Claim]


def counting(archive: Archive, corrections: Iterable[Correction], new: Recounted) -> Counting:
    """Return the rows that were read, with those of `new` in their place. Reports keep their `incident_id`."""
    rejected = rejected_claims(corrections)
    of_claims = {c.claim_id: c for c in new.claims}
    of_reports = {r.report_id: r for r in new.reports}
    anew = {c.report_id for c in new.claims if c.report_id}
    everything = [_of_a_report(of_claims[c.claim_id]) if c.claim_id in of_claims else c for c in archive.claims]
    return Counting(
        [
            replace(of_reports[r.report_id], incident_id=r.incident_id) if r.report_id in of_reports else r
            for r in archive.reports
        ],
        [*(t for t in archive.tallies if t.report_id not in anew), *new.tallies],
        [*(g for g in archive.group_tallies if g.report_id not in anew), *new.groups],
        [c for c in everything if c.claim_id not in rejected] if rejected else everything,
        everything,
    )


def _of_a_report(claim: Claim) -> Claim:
    """A claim that a correction makes a total over several incidents belongs to no report any more."""
    return replace(claim, report_id=None) if claim.scope == "cumulative" else claim


def rejected_claims(corrections: Iterable[Correction]) -> frozenset[str]:
    """Return the ids of the claims that an analyst rejects, and nobody reinstated."""
    return frozenset(c.claim_id for c in in_force(corrections) if c.action == REJECT and c.claim_id)


def in_force(corrections: Iterable[Correction]) -> list[Correction]:
    """Return the corrections that were applied and not overruled."""
    return [c for c in corrections if c.applied and c.overruled_by is None]


def recount(
    archive: Archive,
    changes: Mapping[str, Mapping[str, object]],
    rejected: Collection[str],
    book: Rulebook,
) -> Recounted:
    """Return the claims and tallies that count, of every report with a claim that is changed or rejected.

    `changes` are columns and values by claim_id.
    """
    read = archive.claims
    touched = {c.report_id for c in read if c.report_id and (c.claim_id in changes or c.claim_id in rejected)}
    out = Recounted(claims=[changed(c, changes) for c in read if c.report_id is None and c.claim_id in changes])
    own: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(read, key=lambda c: (c.start_char, c.end_char, c.claim_id)):
        if claim.report_id in touched and claim.report_id:
            own[claim.report_id].append(claim)
    of_party = _by_report((t.report_id, t) for t in archive.tallies if t.report_id in touched)
    of_group = _by_report((g.report_id, g) for g in archive.group_tallies if g.report_id in touched)
    for report_id in sorted(own):
        _recount(report_id, own[report_id], changes, rejected, (of_party[report_id], of_group[report_id]), book, out)
    return out


def changed(row: R, changes: Mapping[str, Mapping[str, Any]]) -> R:
    """Return a claim or report with what corrections change of it."""
    ident = row.claim_id if isinstance(row, Claim) else row.report_id
    return replace(row, **changes[ident]) if ident in changes else row


def _recount(
    report_id: str,
    read: Sequence[Claim],
    changes: Mapping[str, Mapping[str, object]],
    rejected: Collection[str],
    stored: tuple[Sequence[Tally], Sequence[GroupTally]],
    book: Rulebook,
    out: Recounted,
) -> None:
    loose = [replace(c, part_of=None) for c in read]  # a part whose total is gone must not point to it
    kept = [changed(c, changes) for c in loose if c.claim_id not in rejected]
    tallies_before, groups_before, claims_before = tally(report_id, loose, book, _parts(loose))
    tallies_now, groups_now, claims_now = tally(report_id, kept, book, _parts(kept))
    out.tallies.extend(_settled(stored[0], tallies_before, tallies_now))
    out.groups.extend(_settled(stored[1], groups_before, groups_now))
    before, now = ({c.claim_id: c for c in found} for found in (claims_before, claims_now))
    for claim in read:
        same = before[claim.claim_id] == now.get(claim.claim_id, before[claim.claim_id])
        out.claims.append(claim if same else now[claim.claim_id])


def _parts(claims: Iterable[Claim]) -> frozenset[str]:
    """The claims that stay parts, also where the total that held them is rejected."""
    return frozenset(c.claim_id for c in claims if c.scope == "part")


def _settled(stored: Sequence[C], before: Sequence[C], now: Sequence[C]) -> list[C]:
    """The counts of now; those that come out as before the correction are taken as they were read."""
    first, made = ({_key(t): t for t in rows} for rows in (before, now))
    as_read = {_key(t): t for t in stored}
    out = []
    for key in sorted(made.keys() | as_read.keys()):
        found = as_read.get(key) if made.get(key) == first.get(key) else made.get(key)
        if found is not None:
            out.append(found)
    return out


def _key(row: Tally | GroupTally) -> Key:
    return row.report_id, row.outcome, row.party if isinstance(row, Tally) else row.victim_group


def _by_report(rows: Iterable[tuple[str, C]]) -> dict[str, list[C]]:
    found: dict[str, list[C]] = defaultdict(list)
    for report_id, row in rows:
        found[report_id].append(row)
    return found
