"""The groups of a crowd from day to day: what a day brings is added to them, and now and then all is grouped anew.

Grouping all reports of a crowd for each day on which another article tells of it would cost days times reports. Here a
day costs its own reports, until the crowd has grown by a quarter: then its groups are made anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tollbook.ledger.linking.grouping import Groups
from tollbook.rows import Link, Report

_GROWTH = 1.25


@dataclass(eq=False)
class Standing:
    """Groups of reports, and the members of each by the report that stands for it."""

    groups: Groups
    reports: list[str]
    members: dict[str, list[str]] = field(init=False)
    settled: int = field(init=False)  # reports that were grouped together at last

    def __post_init__(self) -> None:
        self.members = {}
        for report_id in self.reports:
            self.members.setdefault(self.groups.root(report_id), []).append(report_id)
        self.settled = len(self.reports)

    def has_room(self, fresh: int) -> bool:
        """Whether so many more reports may be added before all are grouped anew."""
        return len(self.reports) + fresh < _GROWTH * self.settled

    def add(self, reports: Sequence[Report], links: Iterable[Link]) -> list[list[list[str]]]:
        """Add reports of a day, with their links; those to reports that are not here count for nothing.

        Returns the groups that they are in now, each as the groups that it was made of, with new reports as their own.
        """
        for report in reports:
            self.groups.add(report)
            self.reports.append(report.report_id)
            self.members[report.report_id] = [report.report_id]
        known = {(found.report_id, found.other_report_id): found for found in links}
        new = [found for pair, found in sorted(known.items()) if all(end in self.groups for end in pair)]
        for found in new:
            self.groups.know(found)
        ends = {end for found in new for end in (found.report_id, found.other_report_id)}
        before = {self.groups.root(end) for end in (*ends, *(r.report_id for r in reports))}
        self.groups.join_all(new)
        parts: dict[str, list[str]] = {}
        for root in sorted(before):
            parts.setdefault(self.groups.root(root), []).append(root)
        found_in = {self.groups.root(r.report_id) for r in reports}
        made = []
        for root, of in sorted(parts.items()):
            pieces = [self.members.pop(part) for part in of]
            self.members[root] = [report_id for piece in sorted(pieces, key=len, reverse=True) for report_id in piece]
            if root in found_in:
                made.append(pieces)
        return made
