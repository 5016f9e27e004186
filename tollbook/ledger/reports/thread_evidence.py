"""The evidence that a passage goes on telling an incident: days, places, counts, people, attackers, targets.

Only names of evidence are found here; what each weighs stands in rules/linking/article.yaml.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Any

from tollbook.ledger.reports.passages import Passage, families_of
from tollbook.ledger.reports.thread import Thread
from tollbook.ledger.reports.thread_again import same_attackers, same_person, same_subject, same_thing
from tollbook.ledger.reports.thread_counts import count_evidence, group_evidence, same_many
from tollbook.ledger.reports.thread_days import day_evidence
from tollbook.ledger.reports.thread_sums import another_of_sum
from tollbook.ledger.reports.thread_turns import counts_anew, elsewhere, of_one_sentence, turns
from tollbook.matching.text import fold
from tollbook.rows import PlaceMention
from tollbook.rulebook import Rulebook

Weights = Mapping[str, Any]
_WIDE, _IN_A_TOWN = ("country", "region"), ("neighbourhood", "facility")
_TOWNS = ("settlement", "district", "unknown")
_ELSEWHERE = ("place_nearby", "other_name", "other_place")  # without the words that it is in that town
_ANEW = ({"new_attack", "other_count"}, {"next_day", "other_attack"})  # "on Saturday a drone strike", beside a mine
_WITH_SHOTS = {"abduction", "fire"}  # who takes people or burns houses shoots as well: "was hurt in the firing"
_OPENING = 12  # characters before the day that a passage opens with ("Also late on")
_OFFSET_KM = 100.0  # how far "north of Y" reaches


def evidence(passage: Passage, thread: Thread, weights: Weights, book: Rulebook) -> dict[str, float]:
    """Return the evidence that `passage` goes on telling `thread`: name -> weight."""
    claims, places = thread.claims, thread.places  # gathered from all its passages, so once
    found = [
        day_evidence(passage.dates, thread.dates, book),
        _place_evidence(passage.places, places, weights["nearby_km"], separate=passage.separate),
        _aside_evidence(passage, places),
        count_evidence(passage.own_claims, claims),
        group_evidence(passage.own_claims, claims),
        _actor_evidence(passage, thread),
        _target_evidence(passage, thread),
        _attack_evidence(passage, thread, weights["attack_families"]),
        "refers_back" if passage.refers_back else None,
        "same_subject" if same_subject(passage, thread, book) else None,
        "same_many" if same_many(passage.own_claims, claims) else None,
        "same_thing" if same_thing(passage, thread, book) else None,
        "same_attackers" if same_attackers(passage, thread, book) else None,
        "definite_people" if claims and passage.definite else None,
        "same_person" if same_person(passage, thread) else None,
        "of_sum" if another_of_sum(passage, thread.passages) else None,
        "nothing_new" if _nothing_new(passage) else None,
    ]
    names = [name for name in (*found, *turns(passage, thread)) if name]
    if passage.said["in_that_town"] and "other_count" not in names:
        names = ["place_inside" if name in _ELSEWHERE else name for name in names]
    names = ["vague_day" if name == "day_inside" and passage.separate else name for name in names]
    names += _against(passage, thread, names)
    if "other_count" not in names and _follows_at_once(passage, thread):
        names = [name for name in names if name not in ("other_target", "other_attack")]
    return {name: weights[name] for name in names}


def _nothing_new(passage: Passage) -> bool:
    """Whether it only tells people hurt: no day, place or attack, and nothing that sets it apart from what was told."""
    own = passage.dates or passage.places or passage.single_attacks
    apart = passage.separate or passage.recalls or passage.another or passage.adds or passage.clause or passage.item
    return not (own or apart)


def _against(passage: Passage, thread: Thread, found: Sequence[str]) -> list[str]:
    """What speaks for an incident of its own, beside the evidence that was found."""
    names = list(found)
    if "next_day" in names and elsewhere(passage, thread):
        names.append("next_day_elsewhere")
    if counts_anew(passage, thread) and not {"same_place", "same_count"} & set(names):
        names.append("counted_anew")
    if _opens_elsewhere(passage, thread.places) and "same_count" not in names:
        names.append("opens_elsewhere")
    if passage.new_attack and {"other_count", "place_nearby", "other_name"} & set(names):
        names.append("new_attack")
    if opens_with_day(passage) and any(both <= set(names) for both in _ANEW):
        names.append("opens_anew")
    if opens_with_day(passage) and _on_other_day(set(names)):
        names.append("opens_other_day")
    told = thread.in_body or passage.sentence.kind == "headline"  # what follows a headline "elsewhere" may be its own
    if "place_nearby" in names and _tells_anew(passage, thread) and "same_count" not in names:
        names.append("nearby_anew")
    if passage.separate and told and ("other_count" in names or not {"same_day", "same_place"} <= set(names)):
        names.append("separate")
    if passage.clause and of_one_sentence(passage, thread):
        names.append("turned")
    return names[len(found) :]


def _on_other_day(found: set[str]) -> bool:
    """Whether the days differ; where one is vague, only if neither a number nor a thing is told again."""
    vague = {"vague_day", "next_day"} & found and not {"same_count", "same_thing"} & found
    return "other_day_words" in found or bool(vague)


def _follows_at_once(passage: Passage, thread: Thread) -> bool:
    """Whether it is the sentence after one of the thread and opens nothing: what it tells of is in the same place."""
    opens = passage.separate or passage.new_attack or passage.another or passage.adds or passage.clause
    if opens or passage.dates or passage.places:
        return False
    return thread.passages[-1].sentence.position == passage.sentence.position - 1


def opens_with_day(passage: Passage) -> bool:
    """Return whether it opens with its day and tells people hurt ("On Tuesday, a motorist rammed a soldier")."""
    first = min((d.start_char for d in passage.dates), default=None)
    return (
        first is not None and first - passage.start <= _OPENING and bool(passage.own_claims) and not passage.refers_back
    )


def _tells_anew(passage: Passage, thread: Thread) -> bool:
    """Whether both tell a day, a place, an attack and people hurt, so that places near each other are two."""
    if passage.refers_back or passage.definite or passage.subject or not (passage.dates and passage.attacks):
        return False
    counted = any(c.low and c.scope == "total" and not c.additional for c in passage.own_claims)
    return counted and any(p.dates and p.own_claims for p in thread.passages)


def _place_evidence(
    new: Sequence[PlaceMention], old: Sequence[PlaceMention], nearby_km: float, *, separate: bool
) -> str | None:
    order = ("same_place", "place_inside", "place_nearby", "other_name", "other_place", "other_country")
    told, known = _telling(new), _telling(old)
    if not told or not known:
        return None
    if _only_offsets(told) and not separate:
        return None  # "110 km north of Baghdad" says where a place lies that is named elsewhere
    if _only_offsets(known) and not _only_offsets(told):
        return "other_place" if all(_far(a, b) for a in told for b in known) else None
    pairs = ((a, b) for a in told for b in known)
    verdicts = {verdict for a, b in pairs if (verdict := _compare_places(a, b, nearby_km))}
    return next((name for name in order if name in verdicts), None)


def _opens_elsewhere(passage: Passage, told: Sequence[PlaceMention]) -> bool:
    """Whether it opens with a place of its own and tells an attack there ("In Baquba, gunmen ...")."""
    place = passage.opens_with
    if place is None or not (passage.own_claims or passage.attacks) or not told:
        return False
    return not any(_compare_places(place, other, 0.0) == "same_place" for other in told)


def _telling(places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The finest places told: towns, else "north of Y", else provinces, else countries; no town beside its quarter."""
    fine = [p for p in places if p.precision not in _WIDE]
    near = [p for p in fine if p.precision != "admin1"]
    towns = [p for p in near if p.relation != "offset"]
    of_quarters = {p.sentence_id for p in towns if p.precision == "neighbourhood"}  # the town there is theirs
    towns = [p for p in towns if p.precision != "settlement" or p.sentence_id not in of_quarters]
    return towns or near or fine or list(places)


