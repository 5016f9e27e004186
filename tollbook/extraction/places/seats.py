"""Capitals that are not named ("in the Iraqi capital"): the words, and which country's capital they mean."""

import re
from collections.abc import Sequence

from tollbook.extraction.places.evidence import ABROAD, LARGE, Evidence, PlaceReading
from tollbook.extraction.places.spans import Span
from tollbook.extraction.places.words import Tokens, Words
from tollbook.extraction.places.world import World

RULE = "places.capital"
_KEY = "capital"
_BEFORE = frozenset({"the", "this", "our", "their"})
_OWNERS = frozenset({"country", "nation", "national"})  # "the country's capital", "the national capital"
_NEAR = 3  # sentences within which "the capital" is the one named before
_TO_NAME = re.compile(r",? ")  # what stands between the word and the capital's own name


def with_seats(tokens: Tokens, spans: list[Span], words: Words) -> list[Span]:
    """The spans of a sentence and, in text order, those of "the capital" where its own name does not follow."""
    if _KEY not in tokens.keys:
        return spans
    taken = {i for span in spans for i in range(span.first, span.last)}
    found = [i for i, key in enumerate(tokens.keys) if key == _KEY and i and i not in taken]
    seats = [_seat(tokens, i, spans) for i in found if not (tokens.cased and tokens.capital(i))]
    kept = [s for s in seats if s is not None and not _goes_on(tokens, s, spans, words)]
    return sorted([*spans, *kept], key=lambda s: (s.start, s.first)) if kept else spans


def _seat(tokens: Tokens, index: int, spans: Sequence[Span]) -> Span | None:
    before = tokens.keys[index - 1]
    first, country = index, ""
    owner = next((s for s in spans if s.last == index and _country(s)), None)
    if owner is not None:  # "the Iraqi capital", "Iraq's capital"
        demonym = owner.places[0].relation == "demonym"
        first, country = owner.first if demonym else index, _country(owner) or ""
    elif before in _OWNERS and index > 1 and tokens.keys[index - 2] in _BEFORE:
        first = index - 1
    elif before not in _BEFORE:
        return None  # "the provincial capital"
    elif before != "the":
        first = index - 1
    stop = index + 1
    if tokens.keys[stop : stop + 1] == ["city"] and tokens.gap(index) == " ":
        stop += 1
    start, end = tokens.spans[first][0], tokens.spans[stop - 1][1]
    return Span(start, end, first, stop, _KEY, seat_of=country, placed=owner is not None and first == index)


def _country(span: Span) -> str | None:
    return next((p.country for p in span.places if p.precision == "country"), None)


def _goes_on(tokens: Tokens, seat: Span, spans: Sequence[Span], words: Words) -> bool:
    """Whether its name follows ("the capital, Bamako"), a lesser division ("of Helmand") or another noun ("gains")."""
    if seat.last >= len(tokens.keys):
        return False
    key, gap = tokens.keys[seat.last], tokens.gap(seat.last - 1)
    if gap == " " and key == "of":
        after = seat.last + 1 + (tokens.keys[seat.last + 1 : seat.last + 2] == ["the"])
        wider = next((s for s in spans if s.first == after), None)
        country = _country(wider) if wider is not None else None
        seat.seat_of = seat.seat_of or country or ""
        return not (country or tokens.keys[after : after + 1] in (["country"], ["nation"]))
    if gap == " " and key in words.capital_nouns:
        return True
    name = next((s for s in spans if s.first == seat.last), None) if _TO_NAME.fullmatch(gap) else None
    return name is not None and any(
        p.precision in ("settlement", "admin1") and (p.curated or p.population >= LARGE) for p in name.places
    )


def settle_seats(readings: Sequence[PlaceReading], evidence: Evidence, world: World) -> None:
    """Resolve "the capital" to that of the country named with it, else of the one the sentence or article speaks of."""
    written = [r.span.places[0].country for r in readings if r.span.places and "dateline" in (r.span.rule_id or "")]
    named: PlaceReading | None = None  # the capital named last, not as where the article was written
    for reading in readings:
        span = reading.span
        if span.seat_of is None:
            if _is_capital(reading, world):
                named = reading
            continue
        country = span.seat_of or _named_before(reading, named, evidence) or evidence.leading(reading.sentence)
        if country in ABROAD and not span.seat_of and written:
            country = written[0]  # "the U.S. embassy in this capital"
        reading.place = world.capital(country)
        if reading.place is not None:
            reading.country, reading.admin1 = reading.place.country, reading.place.admin1
        if span.relation != "offset":
            span.rule_id, span.feature = RULE, None


def _named_before(reading: PlaceReading, named: PlaceReading | None, evidence: Evidence) -> str | None:
    """The country whose capital was named shortly before, where the sentence tells of no other country."""
    if named is None or reading.sentence - named.sentence > _NEAR:
        return None
    if reading.sentence == named.sentence:
        return named.country
    others = set(evidence.located.get(reading.sentence, {})) - {named.country}
    return None if others else named.country


def _is_capital(reading: PlaceReading, world: World) -> bool:
    """Whether it names a country's capital, and not where the article was written."""
    place = reading.place
    if place is None or place.precision != "settlement" or "dateline" in (reading.span.rule_id or ""):
        return False
    capital = world.capital(place.country)
    return capital is not None and capital.place_id == place.place_id
