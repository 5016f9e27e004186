"""What of one ledger is what of the other: claims, reports and incidents, by id and then by what they share.

Nothing in here prefers a side: matching B with A gives the pairs of A with B, turned round.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tollbook.compare.rows import Side
from tollbook.rows import Claim, Report

Score = tuple[int, ...]
Pairs = dict[str, str]  # id before -> id after


class Span(Protocol):
    """Words of a document."""

    @property
    def doc_id(self) -> str:
        """The document."""

    @property
    def start_char(self) -> int:
        """Offset of the first character."""

    @property
    def end_char(self) -> int:
        """Offset after the last character."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs of ids, before -> after. `edges` count the reports that two incidents share, paired or not."""

    claims: Pairs
    reports: Pairs
    incidents: Pairs
    edges: Mapping[tuple[str, str], int]


def match(before: Side, after: Side) -> Matching:
    """Match the claims, reports and incidents of two ledgers, each with at most one of the other side."""
    claims = _claims(before, after)
    reports = _reports(before, after, claims)
    edges = _shared(before, after, reports)
    same = {i.incident_id for i in before.incidents} & {i.incident_id for i in after.incidents}
    wanted = {**edges, **{(i, i): edges.get((i, i), 0) for i in same}}
    incidents = best_pairs({pair: (int(pair[0] == pair[1]), count) for pair, count in wanted.items()})
    return Matching(claims, reports, incidents, edges)


def best_pairs(scores: Mapping[tuple[str, str], Score]) -> Pairs:
    """Return pairs, the highest score first, each id once a side. Equal scores: the smaller ids, whatever the side."""
    taken_before: set[str] = set()
    taken_after: set[str] = set()
    pairs: Pairs = {}
    for old, new in sorted(scores, key=lambda pair: (*(-s for s in scores[pair]), *sorted(pair))):
        if old not in taken_before and new not in taken_after:
            taken_before.add(old)
            taken_after.add(new)
            pairs[old] = new
    return pairs


def overlap(a: Span, b: Span) -> int:
    """Return how many characters two spans share; 0 in different documents."""
    if a.doc_id != b.doc_id:
        return 0
    return max(0, min(a.end_char, b.end_char) - max(a.start_char, b.start_char))


def _claims(before: Side, after: Side) -> Pairs:
    old, new = ({c.claim_id: c for c in side.claims} for side in (before, after))
    pairs = {name: name for name in old.keys() & new.keys()}
    scores: dict[tuple[str, str], Score] = {}
    for a, b in _overlapping(
        (c for n, c in old.items() if n not in pairs), (c for n, c in new.items() if n not in pairs)
    ):
        scores[a.claim_id, b.claim_id] = _likeness(a, b)
    return {**pairs, **best_pairs(scores)}


def _likeness(a: Claim, b: Claim) -> Score:
    """How much two claims about the same words are one: what happened, to whom, how many, then the words shared."""
    same = [getattr(a, name) == getattr(b, name) for name in ("outcome", "party", "victim_group", "low", "high")]
    return (*map(int, same), overlap(a, b))


def _reports(before: Side, after: Side, claims: Pairs) -> Pairs:
    old, new = ({r.report_id: r for r in side.reports} for side in (before, after))
    pairs = {name: name for name in old.keys() & new.keys()}
    report_of = {c.claim_id: c.report_id for c in after.claims}
    shared = Counter((c.report_id, report_of[claims[c.claim_id]]) for c in before.claims if c.claim_id in claims)
    scores: dict[tuple[str, str], Score] = {}
    for a, b in _overlapping(
        (r for n, r in old.items() if n not in pairs), (r for n, r in new.items() if n not in pairs)
    ):
        scores[a.report_id, b.report_id] = (shared[a.report_id, b.report_id], overlap(a, b))
    for (one, other), count in shared.items():
        if one in old and other in new and one not in pairs and other not in pairs:
            scores.setdefault((str(one), str(other)), (count, 0))
    return {**pairs, **best_pairs(scores)}


def _overlapping(before: Iterable[Any], after: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    """Pairs of rows about the same words, by document."""
    by_document: dict[str, list[Any]] = defaultdict(list)
    for row in after:
        by_document[row.doc_id].append(row)
    return ((a, b) for a in before for b in by_document.get(a.doc_id, ()) if overlap(a, b))


def _shared(before: Side, after: Side, reports: Pairs) -> dict[tuple[str, str], int]:
    incident_of = {r.report_id: r.incident_id for r in after.reports}
    shared: Counter[tuple[str, str]] = Counter()
    for report in before.reports:
        other = incident_of.get(reports.get(report.report_id, ""))
        if report.incident_id and other:
            shared[report.incident_id, other] += 1
    return dict(shared)


def reports_by_incident(side: Side) -> dict[str, list[Report]]:
    """Return the reports of each incident, in the order of the side's rows."""
    found: dict[str, list[Report]] = defaultdict(list)
    for report in side.reports:
        if report.incident_id:
            found[report.incident_id].append(report)
    return found
