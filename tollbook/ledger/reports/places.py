"""Where an incident was: its country, the most specific place that its words name, and that place as written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tollbook.extraction.mentions import Mentions
from tollbook.ledger.reports.fields import tells_on
from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.place_cues import PlaceCues, is_dateline, opens_paragraph, place_cues
from tollbook.ledger.reports.place_police import of_police
from tollbook.ledger.reports.thread import Thread
from tollbook.rows import ActorMention, Document, PlaceMention
from tollbook.rulebook import Rulebook

# The most specific place wins; within the same precision the one told first.
_SPECIFIC = ("neighbourhood", "settlement", "unknown", "facility", "district", "admin1", "country", "region")
_WIDE = ("country", "region")
_POINTS = ("neighbourhood", "settlement", "unknown")
_BESIDE = {"near": 1.5, "offset": 2.0}  # an unknown name in which it happened tells more than a town near it
_CAPITAL = "places.capital"
_UNNAMED = 0.3
_NEAR_AREA = 0.4  # near an area still tells more than what it lies in
_CUED = 120  # characters before a place in which words say that nothing happened there
_LOOSE = 3.8  # a town that somebody comes from or goes to tells less than the district that it happened in
_ABROAD = 5.0  # and one in another country than the incident is in
_NAMED = "places.facility"  # "San Benito market": not San Benito
_BETWEEN = "places.between"
_TITLED = 80  # characters before a place in which somebody of it is named ("Mayor A B of")
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
    cues: PlaceCues
    groups: Mapping[str, str] = field(default_factory=dict)
    scale: Mapping[str, float] = field(default_factory=dict)


def scene_of(document: Document, mentions: Mentions, book: Rulebook) -> Scene:
    """Return what the mentions of an article say of its country."""
    settings = book.settings["places/home"]
    groups = book.memo("places.home", lambda b: _by_group(b.settings["places/home"]["groups"]))
    weights: dict[str, float] = {}
    scale = dict.fromkeys(settings["widely_named"], settings["weights"]["embassies"])
    for country, weight in _spoken(mentions.places, mentions.actors, settings["weights"], groups, scale):
        weights[country] = weights.get(country, 0.0) + weight
    for place in mentions.places:
        if place.country and not is_dateline(place) and opens_paragraph(place, document.text):
            weights[place.country] += settings["weights"]["dateline"]
    return Scene(
        document,
        sorted(mentions.places, key=lambda m: m.start_char),
        weights,
        settings["weights"],
        place_cues(book),
        groups,
        scale,
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
            kind = "dateline" if is_dateline(place) else "demonym" if place.relation == "demonym" else "place"
            wide = place.precision == "country"
            yield place.country, weights[kind] * (scale.get(place.country, 1.0) if wide else 1.0)
    for actor in actors:
        if actor.name in groups and actor.kind == "armed_group":
            yield groups[actor.name], weights["group"]


def where(thread: Thread, scene: Scene) -> Where:
    """Return where an incident was.

    The most specific place told with the attack, else around it; a building or street only tells where in it.
    """
    country = country_of(thread, scene)
    place = best_place(thread, scene, country)
    site = _site(thread, scene, place, country)
    if site is not None and (place is None or place.precision in _WIDE):
        in_town = _around(site, scene) if scene.cues.urban.found(site.quote.lower()) else None
        place = in_town or _written_from(scene, thread, country) or site
    if place is None:
        local = {m.name for m in scene.places if m.relation != "demonym" and m.precision not in _WIDE}
        place = _written_from(scene, thread, country) or of_police(thread, local, scene.cues.police)
    if place is None:
        return Where(None, None, country)
    return Where(place, as_written(scene, thread, site or place), place.country or country)


def _written_from(scene: Scene, thread: Thread, country: str | None) -> PlaceMention | None:
    """The place of the dateline, where the article names no other of the country, or says that it happened "here"."""
    home = [m for m in scene.places if m.country == country and m.relation != "demonym"]
    at_home = [m for m in home if m.precision not in (*_WIDE, "facility")]  # a street is where the article is written
    written = [m for m in at_home if is_dateline(m) or opens_paragraph(m, scene.document.text)]
    if len({m.sentence_id for m in written}) > 1:  # a round-up in which every item has a dateline
        return next((m for m in reversed(written) if m.start_char < thread.passages[0].end), None)
    told = max(p.end for p in thread.passages)  # what is told later may be of other incidents
    elsewhere = {m.name for m in at_home if m.start_char < told} - {m.name for m in written}
    if elsewhere and not any(scene.cues.here.found(p.text) for p in thread.passages):
        return None
    return min(reversed(written), key=lambda m: _rank(m, scene.cues), default=None)


def country_of(thread: Thread, scene: Scene) -> str | None:
    """Return the country that the incident's words and the article speak of most."""
    weights = dict(scene.weights)
    for passage in thread.passages:
        found = [m for m in (*passage.places, *passage.demonyms) if not _speaks(m, passage, scene)]
        for country, weight in _spoken(found, passage.actors, scene.settings, scene.groups, scene.scale):
            weights[country] = weights.get(country, 0.0) + weight * scene.settings["own"]
    return max(sorted(weights), key=lambda c: weights[c], default=None)


