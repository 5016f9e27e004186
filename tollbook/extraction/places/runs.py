"""Runs of capitalised words: which are one name, which several, which an unknown one."""

from collections.abc import Iterator
from itertools import pairwise

from tollbook.extraction.places.resolve import contains
from tollbook.extraction.places.spans import Span
from tollbook.extraction.places.words import ARTICLES, HYPHENED, PARTICLES, Tokens, Words
from tollbook.extraction.places.world import World

_DIVISIONS = frozenset({"state", "province", "governorate", "region", "department", "oblast", "district", "county"})
_INSIDE = frozenset({"in", "near", "at", "outside"})
_MODIFIERS = frozenset(
    {
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "upper",
        "lower",
        "greater",
        "outer",
        "inner",
        "middle",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "north-east",
        "rural",
        "former",
        "metropolitan",
    }
)
_MEASURES = frozenset({"miles", "km", "kms", "kilometers", "kilometres", "meters", "metres"})
MAX_NAME_WORDS = 7


def settle_runs(tokens: Tokens, names: list[Span], world: World, words: Words) -> Iterator[Span]:
    """Runs of capitalised words with the known names in them settled."""
    at_word = {span.first: span for span in names}
    done = 0
    for capital in tokens.capitals:
        if capital < done:
            continue
        article = capital > done and tokens.keys[capital - 1] in ARTICLES and tokens.is_article(capital - 1)
        first = capital - 1 if article else capital
        done, inside = _run_end(tokens, first, at_word, words)
        yield from _settle(tokens, first, done, inside, world, words)


def _run_end(tokens: Tokens, index: int, at_word: dict[int, Span], words: Words) -> tuple[int, list[Span]]:
    inside = []
    stop, size = index, len(tokens.keys)
    while stop < size:
        span = at_word.get(stop)
        if span is not None and not (span.last == stop + 1 > index + 1 and _closes(tokens, stop, words)):
            inside.append(span)
            stop = span.last
        elif stop > index and _closes(tokens, stop, words):
            break
        elif stop == index or tokens.capital(stop) or (tokens.keys[stop] in PARTICLES and _leads_on(tokens, stop)):
            stop += 1
        else:
            break
        if stop < size and not _goes_on(tokens, stop - 1):
            break
    return stop, inside


def _closes(tokens: Tokens, index: int, words: Words) -> bool:
    """Whether this word, though it has a capital, is in no name ("Samarra As Iraqi Forces Fought")."""
    return tokens.keys[index] in words.conjunctions and tokens.gap(index - 1) == " " and tokens.capital(index)


def _goes_on(tokens: Tokens, index: int) -> bool:
    gap, (start, end) = tokens.gap(index), tokens.spans[index]
    if gap == " " and tokens.text[end - 2 : end] not in ("'s", "s'"):
        return True
    return gap in ("-", "'") or (gap == ". " and end - start <= 3)


def _leads_on(tokens: Tokens, index: int) -> bool:
    """Whether a particle is followed, perhaps after another one, by a capitalised word."""
    for i in range(index, min(index + 3, len(tokens.keys) - 1)):
        hyphen = tokens.gap(i) == "-"
        if not _goes_on(tokens, i) or (tokens.keys[i] in HYPHENED and not hyphen):
            return False
        if tokens.capital(i + 1):
            return True
        if tokens.keys[i + 1] not in PARTICLES:
            return False
    return False


def _settle(tokens: Tokens, first: int, stop: int, inside: list[Span], world: World, words: Words) -> Iterator[Span]:
    """Decide what a run of capitalised words names."""
    if stop - first == 1:  # most runs are one word
        if tokens.keys[first] in words.boundary or tokens.keys[first] in words.calendar:
            return
        if inside:
            yield inside[0]
        else:
            yield Span(*tokens.spans[first], first, stop, tokens.keys[first], (), True)
        return
    while first < stop and _trimmed(tokens, first, inside, words):
        first += 1
    stop = _before_date(tokens, first, stop, inside, words)
    inside = [s for s in inside if s.first >= first and s.last <= stop]
    while inside and inside[0].first == first and inside[0].places[0].relation == "demonym" and inside[0].last < stop:
        yield inside[0]
        first = inside.pop(0).last
    if first >= stop:
        return
    core = _core_end(tokens, first, stop, inside, words)
    whole = len(inside) == 1 and (inside[0].first, inside[0].last) == (first, stop)
    if core == stop and not whole and _is_titled(tokens, first, words):
        yield Span(tokens.spans[first][0], tokens.spans[stop - 1][1], first, stop, " ".join(tokens.keys[first:stop]))
    elif core == stop and _covered(inside, first, stop):
        for span in inside[1:]:
            span.extra["split"] = "yes"
        yield from inside
    else:
        yield from _one_name(tokens, first, core, stop, inside, world)


