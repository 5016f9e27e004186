"""Reports of made-up incidents, as many outlets tell them: rows for measuring linking and reconciliation at scale.

Not a picture of any country. What is true to life is what costs: a few countries, towns and days have much of the news,
an incident has 1 to 20 reports, tolls grow, days, places and targets are told differently or not at all, an article
tells up to three incidents, and some reports look back years later, by day, month or year. The same size and seed give
the same rows.
"""

import datetime as dt
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tollbook.rows import Claim, Document, PlaceMention, Report, Tally

START = dt.date(2010, 1, 1)
MAX_REPORTS = 20
COUNTRIES, PROVINCES, TOWNS = 12, 12, 25
OUTLETS = [f"Outlet {n}" for n in range(80)]
ATTACKS = {
    "bombing": ["suicide_bombing", "vehicle_bombing"],
    "armed_assault": ["ambush", "raid"],
    "shelling": ["air_strike"],
    "kidnapping": ["hostage_taking"],
    "assassination": ["armed_assault"],
}
TARGETS = {
    "police": ["checkpoint", "police_station"],
    "military": ["military_base", "patrol"],
    "civilians": ["village", "market"],
    "government": ["politicians"],
    "mosque": ["civilians"],
}


class Town(NamedTuple):
    """A place on the map, with what it lies in."""

    name: str
    admin1: str
    country: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Incident:
    """What happened."""

    day: dt.date
    town: Town
    near: Town
    attack: str
    target: str
    group: str
    killed: int
    wounded: int


@dataclass
class Generated:
    """The rows, and for each report_id the number of the incident that it tells."""

    documents: list[Document] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    place_mentions: list[PlaceMention] = field(default_factory=list)
    truth: dict[str, int] = field(default_factory=dict)


def generate(size: int, years: int, seed: int = 1) -> Generated:
    """Return `size` reports of incidents of `years` years."""
    dice = random.Random(seed)  # noqa: S311 - no secrets here
    towns = [list(_towns(n)) for n in range(COUNTRIES)]
    rows, open_articles = Generated(), defaultdict(list)
    number = 0
    while len(rows.reports) < size:
        number += 1
        incident = _incident(dice, towns, years)
        told = min(MAX_REPORTS, 1 + int(dice.expovariate(1 / (1.5 + min(6, incident.killed / 3)))))
        for outlet in dice.sample(OUTLETS, told):
            if len(rows.reports) < size:
                _tell(dice, rows, open_articles, incident, number, outlet)
    return rows


def crowd(size: int, incidents: int, seed: int = 1) -> Generated:
    """Return `size` reports of incidents of one town and day, a few far more often; each has an outlet of its own."""
    dice = random.Random(seed)  # noqa: S311 - no secrets here
    town, near = list(_towns(0))[:2]
    made = [_incident(dice, [[town, near]] * COUNTRIES, 1) for _ in range(incidents)]
    happened = [replace(incident, day=START, town=town, near=near) for incident in made]
    rows, open_articles = Generated(), defaultdict(list)
    for n in range(size):
        number = _skewed(dice, incidents)
        _tell(dice, rows, open_articles, happened[number], number, f"Outlet {n}")
    return rows


def _towns(country: int) -> Iterator[Town]:
    lat, lon = -30.0 + 5 * country, -60.0 + 10 * country
    dice = random.Random(country)  # noqa: S311
    for province in range(PROVINCES):
        for town in range(TOWNS):
            at = lat + province % 4 + dice.uniform(-0.5, 0.5), lon + province // 4 + dice.uniform(-0.5, 0.5)
            yield Town(_name(dice, town), f"Province {country} {province}", f"X{chr(65 + country)}", *at)


def _name(dice: random.Random, town: int) -> str:
    parts = ["ka", "ro", "mi", "ta", "shu", "lan", "dor", "beq", "zul", "fen", "gar", "wis", "hop", "jun", "pal", "vek"]
    return ("".join(dice.choice(parts) for _ in range(3)) + parts[town % len(parts)]).title()


def _skewed(dice: random.Random, count: int) -> int:
    """A number below `count`, the small ones far more often, as news is."""
    return min(count - 1, int(count ** dice.random()) - 1)


def _incident(dice: random.Random, towns: Sequence[Sequence[Town]], years: int) -> Incident:
    country = towns[_skewed(dice, COUNTRIES)]
    place = _skewed(dice, len(country))
    # The first days of a month are busier, and so are some weeks.
    day = START + dt.timedelta(days=dice.randrange(365 * years))
    if dice.random() < 0.2:
        day = day.replace(day=1 + day.day % 5)
    killed = int(dice.lognormvariate(0.9, 1.1))
    return Incident(
        day,
        country[place],
        country[(place + 1) % len(country)],
        dice.choice(list(ATTACKS)),
        dice.choice(list(TARGETS)),
        f"Group {country[place].country} {_skewed(dice, 4)}",
        killed,
        int(killed * dice.uniform(0.5, 3)),
    )


Articles = dict[object, list[str]]  # of an outlet, day and country; and the reports of each


