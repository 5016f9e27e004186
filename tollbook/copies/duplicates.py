"""Finds copies: the same text or the same wire story under another name. A copy is a document, but no new source.

Articles are taken in the order of publication: by day (unknown last), then by `source_id`, then by `doc_id`. Each is
compared with earlier ones that may be alike, and joins the likeliest of which it is a copy: so a copy of a copy is a
copy of the first, the order of the input does not matter, and an article that comes last changes nothing of the others.
Of two articles of one day, of which one has passages with figures that the other has cut, the fuller one is the first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tollbook.copies.candidates import Keys, Numbers, pairs, read_bands
from tollbook.copies.comparing import UNKNOWN, Codes, Compared, Ids, Stories, likeness
from tollbook.copies.likeness import CopySettings, Likeness, copy_settings
from tollbook.rows import Document
from tollbook.rulebook import Rulebook

Mark = tuple[str | None, str | None, str | None]  # duplicate_of, story_of, story_agency
_SURE = np.uint64(2**64 - 1)  # turns the id of a later article where the pair had more than a first look


@dataclass(frozen=True, slots=True)
class Catalog:
    """What finding copies knows of articles, in the order of publication, without their texts.

    `days` are ordinals, `words` equal where the words of the story are (empty: not to be compared), `bands` the keys of
    those that are `banded`, `ids` hash title and text.
    """

    doc_ids: Sequence[str]
    days: Sequence[int | None]
    agencies: Sequence[str | None]
    words: Sequence[str]
    bands: Keys
    banded: NDArray[np.bool_]
    ids: Ids

    def __len__(self) -> int:
        return len(self.doc_ids)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of numbers of articles to compare, the later ones in order, each with its likeliest first; and codes."""

    later: Numbers
    earlier: Numbers
    codes: Codes


def mark_duplicates(documents: Sequence[Document], book: Rulebook) -> list[Document]:
    """Return the documents in the same order with `duplicate_of`, `story_of` and `story_agency` set.

    `duplicate_of` is the first copy, None on that one itself; `story_of` is the first article that tells the same story
    in the same words, copy or not (one that other figures were put into is not), None on that one itself;
    `story_agency` is the agency that the first of them with a credit names.
    """
    ranked = sorted(documents, key=_rank)
    bands, banded = read_bands([d.story_bands for d in ranked])
    days = [d.published_on.toordinal() if d.published_on else None for d in ranked]
    columns = [d.doc_id for d in ranked], days, [d.agency for d in ranked], [d.story_sha256 for d in ranked]
    catalog = Catalog(*columns, bands, banded, np.arange(len(ranked), dtype=np.uint64))
    marks, _ = find_copies(catalog, Stories(lambda i: ranked[i], book), copy_settings(book))
    found = dict(zip(catalog.doc_ids, marks, strict=True))
    return [_marked(d, *found[d.doc_id]) for d in documents]


def find_copies(
    catalog: Catalog,
    stories: Stories,
    settings: CopySettings,
    known: Compared | None = None,
    ahead: Callable[[Pairs], Codes] | None = None,
) -> tuple[list[Mark], Compared]:
    """Return the marks of each article, and all pairs whose comparison they rest on.

    What `known` says of a pair is not compared again; `ahead` may compare pairs before they are asked for.
    """
    marks = _Marks(catalog, settings, stories, known or Compared())
    return marks.run(ahead), marks.compared()


def _marked(document: Document, copy_of: str | None, story_of: str | None, agency: str | None) -> Document:
    return replace(document, duplicate_of=copy_of, story_of=story_of, story_agency=agency)


