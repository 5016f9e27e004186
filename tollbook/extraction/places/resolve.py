"""Which of several places of one name is meant: by the countries of the article, its chain, and its size."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from tollbook.extraction.places.evidence import LARGE, LOOSE, Evidence, PlaceReading
from tollbook.extraction.places.gazetteer import capitals
from tollbook.extraction.places.place import Place

SMALL = 15_000  # below it a town of a country that nothing else supports is not believed
TOWN = 20_000
SUPPORT = 10.0  # what full support by the article is worth
NEAR = 0.7  # degrees; what lies in a town lies no further from its centre
CITY = 300_000
COPIED = 5  # a namesake so many times as large is the one that news means
_NAMESAKES = frozenset({"US", "CA", "AU", "NZ"})  # where many towns are named after cities of the world
_RANK = {
    "facility": 0,
    "neighbourhood": 1,
    "settlement": 2,
    "unknown": 2,
    "district": 3,
    "admin1": 4,
    "country": 5,
    "region": 6,
}


@dataclass(frozen=True, slots=True)
class Namesakes:
    """What all places of one name share: the countries called so, the size of the largest, and whose capital it is."""

    countries: frozenset[str | None]
    largest: int
    seat_of: str | None

    @classmethod
    def of(cls, places: Iterable[Place]) -> "Namesakes":
        """Return what `places` have in common."""
        known = list(places)
        countries = frozenset(p.country for p in known if p.precision == "country")
        towns = [p for p in known if p.primary and p.precision == "settlement"]
        largest = max(towns, key=lambda p: p.population, default=None)
        seat = largest is not None and largest.name == capitals().get(largest.country or "")
        size = max((p.population for p in known if p.primary), default=0)
        return cls(countries, size, largest.country if largest and seat else None)


def resolve(reading: PlaceReading, evidence: Evidence) -> None:
    """Choose the place of a name; the next link of its chain must be resolved already."""
    span, wider = reading.span, reading.following
    if span.seat_of is not None:
        return
    if span.places:
        best = span.places[0]
        if len(span.places) > 1:
            names = Namesakes.of(span.places)
            best = min(span.places, key=lambda p: _order(p, reading, evidence, names))
        if _fits(best, reading, evidence):
            reading.place = best
            reading.country, reading.admin1 = best.country, best.admin1
    if wider is not None:
        reading.country = reading.country or wider.country
        if reading.admin1 is None and (reading.place is None or reading.place.precision not in ("country", "admin1")):
            reading.admin1 = wider.admin1


def _fits(place: Place, reading: PlaceReading, evidence: Evidence) -> bool:
    """Whether the best place of a name may be it: not abroad, nor a namesake of something within a town or country."""
    wider = reading.following
    if wider is not None and _elsewhere(place, wider):
        return False
    if not reading.local:
        return True
    if wider is not None:  # "the Istanbul restaurant in Ankara"
        town = place.precision == "settlement" and wider.place is not None and wider.place.precision == "settlement"
        return not (town and wider.admin1 and place.admin1 != wider.admin1)
    leading = evidence.leading(reading.sentence)
    if leading is None or evidence.support(place.country, reading) > 0:
        return True
    if place.precision == "admin1":
        return all(p.country == place.country for p in reading.span.places)
    return place.curated and place.precision in ("facility", "neighbourhood", "district")


def _elsewhere(place: Place, link: PlaceReading) -> bool:
    """Whether a place lies elsewhere than the one it is told to be in: it is a namesake then."""
    if link.country and place.country and place.country != link.country:
        return True
    far = link.span.relation == "offset" and (place.curated or place.population >= LARGE)  # "Mosul, north of Baghdad"
    return link.place is not None and not far and _apart(place, link.place)


def _apart(place: Place, wider: Place) -> bool:
    if wider.precision == "settlement" and place.precision in ("settlement", "district", "neighbourhood"):
        if None in (place.lat, place.lon, wider.lat, wider.lon):
            return False
        return any(abs((a or 0.0) - (b or 0.0)) > NEAR for a, b in ((place.lat, wider.lat), (place.lon, wider.lon)))
    lesser = place.precision in ("settlement", "district") and place.population < LARGE
    return lesser and wider.precision == "admin1" and bool(place.admin1) and place.admin1 != wider.name


def _order(place: Place, reading: PlaceReading, evidence: Evidence, names: Namesakes) -> tuple[float, int, str]:
    return (-_score(place, reading, evidence, names), -place.population, place.place_id or "")


def _score(place: Place, reading: PlaceReading, evidence: Evidence, names: Namesakes) -> float:
    wider = reading.following
    score = math.log10(place.population + 1)
    score += 0.0 if _is_copy(place, reading, evidence, names) else SUPPORT * evidence.share(place.country, reading)
    score += {"country": 9.0, "region": 8.0, "admin1": 4.0, "district": 3.0}.get(place.precision, 0.0)
    if place.curated:  # news tells of it
        score += 3.0 if evidence.support(place.country, reading) > 0 else 1.0 if evidence.silent(reading) else 0.0
    score += 0.0 if place.primary else -2.5
    score += _kind_score(place, reading)
    score += 15.0 if place.precision == "country" and wider is None else 0.0
    score += 12.0 if reading.holds and contains([place], reading.holds.span.places) else 0.0
    if wider is not None:
        score += _chain_score(place, wider)
    return score


def _is_copy(place: Place, reading: PlaceReading, evidence: Evidence, names: Namesakes) -> bool:
    """Whether a small town bears the name of a city of the world, and news would tell its division ("Lima, Ohio")."""
    if place.curated or place.precision != "settlement" or reading.following is not None:
        return False
    if names.countries - {place.country}:
        return True
    city = max(names.largest, place.population)
    times = city / (place.population + 1)
    if place.country in _NAMESAKES:
        return times > COPIED
    if times <= 4 * COPIED or city <= CITY:
        return False
    return bool(evidence.article.get(names.seat_of or "")) or not evidence.strong(place.country, reading)


def _kind_score(place: Place, reading: PlaceReading) -> float:
    """How well a division or a town of the same name fits the words around it."""
    span, wider = reading.span, reading.following
    division = place.precision in ("admin1", "district")
    if span.feature in ("admin1", "district") and span.extra.get("feature") not in LOOSE:
        return (8.0 if place.precision == span.feature else 6.0) if division else 0.0
    if not division:
        return 0.0
    if wider is not None:  # "X, Ghardaia, Algeria": the second link is mostly a division
        return 2.5 if reading.inner and place.precision == "admin1" else 0.0
    score = -5.0 if span.feature in ("settlement", "neighbourhood") or span.relation == "offset" else 0.0
    town = any(_is_its_town(p, place) for p in span.places)
    return score - 5.0 if town else score  # the town is meant, unless a chain or feature word says more


def _is_its_town(town: Place, division: Place) -> bool:
    """Whether a town bears the name of its division, by itself and not as a lesser one ("Santa Fe de Antioquia")."""
    large = town.precision == "settlement" and town.population >= TOWN and town.primary
    return large and town.country == division.country and town.admin1 == division.admin1


def _chain_score(place: Place, wider: PlaceReading) -> float:
    if wider.country is None or place.country is None:
        return 0.0
    if place.country != wider.country:
        return -50.0
    score = 20.0
    if wider.admin1 and place.admin1:
        score += 8.0 if place.admin1 == wider.admin1 else -4.0
    if wider.place and wider.place.precision == "admin1" and place.precision == "admin1":
        score -= 12.0
    return score


def contains(wider: Iterable[Place], place: Iterable[Place]) -> bool:
    """Whether any of the wider places can hold any of the others, as in "Baiji, Salahuddin"."""
    inner = list(place)
    return any(_holds(w, p) for w in wider for p in inner)


def _holds(wider: Place, place: Place) -> bool:
    if wider.country != place.country or wider.place_id == place.place_id:
        return False
    if _RANK[wider.precision] > _RANK[place.precision]:
        if wider.precision == "admin1" and place.admin1 and place.precision != "country":
            return place.admin1 == wider.name
        return True
    return wider.precision == place.precision == "settlement" and wider.population > 4 * place.population + 20_000
