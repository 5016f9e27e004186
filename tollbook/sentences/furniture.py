"""Marks lines that are not the story: page furniture, captions, datelines. The rules are in rules/furniture.

A rule's `emits` says the `kind` of sentence it makes and `where` it applies:
- `line` (a whole block; the default), `sentence` (a block or one sentence of it);
- `start` (the beginning of a block, the rest is read on), `start_top` (the same, in the first paragraph only);
- `top` (one of the first blocks), `under_headline` (a block between headline and first paragraph), `below` (a block
  after a headline or a paragraph), `end` (each of several blocks without a full stop at the end of a text).
`case: true` shows a rule the text as written instead of folded; `long: true` shows it blocks of more than SHORT
characters too; `opens: list` makes the lines right under it furniture too, as long as they end without a full stop.
"""

from dataclasses import dataclass

import regex

from tollbook.matching.openings import Openings, Shown, Strings
from tollbook.matching.patterns import Cue
from tollbook.matching.text import fold, plain
from tollbook.rulebook import LocatedRule, Rulebook
from tollbook.rulebook.forms import forms
from tollbook.rulebook.ways import Way, ways

SHORT = 160  # characters of a line of furniture; only rules with `long: true` see longer blocks
LOOK = 700  # characters of a block that whole-line rules see; longer blocks are paragraphs
_CREDIT = 70  # characters; a longer sentence is no credit
_LEADS = " *•>»▪-"  # bullets and arrows before a line of furniture, up to four
_LEAD = rf"[{_LEADS}]{{0,4}}+"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a rule found: the kind, the rule, and how long the marked part is."""

    kind: str
    rule: LocatedRule
    length: int


class Furniture:
    """The compiled furniture rules of a book, a table for each place they apply to."""

    def __init__(self, book: Rulebook) -> None:
        rules = sorted(book.of("furniture"), key=lambda r: (_cased(r), -r.rule.priority, r.id))
        used = [r for r in rules if r.rule.pattern is not None]
        known = {r.id: _ways(book, r) for r in used}
        self.strings = Strings(way.needles for found in known.values() for way in found)

        def table(*places: str, whole: bool = True, long: bool = False) -> _Table:
            rules = [r for r in used if _where(r) in places and _long(r) >= long]
            return _Table(book, rules, Openings([known[r.id] for r in rules], self.strings), whole=whole)

        self._line = table("line", "sentence")
        self._long = table("line", "sentence", long=True)
        self._sentence = table("sentence")
        self._below = table("below")
        self._top = table("top")
        self._end = table("end")
        self._under = table("under_headline")
        self._start = table("start", whole=False)
        self._start_top = table("start_top", whole=False)

    def shown(self, text: str) -> Shown:
        """Return a text as the methods of this object take it."""
        return Shown(text, self.strings)

    def line(self, text: Shown, start: int, end: int, *, top: bool, headline: bool, body: bool) -> Mark | None:
        """The mark of the whole block from `start` to `end`, or None.

        `top`: it is one of the first blocks; `headline`, `body`: a headline, a paragraph of the story stands above.
        """
        length = end - start
        if length > SHORT:
            return self._long.match(text, start, end) if length <= LOOK else None
        mark = self._line.match(text, start, end)
        if mark is None and top:
            mark = self._top.match(text, start, end)
        if mark is None and headline and not body:
            mark = self._under.match(text, start, end)
        if mark is None and (headline or body):
            mark = self._below.match(text, start, end)
        return mark

    def start(self, text: Shown, start: int, end: int, *, top: bool) -> Mark | None:
        """The mark of the beginning of a block that goes on, or None."""
        end = min(end, start + LOOK)
        mark = self._start.match(text, start, end)
        return self._start_top.match(text, start, end) if mark is None and top else mark

    def end(self, text: Shown, start: int, end: int) -> Mark | None:
        """The mark of one of the last blocks of a text, which has no full stop, or None."""
        return self._end.match(text, start, end) if end - start <= SHORT else None

    def sentence(self, text: Shown, start: int, end: int) -> Mark | None:
        """The mark of one sentence in a paragraph, or None."""
        if end - start > (LOOK if text.written[start] == "(" else _CREDIT):
            return None
        return self._sentence.match(text, start, end)


def _where(rule: LocatedRule) -> str:
    return str(_emits(rule).get("where", "line"))


def _long(rule: LocatedRule) -> bool:
    return bool(_emits(rule).get("long"))


def _emits(rule: LocatedRule) -> dict[str, object]:
    emits = rule.rule.emits
    return emits if isinstance(emits, dict) else {}


def opens_list(mark: Mark) -> bool:
    """Whether the lines under this one go with it."""
    return _emits(mark.rule).get("opens") == "list"


def _cased(rule: LocatedRule) -> bool:
    return bool(_emits(rule).get("case"))


def _ways(book: Rulebook, rule: LocatedRule) -> tuple[Way, ...]:
    """The ways in which a rule can match, as they show in folded text."""
    pattern = book.expand(rule.rule.pattern or "")
    if not _cased(rule):
        return _read_ways(pattern)
    found = _read_ways(pattern.replace("(?i:", "(?:"))
    return tuple(Way(tuple(map(fold, w.begins)), tuple(frozenset(map(fold, n)) for n in w.needles)) for w in found)


def _read_ways(pattern: str) -> tuple[Way, ...]:
    return forms().of("ways", (pattern,), lambda: ways(pattern))


class _Table:
    """Rules of one place, those for folded text first; the first that matches wins."""

    def __init__(self, book: Rulebook, rules: list[LocatedRule], openings: Openings, *, whole: bool) -> None:
        self._openings = openings
        self._lead = _LEADS if whole else ""
        self._rules = [(r, _compiled(book, r, whole=whole), _cased(r)) for r in rules]

    def match(self, text: Shown, start: int, end: int) -> Mark | None:
        empty = False  # a rule for folded text that matches nothing ends their turn
        for index in self._openings.open_for(text, start, end, self._lead):
            rule, pattern, cased = self._rules[index]
            found = None
            if cased:
                found = pattern.match(plain(text.written[start:end]))
            elif not empty:
                found = pattern.match(text.folded, start, end)
            if found is not None:
                mark = _mark(found, 0 if cased else start, rule)
                if mark is not None or cased:
                    return mark
                empty = True
        return None


def _mark(found: "regex.Match[str]", start: int, rule: LocatedRule) -> Mark | None:
    if found.end() == start:
        return None
    return Mark(str(_emits(rule).get("kind", "furniture")), rule, found.end() - start)


def _compiled(book: Rulebook, rule: LocatedRule, *, whole: bool) -> Cue:
    body = rule.rule.pattern or ""
    return Cue(book, rf"{_LEAD}(?:{body}) {{0,2}}\Z" if whole else f"(?:{body})", name=f"rule {rule.id}")
