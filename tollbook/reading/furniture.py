"""Marks lines that are not the story: page furniture, captions, datelines. The rules are in rules/furniture.

A rule's `emits` says the `kind` of sentence it makes and `where` it applies:
- `line` (a whole block; the default), `sentence` (a block or one sentence of it);
- `start` (the beginning of a block, the rest is read on), `start_top` (the same, in the first paragraph only);
- `top` (one of the first blocks), `under_headline` (a block between headline and first paragraph), `below` (a block
  after a headline or a paragraph).
`case: true` shows a rule the text as written instead of folded; `long: true` shows it blocks of more than SHORT
characters too; `opens: list` makes the lines right under it furniture too, as long as they end without a full stop.
"""

from dataclasses import dataclass

import regex

from tollbook.extraction.text import fold, plain
from tollbook.rulebook import LocatedRule, Rulebook

SHORT = 160  # characters of a line of furniture; only rules with `long: true` see longer blocks
LOOK = 700  # characters of a block that whole-line rules see; longer blocks are paragraphs
_CREDIT = 70  # characters; a longer sentence is no credit
_TIMEOUT = 1.0
_LEAD = r"[ *•>»▪-]{0,4}+"  # bullets and arrows before a line of furniture


@dataclass(frozen=True, slots=True)
class Mark:
    """What a rule found: the kind, the rule, and how long the marked part is."""

    kind: str
    rule: LocatedRule
    length: int


class Shown:
    """A text as it is written and as most rules see it."""

    def __init__(self, text: str) -> None:
        self.written = text
        self.folded = fold(text)


class Furniture:
    """The compiled furniture rules of a book, one alternation for each place they apply to."""

    def __init__(self, book: Rulebook) -> None:
        rules = sorted(book.of("furniture"), key=lambda r: (-r.rule.priority, r.id))
        self._line = _Table(book, [r for r in rules if _where(r) in ("line", "sentence")], whole=True)
        self._long = _Table(book, [r for r in rules if _where(r) in ("line", "sentence") and _long(r)], whole=True)
        self._sentence = _Table(book, [r for r in rules if _where(r) == "sentence"], whole=True)
        self._below = _Table(book, [r for r in rules if _where(r) == "below"], whole=True)
        self._top = _Table(book, [r for r in rules if _where(r) == "top"], whole=True)
        self._under = _Table(book, [r for r in rules if _where(r) == "under_headline"], whole=True)
        self._start = _Table(book, [r for r in rules if _where(r) == "start"], whole=False)
        self._start_top = _Table(book, [r for r in rules if _where(r) == "start_top"], whole=False)

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


class _Table:
    """Rules as one alternation for folded and one for plain text; the first branch that matches wins."""

    def __init__(self, book: Rulebook, rules: list[LocatedRule], *, whole: bool) -> None:
        self._rules = rules
        self._folded = _alternation(book, rules, whole=whole, case=False)
        self._plain = _alternation(book, rules, whole=whole, case=True)

    def match(self, text: Shown, start: int, end: int) -> Mark | None:
        if self._folded is not None:
            mark = self._mark(self._folded.match(text.folded, start, end, timeout=_TIMEOUT), start)
            if mark is not None:
                return mark
        if self._plain is None:
            return None
        return self._mark(self._plain.match(plain(text.written[start:end]), timeout=_TIMEOUT), 0)

    def _mark(self, found: "regex.Match[str] | None", start: int) -> Mark | None:
        if found is None or found.end() == start or not found.lastgroup:
            return None
        rule = self._rules[int(found.lastgroup[1:])]
        return Mark(str(_emits(rule).get("kind", "furniture")), rule, found.end() - start)


def _alternation(book: Rulebook, rules: list[LocatedRule], *, whole: bool, case: bool) -> "regex.Pattern[str] | None":
    branches = [
        f"(?P<r{i}>{book.expand(rule.rule.pattern)})"
        for i, rule in enumerate(rules)
        if rule.rule.pattern is not None and bool(_emits(rule).get("case")) is case
    ]
    if not branches:
        return None
    body = "|".join(branches)
    return regex.compile(rf"{_LEAD}(?:{body}) {{0,2}}\Z" if whole else f"(?:{body})", regex.VERSION0)