def _speaks(place: PlaceMention, passage: Passage, scene: Scene) -> bool:
    """Whether it tells whose government or delegate speaks ("the Argentine delegate condemned")."""
    return scene.cues.speaker.match(passage.text, place.end_char - passage.start) is not None


def best_place(thread: Thread, scene: Scene, country: str | None) -> PlaceMention | None:
    """Return the most specific place told with the attack, else around it; abroad only where its words say so."""
    own = [(m, p) for p in thread.passages for m in p.places if not is_dateline(m)]
    around = [(m, p) for p in thread.context for m in p.places if not is_dateline(m)]
    account = thread.passages[0].opens_account
    tiers = (
        [(m, p) for m, p in own if account and p is thread.passages[0]],
        [(m, p) for m, p in own if p.sentence.kind == "body"],
        [(m, p) for m, p in around if tells_on(p)],
        own,
        around,
    )
    best: PlaceMention | None = None
    loosely = 0.0
    for tier in tiers:
        kept = {
            m: _specific(m, p, country, scene.cues)
            for m, p in tier
            if not _is_site(m) and _may_be(m, p, thread, scene, country)
        }
        found = min(kept, key=kept.__getitem__, default=None)
        if found is None:
            continue
        same = best is None or None in (best.country, found.country) or best.country == found.country
        if best is None or (same and _is_loose(best, loosely, scene.cues) and kept[found][0] < loosely):
            best, loosely = found, kept[found][0]
    return best


def _is_site(place: PlaceMention) -> bool:
    """Whether it is a building or street that no list knows; what it is named after may be elsewhere."""
    listed = (place.place_id or "").startswith("curated:") and place.rule_id != _NAMED
    return place.precision == "facility" and not listed


def _is_loose(place: PlaceMention, rank: float, cues: PlaceCues) -> bool:
    """Whether a place told elsewhere may tell more: it is wide, beside another, or somebody came from there."""
    wide = place.rule_id == _CAPITAL or place.precision in (*_WIDE, "admin1")
    return wide or place.relation == "offset" or rank - _rank(place, cues) >= _LOOSE


def _may_be(place: PlaceMention, passage: Passage, thread: Thread, scene: Scene, country: str | None) -> bool:
    """Whether something happened there: not where somebody goes, meets or comes from, nor, beside home, a country."""
    at = place.start_char - passage.start
    before = passage.text[max(0, at - _CUED) : at]
    named_by = ("armed_group",) if place.place_id else ("armed_group", "label")
    groups = (a for a in passage.actors if a.kind in named_by)
    named = any(a.start_char < place.end_char and place.start_char < a.end_char for a in groups)
    if named or scene.cues.elsewhere.found(before):
        return False  # "the Medellin Cartel", "between Naxals and police", "flew to Geneva"
    after = passage.text[place.end_char - passage.start :]
    if scene.cues.reports_from(before, after):
        return False  # "our correspondent in Kampala says"
    if scene.cues.speaks_there(before, after) or scene.cues.ruled.match(after) is not None:
        return False  # "police reported today in Lima that", "against Kabul's rule"
    if place.country is None or country is None or place.country == country:
        return True
    home = any(m.country == country and m.precision not in _WIDE for m in passage.places)
    return passage in thread.passages and not home and scene.cues.within.found(before)


