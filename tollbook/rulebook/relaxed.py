"""Patterns made simpler for a linear matcher: what a pattern finds, its relaxed form finds too, in far less time.

`regex` has look-around and named groups but tries a pattern at each position of a text; RE2 walks a text once and
knows no look-around. So every pattern gets a relaxed form that RE2 can run: what it looks at is left out, but for what
must stand right before and after it, counted repeats become open ones, a long optional part becomes any run of the
characters that it is made of. A text that the relaxed
form does not match, the pattern does not match; of the others a few in a hundred.

RE2 reads bytes, one a character, so that its tables stay small: ASCII as it is, each symbol that stands for a mention
in a marked text as a byte of its own, every other character as the last one.
"""

import codecs
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import regex

from tollbook.rulebook.around import Part, with_around

_LONGEST = 40  # characters of an optional part that is kept as it is: long ones cost states and tell little
_TOP = 0x10FFFF
# What `regex` reads in another way than Python's own parser: fuzzy counts, properties, POSIX classes.
_FOREIGN = regex.compile(r"(?<!\\)\{[^{}]*[<=+][^{}]*\}|\\[pPLGKXRNmMh]|\[:\^?[a-z]+:\]")
_NAMED = regex.compile(r"\(\?P?<(?![=!])\w+>")
_FLAGS = 0x02 | 0x08 | 0x10 | 0x40  # IGNORECASE, MULTILINE, DOTALL, VERBOSE
ANY_CASE = "(?i:"  # opens what capitals make no difference to
_ANY_CASE = 0x02
_TWINS = {0x130: "i", 0x131: "i", 0x17F: "s", 0x212A: "k"}  # letters beyond ASCII that are ASCII's in the other case
_MOST = 16  # of a counted repeat that RE2 is to count
_PARSER: Any = import_module("re._parser")

SYMBOLS = 0xE000, 0xE07E  # code points of symbols, the bytes from 0x80
_OTHER = 0xFF  # the byte of any other character
_BYTES = codecs.charmap_build("".join(map(chr, (*range(0x80), *range(SYMBOLS[0], SYMBOLS[1] + 1)))) + "\ufffe")

Ranges = tuple[tuple[int, int], ...]  # of code points, both ends included

_BEYOND = ((0x80, _TOP),)  # classes reach over all of Unicode in `regex`, over ASCII alone in RE2
_BORDERS: Mapping[str, str] = {  # what RE2 has for the places between characters
    "AT_BOUNDARY": r"\b",
    "AT_NON_BOUNDARY": r"\B",
    "AT_BEGINNING": r"\A",
    "AT_BEGINNING_STRING": r"\A",
    "AT_END": r"\z",
    "AT_END_STRING": r"\z",
}
_CLASSES: Mapping[str, Ranges] = {  # of ASCII
    "SPACE": ((9, 13), (28, 32)),
    "WORD": ((48, 57), (65, 90), (95, 95), (97, 122)),
    "DIGIT": ((48, 57),),
}


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A pattern for RE2, and the characters that a match can hold."""

    pattern: str
    characters: Ranges = ()
    exact: str | None = ""  # found exactly where `regex` finds the given one, in ASCII that ends in no line break


class NotRelaxableError(ValueError):
    """A pattern of which nothing is certain."""


def relaxed(pattern: str, known: Mapping[str, Relaxed] | None = None, *, whole: bool = False) -> Relaxed:
    """Return a pattern for RE2 that is found in every text in which `regex` finds `pattern`.

    `known` gives the relaxed form of characters that stand for a part of the pattern that was read before. Only of a
    `whole` pattern, no part of another one, is it known what stands around it. Raises NotRelaxableError.
    """
    parts = parsed(pattern)
    return Relaxer(known or {}).sequence(with_around(parts) if whole else parts)


def parsed(pattern: str) -> Sequence[Part]:
    """Return a pattern as Python's own parser takes it apart. Raises NotRelaxableError where it means another thing."""
    if _FOREIGN.search(pattern):
        raise NotRelaxableError(pattern)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = _PARSER.parse(_NAMED.sub("(?:", pattern))
    except Exception as error:  # not of this parser's grammar
        raise NotRelaxableError(pattern) from error
    if found.state.flags & _FLAGS:
        raise NotRelaxableError(pattern)
    return list(found)


