"""What is read in a short article that stands in a test."""

import datetime as dt

from tollbook.article import Reading, analyse
from tollbook.rows import Document, Report
from tollbook.rulebook import load_rulebook

BOOK = load_rulebook()
SUNDAY = dt.date(2016, 6, 12)  # a Sunday on which these articles appear

Told = dict[str, tuple[int | None, int | None]]


def read(text: str, published: dt.date | None = SUNDAY) -> Reading:
    document = Document(
        "d",
        "d",
        published_on=published,
        published_basis="metadata" if published else None,
        published_from=published,
        published_to=published,
        text=text,
        chars=len(text),
    )
    return analyse(document, BOOK)


def told(reading: Reading, report: Report) -> Told:
    """What a report says: outcome (of perpetrators with a star) -> low, high."""
    return {
        t.outcome + ("*" if t.party == "perpetrators" else ""): (t.low, t.high)
        for t in reading.tallies
        if t.report_id == report.report_id
    }


def at(reading: Reading, place: str) -> Report:
    """The one report of this place."""
    (found,) = [r for r in reading.reports if r.place == place]
    return found
