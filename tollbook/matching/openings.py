"""Which of many patterns can match where a stretch of a text begins: one pass over the text answers for all of them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick, Implementation

from tollbook.matching.text import fold
from tollbook.rulebook.needles import Needles
from tollbook.rulebook.ways import Way

_ODD = re.compile("[ſİ]")  # to a pattern without case they are letters which they do not become in lower case
_MOST_LEADS = 4  # characters before the words of a line
_MOST_KNOWN = 4096  # answers that are kept


class Strings:
    """The strings that patterns need, a bit for each set of them, found in one pass over a text."""

    def __init__(self, wanted: Iterable[Needles]) -> None:
        sets = sorted({s for needles in wanted for s in needles}, key=sorted)
        self._of_set = {s: 1 << i for i, s in enumerate(sets)}
        strings = sorted({string for s in sets for string in s})
        self._bits = [sum(bit for s, bit in self._of_set.items() if string in s) for string in strings]
        self._automaton = AhoCorasick(strings, implementation=Implementation.DFA) if strings else None

    def bits(self, needles: Needles) -> int:
        """Return the bits that a text must have. Raises KeyError for needles that were not among those wanted."""
        return sum(self._of_set[s] for s in set(needles))

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Return start, end and bits of every string in `text`, by start."""
        if self._automaton is None:
            return []
        bits = self._bits
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return sorted([(start, end, bits[index]) for index, start, end in found])


class Shown:
    """A text as it is written and as most rules see it (folded), and which of the strings they need stand where."""

    def __init__(self, text: str, strings: Strings) -> None:
        self.written = text
        self.folded = fold(text)
        self._found = strings.find(self.folded)
        self._starts = [found[0] for found in self._found]
        self._last = (0, 0, 0)
        self.odd = not text.isascii() and _ODD.search(text) is not None

    def held(self, start: int, end: int) -> int:
        """Return the bits of the strings that stand from `start` to `end`."""
        if self._last[:2] != (start, end):  # one table after the other asks of the same block
            bits = 0
            for _, until, own in self._found[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
                if until <= end:
                    bits |= own
            self._last = (start, end, bits)
        return self._last[2]


class Openings:
    """For each of some patterns, the ways in which it can match (none: it is not asked for)."""

    def __init__(self, patterns: Sequence[Sequence[Way]], strings: Strings) -> None:
        self._ways = [[(way.begins, strings.bits(way.needles)) for way in found] for found in patterns]
        self._all = 0
        for _, bits in (way for found in self._ways for way in found):
            self._all |= bits
        self._known: dict[int, list[tuple[int, tuple[str, ...]]]] = {}

    def open_for(self, text: Shown, start: int, end: int, lead: str = "") -> list[int]:
        """Return the numbers of the patterns that can match from `start`, ascending.

        Up to four characters of `lead` may stand before what a pattern begins with.
        """
        if text.odd:
            return [index for index, found in enumerate(self._ways) if found]
        held = text.held(start, end) & self._all
        possible = self._known.get(held)
        if possible is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            possible = self._known[held] = list(self._possible(held))
        if not possible:
            return []
        folded, at = text.folded, start
        while at < start + _MOST_LEADS and folded[at : at + 1] in lead and at < end:
            at += 1
        return [i for i, begins in possible if not begins or folded.startswith(begins, at)]

    def _possible(self, held: int) -> Iterable[tuple[int, tuple[str, ...]]]:
        """The patterns that can match where these strings stand, and what they then begin with (nothing: anything)."""
        for index, found in enumerate(self._ways):
            begins = [way for way, bits in found if held & bits == bits]
            if begins:
                yield index, () if () in begins else tuple(sorted({b for way in begins for b in way}))
