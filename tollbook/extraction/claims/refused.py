"""What an article denies, takes back or says in a figure of speech: no claim is made of it."""

from collections.abc import Sequence

from tollbook.extraction.mentions import Mention
from tollbook.extraction.symbols import SYMBOLS, MarkedText
from tollbook.matching.patterns import Cue
from tollbook.rows import Claim
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


def figurative(claim: Claim, mentions: Sequence[Mention], book: Rulebook) -> bool:
    """Whether half of a claim or more is words that a rule of events refuses ("a shot in the arm for hotels")."""
    refusing = book.flagged("events", "refuses")
    half = (claim.end_char - claim.start_char) / 2
    spans = [(m.start_char, m.end_char) for m in mentions if m.rule_id in refusing]
    return any(min(end, claim.end_char) - max(start, claim.start_char) >= half for start, end in spans)
