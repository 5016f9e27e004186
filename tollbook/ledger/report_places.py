"""Where an incident was: its country, the most specific place that its words name, and that place as written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import regex

from tollbook.extraction.mentions import Mentions
from tollbook.extraction.patterns import Cue
from tollbook.ledger.passages import Passage
from tollbook.ledger.report_fields import tells_on
from tollbook.ledger.thread import Thread
from tollbook.rows import ActorMention, Document, PlaceMention
from tollbook.rulebook import Rulebook

# The most specific place wins; within the same precision the one told first.
_SPECIFIC = ("neighbourhood", "settlement", "unknown", "facility", "district", "admin1", "country", "region")
_WIDE = ("country", "region")
_POINTS = ("neighbourhood", "settlement", "unknown")
MAX_TEXT = 80  # characters of a place as written


class Where(NamedTuple):
    """The place of an incident (null where only the country is known), its words, and the country."""

    place: PlaceMention | None
    text: str | None
    country: str | None


@dataclass(frozen=True)
class Scene:
    """What an article says of places: all mentions in text order, and how much speaks for each country."""

    document: Document
    places: Sequence[PlaceMention]
    weights: Mapping[str, float]
    settings: Mapping[str, float]
    groups: Mapping[str, str] = field(default_factory=dict)
    aside: Cue | None = None
    joins: "regex.Pattern[str] | None" = None

    @property
    def home(self) -> str | None:
        """The country that the article is about, null when none stands out."""
        return _leading(self.weights, self.settings["share"])


def _leading(weights: Mapping[str, float], share: float) -> str | None:
    best = max(sorted(weights), key=lambda c: weights[c], default=None)
    return best if best and weights[best] >= share * sum(weights.values()) else None


def scene_of(document: Document, mentions: Mentions, book: Rulebook) -> Scene:
    """Return what the mentions of an article say of its country."""
    settings = book.settings["places/home"]
    groups = book.memo("places.home", lambda b: _by_group(b.settings["places/home"]["groups"]))
    weights: dict[str, float] = {}
    scale = dict.fromkeys(settings["widely_named"], settings["weights"]["embassies"])
    for country, weight in _spoken(mentions.places, mentions.actors, settings["weights"], groups, scale):
        weights[country] = weights.get(country, 0.0) + weight
    return Scene(
        document,
        sorted(mentions.places, key=lambda m: m.start_char),
        weights,
        settings["weights"],
        groups,
        book.memo("places.elsewhere", lambda b: Cue(b, "{place_elsewhere_cue}")),
        book.memo("places.joins", lambda b: regex.compile(b.expand("{place_joins}"))),
    )


def _by_group(groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {name: country for country, names in groups.items() for name in names}


def _spoken(
    places: Iterable[PlaceMention],
    actors: Iterable[ActorMention],
    weights: Mapping[str, float],
    groups: Mapping[str, str],
    scale: Mapping[str, float],
) -> Iterator[tuple[str, float]]:
    """How much each mention says for its country."""
    for place in places:
        if place.country:
            kind = "dateline" if _is_dateline(place) else "demonym" if place.relation == "demonym" else "place"
            wide = place.precision == "country"
            yield place.country, weights[kind] * (scale.get(place.country, 1.0) if wide else 1.0)
    for actor in actors:
        if actor.name in groups and actor.kind == "armed_group":
            yield groups[actor.name], weights["group"]


def _is_dateline(place: PlaceMention) -> bool:
    return "dateline" in place.rule_id


def where(thread: Thread, scene: Scene) -> Where:
    """Return where an incident was.

    The most specific place told with the attack, else around it; a building or street only tells where in it.
    """
    country = country_of(thread, scene)
    place = best_place(thread, scene, country)
    if place is None:
        return Where(None, None, country)
    text = as_written(scene, thread, place)
    if place.precision == "facility" and place.place_id is None:
        place = _around(place, thread, scene) or place
    else:
        text = _facility_text(place, thread, scene) or text
    return Where(place, text, place.country or country)


def country_of(thread: Thread, scene: Scene) -> str | None:
    """Return the country that the incident's words and the article speak of most."""
    weights = dict(scene.weights)
    for passage in thread.passages:
        found = (*passage.places, *passage.demonyms)
        for country, _ in _spoken(found, passage.actors, scene.settings, scene.groups, {}):
            weights[country] = weights.get(country, 0.0) + scene.settings["own"]
    return max(sorted(weights), key=lambda c: weights[c], default=None)


