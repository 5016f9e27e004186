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
        self._crowds: dict[str, Counter[str]] = {}
        for found in links:
            if found.score >= settings.supports:
                self._near.add(found.report_id, found.other_report_id)
            if found.crowd is not None:
                self._compared.add(found.report_id, found.other_report_id)
                for report_id in (found.report_id, found.other_report_id):
                    self._crowds[report_id] = Counter([found.crowd])

    def merge(self, kept: str, gone: str) -> None:
        """Have two groups be one, named as the first."""
        self._near.merge(kept, gone)
        self._compared.merge(kept, gone)
        if gone in self._crowds:
            self._crowds[kept] = self._crowds.get(kept, Counter()) + self._crowds.pop(gone)

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
        self._of[first][second] = self._of[second][first] = 1

    def of(self, first: str, second: str) -> int:
        return self._of[first].get(second, 0) if first in self._of else 0

    def merge(self, kept: str, gone: str) -> None:
        for other, pairs in self._of.pop(gone, {}).items():
            del self._of[other][gone]
            if other != kept:
                self._of[other][kept] = self._of[kept][other] = self._of[kept].get(other, 0) + pairs
