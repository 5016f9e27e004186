"""Unknown names in a text all in capitals, where only the words around them tell."""

from collections.abc import Iterator

from tollbook.extraction.places.spans import Span
from tollbook.extraction.places.words import PARTICLES, Tokens, Words

_NAME_JOINTS = frozenset({" ", "-", ". ", "'"})
_UNNAMED = frozenset(
    {
        "state",
        "states",
        "department",
        "departments",
        "building",
        "bank",
        "unit",
        "city",
        "part",
        "parts",
        "agency",
        "agencies",
        "pass",
        "resort",
        "estate",
    }
)


def unknown_in_capitals(tokens: Tokens, names: list[Span], words: Words) -> Iterator[Span]:
    """Unknown names where all is in capitals: those with a feature word beside them ("LA RANERA STREAM")."""
    taken = {i for span in names for i in range(span.first, span.last)}
    size = len(tokens.keys)
    for index, key in enumerate(tokens.keys):
        if key not in words.feature_firsts or key in _UNNAMED or index in taken:
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
            if not _is_noun(tokens, first, index, words):
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
            if stop > index + 2 and not _is_noun(tokens, index + 2, stop, words):
                yield _unknown(tokens, index + 2, stop)
                taken.update(range(index, stop))


def _is_noun(tokens: Tokens, first: int, stop: int, words: Words) -> bool:
    """Whether words before a feature word only describe it ("A GASOLINE STATION", "THE SUBURBAN AREAS")."""
    keys = [k for k in tokens.keys[first:stop] if k not in PARTICLES]
    indefinite = bool(first) and tokens.keys[first - 1] in ("a", "an") and tokens.gap(first - 1) == " "
    return indefinite or all(len(k) < 2 or k in words.parts or words.common(k) for k in keys)


def _nameable(tokens: Tokens, index: int, taken: set[int], words: Words) -> bool:
    key = tokens.keys[index]
    if key in PARTICLES and not key.startswith("a"):
        return index not in taken
    others = (words.boundary, words.calendar, words.not_names, words.features, words.parts)
    return index not in taken and not any(key in other for other in others)


def _unknown(tokens: Tokens, first: int, stop: int) -> Span:
    key = " ".join(tokens.keys[first:stop])
    return Span(tokens.spans[first][0], tokens.spans[stop - 1][1], first, stop, key, (), False)
