"""Patterns in one linear pass: whether a text can hold a match, before `regex` tries it at each position.

RE2 runs the relaxed form of a pattern (`tollbook.rulebook.relaxed`). Where that form leaves nothing out, its answer
stands by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import re2

from tollbook.rulebook.book import Rulebook
from tollbook.rulebook.relaxed import ANY_CASE, NotRelaxableError, Relaxed, beyond, encoded

_MEMORY = 1 << 26  # bytes for the tables of a set of patterns

Walk = Callable[[bytes], Any]  # over a text, see `encoded`; None where it finds nothing


class Linear:
    """One pattern as RE2 walks a text for it."""

    def __init__(self, relaxed: Relaxed | None) -> None:
        self._given = relaxed

    @cached_property
    def possible(self) -> Walk:
        """What rules a match out: it returns None for a text that can have none."""
        pattern = self._given.pattern if self._given else None
        walk = _walk(pattern) or (lambda _: True)
        return walk if pattern is None or ANY_CASE not in pattern else lambda text: beyond(text) or walk(text)

    @cached_property
    def _exact(self) -> Walk | None:
        return _walk(self._given.exact if self._given else None)

    def found(self, text: str) -> bool | None:
        """Whether the pattern has a match in this text, None where only `regex` can tell."""
        if self._exact is not None and text.isascii() and text[-1:] != "\n":
            return self._exact(text.encode()) is not None
        return None if self.possible(encoded(text)) else False


def linear(book: Rulebook, pattern: str, symbols: Mapping[str, str] | None = None, *, marked: bool = True) -> Linear:
    """Return a pattern of a book for RE2; one that RE2 cannot run rules nothing out. `marked` as `Rulebook.relaxed`."""
    try:
        return Linear(book.relaxed(pattern, symbols, marked=marked))
    except NotRelaxableError:
        return Linear(None)


class Together:
    """Which of some patterns can match a text, in one pass for all of them: anywhere in it, or where it begins."""

    def __init__(
        self, book: Rulebook, patterns: Sequence[str], symbols: Mapping[str, str] | None = None, *, anywhere: bool
    ) -> None:
        options = _options()
        options.max_mem = _MEMORY
        self._set = re2.Set.SearchSet(options) if anywhere else re2.Set.MatchSet(options)
        self._numbers: list[int] = []  # of the patterns in the set
        self._always: list[int] = []  # those that RE2 cannot run
        self._any_case: list[int] = []  # those that it can run where it knows all letters
        for number, pattern in enumerate(patterns):
            try:
                form = book.relaxed(pattern, symbols, around=anywhere).pattern
                self._set.Add(form)
                self._numbers.append(number)
                if ANY_CASE in form:
                    self._any_case.append(number)
            except (NotRelaxableError, re2.error):
                self._always.append(number)
        self._set.Compile()

    def by(self, text: bytes) -> list[int]:
        """Return the numbers of those that can, ascending; see `encoded` for the text."""
        found = self._set.Match(text)
        if self._any_case and beyond(text):
            return sorted({*self._always, *self._any_case, *(self._numbers[index] for index in found or ())})
        return sorted([*self._always, *(self._numbers[index] for index in found)]) if found else self._always


def _walk(pattern: str | None) -> Walk | None:
    if pattern is None:
        return None
    found = re2.Set.SearchSet(_options())  # of one pattern: a set tells whether, which is all that is asked, fastest
    try:
        found.Add(pattern)
        found.Compile()
    except re2.error:  # too large for RE2
        return None
    walk: Walk = found.Match
    return walk


def _options() -> Any:
    options = re2.Options()
    options.never_capture = True
    options.log_errors = False
    options.encoding = type(options.encoding).LATIN1
    return options
