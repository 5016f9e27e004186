"""Groups of reports that are one incident: connected by links, free of contradiction, cut at the weakest link."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tollbook.ids import content_id
from tollbook.ledger.linking.settings import LinkSettings
from tollbook.ledger.linking.subject import POINT, distance_km
from tollbook.ledger.linking.support import Support
from tollbook.memory import collection_paused
from tollbook.rows import Document, Link, Report

TOLD_AS_TWO = "one article tells them as two incidents"
_LATE = 10**9  # sorts reports without any date of publication last


def settle(links: Sequence[Link], reports: Iterable[Report], settings: LinkSettings) -> list[Link]:
    """Return the links with `same` as it stands after contradictions were resolved, sorted by ids.

    Links are taken from the strongest to the weakest; one that would put a contradiction into a group (two reports
    of one article, different countries, days or places further apart than one incident can be) is cut. So a group is
    cut at its weakest links, whatever the order of the rows. A pair that a chain of others joins becomes `same` too.
    """
    groups = Groups({r.report_id: r for r in reports}, links, settings)
    cut = groups.join_all(links)
    settled = [_settled(found, groups, cut) for found in links]
    return sorted(settled, key=lambda f: (f.report_id, f.other_report_id))


def _settled(found: Link, groups: "Groups", cut: Mapping[tuple[str, str], str]) -> Link:
    pair = (found.report_id, found.other_report_id)
    same = groups.root(pair[0]) == groups.root(pair[1])
    if same and not found.same:
        return replace(found, same=True, reasons=f"{found.reasons}; joined through other reports")
    if pair in cut and not same:
        return replace(found, same=False, reasons=f"{found.reasons}; cut: {cut[pair]}")
    return found


class Groups:
    """Disjoint groups of reports that refuse to join into a contradiction."""

    def __init__(self, reports: Mapping[str, Report], links: Iterable[Link], settings: LinkSettings) -> None:
        self._parent = {report_id: report_id for report_id in reports}
        self._told = {report_id: gather([report]) for report_id, report in reports.items()}
        self._settings = settings
        self._support = Support(links, settings)

    def __contains__(self, report_id: str) -> bool:
        """Whether a report is in a group."""
        return report_id in self._parent

    def add(self, report: Report) -> None:
        """Take in a report, as a group of its own."""
        self._parent[report.report_id] = report.report_id
        self._told[report.report_id] = gather([report])

    def know(self, found: Link) -> None:
        """Take in a link between reports that are here."""
        self._support.add(found, self.root(found.report_id), self.root(found.other_report_id))

    def join_all(self, links: Iterable[Link]) -> dict[tuple[str, str], str]:
        """Join groups along the links with `same`, the strongest first; return those that were cut, and why."""
        cut: dict[tuple[str, str], str] = {}
        for found in sorted((f for f in links if f.same), key=lambda f: (-f.score, f.report_id, f.other_report_id)):
            why = self.join(found.report_id, found.other_report_id)
            if why:
                cut[found.report_id, found.other_report_id] = why
        return cut

    def root(self, report_id: str) -> str:
        """Return the report that stands for the group of `report_id`."""
        while self._parent[report_id] != report_id:
            self._parent[report_id] = self._parent[self._parent[report_id]]
            report_id = self._parent[report_id]
        return report_id

    def join(self, a: str, b: str) -> str:
        """Join the groups of two reports; return why not, or nothing."""
        kept, gone = self.root(a), self.root(b)
        if kept == gone:
            return ""
        why = conflict(self._told[kept], self._told[gone], self._settings) or self._alone(kept, gone)
        if not why:
            if self._told[kept].size < self._told[gone].size:
                kept, gone = gone, kept
            self._merge(kept, gone)
        return why

    def _merge(self, kept: str, gone: str) -> None:
        self._parent[gone] = kept
        self._told[kept].add(self._told.pop(gone))
        self._support.merge(kept, gone)

    def _alone(self, first: str, second: str) -> str:
        """Say that too few pairs of two groups support each other, so that no chain of lone links joins them."""
        enough = self._support.enough(first, second, self._told[first].size * self._told[second].size)
        return "" if enough else "too few of the other reports agree"


@dataclass(slots=True)
class Gathered:
    """What a group of reports says, as far as it can contradict another. Days are ordinals."""

    size: int
    documents: set[str]
    countries: set[str]
    last_start: int | None
    first_end: int | None
    points: dict[tuple[float, float], Report]

    def add(self, other: "Gathered") -> None:
        """Take in another group."""
        self.size += other.size
        self.documents |= other.documents
        self.countries |= other.countries
        self.last_start = max((d for d in (self.last_start, other.last_start) if d is not None), default=None)
        self.first_end = min((d for d in (self.first_end, other.first_end) if d is not None), default=None)
        self.points |= other.points


def gather(reports: Sequence[Report]) -> Gathered:
    """Return what reports say together."""
    return Gathered(
        size=len(reports),
        documents={r.doc_id for r in reports},
        countries={r.country for r in reports if r.country},
        last_start=max((r.date_from.toordinal() for r in reports if r.date_from), default=None),
        first_end=min((r.date_to.toordinal() for r in reports if r.date_from and r.date_to), default=None),
        points={
            (r.lat, r.lon): r
            for r in reports
            if r.place_precision in POINT and r.place_precision != "unknown" and r.lat is not None and r.lon is not None
        },
    )


def conflict(first: Gathered, second: Gathered, settings: LinkSettings) -> str:
    """Say why two groups cannot be one incident; nothing when they can."""
    if first.documents & second.documents:
        return TOLD_AS_TWO
    if len(first.countries | second.countries) > 1:
        return "different countries"
    # Spans hold a day anywhere in them, so the latest first day and the earliest last day are what is too far apart.
    starts = [d for d in (first.last_start, second.last_start) if d is not None]
    ends = [d for d in (first.first_end, second.first_end) if d is not None]
    if starts and ends and max(starts) - min(ends) > settings.max_gap_days:
        return "days too far apart"
    pairs = ((a, b) for a in first.points.values() for b in second.points.values())
    if any((distance_km(a, b) or 0) > settings.region_km for a, b in pairs):
        return "places too far apart"
    return ""


def contradiction(first: Sequence[Report], second: Sequence[Report], settings: LinkSettings) -> str:
    """Say why two sets of reports cannot be one incident; nothing when they can."""
    return conflict(gather(first), gather(second), settings)


def groups(reports: Sequence[Report], links: Iterable[Link]) -> list[tuple[Report, ...]]:
    """Return the connected groups of the links with `same`; a report without any is a group of its own.

    Members and groups are sorted by report_id.
    """
    parent = {r.report_id: r.report_id for r in reports}

    def root(node: str) -> str:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for found in links:
        if found.same and found.report_id in parent and found.other_report_id in parent:
            first, second = sorted((root(found.report_id), root(found.other_report_id)))
            parent[second] = first
    members: dict[str, list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda r: r.report_id):
        members[root(report.report_id)].append(report)
    return [tuple(group) for _, group in sorted(members.items())]


def known_on(document: Document | None) -> int | None:
    """The day (ordinal) from which an article counts: its date, else the latest it can have; null when unknown."""
    day = (document.published_on or document.published_to) if document else None
    return day.toordinal() if day else None


def incident_id(group: Sequence[Report], documents: Mapping[str, Document]) -> str:
    """Return the id of a group: a hash of its earliest report, by date of publication (unknown last), then id."""
    earliest = min(group, key=lambda r: (known_on(documents.get(r.doc_id)) or _LATE, r.report_id))
    return named_after(earliest.report_id)


def named_after(report_id: str) -> str:
    """Return the id of an incident whose earliest report this is."""
    return content_id("inc", report_id)


@collection_paused()
def assign(reports: Sequence[Report], links: Iterable[Link], documents: Iterable[Document]) -> list[Report]:
    """Return the reports in their order, each with its `incident_id`."""
    docs = {d.doc_id: d for d in documents}
    ids = {r.report_id: incident_id(g, docs) for g in groups(reports, links) for r in g}
    return [replace(r, incident_id=ids[r.report_id]) for r in reports]