def _specific(place: PlaceMention, passage: Passage, country: str | None, cues: PlaceCues) -> tuple[float, int]:
    """How well a place tells where something happened, the least first."""
    at = place.start_char - passage.start
    before = passage.text[max(0, at - 12) : at]
    bare = place.precision == "settlement" and len(place.quote.split()) <= len(place.name.split())
    lead = passage.text[max(0, at - _TITLED) : at]
    a_village = before.split()[-1:] in (["a"], ["an"]) and place.precision == "settlement"  # "a Kaduna village"
    loose = cues.came_from.found(lead) or cues.speaks_from(lead, passage.text[place.end_char - passage.start :])
    loose = loose or a_village or (bare and cues.owned.found(before)) or _owns_next(place, passage)
    loose = loose or _beside_area(place, passage, cues)
    abroad = None not in (country, place.country) and place.country != country
    rank = _rank(place, cues)
    if _in_town(place, passage, cues):
        rank = min(rank, _SPECIFIC.index("settlement") - 0.5)
    return (rank + _LOOSE * loose + _ABROAD * abroad, place.start_char)


def _owns_next(place: PlaceMention, passage: Passage) -> bool:
    """Whether it only tells where the place after it is: "Kaduna's Zangon Kataf"."""
    follows = any(m.start_char == place.end_char + len("'s ") for m in passage.places)
    return follows and passage.text[place.end_char - passage.start :].startswith(("'s ", "’s "))


def _beside_area(place: PlaceMention, passage: Passage, cues: PlaceCues) -> bool:
    """Whether it only tells where the area told right before it is: "in the province of Bulacan, near Manila"."""
    areas = (m for m in passage.places if m.precision in ("district", "admin1") and m.end_char < place.start_char)
    gaps = (passage.text[m.end_char - passage.start : place.start_char - passage.start] for m in areas)
    return place.relation == "near" and any(cues.near_area.fullmatch(gap) for gap in gaps)


def _in_town(place: PlaceMention, passage: Passage, cues: PlaceCues) -> bool:
    """Whether a district is told to be one of a town ("the Nasirabad area of Turbat")."""
    if place.precision != "district" or place.relation != "at" or cues.governed.found(place.quote.lower()):
        return False
    towns = (m for m in passage.places if m.precision == "settlement" and m.start_char > place.end_char)
    gaps = (passage.text[place.end_char - passage.start : m.start_char - passage.start] for m in towns)
    return any(cues.part_of.fullmatch(gap) for gap in gaps)


def _rank(place: PlaceMention, cues: PlaceCues) -> float:
    if place.rule_id == _BETWEEN:
        return _SPECIFIC.index("settlement") + _BESIDE["near"]
    if place.precision == "district" and place.relation == "at" and cues.township.found(place.quote.lower()):
        return _SPECIFIC.index("settlement") + 0.5
    rank: float = _SPECIFIC.index(place.precision) if place.precision in _SPECIFIC else len(_SPECIFIC)
    if place.rule_id == _CAPITAL:
        rank += _UNNAMED  # "near Nepal's capital" is told of villages too
    if place.relation == "near" and place.precision in ("district", "admin1"):
        return rank + _NEAR_AREA
    return rank + _BESIDE.get(place.relation, 0.0)


def _site(thread: Thread, scene: Scene, place: PlaceMention | None, country: str | None) -> PlaceMention | None:
    """The building or street where it happened; one of the sentence that tells the place, where there is a place."""
    telling = [*thread.passages, *(p for p in thread.context if tells_on(p))]  # "the incident took place at X"
    found = [m for p in telling for m in p.places if _is_site(m) and _may_be(m, p, thread, scene, country)]
    if place is not None and place.precision not in _WIDE:
        found = [m for m in found if m.sentence_id == place.sentence_id]
    return min(found, key=lambda m: (m.relation != "at", m.start_char), default=None)


def _around(site: PlaceMention, scene: Scene) -> PlaceMention | None:
    """The town that a building or street is in: the last one named before it, else the first after it."""
    towns = [
        m
        for m in scene.places
        if m.precision in _POINTS and m.country == site.country and m.relation in ("at", "near") and m.place_id
    ]
    before = [m for m in towns if m.start_char < site.start_char]
    return before[-1] if before else next(iter(towns), None)


def as_written(scene: Scene, thread: Thread, place: PlaceMention) -> str:
    """Return the place with what it lies in, as written: "the market in Sadr City, a district of Baghdad"."""
    passages = (*thread.passages, *thread.context)
    places = sorted(
        {m for p in passages for m in p.places if m.start_char >= place.start_char}, key=lambda m: m.start_char
    )
    text, end = scene.document.text, place.end_char
    between = place.rule_id == _BETWEEN
    for other in places:
        gap = text[end : other.start_char].lower()
        if other.start_char < end or other.end_char - place.start_char > MAX_TEXT:
            continue
        if (between and scene.cues.between.fullmatch(gap)) or scene.cues.joins.fullmatch(gap):
            end = other.end_char
    return text[place.start_char : end]
