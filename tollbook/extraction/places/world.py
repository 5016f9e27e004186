"""All places that the rules and the gazetteer know, by the key of their names (see `gazetteer.name_key`)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tollbook.extraction.places.gazetteer import City, Gazetteer, capitals, load_gazetteer, name_key, stems
from tollbook.extraction.places.place import (
    DIVISION_RULE,
    GAZETTEER_RULE,
    Place,
    listed_place,
    plain_name,
    without_article,
)
from tollbook.extraction.places.remembered import Remembered
from tollbook.rulebook import LocatedRule, Rulebook

SAME_DEGREES = 0.2
_ARTICLE_COUNTRIES = frozenset(
    ("AE", "BH", "DJ", "DZ", "EG", "ER", "IL", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD",
     "SO", "SY", "TD", "TN", "YE", "IR", "TR")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Unlinked:
    """A listed place without coordinates, and its names; the gazetteer may know them, and is asked when it is found."""

    place: Place
    names: list[str]


class World:
    """Looks up places by name key; `longest` tells how many words a name with this first word can have.

    `places` and `sizes` are the same as `find` and `longest`, as mappings.
    """

    def __init__(self, book: Rulebook, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._seats: Mapping[str, str] = book.settings.get("places/home", {}).get("seats", {})
        self._divisions = {c: _codes(text) for c, text in book.settings.get("places/divisions", {}).items()}
        self.primary_divisions = {
            (c, name_key(names[0])): names[0] for c, codes in self._divisions.items() for names in codes.values()
        }
        self._extra: dict[str, list[Place | _Unlinked]] = {}
        self._keys_of: dict[str, list[str]] = {}
        self._stems: dict[str, int] = {}
        self.sizes = Remembered(lambda stem: max(self._stems.get(stem, 0), self._gazetteer.longest(stem)))
        self.places = Remembered(lambda key: tuple(self._find(key)))
        self._division_names: dict[str, dict[str, str]] = defaultdict(dict)  # of each country: name key -> name
        self._add_divisions(book)
        for located in book.of("places"):
            for entry in located.rule.entries or ():
                self._add_entry(located, entry)

    def longest(self, stem: str) -> int:
        """Most words of a name that begins with this word, or these two words; 0 when none does."""
        return self.sizes[stem]

    def find(self, key: str) -> tuple[Place, ...]:
        """Places of this name: listed ones first, then populated places, the most populous first."""
        return self.places[key]

    def capital(self, country: str | None) -> Place | None:
        """The capital that news of a country (ISO alpha-2) means, null where the gazetteer knows none."""
        key = name_key(self._seats.get(country or "") or capitals().get(country or "", ""))
        towns = [p for p in self.find(key) if p.country == country and p.precision == "settlement"] if key else []
        return max(towns, key=lambda p: p.population, default=None)

    def division(self, country: str | None, name: str) -> str | None:
        """The canonical name of a country's first-level division, by any of its names."""
        return self._division_names.get(country or "", {}).get(name_key(name))

    def _find(self, key: str) -> Iterator[Place]:
        listed = self._listed(key)
        yield from listed
        seen = {place.place_id for place in listed}
        for city in self._gazetteer.cities(key):
            place = self._of_city(city, key)
            if place.place_id not in seen and not any(_same_spot(place, p) for p in listed):
                yield place

    def _listed(self, key: str) -> list[Place]:
        listed: list[Place] = []
        for held in self._extra.get(key, ()):
            place = self._linked(held) if isinstance(held, _Unlinked) else held
            if all(p.place_id != place.place_id or p.precision != place.precision for p in listed):
                listed.append(place)
        return listed

    def _of_city(self, city: City, key: str) -> Place:
        own = name_key(city.name)
        names = self._divisions.get(city.country, {}).get(city.code)
        return Place(
            place_id=f"geonames:{city.geoname_id}",
            name=plain_name(city.name),
            country=city.country,
            admin1=names[0] if names else None,
            lat=city.lat,
            lon=city.lon,
            precision="settlement",
            population=city.population,
            rule_id=GAZETTEER_RULE,
            primary=key in (own, without_article(own)),
        )

    def _add(self, key: str, place: "Place | _Unlinked") -> None:
        if not key:
            return
        self._extra.setdefault(key, []).append(place)
        if isinstance(place, Place) and place.precision == "admin1":
            self._keys_of.setdefault(place.place_id or "", []).append(key)
        size = key.count(" ") + 1
        for stem in stems(key):
            self._stems[stem] = max(size, self._stems.get(stem, 0))

    def _add_names(self, names: list[str], place: Place, *, linked: bool = True) -> None:
        place = place if place.primary else replace(place, primary=True)
        other = place if place.curated else replace(place, primary=False)
        country = place.country
        spellings = (place, other) if linked else (_Unlinked(place, names), _Unlinked(other, names))
        for index, name in enumerate(names):
            key = name_key(name)
            spelled = spellings[index > 0]
            self._add(key, spelled)
            bare = without_article(key)
            if bare != key and country in _ARTICLE_COUNTRIES:
                self._add(bare, spelled)

    def _add_divisions(self, book: Rulebook) -> None:
        centres = self._gazetteer.centroids()
        for country, codes in self._divisions.items():
            for code, names in codes.items():
                primary = names[0]
                lat, lon = centres.get((country, code), (None, None))
                own = [n for n in names if self.primary_divisions.get((country, name_key(n)), primary) == primary]
                for name in own:
                    self._division_names[country].setdefault(name_key(name), primary)
                place_id = f"division:{country}-{code}"
                self._add_names(own, Place(place_id, primary, country, primary, lat, lon, "admin1", 0, DIVISION_RULE))
        for country, text in book.settings.get("places/subdivisions", {}).items():
            for line in str(text).splitlines():
                lat_text, lon_text, rest = line.split(" ", 2)
                names = [n.strip() for n in rest.split("|")]
                place_id = f"division:{country}-{name_key(names[0]).replace(' ', '-')}"
                place = Place(
                    place_id, names[0], country, None, float(lat_text), float(lon_text), "district", 0, DIVISION_RULE
                )
                self._add_names(names, place)

    def _add_entry(self, located: LocatedRule, entry: Any) -> None:
        emits = located.rule.emits if isinstance(located.rule.emits, dict) else {}
        values: dict[str, Any] = {**emits, **entry.values}
        names = [entry.name, *entry.aliases]
        place = listed_place(located.id, entry.name, values)
        if place.lat is None and place.precision in ("settlement", "district", "neighbourhood"):
            self._add_names(names, place, linked=False)
            return
        if place.precision == "admin1" and place.country:
            place = self._as_division(place, names)
        self._add_names(names, place)

    def _linked(self, unlinked: "_Unlinked") -> Place:
        """Coordinates and id of the populated place that the entry gives other spellings of."""
        place = unlinked.place
        for name in unlinked.names:
            cities = [c for c in self._gazetteer.cities(name_key(name)) if c.country == place.country]
            if cities:
                city = cities[0]
                division = self._divisions.get(city.country, {}).get(city.code)
                return replace(
                    place,
                    place_id=f"geonames:{city.geoname_id}" if place.precision != "district" else place.place_id,
                    lat=city.lat,
                    lon=city.lon,
                    population=max(city.population, place.population),
                    admin1=place.admin1 or (division[0] if division else None),
                )
        return place

    def _as_division(self, place: Place, names: list[str]) -> Place:
        """The entry's name becomes the canonical one of the division that any of its names means."""
        country = place.country or ""
        for name in names:
            held = next((p for p in self._divisions_named(name) if p.country == country), None)
            if held:
                place = replace(place, place_id=held.place_id, lat=place.lat or held.lat, lon=place.lon or held.lon)
                self._rename(country, held.name, place.name)
                for key in list(dict.fromkeys(self._keys_of.get(held.place_id or "", ()))):
                    self._extra[key] = [
                        p for p in self._extra[key] if isinstance(p, _Unlinked) or p.place_id != held.place_id
                    ]
                    self._add(key, replace(place, admin1=place.name))
                break
        for name in names:
            self._division_names[country][name_key(name)] = place.name
        return replace(place, admin1=place.name)

    def _divisions_named(self, name: str) -> Iterator[Place]:
        for held in self._extra.get(name_key(name), ()):
            if isinstance(held, Place) and held.precision == "admin1":
                yield held

    def _rename(self, country: str, old: str, new: str) -> None:
        for code, names in self._divisions.get(country, {}).items():
            if names[0] == old:
                self._divisions[country][code] = [new, *names]
        for key, value in self._division_names[country].items():
            if value == old:
                self._division_names[country][key] = new


def _same_spot(city: Place, listed: Place) -> bool:
    """Whether a listed neighbourhood or town is the one that the gazetteer has too."""
    if listed.country != city.country or listed.precision not in ("neighbourhood", "settlement"):
        return False
    if listed.lat is None or listed.lon is None or city.lat is None or city.lon is None:
        return False
    return abs(city.lat - listed.lat) < SAME_DEGREES and abs(city.lon - listed.lon) < SAME_DEGREES


def _codes(text: Any) -> dict[str, list[str]]:
    codes = {}
    for line in str(text).splitlines():
        code, _, rest = line.partition(" ")
        names = [n.strip() for n in rest.split("|") if n.strip()]
        if names:
            codes[code] = names
    return codes


def world_of(book: Rulebook) -> World:
    """The world as these rules know it, made once per rulebook."""
    return book.memo("places.world", lambda b: World(b, load_gazetteer()))
