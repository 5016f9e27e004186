"""What two counts say of whether two reports are one incident."""

from collections.abc import Iterator

from tollbook.counts import in_words
from tollbook.ledger.linking.settings import LinkSettings
from tollbook.ledger.linking.subject import Subject

Count = tuple[int | None, int | None]
KILLED = ("killed", "victims")
_AGREEING = ("count.same", "count.compatible", "count.close")


def counts(a: Subject, b: Subject, settings: LinkSettings) -> Iterator[tuple[str, str, float]]:
    """Yield (name of the evidence, the counts in words, share of its weight) for every count that both give."""
    for key in sorted(a.counts.keys() & b.counts.keys()):
        outcome, party = key
        name = compare_counts(a.counts[key], b.counts[key], settings.telling_count, settings.rare_count)
        share = 1.0 if key == KILLED else settings.minor_count
        yield name, f"{party} {outcome} {in_words(*a.counts[key])} and {in_words(*b.counts[key])}", share


def agrees(name: str) -> bool:
    """Whether a piece of evidence says that two counts are near each other; "nobody" twice says nothing."""
    return name.startswith(_AGREEING) and name != "count.same_none"


def tells(name: str) -> bool:
    """Whether two counts are near each other and large enough not to be so by chance."""
    return agrees(name) and not name.endswith("_small")


def compare_counts(a: Count, b: Count, telling: int, rare: int) -> str:
    """Name the evidence that two (low, high) counts give; null is an open bound, not both.

    Names end in `_small` where one is below `telling`, in `_rare` where both are `rare` or more.
    """
    first, second = sorted((number(a), number(b)))
    if first == 0:
        return _none(a, b, second)
    size = "_rare" if first >= rare else "" if first >= telling else "_small"
    if a == b:
        return f"count.same{size}"
    if second > 3 * first and second - first > 5:
        return "count.differs"
    close = second - first <= max(3, 0.25 * second)
    if not close:
        return "count.unlike_rare" if size == "_rare" else "count.unlike"
    return f"count.compatible{size}" if _overlap(a, b) else f"count.close{size}"


def _none(a: Count, b: Count, other: int) -> str:
    if a == b:
        return "count.same_none"
    return "count.none_against_some" if other > 2 else "count.none_against_few"


def number(count: Count) -> int:
    """Return the number that a (low, high) count states: its lower bound, else its upper."""
    low, high = count
    return low if low is not None else high or 0


def _overlap(a: Count, b: Count) -> bool:
    most = 10**12
    low = max(a[0] or 0, b[0] or 0)
    return low <= min(most if a[1] is None else a[1], most if b[1] is None else b[1])
