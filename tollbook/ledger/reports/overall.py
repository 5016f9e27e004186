"""Counts over all the incidents that an article goes on to tell ("Bombings around the capital killed 17 people").

A count told in the lead with attacks in the plural is one when it is the sum of what the incidents say each.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from tollbook.extraction.cues import cue
from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.tallies_persons import size
from tollbook.ledger.reports.thread import Thread
from tollbook.matching.patterns import finds
from tollbook.rows import Claim
from tollbook.rulebook import Rulebook

_OPENING = 5  # sentences in which an article says what it is about
_LEAD = 900  # characters within which the lead stands
_WIDE = ("country", "region")
_MOST = 6  # incidents that are added up


def overall(threads: Sequence[Thread], book: Rulebook) -> frozenset[str]:
    """Return the claim_ids of the counts over several of these incidents."""
    many = cue("many_attackers", book)
    leads = [
        (passage, thread)
        for thread in threads
        for passage in thread.passages
        if passage.sentence.position <= _OPENING and many.found(passage.text)
    ]
    added = (c for p, t in leads for c in _sums(p, t, [o for o in threads if o is not t][:_MOST]))
    return frozenset(c.claim_id for c in (*added, *_before_the_worst([p for p, _ in leads], threads, book)))


def _before_the_worst(leads: Sequence[Passage], threads: Sequence[Thread], book: Rulebook) -> Iterator[Claim]:
    """The counts of a lead over attacks of which the worst is told next, with fewer people: "in the deadliest, ..."."""
    told = (p for t in threads for p in t.passages if p.sentence.kind == "body" and finds("the_worst", p.text, book))
    worst = next(told, None)
    if worst is None:
        return
    most = max(_numbers(worst.own_claims, "killed"), default=0)
    for lead in leads:
        if lead.end <= worst.start and 0 < most < max(_numbers(lead.own_claims, "killed"), default=0):
            yield from (c for c in lead.own_claims if c.scope == "total" and c.party == "victims")


def in_headlines(threads: Sequence[Thread], claims: Sequence[Claim]) -> frozenset[str]:
    """Return the claim_ids of counts in headlines ("nine dead in attacks") that the lead has as over several."""
    lead = {(c.outcome, c.party, size(c)) for c in claims if c.scope == "cumulative" and c.start_char < _LEAD}
    return frozenset(
        claim.claim_id
        for thread in threads
        for passage in thread.passages
        if passage.sentence.kind == "headline"
        for claim in passage.own_claims
        if claim.scope == "total" and (claim.outcome, claim.party, size(claim)) in lead
    )


def of_a_country(threads: Sequence[Thread], book: Rulebook) -> frozenset[str]:
    """Return the claim_ids of counts in headlines of no town that no incident has, and that hold those of all of them.

    "50 killed in Iraq violence", where nine were killed in Mosul and four in Basra.
    """
    many = cue("many_in_headline", book)
    told = [_numbers([c for p in t.passages if not _is_head(p) for c in p.own_claims], "killed") for t in threads]
    told = [numbers for numbers in told if numbers]
    return frozenset(
        claim.claim_id
        for thread in threads[:1]
        for passage in thread.passages
        if _is_head(passage) and many.found(passage.text) and all(p.precision in _WIDE for p in passage.places)
        for claim in passage.own_claims
        if (claim.outcome, claim.party, claim.scope) == ("killed", "victims", "total")
        and len(told) > 1
        and not any(size(claim) in numbers for numbers in told)
        and sum(numbers[0] for numbers in told) <= size(claim)
    )


def _is_head(passage: Passage) -> bool:
    return passage.sentence.kind == "headline"


def _sums(passage: Passage, thread: Thread, others: Sequence[Thread]) -> Iterator[Claim]:
    rest = [c for c in thread.claims if c.start_char > passage.end]
    for claim in passage.own_claims:
        if claim.scope != "total" or claim.party != "victims":
            continue
        own = {n for n in _numbers(rest, claim.outcome, ("total", "part")) if 0 < n < size(claim)}
        if _beside_another(claim, passage):
            own.add(0)  # "killed three soldiers and shot dead three civilians in a round of attacks": not of the first
        told = [next(iter(_numbers(t.claims, claim.outcome)), 0) for t in others]
        told = [n for n in told if n]
        sums = {sum(some) for k in range(1, len(told) + 1) for some in combinations(told, k)}
        if any(size(claim) - n in sums for n in own):
            yield claim


def _beside_another(claim: Claim, passage: Passage) -> bool:
    """Whether it is told after another number of people of whom the first incident is told."""
    before = (c for c in passage.own_claims if c.start_char < claim.start_char and c.scope == "total")
    return any((c.outcome, c.party) == (claim.outcome, claim.party) and c.low for c in before)


def _numbers(claims: Sequence[Claim], outcome: str, scopes: tuple[str, ...] = ("total",)) -> list[int]:
    """What each statement says of an outcome, in text order."""
    found: dict[str, int] = defaultdict(int)
    for claim in claims:
        if (claim.outcome, claim.party) == (outcome, "victims") and claim.scope in scopes:
            found[claim.statement_id] += size(claim)
    return list(found.values())
