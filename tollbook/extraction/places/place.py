"""A place, and how its name is spelled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tollbook.extraction.places.gazetteer import name_key

GAZETTEER_RULE = "places.gazetteer"
DIVISION_RULE = "places.division"
_ARTICLES = frozenset({"al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "es", "ez", "ed"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the rows show it. `primary` is whether the name looked up is its main one."""

    place_id: str | None
    name: str
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    precision: str
    population: int
    rule_id: str
    relation: str = "at"
    primary: bool = True

    @property
    def curated(self) -> bool:
        """Whether a rule lists it by itself."""
        return self.rule_id not in (GAZETTEER_RULE, DIVISION_RULE)


def without_article(key: str) -> str:
    """The key without a leading Arabic article."""
    first, _, rest = key.partition(" ")
    return rest if rest and first in _ARTICLES else key


def plain_name(name: str) -> str:
    """A name as English news spells it: no transliteration marks, other accents kept."""
    marks = any(c in "āēīōūĀĒĪŌŪḩḨşŞţŢḑḐẕẔţ‘’ʻʼ" for c in name)
    if not marks:
        return name
    words = name_key(name).split(" ")
    plain = "".join(_letters(name))
    return plain if plain else " ".join(w.capitalize() for w in words)


def _letters(name: str) -> Iterator[str]:
    for char in name:
        key = name_key(char)
        if char.isalpha() and key:
            yield key.upper() if char.isupper() else key
        elif char in " -":
            yield char


def listed_place(rule_id: str, name: str, values: Mapping[str, Any]) -> Place:
    """The place that an entry of a rule lists under `name`, as far as the entry tells it."""
    country = values.get("country")
    slug = "-".join(p for p in (str(country or "").lower(), name_key(name).replace(" ", "-")) if p)
    precision = str(values.get("precision", "settlement"))
    return Place(
        place_id=f"country:{country}" if precision == "country" else f"curated:{slug}",
        name=name,
        country=country,
        admin1=values.get("admin1"),
        lat=_number(values.get("lat")),
        lon=_number(values.get("lon")),
        precision=precision,
        population=int(values.get("population", 0)),
        rule_id=rule_id,
        relation=str(values.get("relation", "at")),
    )


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None
