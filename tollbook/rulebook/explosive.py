"""Finds patterns whose time grows without bound: by their form, and by trying them on texts made to slow them down."""

import regex

from tollbook.limits import MAX_SENTENCE
from tollbook.rulebook.attacks import attacks_on

_SECONDS = 1.5  # of the processor: far above what sound patterns need, well below what a run allows (`limits.SECONDS`)
_UNBOUNDED = regex.compile(r"(?:[*+]|\{\d*,\})(?P<how>[+?]?)")
_CLASS = regex.compile(r"\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]")


def nested_repeats(pattern: str) -> str | None:
    """Return the part of a regex that repeats without bound something that repeats without bound, or None.

    Possessive repeats and atomic groups never backtrack and are let through.
    """
    opened: list[_Group] = []
    at = 0
    while at < len(pattern):
        at = _step(pattern, at, opened)
        if at < 0:
            return pattern[-at - 1 :][:60]
    return None


class _Group:
    """An open bracket: where it begins, whether it is atomic, whether an unbounded repeat is in it."""

    def __init__(self, start: int, *, atomic: bool) -> None:
        self.start = start
        self.atomic = atomic
        self.repeats = False


def _step(pattern: str, at: int, opened: list[_Group]) -> int:
    """Read one piece; return where the next begins, or minus the start (and one) of the group at fault."""
    char = pattern[at]
    if char == "\\":
        return at + 2
    if char == "[":
        match = _CLASS.match(pattern, at)
        return match.end() if match else at + 1
    if char == "(":
        opened.append(_Group(at, atomic=pattern.startswith("(?>", at)))
        return at + 1
    if char == ")":
        return _close(pattern, at, opened)
    repeat = _UNBOUNDED.match(pattern, at)
    if repeat is not None:
        if opened and repeat["how"] != "+":
            opened[-1].repeats = True
        return repeat.end()
    return at + 1


def _close(pattern: str, at: int, opened: list[_Group]) -> int:
    if not opened:
        return at + 1
    group = opened.pop()
    after = at + 1
    repeat = _UNBOUNDED.match(pattern, after)
    repeats = group.repeats and not group.atomic
    if repeat is not None and repeats and repeat["how"] != "+":
        return -group.start - 1
    if opened and repeats:
        opened[-1].repeats = True
    return after


def slow_on(pattern: str, compiled: "regex.Pattern[str]") -> str | None:
    """Return what a pattern takes too long on at the length of the longest sentence, or None.

    Each text is tried at a quarter of that first: what is quick there, and no worse than the fourth power of the
    length, is quick at all of it.
    """
    units, end = attacks_on(pattern)
    for unit in units:
        for length, seconds in ((MAX_SENTENCE // 4, _SECONDS / 256), (MAX_SENTENCE, _SECONDS)):
            if not _takes(compiled, (unit * length)[:length] + end, seconds):
                break
        else:
            return f"{unit!r} repeated to {MAX_SENTENCE} characters"
    return None


def _takes(compiled: "regex.Pattern[str]", text: str, seconds: float) -> bool:
    """Whether a search takes longer than these seconds of the processor."""
    try:
        for _ in compiled.finditer(text, timeout=seconds):
            pass
    except TimeoutError:
        return True
    return False
