"""Pairs of articles that may be copies, found by locality-sensitive hashing in time linear in the articles."""

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from tollbook.reading.story import BANDS

NEAR = 4  # in a crowd of articles with one key, each is compared with so many of the first and of those before it
MOST = 16  # candidates of one article, those that share most keys first


def candidates(bands: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """Yield, for articles in their order, which earlier ones may hold the same story, the likeliest first.

    `bands` are their `documents.story_bands`; articles without any have no candidates. At most `2 * NEAR * BANDS`
    pairs an article are looked at, whatever the texts are, so that a thousand records of one form cost no more each.
    """
    rows = np.array([i for i, keys in enumerate(bands) if keys], dtype=np.int64)
    if len(rows) < 2:
        return
    keys = np.frombuffer(bytes.fromhex("".join(bands[i] for i in rows)), dtype=">u4").reshape(len(rows), BANDS)
    found = np.concatenate([_pairs(keys[:, n]) for n in range(BANDS)])
    pairs, shared = np.unique(found, return_counts=True)
    later, earlier = np.divmod(pairs, len(rows))
    order = np.lexsort((earlier, -shared, later))
    for article, group in groupby(zip(later[order].tolist(), earlier[order].tolist(), strict=True), key=itemgetter(0)):
        yield int(rows[article]), [int(rows[e]) for _, e in islice(group, MOST)]


def _pairs(keys: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Pairs with an equal key as `later * len(keys) + earlier`, each with its first and its last few predecessors."""
    order = np.argsort(keys, kind="stable").astype(np.int64)
    ranked = keys[order]
    size = len(keys)
    place = np.arange(size)
    begins = np.r_[True, ranked[1:] != ranked[:-1]]
    first = np.maximum.accumulate(np.where(begins, place, 0))
    out = []
    for step in range(1, NEAR + 1):
        before = place - step
        near = before >= first
        out.append(order[near] * size + order[before[near]])
        head = first + step - 1
        far = head < place - NEAR
        out.append(order[far] * size + order[head[far]])
    return np.concatenate(out)
