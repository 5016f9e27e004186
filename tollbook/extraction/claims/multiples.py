"""Counts that lean on others of their sentence: "as many wounded", "ten died, six in Nyala and four in El Obeid"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tollbook.extraction.claims.reading import PeopleReading
from tollbook.extraction.people import People


def in_multiples(readings: Sequence[PeopleReading]) -> list[PeopleReading]:
    """The readings, people told as so many times those before them with their number ("killed nine and hurt as many").

    Without a number before them they count nobody, and are left out.
    """
    out: list[PeopleReading] = []
    for reading in readings:
        people = reading.people
        if not isinstance(people, People) or people.times is None:
            out.append(reading)
            continue
        low, high = _sum(_last_told(out))
        if low is not None:
            out.append(replace(reading, people=_times(people, people.times, low, high)))
    return out


def _times(people: People, times: int, low: int, high: int | None) -> People:
    if people.qualifier == "more_than":
        return replace(people, low=low * times + 1, high=None)
    qualifier = "exact" if low == high else "at_least" if high is None else "range"
    return replace(people, low=low * times, high=high * times if high is not None else None, qualifier=qualifier)


def by_place(readings: Sequence[PeopleReading]) -> Iterator[PeopleReading]:
    """Yield the readings, a total whose people are told place by place after it as one over several incidents."""
    placed = [r for r in readings if r.emit.get("each")]
    total, _ = _sum(placed)
    for reading in readings:
        low, _ = _sum([reading])
        whole = bool(placed) and reading not in placed and reading.position < placed[0].position
        same = whole and reading.emit["outcome"] == placed[0].emit["outcome"]
        over = same and None not in (low, total) and (low or 0) >= (total or 0)
        yield replace(reading, emit={**reading.emit, "scope": "cumulative"}) if over else reading


def _last_told(readings: Sequence[PeopleReading]) -> list[PeopleReading]:
    """The last whole number of people, all of its match ("seven soldiers and two civilians were killed")."""
    told = [r for r in readings if not r.part and r.people is not None and r.emit.get("scope") != "part"]
    if told and told[-1].emit.get("each"):
        return []  # as many as there, or as everywhere?
    return [r for r in told if (r.rule.id, r.start) == (told[-1].rule.id, told[-1].start)]


def _sum(readings: Sequence[PeopleReading]) -> tuple[int | None, int | None]:
    """Their bounds together; no lower one where one of them has none."""
    bounds = [(r.people.low, r.people.high) for r in readings if r.people is not None]
    lows, highs = [low for low, _ in bounds if low is not None], [high for _, high in bounds if high is not None]
    if not bounds or len(lows) < len(bounds):
        return None, None
    return sum(lows), sum(highs) if len(highs) == len(bounds) else None
