"""Which of several places of one name is meant: by the countries of the article, its chain, and its size."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tollbook.extraction.places.spans import Span
from tollbook.extraction.places.world import Place

SMALL = 15_000  # below it a town of a country that nothing else supports is not believed
LARGE = 100_000
TOWN = 20_000
LOOSE = frozenset({"area", "areas", "zone", "sector", "commercial area", "shopping area", "residential area"})
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
# How much a name says about the country of an article, by what it is.
_WEIGHTS = {"country": 3.0, "demonym": 2.0, "admin1": 2.0, "curated": 1.5, "large": 1.0}


@dataclass
class Reading:
    """A name with its sentence, its chain and, once resolved, its place."""

    span: Span
    sentence: int
    cased: bool
    following: "Reading | None" = None  # next link of the chain (the wider place)
    inner: bool = False  # whether a chain leads here
    place: Place | None = None
    country: str | None = None
    admin1: str | None = None
    accepted: bool = False
    rejected: bool = False
    alone: bool = True  # no other name or title stands directly before it


@dataclass(frozen=True)
class Evidence:
    """Shares (0 to 1) of the countries that unambiguous names of the article speak for."""

    article: Mapping[str, float]
    sentences: Mapping[int, Mapping[str, float]]

    def share(self, country: str | None, sentence: int) -> float:
        """Support of a country, the sentence counting twice."""
        if country is None:
            return 0.0
        return self.article.get(country, 0.0) + 2 * self.sentences.get(sentence, {}).get(country, 0.0)

    def leading(self, sentence: int) -> str | None:
        """The country that the sentence, else the article, speaks of most; null when nothing stands out."""
        if not self.article:
            return None
        inside = self.sentences.get(sentence, {})
        best = max(sorted(self.article), key=lambda c: self.article[c] + inside.get(c, 0.0))
        return best if self.article[best] + inside.get(best, 0.0) >= 0.4 else None


def evidence_of(readings: Sequence[Reading]) -> Evidence:
    """Count what each name says about the country, before any is resolved."""
    article: dict[str, float] = {}
    sentences: dict[int, dict[str, float]] = {}
    for reading in readings:
        weight, country = _weight(reading)
        if country and weight:
            article[country] = article.get(country, 0.0) + weight
            inside = sentences.setdefault(reading.sentence, {})
            inside[country] = inside.get(country, 0.0) + weight
    return Evidence(_shares(article), {i: _shares(s) for i, s in sentences.items()})


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {c: weights[c] / total for c in sorted(weights)} if total else {}


def _weight(reading: Reading) -> tuple[float, str | None]:
    places = reading.span.places
    if not places or reading.rejected:
        return 0.0, None
    first = places[0]
    kind = _sure_kind(first, places)
    if kind:
        return _WEIGHTS[kind], first.country
    top = max(places, key=lambda p: p.population)
    rest = max((p.population for p in places if p.country != top.country), default=0)
    large = top.population >= LARGE and top.primary and top.population > 5 * rest
    return (_WEIGHTS["large"], top.country) if large else (0.0, None)


def _sure_kind(first: Place, places: Sequence[Place]) -> str | None:
    if first.relation == "demonym":
        return "demonym"
    if first.precision == "country":
        return "country"
    countries = {
        p.country for p in places if p.primary and (p.curated or p.population > 1000 or p.precision != "settlement")
    }
    if len(countries) > 1 or not first.primary:
        return None
    return "admin1" if first.precision == "admin1" else "curated" if first.curated else None


def resolve(reading: Reading, evidence: Evidence) -> None:
    """Choose the place of a name; the next link of its chain must be resolved already."""
    span, wider = reading.span, reading.following
    if span.places:
        scored = sorted(span.places, key=lambda p: _order(p, reading, evidence))
        best = scored[0]
        if not (wider and wider.country and best.country and best.country != wider.country):
            reading.place = best
            reading.country, reading.admin1 = best.country, best.admin1
    if wider is not None:
        reading.country = reading.country or wider.country
        if reading.admin1 is None and (reading.place is None or reading.place.precision not in ("country", "admin1")):
            reading.admin1 = wider.admin1


def _order(place: Place, reading: Reading, evidence: Evidence) -> tuple[float, int, str]:
    return (-_score(place, reading, evidence), -place.population, place.place_id or "")


def _score(place: Place, reading: Reading, evidence: Evidence) -> float:
    wider = reading.following
    score = math.log10(place.population + 1) + 8.0 * evidence.share(place.country, reading.sentence)
    score += {"country": 9.0, "region": 8.0, "admin1": 4.0, "district": 3.0}.get(place.precision, 0.0)
    score += 3.0 if place.curated and evidence.article.get(place.country or "", 0.0) > 0 else 0.0
    score += 0.0 if place.primary else -2.5
    score += _kind_score(place, reading)
    score += 15.0 if place.precision == "country" and wider is None else 0.0
    if wider is not None:
        score += _chain_score(place, wider)
    return score


def _kind_score(place: Place, reading: Reading) -> float:
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
    town = any(p.precision == "settlement" and p.population >= TOWN and _same_division(p, place) for p in span.places)
    return score - 5.0 if town else score  # the town is meant, unless a chain or feature word says more


def _same_division(town: Place, division: Place) -> bool:
    return town.country == division.country and town.admin1 == division.admin1


def _chain_score(place: Place, wider: Reading) -> float:
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
