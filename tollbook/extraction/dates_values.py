"""What the words of a date mean: the named groups of a matched rule and a day of publication give a span of days.

Each converter is named by a rule's `emits.value`. It returns the first and last day and the precision, or None where
the words and the day do not settle it. Converters never look at text, at the clock or at the document.
"""

import calendar
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import dateparser

Day = dt.date
Span = tuple[Day, Day, str]  # first day, last day, precision
_LATE_DAY = dt.timedelta(days=1)  # a text may be dated the day before where it was published
_ONE = dt.timedelta(days=1)
_NEAR = 3  # days; an ambiguous day this close to publication is meant
_FAR = 31  # days; its other reading must be further than this
_MAX_BACK = 340  # days; a day without a year that is further back than this may as well be one to come
_MAX_AGO = 120_000  # in the units of `Calendar.units`, a hundred years
_MAX_BACK_YEAR = 200  # days; the same across the turn of the year, where a writer would say "last"
_ORDER = "YMD"  # of the text that we give to dateparser


@dataclass(frozen=True)
class Calendar:
    """The words of the rulebook's date lexicons."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    counts: Mapping[str, int]
    units: Mapping[str, int]
    holidays: Mapping[str, int]


@dataclass(frozen=True)
class Words:
    """The named groups of one match, what its rule emits, and the day of publication (None: unknown)."""

    groups: Mapping[str, str]
    emits: Mapping[str, Any]
    calendar: Calendar
    day: Day | None

    def get(self, name: str) -> str:
        """Return a group stripped of spaces, '' where it did not match."""
        return self.groups.get(name, "").strip(" ,.")

    def number(self, name: str) -> int | None:
        """Return the leading digits of a group as a number."""
        digits = "".join(c for c in self.get(name) if c.isdecimal())
        return int(digits) if digits else None

    def month(self, *names: str) -> int | None:
        """Return the number of the month in the first of these groups that matched."""
        return next((self.calendar.months[self.get(n)] for n in names if self.get(n)), None)

    def first_number(self, *names: str) -> int | None:
        """Return the number in the first of these groups that matched."""
        return next((self.number(n) for n in names if self.get(n)), None)

    def count(self) -> int | None:
        """Return the count in words or digits, None where there is none."""
        text = self.get("count")
        return int(text) if text.isdecimal() else self.calendar.counts.get(text)

    def year(self) -> int | None:
        """Return the year that is written, or told as last or this year."""
        short = self.number("short_year")
        if short is not None:
            return 1900 + short if short >= 50 else 2000 + short
        if self.get("which") and self.day is not None:
            return self.day.year - (0 if "this" in self.get("which") or "current" in self.get("which") else 1)
        return self.number("year")

    def is_open(self) -> bool:
        """Whether the year is told from a publication day that is unknown, or from another year of the text."""
        which = self.get("which")
        return bool(which) and (self.day is None or "same" in which)


@lru_cache(maxsize=50_000)
def parsed(year: int, month: int, day: int) -> Day | None:
    """Return a written day as dateparser reads it, None where there is no such day. English, year first."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    found = dateparser.parse(
        f"{year:04d}-{month:02d}-{day:02d}",
        languages=["en"],
        settings={"DATE_ORDER": _ORDER, "STRICT_PARSING": True, "PARSERS": ["absolute-time"]},
    )
    return found.date() if found else None


def _latest(month: int, day: int, publication: Day) -> Day | None:
    """The latest such day on or before publication, which may be dated a day early."""
    for year in range(publication.year + 1, publication.year - 8, -1):
        found = parsed(year, month, day)
        if found is not None and found <= publication + _LATE_DAY:
            return found
    return None


def _may_come(found: Day, publication: Day) -> bool:
    """Whether a day told without its year is so far back that the next one may be meant."""
    allowed = _MAX_BACK if found.year == publication.year else _MAX_BACK_YEAR
    return (publication - found).days > allowed


