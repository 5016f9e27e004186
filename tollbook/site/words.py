"""How the site writes days, places, counts and codes. Everything here returns plain text; templates escape it."""

import calendar
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from tollbook.counts import in_words, plain
from tollbook.vocabulary import OUTCOMES, PARTIES

Row = Mapping[str, Any]

MENTIONS = {
    "number_mentions": "number",
    "date_mentions": "date",
    "place_mentions": "place",
    "actor_mentions": "actor",
    "event_mentions": "event",
    "attribution_mentions": "source",
}
"""Kind of mention by table, as the page calls it."""

USES = {
    "best": "gives the count",
    "low": "is the low",
    "high": "is the high",
    "agrees": "agrees",
    "part": "a part of a larger count",
    "repeat": "said before",
    "superseded": "replaced later",
    "cumulative": "a total over several incidents",
    "excluded": "set aside",
}

MONTHS = (  # not calendar's: those follow the locale of the process
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DASH = "–"


def day(value: dt.date | None) -> str:
    """Write a day: 5 September 2021."""
    return "day unknown" if value is None else f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def days(first: dt.date | None, last: dt.date | None) -> str:
    """Write a span of days: a month or a year where it is one, else what its ends do not share."""
    if first is None or last is None or first == last:
        return day(first or last)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if (first.year, first.month) == (last.year, last.month):
        if first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
            return f"{MONTHS[first.month - 1]} {first.year}"
        return f"{first.day}{_DASH}{day(last)}"
    start = day(first) if first.year != last.year else day(first).rsplit(" ", 1)[0]
    return f"{start} {_DASH} {day(last)}"


def place(row: Row) -> str:
    """Write place, first-level division and country, each once."""
    names = [row["place"], row["admin1"], row.get("country_name") or row["country"]]
    return ", ".join(dict.fromkeys(str(name) for name in names if name)) or "place unknown"


def attack(row: Row) -> str:
    """Write what happened, as far as codes tell: "Suicide bombing, market". Empty when nothing is known."""
    kind = "attack" if row["attack_type"] in (None, "attack") and row["target"] else row["attack_type"]
    words = ", ".join(plain(word) for word in (kind, row["target"]) if word)
    return words[:1].upper() + words[1:]


def whose(outcome: str, party: str) -> str:
    """Write an outcome and a party: "killed", "attackers killed", "killed, attackers included"."""
    return {"perpetrators": f"attackers {outcome}", "all": f"{outcome}, attackers included"}.get(party, outcome)


def counted(row: Row) -> str:
    """Write a count with what it counts: "at least 12 killed", "1 attacker killed"."""
    what, number = whose(row["outcome"], row["party"]), stated(row)
    return f"{number} {what.replace('attackers', 'attacker', 1) if number == '1' and row['party'] != 'all' else what}"


def rank(row: Row) -> tuple[int, int]:
    """Return what outcomes and parties are sorted by: the dead first, victims before attackers."""
    return ((*PARTIES, "all").index(row["party"]), OUTCOMES.index(row["outcome"]))


def stated(row: Row) -> str:
    """Write a count as its source states it: 13, at least 12, several."""
    return in_words(row["low"], row["high"], word=row["word"], about=row.get("qualifier") == "about")


def span(row: Row) -> str:
    """Write the low and the high around a best count, nothing where they are equal to it."""
    low, best, high = row["low"], row["best"], row["high"]
    if low == best == high:
        return ""
    return f"{'?' if low is None else low}{_DASH}{'?' if high is None else high}"


def source_name(row: Row) -> str:
    """Write who published an article; its file where that is not known."""
    return str(row["outlet"] or row["source_id"])


def link(url: str | None) -> str | None:
    """Return an address that a page may link to: http or https with a host; anything else is None."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in ("http", "https") and parts.hostname else None


def mention_value(table: str, row: Row) -> str:
    """Write what a rule read in a mention."""
    return _VALUES[table](row)


def _number(row: Row) -> str:
    unit = "" if row["unit"] == "count" else f", {plain(row['unit'])}"
    return stated(row) + unit


def _place(row: Row) -> str:
    near = {"near": "near ", "offset": "away from ", "demonym": "people or things of "}.get(row["relation"], "")
    where = [row["name"], row["admin1"], row["country"]]
    return near + ", ".join(dict.fromkeys(name for name in where if name))


def _date(row: Row) -> str:
    return (
        "not settled" if row["date_from"] is None and row["date_to"] is None else days(row["date_from"], row["date_to"])
    )


_VALUES: Mapping[str, Callable[[Row], str]] = {
    "number_mentions": _number,
    "date_mentions": _date,
    "place_mentions": _place,
    "actor_mentions": lambda row: f"{row['name']} ({plain(row['kind'])})",
    "event_mentions": lambda row: f"{plain(row['value'])} ({plain(row['kind'])})",
    "attribution_mentions": lambda row: f"{row['source_text']} ({plain(row['source_kind'])})",
}
