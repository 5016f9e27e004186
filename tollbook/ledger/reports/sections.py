"""Round-ups and lists: a heading with a day or place gives it to what stands below, and each item is an incident.

"Friday 6 March: ...", "KIRKUK - Gunmen killed ...", "Chiure." above a paragraph.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import regex

from tollbook.ledger.reports.passages import Passage
from tollbook.matching.patterns import finds
from tollbook.rows import DateMention, PlaceMention
from tollbook.rulebook import Rulebook

_LEAST = 2  # so many headings or items of places make a list; one heading is a dateline
_ROUND_UP = 5  # position of the last sentence of the opening of a round-up
_LONGEST = 90  # characters of a title
_OPENING = 3  # position of the last sentence of an article's opening
_TITLE = regex.compile(r"\s*\d{1,2}[.)] [^.]{3,}$")
_ITEM = regex.compile(r"\s*(?:[•*·▪‣] ?)?")
_DASH = regex.compile(r"\s*(?:-{1,2}|[•*·▪]) ")
_AFTER = regex.compile(r" ?(?:-{1,2}|[–—:]) ")


def mark_sections(passages: Sequence[Passage]) -> None:
    """Give days and places of headings to the passages below them, and mark where an item begins."""
    _numbered(passages)
    _days(passages)
    _places(passages)
    _items(passages)
    _dashes(passages)
    _round_up(passages)


def day_of_all(passages: Sequence[Passage], book: Rulebook) -> DateMention | None:
    """Return the day that a round-up opens with: of totals over several attacks, or "Following are developments"."""
    for passage in passages:
        if passage.sentence.position > _ROUND_UP:
            return None
        several = bool(passage.claims) and not passage.own_claims
        days = [d for d in (*passage.dates, *passage.speech_dates) if d.date_from is not None]
        if len(days) == 1 and passage.sentence.kind == "body" and (several or finds("round_up", passage.text, book)):
            return days[0]
    return None


def sums_up_several(passages: Sequence[Passage]) -> Passage | None:
    """Return where an article opens with what several attacks did ("bombings around the capital killed 17"), if so."""
    lead = _lead(passages)
    if lead is not None and _sum(lead):
        return lead
    found = (p for p in passages if p.sentence.position <= _OPENING and p.claims)
    return next((p for p in found if p.in_general and _of_several(p)), None)


def _lead(passages: Sequence[Passage]) -> Passage | None:
    """The first sentence of the body that tells people hurt, where no headline has another count of an incident."""
    opening = [p for p in passages if p.sentence.position <= _OPENING and p.claims]
    first = next((p for p in opening if p.sentence.kind != "headline"), None)
    if first is None:
        return None
    again = {(c.outcome, c.low) for c in first.claims}
    heads = (c for p in opening if p.sentence.kind == "headline" for c in p.own_claims)
    return first if all((c.outcome, c.low) in again for c in heads) else None


def _sum(passage: Passage) -> bool:
    """Whether all that it tells of people killed or wounded is told over several incidents."""
    return not passage.own_claims and any(c.low and c.outcome in ("killed", "wounded") for c in passage.claims)


def _of_several(passage: Passage) -> bool:
    each = all(e.mention_id in passage.in_general for e in passage.attacks)
    return each and any(c.low and c.outcome == "killed" for c in passage.claims)


def _numbered(passages: Sequence[Passage]) -> None:
    """Read a title above a paragraph, "2. Cauca: governor killed", as the place where the item begins."""
    titles = [i for i, p in enumerate(passages) if _TITLE.match(p.text) and p.places and p.end - p.start <= _LONGEST]
    if len(titles) < _LEAST:
        return
    for index in titles:
        title = passages[index]
        if index + 1 < len(passages):
            below = passages[index + 1]
            below.separate = below.item = bool(below.attacks) or any(c.low for c in below.claims)
            if below.item or below.dates:  # "no incident was reported" is told of no place
                below.places = below.places or title.places
        title.places, title.claims, title.events = [], [], []


def _days(passages: Sequence[Passage]) -> None:
    day: DateMention | None = None
    opens = False
    for passage in passages:
        heading = _heading_day(passage)
        if heading is not None:
            day, opens = heading, True
            passage.dates = []
            continue
        if day is not None and not passage.dates:
            passage.dates = [replace(day, sentence_id=passage.sentence.sentence_id)] if opens else []
            passage.inherited = passage.inherited or [day]
        if opens:
            passage.separate = passage.item = True
        opens = False


def _heading_day(passage: Passage) -> DateMention | None:
    words = passage.text.strip()
    dates = passage.dates
    if not words.endswith(":") or len(dates) != 1 or dates[0].date_from is None:
        return None
    return dates[0] if dates[0].end_char - dates[0].start_char >= len(words) - 4 else None


def _places(passages: Sequence[Passage]) -> None:
    found = [(i, p.places[0]) for i, p in enumerate(passages) if _is_place_alone(p)]
    if len(found) < _LEAST:
        return
    for index, place in found:
        passages[index].places = []
        if index + 1 < len(passages):
            below = passages[index + 1]
            below.separate = below.item = True
            below.places.append(place)


def _is_place_alone(passage: Passage) -> bool:
    words = passage.text.strip().rstrip(".:")
    return len(passage.places) == 1 and len(passage.places[0].quote) == len(words) and passage.sentence.position > 1


def _items(passages: Sequence[Passage]) -> None:
    found = [(p, place) for p in passages if (place := _item_place(p)) is not None]
    if len(found) < _LEAST:
        return
    for passage, place in found:
        passage.separate = passage.item = True
        passage.opens_with = place
        if place in passage.aside:
            passage.aside.remove(place)
            passage.places.insert(0, place)


def _dashes(passages: Sequence[Passage]) -> None:
    """Read lines that begin with a dash or a bullet as items, where the words before the first end with a colon.

    Items of which only one names a place or a day tell one incident together ("What we know so far: ...").
    """
    for items, listed in _dashed(passages):
        telling = [p for p in items if p.attacks or any(c.low for c in p.claims)]
        of_one = len(items) > 1 and sum(bool(p.places or p.dates) for p in telling) < _LEAST
        for passage in telling:
            if of_one:
                passage.separate = False
            elif listed:
                passage.separate = passage.item = True


def _dashed(passages: Sequence[Passage]) -> Iterator[tuple[list[Passage], bool]]:
    """Yield runs of lines that begin with a dash or a bullet, and whether the words before them open a list."""
    before: Passage | None = None
    for dashed, run in groupby(passages, lambda p: _DASH.match(p.text) is not None):
        items = list(run)
        if dashed:
            opens = before is not None and (before.text.rstrip().endswith(":") or before.sentence is items[0].sentence)
            yield items, opens
        before = items[-1]


def _round_up(passages: Sequence[Passage]) -> None:
    """Set apart what is told of each place that is new, where an article opens with a sum over several incidents."""
    lead = _lead(passages)
    if lead is None or not _sum(lead):
        return
    told = {p.name for passage in passages if passage.start <= lead.start for p in passage.places}
    for passage in (p for p in passages if p.start > lead.start):
        places = {p.name for p in passage.places if p.precision not in ("country", "region")}
        counted = any(c.low and not c.additional for c in passage.own_claims)
        passage.separate = passage.separate or (counted and bool(places) and not places & told and not passage.clause)
        told |= places


def _item_place(passage: Passage) -> PlaceMention | None:
    """The place that a paragraph begins with as its dateline."""
    opening = _ITEM.match(passage.text)
    start = passage.start + (opening.end() if opening else 0)
    for place in (*passage.aside, *passage.places):
        if place.start_char == start and _AFTER.match(passage.text, place.end_char - passage.start):
            return place
    return None