def _dated(year: int | None, month: int, day: int, publication: Day | None) -> Day | None:
    """The day in this year; without one, the latest before publication, or None."""
    if year is not None:
        return parsed(year, month, day)
    return _latest(month, day, publication) if publication else None


def _one_day(found: Day | None) -> Span | None:
    return (found, found, "day") if found else None


def day_month(words: Words) -> Span | None:
    """A day and a month, with or without a year."""
    month, day = words.month("month", "month_b"), words.first_number("day", "day_b")
    if month is None or day is None or words.is_open():
        return None
    year = words.year()
    found = _dated(year, month, day, words.day)
    is_last = bool(words.get("last") or words.get("last_after"))
    if year is None and found and words.day and not is_last and _may_come(found, words.day):
        return None
    if is_last and year is None and found and words.day and found >= words.day:
        found = _latest(month, day, words.day - 2 * _ONE)
    return _one_day(found)


def numeric(words: Words) -> Span | None:
    """A day in figures; without an `order`, day-first where only that can be or only that is near publication."""
    a, b, year = words.number("a"), words.number("b"), words.number("year")
    if a is None or b is None or year is None:
        return None
    order = words.emits.get("order")
    readings = {"DMY": [(b, a)], "MDY": [(a, b)]}.get(str(order), [(b, a), (a, b)])
    days = sorted({d for month, day in readings if (d := parsed(year, month, day))})
    if len(days) > 1 and words.day is not None:
        days = _near(days, words.day)
    return _one_day(days[0]) if len(days) == 1 else None


def _near(days: list[Day], publication: Day) -> list[Day]:
    possible = [d for d in days if d <= publication + _LATE_DAY]
    near = [d for d in possible if (publication - d).days <= _NEAR]
    others_far = all(abs((publication - d).days) > _FAR for d in possible if d not in near)
    return near if len(near) == 1 and others_far else possible


def day_range(words: Words) -> Span | None:
    """Two days of one month."""
    first, last = words.number("day"), words.number("day_to")
    end = day_month(Words({**words.groups, "day": words.get("day_to")}, words.emits, words.calendar, words.day))
    if end is None or first is None or last is None or first >= last:
        return None
    start = parsed(end[0].year, end[0].month, first)
    return (start, end[0], "range") if start else None


def day_span(words: Words) -> Span | None:
    """A day of one month to a day of another."""
    month, month_to = words.month("month", "month_b"), words.month("month_to", "month_to_b")
    day, day_to = words.first_number("day", "day_b"), words.first_number("day_to", "day_to_b")
    if month is None or month_to is None or day is None or day_to is None:
        return None
    year_to = words.number("year_to") or words.number("year")
    end = _dated(year_to, month_to, day_to, words.day)
    if end is None:
        return None
    year = words.number("year") or end.year - ((month, day) > (end.month, end.day))
    start = parsed(year, month, day)
    return (start, end, "range") if start and start <= end else None


def day_of_month(words: Words) -> Span | None:
    """The nth of this or last month."""
    day = words.number("day")
    if words.day is None or day is None:
        return None
    back = 0 if words.get("which") in ("this", "the current") else 1
    first = months_back(words.day, back)
    found = parsed(first.year, first.month, day)
    return _one_day(found) if found and found <= words.day + _LATE_DAY else None


def weekday(words: Words) -> Span | None:
    """The latest such weekday; of last week, the one of the calendar week before."""
    if words.day is None:
        return None
    wanted = words.calendar.weekdays[words.get("weekday")]
    week = words.get("week")
    if week:
        monday = words.day - words.day.weekday() * _ONE - (7 * _ONE if "last" in week else 0 * _ONE)
        return _one_day(monday + wanted * _ONE)
    found = words.day - ((words.day.weekday() - wanted) % 7) * _ONE
    if found == words.day and "last" in (words.get("last") + words.get("last_after")):
        found -= 7 * _ONE
    return _one_day(found)


