"""Which reports are one incident, as linking left it and as corrections change it, with links that say so.

All through, a link has `same` exactly where its reports are in one group, and links with `same` connect each group:
so the incidents are still the connected groups of the links (`grouping.groups`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tollbook.ledger.linking.grouping import groups, known_on, named_after
from tollbook.rows import Document, IncidentChange, Link, Report

_UNDATED = 10**9


@dataclass(frozen=True, slots=True)
class Why:
    """What the links and changes of a correction say of it, and when it was said."""

    says: str
    day: dt.date


class Partition:
    """Groups of reports that corrections join and part. Groups go by a number."""

    def __init__(self, reports: Sequence[Report], links: Iterable[Link], documents: Mapping[str, Document]) -> None:
        self.changes: list[IncidentChange] = []
        self._documents = documents
        self._reports = {r.report_id: r for r in reports}
        self._links = {(found.report_id, found.other_report_id): found for found in links}
        self._around: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for pair in self._links:
            self._note(pair)
        self._members = dict(enumerate({r.report_id for r in g} for g in groups(reports, self._links.values())))
        self._group = {report_id: n for n, members in self._members.items() for report_id in members}
        self._first = {n: min(members, key=self._age) for n, members in self._members.items()}  # names the incident

    @property
    def links(self) -> list[Link]:
        """All links as they are now, sorted by their reports."""
        return [self._links[pair] for pair in sorted(self._links)]

    def together(self, a: str, b: str) -> bool:
        """Whether two reports are one incident."""
        return self._group[a] == self._group[b]

    def members(self, report_id: str) -> list[Report]:
        """The reports of the incident that a report is in, sorted by id."""
        return [self._reports[r] for r in sorted(self._members[self._group[report_id]])]

    def incident_id(self, report_id: str) -> str:
        """The id of the incident that a report is in."""
        return named_after(self._first[self._group[report_id]])

    def merge(self, report_id: str, other: str, why: Why) -> list[str]:
        """Make the incidents of two reports one; returns the reports of the smaller of the two, sorted."""
        before = {self.incident_id(r): r for r in (report_id, other)}
        pair_of = (self._group[r] for r in (report_id, other))
        into, moving = sorted(pair_of, key=lambda g: (-len(self._members[g]), self._age(self._first[g])))
        first, moved_first, moved = self._first[into], self._first[moving], sorted(self._members[moving])
        self._put(moved, into, why)
        self._first[into] = min(first, moved_first, key=self._age)
        inside = set(moved)
        if not any(self._links[pair].same and not inside.issuperset(pair) for r in moved for pair in self._around[r]):
            self._add(first, moved_first, why)
        now = self.incident_id(report_id)
        for gone in sorted(before.keys() - {now}):
            self.changes.append(IncidentChange(why.day, "merged", now, gone, before[gone], why.says))
        return moved

    def split(self, leaving: Sequence[str], why: Why) -> list[str]:
        """Make an incident of its own of reports of one incident; returns those that left, sorted.

        Reports of articles that came out after the day of the correction were not there to be named: they go with
        the part to which their strongest link leads, and stay where they are when none does.
        """
        before, old = self.incident_id(leaving[0]), self._group[leaving[0]]
        gone = self._with_later(set(leaving), self._members[old], why.day)
        new = len(self._members)
        self._members[new] = set()
        self._put(gone, new, why)
        for group in (new, old):
            self._first[group] = min(self._members[group], key=self._age)
            self._connect(group, why)
        for part in (min(gone), min(self._members[old])):
            now = self.incident_id(part)
            if now != before:
                self.changes.append(IncidentChange(why.day, "split", now, before, part, why.says))
        return sorted(gone)

    def _with_later(self, leaving: set[str], group: set[str], day: dt.date) -> set[str]:
        leave, stay = set(leaving), set()
        later: list[tuple[int, str]] = []
        for report_id in group - leaving:
            published = self._published(report_id)
            if published > day.toordinal() and published != _UNDATED:
                later.append((published, report_id))
            else:
                stay.add(report_id)
        for _, report_id in sorted(later):
            side = leave if self._pull(report_id, leave) > self._pull(report_id, stay) else stay
            side.add(report_id)
        return leave if stay else set(leaving)

    def _pull(self, report_id: str, others: set[str]) -> float:
        """The score of the strongest link that leads from a report to any of these; below all others when none does."""
        pairs = [pair for pair in self._around[report_id] if others & (set(pair) - {report_id})]
        return max((self._links[pair].score for pair in pairs), default=float("-inf"))

    def _published(self, report_id: str) -> int:
        day = known_on(self._documents.get(self._reports[report_id].doc_id))
        return _UNDATED if day is None else day

    def _put(self, moved: Collection[str], group: int, why: Why) -> None:
        """Put reports into a group, and set their links right."""
        for report_id in moved:
            self._members[self._group[report_id]].discard(report_id)
            self._members[group].add(report_id)
            self._group[report_id] = group
        for pair in sorted({pair for report_id in moved for pair in self._around[report_id]}):
            found, same = self._links[pair], self.together(*pair)
            if found.same != same:
                self._links[pair] = replace(found, same=same, reasons=_added(found.reasons, why.says))

    def _connect(self, group: int, why: Why) -> None:
        """Add links between the parts of a group that no others connect."""
        parts = self._parts(self._members[group])
        for part in parts[1:]:
            self._add(parts[0][0], part[0], why)

    def _add(self, a: str, b: str, why: Why) -> None:
        pair = min(a, b), max(a, b)
        self._links[pair] = Link(*pair, same=True, score=0.0, reasons=why.says)
        self._note(pair)

    def _parts(self, members: set[str]) -> list[list[str]]:
        """Reports that links with `same` connect; each part and all of them with the earliest first."""
        parts, left = [], set(members)
        while left:
            part, waiting = set(), [min(left)]
            while waiting:
                one = waiting.pop()
                if one in left:
                    left.discard(one)
                    part.add(one)
                    waiting += [r for pair in self._around[one] if self._links[pair].same for r in pair]
            parts.append(sorted(part, key=self._age))
        return sorted(parts, key=lambda part: self._age(part[0]))

    def _age(self, report_id: str) -> tuple[int, str]:
        return self._published(report_id), report_id

    def _note(self, pair: tuple[str, str]) -> None:
        for report_id in pair:
            self._around[report_id].add(pair)


def _added(reasons: str, more: str) -> str:
    return f"{reasons}; {more}" if reasons else more
