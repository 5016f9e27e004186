"""Which document goes into which shard: append-only, by content, deterministic."""

from collections.abc import Mapping
from dataclasses import dataclass

from tollbook.ids import content_id

MAX_DOCUMENTS = 1000
EMPTY = "s_empty"  # the shard of a ledger without documents, so that its tables exist
MAX_SMALL = 16  # small shards that may stand side by side before they are merged


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
) -> ShardPlan:
    """Spread items (id -> digest of content) over shards, given those of the run before.

    A shard stays while all its items are there with the same digest; items of the other shards and new items are
    sharded again, `max_items` each. When that leaves more than `max_small` shards that are less than half full, these
    are merged: a night with ten new articles costs ten articles, yet shards do not grow in number with the nights.
    """
    kept = {s: dict(held) for s, held in sorted(before.items()) if _stands(held, items, max_items)}
    placed = {item for held in kept.values() for item in held}
    loose = {item: content for item, content in items.items() if item not in placed}
    small = [s for s, held in kept.items() if 2 * len(held) < max_items]
    if loose and len(small) >= max_small:
        for shard in small:
            loose.update(kept.pop(shard))
    return ShardPlan(kept, _cut(loose, max_items) if kept or loose else {EMPTY: {}})


def _stands(held: Mapping[str, str], items: Mapping[str, str], max_items: int) -> bool:
    return 0 < len(held) <= max_items and all(items.get(item) == content for item, content in held.items())


def _cut(loose: Mapping[str, str], max_items: int) -> dict[str, Mapping[str, str]]:
    ordered = sorted(loose.items())
    pieces = [dict(ordered[i : i + max_items]) for i in range(0, len(ordered), max_items)]
    return {content_id("s", *(part for item in piece.items() for part in item)): piece for piece in pieces}