def _aside_evidence(passage: Passage, told: Sequence[PlaceMention]) -> str | None:
    """Where somebody speaks from can only tell for an incident ("the mayor of Samarra said"), never against one."""
    if passage.places:
        return None
    named = [(a.start_char, a.end_char) for a in passage.actors if a.kind == "armed_group"]  # "the Medellin cartel"
    aside = [p for p in passage.aside if not any(start <= p.start_char < end for start, end in named)]
    same = any(_compare_places(a, b, 0.0) == "same_place" for a in aside for b in told)
    return "speaker_place" if same else None


def _only_offsets(places: Sequence[PlaceMention]) -> bool:
    return bool(places) and all(p.relation == "offset" for p in places)


def _compare_places(a: PlaceMention, b: PlaceMention, nearby_km: float) -> str | None:
    if a.country and b.country and a.country != b.country:
        return "other_country" if _sure(a) and _sure(b) else "other_name"
    if a.precision in _WIDE or b.precision in _WIDE:
        return None
    if (a.place_id and a.place_id == b.place_id) or _one_place(a, b):
        return "same_place"
    if _holds_area(a, b) or _holds_area(b, a):
        return "place_inside"
    return _apart(a, b, nearby_km) if a.place_id and b.place_id else _unlike(a, b)


def _unlike(a: PlaceMention, b: PlaceMention) -> str | None:
    """Two names of which the gazetteer does not know one; "near Kirkuk" may be in any village."""
    loose = any(p.relation != "at" and p.place_id for p in (a, b)) or "at" not in (a.relation, b.relation)
    towns = a.precision in _TOWNS and b.precision in _TOWNS
    return "other_name" if towns and not loose else None


