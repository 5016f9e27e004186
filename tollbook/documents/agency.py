"""Which news agency an article is credited to. An agency that the story cites, or that took the photo, is not."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

import regex
from ahocorasick_rs import AhoCorasick, MatchKind

from tollbook.matching.text import fold
from tollbook.rows import Sentence
from tollbook.rulebook import Rulebook
from tollbook.rulebook.timed import Timed

_CREDITS = ("furniture.line.credit", "furniture.line.byline", "furniture.line.date", "furniture.page.rights")
_DATELINE = "dateline"
_PHOTO = regex.compile(r"\b(?:photo|picture|image|file|photograph)|[a-z]/|/[a-z]")
_IN_OUTLET = regex.compile(r"\(([^()]{2,60})\)|^([^()]{2,40})$")
_HEAD = 8  # paragraphs at the top in which credits are looked for
_FOOT = 6  # and at the end
_LINE = 300  # characters of a credit line at most
_EDGE = "\x00"  # between sentences that are looked at together


class Agencies:
    """The names of agencies in one automaton, and the patterns of lines that credit one."""

    def __init__(self, book: Rulebook) -> None:
        names: dict[str, str] = {}
        patterns: dict[str, list[str]] = {"credit_line": [], "credit_start": []}
        for located in book.of("publication"):
            for entry in located.rule.entries or ():
                agency = str(entry.values.get("agency", entry.name))
                names.update((fold(name), agency) for name in (entry.name, *entry.aliases))
            where = located.rule.emits.get("where") if isinstance(located.rule.emits, dict) else None
            if located.rule.pattern is not None and where in patterns:
                patterns[str(where)].append(f"(?:{book.expand(located.rule.pattern)})")
        self._names = list(names)
        self._agencies = [names[n] for n in self._names]
        self._automaton = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest)
        self._line = Timed("|".join(patterns["credit_line"]) or r"(?!)", "the credit lines of publication")
        self._start = Timed("|".join(patterns["credit_start"]) or r"(?!)", "the credit starts of publication")

    def find_each(self, texts: Sequence[str]) -> list[tuple[str, int, int] | None]:
        """What `find` gives for each of some texts, in one pass over all of them."""
        ends = list(accumulate((len(text) + 1 for text in texts), initial=0))
        out: list[tuple[str, int, int] | None] = [None] * len(texts)
        for agency, start, end in self._named(fold(_EDGE.join(texts))):
            n = bisect_right(ends, start) - 1
            if out[n] is None:
                out[n] = agency, start - ends[n], end - ends[n]
        return out

    def find(self, text: str) -> tuple[str, int, int] | None:
        """The first agency named in `text` as whole words: name, start, end."""
        return next(self._named(fold(text)), None)

    def _named(self, folded: str) -> Iterator[tuple[str, int, int]]:
        for index, start, end in self._automaton.find_matches_as_indexes(folded):
            before, after = folded[max(0, start - 2) : start], folded[end : end + 1]
            joined = before[-1:].isalnum() or (before[-1:] == "-" and before[:-1].isalnum())  # another's name: "X-EFE"
            if not (joined or after.isalnum()):
                yield self._agencies[index], start, end

    def credits(self, text: str) -> bool:
        """Whether a whole line that names an agency credits it."""
        return len(text) <= _LINE and self._line.fullmatch(fold(text)) is not None

    def at_start(self, text: str) -> tuple[str, int, int] | None:
        """The agency that stands with the place before the words of a story."""
        head = text[:_LINE]
        match = self._start.match(fold(head)) if self.find(head) else None
        return self.find(text[: match.end()]) if match else None


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
    rows = list(sentences)
    agencies = book.memo("reading.agencies", Agencies)
    told = {s.paragraph for s in rows if s.kind == "body"}
    last = rows[-1].paragraph if rows else 0
    named = agencies.find_each([sentence.text for sentence in rows])
    for n, sentence in enumerate(rows):
        if named[n] is None and len(sentence.text) <= _LINE:
            continue  # of a longer one the start may name an agency where the whole does not
        near_edge = sentence.paragraph < _HEAD or sentence.paragraph > last - _FOOT
        found = named[n] if _is_credit(sentence) else None
        if found is None and near_edge and (sentence.kind != "caption" or sentence.paragraph in told):
            found = named[n] if agencies.credits(sentence.text) else None
        if found is None and sentence.kind == "body" and sentence.paragraph < _HEAD and _opens(rows, n):
            found = agencies.at_start(sentence.text)
        if found is not None:
            yield found[0], sentence.start_char + found[1], sentence.start_char + found[2]


def _opens(rows: Sequence[Sentence], n: int) -> bool:
    """Whether a sentence is the first of its paragraph."""
    return n == 0 or rows[n - 1].paragraph != rows[n].paragraph


def _is_credit(sentence: Sentence) -> bool:
    if sentence.kind == _DATELINE:
        return True
    return sentence.rule_id in _CREDITS and not _PHOTO.search(fold(sentence.text))