def weekday_range(words: Words) -> Span | None:
    """From one weekday to a later one."""
    if words.day is None:
        return None
    wanted = words.calendar.weekdays
    end = words.day - ((words.day.weekday() - wanted[words.get("weekday_to")]) % 7) * _ONE
    start = end - ((end.weekday() - wanted[words.get("weekday")]) % 7) * _ONE
    return (start, end, "range") if start < end else None


def overnight(words: Words) -> Span | None:
    """The night that ended on the day of publication; with an earlier weekday, the night after that day."""
    if words.day is None:
        return None
    if words.get("weekday"):
        wanted = words.calendar.weekdays[words.get("weekday")]
        back = (words.day.weekday() - wanted) % 7
        if back:
            return words.day - back * _ONE, words.day - (back - 1) * _ONE, "night"
    return words.day - _ONE, words.day, "night"


def shift(words: Words) -> Span | None:
    """So many days from the day of publication."""
    return _one_day(words.day + int(words.emits.get("days", 0)) * _ONE) if words.day else None


def holiday(words: Words) -> Span | None:
    """A day with a name, where it is the same in each year."""
    code = words.calendar.holidays.get(words.get("holiday"), 0)
    year = words.number("year")
    if not code:
        return None
    found = _dated(year, *divmod(code, 100), words.day)
    if found and words.get("eve"):
        found -= _ONE
    return _one_day(found)


def month(words: Words) -> Span | None:
    """A month or a part of it."""
    number = words.month("month")
    if number is None or words.is_open():
        return None
    year = words.year()
    if year is None and words.day is not None:
        year = words.day.year - (number > words.day.month)
        year -= words.get("last") == "last" and number == words.day.month
        if not words.get("last") and _may_come(_month_end(year, number), words.day):
            return None
    if year is None:
        return None
    return part_of(Day(year, number, 1), _month_end(year, number), words.get("part"))


def month_range(words: Words) -> Span | None:
    """From one month to another."""
    start, end = words.month("month"), words.month("month_to")
    year_to = words.number("year_to") or words.number("year")
    if start is None or end is None:
        return None
    if year_to is None and words.day is not None:
        year_to = words.day.year - (end > words.day.month)
    if year_to is None:
        return None
    year = words.number("year") or year_to - (start > end)
    first, last = Day(year, start, 1), _month_end(year_to, end)
    return (first, last, "range") if first < last else None


def year(words: Words) -> Span | None:
    """A year or a part of it."""
    number = words.number("year")
    return part_of(Day(number, 1, 1), Day(number, 12, 31), words.get("part")) if number else None


def year_range(words: Words) -> Span | None:
    """Several years; the last may be written with two figures."""
    first, last = words.number("year"), words.number("year_to")
    if first is None or last is None:
        return None
    last = last if last > 99 else first - first % 100 + last
    return (Day(first, 1, 1), Day(last, 12, 31), "range") if first < last else None


def ago(words: Words) -> Span | None:
    """So many days, weeks, months or years before publication."""
    count, size = words.count(), words.calendar.units.get(words.get("unit"), 0)
    if words.day is None or count is None or not size or count * size > _MAX_AGO:
        return None
    if size == 1:
        return _one_day(words.day - count * _ONE)
    if size < 100:
        monday = words.day - (count * size + words.day.weekday()) * _ONE
        return monday, monday + 6 * _ONE, "week"
    if size == 100:
        first = months_back(words.day, count)
        return first, _month_end(first.year, first.month), "month"
    back = words.day.year - count * size // 1200
    return Day(back, 1, 1), Day(back, 12, 31), "year"


