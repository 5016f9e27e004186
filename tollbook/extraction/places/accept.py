"""Which names are places where they stand, and which are people, organisations, governments or common words."""

from collections.abc import Sequence

import regex

from tollbook.extraction.places.evidence import LARGE, Evidence, PlaceReading
from tollbook.extraction.places.place import Place
from tollbook.extraction.places.resolve import SMALL
from tollbook.extraction.places.spans import Span
from tollbook.extraction.places.words import PARTICLES, Tokens, Words
from tollbook.matching.patterns import Cue
from tollbook.rulebook import Rulebook

HUGE = 1_000_000  # a town so large is meant wherever its name stands
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "any", "every", "his", "her", "its", "their", "our", "my"})
_ORDINAL = regex.compile(r"\d+(?:st|nd|rd|th|d)")
_PARTS_OF_TOWNS = ("neighbourhood", "settlement")
_INITIALS = regex.compile(r"[A-Z]{2,6}")


def mark_metonyms(folded: str, readings: Sequence[PlaceReading], book: Rulebook) -> None:
    """Reject names that stand for a government or a newsroom ("Washington has said")."""
    pattern = book.memo("places.metonym", lambda b: Cue(b, " {place_metonym_verb}"))
    for reading in readings:
        span = reading.span
        if not span.placed and not span.feature and span.places and pattern.match(folded, span.quote_end):
            reading.rejected = True


def mark_people(tokens: Tokens, readings: Sequence[PlaceReading], words: Words) -> None:
    """Reject names with a title before them, parts of longer names, names of organisations."""
    for reading in readings:
        span = reading.span
        before = tokens.keys[span.first - 1] if span.first else ""
        reading.alone = not before or before in words.boundary or not _touches(tokens, span.first)
        if before in words.titles and _touches(tokens, span.first) and not span.feature:
            reading.rejected = True
        if _in_brackets(tokens, span.start, span.end) or _is_language(tokens, span, words):
            reading.rejected = True
        if not tokens.cased and _is_noun(tokens, span, words):
            reading.rejected = True
        if not span.known and span.seat_of is None and not _can_be_place(tokens, reading, words):
            reading.rejected = True


def _touches(tokens: Tokens, first: int) -> bool:
    return tokens.gap(first - 1) in (" ", ". ")


def _in_brackets(tokens: Tokens, start: int, end: int) -> bool:
    return tokens.text[start - 1 : start] == "[" and tokens.text[end : end + 1] == "]"


def _is_language(tokens: Tokens, span: Span, words: Words) -> bool:
    """Whether a demonym is a language ("in Spanish at 2132 GMT")."""
    demonym = bool(span.places) and span.places[0].relation == "demonym"
    return demonym and bool(span.first) and tokens.keys[span.first - 1] == "in" and _ends_phrase(tokens, span, words)


def _is_noun(tokens: Tokens, span: Span, words: Words) -> bool:
    """Whether a town's name, where all is in capitals, is a common noun ("THE SALE OF")."""
    if not span.places or span.feature or span.places[0].precision != "settlement" or " " in span.key:
        return False
    article = bool(span.first) and tokens.keys[span.first - 1] in _DETERMINERS and tokens.gap(span.first - 1) == " "
    return article and _ends_phrase(tokens, span, words)


def _ends_phrase(tokens: Tokens, span: Span, words: Words) -> bool:
    if span.last >= len(tokens.keys) or tokens.gap(span.last - 1) != " ":
        return True
    return tokens.keys[span.last] in words.boundary


def _can_be_place(tokens: Tokens, reading: PlaceReading, words: Words) -> bool:
    span = reading.span
    keys = tokens.keys[span.first : span.last]
    titled = bool(keys) and keys[0] in words.titles and not span.feature  # "the municipality of General Castro"
    holder = not span.places and "minister" in keys  # "part of Home Minister Ndlovu's pledge"
    if not keys or titled or holder or keys[-1] in words.organisations or len(keys) > 6:
        return False
    if _INITIALS.fullmatch(tokens.text[span.start : span.end]) and tokens.cased:
        return False
    meaningful = [k for k in keys if k not in words.boundary and k not in words.generic and k not in words.features]
    counted = span.feature != "facility" and all(_ORDINAL.fullmatch(k) for k in keys)  # "the 3d district judge"
    nothing = all(k in words.not_names or k in PARTICLES or k.isdigit() for k in keys)
    return bool(meaningful) and not (counted or nothing or all(k in words.demonyms for k in keys))


def accept(readings: Sequence[PlaceReading], evidence: Evidence, words: Words) -> None:
    """Mark the readings that are mentions; unknown names take the country that the text around them speaks of."""
    surnames = _surnames(readings)
    for reading in readings:
        if reading.rejected or _is_office(reading, evidence):
            continue
        if reading.span.seat_of is not None:
            reading.accepted = reading.place is not None and reading.span.placed
        elif reading.span.known:
            reading.accepted = _known(reading, evidence, words, surnames)
        else:
            reading.accepted = _unknown(reading)
        if reading.accepted and reading.country is None and not _is_region(reading):
            reading.country = evidence.leading(reading.sentence)


