"""Whom a report is compared with where a place and day is crowded: a bounded number of the reports published before it.

Of a day of which thousands of articles tell, comparing all pairs would cost its square. There each report is compared
with those before it that are most like it (who was attacked how, how many were killed), and with some from all over the
others, so that what two groups of reports have in common is measured and not only where they touch. In a crowded block
nothing that is published later changes whom a report is compared with.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from tollbook.ledger.linking.counts import KILLED, number
from tollbook.ledger.linking.settings import LinkSettings
from tollbook.ledger.linking.subject import Subject

CHOSEN = pa.schema([("a", pa.int32()), ("b", pa.int32()), ("rank", pa.int32()), ("most", pa.int32())])
_LATE = 10**9  # sorts reports without any day of publication last
_WOUNDED = ("wounded", KILLED[1])

Member = tuple[int, bool]  # position of a report, and whether it stands in a block itself or beside it


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of positions that are worth comparing, smaller first, sorted.

    `crowds` has the positions of reports in crowded blocks, each with the first position of its crowd: the blocks that
    have reports in common.
    """

    pairs: list[tuple[int, int]]
    crowds: Mapping[int, int]


class Crowds:
    """Chooses pairs in crowded blocks, block by block."""

    def __init__(self, subjects: Sequence[Subject], settings: LinkSettings) -> None:
        self._docs = [s.report.doc_id for s in subjects]
        self._settings = settings
        self._published = _order(subjects, lambda s: (s.published[1] or _LATE, s.id))
        self._orders = (_order(subjects, self._who), _order(subjects, self._how_many))
        self._chosen: dict[str, list[int]] = {name: [] for name in CHOSEN.names}
        self._parent: dict[int, int] = {}
        self._seen: set[tuple[Member, ...]] = set()

    def add(self, members: Iterable[Member]) -> None:
        """Choose the pairs of a block. A block of the same reports as another chooses nothing anew."""
        block = tuple(sorted(members, key=lambda member: self._published.rank[member[0]]))
        if block in self._seen:
            return
        self._seen.add(block)
        self._join([n for n, _ in block])
        everyone, own = (_Earlier(self._orders) for _ in range(2))
        for n, is_own in block:
            # Of a pair one must stand in the block itself.
            self._choose(n, everyone if is_own else own)
            everyone.put(n)
            if is_own:
                own.put(n)

    def table(self) -> pa.Table:
        """Return what was chosen: the later report `a`, the earlier `b`, the likest with the lowest `rank`.

        `most` is with how many `a` is to be compared.
        """
        return pa.Table.from_pydict(self._chosen, schema=CHOSEN)

    def of(self) -> dict[int, int]:
        """Return the reports in crowds, each with the first position of its crowd."""
        return {n: self._root(n) for n in sorted(self._parent)}

    def _choose(self, n: int, earlier: "_Earlier") -> None:
        few = self._settings.crowded_from
        most = few if len(earlier) <= few else self._settings.crowded_compared
        found = earlier.some(n, most) if most < len(earlier) else earlier.all()
        likest = [other for other in dict.fromkeys(found) if self._docs[other] != self._docs[n]]
        count = len(likest)
        for name, values in zip(CHOSEN.names, ([n] * count, likest, range(count), [most] * count), strict=True):
            self._chosen[name].extend(values)

    def _who(self, subject: Subject) -> tuple[str | int, ...]:
        report = subject.report
        target = _kind(report.target, self._settings.target_kinds)
        attack = _kind(report.attack_type, self._settings.attack_kinds)
        return _day(subject), target, attack, report.perpetrator or "", *_counts(subject), subject.id

    def _how_many(self, subject: Subject) -> tuple[str | int, ...]:
        return *_counts(subject), *self._who(subject)

    def _join(self, members: Sequence[int]) -> None:
        for n in members:
            first, other = sorted((self._root(members[0]), self._root(n)))
            self._parent[other] = first

    def _root(self, n: int) -> int:
        self._parent.setdefault(n, n)
        while self._parent[n] != n:
            self._parent[n] = self._parent[self._parent[n]]
            n = self._parent[n]
        return n


@dataclass(frozen=True, slots=True)
class _Order:
    """An order of all reports: the position at each rank, and the rank of each position."""

    at: list[int]
    rank: list[int]


def _order(subjects: Sequence[Subject], key: Callable[[Subject], tuple[str | int, ...]]) -> _Order:
    keys = [key(s) for s in subjects]
    at = sorted(range(len(keys)), key=lambda n: keys[n])
    rank = [0] * len(at)
    for place, n in enumerate(at):
        rank[n] = place
    return _Order(at, rank)


class _Earlier:
    """The reports of a block that were published before the one at hand, by their ranks in two orders."""

    def __init__(self, orders: tuple[_Order, _Order]) -> None:
        self._orders = orders
        self._ranks: tuple[list[int], list[int]] = ([], [])

    def __len__(self) -> int:
        return len(self._ranks[0])

    def put(self, n: int) -> None:
        for order, ranks in zip(self._orders, self._ranks, strict=True):
            insort(ranks, order.rank[n])

    def all(self) -> Iterator[int]:
        return (self._orders[0].at[rank] for rank in self._ranks[0])

    def some(self, n: int, count: int) -> Iterator[int]:
        """Yield up to `count`: half of them beside the place of a report in the two orders, half from all over."""
        beside = max(1, count // 8)
        for order, ranks in zip(self._orders, self._ranks, strict=True):
            place = bisect_left(ranks, order.rank[n])
            yield from (order.at[rank] for rank in ranks[max(0, place - beside) : place + beside])
        spread, order, ranks = max(0, count - 4 * beside), self._orders[1], self._ranks[1]
        yield from (order.at[ranks[step * len(ranks) // spread]] for step in range(spread))


def _counts(subject: Subject) -> tuple[int, int]:
    killed, wounded = (number(subject.counts[key]) if key in subject.counts else -1 for key in (KILLED, _WOUNDED))
    return killed, wounded


def _day(subject: Subject) -> int:
    return subject.lo or (subject.window or (0, 0))[0]


def _kind(name: str | None, kinds: Sequence[Sequence[str]]) -> str:
    """The first name of the kind that a name is of."""
    return next((kind[0] for kind in kinds if name in kind), name or "")
