"""Which countries the names of an article speak for.

A name never counts for itself: "Berlin" does not show that an article is about Germany where Berlin may be a town of
El Salvador. Names of facilities and parts of towns ("Istanbul restaurant") count only where there is nothing else.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tollbook.extraction.places.place import Place
from tollbook.extraction.places.spans import Span

LARGE = 100_000
STRONG = 6.0  # weight of two or three names
TINY = 1e-9
CLEAR = 0.4  # share of a country that an article speaks of
# How much a name says about the country of an article, by what it is.
_WEIGHTS = {"country": 3.0, "demonym": 2.0, "admin1": 2.0, "curated": 1.5, "large": 1.0}
_DATELINE = 3.0  # where an article was written it is mostly about
ABROAD = frozenset({"US", "GB", "RU", "FR"})  # named in news of all countries
_ABROAD_SHARE = 0.4
_HINT = 0.5  # of a demonym's weight, where the place of a sentence is asked for
_OTHER_NAME = 0.1  # of a town's people, where the name is one of its lesser ones
_LEAST = 3.0  # weight of a sentence that says where it is
LOOSE = frozenset({"area", "areas", "zone", "sector", "commercial area", "shopping area", "residential area"})
Weights = dict[str, float]  # by country
_LOCAL = frozenset({"facility", "neighbourhood"})
_VILLAGES = frozenset({"village", "villages", "hamlet", "farm", "ranch", "settlement", "plantation", "farmland"})


@dataclass
class PlaceReading:
    """A name with its sentence, its chain and, once resolved, its place."""

    span: Span
    sentence: int
    cased: bool
    following: "PlaceReading | None" = None  # next link of the chain (the wider place)
    inner: bool = False  # whether a chain leads here
    holds: "PlaceReading | None" = None  # the link of the chain before it (the lesser place)
    place: Place | None = None
    country: str | None = None
    admin1: str | None = None
    accepted: bool = False
    rejected: bool = False
    alone: bool = True  # no other name or title stands directly before it

    @property
    def local(self) -> bool:
        """Whether a feature word says that the name is of something within a town or country, not of a city."""
        span = self.span
        feature = span.feature
        if feature is None or feature in _LOCAL:
            return feature is not None
        if feature == "settlement":
            return span.extra.get("feature") in _VILLAGES
        loose = span.extra.get("feature") in LOOSE
        return feature == "district" and (loose or not any(p.precision == "district" for p in span.places))


@dataclass(frozen=True)
class Evidence:
    """What names say of countries: weights by country for the article and each sentence, and each name's own share."""

    article: Mapping[str, float]
    sentences: Mapping[int, Mapping[str, float]]
    own: Mapping[str, Mapping[str, float]]  # of each name (key)
    own_inside: Mapping[tuple[int, str], Mapping[str, float]]
    located: Mapping[int, Mapping[str, float]] = field(default_factory=dict)  # of each sentence, demonyms counting less

    def support(self, country: str | None, reading: PlaceReading) -> float:
        """Share (0 to 1) of a country in what the other names of the article speak for."""
        own = {} if reading.local else self.own.get(reading.span.key, {})
        if self.silent(reading):
            own = {}  # nothing else speaks: the name is all there is
        return _share(country, self.article, own)

    def strong(self, country: str | None, reading: PlaceReading) -> bool:
        """Whether the article is about this country, by several other names."""
        weight = self.article.get(country or "", 0.0) - self.own.get(reading.span.key, {}).get(country or "", 0.0)
        return weight >= STRONG and self.support(country, reading) >= CLEAR

    def inside(self, country: str | None, reading: PlaceReading) -> float:
        """The same for the other names of the sentence."""
        own = {} if reading.local else self.own_inside.get((reading.sentence, reading.span.key), {})
        return _share(country, self.sentences.get(reading.sentence, {}), own)

    def share(self, country: str | None, reading: PlaceReading) -> float:
        """Support of a country, the sentence counting twice."""
        return self.support(country, reading) + 2 * self.inside(country, reading)

    def silent(self, reading: PlaceReading) -> bool:
        """Whether no other name says anything."""
        own = {} if reading.local else self.own.get(reading.span.key, {})
        return sum(self.article.values()) - sum(own.values()) < TINY

    def leading(self, sentence: int) -> str | None:
        """The country that the sentence, else the article, speaks of most; null when nothing stands out."""
        if not self.article:
            return None
        inside = self.located.get(sentence, {})
        most = max(_LEAST, sum(inside.values()))
        shares = {c: _share(c, self.article, {}) + inside.get(c, 0.0) / most for c in sorted(self.article)}
        best = max(shares, key=lambda c: shares[c])
        return best if shares[best] >= CLEAR else None


def _share(country: str | None, weights: Mapping[str, float], own: Mapping[str, float]) -> float:
    if country is None or country not in weights:
        return 0.0
    rest = sum(weights.values()) - sum(own.values())
    return (weights[country] - own.get(country, 0.0)) / rest if rest >= TINY else 0.0


def evidence_of(readings: Sequence[PlaceReading], generic: Collection[str] = ()) -> Evidence:
    """Count what each name says about the country, before any is resolved; `generic` names ("Eastern") say nothing."""
    telling = [r for r in readings if r.span.places and not r.rejected and r.span.key not in generic]
    weighed = [(r, *_weight(r)) for r in telling]
    wide = [w for w in weighed if w[1] and not w[0].local]
    article: Weights = {}
    sentences: dict[int, Weights] = {}
    own: dict[str, Weights] = {}
    own_inside: dict[tuple[int, str], Weights] = {}
    located: dict[int, Weights] = {}
    for reading, weight, country in wide or weighed:
        key, sentence = reading.span.key, reading.sentence
        inside, itself = sentences.setdefault(sentence, {}), own.setdefault(key, {})
        if country and weight:
            for weights in (article, inside, itself, own_inside.setdefault((sentence, key), {})):
                weights[country] = weights.get(country, 0.0) + weight
            told = located.setdefault(sentence, {})
            hint = reading.span.places[0].relation == "demonym"
            told[country] = told.get(country, 0.0) + weight * (_HINT if hint else 1.0)
    return Evidence(article, sentences, own, own_inside, located)


def _weight(reading: PlaceReading) -> tuple[float, str | None]:
    places = reading.span.places
    first = places[0]
    kind = _sure_kind(first, places)
    dateline = _DATELINE if "dateline" in (reading.span.rule_id or "") else 0.0
    if kind:
        abroad = kind in ("country", "demonym") and first.country in ABROAD
        return _WEIGHTS[kind] * (_ABROAD_SHARE if abroad else 1.0) + dateline, first.country
    top = max(places, key=lambda p: p.population * (1 if p.primary else _OTHER_NAME))
    rest = max(
        (p.population * (1 if p.primary else _OTHER_NAME) for p in places if p.country != top.country), default=0
    )
    large = top.population >= LARGE and top.primary and top.population > 5 * rest
    return (_WEIGHTS["large"] + dateline, top.country) if large or dateline else (0.0, None)


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
