"""Which document goes into which shard: append-only, by content, deterministic."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tollbook.ids import content_id

MAX_DOCUMENTS = 1000
EMPTY = "s_empty"  # the shard of a ledger without documents, so that its tables exist
MAX_SMALL = 16  # small shards that may stand side by side before they are merged

Weight = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """Shards by id, each a mapping of item id to item digest; `kept` were there before, `added` are new."""

    kept: Mapping[str, Mapping[str, str]]
    added: Mapping[str, Mapping[str, str]]

    @property
    def shards(self) -> dict[str, Mapping[str, str]]:
        """All shards, sorted by id."""
        return dict(sorted({**self.kept, **self.added}.items()))


def plan_shards(
    before: Mapping[str, Mapping[str, str]],
    items: Mapping[str, str],
    max_items: int = MAX_DOCUMENTS,
    max_small: int = MAX_SMALL,
    weight: Weight = lambda _: 1,
) -> ShardPlan:
    """Spread items (id -> digest of content) over shards, given those of the run before.

    A shard stays while all its items are there with the same digest; items of the other shards and new items are
    sharded again in the order of `items`, so that neighbours there stay neighbours, at most `max_items` each and about
    as many in each; an item counts as `weight` says, and one that alone weighs more has a shard of its own. When that
    leaves more than `max_small` shards that are less than half full, these are merged: a night with ten new articles
    costs ten articles, yet shards do not grow in number with the nights.
    """
    kept = {s: held for s, held in sorted(before.items()) if _stands(held, items, max_items, weight)}
    placed = {item for held in kept.values() for item in held}
    loose = [item for item in items if item not in placed]
    small = [s for s, held in kept.items() if 2 * _weighs(held, weight) < max_items]
    if loose and len(small) >= max_small:
        moved = {item for shard in small for item in kept.pop(shard)}.union(loose)
        loose = [item for item in items if item in moved]
    if not kept and not loose:
        return ShardPlan({}, {EMPTY: {}})
    pieces = [{item: items[item] for item in piece} for piece in _cut(loose, max_items, weight)]
    return ShardPlan(kept, {_name(piece): piece for piece in pieces})


def _stands(held: Mapping[str, str], items: Mapping[str, str], max_items: int, weight: Weight) -> bool:
    if not held or not all(items.get(item) == content for item, content in held.items()):
        return False
    return len(held) == 1 or _weighs(held, weight) <= max_items


def _weighs(held: Mapping[str, str], weight: Weight) -> int:
    return sum(map(weight, held))


def _cut(loose: list[str], max_items: int, weight: Weight) -> Iterator[list[str]]:
    """Yield pieces of about the same weight, an even number of them: the last worker at work is not long alone."""
    whole = sum(map(weight, loose))
    count = -(-whole // max_items)
    share = whole / (count + count % 2 if count > 1 else 1)
    piece: list[str] = []
    room, passed, made = max_items, 0, 1
    for item in loose:
        needs = weight(item)
        if piece and (needs > room or passed + needs / 2 > made * share):
            yield piece
            piece, room, made = [], max_items, made + 1
        piece.append(item)
        room -= needs
        passed += needs
    if piece:
        yield piece


def _name(piece: Mapping[str, str]) -> str:
    return content_id("s", *(part for item in sorted(piece.items()) for part in item))