@dataclass
class _Marks:
    """Groups of copies by the number of their first article, filled from the earliest to the latest.

    An article that is in no group is a group of its own, whose story is its own.
    """

    catalog: Catalog
    settings: CopySettings
    stories: Stories
    known: Compared
    group: dict[int, int] = field(default_factory=dict)  # article -> its group
    first: dict[int, int] = field(default_factory=dict)  # group -> the article that the others are copies of
    story: dict[int, int] = field(default_factory=dict)  # group -> group of the first version of the story
    same: dict[int, int] = field(default_factory=dict)  # article -> earlier one with exactly the same words
    more: dict[tuple[int, int], int] = field(default_factory=dict)  # codes of further pairs: earlier, later

    def run(self, ahead: Callable[[Pairs], Codes] | None) -> list[Mark]:
        of_words: dict[str, list[int]] = {}  # articles with these words that are no copies of each other
        told = [i for i, words in enumerate(self.catalog.words) if words and self._is_new(i, of_words)]
        self.pairs = self._pairs(told)
        if ahead is not None:
            self.pairs = replace(self.pairs, codes=ahead(self.pairs))
        later = self.pairs.later
        starts = np.flatnonzero(np.r_[True, later[1:] != later[:-1]][: len(later)]).tolist()
        for start, end in pairwise([*starts, len(later)]):
            self._place(int(later[start]), range(start, end))
        for i, same in self.same.items():
            self.group[i] = self._group(same)
        return self._all()

    def compared(self) -> Compared:
        """Return all pairs whose code was needed or known, the candidates first."""
        ids, extra = self.catalog.ids, list(self.more)
        done = self.pairs.codes != UNKNOWN
        earlier = np.r_[self.pairs.earlier[done], np.array([e for e, _ in extra], np.int64)]
        sure = ids[np.array([i for _, i in extra], np.int64)] ^ _SURE
        codes = np.r_[self.pairs.codes[done], np.array([self.more[p] for p in extra], np.uint8)]
        return Compared(ids[earlier], np.r_[ids[self.pairs.later[done]], sure], codes)

    def _all(self) -> list[Mark]:
        """The marks of every article."""
        grouped = self.group.keys() | set(self.group.values()) | self.story.keys() | set(self.story.values())
        agency: dict[int, str] = {}  # story -> agency
        for i, named in enumerate(self.catalog.agencies):
            if named:
                agency.setdefault(self._story(self._group(i)), named)
        names = self.catalog.doc_ids
        marks: list[Mark] = [(None, None, named) for named in self.catalog.agencies]
        for i in grouped:
            group = self._group(i)
            story = self._story(group)
            firsts = (self._first(group), self._first(story))
            copy_of, story_of = (None if first == i else names[first] for first in firsts)
            marks[i] = copy_of, story_of, agency.get(story)
        return marks

    def _group(self, i: int) -> int:
        return self.group.get(i, i)

    def _first(self, group: int) -> int:
        return self.first.get(group, group)

    def _story(self, group: int) -> int:
        return self.story.get(group, group)

    def _is_new(self, i: int, of_words: dict[str, list[int]]) -> bool:
        """Whether nobody had exactly these words before."""
        known = of_words.setdefault(self.catalog.words[i], [])
        for other in known:
            if self.catalog.banded[i] or self._near_in_time(i, other):
                self.same[i] = other
                return False
        known.append(i)
        return True

    def _near_in_time(self, i: int, other: int) -> bool:
        one, two = self.catalog.days[i], self.catalog.days[other]
        return one is None or two is None or abs(one - two) <= self.settings.short_days

    def _pairs(self, told: Sequence[int]) -> Pairs:
        rows = np.array([i for i in told if self.catalog.banded[i]], dtype=np.int64)
        later, earlier = (rows[found] for found in pairs(self.catalog.bands[rows]))
        ids = self.catalog.ids
        return Pairs(later, earlier, self.known.of(ids[earlier], ids[later]))

    def _place(self, i: int, places: range) -> None:
        same = None
        for other, found in self._compared(i, places):
            if found.copy and not self._contradicts_first(i, other):
                self.group[i] = self._group(other)
                return
            if self._is_fuller(i, other, found):
                self.group[i] = self._group(other)
                self.first[self.group[i]] = i
                return
            same = other if same is None and found.same else same
        if same is not None:
            self.story[i] = self._story(self._group(same))

    def _compared(self, i: int, places: range) -> Iterator[tuple[int, Likeness]]:
        for place in places:
            other = int(self.pairs.earlier[place])
            if self.pairs.codes[place] == UNKNOWN:
                self.pairs.codes[place] = self.stories.code(other, i)
            yield other, likeness(int(self.pairs.codes[place]))

    def _contradicts_first(self, i: int, other: int) -> bool:
        """Whether the first copy gives other figures: a copy that was cut may agree with two versions of a story."""
        first = self._first(self._group(other))
        if first == other:
            return False
        if (first, i) not in self.more:
            ids = self.catalog.ids
            (code,) = self.known.of(ids[[first]], ids[[i]] ^ _SURE)
            self.more[first, i] = self.stories.code(first, i, sure=True) if code == UNKNOWN else int(code)
        found = likeness(self.more[first, i])
        return found.same and found.adds

    def _is_fuller(self, i: int, other: int, found: Likeness) -> bool:
        """Whether the first copy of this same day is this article with passages cut out."""
        is_first = self._first(self._group(other)) == other
        same_day = self.catalog.days[i] == self.catalog.days[other]
        return found.same and not found.lacks and is_first and same_day


def _rank(document: Document) -> tuple[bool, str, str, str]:
    day = document.published_on
    return day is None, day.isoformat() if day else "", document.source_id, document.doc_id
