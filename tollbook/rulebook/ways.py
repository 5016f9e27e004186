"""The ways in which a pattern can match where a text begins: with which words it must begin, and what it must hold.

A finer check than `needles` for patterns that are matched at the beginning of a line. As there, what cannot be read
off the pattern demands nothing, so a check may let too much through, never too little.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from tollbook.rulebook.needles import Needles, needles_of_parts, parsed

_LITERAL: Any = import_module("re._constants").LITERAL
_MOST_WAYS = 40
_MOST_BEGINNINGS = 200
_LONGEST = 12  # characters of a beginning; more tell nothing more
_MOST_CHARACTERS = 30  # of a class that are read as single characters
_DEPTH = 2  # choices, one within the other, that make ways of their own
_SIGNS = [(_LITERAL, ord(c)) for c in "([/|"]  # rare with the words that follow, common without
_PASSED = ("AT", "ASSERT", "ASSERT_NOT", "LITERAL", "IN", "MAX_REPEAT")  # may stand before a choice
_SHORTEST = 3  # characters of a continuation worth looking for
_Part = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to match: begins with one of `begins` (anything, where there are none), and holds `needles`."""

    begins: tuple[str, ...] = ()
    needles: Needles = ()


_ANY = (Way(),)


def ways(pattern: str) -> tuple[Way, ...]:
    """Return the ways in which `pattern`, without placeholders, can match at the beginning of a text."""
    parts = parsed(pattern)
    if parts is None:
        return _ANY
    found = []
    for way in _alternatives(list(parts)):
        begins = _begins(way)
        telling = tuple(sorted(begins)) if begins and "" not in begins else ()
        found.append(Way(telling, needles_of_parts(way, _continued(way))))
    return tuple(found)


def _continued(way: Sequence[_Part]) -> Iterator[frozenset[str]]:
    """What must stand in a text because the rest of a way begins with it ("(" and the name of an agency)."""
    for at in range(1, len(way)):
        begins = _begins(way[at:]) if way[at] in _SIGNS else None
        if begins and all(len(b) >= _SHORTEST for b in begins):
            yield frozenset(begins)


def _alternatives(parts: list[_Part], depth: int = _DEPTH) -> list[list[_Part]]:
    """The sequences that a sequence stands for, by its first choice and the first in each of these."""
    for at, (op, value) in enumerate(parts):
        inner = _branches(str(op), value)
        if len(inner) > 1 and not depth:
            break
        if inner:
            left = depth - (len(inner) > 1)
            whole = ([*parts[:at], *branch, *parts[at + 1 :]] for branch in inner)
            found = [way for branch in whole for way in _alternatives(branch, left)]
            return found if len(found) <= _MOST_WAYS else [parts]
        if str(op) not in _PASSED:
            break
    return [parts]


def _branches(op: str, value: Any) -> list[list[_Part]]:
    if op == "BRANCH":
        return [list(branch) for branch in value[1]]
    return [list(value[3])] if op == "SUBPATTERN" else []


def _begins(parts: Sequence[_Part]) -> set[str] | None:
    """The strings of which every match begins with one; None when nothing is certain."""
    begun = {""}  # what has been read so far, all of it certain
    done: set[str] = set()  # what cannot be read on
    for op, value in parts:
        read = _read(str(op), value)
        if read is None:
            return done | begun
        more, ends = read
        begun, ended = _joined(begun, more), _joined(begun, ends)
        done |= ended | {b for b in begun if len(b) >= _LONGEST}
        begun = {b for b in begun if len(b) < _LONGEST}
        if len(begun) + len(done) > _MOST_BEGINNINGS:
            return None
        if not begun:
            return done
    return done | begun


def _joined(heads: set[str], tails: set[str]) -> set[str]:
    return {(head + tail)[:_LONGEST] for head in heads for tail in tails}


def _read(op: str, value: Any) -> tuple[set[str], set[str]] | None:
    """What a part can be, read to its end, and what it can begin with where that is all that is certain."""
    reader = _READERS.get(op)
    return reader(value) if reader else None


def _sequence(parts: Sequence[_Part]) -> tuple[set[str], set[str]] | None:
    whole: set[str] = {""}
    ends: set[str] = set()
    for op, value in parts:
        read = _read(str(op), value)
        if read is None:
            return set(), ends | whole
        whole, ends = _joined(whole, read[0]), ends | _joined(whole, read[1])
        if len(whole) + len(ends) > _MOST_BEGINNINGS:
            return None
    return whole, ends


def _choice(branches: Sequence[tuple[set[str], set[str]] | None]) -> tuple[set[str], set[str]] | None:
    whole: set[str] = set()
    ends: set[str] = set()
    for branch in branches:
        if branch is None:
            return None
        whole |= branch[0]
        ends |= branch[1]
    return whole, ends


def _repeated(least: int, most: int, parts: Sequence[_Part]) -> tuple[set[str], set[str]] | None:
    once = _sequence(parts)
    if once is None:
        return None if least else (set(), {""})
    whole, ends = once
    if most == 1 and least in (0, 1):
        return (whole | {""} if least == 0 else whole), ends
    return set(), whole | ends | ({""} if least == 0 else set())


def _characters(items: Sequence[_Part]) -> tuple[set[str], set[str]] | None:
    found: set[str] = set()
    for op, value in items:
        low, high = (value, value) if str(op) == "LITERAL" else value if str(op) == "RANGE" else (0, 0x10FFFF)
        if high - low >= _MOST_CHARACTERS:
            return None
        found.update(map(chr, range(low, high + 1)))
    return found, set()


_READERS: Mapping[str, Callable[[Any], tuple[set[str], set[str]] | None]] = {
    **dict.fromkeys(("AT", "ASSERT", "ASSERT_NOT"), lambda _: ({""}, set())),
    "LITERAL": lambda code: ({chr(code)}, set()),
    "IN": _characters,
    "SUBPATTERN": lambda value: _sequence(value[3]),
    "ATOMIC_GROUP": _sequence,
    "BRANCH": lambda value: _choice([_sequence(branch) for branch in value[1]]),
    **dict.fromkeys(("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"), lambda value: _repeated(*value)),
}