def _is_titled(tokens: Tokens, first: int, words: Words) -> bool:
    """Whether a run is a person's name ("General Santiago Cordoba")."""
    before = tokens.keys[first - 1] if first and tokens.gap(first - 1) in (" ", ". ") else ""
    return tokens.keys[first] in words.titles or before in words.titles


def _before_date(tokens: Tokens, first: int, stop: int, inside: list[Span], words: Words) -> int:
    """Where the name ends before a day or distance ("Iraq January 2", "Basra Monday", "Dibis 22 miles from Kirkuk")."""
    if stop < len(tokens.keys) and tokens.keys[stop] in _MEASURES and tokens.keys[stop - 1].isdigit():
        stop -= 1
    for index in range(first, stop):
        ends = index + 1 == stop or tokens.keys[index + 1].isdigit()
        if ends and tokens.keys[index] in words.calendar and not _within(inside, index):
            return index
    return stop


def _within(inside: list[Span], index: int) -> bool:
    return any(s.first <= index < s.last and s.last - s.first > 1 for s in inside)


def _trimmed(tokens: Tokens, index: int, inside: list[Span], words: Words) -> bool:
    """Whether the first word of a run is no part of a name ("In Basra", "Central Damascus")."""
    if any(s.first == index and (s.last - s.first > 1 or s.key not in words.not_names) for s in inside):
        return False
    key = tokens.keys[index]
    return (
        key in words.boundary
        or key in words.calendar
        or (key in words.parts and any(s.first == index + 1 for s in inside))
    )


def _core_end(tokens: Tokens, first: int, stop: int, inside: list[Span], words: Words) -> int:
    """Where the name ends before a capitalised feature word ("Sinak Market"), unless a known name includes it."""
    if any(s.first == first and s.last == stop for s in inside) or tokens.keys[stop - 1] not in words.feature_lasts:
        return stop
    for size in words.feature_sizes:
        cut = stop - size
        if cut > first and " ".join(tokens.keys[cut:stop]) in words.features:
            return cut
    return stop


def _covered(inside: list[Span], first: int, stop: int) -> bool:
    """One known name, or several of which the last is wide, the commas lost ("Mosul Iraq")."""
    if not inside or inside[0].first != first or inside[-1].last != stop:
        return False
    if any(a.last != b.first for a, b in pairwise(inside)):
        return False
    last = inside[-1].places
    if len(inside) == 1 or last[0].precision == "country":
        return True
    return all(contains(b.places, a.places) for a, b in pairwise(inside))


def _one_name(
    tokens: Tokens, first: int, core: int, stop: int, inside: list[Span], world: World, wider: Span | None = None
) -> Iterator[Span]:
    """The name of a run, or several where the wider ones at its end are known; `wider` is the one that follows."""
    whole = next((s for s in inside if s.first == first and s.last == core), None)
    if whole is not None:
        yield whole
        return
    start, end = tokens.spans[first][0], tokens.spans[core - 1][1]
    key = " ".join(tokens.keys[first:core])
    split = _trailing(inside, first, core, tokens, stop, wider)
    if split is not None:
        before = [s for s in inside if s is not split]
        yield from _one_name(tokens, first, split.first, split.first, before, world, split)
        split.in_run = True
        split.extra["split"] = "yes"
        yield split
    elif core < stop:
        yield Span(start, end, first, core, key, world.find(key))
    elif core - first <= MAX_NAME_WORDS:
        yield Span(start, end, first, core, key, (), True)


def _trailing(inside: list[Span], first: int, core: int, tokens: Tokens, stop: int, wider: Span | None) -> Span | None:
    """A wider place at the end of a run, its comma lost ("in Dabaga Niger", "in Kolbari Adamawa State")."""
    if not inside or inside[-1].last != core or inside[-1].first == first:
        return None
    tail, place = inside[-1], inside[-1].places[0]
    if place.precision == "country":
        return tail if place.relation != "demonym" else None
    adjacent = len(inside) > 1 and inside[-2].last == tail.first
    if adjacent and contains(tail.places, inside[-2].places):
        return tail
    before = tokens.keys[first : tail.first]
    if not any(len(k) > 3 and k not in _MODIFIERS for k in before):
        return None
    held = wider is not None and any(
        contains(wider.places, [p]) for p in tail.places if p.precision in ("admin1", "district")
    )
    if place.precision == "admin1" and core == stop and first and tokens.keys[first - 1] in _INSIDE:
        return tail  # "in Rani Bodli Chhattisgarh"
    division = place.precision == "admin1" or (place.precision == "district" and place.curated)
    return tail if held or (core < stop and division and tokens.keys[core] in _DIVISIONS) else None
