"""Finds where sentences end inside a block."""

from dataclasses import dataclass

import regex

from tollbook.limits import MAX_SENTENCE
from tollbook.rulebook import Rulebook

# A stop with its closing quotes, brackets and footnote marks, then white space, a new opening quote, or a new word.
_STOP = regex.compile(
    r"""(?<![.!?…])[.!?…]++(?:["'”’»)\]]{1,4}|\[\d{1,3}\]){0,3}
    (?:\s+|(?=[“‘«])|(?<=[\p{Ll}\d)\]”"’%][.!?]["”’)\]]{0,2})(?=\p{Lu}[\p{Ll}’'\s])|(?<=\p{Lu}{3}\.)(?=\p{Lu}{3}))""",
    regex.X,
)
_TOKEN = regex.compile(r"[^\s\"“”‘’'()\[\],;:/]{1,40}$")
_NEXT = regex.compile(r"[\"'“‘«(\[—–•*\s-]{0,8}")
_CLOCK = frozenset(("a.m", "p.m"))
_YEAR = regex.compile(r"(?:19|20)\d\d\b")
_INITIAL = regex.compile(r"(?:[^.]*[-–—])?(?:\p{L}\.)*\p{L}\Z")  # also after a dash: "Franco-U.S. school"
_WORD = regex.compile(r"[\p{L}']{1,20}")


@dataclass(frozen=True, slots=True)
class Stops:
    """Words that decide whether a full stop ends a sentence, all lower case."""

    before_name: frozenset[str]
    before_number: frozenset[str]
    either: frozenset[str]
    starters: frozenset[str]
    after_clock: frozenset[str]
    lower: tuple[str, ...]

    @staticmethod
    def of(book: Rulebook) -> "Stops":
        """The words in the lexicons of `book`."""
        return Stops(
            frozenset(book.words("read_abbreviation_before_name")),
            frozenset(book.words("read_abbreviation_before_number")),
            frozenset(book.words("read_abbreviation_either")),
            frozenset(book.words("read_sentence_starter")),
            frozenset(book.words("read_after_clock")),
            tuple(book.words("read_lower_starter")),
        )


def sentences(text: str, start: int, end: int, stops: Stops) -> list[tuple[int, int]]:
    """Return (start, end) of the sentences of `text[start:end]`, stripped, in order, none empty."""
    out: list[tuple[int, int]] = []
    begin = start
    for match in _STOP.finditer(text, start, end):
        if match.end() < end and _ends(text, match.start(), match.end(), begin, end, stops):
            _add(out, text, begin, match.end())
            begin = match.end()
    _add(out, text, begin, end)
    return out


def _add(out: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    """Append `start`..`end` without white space around it, in pieces that are not too long."""
    while end - start > MAX_SENTENCE:
        space = text.rfind(" ", start + 1, start + MAX_SENTENCE)
        cut = space if space > 0 else start + MAX_SENTENCE
        _add(out, text, start, cut)
        start = cut
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        first = start + len(piece) - len(piece.lstrip())
        out.append((first, first + len(stripped)))


def _ends(text: str, stop: int, after: int, begin: int, end: int, stops: Stops) -> bool:
    """Whether the stop at `stop`, with what follows from `after` on, ends a sentence."""
    opener = _NEXT.match(text, after, end)
    first = opener.end() if opener else after
    if first >= end:
        return False
    char = text[first]
    if char.islower():
        return text.startswith(stops.lower, first) and text[stop] != "…" and not _abbreviation(text, begin, stop, stops)
    if stop - begin <= 3 and text[begin:stop].isalnum() and text[begin].isdigit():  # the number of a list item
        return False
    if text[stop] != "." or (text.startswith("..", stop)):
        return True
    token = _token(text, begin, stop)
    if after == stop + 1 and not text[stop + 1].isspace():  # no space after the stop
        return token.lower() not in stops.before_name and len(token) > 2 and "." not in token and "@" not in token
    return _ends_after(token, text, first, end, stops)


def _ends_after(token: str, text: str, first: int, end: int, stops: Stops) -> bool:
    lowered = token.lower()
    if lowered in stops.before_name:
        return False
    if text[first].isdigit():
        if lowered in stops.before_number:
            return False
        return not (token.isdigit() and len(token) <= 2 and _YEAR.match(text, first, end))
    if lowered in _CLOCK:
        word = _WORD.match(text, first, end)
        return word is None or word.group().lower() not in stops.after_clock
    if lowered in stops.either or _INITIAL.match(token):
        word = _WORD.match(text, first, end)
        return word is not None and word.group().lower() in stops.starters and (len(token) > 1 or lowered == "i")
    return True


def _abbreviation(text: str, begin: int, stop: int, stops: Stops) -> bool:
    token = _token(text, begin, stop)
    lowered = token.lower()
    return lowered in stops.before_name or lowered in stops.either or _INITIAL.match(token) is not None


def _token(text: str, begin: int, stop: int) -> str:
    """The word right before the stop, without quotes around it."""
    match = _TOKEN.search(text[max(begin, stop - 40) : stop])
    return match.group() if match else ""
