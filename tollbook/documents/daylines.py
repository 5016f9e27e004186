"""Publication rules, compiled, and the day that a match of one of them stands for."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from tollbook.matching.patterns import Cue, Gate
from tollbook.reading.days import full_year, make_day, month_number, numeric_days, word_day
from tollbook.rulebook import LocatedRule, Rulebook
from tollbook.rulebook.needles import Needles

_MONTHS = 12
_NEAR = 31  # days by which a dateline may lie after a full day that the text tells of
_COUNTRY = regex.compile(r"https?://[^/]{1,200}?\.(?P<tld>[a-z]{2})(?::\d+)?(?:/|\Z)", regex.I)
_MONTH_FIRST_COUNTRIES = frozenset(("us", "ph", "fm", "pw", "io", "co", "tv", "me", "ai", "ly", "eu"))
_FULL_DAYS = regex.compile(
    r"(?<!\d)(?:\d{1,2} [a-z]{3,9}\.?,? \d{4}|[a-z]{3,9}\.? \d{1,2},? \d{4}|\d{4}-\d\d-\d\d)(?!\d)"
)
_SHORT_DAYS = regex.compile(r"(?<!\d)(?:\d{1,2} [a-z]{3,9}|[a-z]{3,9}\.? \d{1,2})(?!\w)")
_IN_FIGURES = regex.compile(r"(?<![\d/.-])(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?:19|20)\d\d(?!\d)")
_LOOK = 20_000  # characters of a text in which other days are looked for


@dataclass(frozen=True)
class DayRule:
    """A publication rule with its compiled pattern and what it emits."""

    located: LocatedRule
    pattern: Cue
    emits: dict[str, object]
    needles: Needles
    weekdays: dict[str, int]
    month_first_signs: frozenset[str]

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.located.id

    @property
    def basis(self) -> str:
        """The value of `published_basis`."""
        return str(self.emits.get("basis", ""))

    @property
    def priority(self) -> int:
        """Higher wins."""
        return self.located.rule.priority

    @property
    def labelled(self) -> bool:
        """Whether the line says itself what its day is, so that it counts at the end of a page too."""
        return bool(self.emits.get("labelled"))

    @property
    def first_wins(self) -> bool:
        """Whether of several days the first is taken (datelines), instead of none (date lines)."""
        return self.emits.get("basis") == "dateline" or self.emits.get("where") == "text_start"

    def parts_day(self, match: "regex.Match[str]") -> dt.date | None:
        """The day in the groups y, m, d of an address."""
        month = int(match["m"]) if match["m"].isdigit() else month_number(match["m"])
        return make_day(full_year(match["y"]), month, int(match["d"])) if month else None


class DayRules:
    """Publication rules that look in one place, highest priority first."""

    def __init__(self, rules: Iterable[DayRule]) -> None:
        self._rules = list(rules)
        self._gate = Gate([rule.needles for rule in self._rules])

    def possible(self, folded: str) -> list[DayRule]:
        """Return those that can match in a text."""
        return [self._rules[i] for i in self._gate.open_for(folded)]

    def only(self, rule_id: str) -> "DayRules":
        """Return the one with this id alone, or none."""
        return DayRules(rule for rule in self._rules if rule.id == rule_id)


@dataclass(frozen=True, slots=True)
class Found:
    """A day, the rule that found it, and where it stands."""

    rule: DayRule
    start: int
    end: int
    day: dt.date


@dataclass(frozen=True)
class Context:
    """What else is known of the article, to complete or settle a day that is not unique by itself."""

    url: str | None
    url_day: Found | None
    file_day: Found | None
    text: str

    @cached_property
    def day_first(self) -> bool:
        """Whether the site's country, or the other days in figures on the page, name the day before the month."""
        match = _COUNTRY.match(self.url or "")
        country = match is not None and match["tld"].lower() not in _MONTH_FIRST_COUNTRIES
        figures = [(int(m["a"]), int(m["b"])) for m in _IN_FIGURES.finditer(self.text[:_LOOK])]
        return country or any(day > _MONTHS >= month for day, month in figures)

    def fitting(self, days: Sequence[dt.date]) -> dt.date | None:
        """The one of these that lies shortly after a day that the text tells of."""
        near = [d for d in days if any(0 <= (d - told).days <= _NEAR for told in self._told(d.year))]
        return near[0] if len(near) == 1 else None

    def _told(self, year: int) -> Iterator[dt.date]:
        """Yield the days of the text; one that has no year is of this year or of the one before."""
        yield from self.anchors
        for match in _SHORT_DAYS.finditer(self.text[:_LOOK].lower()):
            days = (word_day(match.group(), y) for y in (year, year - 1))
            yield from (day for day in days if day is not None)

    @cached_property
    def anchors(self) -> frozenset[dt.date]:
        """Full days that the text tells of."""
        found = (m.group() for m in _FULL_DAYS.finditer(self.text[:_LOOK].lower()))
        days = (word_day(f) or next(iter(numeric_days(f)), None) for f in found)
        return frozenset(d for d in days if d is not None)

    def complete(self, short: str) -> dt.date | None:
        """The date of a day without a year: near the address's day, else shortly after a full day in the text."""
        for found in (self.url_day, self.file_day):
            if found is not None:
                day = word_day(short, found.day.year)
                return day if day and abs((day - found.day).days) <= _NEAR else None
        years = {a.year + step for a in self.anchors for step in (0, 1)}
        days = {d for y in years if (d := word_day(short, y)) and any(0 <= (d - a).days <= _NEAR for a in self.anchors)}
        return days.pop() if len(days) == 1 else None


