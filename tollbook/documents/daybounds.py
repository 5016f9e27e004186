"""Bounds of an unknown day of publication, from the text and its address."""

import calendar
import datetime as dt
import re

import regex

from tollbook.documents.daylines import NO_RULES, DayRule, DayRules
from tollbook.matching.patterns import Cue
from tollbook.matching.text import fold
from tollbook.reading.days import make_day, month_number, numeric_days, word_day
from tollbook.rulebook import Rulebook

Bound = tuple[dt.date | None, dt.date | None]
_LOOK = 50_000  # characters of a text that are searched
_CLAUSES = re.compile(r"[.;!?] ")
_BEFORE = 60  # characters before a day in which a word for the future counts


def text_bounds(rules: dict[str, DayRules], text: str, book: Rulebook) -> list[Bound]:
    """Every bound that the days in `text` set: it cannot have been published before what it tells of."""
    return [bound for _, _, _, bound in text_hits(rules, text, book)]


def text_hits(rules: dict[str, DayRules], text: str, book: Rulebook) -> list[tuple[DayRule, int, int, Bound]]:
    """The same with the rule and the span of each."""
    ahead = book.memo("reading.ahead", lambda b: Cue(b, "{read_ahead}"))
    folded = fold(text[:_LOOK])
    out = []
    for rule in rules.get("text_bounds", NO_RULES).possible(folded):
        for match in rule.pattern.finditer(folded):
            before = folded[max(0, match.start() - _BEFORE) : match.start()]
            bound = None if ahead.found(_CLAUSES.split(before)[-1]) else _bound(rule, match)
            if bound is not None:
                out.append((rule, match.start(), match.end(), bound))
    return out


def url_bounds(rules: dict[str, DayRules], url: str | None) -> list[Bound]:
    """The month or year in the path of an address; the narrower one alone."""
    hits = url_hits(rules, url)
    return [hits[0][3]] if hits else []


def url_hits(rules: dict[str, DayRules], url: str | None) -> list[tuple[DayRule, int, int, Bound]]:
    """The same with the rule and the span of each."""
    out: list[tuple[DayRule, int, int, Bound]] = []
    folded = fold(url or "")
    for rule in rules.get("url_bounds", NO_RULES).possible(folded):
        for match in rule.pattern.finditer(folded):
            year, month = int(match["y"]), match.groupdict().get("m")
            first = make_day(year, int(month or 1), 1)
            if first is not None:
                out.append((rule, match.start(), match.end(), (first, _month_end(year, int(month or 12)))))
    return out


def _bound(rule: DayRule, match: "regex.Match[str]") -> Bound | None:
    groups = match.groupdict()
    if groups.get("day"):
        options = numeric_days(groups["day"])
        day = word_day(groups["day"]) or (min(options) if options else None)
    else:
        month = month_number(groups["month"]) if groups.get("month") else 1
        day = make_day(int(groups["year"]), month or 1, 1)
    if day is None:
        return None
    if rule.emits.get("bound") != "next_month":
        return day, None
    first = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return first, _month_end(first.year, first.month)


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
