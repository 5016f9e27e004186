"""What stands around a name: the pattern rules of rules/places, matched beside each name instead of over the text.

A rule's pattern has one `{place}`. What stands before it is matched backwards from the name, what stands after it
forwards, so a long text costs no more than the names in it. Which rules can match is known from the word beside the
name, and remembered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import regex

from tollbook.extraction.places.evidence import ABROAD
from tollbook.extraction.places.spans import Span
from tollbook.extraction.places.words import Tokens, Words
from tollbook.rulebook import LocatedRule, Rulebook
from tollbook.rulebook.timed import Timed

REACH = 140  # characters before a name that a pattern can see
LARGE_TOWN = 50_000
_REMEMBERED = 50_000
_PLACE = "\ue007"
_REVERSE = "(?r)"
_BESIDE = frozenset({" ", "-", ", ", "\n"})  # what stands between a name and what tells of it
_WIDEST = len("'s ")  # between a name and the word before it
_PARTS = ("district", "neighbourhood")  # features that a large town itself is not
_SMALL = ("village", "hamlet", "settlement", "community")
_INDEFINITE = regex.compile(
    r"(?r)\b(?:an?|one|another|some|several|any|two|three|four|busy|crowded) "
)  # "a Kabul hotel"


@dataclass(frozen=True)
class Side:
    """The contexts on one side of a name, rules in order of priority."""

    rules: Sequence[tuple[LocatedRule, Timed]]
    backwards: bool
    beyond: Mapping[str, Timed] = field(default_factory=dict)  # what a rule asks for on the other side, by its id
    _by_word: dict[str, Sequence[tuple[LocatedRule, Timed]]] = field(default_factory=dict)

    def match(self, folded: str, word: str, low: int, at: int, far: int) -> tuple[LocatedRule, Any] | None:
        """The first rule that matches at this offset, given the word next to the name, and its match.

        `far` is where the name ends on the other side.
        """
        possible = self._by_word.get(word)
        if possible is None:
            if len(self._by_word) > _REMEMBERED:
                self._by_word.clear()
            possible = self._by_word[word] = self._possible(word)
        start, stop = (low, at) if self.backwards else (at, len(folded))
        for rule, pattern in possible:
            found = pattern.match(folded, start, stop)
            beyond = self.beyond.get(rule.id)
            if found is not None and (beyond is None or beyond.match(folded, far, len(folded))):
                return rule, found
        return None

    def _possible(self, word: str) -> Sequence[tuple[LocatedRule, Timed]]:
        # A partial match: the pattern could go on beyond the text that it was given.
        gaps = ("{} ", "{}, ", "{}-", "{}'s ") if self.backwards else (" {}", "-{}", ", {}")
        any_rule = self._any.match
        tries = [t for t in (g.format(word) for g in gaps) if any_rule(t, partial=True)]
        return [(r, c) for r, c in self.rules if any(c.match(t, partial=True) for t in tries)]

    @cached_property
    def _any(self) -> Timed:
        """All rules as one: most words can stand beside no name by any of them."""
        patterns = [timed.compiled.pattern.removeprefix(_REVERSE) for _, timed in self.rules]
        return Timed(
            (_REVERSE if self.backwards else "") + "|".join(f"(?:{p})" for p in patterns), "the rules of places"
        )


@dataclass(frozen=True)
class Contexts:
    """The compiled contexts of a rulebook."""

    before: Side
    after: Side
    datelines: Sequence[tuple[str, Timed, bool]]  # rule, what follows the name, whether it need not be in capitals
    chain: Timed


def contexts_of(book: Rulebook) -> Contexts:
    """The contexts of this rulebook."""
    return book.memo("places.contexts", _build)


def _build(book: Rulebook) -> Contexts:
    before, after, datelines = [], [], []
    beyond: dict[str, Timed] = {}
    for located in sorted(book.of("places"), key=lambda r: (-r.rule.priority, r.id)):
        if located.rule.pattern is None:
            continue
        left, _, right = book.expand(located.rule.pattern, {"place": _PLACE}).partition(f"(?:{_PLACE})")
        if left:
            before.append((located, Timed(_REVERSE + left, f"rule {located.id}")))
            if right:
                beyond[located.id] = Timed(right, f"rule {located.id}")
        elif "dateline" in located.rule.emits:
            datelines.append((located.id, Timed(right, f"rule {located.id}"), _emits(located)["dateline"] == "any"))
        else:
            after.append((located, Timed(right, f"rule {located.id}")))
    chain = str(book.settings.get("places/patterns", {}).get("chain", ","))
    return Contexts(
        before=Side(before, True, beyond),
        after=Side(after, False),
        datelines=datelines,
        chain=Timed(book.expand(chain), "the setting places/patterns: chain"),
    )


def read_contexts(tokens: Tokens, spans: list[Span], contexts: Contexts, words: Words) -> None:
    """Fill in what the patterns beside each name say of it."""
    keys, offsets, folded = tokens.keys, tokens.spans, tokens.folded
    done = 0
    last: Span | None = None
    for span in spans:
        span.quote_start, span.quote_end = span.start, span.end
        if span.places and span.places[0].relation == "demonym":
            continue
        if _describes(tokens, span, words):
            done, last = span.quote_end, span
            span.extra["describes"] = "yes"
            continue
        if span.last < len(keys) and tokens.gap(span.last - 1) in _BESIDE:
            after = contexts.after.match(folded, keys[span.last], 0, span.end, span.start)
            if after is not None:
                _read_after(folded, span, *after, words)
        if span.first and offsets[span.first][0] - offsets[span.first - 1][1] <= _WIDEST:
            before = contexts.before.match(
                folded, keys[span.first - 1], max(0, span.start - REACH), span.start, span.end
            )
            if before is not None and _start(before[1]) >= done:
                _read_before(folded, span, *before, words)
            elif before is not None and last is not None and _of_town(last, span):
                last.quote_end, last.feature, last.rule_id = last.end, None, None
                _read_before(folded, span, *before, words)
            elif before is not None:  # "the Hodan district of Mogadishu": the words are of the name before
                span.placed = True
        done, last = span.quote_end, span


def _describes(tokens: Tokens, span: Span, words: Words) -> bool:
    """Whether a country of forces abroad tells whose something is: "the hub of U.S. military operations"."""
    abroad = bool(span.places) and span.places[0].precision == "country" and span.places[0].country in ABROAD
    if not abroad or span.last >= len(tokens.keys):
        return False
    return tokens.gap(span.last - 1).lstrip(".") == " " and tokens.keys[span.last] in words.of_country


def _of_town(town: Span, span: Span) -> bool:
    """Whether the word between two names is of the second: "the Karachi suburb of Lyari", "the Borno town of Gwoza".

    The first is no such thing: a large town is no suburb and no village, a province no town.
    """
    size = max((p.population for p in town.places if p.precision == "settlement"), default=0)
    large = size >= max([LARGE_TOWN, *(p.population for p in span.places)])
    held = any(part.admin1 == p.name != part.name for p in town.places for part in span.places)
    if town.feature == "settlement":
        return held or (large and town.extra.get("feature") in _SMALL)
    return town.feature in _PARTS and large


def _start(match: Any) -> int:
    """Where the feature word of a match begins, else the end of all texts."""
    feature = match.groupdict().get("feature")
    return match.start("feature") if feature else 1 << 40


def _emits(rule: LocatedRule) -> Mapping[str, Any]:
    return rule.rule.emits if isinstance(rule.rule.emits, dict) else {}


def _read_after(folded: str, span: Span, rule: LocatedRule, match: Any, words: Words) -> None:
    emits = _emits(rule)
    feature = match.groupdict().get("feature") or ""
    kind = str(emits.get("precision") or words.features.get(feature))
    if kind == "facility" and span.known and _INDEFINITE.match(folded, 0, span.start):
        return
    span.feature = kind
    span.extra["feature"] = feature
    span.rule_id = rule.id
    if emits.get("quote") != "name":
        span.quote_end = match.end()
    span.placed = span.firm = True


def _read_before(folded: str, span: Span, rule: LocatedRule, match: Any, words: Words) -> None:
    emits, groups = _emits(rule), match.groupdict()
    word, feature = groups.get("word"), groups.get("feature")
    span.relation = str(emits.get("relation", "at"))
    if span.relation == "demonym":
        span.rule_id = rule.id
        return
    span.placed = True
    if word:
        span.firm_before = word in words.firm and (not groups.get("article") or bool(feature))
    else:
        span.firm_before = bool(emits.get("firm")) or bool(feature)
    span.firm = span.firm or span.firm_before
    if feature and span.feature is None:
        kind = words.features.get(feature.replace("-", " "))
        large = any(p.population >= LARGE_TOWN or p.precision != "settlement" for p in span.places)
        port = kind == "facility" and span.known  # "the port of Aden"
        if not (port or (kind in _PARTS and large)):  # "a suburb of Baghdad": it is no suburb
            span.feature = kind
    _name_rule(folded, span, rule, match.start())
    if emits.get("precision") and span.relation == "offset":
        span.extra["precision"] = str(emits["precision"])
    if emits.get("pair"):
        span.extra["pair"] = "first"


def _name_rule(folded: str, span: Span, rule: LocatedRule, start: int) -> None:
    emits = _emits(rule)
    phrase = emits.get("quote") == "phrase"
    if phrase:
        while folded[start] == " ":
            start += 1
        span.quote_start = start
    if (phrase and span.relation == "offset") or (span.rule_id is None and not emits.get("plain")):
        span.rule_id = rule.id
