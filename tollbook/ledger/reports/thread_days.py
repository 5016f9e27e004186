"""Evidence from days that a passage goes on telling an incident: the same day, the next one, another one.

Only names of evidence are found here; what each weighs stands in rules/linking/article.yaml.
"""

from collections.abc import Sequence

import regex

from tollbook.matching.text import fold
from tollbook.rows import DateMention

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONG_AGO = regex.compile(r"\b(?:last year|(?:years?|months?) (?:ago|earlier|before))\b")


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
    if all(words) or (a.kind == "month" and words[1]):  # "in April", beside news of a Thursday
        return "same_day_words" if words[0] == words[1] else "other_day_words"
    if fold(a.quote) == fold(b.quote):
        return "same_day_words"
    if any(_LONG_AGO.search(x) and _of_news(y) for x, y in ((fold(a.quote), b), (fold(b.quote), a))):
        return "other_day"
    return "vague_day" if a.date_from is None or a.precision in ("month", "year") else None


def _of_news(date: DateMention) -> bool:
    """Whether it is a day counted from the day of the article: "Tuesday", "last night"."""
    return date.kind == "weekday" or (date.kind == "relative" and date.rule_id.startswith("dates.day."))


def _weekday(date: DateMention) -> str | None:
    text = fold(date.quote)
    return next((day for day in _WEEKDAYS if day in text), None)
