"""What an article denies or takes back: no claim is made of it."""

from tollbook.extraction.patterns import Cue
from tollbook.extraction.symbols import SYMBOLS, MarkedText
from tollbook.rulebook import Rulebook

_REACH = 160  # characters before a claim in which it is denied


def denied(marked: MarkedText, start: int, book: Rulebook) -> bool:
    """Whether the claim that starts here is what somebody denies ("denied that nine people were killed")."""
    cue = book.memo("claims.denied", lambda b: Cue(b, "{denied}", SYMBOLS))
    return cue.found(marked.text[max(0, start - _REACH) : start])


def corrected(marked: MarkedText, position: int, book: Rulebook) -> bool:
    """Whether the people at this position are a count that is taken back ("not one as earlier reported")."""
    cue = book.memo("claims.corrected", lambda b: Cue(b, "{corrected}", SYMBOLS))
    return cue.match(marked.text, position + 1) is not None
