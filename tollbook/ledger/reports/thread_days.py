"""Evidence from days that a passage goes on telling an incident: the same day, the next one, another one.

Only names of evidence are found here; what each weighs stands in rules/linking/article.yaml.
"""

from collections.abc import Sequence

from tollbook.extraction.cues import pattern
from tollbook.matching.text import fold
from tollbook.rows import DateMention
from tollbook.rulebook import Rulebook

_WEEKEND = (5, 6)  # Monday is 0


def day_evidence(new: Sequence[DateMention], old: Sequence[DateMention], book: Rulebook) -> str | None:
    """Return the name of what the days of a passage say of an incident's days."""
    if not new or not old:
        return None
    order = ("same_day", "same_day_words", "day_inside", "next_day", "other_day_words", "vague_day", "other_day")
    told = next((d for d in new if d.date_from is not None), new[0])
    verdicts = {verdict for b in old if (verdict := _compare_days(told, b, book))}
    return next((name for name in order if name in verdicts), None)


def _compare_days(a: DateMention, b: DateMention, book: Rulebook) -> str | None:
    if a.date_from and a.date_to and b.date_from and b.date_to:
        if (a.date_from, a.date_to) == (b.date_from, b.date_to):
            return "same_day"
        if a.date_from <= b.date_to and b.date_from <= a.date_to:
            return "same_day" if a.precision == "night" or b.precision == "night" else "day_inside"
        gap = max((a.date_from - b.date_to).days, (b.date_from - a.date_to).days)
        return "next_day" if gap <= 1 else "other_day"
    return _compare_words(a, b, book)


def _compare_words(a: DateMention, b: DateMention, book: Rulebook) -> str | None:
    """Compare two days of which one is not known."""
    words, both = (_weekday(a, book), _weekday(b, book)), ((a, b), (b, a))
    if any(day in _WEEKEND and _said("weekend", x, book) for x, day in zip((b, a), words, strict=True)):
        return "day_inside"
    if None not in words or (a.kind == "month" and words[1] is not None):  # "in April", beside news of a Thursday
        return "same_day_words" if words[0] == words[1] else "other_day_words"
    if fold(a.quote) == fold(b.quote):
        return "same_day_words"
    if _other_in_calendar(a, b, book) or any(_not_of_news(x, y, book) for x, y in both):
        return "other_day_words"
    if any(_said("long_ago", x, book) and (_of_news(y) or _said("last_week", y, book)) for x, y in both):
        return "other_day"
    return "vague_day" if a.date_from is None or a.precision in ("month", "year") else None


def _other_in_calendar(a: DateMention, b: DateMention, book: Rulebook) -> bool:
    """Whether two days are of different months, or have different numbers ("in July", "in September")."""
    (month, number), (other_month, other_number) = _in_calendar(a, book), _in_calendar(b, book)
    if not month or not other_month:
        return False
    return month != other_month or (number is not None and other_number is not None and number != other_number)


def _not_of_news(day: DateMention, news: DateMention, book: Rulebook) -> bool:
    """Whether a day fell on another weekday than that of the news, or is told by its month or week beside it."""
    if not _of_news(news):
        return False
    if day.date_from is None:
        return all(_in_calendar(day, book)) or _said("last_week", day, book)
    return day.date_from == day.date_to and _weekday(news, book) not in (None, day.date_from.weekday())


def _said(lexicon: str, date: DateMention, book: Rulebook) -> bool:
    return pattern(lexicon, book).search(fold(date.quote)) is not None


def _in_calendar(date: DateMention, book: Rulebook) -> tuple[int | None, int | None]:
    """The month and the number of the day, as it is known or as its words tell it: "October 30", "in July"."""
    if date.date_from is not None and date.date_from == date.date_to:
        return date.date_from.month, date.date_from.day
    if date.kind not in ("absolute", "month", "relative"):
        return None, None
    text = fold(date.quote)
    month, number = pattern("date_month", book).search(text), pattern("day_of_month", book).search(text)
    return (int(book.mapping("date_month")[month.group()]) if month else None), (
        int(number.group()) if number else None
    )


def _of_news(date: DateMention) -> bool:
    """Whether it is a day counted from the day of the article: "Tuesday", "last night"."""
    return date.kind == "weekday" or (date.kind == "relative" and date.rule_id.startswith("dates.day."))


def _weekday(date: DateMention, book: Rulebook) -> int | None:
    """The weekday that its words tell, Monday is 0."""
    text = fold(date.quote)
    return next((int(day) for name, day in book.mapping("date_weekday").items() if name in text), None)
