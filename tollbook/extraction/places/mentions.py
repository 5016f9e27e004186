"""Rows from resolved names."""

import re
from collections.abc import Iterator, Sequence

from tollbook.extraction.places.evidence import LARGE, LOOSE, PlaceReading
from tollbook.ids import content_id
from tollbook.rows import Document, PlaceMention, Sentence

_UNKNOWN_RULE = "places.in"
_LETTERS = re.compile(r"\.[A-Za-z]$")  # of a name in letters: "U.S"
_BY_DIRECTION = "places.in_the_north_of"
_VAGUE = frozenset({"region", "regions", "state", "states"})  # also words for lesser areas


def rows_of(document: Document, sentences: Sequence[Sentence], readings: Sequence[PlaceReading]) -> list[PlaceMention]:
    """Return the mentions of accepted names in text order, quotes not overlapping."""
    rows: list[PlaceMention] = []
    last_end = -1
    for reading in readings:
        if not reading.accepted:
            continue
        sentence = sentences[reading.sentence]
        span = reading.span
        start = span.quote_start + sentence.start_char
        while rows and rows[-1].start_char >= start and rows[-1].relation == "demonym":
            rows.pop()  # "south of the Iraqi city of Mosul"
            last_end = rows[-1].end_char if rows else -1
        if start < last_end:
            start = span.start + sentence.start_char
        end = _with_dot(sentence.text, span.quote_end) + sentence.start_char
        if start < last_end or end <= start:
            continue
        rows.append(_row(document, sentence, reading, start, end))
        last_end = end
    return rows


def _with_dot(text: str, end: int) -> int:
    """The end of a name, with the dot of its last letter ("U.S. soldiers"), which ends no sentence there."""
    return end + 1 if text[end : end + 1] == "." and _LETTERS.search(text, max(0, end - 4), end) else end


def _row(document: Document, sentence: Sentence, reading: PlaceReading, start: int, end: int) -> PlaceMention:
    place, span = reading.place, reading.span
    rule_id = span.rule_id or (place.rule_id if place else _UNKNOWN_RULE)
    lat, lon = _coordinates(reading)
    return PlaceMention(
        mention_id=content_id("pla", document.doc_id, start, end, rule_id),
        doc_id=document.doc_id,
        sentence_id=sentence.sentence_id,
        start_char=start,
        end_char=end,
        quote=document.text[start:end],
        rule_id=rule_id,
        place_id=place.place_id if place else None,
        name=_name(sentence, reading),
        admin1=reading.admin1,
        country=reading.country,
        lat=lat,
        lon=lon,
        precision=_precision(reading),
        relation=_relation(reading),
    )


def _name(sentence: Sentence, reading: PlaceReading) -> str:
    place, span = reading.place, reading.span
    facility = span.feature == "facility" and (place is None or place.precision != "facility")
    if place is not None and not facility:
        return place.name
    end = span.quote_end if facility else span.end
    return " ".join(sentence.text[span.start : end].split())


def _precision(reading: PlaceReading) -> str:
    place, span = reading.place, reading.span
    if "precision" in span.extra:
        return span.extra["precision"]
    if _is_part(reading):
        return "neighbourhood"
    feature, word = span.feature, span.extra.get("feature", "region")
    if feature == "admin1" and word in _VAGUE and (place is None or place.precision != "admin1"):
        feature = "district"
    if place is None:
        return feature or "unknown"
    large = place.population >= LARGE and (feature == "neighbourhood" or word in LOOSE)  # "a Baghdad shopping area"
    if feature and not large and (place.precision == "settlement" or feature == "facility"):
        return feature
    return place.precision


def _is_part(reading: PlaceReading) -> bool:
    """Whether a name stands directly before the town that it is a part of ("Musaga, Bujumbura")."""
    wider, span = reading.following, reading.span
    if wider is None or wider.span.relation != "at" or span.relation != "at":
        return False
    if wider.span.rule_id == _BY_DIRECTION and reading.place is not None and reading.place.precision == "settlement":
        return False  # a town of its own, "in the north of" the city near it
    town = wider.place is not None and wider.place.precision == "settlement"
    part = wider.place is None and wider.span.feature is None and _is_part(wider)  # "Sitio Alim, Barangay Dulo, Cebu"
    if not (town or part) or (
        reading.place is not None and reading.place.precision in ("facility", "admin1", "country")
    ):
        return False
    return span.feature is None and (reading.place is None or reading.place.precision == "settlement")


def _relation(reading: PlaceReading) -> str:
    place, span = reading.place, reading.span
    if place is not None and place.relation == "demonym":
        return "demonym"
    hint = place is not None and place.precision == "country" and not (span.placed or reading.inner or span.feature)
    # A country that is not in a place position ("Iraq's army", "Pakistan forces") only hints at where.
    return "demonym" if hint and span.rule_id is None else span.relation


def _coordinates(reading: PlaceReading) -> tuple[float | None, float | None]:
    """Those of the place, else those of the next known link of its chain that is no wider than a district."""
    for link in _links(reading):
        if link.place is not None:
            near = link is reading or link.place.precision in ("facility", "neighbourhood", "settlement", "district")
            return (link.place.lat, link.place.lon) if near else (None, None)
    return None, None


def _links(reading: PlaceReading) -> Iterator[PlaceReading]:
    link: PlaceReading | None = reading
    while link is not None:
        yield link
        link = link.following