def best_place(thread: Thread, scene: Scene, country: str | None) -> PlaceMention | None:
    """Return the most specific place told with the attack, else around it; abroad only where its words say so."""
    own = [(m, p) for p in thread.passages for m in p.places if not _is_dateline(m)]
    around = [(m, p) for p in thread.context for m in p.places if not _is_dateline(m)]
    tiers = (
        [(m, p) for m, p in own if p.sentence.kind == "body"],
        [(m, p) for m, p in around if tells_on(p)],
        own,
        around,
    )
    best: PlaceMention | None = None
    for tier in tiers:
        kept = [m for m, p in tier if _may_be(m, p, thread, scene, country)]
        found = min(kept, key=_specific, default=None)
        if found is not None and (best is None or (_is_loose(best) and _finer(found, best))):
            best = found
    return best


def _is_loose(place: PlaceMention) -> bool:
    return place.relation == "offset" or place.precision in ("country", "region", "admin1")


def _may_be(place: PlaceMention, passage: Passage, thread: Thread, scene: Scene, country: str | None) -> bool:
    """Whether something happened there: not where somebody goes, meets or comes from, nor, beside home, a country."""
    at = place.start_char - passage.start
    before = passage.text[max(0, at - 60) : at]
    if scene.aside is not None and scene.aside.search(before):
        return False
    if place.country is None or country is None or place.country == country:
        return True
    home = any(m.country == country and m.precision not in _WIDE for m in passage.places)
    return passage in thread.passages and not home and _IN.search(before) is not None


_IN = regex.compile(r"\b(?:in|inside|at|near|outside|around|across|of|on)(?: [a-z'-]{2,14}){0,3} $")


def _specific(place: PlaceMention) -> tuple[int, int, int]:
    rank = _SPECIFIC.index(place.precision) if place.precision in _SPECIFIC else len(_SPECIFIC)
    return (
        rank + (2 if place.relation == "offset" else 0),
        {"at": 0, "near": 1}.get(place.relation, 2),
        place.start_char,
    )


def _finer(place: PlaceMention, than: PlaceMention) -> bool:
    same_country = place.country is None or than.country is None or place.country == than.country
    return same_country and _specific(place)[0] < _specific(than)[0]


def _around(facility: PlaceMention, thread: Thread, scene: Scene) -> PlaceMention | None:
    """The town or quarter that a building or street is in: named around it, else the last one named before."""
    passages = (*thread.passages, *thread.context)
    told = [m for p in passages for m in p.places if m.precision in _POINTS and m.relation != "offset"]
    before = [m for m in scene.places if m.precision == "settlement" and m.start_char < facility.start_char]
    known = [m for m in (*told, *reversed(before)) if m.country == facility.country and m.relation in ("at", "near")]
    return known[0] if known else None


def _facility_text(place: PlaceMention, thread: Thread, scene: Scene) -> str | None:
    """The building or street of the incident with the place that it is in, as written."""
    if place.precision not in _POINTS:
        return None
    found = [
        m
        for p in thread.passages
        for m in p.places
        if m.precision == "facility" and m.sentence_id == place.sentence_id and m.relation == "at"
    ]
    return as_written(scene, thread, found[0]) if found else None


def as_written(scene: Scene, thread: Thread, place: PlaceMention) -> str:
    """Return the place with what it lies in, as written: "the market in Sadr City, a district of Baghdad"."""
    passages = (*thread.passages, *thread.context)
    places = sorted(
        {m for p in passages for m in p.places if m.start_char >= place.start_char}, key=lambda m: m.start_char
    )
    text, end = scene.document.text, place.end_char
    for other in places:
        joined = other.start_char >= end and other.end_char - place.start_char <= MAX_TEXT
        if joined and scene.joins is not None and scene.joins.fullmatch(text[end : other.start_char].lower()):
            end = other.end_char
    return text[place.start_char : end]
