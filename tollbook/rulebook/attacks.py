"""Texts made to slow a pattern down: what it begins with, and what it repeats, again and again, never to its end."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tollbook.rulebook.needles import parsed

_MANY = 5  # a repeat that goes this far is worth repeating
_LONGEST = 120  # characters of a unit
_MOST = 12  # units of one pattern
_ANY = "a 1-"  # tried for a class of characters, in this order
ALWAYS = ("a", "a ", "1", "1,", "12 and ", "(", "the man, ", "\ue000 ", "\ue00d, ", "\ue002 and ", "A. ", "-", " ", "'")


def attacks_on(pattern: str) -> tuple[tuple[str, ...], str]:
    """Return short texts that, repeated, may make a regex slow, and what to end with: those for all, and its own.

    The end is like what the pattern matches, after a line end: `regex` gives up at once on a text that lacks a string
    which every match must hold. A pattern that only `regex` understands gives nothing of its own.
    """
    own = parsed(pattern) or ()
    found = dict.fromkeys(unit[:_LONGEST] for unit in (*_starts(own), *_repeated(own)) if unit)
    return tuple(dict.fromkeys((*ALWAYS, *list(found)[:_MOST]))), "\n" + _sample(own)


def _starts(parts: Sequence[tuple[Any, Any]]) -> Iterator[str]:
    """What matches the first parts of a pattern, one part more each time; the longest first."""
    if len(parts) == 1 and str(parts[0][0]) == "SUBPATTERN":
        parts = list(parts[0][1][3])
    for end in range(len(parts), 0, -1):
        yield _sample(parts[:end])


def _repeated(parts: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    """What a pattern repeats, wherever in it, with each of the choices there."""
    for op, value in parts:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            if value[1] >= _MANY:
                yield _sample(value[2])
                yield from (_sample(branch) for branch in _branches(value[2]))
            yield from _repeated(value[2])
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _repeated(branch)
        elif name in ("SUBPATTERN", "ATOMIC_GROUP", "ASSERT", "ASSERT_NOT"):
            yield from _repeated(_inside(name, value))


def _branches(parts: Iterable[tuple[Any, Any]]) -> Iterator[Any]:
    for op, value in parts:
        name = str(op)
        if name == "BRANCH":
            yield from value[1]
        elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
            yield from _branches(_inside(name, value))


def _inside(name: str, value: Any) -> Iterable[tuple[Any, Any]]:
    if name == "SUBPATTERN":
        inner: Iterable[tuple[Any, Any]] = value[3]
        return inner
    found: Iterable[tuple[Any, Any]] = value if name == "ATOMIC_GROUP" else value[1]
    return found


def _sample(parts: Iterable[tuple[Any, Any]]) -> str:
    """A text that matches these parts, or nearly: the first of each choice, what is optional once."""
    out = ""
    for op, value in parts:
        if len(out) > _LONGEST:
            break
        out += _one(str(op), value)
    return out


def _one(name: str, value: Any) -> str:
    if name in ("LITERAL", "NOT_LITERAL"):
        return chr(value) if name == "LITERAL" else _other(chr(value))
    if name == "ANY":
        return "a"
    if name == "IN":
        return _of_class(value)
    if name == "BRANCH":
        return _sample(value[1][0])
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _sample(value[2]) * int(max(1, min(value[0], _LONGEST)))
    return _sample(_inside(name, value)) if name in ("SUBPATTERN", "ATOMIC_GROUP") else ""


def _of_class(items: Sequence[tuple[Any, Any]]) -> str:
    """A character of a class; of one that says what it is not, one that it does not name."""
    if str(items[0][0]) == "NEGATE":
        return next((c for c in _ANY if not any(_holds(item, c) for item in items[1:])), "z")
    op, value = items[0]
    if str(op) == "LITERAL":
        return chr(value)
    if str(op) == "RANGE":
        return chr(value[0])
    return next((c for c in _ANY if _holds(items[0], c)), "a")


def _holds(item: tuple[Any, Any], char: str) -> bool:
    name, value = str(item[0]), item[1]
    if name == "LITERAL":
        return bool(ord(char) == value)
    if name == "RANGE":
        return bool(value[0] <= ord(char) <= value[1])
    kind = str(value)
    held: bool = {"SPACE": char.isspace(), "DIGIT": char.isdecimal()}.get(kind.rpartition("_")[2], char.isalnum())
    return held is not ("NOT" in kind)


def _other(char: str) -> str:
    return next(c for c in _ANY if c != char)
