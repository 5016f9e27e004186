"""Pairs of articles that may be copies, found by locality-sensitive hashing in time linear in the articles."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tollbook.documents.story import BANDS

NEAR = 4  # in a crowd of articles with one key, each is compared with so many of the first and of those before it
MOST = 16  # candidates of one article, those that share most keys first
LEAST = 20  # of the 64 hashes of two stories, or of their leads, that are equal; copies share 32 and more
_AT_ONCE = 65_536  # pairs whose hashes are compared at once

Keys = NDArray[np.uint32]  # a row of `BANDS` keys for each article
Numbers = NDArray[np.int64]


def read_bands(bands: Sequence[str]) -> tuple[Keys, NDArray[np.bool_]]:
    """Return the keys of `documents.story_bands`, and which of them have any; the keys of the others are 0."""
    have = np.array([bool(keys) for keys in bands], dtype=np.bool_)
    keys = np.zeros((len(bands), BANDS), dtype=np.uint32)
    if have.any():
        told = np.frombuffer(bytes.fromhex("".join(bands)), dtype=">u4")
        keys[have] = told.reshape(-1, BANDS)
    return keys, have


def candidates(bands: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """Yield, for articles in their order, which earlier ones may hold the same story, the likeliest first.

    `bands` are their `documents.story_bands`; articles without any have no candidates. At most `2 * NEAR * BANDS`
    pairs an article are looked at, whatever the texts are, so that a thousand records of one form cost no more each.
    """
    keys, have = read_bands(bands)
    rows = np.flatnonzero(have)
    later, earlier = pairs(keys[rows])
    starts = np.flatnonzero(np.r_[True, later[1:] != later[:-1]]) if len(later) else later
    for group in np.split(np.arange(len(later)), starts[1:]) if len(later) else ():
        yield int(rows[later[group[0]]]), rows[earlier[group]].tolist()


def pairs(keys: Keys) -> tuple[Numbers, Numbers]:
    """Return (later, earlier) pairs of rows of `keys` that may be alike; by the later, then the likeliest first.

    Where articles share phrases, most pairs with a common key have nothing else in common: `LEAST` sorts these out,
    before a text is read again.
    """
    size = len(keys)
    if size < 2:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    found = np.concatenate([_sharing(np.ascontiguousarray(keys[:, n])) for n in range(keys.shape[1])])
    both, shared = np.unique(found, return_counts=True)
    later, earlier = np.divmod(both, size)
    order = np.lexsort((earlier, -shared, later))
    later, earlier = later[order], earlier[order]
    place = np.arange(len(later))
    begins = np.r_[True, later[1:] != later[:-1]][: len(later)]
    few = place - np.maximum.accumulate(np.where(begins, place, 0)) < MOST
    later, earlier = later[few], earlier[few]
    alike = _alike(keys, later, earlier)
    return later[alike], earlier[alike]


def _alike(keys: Keys, later: Numbers, earlier: Numbers) -> NDArray[np.bool_]:
    """Which pairs share more than a key by chance: a common phrase gives one, in a large archive to thousands.

    Each byte of a key is one hash, so that equal bytes tell how much of their text two stories share.
    """
    hashes = np.ascontiguousarray(keys).view(np.uint8).reshape(len(keys), 2, -1)  # of the story, of its lead
    alike = np.zeros(len(later), dtype=np.bool_)
    for start in range(0, len(later), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        equal = (hashes[later[part]] == hashes[earlier[part]]).sum(axis=2)
        alike[part] = equal.max(axis=1) >= LEAST
    return alike


def _sharing(keys: NDArray[np.uint32]) -> Numbers:
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
