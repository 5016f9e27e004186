"""Strings that a text must hold for a pattern to match, read off the pattern: a cheap check before a dear one.

What cannot be read off (a class of letters, an optional word) demands nothing, so a check may let too much through,
never too little. Python's own parser of regular expressions takes the pattern apart; what only `regex` understands
demands nothing either.
"""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from itertools import takewhile
from operator import itemgetter
from typing import Any

import regex

Needle = frozenset[str]  # a text must hold one of these strings
Needles = tuple[Needle, ...]  # ... and that for each of these sets

MOST_SETS = 3
_MOST_STRINGS = 600  # in a set; more are no cheap check
_MOST_CHARACTERS = 24  # of a class that are read as single characters
_SHORTEST = 2  # characters of a string worth looking for; symbols count as long
_TELLING = 3  # the same where there is a better set already
_MOST_HEADS = 8  # of a choice that are joined to the letters before it
_MOST_REPEATS = 3  # of what stands there several times ("-{2,5}") so many are read
_COMMON = frozenset(" .,'\"-()")
_NAMED = regex.compile(r"\(\?P?<(?![=!])\w+>")
_PROPERTY = regex.compile(r"\\[pP]\{[^{}]*\}")
_FUZZY = regex.compile(
    r"\{[^{}]*[<=+][^{}]*\}|(?<!\\)\((?:\?[a-zA-Z]*i|\?r|\?\|)|\\[LGKXR]"
)  # of another meaning to `regex`
_PARSER: Any = import_module("re._parser")


def needles(pattern: str, known: Mapping[str, Needles] | None = None, common: frozenset[str] = frozenset()) -> Needles:
    """Return what every text that `pattern` matches holds; empty when nothing is certain.

    `known` gives the needles of characters that stand for a part of the pattern that was read before. Words that are
    `common` tell little: others are taken where there are any.
    """
    parts = parsed(pattern)
    return () if parts is None else _best(_Reader(known or {}, common).sequence(parts), common)


def parsed(pattern: str) -> "Sequence[tuple[Any, Any]] | None":
    """Return a pattern as Python's own parser takes it apart, None where that would say something else."""
    if _FUZZY.search(pattern):
        return None
    text = _PROPERTY.sub(r"\\w", _NAMED.sub("(?:", pattern))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found: Sequence[tuple[Any, Any]] = list(_PARSER.parse(text))
    except Exception:  # not of this parser's grammar: nothing is certain
        return None
    return found


def needles_of_parts(parts: Iterable[tuple[Any, Any]], more: Iterable[Needle] = ()) -> Needles:
    """Return what every match of a sequence of such parts holds; `more` are sets known to be needed.

    Unlike `needles`, not what a pattern only looks at, which may stand outside of the match.
    """
    return _best([*_Reader({}, looked_at=False).sequence(parts), *more])


def needles_of_words(words: Iterable[str], common: frozenset[str] = frozenset()) -> Needles:
    """Return the needles of a choice of words."""
    return _best([frozenset(words)], common)


_HOLDERS: Mapping[str, Callable[[Any], Any]] = {  # parts that hold others, and how these are got
    "SUBPATTERN": itemgetter(3),
    "ATOMIC_GROUP": list,
    "ASSERT": itemgetter(1),
}


class _Reader:
    def __init__(
        self, known: Mapping[str, Needles], common: frozenset[str] = frozenset(), *, looked_at: bool = True
    ) -> None:
        self._known = known
        self._common = common
        self._looked_at = looked_at

    def sequence(self, parts: Iterable[tuple[Any, Any]]) -> list[Needle]:
        found: list[Needle] = []
        run = ""
        for op, value in parts:
            name = str(op)
            if name == "LITERAL" and chr(value) not in self._known:
                run += chr(value)
                continue
            if run:
                found.append(frozenset(run + head for head in _heads(name, value)))
                run = ""
            found.extend(self._known[chr(value)] if name == "LITERAL" else self._part(name, value))
        return [*found, frozenset((run,))] if run else found

    def _part(self, name: str, value: Any) -> Iterable[Needle]:
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self.sequence(list(value[2]) * min(value[0], _MOST_REPEATS))
        if name in _HOLDERS and (name != "ASSERT" or self._looked_at):
            return self.sequence(_HOLDERS[name](value))
        if name == "BRANCH":
            return self._choice(value[1])
        if name == "IN":
            return self._characters(value)
        return ()

    def _characters(self, items: Sequence[tuple[Any, Any]]) -> Iterable[Needle]:
        """A class; the parser makes one of a choice of single characters too, of which each may be known."""
        known = any(str(op) == "LITERAL" and chr(value) in self._known for op, value in items)
        return self._choice([[item] for item in items]) if known else _characters(items)

    def _choice(self, branches: Iterable[Any]) -> Iterable[Needle]:
        strings: set[str] = set()
        for branch in branches:
            best = _best(self.sequence(branch), self._common)
            if not best:
                return ()
            strings |= best[0]
        return (frozenset(strings),)


def _heads(name: str, value: Any) -> Sequence[str]:
    """What a choice begins with that follows letters ("h" and "im" or "er"), nothing where that is too much to say."""
    if name == "SUBPATTERN":
        inner = list(value[3])
        return _heads(str(inner[0][0]), inner[0][1]) if inner else ("",)
    if name != "BRANCH" or len(value[1]) > _MOST_HEADS:
        return ("",)
    heads = []
    for branch in value[1]:
        letters = takewhile(lambda part: str(part[0]) == "LITERAL", branch)
        heads.append("".join(chr(code) for _, code in letters))
    return heads if all(heads) and not any(c >= "\ue000" for head in heads for c in head) else ("",)


def _characters(items: Iterable[tuple[Any, Any]]) -> Iterable[Needle]:
    found: set[str] = set()
    for op, value in items:
        low, high = (value, value) if str(op) == "LITERAL" else value if str(op) == "RANGE" else (0, 0x10FFFF)
        if high - low >= _MOST_CHARACTERS:
            return ()
        found.update(map(chr, range(low, high + 1)))
    return (frozenset(found),)


def _best(found: Iterable[Needle], common: frozenset[str] = frozenset()) -> Needles:
    """The sets that let least through: long strings, few of them, none of common words."""
    useful = {n: min(_length(s, common) for s in n) for n in found if n and len(n) <= _MOST_STRINGS}
    ranked = sorted(useful, key=lambda n: (-min(useful[n], 4), len(n), sorted(n)))[:MOST_SETS]
    return tuple(n for i, n in enumerate(ranked) if useful[n] >= (_SHORTEST if i == 0 else _TELLING))


def _length(string: str, common: frozenset[str]) -> int:
    """How telling a string is; a symbol of our own (private use) is as good as a word, a rare sign as two letters."""
    words = string.split() if common else []
    if words and common.issuperset(words):
        return min(len(string), _SHORTEST)
    if any("\ue000" <= c <= "\uf8ff" for c in string):
        return 4
    return len(string) + (not string.isalnum() and string not in _COMMON)
