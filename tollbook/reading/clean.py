"""Cleans text without touching its words: the same article always becomes the same text."""

import re
import unicodedata

import regex

_LINE_ENDS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DROPPED = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff\ufff9\ufffa\ufffb"
)
_TABLE: dict[int, str | None] = (
    {c: None for c in [*range(32), *range(127, 160)] if c != 10}
    | dict.fromkeys(map(ord, _DROPPED))
    | dict.fromkeys(map(ord, _LINE_ENDS), "\n")
    | dict.fromkeys(map(ord, _SPACES), " ")
    | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
)
_ODD = re.compile(f"[{re.escape(''.join(map(chr, _TABLE)))}]")
_BLANKS = regex.compile(r"\n{4,}")


def clean(text: str) -> str:
    r"""Return `text` with line ends as \n, plain spaces, no invisible characters, NFC, no trailing blanks.

    More than two blank lines become two; quotes and dashes stay as they are. Cleaning twice changes nothing.
    """
    text = text.replace("\r\n", "\n")
    if _ODD.search(text):
        text = text.translate(_TABLE)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if " \n" in text:
        text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return _BLANKS.sub("\n\n\n", text).strip()
