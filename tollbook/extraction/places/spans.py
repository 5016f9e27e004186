"""Stretches of a sentence that may be the name of a place: names the world knows, and capitalised ones it does not."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tollbook.extraction.places.words import ARTICLES, PARTICLES, Tokens, Words
from tollbook.extraction.places.world import Place, World

_JOINTS = frozenset({" ", "-", ". ", ".", "'", " - ", "/"})
_NAME_JOINTS = frozenset({" ", "-", ". ", "'"})
MAX_NAME_WORDS = 7


@dataclass(slots=True)
class Span:
    """A name in a sentence: character and word offsets, what it can be, and what stands around it.

    Later steps fill in feature, quote, relation and rule.
    """

    start: int
    end: int
    first: int
    last: int  # index after the last word
    key: str
    places: tuple[Place, ...] = ()
    in_run: bool = False  # capitalised words of no known name touch it
    feature: str | None = None  # precision that a feature word gives
    quote_start: int = -1
    quote_end: int = -1
    relation: str = "at"
    rule_id: str | None = None
    placed: bool = False  # a preposition or a feature word says that it is a place
    firm: bool = False  # ... even if unknown
    firm_before: bool = False  # ... by what stands before it
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the world knows a place of this name."""
        return bool(self.places)


def find_spans(tokens: Tokens, world: World, words: Words) -> list[Span]:
    """Names in a sentence, in text order, none overlapping another."""
    names = list(_known(tokens, world, words))
    if tokens.cased:
        return list(_runs(tokens, names, world, words))
    return sorted([*names, *unknown_in_capitals(tokens, names, words)], key=lambda s: s.start)


def _known(tokens: Tokens, world: World, words: Words) -> Iterator[Span]:
    done = 0
    for index in tokens.capitals:
        if index < done:
            continue
        span = _known_at(tokens, index, done, world)
        if span is not None and (tokens.cased or span.last - span.first > 1 or span.key not in words.not_names):
            yield span
            done = span.last


def _known_at(tokens: Tokens, index: int, done: int, world: World) -> Span | None:
    """The longest name that begins with this word, with an Arabic article before it ("al-Rashad") if there is one."""
    if index > done and tokens.keys[index - 1] in ARTICLES and _is_article(tokens, index - 1):
        span = _longest(tokens, index - 1, world)
        if span is not None and span.last > index:
            return span
        span = _longest(tokens, index, world)
        if span is not None:
            span.start, span.first = tokens.spans[index - 1][0], index - 1
        return span
    span = _longest(tokens, index, world)
    if span is None and tokens.keys[index] in ARTICLES and index + 1 < len(tokens.keys) and tokens.capital(index + 1):
        span = _longest(tokens, index + 1, world) if tokens.gap(index) in (" ", "-") and tokens.cased else None
        if span is not None:
            span.start, span.first = tokens.spans[index][0], index
    return span


def _is_article(tokens: Tokens, index: int) -> bool:
    """Whether this lower-case word is the article of the next one."""
    gap = tokens.gap(index)
    return not tokens.capital(index) and (gap == "-" or (gap == " " and tokens.keys[index] in ("al", "el")))


def _longest(tokens: Tokens, index: int, world: World) -> Span | None:
    keys = tokens.keys
    size = min(world.longest(keys[index]), len(keys) - index)
    if not size or not _is_edge(tokens, index - 1):
        return None
    while size > 0:
        stop = index + size
        key = keys[index] if size == 1 else " ".join(keys[index:stop])
        places = world.find(key)
        if places and (size == 1 or tokens.capital(stop - 1)) and _whole(tokens, index, stop):
            start, end = tokens.spans[index][0], tokens.spans[stop - 1][1]
            return (
                None if key == "us" and tokens.text[start:end] != "US" else Span(start, end, index, stop, key, places)
            )
        size -= 1
    return None


def _whole(tokens: Tokens, first: int, stop: int) -> bool:
    return _is_edge(tokens, stop - 1) and all(tokens.gap(i) in _JOINTS for i in range(first, stop - 1))


def _is_edge(tokens: Tokens, index: int) -> bool:
    """Whether a name can end at this word or begin after it: no half of "Ouro-Saba", but of "Iraq-based"."""
    if index < 0 or index + 1 >= len(tokens.keys) or tokens.gap(index) != "-":
        return True
    return not tokens.capital(index + 1) or tokens.keys[index] in ARTICLES


def _runs(tokens: Tokens, names: list[Span], world: World, words: Words) -> Iterator[Span]:
    """Runs of capitalised words with the known names in them settled."""
    at_word = {span.first: span for span in names}
    done = 0
    for capital in tokens.capitals:
        if capital < done:
            continue
        article = capital > done and tokens.keys[capital - 1] in ARTICLES and _is_article(tokens, capital - 1)
        first = capital - 1 if article else capital
        done, inside = _run_end(tokens, first, at_word)
        yield from _settle(tokens, first, done, inside, world, words)


