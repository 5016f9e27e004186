"""Patterns over marked texts, made to be looked for in a text before it is marked.

In a marked text each mention is one symbol (`tollbook.extraction.symbols`). To find mentions is dear, so it is worth
knowing of a sentence before that no pattern can match it. The unmarked form of a pattern has, for each symbol and for
each class that a symbol is in, any characters at all: it is found in every text whose marked form the pattern matches.
Of assertions it keeps the edges of words, where the letter at the edge is of the pattern itself; a mention is whole
words, so that its last letter and such a one never stand together.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tollbook.rulebook.around import Part, with_around
from tollbook.rulebook.relaxed import SYMBOLS, Relaxed, Relaxer, parsed, relaxed_words

_ANY = Relaxed(r"[\x{0}-\x{ff}]+", ((0, 0x10FFFF),), None)
_EDGE = Relaxed(r"\b", (), None)
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


def unmarked(pattern: str, known: Mapping[str, Relaxed] | None = None, *, whole: bool = False) -> Relaxed:
    """Return the form for RE2 of a pattern, symbols as they are; the rest as `relaxed`. Raises NotRelaxableError."""
    parts = parsed(pattern)
    return _Unmarked(known or {}).sequence(with_around(parts) if whole else parts)


def unmarked_words(words: Iterable[str]) -> Relaxed:
    """Return the same of a choice of words."""
    found = relaxed_words(words)
    whole = all(_is_letter(ord(w[0])) and _is_letter(ord(w[-1])) for w in words)
    return Relaxed(rf"\b{found.pattern}\b", found.characters, None) if whole else found


class _Unmarked(Relaxer):
    def sequence(self, parts: Iterable[Part]) -> Relaxed:
        given = list(parts)
        own = [
            _EDGE if str(value) == "AT_BOUNDARY" and _at_edge(given, at) else self.part(str(op), value)
            for at, (op, value) in enumerate(given)
        ]
        return Relaxed("".join(p.pattern for p in own), tuple(sorted({r for p in own for r in p.characters})), None)

    def part(self, name: str, value: Any) -> Relaxed:
        found = super().part(name, value)
        if name == "LITERAL":
            return _ANY if chr(value) not in self.known and _holds_symbol(found) else found
        if name == "IN":
            own = [(op, v) for op, v in value if str(op) != "LITERAL" or chr(v) not in self.known]
            return (
                _ANY if own and _holds_symbol(found if len(own) == len(value) else super().part(name, own)) else found
            )
        return _ANY if name in ("NOT_LITERAL", "ANY") and _holds_symbol(found) else found


def _holds_symbol(found: Relaxed) -> bool:
    return any(low <= SYMBOLS[1] and high >= SYMBOLS[0] for low, high in found.characters)


def _at_edge(parts: Sequence[Part], at: int) -> bool:
    """Whether a letter of ASCII stands on one side for certain: with any other RE2 could know no edge there."""
    return _lettered(parts[at + 1 :], first=True) is True or _lettered(parts[:at], first=False) is True


def _lettered(parts: Sequence[Part], *, first: bool) -> bool | None:
    """Whether parts begin (end) with such a letter; None: they do or are empty."""
    for op, value in parts if first else reversed(parts):
        name = str(op)
        if name == "ASSERT" and first and value[0] > 0 and _lettered(list(value[1]), first=True):
            return True  # "(?=[a-z])" says it of a fragment that could not be looked into
        if name in ("ASSERT", "ASSERT_NOT", "AT"):
            continue
        found = _letter(name, value, first=first)
        if found is not None:
            return found
    return None


def _letter(name: str, value: Any, *, first: bool) -> bool | None:
    if name == "LITERAL":
        return _is_letter(value)
    if name == "IN":
        literals = [v for op, v in value if str(op) == "LITERAL"]
        ranges = [v for op, v in value if str(op) == "RANGE"]
        only = len(literals) + len(ranges) == len(value)
        return only and all(map(_is_letter, literals)) and all(_in_letters(*v) for v in ranges)
    if name in ("SUBPATTERN", "ATOMIC_GROUP"):
        return _lettered(list(value[3] if name == "SUBPATTERN" else value), first=first)
    if name == "BRANCH":
        found = {_lettered(list(branch), first=first) for branch in value[1]}
        return False if False in found else None if None in found else True
    if name in _REPEATS:
        inner = _lettered(list(value[2]), first=first)
        return None if inner and not value[0] else inner
    return False


def _is_letter(code: int) -> bool:
    return code < 0x80 and chr(code).isalnum()


def _in_letters(low: int, high: int) -> bool:
    return _is_letter(low) and _is_letter(high) and chr(low).isdigit() == chr(high).isdigit()
