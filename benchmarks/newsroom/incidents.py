"""Attacks that never happened: where, when, how many, and in what words an article tells them."""

import datetime as dt
import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.newsroom.frames import words
from benchmarks.newsroom.scene import MONTHS, WEEKDAYS, City, Draw, article, cities, number, skewed

KINDS = ("bombing", "suicide_bombing", "armed_assault", "armed_assault", "ambush", "shelling", "kidnapping")
SIDES = ("police", "military", "civilians", "civilians")
DAYS_OF_DOUBT = 2  # days in which tolls are often too low
Slots = dict[str, str | tuple[str, ...] | Callable[[str], str]]


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened: a number as its name, day, place, means, side of the victims, true counts."""

    number: int
    day: dt.date
    city: City
    place_in: str  # as articles put it: a town, a district, a village near it
    kind: str
    side: str
    victims: str
    target: str
    gunmen: str
    group: str
    killed: int
    wounded: int
    attackers: int


def happen(serial: int, day: dt.date, dice: random.Random, code: str | None = None) -> Incident:
    """Return a new incident, of the country where one is given."""
    stock = words()["countries"]
    if code is None:
        code = dice.choices(list(stock), [row["weight"] for row in stock.values()])[0]
    draw = Draw(dice, code, day)
    found = cities()[code]
    city = found[skewed(dice, len(found))]
    kind, side = dice.choice(KINDS), dice.choice(SIDES)
    chance = dice.random()
    killed = 0 if chance < 0.06 else 1 if chance < 0.24 else 1 + math.ceil(dice.lognormvariate(1.3, 0.9))
    near = dice.random()
    place_in = (
        city.name if near < 0.5
        else f"the {draw.village()} district of {city.name}" if near < 0.75
        else f"the village of {draw.village()} near {city.name}"
    )  # fmt: skip
    return Incident(
        serial, day, city, place_in, kind, side, draw.pick(side), draw.pick(f"target_{side}"),
        draw.pick("gunmen"), dice.choice(stock[code]["groups"]), killed,
        2 + int(killed * dice.uniform(0.2, 3)), int(dice.random() ** 3 * 6),
    )  # fmt: skip


def section(incident: Incident, *, update: bool) -> str:
    """Return which frames tell it."""
    if incident.kind == "kidnapping":
        return "taken"
    if incident.killed < 2:
        return "none" if incident.killed == 0 else "one"
    return "update" if update else incident.kind


def told_killed(incident: Incident, today: dt.date, dice: random.Random) -> int:
    """Return the toll that an article of a day gives: early ones are often too low."""
    early = (today - incident.day).days < DAYS_OF_DOUBT and dice.random() < 0.4
    return max(2, math.ceil(incident.killed * dice.uniform(0.5, 0.95))) if early else incident.killed


def count(value: int, dice: random.Random) -> str:
    """Return a count as reports hedge it."""
    chance = dice.random()
    if chance < 0.3:
        return f"at least {number(value, dice)}"
    if chance < 0.34 and value > 4:
        return f"more than {number(value - 1, dice)}"
    return f"about {number(value, dice)}" if chance < 0.38 and value > 9 else number(value, dice)


def facts_of(incident: Incident, draw: Draw, killed: int) -> Slots:
    """Return the slots that an article about this incident fills, with the toll that it gives."""
    dice = draw.dice
    noun = draw.pick(f"noun_{incident.kind}")
    wounded = number(incident.wounded, dice) if dice.random() < 0.85 else dice.choice(("several", "many", "dozens of"))
    if wounded == "dozens of" and incident.wounded < 24:
        wounded = "several"
    return {
        "city": incident.city.name, "province": incident.city.province, "country": incident.city.country,
        "place": incident.city.name, "place_in": incident.place_in, "target": incident.target,
        "a_target": article(incident.target),
        "victims": incident.victims, "gunmen": incident.gunmen, "group": incident.group,
        "attack_noun": noun, "attack_an": article(noun), "one": draw.pick(f"one_{incident.side}"),
        "killed": count(killed, dice), "wounded": wounded.removesuffix(" of"),
        "taken": count(2 + incident.wounded, dice), "other_killed": number(killed + draw.between("1-4"), dice),
        "n_attackers": number(max(2, incident.attackers), dice),
        "weekday": told_day(incident.day, draw.today), "today": WEEKDAYS[draw.today.weekday()],
        "source_said": lambda _: said(draw),
    }  # fmt: skip


def told_day(day: dt.date, today: dt.date) -> str:
    """Return the weekday of a day of this week, the date of one before."""
    return WEEKDAYS[day.weekday()] if (today - day).days < 6 else f"{MONTHS[day.month - 1]} {day.day}"


def said(draw: Draw) -> str:
    """Return who said so."""
    source, chance = draw.pick("source"), draw.dice.random()
    if chance < 0.6:
        return f"{source} said"
    return f"according to {source}" if chance < 0.8 else f"{source} told {draw.pick('agency')}"


def past_facts(incident: Incident, draw: Draw) -> Slots:
    """Return the slots that recall an incident of before."""
    day = incident.day
    same_year = day.year == draw.today.year
    month = MONTHS[day.month - 1]
    return {
        "past_killed": number(max(2, incident.killed), draw.dice),
        "past_attack": article(draw.pick(f"noun_{incident.kind}")),
        "past_place": incident.city.name,
        "past_month": month if same_year else f"{month} {day.year}",
        "past_date": f"{month} {day.day}" if same_year else f"{month} {day.day}, {day.year}",
    }


def second_facts(incident: Incident, draw: Draw) -> Slots:
    """Return the slots that tell another incident of the day beside the main one."""
    return {
        "second_killed": count(max(2, incident.killed), draw.dice),
        "second_wounded": number(incident.wounded, draw.dice),
        "second_victims": incident.victims,
        "second_gunmen": incident.gunmen,
        "second_target": article(incident.target),
        "second_place": incident.city.name,
        "second_province": incident.city.province,
        "second_attack": article(draw.pick(f"noun_{incident.kind}")),
    }