def past_span(words: Words) -> Span | None:
    """A stretch of time that ends on the day of publication."""
    count = words.count() or (1 if words.get("unit") in ("day", "week", "month", "year") else None)
    count = int(words.get("count")) if words.get("count").isdecimal() else count
    if words.day is None or count is None:
        return None
    if words.get("unit") == "hours":
        return words.day - -(-count // 24) * _ONE, words.day, "range"
    size = words.calendar.units[words.get("unit")]
    if size < 100:
        return words.day - min(count * size, 3660) * _ONE, words.day, "range"
    start = months_back(words.day, min(count * size // 100, 1200))
    kept = min(words.day.day, calendar.monthrange(start.year, start.month)[1])
    return start.replace(day=kept), words.day, "range"


def unit(words: Words) -> Span | None:
    """The week, month or year of publication, the one before, or a part of it."""
    if words.day is None:
        return None
    back = 0 if words.get("which") in ("this", "the current", "current") else 1
    first, last = _unit(words.get("unit"), words.day, back)
    part = words.get("part")
    if part.startswith("later"):
        return None
    if part.startswith("earlier"):
        return first, min(last, words.day), words.get("unit")
    if words.get("unit") == "week" or not part:
        return first, last, words.get("unit")
    return part_of(first, last, part)


def _unit(name: str, day: Day, back: int) -> tuple[Day, Day]:
    if name == "week":
        monday = day - (day.weekday() + 7 * back) * _ONE
        return monday, monday + 6 * _ONE
    if name == "month":
        first = months_back(day, back)
        return first, _month_end(first.year, first.month)
    return Day(day.year - back, 1, 1), Day(day.year - back, 12, 31)


def weekend(words: Words) -> Span | None:
    """The latest Saturday and Sunday; published on one of them, "last" is the weekend before."""
    if words.day is None:
        return None
    saturday = words.day - ((words.day.weekday() - 5) % 7) * _ONE
    if "last" in words.get("which") and words.day.weekday() >= 5:
        saturday -= 7 * _ONE
    return saturday, saturday + _ONE, "range"


def part_of(first: Day, last: Day, part: str) -> Span:
    """Return a part of a month (early: 1-10, mid: 11-20, late: 21-) or of a year (by quarters and thirds)."""
    whole_year = first.month != last.month
    words = part.split()
    key = next((w.split("-")[0] for w in words if w.split("-")[0] in _PARTS), "")
    if not key:
        return first, last, "year" if whole_year else "month"
    start, end = _PARTS[key]["year" if whole_year else "month"]
    if whole_year:
        return Day(first.year, start, 1), _month_end(first.year, end), "range"
    return first.replace(day=start), first.replace(day=end) if end else last, "range"


_EARLY: Mapping[str, tuple[int, int]] = {"month": (1, 10), "year": (1, 3)}
_MIDDLE: Mapping[str, tuple[int, int]] = {"month": (11, 20), "year": (5, 8)}
_LATE: Mapping[str, tuple[int, int]] = {"month": (21, 0), "year": (10, 12)}
_HALVES: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "first": {"month": (1, 15), "year": (1, 6)},
    "latter": {"month": (16, 0), "year": (7, 12)},
}
_PARTS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    **_HALVES, "second": _HALVES["latter"],
    "early": _EARLY, "beginning": _EARLY, "start": _EARLY,
    "mid": _MIDDLE, "middle": _MIDDLE,
    "late": _LATE, "end": _LATE, "last": _LATE, "close": _LATE,
}  # fmt: skip


def months_back(day: Day, count: int) -> Day:
    """Return the first day of the month `count` months before that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return Day(max(year, 1), month + 1, 1)


def _month_end(year: int, month: int) -> Day:
    return Day(year, month, calendar.monthrange(year, month)[1])


Converter = Callable[[Words], Span | None]
CONVERTERS: Mapping[str, Converter] = {
    "day_month": day_month,
    "numeric": numeric,
    "day_range": day_range,
    "day_span": day_span,
    "day_of_month": day_of_month,
    "weekday": weekday,
    "weekday_range": weekday_range,
    "overnight": overnight,
    "shift": shift,
    "holiday": holiday,
    "month": month,
    "month_range": month_range,
    "year": year,
    "year_range": year_range,
    "ago": ago,
    "past_span": past_span,
    "unit": unit,
    "weekend": weekend,
    "open": lambda _: None,
    "anchored": lambda _: None,  # settled by the mention before, see `tollbook.extraction.dates`
}
