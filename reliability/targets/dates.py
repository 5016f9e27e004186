"""Dates in any sentence and the day of publication: spans apart, days in order, whatever the day of the article is."""

import datetime as dt

from reliability.fuzz import Target
from reliability.invariants import apart, quotes
from tollbook import sentences
from tollbook.documents.publication import publication_day
from tollbook.extraction import dates
from tollbook.reading.clean import clean
from tollbook.rows import Document
from tollbook.rulebook import load_rulebook

_FIRST = dt.date(1, 1, 1)


def one_input(data: bytes) -> None:
    """Read the dates of a text; the first two bytes choose the day of publication, over all that a calendar holds."""
    text = clean(data[2:].decode("utf-8", "replace"))
    book = load_rulebook()
    days = int.from_bytes(data[:2], "big") * 56 - 1  # to the end of year 9999 and beyond
    published = _FIRST + dt.timedelta(days) if 0 <= days <= (dt.date.max - _FIRST).days else None
    document = Document("doc", "any", text=text, chars=len(text), published_on=published)
    cut = sentences.split(document, book)
    found = dates.find(document, cut, book)
    quotes(document, found)
    apart(found, "dates")
    for date in found:
        assert date.date_from is None or date.date_to is None or date.date_from <= date.date_to, date
    assert dates.find(document, cut, book) == found, "twice the same"
    day = publication_day(text, book, url=text[:200], filename=text[:100])
    assert day.earliest is None or day.latest is None or day.earliest <= day.latest, day


_WORDS = (
    "on", "Monday", "Tues.", "January", "Feb", "Sept", "29 February", "31", "1st", "2021", "9999", "0001", "2021-02-30",
    "05/06/07", "last", "next", "this", "week", "month", "year", "two days", "ago", "earlier", "later", "yesterday",
    "tomorrow", "overnight", "between", "and", "from", "to", "until", "since", "Eid", "Christmas", "early", "mid-",
    "end of", "morning", "12:30", "(Reuters) -", "Published:", "of", "a day after", "the same day",
)  # fmt: skip
TARGET = Target(one_input, tuple(word.encode() for word in _WORDS), longest=600)
