"""Compares the stories of pairs of articles, each pair once: what is known of a pair from an earlier run is kept."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from tollbook.copies.likeness import CopySettings, Likeness, compare, copy_settings
from tollbook.documents.story import read_story, vocabulary
from tollbook.rows import Document
from tollbook.rulebook import Rulebook
from tollbook.sentences.splitting import split_unnamed

UNKNOWN = 255  # code of a pair that was not compared yet
_SAME, _ADDS, _LACKS = 1, 2, 4
_AT_HAND = 512  # stories whose words are kept

Ids = NDArray[np.uint64]
Codes = NDArray[np.uint8]


class Stories:
    """The stories of articles by number, read when they are compared. `article` needs to give text and title only.

    `words` gives the `word_numbers` of an article, where they are known already.
    """

    def __init__(
        self, article: Callable[[int], Document], book: Rulebook, words: Callable[[int], Ids] | None = None
    ) -> None:
        self._settings: CopySettings = copy_settings(book)
        # Nothing here points back to these stories: they go, with the files that they read, as soon as nobody has them.
        self._words = lru_cache(_AT_HAND)(lambda i: read_story(split_unnamed(article(i), book), book))
        self._vocabulary = words or lru_cache(128 * _AT_HAND)(lambda i: word_numbers(article(i).text))

    def code(self, earlier: int, later: int, *, sure: bool = False) -> int:
        """Return the likeness of two articles as a number, see `likeness`; with `sure`, word by word at once."""
        if not sure and not self._can_be(later, earlier):
            return 0
        found = compare(self._words(earlier), self._words(later), self._settings)
        return _SAME * found.same | _ADDS * found.adds | _LACKS * found.lacks

    def _can_be(self, i: int, other: int) -> bool:
        """Whether two texts share enough words, in any order, to be worth a comparison word by word."""
        own, theirs = self._vocabulary(i), self._vocabulary(other)
        return len(np.intersect1d(own, theirs, assume_unique=True)) >= self._settings.vocabulary * min(
            len(own), len(theirs)
        )


def word_numbers(text: str) -> Ids:
    """Return the different words of a text, each as a number."""
    words = (word.encode("utf-8", "surrogatepass") for word in vocabulary(text))
    hashed = b"".join(hashlib.blake2b(word, digest_size=8).digest() for word in words)
    return np.sort(np.frombuffer(hashed, dtype="<u8").astype(np.uint64))


def likeness(code: int) -> Likeness:
    """Return what a number of `Stories.code` says."""
    return Likeness(bool(code & _SAME), bool(code & _ADDS), bool(code & _LACKS))


@dataclass(frozen=True)
class Compared:
    """Pairs that were compared: ids of the earlier and of the later article (hashes of their rows), and codes."""

    earlier: Ids = field(default_factory=lambda: np.empty(0, np.uint64))
    later: Ids = field(default_factory=lambda: np.empty(0, np.uint64))
    codes: Codes = field(default_factory=lambda: np.empty(0, np.uint8))

    def of(self, earlier: Ids, later: Ids) -> Codes:
        """Return the code of each of these pairs, UNKNOWN for one that is not among those compared."""
        order, known = self._known
        if not len(known):
            return np.full(len(earlier), UNKNOWN, np.uint8)
        at = np.minimum(np.searchsorted(known, _mixed(earlier, later)), len(known) - 1)
        place = order[at]
        same = (self.earlier[place] == earlier) & (self.later[place] == later)
        return np.where(same, self.codes[place], np.uint8(UNKNOWN))

    @cached_property
    def _known(self) -> tuple[NDArray[np.int64], Ids]:
        """The pairs in the order of one number for each, and these numbers."""
        mixed = _mixed(self.earlier, self.later)
        order = np.argsort(mixed, kind="stable")
        return order, mixed[order]


def _mixed(earlier: Ids, later: Ids) -> Ids:
    """One number for a pair; two pairs may share one, rarely."""
    turned = (later << np.uint64(31)) | (later >> np.uint64(33))
    return earlier * np.uint64(0x9E3779B97F4A7C15) ^ turned


def compare_ahead(stories: Stories, later: Sequence[int], earlier: Sequence[int], codes: Codes) -> Codes:
    """Return the codes of pairs, those of each later article compared until one says that it is a copy.

    Pairs of one later article stand together, the likeliest first, as `candidates.pairs` gives them.
    """
    out, settled = codes.copy(), -1
    for n, (i, other) in enumerate(zip(later, earlier, strict=True)):
        if i == settled:
            continue
        if out[n] == UNKNOWN:
            out[n] = stories.code(other, i)
        if likeness(int(out[n])).copy:
            settled = i
    return out
