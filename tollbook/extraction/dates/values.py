"""What the words of a date mean: the named groups of a matched rule and a day of publication give a span of days.

Each converter is named by a rule's `emits.value`. It returns the first and last day and the precision, or None where
the words and the day do not settle it. Converters never look at text, at the clock or at the document.
"""

from collections.abc import Callable, Mapping

from tollbook.extraction.dates.spans import (
    ago,
    month,
    month_range,
    past_span,
    unit,
    weekend,
    year,
    year_range,
)
from tollbook.extraction.dates.words import (
    LATE_DAY,
    ONE,
    Day,
    Span,
    Words,
    dated,
    latest,
    may_come,
    months_back,
    one_day,
    parsed,
)

_NEAR = 3  # days; an ambiguous day this close to publication is meant
_FAR = 31  # days; its other reading must be further than this


def day_month(words: Words) -> Span | None:
    """A day and a month, with or without a year."""
    month, day = words.month("month", "month_b"), words.first_number("day", "day_b")
    if month is None or day is None or words.is_open():
        return None
    year = words.year()
    found = dated(year, month, day, words.day)
    is_last = bool(words.get("last") or words.get("last_after"))
    if year is None and found and words.day and not is_last and may_come(found, words.day):
        return None
    if is_last and year is None and found and words.day and found >= words.day:
        found = latest(month, day, words.day - 2 * ONE)
    return one_day(found)


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
    return one_day(days[0]) if len(days) == 1 else None


def _near(days: list[Day], publication: Day) -> list[Day]:
    possible = [d for d in days if d <= publication + LATE_DAY]
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
    end = dated(year_to, month_to, day_to, words.day)
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
    return one_day(found) if found and found <= words.day + LATE_DAY else None


def weekday(words: Words) -> Span | None:
    """The latest such weekday; of last week, the one of the calendar week before."""
    if words.day is None:
        return None
    wanted = words.calendar.weekdays[words.get("weekday")]
    week = words.get("week")
    if week:
        monday = words.day - words.day.weekday() * ONE - (7 * ONE if "last" in week else 0 * ONE)
        return one_day(monday + wanted * ONE)
    found = words.day - ((words.day.weekday() - wanted) % 7) * ONE
    if found == words.day and "last" in (words.get("last") + words.get("last_after")):
        found -= 7 * ONE
    return one_day(found)


def weekday_range(words: Words) -> Span | None:
    """From one weekday to a later one."""
    if words.day is None:
        return None
    wanted = words.calendar.weekdays
    end = words.day - ((words.day.weekday() - wanted[words.get("weekday_to")]) % 7) * ONE
    start = end - ((end.weekday() - wanted[words.get("weekday")]) % 7) * ONE
    return (start, end, "range") if start < end else None


def overnight(words: Words) -> Span | None:
    """The night that ended on the day of publication; with an earlier weekday, the night after that day."""
    if words.day is None:
        return None
    if words.get("weekday"):
        wanted = words.calendar.weekdays[words.get("weekday")]
        back = (words.day.weekday() - wanted) % 7
        if back:
            return words.day - back * ONE, words.day - (back - 1) * ONE, "night"
    return words.day - ONE, words.day, "night"


def shift(words: Words) -> Span | None:
    """So many days from the day of publication."""
    return one_day(words.day + int(words.emits.get("days", 0)) * ONE) if words.day else None


def holiday(words: Words) -> Span | None:
    """A day with a name, where it is the same in each year."""
    code = words.calendar.holidays.get(words.get("holiday"), 0)
    year = words.number("year")
    if not code:
        return None
    found = dated(year, *divmod(code, 100), words.day)
    if found and words.get("eve"):
        found -= ONE
    return one_day(found)


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
    "counted": lambda _: None,  # settled by the incident told before, see `tollbook.ledger.reports.fields`
}
