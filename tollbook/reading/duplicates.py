"""Finds copies: the same text or the same wire story under another name. A copy is a document, but no new source.

Articles are taken in the order of publication: by day (unknown last), then by `source_id`, then by `doc_id`. Each is
compared with earlier ones that may be alike, and joins the likeliest of which it is a copy: so a copy of a copy is a
copy of the first, the order of the input does not matter, and an article that comes last changes nothing of the others.
Of two articles of one day, of which one has passages with figures that the other has cut, the fuller one is the first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from tollbook.extraction.sentences import split_unnamed
from tollbook.reading.candidates import candidates
from tollbook.reading.likeness import CopySettings, Likeness, compare, copy_settings
from tollbook.reading.story import Story, read_story, vocabulary
from tollbook.rows import Document
from tollbook.rulebook import Rulebook

_AT_HAND = 512  # stories whose words are kept


def mark_duplicates(documents: Sequence[Document], book: Rulebook) -> list[Document]:
    """Return the documents in the same order with `duplicate_of`, `story_of` and `story_agency` set.

    `duplicate_of` is the first copy, None on that one itself; `story_of` is the first article that tells the same story
    in the same words, copy or not (one that other figures were put into is not), None on that one itself;
    `story_agency` is the agency that the first of them with a credit names.
    """
    ranked = sorted(documents, key=_rank)
    marks = _Marks(ranked, copy_settings(book), book).run()
    found = {document.doc_id: marks.of(i) for i, document in enumerate(ranked)}
    return [_marked(d, *found[d.doc_id]) for d in documents]


def _marked(document: Document, copy_of: str | None, story_of: str | None, agency: str | None) -> Document:
    return replace(document, duplicate_of=copy_of, story_of=story_of, story_agency=agency)


@dataclass
class _Marks:
    """Groups of copies by the number of their first article in `ranked`, filled from the earliest to the latest."""

    ranked: Sequence[Document]
    settings: CopySettings
    book: Rulebook
    group: dict[int, int] = field(default_factory=dict)  # article -> its group
    first: dict[int, int] = field(default_factory=dict)  # group -> the article that the others are copies of
    story: dict[int, int] = field(default_factory=dict)  # group -> group of the first version of the story
    agency: dict[int, str] = field(default_factory=dict)  # story -> agency
    same: dict[int, int] = field(default_factory=dict)  # article -> earlier one with exactly the same words

    def run(self) -> "_Marks":
        of_key: dict[str, list[int]] = {}  # story_sha256 -> articles with these words that are no copies of each other
        distinct = [i for i in range(len(self.ranked)) if self._is_new(i, of_key)]
        near = self._near(distinct)
        for i in distinct:
            self._place(i, near.get(i, ()))
        for i, same in self.same.items():
            self.group[i] = self.group[same]
        for i, document in enumerate(self.ranked):
            if document.agency:
                self.agency.setdefault(self.story[self.group[i]], document.agency)
        return self

    def of(self, i: int) -> tuple[str | None, str | None, str | None]:
        """The first copy, the first version of the story, and its agency, for one article."""
        group = self.group[i]
        story = self.story[group]
        firsts = (self.ranked[self.first[g]].doc_id for g in (group, story))
        copy_of, story_of = (None if first == self.ranked[i].doc_id else first for first in firsts)
        return copy_of, story_of, self.agency.get(story)

    def __post_init__(self) -> None:
        self.words = lru_cache(_AT_HAND)(self._read)
        self.vocabulary = lru_cache(4 * _AT_HAND)(lambda i: vocabulary(self.ranked[i].text))

    def _is_new(self, i: int, of_key: dict[str, list[int]]) -> bool:
        """Whether nobody had exactly these words before."""
        known = of_key.setdefault(self.ranked[i].story_sha256, [])
        for other in known:
            if self.ranked[i].story_bands or self._near_in_time(i, other):
                self.same[i] = other
                return False
        known.append(i)
        return True

    def _near_in_time(self, i: int, other: int) -> bool:
        days = self.ranked[i].published_on, self.ranked[other].published_on
        return days[0] is None or days[1] is None or abs((days[0] - days[1]).days) <= self.settings.short_days

    def _near(self, distinct: Sequence[int]) -> dict[int, list[int]]:
        found = candidates([self.ranked[i].story_bands for i in distinct])
        return {distinct[later]: [distinct[e] for e in earlier] for later, earlier in found}

    def _read(self, i: int) -> Story:
        return read_story(split_unnamed(self.ranked[i], self.book), self.book)

    def _place(self, i: int, earlier: Sequence[int]) -> None:
        same = None
        for other, likeness in self._compared(i, earlier):
            if likeness.copy and not self._contradicts_first(i, other):
                self.group[i] = self.group[other]
                return
            if self._is_fuller(i, other, likeness):
                self.group[i] = self.group[other]
                self.first[self.group[i]] = i
                return
            same = other if same is None and likeness.same else same
        self.group[i] = self.first[i] = i
        self.story[i] = i if same is None else self.story[self.group[same]]

    def _compared(self, i: int, earlier: Sequence[int]) -> Iterator[tuple[int, Likeness]]:
        for other in earlier:
            if self._can_be(i, other):
                yield other, compare(self.words(other), self.words(i), self.settings)

    def _can_be(self, i: int, other: int) -> bool:
        """Whether two texts share enough words, in any order, to be worth a comparison word by word."""
        own, theirs = self.vocabulary(i), self.vocabulary(other)
        return len(own & theirs) >= self.settings.vocabulary * min(len(own), len(theirs))

    def _contradicts_first(self, i: int, other: int) -> bool:
        """Whether the first copy gives other figures: a copy that was cut may agree with two versions of a story."""
        first = self.first[self.group[other]]
        if first == other:
            return False
        likeness = compare(self.words(first), self.words(i), self.settings)
        return likeness.same and likeness.adds

    def _is_fuller(self, i: int, other: int, likeness: Likeness) -> bool:
        """Whether the first copy of this same day is this article with passages cut out."""
        is_first = self.first[self.group[other]] == other
        same_day = self.ranked[i].published_on == self.ranked[other].published_on
        return likeness.same and not likeness.lacks and is_first and same_day


def _rank(document: Document) -> tuple[bool, str, str, str]:
    day = document.published_on
    return day is None, day.isoformat() if day else "", document.source_id, document.doc_id