def _tell(
    dice: random.Random,
    rows: Generated,
    articles: dict[object, list[str]],
    incident: Incident,
    number: int,
    outlet: str,
) -> None:
    back = dice.random() < 0.06
    delay = dice.randrange(90, 2500) if back else min(9, int(dice.expovariate(1.0)))
    published = incident.day + dt.timedelta(days=delay)
    doc_id, first = _article(dice, rows, articles, outlet, published, incident.town.country)
    report_id = f"rep_{len(rows.reports):07d}"
    days = _told_day(dice, incident.day, back=back)
    role = "background" if back else "main" if first else "other"
    known = dice.random()
    start = 1000 * sum(1 for taken in articles[doc_id] if taken)
    articles[doc_id].append(report_id)
    rows.truth[report_id] = number
    rows.reports.append(
        Report(
            report_id, doc_id, None, role, *days, **_told_place(dice, incident),
            perpetrator=incident.group if known < 0.4 else None, perpetrator_basis="claimed" if known < 0.4 else None,
            target=_told_kind(dice, incident.target, TARGETS), attack_type=_told_kind(dice, incident.attack, ATTACKS),
            start_char=start, end_char=start + 900,
        )
    )  # fmt: skip
    _count(dice, rows, incident, report_id, doc_id, delay)
    _mention(dice, rows, incident, doc_id, start)


def _article(
    dice: random.Random, rows: Generated, articles: Articles, outlet: str, day: dt.date, country: str
) -> tuple[str, bool]:
    """Return an article of this outlet and day, at times one that tells something else already."""
    shelf = articles[outlet, day, country]
    if shelf and dice.random() < 0.5 and len(articles[shelf[-1]]) < 3:
        return shelf[-1], False
    doc_id = f"doc_{len(rows.documents):07d}"
    unknown = dice.random() < 0.1
    on = None if unknown else day
    last = day + dt.timedelta(days=3) if unknown else day
    rows.documents.append(
        Document(doc_id, doc_id, outlet=outlet, published_on=on, published_from=day, published_to=last, text="")
    )
    shelf.append(doc_id)
    return doc_id, True


def _told_day(dice: random.Random, day: dt.date, *, back: bool) -> tuple[dt.date | None, dt.date | None]:
    chance = dice.random()
    if not back:
        if chance < 0.06:
            return None, None
        wrong = 1 if chance < 0.10 else 3 if chance < 0.11 else 0
        told = day + dt.timedelta(days=wrong)
        return told, told
    if chance < 0.4:
        return day, day
    if chance < 0.75:
        first = day.replace(day=1)
        return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)


def _told_place(dice: random.Random, incident: Incident) -> dict[str, object]:
    chance, town = dice.random(), incident.town
    where: dict[str, object] = {"country": town.country, "admin1": town.admin1}
    if chance < 0.70:
        point = {"lat": town.lat, "lon": town.lon, "place_id": f"geo:{town.name}", "place_precision": "settlement"}
        return {**where, **point, "place": town.name}
    if chance < 0.76:
        return {**where, "place": f"Village {incident.near.name}", "place_precision": "unknown"}
    if chance < 0.82:
        near = incident.near
        point = {"lat": near.lat, "lon": near.lon, "place_id": f"geo:{near.name}", "place_precision": "settlement"}
        return {**where, **point, "admin1": near.admin1, "place": near.name}
    if chance < 0.95:
        return {**where, "place": town.admin1, "place_precision": "admin1"}
    return {"country": town.country, "place": None, "place_precision": "country"}


def _told_kind(dice: random.Random, kind: str, kinds: dict[str, list[str]]) -> str | None:
    chance = dice.random()
    return kind if chance < 0.6 else dice.choice(kinds[kind]) if chance < 0.8 else None if chance < 0.95 else "attack"


def _count(dice: random.Random, rows: Generated, incident: Incident, report_id: str, doc_id: str, delay: int) -> None:
    for n, (outcome, true) in enumerate((("killed", incident.killed), ("wounded", incident.wounded))):
        if dice.random() < (0.1 if outcome == "killed" else 0.45):
            continue
        early = dice.random() < (0.3 if delay == 0 else 0.1)
        low = math.ceil(true * dice.uniform(0.5, 0.95)) if early else true
        high = None if dice.random() < 0.2 and low else low
        claim_id = f"clm_{report_id}_{n}"
        qualifier = "at_least" if high is None else "exact"
        rows.tallies.append(Tally(report_id, outcome, "victims", low, high, claim_ids=(claim_id,)))
        rows.claims.append(
            Claim(claim_id, doc_id, "s", report_id, outcome, low=low, high=high, qualifier=qualifier,
                  source_kind=dice.choice(["official", "medic", "security_source", None]))
        )  # fmt: skip


def _mention(dice: random.Random, rows: Generated, incident: Incident, doc_id: str, start: int) -> None:
    for n, town in enumerate((incident.town, incident.near)):
        if dice.random() < (0.7 if n == 0 else 0.3):
            mention_id = f"plc_{len(rows.place_mentions):07d}"
            rows.place_mentions.append(
                PlaceMention(mention_id, doc_id, "s", start + 50 * n, start + 50 * n + 10, town.name, "r",
                             f"geo:{town.name}", town.name, town.admin1, town.country, town.lat, town.lon)
            )  # fmt: skip