def relaxed_words(words: Iterable[str]) -> Relaxed:
    """Return the relaxed form of a choice of words."""
    choice = _choice([_joined([_literal(ord(c)) for c in word]) for word in sorted(words)])
    return Relaxed(choice.pattern, choice.characters, rf"\b{choice.exact}\b")


def encoded(text: str) -> bytes:
    """Return a text as RE2 reads it."""
    return text.encode() if text.isascii() else codecs.charmap_encode(text, "tollbook.other", _BYTES)[0]


codecs.register_error("tollbook.other", lambda error: (bytes([_OTHER]) * (error.end - error.start), error.end))  # type: ignore[attr-defined]


def beyond(text: bytes) -> bool:
    """Whether a text has characters that RE2 cannot tell apart: some are ASCII's letters in the other case."""
    return _OTHER in text


class Relaxer:
    """Makes the parts of a pattern simpler. `known` as for `relaxed`."""

    def __init__(self, known: Mapping[str, Relaxed]) -> None:
        self.known = known

    def sequence(self, parts: Iterable[Part]) -> Relaxed:
        """Return what parts one after the other become."""
        return _joined([self.part(str(op), value) for op, value in parts])

    def part(self, name: str, value: Any) -> Relaxed:
        """Return what a part of this name becomes."""
        if name == "LITERAL":
            return self.known.get(chr(value)) or _literal(value)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self._repeat(*value, exact=name != "POSSESSIVE_REPEAT")
        if name == "BRANCH":
            return _choice([self.sequence(branch) for branch in value[1]])
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            return Relaxed("", (), _BORDERS.get(str(value)) if name == "AT" else None)
        return self._group(name, value)

    def _group(self, name: str, value: Any) -> Relaxed:
        if name == "SUBPATTERN":
            inner = _grouped(self.sequence(value[3]))
            if (value[1], value[2]) == (_ANY_CASE, 0):
                return Relaxed(f"{ANY_CASE}{inner.pattern})", ((0, _TOP),), None)
            if value[1] or value[2]:  # other flags of its own
                raise NotRelaxableError(name)
            return inner
        if name == "ATOMIC_GROUP":
            inner = self.sequence(value)
            return Relaxed(f"(?:{inner.pattern})", inner.characters, None)
        if name == "IN":
            return self._in(value)
        if name == "NOT_LITERAL":
            return _class(_others(((value, value),)))
        if name == "ANY":
            return _class(_others(((10, 10),)))
        raise NotRelaxableError(name)

    def _in(self, items: Sequence[Part]) -> Relaxed:
        """A class; the parser makes one of a choice of single characters too, of which each may be known."""
        known = [self.known[chr(v)] for op, v in items if str(op) == "LITERAL" and chr(v) in self.known]
        rest = [(op, v) for op, v in items if str(op) != "LITERAL" or chr(v) not in self.known]
        return _choice([*known, _class(_members(rest))] if rest else known) if known else _class(_members(items))

    def _repeat(self, least: int, most: int, parts: Sequence[Part], *, exact: bool) -> Relaxed:
        inner = self.sequence(parts)
        if not inner.characters:
            return Relaxed("", (), None)
        told = _counted(inner.exact, least, most) if exact and inner.exact is not None else None
        if len(inner.pattern) > _LONGEST and not _is_class(parts):
            run = _class(inner.characters).pattern + "*"
            once = f"(?:{inner.pattern})" if least else ""
            return Relaxed(once + (run if most > 1 or not least else ""), inner.characters, told)
        sign = ("" if least else "?") if most == 1 else "+" if least else "*"
        return Relaxed(f"(?:{inner.pattern}){sign}", inner.characters, told)


def _counted(pattern: str, least: int, most: int) -> str | None:
    if max(least, 0 if most == _PARSER.MAXREPEAT else most) > _MOST:
        return None
    return f"(?:{pattern}){{{least},{'' if most == _PARSER.MAXREPEAT else most}}}"