NO_RULES = DayRules(())


def compiled(book: Rulebook) -> dict[str, DayRules]:
    """The publication rules that have a pattern, by where they look."""
    settings = book.settings.get("publication/lines", {})
    weekdays = {str(k): int(v) for k, v in dict(settings.get("weekdays", {})).items()}
    signs = frozenset(str(s) for s in settings.get("month_first_signs", ()))
    out: dict[str, list[DayRule]] = {}
    for located in sorted(book.of("publication"), key=lambda r: (-r.rule.priority, r.id)):
        emits = located.rule.emits
        if located.rule.pattern is None or not isinstance(emits, dict):
            continue
        pattern = Cue(book, located.rule.pattern, name=f"rule {located.id}")
        needles = book.needles(located.rule.pattern)
        rule = DayRule(located, pattern, dict(emits), needles, weekdays, signs)
        out.setdefault(str(emits.get("where")), []).append(rule)
    return {where: DayRules(rules) for where, rules in out.items()}


def day_of(match: "regex.Match[str]", rule: DayRule, line: str, context: Context) -> dt.date | None:
    """The day that a match in `line` (folded) stands for, or None when the words leave it open."""
    groups = match.groupdict()
    if groups.get("short"):
        return context.complete(groups["short"])
    words = groups["day"]
    day = word_day(words)
    if day is not None:
        return day
    days = numeric_days(words)
    if rule.emits.get("order") == "mdy":
        return days[-1] if days else None
    return days[0] if len(days) == 1 else _settle(days, groups, rule, line, context)


def _settle(
    days: tuple[dt.date, ...], groups: dict[str, str | None], rule: DayRule, line: str, context: Context
) -> dt.date | None:
    """Choose between day first and month first: by weekday, language or zone of the line, country, days told of."""
    if len(days) != 2:
        return None
    word = (groups.get("foreign") or groups.get("weekday") or "").strip(". ")
    number = rule.weekdays.get(word, rule.weekdays.get(word[:3])) if word else None
    if number is not None:
        fitting = [d for d in days if d.weekday() == number]
        return fitting[0] if len(fitting) == 1 else None
    dotted = "." in (groups.get("day") or "")  # who writes stops between the figures writes the day first
    if groups.get("foreign") or context.day_first or dotted:
        return days[0]
    signs = set(regex.findall(r"[a-z]{2,4}", line))
    return days[1] if signs & rule.month_first_signs else context.fitting(days)