def _apart(a: PlaceMention, b: PlaceMention, nearby_km: float) -> str:
    if None in (a.lat, a.lon, b.lat, b.lon):
        quarter = any(p.precision in _IN_A_TOWN for p in (a, b)) and a.admin1 == b.admin1
        return "place_nearby" if quarter else "other_place"
    return "place_nearby" if kilometres(a, b) <= nearby_km else "other_place"


def _far(a: PlaceMention, b: PlaceMention) -> bool:
    """Whether "north of Y" cannot be this place: further from Y than such words reach."""
    return None not in (a.lat, a.lon, b.lat, b.lon) and kilometres(a, b) > _OFFSET_KM


def _sure(place: PlaceMention) -> bool:
    """Whether the country of a place is more than a guess: "13th Street" is in many."""
    return place.place_id is not None or not place.name[:1].isdigit()


def _one_place(a: PlaceMention, b: PlaceMention) -> bool:
    """Whether two names are of one place; two provinces are not ("Santander", "Norte de Santander")."""
    if a.precision == b.precision == "admin1" and a.place_id and b.place_id:
        return False
    return _same_name(a.name, b.name)


def _holds_area(area: PlaceMention, place: PlaceMention) -> bool:
    """Whether a place lies in the area; a province must have the very name."""
    if area.precision == "admin1":
        return _key(area.name) == _key(place.admin1 or "")
    return _same_name(area.name, place.admin1)


def _same_name(a: str | None, b: str | None) -> bool:
    if not a or not b:
        return False
    one, two = _key(a), _key(b)
    return one == two or (len(one) > 4 and len(two) > 4 and (one in two or two in one))


@lru_cache(maxsize=20_000)
def _key(name: str) -> str:
    words = [w for w in fold(name).replace("-", " ").replace("'", "").split() if w not in ("al", "el", "the", "of")]
    return "".join(words)


def kilometres(a: PlaceMention, b: PlaceMention) -> float:
    """Great-circle distance of two places with coordinates."""
    lat1, lon1, lat2, lon2 = (radians(v or 0.0) for v in (a.lat, a.lon, b.lat, b.lon))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(min(1.0, half)))


def _actor_evidence(passage: Passage, thread: Thread) -> str | None:
    new = {a.actor_id for a in passage.actors if a.kind == "armed_group"}
    if not new:
        return None
    old = {a.actor_id for p in thread.passages for a in p.actors if a.kind == "armed_group"}
    if not old:
        return None
    return "same_actor" if new & old else "other_actor"


def _target_evidence(passage: Passage, thread: Thread) -> str | None:
    new = {e.value for e in passage.events if e.kind == "target"}
    if not new:
        return None
    old = {e.value for p in thread.passages for e in p.events if e.kind == "target"}
    if not old:
        return None
    return "same_target" if new & old else "other_target"


def _attack_evidence(passage: Passage, thread: Thread, families: Mapping[str, str]) -> str | None:
    """Whether "the blast" is this incident's, or whether one was a kidnapping and this is a bombing."""
    new = passage.named_attacks or families_of(passage, families)
    if not new:
        return None
    old = {f for p in thread.passages for f in families_of(p, families)}
    if not old:
        return None
    if passage.named_attacks:
        apart = "not_that_attack" if old - _WITH_SHOTS else None
        return "same_attack" if new & old else apart
    return None if new & old else "other_attack"