def _run_end(tokens: Tokens, index: int, at_word: dict[int, Span]) -> tuple[int, list[Span]]:
    inside = []
    stop, size = index, len(tokens.keys)
    while stop < size:
        span = at_word.get(stop)
        if span is not None:
            inside.append(span)
            stop = span.last
        elif stop == index or tokens.capital(stop) or (tokens.keys[stop] in PARTICLES and _leads_on(tokens, stop)):
            stop += 1
        else:
            break
        if stop < size and not _goes_on(tokens, stop - 1):
            break
    return stop, inside


def _goes_on(tokens: Tokens, index: int) -> bool:
    gap, (start, end) = tokens.gap(index), tokens.spans[index]
    if gap == " " and tokens.text[end - 2 : end] not in ("'s", "s'"):
        return True
    return gap in ("-", "'") or (gap == ". " and end - start <= 3)


def _leads_on(tokens: Tokens, index: int) -> bool:
    """Whether a particle is followed, perhaps after another one, by a capitalised word."""
    for i in range(index, min(index + 3, len(tokens.keys) - 1)):
        if not _goes_on(tokens, i):
            return False
        if tokens.capital(i + 1):
            return True
        if tokens.keys[i + 1] not in PARTICLES:
            return False
    return False


def _settle(tokens: Tokens, first: int, stop: int, inside: list[Span], world: World, words: Words) -> Iterator[Span]:
    """Decide what a run of capitalised words names."""
    while first < stop and _trimmed(tokens, first, inside, words):
        first += 1
    inside = [s for s in inside if s.first >= first]
    while inside and inside[0].first == first and inside[0].places[0].relation == "demonym" and inside[0].last < stop:
        yield inside[0]
        first = inside.pop(0).last
    if first >= stop:
        return
    core = _core_end(tokens, first, stop, inside, words)
    if core == stop and _covered(inside, first, stop):
        yield from inside
    else:
        yield from _one_name(tokens, first, core, stop, inside, world)


def _trimmed(tokens: Tokens, index: int, inside: list[Span], words: Words) -> bool:
    """Whether the first word of a run is no part of a name ("In Basra", "Central Damascus")."""
    if any(s.first == index and (s.last - s.first > 1 or s.key not in words.not_names) for s in inside):
        return False
    key = tokens.keys[index]
    return key in words.boundary or (key in words.parts and any(s.first == index + 1 for s in inside))


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
    if any(a.last != b.first for a, b in zip(inside, inside[1:], strict=False)):
        return False
    return len(inside) == 1 or inside[-1].places[0].precision in ("country", "admin1")


def _one_name(tokens: Tokens, first: int, core: int, stop: int, inside: list[Span], world: World) -> Iterator[Span]:
    whole = next((s for s in inside if s.first == first and s.last == core), None)
    if whole is not None:
        yield whole
        return
    start, end = tokens.spans[first][0], tokens.spans[core - 1][1]
    key = " ".join(tokens.keys[first:core])
    if core < stop:
        yield Span(start, end, first, core, key, world.find(key))
        return
    split = _trailing(inside, first, core)
    if split is not None:
        yield from _one_name(tokens, first, split.first, split.first, [s for s in inside if s is not split], world)
        split.in_run = True
        yield split
    elif core - first <= MAX_NAME_WORDS:
        yield Span(start, end, first, core, key, (), True)


def _trailing(inside: list[Span], first: int, core: int) -> Span | None:
    """A country at the end of a run, its comma lost ("in Dabaga Niger")."""
    if inside and inside[-1].last == core and inside[-1].first > first:
        place = inside[-1].places[0]
        return inside[-1] if place.precision == "country" and place.relation != "demonym" else None
    return None


def unknown_in_capitals(tokens: Tokens, names: list[Span], words: Words) -> Iterator[Span]:
    """Unknown names where all is in capitals: those with a feature word beside them ("LA RANERA STREAM")."""
    taken = {i for span in names for i in range(span.first, span.last)}
    size = len(tokens.keys)
    for index, key in enumerate(tokens.keys):
        if key not in words.feature_firsts or index in taken:
            continue
        first = index
        while (
            first > 0
            and index - first < 4
            and tokens.gap(first - 1) in _NAME_JOINTS
            and _nameable(tokens, first - 1, taken, words)
        ):
            first -= 1
        if first < index:
            yield _unknown(tokens, first, index)
            taken.update(range(first, index + 1))
        elif index + 2 < size and tokens.keys[index + 1] == "of" and key in words.features:
            stop = index + 2
            while (
                stop < size
                and stop < index + 6
                and tokens.gap(stop - 1) in _NAME_JOINTS
                and _nameable(tokens, stop, taken, words)
            ):
                stop += 1
            if stop > index + 2:
                yield _unknown(tokens, index + 2, stop)
                taken.update(range(index, stop))


def _nameable(tokens: Tokens, index: int, taken: set[int], words: Words) -> bool:
    key = tokens.keys[index]
    if key in PARTICLES and not key.startswith("a"):
        return index not in taken
    return not (
        index in taken or key in words.boundary or key in words.not_names or key in words.features or key in words.parts
    )


def _unknown(tokens: Tokens, first: int, stop: int) -> Span:
    key = " ".join(tokens.keys[first:stop])
    return Span(tokens.spans[first][0], tokens.spans[stop - 1][1], first, stop, key, (), False)
