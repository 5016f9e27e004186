"""Attacks told of several places in one breath ("bombs went off in X, Y and Z"): an incident for each place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tollbook.extraction.cues import cue
from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.thread import Thread
from tollbook.matching.patterns import Cue, finds
from tollbook.rows import PlaceMention
from tollbook.rulebook import Rulebook

_LEAST = 2  # so many places make a list
_MOST = 12  # of more, nobody counts the attacks any more
_WAR = ("clash", "air_strike")  # fighting goes on in many places
_LEAD = 60  # characters before the list that say what happened in these places


def spread(threads: Sequence[Thread], book: Rulebook) -> list[Thread]:
    """Return the incidents, and one for each further place of a list of places that were attacked.

    Only the place is told of such an incident; what was told of all of them stays with the first.
    """
    joins = cue("list_joins", book)
    told = {_key(m) for t in threads for m in t.places if t.passages[0].places}
    out: list[Thread] = []
    for thread in threads:
        out.append(thread)
        if thread.passages[0].opens_account:
            continue
        for passage in (*thread.passages, *thread.context):
            for place in _further(passage, joins, book):
                if _key(place) not in told or _only_listed(place, threads):
                    told.add(_key(place))
                    out.append(Thread([_there(passage, place)]))
        out.extend(Thread([replace(p, claims=[])]) for p in thread.passages for _ in range(_others(p, book)))
    return out


def _others(passage: Passage, book: Rulebook) -> int:
    """How many further attacks a sentence tells apart ("one at the park, another at a school")."""
    if passage.history or passage.habitual or not finds("one_of_them", passage.text, book):
        return 0
    pattern = cue("other_of_them", book)
    return sum(1 for _ in pattern.finditer(passage.text))


def _further(passage: Passage, joins: Cue, book: Rulebook) -> Iterator[PlaceMention]:
    """The places of a list in which several attacks are told, but the first."""
    if not _of_several(passage, book) or passage.history or passage.habitual:
        return
    listed = _list(passage, joins)
    if _LEAST <= len(listed) <= _MOST and finds("list_lead", passage.before(listed[0].start_char, _LEAD), book):
        yield from listed[1:]


def _of_several(passage: Passage, book: Rulebook) -> bool:
    told = [e for e in passage.attacks if e.mention_id not in passage.hypothetical]
    war = passage.of_war and not any(e.kind == "target" for e in passage.events)
    war = war or any(e.value in _WAR for e in passage.attacks)
    return bool(told) and bool(passage.dates) and not war and finds("several_things", passage.text, book)


def _list(passage: Passage, joins: Cue) -> list[PlaceMention]:
    """The longest run of places of one kind with nothing but commas and "and" between them."""
    best: list[PlaceMention] = []
    run: list[PlaceMention] = []
    for place in (p for p in passage.places if p.relation in ("at", "near")):
        gap = passage.text[run[-1].end_char - passage.start : place.start_char - passage.start] if run else ""
        alike = bool(run) and _kind(run[-1]) == _kind(place) and _key(run[-1]) != _key(place)
        run = [*run, place] if alike and joins.fullmatch(gap) else [place]
        best = max(best, run, key=len)
    return best


def _kind(place: PlaceMention) -> str:
    return place.precision if place.precision in ("admin1", "country", "region", "facility") else "town"


def _only_listed(place: PlaceMention, threads: Sequence[Thread]) -> bool:
    """Whether no incident begins with it."""
    return not any(_key(place) == _key(m) for t in threads for m in t.passages[0].places[:1])


def _there(passage: Passage, place: PlaceMention) -> Passage:
    return replace(passage, places=[place], claims=[], opens_with=None)


def _key(place: PlaceMention) -> str:
    return place.place_id or place.name.lower()
