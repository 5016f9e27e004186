"""Evidence from days that a passage goes on telling an incident: the same day, the next one, another one.

Only names of evidence are found here; what each weighs stands in rules/linking/article.yaml.
"""

from collections.abc import Sequence

import regex

from tollbook.matching.text import fold
from tollbook.rows import DateMention

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKEND = ("saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = regex.compile(r"\b(" + "|".join(_MONTHS) + r")[a-z]*\b")
_NUMBER = regex.compile(r"(?<![\d:.])\d{1,2}(?=(?:st|nd|rd|th)?\b(?![:.]\d))")
_LONG_AGO = regex.compile(r"\b(?:last (?:year|month)|(?:years?|months?|weeks) (?:ago|earlier|before))\b")


def day_evidence(new: Sequence[DateMention], old: Sequence[DateMention]) -> str | None:
    """Return the name of what the days of a passage say of an incident's days."""
    if not new or not old:
        return None
    order = ("same_day", "same_day_words", "day_inside", "next_day", "other_day_words", "vague_day", "other_day")
    told = next((d for d in new if d.date_from is not None), new[0])
    verdicts = {verdict for b in old if (verdict := _compare_days(told, b))}
    return next((name for name in order if name in verdicts), None)


def _compare_days(a: DateMention, b: DateMention) -> str | None:
    if a.date_from and a.date_to and b.date_from and b.date_to:
        if (a.date_from, a.date_to) == (b.date_from, b.date_to):
            return "same_day"
        if a.date_from <= b.date_to and b.date_from <= a.date_to:
            return "same_day" if a.precision == "night" or b.precision == "night" else "day_inside"
        gap = max((a.date_from - b.date_to).days, (b.date_from - a.date_to).days)
        return "next_day" if gap <= 1 else "other_day"
    return _compare_words(a, b)


def _compare_words(a: DateMention, b: DateMention) -> str | None:
    """Compare two days of which one is not known."""
    words = _weekday(a), _weekday(b)
    if any("weekend" in fold(x.quote) and _weekday(y) in _WEEKEND for x, y in ((a, b), (b, a))):
        return "day_inside"
    if all(words) or (a.kind == "month" and words[1]):  # "in April", beside news of a Thursday
        return "same_day_words" if words[0] == words[1] else "other_day_words"
    if fold(a.quote) == fold(b.quote):
        return "same_day_words"
    if _other_in_calendar(a, b) or any(_not_of_news(x, y) for x, y in ((a, b), (b, a))):
        return "other_day_words"
    if any(_LONG_AGO.search(fold(x.quote)) and (_of_news(y) or _of_last_week(y)) for x, y in ((a, b), (b, a))):
        return "other_day"
    return "vague_day" if a.date_from is None or a.precision in ("month", "year") else None


def _other_in_calendar(a: DateMention, b: DateMention) -> bool:
    """Whether two days are of different months, or have different numbers ("in July", "in September")."""
    (month, number), (other_month, other_number) = _in_calendar(a), _in_calendar(b)
    if not month or not other_month:
        return False
    return month != other_month or (number is not None and other_number is not None and number != other_number)


def _not_of_news(day: DateMention, news: DateMention) -> bool:
    """Whether a day fell on another weekday than that of the news, or is told by its month or week beside it."""
    if not _of_news(news):
        return False
    if day.date_from is None:
        return all(_in_calendar(day)) or _of_last_week(day)
    weekday = _weekday(news)
    return day.date_from == day.date_to and weekday is not None and _WEEKDAYS[day.date_from.weekday()] != weekday


def _of_last_week(date: DateMention) -> bool:
    return fold(date.quote) == "last week"


def _in_calendar(date: DateMention) -> tuple[str | None, str | None]:
    """The month and the number of the day, as it is known or as its words tell it: "October 30", "in July"."""
    if date.date_from is not None and date.date_from == date.date_to:
        return _MONTHS[date.date_from.month - 1], str(date.date_from.day)
    if date.kind not in ("absolute", "month", "relative"):
        return None, None
    text = fold(date.quote)
    month, number = _MONTH.search(text), _NUMBER.search(text)
    return (month.group(1) if month else None), (number.group().lstrip("0") if number else None)


def _of_news(date: DateMention) -> bool:
    """Whether it is a day counted from the day of the article: "Tuesday", "last night"."""
    return date.kind == "weekday" or (date.kind == "relative" and date.rule_id.startswith("dates.day."))


def _weekday(date: DateMention) -> str | None:
    text = fold(date.quote)
    return next((day for day in _WEEKDAYS if day in text), None)
