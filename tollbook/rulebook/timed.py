"""Patterns of rules as they are run over texts of others: never without the clock.

Rules are compiled nowhere else; a test reads the code for it.
"""

from collections.abc import Iterator

import regex

from tollbook import limits
from tollbook.limits import TooSlowError
from tollbook.rulebook.forms import compiled

_FAR = 1 << 40  # beyond any text


class Timed:
    """A compiled pattern; `name` says of which rule or lexicon, for the message.

    Each call raises TooSlowError when it takes more than `tollbook.limits.SECONDS`.
    """

    __slots__ = ("compiled", "name")

    def __init__(self, pattern: str, name: str, flags: int = regex.VERSION0) -> None:
        self.compiled = compiled(pattern, flags)
        self.name = name

    def search(self, text: str, start: int = 0, end: int = _FAR) -> "regex.Match[str] | None":
        """Return the first match from `start` to `end`."""
        try:
            return self.compiled.search(text, start, end, timeout=limits.SECONDS)
        except TimeoutError as error:
            raise TooSlowError(self.name, text) from error

    def match(self, text: str, start: int = 0, end: int = _FAR, *, partial: bool = False) -> "regex.Match[str] | None":
        """Return the match that begins at `start` (ends at `end`, of a pattern that is read backwards)."""
        try:
            return self.compiled.match(text, start, end, partial=partial, timeout=limits.SECONDS)
        except TimeoutError as error:
            raise TooSlowError(self.name, text) from error

    def fullmatch(self, text: str) -> "regex.Match[str] | None":
        """Return the match of a whole text."""
        try:
            return self.compiled.fullmatch(text, timeout=limits.SECONDS)
        except TimeoutError as error:
            raise TooSlowError(self.name, text) from error

    def finditer(self, text: str) -> "Iterator[regex.Match[str]]":
        """Return every match. All are found at once: the clock would count what is done between two of them."""
        try:
            return iter(list(self.compiled.finditer(text, timeout=limits.SECONDS)))
        except TimeoutError as error:
            raise TooSlowError(self.name, text) from error
