"""Which news agency an article is credited to. An agency that the story cites, or that took the photo, is not."""

from collections.abc import Iterable, Iterator

import regex
from ahocorasick_rs import AhoCorasick, MatchKind

from tollbook.extraction.text import fold
from tollbook.rows import Sentence
from tollbook.rulebook import Rulebook

_CREDITS = ("furniture.line.credit", "furniture.line.byline", "furniture.line.date", "furniture.page.rights")
_DATELINE = "dateline"
_PHOTO = regex.compile(r"\b(?:photo|picture|image|file|photograph)|[a-z]/|/[a-z]")
_IN_OUTLET = regex.compile(r"\(([^()]{2,60})\)|^([^()]{2,40})$")


class Agencies:
    """The names of agencies in one automaton."""

    def __init__(self, book: Rulebook) -> None:
        names: dict[str, str] = {}
        for located in book.of("publication"):
            for entry in located.rule.entries or ():
                agency = str(entry.values.get("agency", entry.name))
                names.update((fold(name), agency) for name in (entry.name, *entry.aliases))
        self._names = list(names)
        self._agencies = [names[n] for n in self._names]
        self._automaton = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> tuple[str, int, int] | None:
        """The first agency named in `text` as whole words: name, start, end."""
        folded = fold(text)
        for index, start, end in self._automaton.find_matches_as_indexes(folded):
            before, after = folded[start - 1 : start], folded[end : end + 1]
            if not (before.isalnum() or after.isalnum() or (before == "-" and start > 0)):
                return self._agencies[index], start, end
        return None


def credited(sentences: Iterable[Sentence], outlet: str | None, book: Rulebook) -> str | None:
    """The agency in the dateline, byline or credit lines of an article, else the one named with its outlet."""
    credit = next(iter(credits_in(sentences, book)), None)
    if credit is not None:
        return credit[0]
    match = _IN_OUTLET.search(outlet or "")
    agencies = book.memo("reading.agencies", Agencies)
    found = agencies.find(match.group(1) or match.group(2)) if match else None
    return found[0] if found else None


def credits_in(sentences: Iterable[Sentence], book: Rulebook) -> Iterator[tuple[str, int, int]]:
    """Each agency that a dateline, byline or credit line names first, with its offsets in the document."""
    agencies = book.memo("reading.agencies", Agencies)
    for sentence in sentences:
        found = agencies.find(sentence.text) if _is_credit(sentence) else None
        if found is not None:
            yield found[0], sentence.start_char + found[1], sentence.start_char + found[2]


def _is_credit(sentence: Sentence) -> bool:
    if sentence.kind == _DATELINE:
        return True
    return sentence.rule_id in _CREDITS and not _PHOTO.search(fold(sentence.text))
