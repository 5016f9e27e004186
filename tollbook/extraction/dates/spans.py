"""What months, years, weeks and other stretches of days mean, given the day of publication."""

import calendar
from collections.abc import Mapping

from tollbook.extraction.dates.words import ONE, Day, Span, Words, may_come, month_end, months_back, one_day

_MAX_AGO = 120_000  # in the units of `Calendar.units`, a hundred years


def month(words: Words) -> Span | None:
    """A month or a part of it."""
    number = words.month("month")
    if number is None or words.is_open():
        return None
    year = words.year()
    if year is None and words.day is not None:
        year = words.day.year - (number > words.day.month)
        year -= words.get("last") == "last" and number == words.day.month
        if not words.get("last") and may_come(month_end(year, number), words.day):
            return None
    if year is None:
        return None
    return part_of(Day(year, number, 1), month_end(year, number), words.get("part"))


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
    first, last = Day(year, start, 1), month_end(year_to, end)
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
        return one_day(words.day - count * ONE)
    if size < 100:
        monday = words.day - (count * size + words.day.weekday()) * ONE
        return monday, monday + 6 * ONE, "week"
    if size == 100:
        first = months_back(words.day, count)
        return first, month_end(first.year, first.month), "month"
    back = words.day.year - count * size // 1200
    return Day(back, 1, 1), Day(back, 12, 31), "year"


def past_span(words: Words) -> Span | None:
    """A stretch of time that ends on the day of publication."""
    count = words.count() or (1 if words.get("unit") in ("day", "week", "month", "year") else None)
    count = int(words.get("count")) if words.get("count").isdecimal() else count
    if words.day is None or count is None:
        return None
    if words.get("unit") == "hours":
        return words.day - -(-count // 24) * ONE, words.day, "range"
    size = words.calendar.units[words.get("unit")]
    if size < 100:
        return words.day - min(count * size, 3660) * ONE, words.day, "range"
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
        monday = day - (day.weekday() + 7 * back) * ONE
        return monday, monday + 6 * ONE
    if name == "month":
        first = months_back(day, back)
        return first, month_end(first.year, first.month)
    return Day(day.year - back, 1, 1), Day(day.year - back, 12, 31)


def weekend(words: Words) -> Span | None:
    """The latest Saturday and Sunday; published on one of them, "last" is the weekend before."""
    if words.day is None:
        return None
    saturday = words.day - ((words.day.weekday() - 5) % 7) * ONE
    if "last" in words.get("which") and words.day.weekday() >= 5:
        saturday -= 7 * ONE
    return saturday, saturday + ONE, "range"


def part_of(first: Day, last: Day, part: str) -> Span:
    """Return a part of a month (early: 1-10, mid: 11-20, late: 21-) or of a year (by quarters and thirds)."""
    whole_year = first.month != last.month
    words = part.split()
    key = next((w.split("-")[0] for w in words if w.split("-")[0] in _PARTS), "")
    if not key:
        return first, last, "year" if whole_year else "month"
    start, end = _PARTS[key]["year" if whole_year else "month"]
    if whole_year:
        return Day(first.year, start, 1), month_end(first.year, end), "range"
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
