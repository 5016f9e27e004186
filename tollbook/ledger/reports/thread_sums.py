"""Passages that tell each one of several attacks of which an article opens with the sum.

"Nine people were killed in two attacks. Six died in Pissa. ... Three were shot dead in Bool": six and three are nine.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tollbook.extraction.cues import cue
from tollbook.ledger.reports.passages import Passage
from tollbook.matching.patterns import Cue
from tollbook.rows import Claim
from tollbook.rulebook import Rulebook

_OPENING = 5  # position of the last sentence in which the sum can stand
_MOST = 6  # attacks that are added up
_SKIPPED = 3  # counts that may stand before the first of them
_SUMMED = ("killed", "wounded", "abducted")


def mark_sums(passages: Sequence[Passage], book: Rulebook) -> None:
    """Number the passages that tell one attack each of those of which the opening has the sum."""
    many = cue("many_attackers", book)
    leads = [p for p in passages if p.sentence.position <= _OPENING and p.claims and _of_several(p, many)]
    for outcome in _SUMMED:
        sums = {number for p in leads for number in _statements(p.claims, outcome)}
        if not sums:
            continue
        told = [(p, _count(p, outcome)) for p in passages if p not in leads]
        parts = _adding_up([(p, n) for p, n in told if n and n not in sums and _tells_its_own(p, n)], sums)
        for index, passage in enumerate(parts, 1):
            passage.of_sum = passage.of_sum or index


def _of_several(passage: Passage, cue: Cue) -> bool:
    return any(c.scope == "cumulative" for c in passage.claims) or cue.found(passage.text)


def _statements(claims: Sequence[Claim], outcome: str) -> Iterator[int]:
    """What each statement counts of victims."""
    told = [c for c in claims if c.outcome == outcome and c.party == "victims" and c.scope != "part"]
    for statement in dict.fromkeys(c.statement_id for c in told):
        yield sum(c.low or 0 for c in told if c.statement_id == statement)


def _count(passage: Passage, outcome: str) -> int:
    """What a passage counts of victims; people told as some of others are all of this one attack."""
    hurt = [c for c in passage.own_claims if c.outcome == outcome and c.party == "victims"]
    whole = [c for c in hurt if c.scope == "total"]
    return sum(c.low or 0 for c in whole or hurt)


def _tells_its_own(passage: Passage, count: int) -> bool:
    """Whether it has a place or day of its own, or an attack on more than one: "four of the wounded died" has none."""
    own = passage.places or passage.dates or passage.separate or (passage.attacks and count > 1)
    return bool(own) and passage.sentence.kind != "headline"


def _adding_up(told: Sequence[tuple[Passage, int]], sums: set[int]) -> list[Passage]:
    """The first passages one after the other whose counts add up to a sum, of different sentences."""
    for start in range(min(_SKIPPED, len(told))):
        some = told[start : start + _MOST]
        for size in range(2, len(some) + 1):
            parts = [p for p, _ in some[:size]]
            if sum(n for _, n in some[:size]) in sums and all(a.sentence != b.sentence for a, b in pairwise(parts)):
                return parts
    return []


def another_of_sum(passage: Passage, told: Sequence[Passage]) -> bool:
    """Return whether another of the attacks that are summed up is told there already."""
    return passage.of_sum > 0 and any(p.of_sum not in (0, passage.of_sum) for p in told)
