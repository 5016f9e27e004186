"""Patterns in one linear pass: whether a text can hold a match, before `regex` tries it at each position.

RE2 runs the relaxed form of a pattern (`tollbook.rulebook.relaxed`). Where that form leaves nothing out, its answer
stands by itself.
"""

from collections.abc import Mapping
from functools import cached_property

import re2

from tollbook.rulebook import Rulebook
from tollbook.rulebook.relaxed import NotRelaxableError, Relaxed, encoded


class Linear:
    """One pattern as RE2 walks a text for it."""

    def __init__(self, relaxed: Relaxed | None) -> None:
        self._given = relaxed

    @cached_property
    def _relaxed(self) -> "re2.Set | None":
        return _matcher(self._given.pattern if self._given else None)

    @cached_property
    def _exact(self) -> "re2.Set | None":
        return _matcher(self._given.exact if self._given else None)

    def possible(self, encoded: bytes) -> bool:
        """Whether a match in this text, see `encoded`, is not ruled out."""
        return self._relaxed is None or self._relaxed.Match(encoded) is not None

    def found(self, text: str) -> bool | None:
        """Whether the pattern has a match in this text, None where only `regex` can tell."""
        if self._exact is not None and text.isascii() and text[-1:] != "\n":
            return self._exact.Match(text.encode()) is not None
        return None if self.possible(encoded(text)) else False


def linear(book: Rulebook, pattern: str, symbols: Mapping[str, str] | None = None) -> Linear:
    """Return a pattern of a book for RE2; one that RE2 cannot run rules nothing out."""
    try:
        return Linear(book.relaxed(pattern, symbols))
    except NotRelaxableError:
        return Linear(None)


def _matcher(pattern: str | None) -> "re2.Set | None":
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
    return found
