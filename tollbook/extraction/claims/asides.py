"""People told beside others of a match and not counted with them: in brackets, as an aside, as who says it."""

from itertools import pairwise

from tollbook.extraction.claims.parts import TWO, Counted, exact, opens_parts, partitive
from tollbook.extraction.cues import pattern
from tollbook.extraction.people import People
from tollbook.extraction.symbols import CODES, MarkedText
from tollbook.rulebook import Rulebook

_BRACKET = 80  # characters in a bracket


def outside_brackets(marked: MarkedText, counted: Counted, book: Rulebook) -> Counted:
    """The people of a match without those in brackets after others ("six monks (five Italians and a Pole)").

    Dashes do the same where the list goes on after them: "six monks -- five Italians and a Pole -- and two cooks".
    """
    counted = _without_speaker(marked, counted)
    if len(counted) < TWO:
        return counted
    start = counted[0][0]
    brackets = pattern("in_brackets", book).finditer(marked.text[start : counted[-1][0] + _BRACKET])
    spans = [(start + m.start(), start + m.end()) for m in brackets]
    asides = _told_of_some(marked, counted, book)
    for at, ((_, whole), (position, _)) in enumerate(pairwise(counted), start=2):
        if _of_a_part(marked, whole, position) or _aside(marked, whole, position, counted[at : at + 1], book):
            asides.add(position)
    return [(p, i) for p, i in counted if p not in asides and not any(a < p < b for a, b in spans)]


def _of_a_part(marked: MarkedText, whole: object, position: int) -> bool:
    """Whether people "of them" are of those who are a part themselves: "four of the monks, two of them novices"."""
    return isinstance(whole, People) and whole.partitive and marked.text[position] == CODES["parts"]


def _told_of_some(marked: MarkedText, counted: Counted, book: Rulebook) -> set[int]:
    """Where some of a set are told by who they are, before others: "two of us, a Pole and a Swede, and a cook"."""
    out: set[int] = set()
    for first, (at, whole) in enumerate(counted[:-TWO]):
        between = marked.text[at + 1 : counted[first + 1][0]]
        if not partitive(whole) or not pattern("list_opens", book).fullmatch(between.strip()):
            continue
        for last in range(first + 1, len(counted) - 1):
            told = counted[first + 1 : last + 1]
            closed = pattern("and_others", book).fullmatch(marked.text[told[-1][0] + 1 : counted[last + 1][0]])
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


def _aside(marked: MarkedText, whole: object, at: int, following: Counted, book: Rulebook) -> bool:
    """Whether the people here are told of those before, and others follow: "46 monks, two of them novices, and ..."."""
    then, others = following[0] if following else (at, None)
    if not isinstance(whole, People) or not isinstance(others, People):
        return False
    after = marked.text[at + 1 : then]
    if pattern("and_among_them", book).fullmatch(after):
        return True
    apart = others.kind == "attackers" or (
        "unknown" not in (whole.victim_group, others.victim_group)
        and whole.victim_group != others.victim_group
        and (others.low or 0) > 1
    )
    return apart and pattern("and_others", book).fullmatch(after) is not None and opens_parts(marked, at, book)