def _is_class(parts: Sequence[Part]) -> bool:
    return len(parts) == 1 and str(parts[0][0]) in ("IN", "ANY", "NOT_LITERAL")


def _members(items: Iterable[Part]) -> Ranges:
    """The characters of a class, at least; of one that is negated, those that it does not exclude for certain."""
    given = [(str(op), value) for op, value in items]
    negated = bool(given) and given[0][0] == "NEGATE"
    found: list[tuple[int, int]] = []
    for op, value in given[negated:]:
        if op == "LITERAL":
            found.append((value, value))
        elif op == "RANGE":
            found.append(value)
        elif op == "CATEGORY":
            found += _category(str(value).removeprefix("CATEGORY_"), certain=negated)
        else:
            raise NotRelaxableError(op)
    return _others(found) if negated else _merged(found)


def _category(name: str, *, certain: bool) -> Ranges:
    """The characters of a class of words, digits, spaces: those that are in it for certain, or all that can be."""
    outside = name.startswith("NOT_")
    own = _CLASSES[name.removeprefix("NOT_")]
    if outside:
        return _others((*own, *_BEYOND)) if certain else _others(own)
    return own if certain else own + _BEYOND


def _merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    out: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if out and low <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(high, out[-1][1]))
        else:
            out.append((low, high))
    return tuple(out)


def _others(ranges: Iterable[tuple[int, int]]) -> Ranges:
    out: list[tuple[int, int]] = []
    at = 0
    for low, high in _merged(ranges):
        if low > at:
            out.append((at, low - 1))
        at = high + 1
    return tuple(out) if at > _TOP else (*out, (at, _TOP))


def _joined(parts: Sequence[Relaxed]) -> Relaxed:
    told = [p.exact for p in parts if p.exact is not None]
    exact = "".join(told) if len(told) == len(parts) else None
    return Relaxed("".join(p.pattern for p in parts), _merged(r for p in parts for r in p.characters), exact)


def _choice(branches: Sequence[Relaxed]) -> Relaxed:
    told = [b.exact for b in branches if b.exact is not None]
    exact = "(?:" + "|".join(told) + ")" if len(told) == len(branches) else None
    choice = "(?:" + "|".join(b.pattern for b in branches) + ")"
    return Relaxed(choice, _merged(r for b in branches for r in b.characters), exact)


def _grouped(part: Relaxed) -> Relaxed:
    return Relaxed(f"(?:{part.pattern})", part.characters, None if part.exact is None else f"(?:{part.exact})")


def _literal(code: int) -> Relaxed:
    if code in _TWINS:
        return _class(((code, code),))
    ((byte, _),) = _in_bytes(((code, code),))
    return Relaxed(_escaped(byte), ((code, code),), _escaped(byte))


def _class(ranges: Ranges) -> Relaxed:
    twins = [(ord(t), ord(t)) for code, t in _TWINS.items() if any(low <= code <= high for low, high in ranges)]
    return Relaxed(_of_bytes((*ranges, *twins)), ranges, _of_bytes(ranges))


def _of_bytes(ranges: Ranges) -> str:
    spans = (_escaped(a) if a == b else f"{_escaped(a)}-{_escaped(b)}" for a, b in _merged(_in_bytes(ranges)))
    return "[" + "".join(spans) + "]"


def _in_bytes(ranges: Ranges) -> Iterator[tuple[int, int]]:
    """Yield ranges of code points as ranges of the bytes that stand for them."""
    shift = SYMBOLS[0] - 0x80
    for low, high in ranges:
        if low < 0x80:
            yield low, min(high, 0x7F)
        if low <= SYMBOLS[1] and high >= SYMBOLS[0]:
            yield max(low, SYMBOLS[0]) - shift, min(high, SYMBOLS[1]) - shift
        first = max(low, 0x80)
        if first <= high and (first < SYMBOLS[0] or high > SYMBOLS[1]):
            yield _OTHER, _OTHER


def _escaped(byte: int) -> str:
    return chr(byte) if byte < 0x80 and chr(byte).isalnum() else rf"\x{{{byte:x}}}"
