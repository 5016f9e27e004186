"""Which of several incidents are what an article is about: those that its first sentence tells or sums up."""

import datetime as dt
from collections.abc import Sequence

from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.thread import Thread
from tollbook.matching.text import fold
from tollbook.rows import DateMention

_EVE = dt.timedelta(days=1)


def in_lead(thread: Thread, first: Thread, passages: Sequence[Passage]) -> bool:
    """Whether the sentence that opens the article tells it too: "nine died in X, while six were killed in Y"."""
    lead = next((p.sentence.sentence_id for p in passages if p.sentence.kind == "body" and p.claims), None)
    opens = any(p.sentence.sentence_id == lead for p in first.passages)
    told = (p for p in thread.passages if p.sentence.sentence_id == lead)
    return opens and any(any(c.low for c in p.own_claims) and not p.recalls and not p.history for p in told)


def of_sum(thread: Thread, day: DateMention | None, several: Passage, first: DateMention | None) -> bool:
    """Whether it is one of the attacks that `several` sums up: of the day of the `first` one, or of their days.

    A round-up tells of a day and the evening before it. Where the day of the article is not known, words tell.
    """
    told = [d for d in (first, *several.dates) if d is not None]
    if day is None or day.date_from is None:
        words = {fold(d.quote) for d in several.dates}
        return bool(thread.claims) and all(fold(d.quote) in words for d in thread.dates) and not _is_past(thread)
    start = day.date_from
    spans = [(d.date_from, d.date_to) for d in told]
    return any(a is not None and b is not None and a - _EVE <= start <= b for a, b in spans)


def _is_past(thread: Thread) -> bool:
    start = thread.passages[0]
    return start.history or start.recalls or start.similar
