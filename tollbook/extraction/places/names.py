"""Names that the world knows, and which stretches of a sentence may be the name of a place."""

from collections.abc import Iterator

from tollbook.extraction.places.capitals import unknown_in_capitals
from tollbook.extraction.places.runs import settle_runs
from tollbook.extraction.places.spans import Span
from tollbook.extraction.places.words import ARTICLES, HYPHENED, Tokens, Words
from tollbook.extraction.places.world import World

_JOINTS = frozenset({" ", "-", ". ", ".", "'", " - ", "/"})


def find_spans(tokens: Tokens, world: World, words: Words) -> list[Span]:
    """Names in a sentence, in text order, none overlapping another."""
    names = list(_known(tokens, world, words))
    if tokens.cased:
        return list(settle_runs(tokens, names, world, words))
    return sorted([*names, *unknown_in_capitals(tokens, names, words)], key=lambda s: s.start)


def _known(tokens: Tokens, world: World, words: Words) -> Iterator[Span]:
    done, keys, sizes = 0, tokens.keys, world.sizes
    for index in tokens.capitals:
        if index < done:
            continue
        key = keys[index]
        if not sizes[key] and key not in ARTICLES and (not index or keys[index - 1] not in ARTICLES):
            continue  # most words begin no name
        span = _known_at(tokens, index, done, world)
        if span is not None and (tokens.cased or not _says_nothing(tokens, span, words)):
            yield span
            done = span.last


def _says_nothing(tokens: Tokens, span: Span, words: Words) -> bool:
    """Whether a name, where all is in capitals, is rather a word: "SOUTHWEST" before a name, "EASTERN REGION OF"."""
    if words.says_nothing(span.key):
        return True
    if span.key not in words.generic or span.last >= len(tokens.keys) or tokens.gap(span.last - 1) != " ":
        return False
    following = tokens.keys[span.last]
    return following == "of" or (following not in words.boundary and following not in words.feature_firsts)


def _known_at(tokens: Tokens, index: int, done: int, world: World) -> Span | None:
    """The longest name that begins with this word, with an Arabic article before it ("al-Rashad") if there is one."""
    if index > done and tokens.keys[index - 1] in ARTICLES and tokens.is_article(index - 1):
        span = _longest(tokens, index - 1, world)
        if span is not None and span.last > index:
            return span
        span = _longest(tokens, index, world)
        if span is not None:
            span.start, span.first = tokens.spans[index - 1][0], index - 1
        return span
    span = _longest(tokens, index, world)
    if span is None and tokens.keys[index] in ARTICLES and index + 1 < len(tokens.keys) and tokens.capital(index + 1):
        touches = tokens.gap(index) == "-" or (tokens.gap(index) == " " and tokens.keys[index] not in HYPHENED)
        span = _longest(tokens, index + 1, world) if touches and tokens.cased else None
        if span is not None:
            span.start, span.first = tokens.spans[index][0], index
    return span


def _longest(tokens: Tokens, index: int, world: World) -> Span | None:
    keys = tokens.keys
    size = min(world.sizes[keys[index]], len(keys) - index)
    if not size or not _is_edge(tokens, index - 1):
        return None
    if size > 1:
        size = min(world.sizes[f"{keys[index]} {keys[index + 1]}"], size) or 1
    while size > 0:
        stop = index + size
        key = keys[index] if size == 1 else " ".join(keys[index:stop])
        places = world.places[key]
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
