"""Whether what an article tells is an incident that a ledger wants, or talk of violence in general.

Evidence for and against is found here; what each weighs, and the least sum, stand in rules/linking/article.yaml.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tollbook.ledger.reports.thread import Thread
from tollbook.rows import Claim, DateMention, PlaceMention

_COARSE = ("country", "region")
_CHOSEN = ("politicians", "clergy", "journalists")  # seldom hurt by chance, as soldiers and villagers are in a war
_LEAD = 1  # position of the last sentence that is the lead: a headline may stand before it


def tells_incident(
    thread: Thread,
    date: DateMention | None,
    place: PlaceMention | None,
    published: dt.date | None,
    settings: Mapping[str, Any],
    *,
    first: bool,
) -> bool:
    """Whether the evidence that `thread` is one incident reaches the threshold.

    `date` and `place` are those it would be reported with; `first` says that no other incident is told before it.
    """
    weights = settings["telling"]
    told = _told_in_full(thread)
    found = [
        *_people(thread.claims),
        *_attack(thread, frozenset(settings["vague_attacks"]), told=told),
        "only_fought" if _only_fought(thread, frozenset(settings["war_attacks"])) else "",
        *_day(thread, date, published, int(settings["background_days"])),
        *_where(place, same_area=thread.passages[0].said["in_same_area"] and not first),
        *_manner(thread, date, int(weights["many"]), int(weights["huge"])),
        "only_war" if all(p.of_war for p in thread.passages) and not told else "",
        "first" if first else "",
        "separate" if (thread.passages[0].separate or thread.passages[0].recalls) and not first else "",
        "of_sum" if any(p.of_sum for p in thread.passages) else "",
        "lead" if thread.passages[0].sentence.position <= _LEAD else "",
    ]
    return sum(float(weights[name]) for name in found if name) >= float(weights["threshold"])


def _people(claims: Sequence[Claim]) -> Iterator[str]:
    hurt = [c for c in claims if c.party == "victims" and c.outcome != "captured"]
    if any(c.low or c.high for c in hurt):
        yield "victims_counted"
    elif any(c.low == 0 for c in hurt):
        yield "nobody_hurt"
    elif any(c.low or c.high for c in claims):
        yield "only_attackers"
    else:
        yield "victims_vague" if claims else "no_claim"


def _told_in_full(thread: Thread) -> bool:
    """Whether it counts people on a day at a place ("three rebels were killed in clashes near Jolo on Friday")."""
    counted = any(c.low for c in thread.claims)
    on_a_day = any(_is_day(d) or d.kind == "weekday" or d.precision == "range" or _of_no_year(d) for d in thread.dates)
    return counted and on_a_day and any(_is_fine(p) for p in thread.places)


def _is_fine(place: PlaceMention) -> bool:
    return place.precision not in (*_COARSE, "admin1")


def _is_day(date: DateMention | None) -> bool:
    return date is not None and date.precision in ("day", "night")


def _of_no_year(date: DateMention) -> bool:
    """Whether it is a day whose year is not known ("on February 24")."""
    return (date.kind, date.precision) == ("absolute", "unknown")


def _attack(thread: Thread, vague: frozenset[str], *, told: bool) -> Iterator[str]:
    kinds = {e.value for p in thread.passages for e in p.attacks}
    if kinds - vague or _by_weapon(thread):
        yield "attack_stated"
    elif kinds == {"clash"}:
        yield "clash_told" if told else "clash"


def _by_weapon(thread: Thread) -> bool:
    """Whether a weapon is told right with the people whom it hurt ("a car bomb, set off at noon, killed four")."""
    armed = (p for p in thread.passages if any(e.kind == "weapon" for e in p.events))
    return any(c.low and c.party == "victims" for p in armed for c in p.own_claims)


def _only_fought(thread: Thread, of_wars: frozenset[str]) -> bool:
    """Whether it is the fighting of a war ("shelled the hills") of which nothing is said of people."""
    kinds = {e.value for p in thread.passages for e in p.attacks}
    return bool(kinds) and kinds <= of_wars and not thread.claims


def _day(thread: Thread, date: DateMention | None, published: dt.date | None, background_days: int) -> Iterator[str]:
    if date is not None and date.date_to is not None:
        old = published is not None and (published - date.date_to).days > background_days
        yield "day_old" if old else "day_told"
        if not old and date.precision in ("month", "year"):
            yield "day_wide"
    elif published is None and any(d.precision in ("day", "night", "unknown") for d in thread.dates):
        yield "day_told"  # "on Sunday", of an article whose own day is not known


def _manner(thread: Thread, date: DateMention | None, many: int, huge: int) -> Iterator[str]:
    """How it is told: in somebody's words only, as very many people on no day."""
    if all('"' in p.text and p.sentence.position > _LEAD for p in thread.passages):
        yield "only_quoted"
    hurt = [c for c in thread.claims if c.party == "victims"]
    dated = _is_day(date)
    most = max((c.low or c.high or 0 for c in hurt), default=0)
    recalled = thread.passages[0].recalls  # one attack, however many it killed
    if not (dated or recalled) and most >= (huge if _concrete(thread) else many):
        yield "too_many"
    if any(c.victim_group in _CHOSEN for c in hurt):
        yield "chosen_victims"


def _concrete(thread: Thread) -> bool:
    return any(p.concrete for p in thread.passages)


def _where(place: PlaceMention | None, *, same_area: bool) -> Iterator[str]:
    if same_area:
        yield "place_fine"  # "in the same district": that of what was told before
    elif place is not None:
        yield "place_wide" if place.precision in _COARSE else "place_fine"