def _is_office(reading: PlaceReading, evidence: Evidence) -> bool:
    """Whether an agency is one of the press or the state: only Pakistan's are districts."""
    agency = reading.span.extra.get("feature") == "agency"
    of_country = bool(reading.span.places) and reading.span.places[0].precision == "country"
    return agency and (of_country or (reading.country or evidence.leading(reading.sentence)) != "PK")


def _surnames(readings: Sequence[PlaceReading]) -> frozenset[str]:
    """Last words of longer names that are no places ("Saad Maan" lets "Maan" be a person)."""
    found = set()
    for reading in readings:
        span = reading.span
        if reading.cased and not span.known and " " in span.key and not span.placed:
            found.update(span.key.split(" ")[1:])
    return frozenset(found)


def _is_region(reading: PlaceReading) -> bool:
    return reading.place is not None and reading.place.precision == "region"


def _unknown(reading: PlaceReading) -> bool:
    span = reading.span
    chained = "chained" in span.extra
    if span.extra.get("feature") == "department" and not (span.firm_before or reading.following or reading.inner):
        return False  # "the Legal Department"
    return span.firm or (reading.following is not None and (span.placed or chained)) or (reading.inner and chained)


def _known(reading: PlaceReading, evidence: Evidence, words: Words, surnames: frozenset[str]) -> bool:
    span, place = reading.span, reading.place
    if span.places[0].relation == "demonym":
        return True
    linked = reading.following is not None or reading.inner or span.feature is not None
    if _is_other(reading, evidence, words) or (span.key in surnames and not (span.firm or linked)):
        return False
    if place is None:
        return linked or span.firm
    if place.precision in ("country", "region"):
        return True
    if not _believed(reading, place, evidence):
        reading.place = reading.country = reading.admin1 = None
        # Where all is in capitals, a common word that is a place somewhere would become an unknown place here.
        return span.key not in words.generic and (reading.cased or bool(span.feature)) and _unknown(reading)
    return linked or span.placed or _stands_alone(reading, place, evidence)


def _is_other(reading: PlaceReading, evidence: Evidence, words: Words) -> bool:
    """Part of a longer name, a direction ("the country's eastern region"), a common word or a first name."""
    span, chained = reading.span, reading.following is not None or reading.inner
    if span.in_run and not reading.inner and span.places[0].precision not in ("country", "admin1"):
        return True
    if span.key in words.generic and span.feature in _PARTS_OF_TOWNS:
        return True  # "the northeastern neighbourhoods of Lima"
    if span.key in words.generic and not chained:
        backed = reading.place is not None and evidence.support(reading.country, reading) > 0
        return not (span.feature and backed)
    large = reading.place is not None and reading.place.population >= LARGE
    if reading.cased and span.placed and large:
        return False  # "in Nice", "near Split"
    return span.key in words.not_names and not (span.feature or (reading.following and reading.place))


def _stands_alone(reading: PlaceReading, place: Place, evidence: Evidence) -> bool:
    """Whether the name alone says that it is a place: listed, or large, in a country that the article speaks of."""
    support = evidence.article.get(place.country or "", 0.0)
    if not reading.cased:
        support = evidence.support(place.country, reading)
        if not (reading.alone and place.primary and support >= 0.2):
            return False
    if place.curated or place.precision in ("admin1", "district"):
        return support > 0
    return place.population >= HUGE or (place.population >= LARGE and support > 0)


def _believed(reading: PlaceReading, place: Place, evidence: Evidence) -> bool:
    """Whether the country fits the article; one word in capitals needs more, for it may be any word."""
    linked = reading.following is not None or reading.inner
    if not reading.cased and not linked and " " not in reading.span.key and place.population < LARGE:
        share = 0.1 if place.curated or place.precision in ("admin1", "country") else 0.3
        if evidence.support(place.country, reading) < share:
            return False
    return _supported(reading, place, evidence)


def _supported(reading: PlaceReading, place: Place, evidence: Evidence) -> bool:
    """Whether the country fits the article: nothing else need support a large or listed place, or one in a chain."""
    chained = reading.following is not None and reading.following.country is not None
    if chained or reading.inner or evidence.support(place.country, reading) > 0:
        return True
    if reading.span.feature == "facility" or (place.precision == "admin1" and not place.primary):
        return False  # "the Istanbul restaurant"; "the Interior Department", a division's other name somewhere
    return (place.population >= HUGE and place.primary) or _known_widely(reading, place, evidence.silent(reading))


def _known_widely(reading: PlaceReading, place: Place, silent: bool) -> bool:
    listed = place.curated or place.precision == "admin1"
    if reading.cased:
        return listed or (place.primary and place.population >= (SMALL if silent else LARGE))
    if listed and (silent or reading.span.feature):
        return True
    return place.primary and place.population >= LARGE and (silent or reading.span.placed)
