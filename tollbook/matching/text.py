"""Folding of text for matching: what differs only in looks becomes equal, and every offset stays where it was."""

import re
from functools import lru_cache

_SAME = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-",
    "\n": " ", "\r": " ", "\t": " ", "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2009": " ", "\u200a": " ",
}  # fmt: skip
_SYMBOLS = {chr(code): "\ufffd" for code in range(0xE000, 0xE100)}  # stand for mentions in patterns: none in a text
_LONG_DASH = "\u2014"
_LOOKS_OF = {**_SAME, **_SYMBOLS}
_LOOKS = str.maketrans(_LOOKS_OF)
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_ODD = re.compile(f"[{''.join(map(re.escape, _LOOKS_OF))}]")


def plain(text: str) -> str:
    """Same length, case kept: straight quotes, plain hyphens, spaces for line ends and odd spaces."""
    if text.isascii():
        return text.translate(_LOOKS)
    return _ODD.sub(_look, text)  # where a table is slow


def _look(match: "re.Match[str]") -> str:
    """What a sign looks like; a long dash between words parts them ("15 people—including") and is no hyphen."""
    sign, text, at = match.group(), match.string, match.start()
    if sign == _LONG_DASH and text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha():
        return " "
    return _LOOKS_OF[sign]


@lru_cache(4096)  # each stage folds the same sentences again
def fold(text: str) -> str:
    """Same length, lower case: `plain` and lower case where that keeps the length of each character."""
    straight = plain(text)
    lowered = straight.lower()
    if len(lowered) == len(straight):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in straight)


def ascii_signs(text: str) -> bytes | None:
    """The text with "?" for every character beyond ASCII; None where one of them is a letter or digit.

    What then only looks at letters and digits can work on bytes, many times as fast.
    """
    if not text.isascii() and any(map(str.isalnum, set(_NOT_ASCII.findall(text)))):
        return None
    return text.encode("ascii", "replace")
