"""Patterns in one linear pass: whether a text can hold a match, before `regex` tries it at each position.

RE2 runs the relaxed form of a pattern (`tollbook.rulebook.relaxed`). Where that form leaves nothing out, its answer
stands by itself.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import re2

from tollbook.rulebook.book import Rulebook
from tollbook.rulebook.relaxed import NotRelaxableError, Relaxed, encoded

Walk = Callable[[bytes], Any]  # over a text, see `encoded`; None where it finds nothing


class Linear:
    """One pattern as RE2 walks a text for it."""

    def __init__(self, relaxed: Relaxed | None) -> None:
        self._given = relaxed

    @cached_property
    def possible(self) -> Walk:
        """What rules a match out: it returns None for a text that can have none."""
        return _walk(self._given.pattern if self._given else None) or (lambda _: True)

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


def _walk(pattern: str | None) -> Walk | None:
    if pattern is None:
        return None
    options = re2.Options()
    options.never_capture = True
    options.log_errors = False
    options.encoding = type(options.encoding).LATIN1
    found = re2.Set.SearchSet(options)  # of one pattern: a set tells whether, which is all that is asked, fastest
    try:
        found.Add(pattern)
        found.Compile()
    except re2.error:  # too large for RE2
        return None
    walk: Walk = found.Match
    return walk
