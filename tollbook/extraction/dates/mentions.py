"""When: dates and spans of days, settled by the publication day where the words leave it to that.

Rules find the words (`phrases`), converters the days they mean (`values`). What text and publication day
do not settle stays open: null dates, precision `unknown`. A wrong day would be worse than none.
"""

import datetime as dt
from collections.abc import Sequence

import regex

from tollbook.extraction.cues import cue
from tollbook.extraction.dates.phrases import Phrase, PhraseHit, Phrases, emitted
from tollbook.extraction.dates.values import CONVERTERS
from tollbook.extraction.dates.words import Span, Words
from tollbook.ids import content_id
from tollbook.matching.patterns import Cue
from tollbook.rows import DateMention, Document, Sentence
from tollbook.rulebook import Rulebook

_DAYS = ("day", "night")  # precisions of a single day
_YEARLESS = ("day_month", "day_range")  # values that can be without their year
_NEARBY = dt.timedelta(days=31)  # how far such a day may lie from a full one
_LATELY = dt.timedelta(days=180)  # how far before the only full day of a text
_NEAR_SENTENCES = 1  # how far back "the same day" may refer
_TOP = 8  # sentences at the top that may be a dateline
_WRITTEN = 2  # days by which a dateline may lie before the publication
_DATELINE = regex.compile(r"[^\W\d_][\w .'/-]{1,28}, ?$")  # "Jammu, August 12" on a line of its own, before the day


def find(document: Document, sentences: Sequence[Sentence], book: Rulebook) -> list[DateMention]:
    """Return the dates of a document in text order; none overlaps another.

    Sentences of kind `furniture` are not read. Open dates have null `date_from` and `date_to` and precision `unknown`.
    """
    phrases = book.memo("dates.phrases", Phrases.of)
    night = cue("date_night", book)
    read = [s for s in sentences if s.kind != "furniture"]
    found: list[DateMention] = []
    last: tuple[int, DateMention] | None = None
    written: dt.date | None = None
    for index, phrase in phrases.find(document.text, [(s.start_char, s.end_char) for s in read]):
        for hit in phrase.hits:
            before = last[1] if last and index - last[0] <= _NEAR_SENTENCES else None
            groups = phrase.groups(hit)
            span = _settled(hit, groups, document, phrases, written) or _anchored(hit, before)
            span = span or _near(hit, groups, document, phrases, found)
            span = _as_night(span, phrase.text[hit.start : hit.end], night)
            offset = _offset(hit, groups, phrases)
            mention = _mention(document, read[index], phrase, hit, span, offset)
            found.append(mention)
            if index < _TOP:
                written = written or _written(mention, read[index], document)
            if mention.kind not in ("duration", "since", "until", "other"):
                last = (index, mention)
    return found


def _written(mention: DateMention, sentence: Sentence, document: Document) -> dt.date | None:
    """The day of a dateline shortly before the publication: "today" in the story is that day."""
    if document.published_on is None or mention.date_from is None or mention.date_from != mention.date_to:
        return None
    lead = sentence.text[: mention.start_char - sentence.start_char]
    alone = mention.end_char == sentence.end_char and _DATELINE.fullmatch(lead) is not None
    before = (document.published_on - mention.date_from).days
    return mention.date_from if (alone or sentence.kind == "dateline") and 0 < before <= _WRITTEN else None


def _settled(
    hit: PhraseHit, groups: dict[str, str], document: Document, phrases: Phrases, written: dt.date | None
) -> Span | None:
    """What the words mean, if each possible day of publication gives the same; "today" is the day of the dateline."""
    emits = emitted(hit.rule)
    convert = CONVERTERS[str(emits["value"])]
    of_week = emits["value"] == "weekday"
    days = (written,) if written and not of_week else _publication(document, of_week=of_week)
    try:
        values = [convert(Words(groups, emits, phrases.calendar, day)) for day in days]
    except (OverflowError, ValueError):  # before the year 1 or after 9999
        return None
    return values[0] if all(value == values[0] for value in values) else None


def _near(
    hit: PhraseHit, groups: dict[str, str], document: Document, phrases: Phrases, found: Sequence[DateMention]
) -> Span | None:
    """A day without its year, of a text of unknown day: the one near the last full day that the text has told."""
    emits = emitted(hit.rule)
    told = [d.date_to for d in found if d.date_to and d.kind == "absolute"]
    full = told[-1] if told else None
    if document.published_on or document.published_to or full is None or emits["value"] not in _YEARLESS:
        return None
    span = CONVERTERS[str(emits["value"])](Words(groups, emits, phrases.calendar, full + _NEARBY))
    if span is None:
        return None
    lately = len(set(told)) == 1 and span[1] <= full <= span[1] + _LATELY
    return span if lately or abs(span[1] - full) <= _NEARBY else None


def _publication(document: Document, *, of_week: bool) -> tuple[dt.date | None, ...]:
    """The day of publication, or the first and the last day that it can be. None: unknown."""
    if document.published_on is not None and document.published_basis == "filename" and of_week:
        return (document.published_on, document.published_on + dt.timedelta(days=1))  # it may be that of the incident
    if document.published_on is not None:
        return (document.published_on,)
    if document.published_from is None or document.published_to is None:
        return (None,)
    return (document.published_from, document.published_to)


def _anchored(hit: PhraseHit, before: DateMention | None) -> Span | None:
    """A day counted from the one told just before, where that is a single day."""
    emits = emitted(hit.rule)
    if before is None or emits["value"] != "anchored":
        return None
    if before.date_from is None or before.date_from != before.date_to or before.precision not in _DAYS:
        return None
    try:
        day = before.date_from + dt.timedelta(days=int(emits.get("days", 0)))
    except OverflowError:
        return None
    return day, day, "day"


def _offset(hit: PhraseHit, groups: dict[str, str], phrases: Phrases) -> int | None:
    """How many days it is from the incident told before, where the words count from that."""
    emits = emitted(hit.rule)
    if emits["value"] not in ("anchored", "counted"):
        return None
    days = int(emits.get("days", 0))
    return days * (Words(groups, emits, phrases.calendar, None).count() or 1)


def _as_night(span: Span | None, words: str, night: Cue) -> Span | None:
    if span is None or span[2] not in ("day", "range"):
        return span
    return (span[0], span[1], "night") if night.found(words) else span


def _mention(
    document: Document, sentence: Sentence, phrase: Phrase, hit: PhraseHit, span: Span | None, offset: int | None
) -> DateMention:
    start, end = phrase.offset(hit.start), phrase.offset(hit.end)
    date_from, date_to, precision = span or (None, None, "unknown")
    kind = str(emitted(hit.rule).get("kind", "absolute"))
    followed = document.text[end : end + 1] in ("'", "\u2019")  # "since Sunday's attack" is of that day
    return DateMention(
        mention_id=content_id("dat", document.doc_id, start, end, hit.rule.id),
        doc_id=document.doc_id,
        sentence_id=sentence.sentence_id,
        start_char=start,
        end_char=end,
        quote=document.text[start:end],
        rule_id=hit.rule.id,
        date_from=date_from,
        date_to=date_to,
        precision=precision,
        kind=hit.bound if hit.bound and not followed and kind not in ("duration", "other") else kind,
        offset_days=offset,
    )
