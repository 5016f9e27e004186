"""The words of a date as its rule matched them, and the arithmetic of days that converters share."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Day = dt.date
Span = tuple[Day, Day, str]  # first day, last day, precision
ONE = dt.timedelta(days=1)
LATE_DAY = ONE  # a text may be dated the day before where it was published
_MAX_BACK = 340  # days; a day without a year that is further back than this may as well be one to come
_MAX_BACK_YEAR = 200  # days; the same across the turn of the year, where a writer would say "last"


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


def parsed(year: int, month: int, day: int) -> Day | None:
    """Return a written day, None where there is no such day."""
    try:
        return Day(year, month, day)
    except ValueError:
        return None


def latest(month: int, day: int, publication: Day) -> Day | None:
    """Return the latest such day on or before publication, which may be dated a day early."""
    for year in range(publication.year + 1, publication.year - 8, -1):
        found = parsed(year, month, day)
        if found is not None and found <= publication + LATE_DAY:
            return found
    return None


def may_come(found: Day, publication: Day) -> bool:
    """Return whether a day told without its year is so far back that the next one may be meant."""
    allowed = _MAX_BACK if found.year == publication.year else _MAX_BACK_YEAR
    return (publication - found).days > allowed


def dated(year: int | None, month: int, day: int, publication: Day | None) -> Day | None:
    """Return the day in this year; without one, the latest before publication, or None."""
    if year is not None:
        return parsed(year, month, day)
    return latest(month, day, publication) if publication else None


def one_day(found: Day | None) -> Span | None:
    """Return a single day as a span."""
    return (found, found, "day") if found else None


def months_back(day: Day, count: int) -> Day:
    """Return the first day of the month `count` months before that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return Day(max(year, 1), month + 1, 1)


def month_end(year: int, month: int) -> Day:
    """Return the last day of a month."""
    return Day(year, month, calendar.monthrange(year, month)[1])
