"""People told beside others of a match and not counted with them: in brackets, as an aside, as who says it."""

from itertools import pairwise

import regex

from tollbook.extraction.claims.parts import INCLUDING, TWO, Counted, exact, partitive
from tollbook.extraction.people import People
from tollbook.extraction.symbols import CODES, MarkedText

_BRACKET = 80  # characters in a bracket
_BRACKETS = regex.compile(
    r"\([^()]{1,80}\)| (?:--?|–|—) [^.;()]{1,60}? (?:--?|–|—)(?=,? (?:and|were|was|are|have|had|died|perished|lost)\b)"
)
_AMONG = regex.compile(r" (?:among|amongst) them,? and (?:the )?")
_AND_OTHERS = regex.compile(r", and (?:the )?")
_COMMAS = (",", ", a", ", an", ", the")


def outside_brackets(marked: MarkedText, counted: Counted) -> Counted:
    """The people of a match without those in brackets after others ("six monks (five Italians and a Pole)").

    Dashes do the same where the list goes on after them: "six monks -- five Italians and a Pole -- and two cooks".
    """
    counted = _without_speaker(marked, counted)
    if len(counted) < 2:
        return counted
    spans = [m.span() for m in _BRACKETS.finditer(marked.text, counted[0][0], counted[-1][0] + _BRACKET)]
    asides = {
        p
        for (_, a), (p, _), (q, b) in zip(counted, counted[1:], counted[2:], strict=False)
        if _aside(marked, a, (p, q), b)
    }
    asides |= {p for (_, a), (p, _) in pairwise(counted) if _of_a_part(marked, a, p)} | _told_of_some(marked, counted)
    return [(p, i) for p, i in counted if p not in asides and not any(a < p < b for a, b in spans)]


def _of_a_part(marked: MarkedText, whole: object, position: int) -> bool:
    """Whether people "of them" are of those who are a part themselves: "four of the monks, two of them novices"."""
    return isinstance(whole, People) and whole.partitive and marked.text[position] == CODES["parts"]


def _told_of_some(marked: MarkedText, counted: Counted) -> set[int]:
    """Where some of a set are told by who they are, before others: "two of us, a Pole and a Swede, and a cook"."""
    out: set[int] = set()
    for first, (at, whole) in enumerate(counted[:-TWO]):
        if not partitive(whole) or marked.text[at + 1 : counted[first + 1][0]].strip() not in _COMMAS:
            continue
        for last in range(first + 1, len(counted) - 1):
            told = counted[first + 1 : last + 1]
            closed = _AND_OTHERS.fullmatch(marked.text, told[-1][0] + 1, counted[last + 1][0])
            if closed and exact([i for _, i in told]) == exact([whole]) is not None:
                out |= {p for p, _ in told}
    return out


def _without_speaker(marked: MarkedText, counted: Counted) -> Counted:
    """Two people phrases without the name of who says it: "according to its head, Ada Obi, nine people were hurt"."""
    if len(counted) != TWO:
        return counted
    (at, first), (then, second) = counted
    named = isinstance(first, People) and first.name and isinstance(second, People) and (second.low or 0) > 1
    return counted[1:] if named and marked.text[at + 1 : then].strip() == "," else counted


def _aside(marked: MarkedText, whole: object, at: tuple[int, int], following: object) -> bool:
    """Whether the people here are told of those before, and others follow: "46 monks, two of them novices, and ..."."""
    if not isinstance(whole, People) or not isinstance(following, People):
        return False
    after = marked.text[at[0] + 1 : at[1]]
    if _AMONG.fullmatch(after):
        return True
    others = following.kind == "attackers" or (
        "unknown" not in (whole.victim_group, following.victim_group)
        and whole.victim_group != following.victim_group
        and (following.low or 0) > 1
    )
    return others and _AND_OTHERS.fullmatch(after) is not None and INCLUDING.search(marked.text, 0, at[0]) is not None
