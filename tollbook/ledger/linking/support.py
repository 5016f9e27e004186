"""How many pairs of two groups of reports support that they are one incident, while groups are joined."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from tollbook.ledger.linking.settings import LinkSettings
from tollbook.rows import Link


class Support:
    """The pairs of each two groups, which are named by one of their reports.

    All pairs of two groups count, but for those of a crowd that were not compared (`Link.crowd`).
    """

    def __init__(self, links: Iterable[Link], settings: LinkSettings) -> None:
        self._least = settings.least_support
        self._near, self._compared = _Pairs(), _Pairs()  # that are the same, or nearly; that are of one crowd
        self._supports = settings.supports
        self._crowds: dict[str, Counter[str]] = defaultdict(Counter)
        self._counted: set[str] = set()  # reports that are counted in a crowd
        for found in links:
            self.add(found, found.report_id, found.other_report_id)

    def add(self, found: Link, first: str, second: str) -> None:
        """Take in a link, which is between these groups."""
        if found.score >= self._supports:
            self._near.add(first, second)
        if found.crowd is None:
            return
        self._compared.add(first, second)
        for report_id, group in ((found.report_id, first), (found.other_report_id, second)):
            if report_id not in self._counted:
                self._counted.add(report_id)
                self._crowds[group][found.crowd] += 1

    def merge(self, kept: str, gone: str) -> None:
        """Have two groups be one, named as the first."""
        self._near.merge(kept, gone)
        self._compared.merge(kept, gone)
        if gone in self._crowds:
            self._crowds[kept].update(self._crowds.pop(gone))

    def enough(self, first: str, second: str, pairs: int) -> bool:
        """Whether at least `least_support` of the `pairs` of two groups support each other."""
        here, there = (self._crowds.get(group, Counter()) for group in (first, second))
        left_out = sum(count * there[crowd] for crowd, count in here.items()) - self._compared.of(first, second)
        return self._near.of(first, second) >= self._least * (pairs - left_out)


class _Pairs:
    """Numbers of pairs between groups."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, int]] = defaultdict(dict)

    def add(self, first: str, second: str) -> None:
        if first != second:
            self._of[first][second] = self._of[second][first] = self._of[first].get(second, 0) + 1

    def of(self, first: str, second: str) -> int:
        return self._of[first].get(second, 0) if first in self._of else 0

    def merge(self, kept: str, gone: str) -> None:
        for other, pairs in self._of.pop(gone, {}).items():
            del self._of[other][gone]
            if other != kept:
                self._of[other][kept] = self._of[kept][other] = self._of[kept].get(other, 0) + pairs
