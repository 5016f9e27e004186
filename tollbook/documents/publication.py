"""On which day an article was published, and what says so. The rules are in rules/publication.

In this order: given metadata; a date line or dateline of the text; its address; its file name. Without any of them
the day is unknown and bounded by what the text and the address say. A rule's `emits` says `where` it looks:
`line` (whole lines at the top and the end), `start` (the beginning of the first paragraphs), `text_start`, `url`,
`filename`, `url_bounds`, `text_bounds`. Days in captions, tweets and the story itself are never days of publication.
"""

import datetime as dt
import re
from dataclasses import dataclass

from tollbook.documents.daybounds import text_bounds, url_bounds
from tollbook.documents.daylines import NO_RULES, Context, DayRules, Found, compiled, day_of
from tollbook.matching.text import fold
from tollbook.rulebook import Rulebook
from tollbook.sentences.blocks import blocks

_HEAD = 16  # blocks at the top in which a date line is looked for
_TAIL = 6  # and at the end
_INTRO = 2  # paragraphs after which an unlabelled day is one of the story
_STARTS = 8  # blocks at the top that may begin with a dateline
_LINE = 170  # characters of a date line at most
_AGREE = dt.timedelta(days=2)  # two plain date lines further apart than this contradict each other
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Publication:
    """The day with what says so, or the days between which it lies (either may be None)."""

    on: dt.date | None = None
    basis: str | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    rule_id: str | None = None


def publication_day(
    text: str, book: Rulebook, *, given: dt.date | None = None, url: str | None = None, filename: str | None = None
) -> Publication:
    """Return when `text` was published. `given` comes from metadata and is taken as it is."""
    if given is not None:
        return Publication(given, "metadata")
    rules = book.memo("reading.publication", compiled)
    context = Context(url, _address(rules, "url", url), _address(rules, "filename", filename), text)
    found = text_day(text, rules, context) or context.url_day or context.file_day
    if found is not None:
        return Publication(found.day, found.rule.basis, rule_id=found.rule.id)
    earliest, latest = _merge([*url_bounds(rules, url), *text_bounds(rules, text, book)])
    return Publication(earliest=earliest, latest=latest)


def text_day(text: str, rules: dict[str, DayRules], context: Context) -> Found | None:
    """The day in a date line or dateline of the text, by the rule of the highest priority."""
    spans = blocks(text)
    hits = _opening(text, rules, context)
    told = 0  # paragraphs of the story so far
    for index, (start, end) in enumerate(spans[:_HEAD] + spans[max(_HEAD, len(spans) - _TAIL) :]):
        head = index < _HEAD and told <= _INTRO
        told += end - start > _LINE
        line = fold(text[start : min(end, start + 2 * _LINE)])
        if _DIGIT.search(line) is None:
            continue
        if end - start <= _LINE:
            hits += _matches(rules.get("line", NO_RULES), line, start, context, whole=True, head=head)
        if index < _STARTS and head:
            hits += _matches(rules.get("start", NO_RULES), line, start, context, whole=False, head=True)
    return _best(hits)


def _opening(text: str, rules: dict[str, DayRules], context: Context) -> list[Found]:
    return _matches(rules.get("text_start", NO_RULES), fold(text[:60]), 0, context, whole=False, head=True)


def _matches(rules: DayRules, line: str, offset: int, context: Context, *, whole: bool, head: bool) -> list[Found]:
    out = []
    for rule in rules.possible(line):
        find = rule.pattern.fullmatch if whole else rule.pattern.match
        match = find(line)
        if match is None or not (head or rule.labelled):
            continue
        day = day_of(match, rule, line, context)
        if day is not None:
            start, end = match.span("day" if match.groupdict().get("day") else "short")
            out.append(Found(rule, offset + start, offset + end, day))
    return out


def _best(hits: list[Found]) -> Found | None:
    """The hit of the highest priority; where lines of that rank contradict each other, that below the page's clock."""
    dateline = min((h.start for h in hits if h.rule.basis == "dateline"), default=None)
    hits = [h for h in hits if dateline is None or h.start <= dateline or h.rule.labelled or h.rule.basis == "dateline"]
    if not hits:
        return None
    top = max(h.rule.priority for h in hits)
    ranked = [h for h in hits if h.rule.priority == top]
    days = [h.day for h in ranked]
    if max(days) - min(days) > _AGREE and not ranked[0].rule.first_wins:
        return _below_the_clock(ranked)
    return ranked[0]


def _below_the_clock(hits: list[Found]) -> Found | None:
    """The line of the article under one with the day on which its page was stored, which is the later of two."""
    first, last = min(hits, key=lambda h: h.start), max(hits, key=lambda h: h.start)
    two = {h.day for h in hits} == {first.day, last.day}
    return last if two and last.day < first.day and not last.rule.labelled else None


def _address(rules: dict[str, DayRules], where: str, text: str | None) -> Found | None:
    """The day in an address or file name; none where it holds several."""
    found = address_hits(rules, where, text or "")
    return found[0] if len({f.day for f in found}) == 1 else None


def address_hits(rules: dict[str, DayRules], where: str, text: str) -> list[Found]:
    """Every day that rules of `where` (url or filename) find in an address."""
    if not text:
        return []
    lowered = fold(text)
    return [
        Found(rule, m.start(), m.end(), day)
        for rule in rules.get(where, NO_RULES).possible(lowered)
        for m in rule.pattern.finditer(lowered)
        if (day := rule.parts_day(m)) is not None
    ]


def text_context(text: str) -> Context:
    """The context of a text of which nothing else is known."""
    return Context(None, None, None, text)


def _merge(bounds: list[tuple[dt.date | None, dt.date | None]]) -> tuple[dt.date | None, dt.date | None]:
    """What all bounds together leave open; nothing where they contradict each other."""
    earliest = max((b[0] for b in bounds if b[0]), default=None)
    latest = min((b[1] for b in bounds if b[1]), default=None)
    if earliest and latest and earliest > latest:
        return None, None
    return earliest, latest
