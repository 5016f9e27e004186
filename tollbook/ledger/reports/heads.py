"""Counts beside the body: headlines by another noun ("Two policemen killed": conscripts), captions too early."""

from collections.abc import Sequence
from dataclasses import replace

from tollbook.ledger.reports.passages import Passage
from tollbook.ledger.reports.tallies_persons import size
from tollbook.ledger.reports.thread import Thread
from tollbook.rows import Claim

_TWEET = "tweet"
_OPENS = 12  # characters at a caption's start that say what it is


def as_in_body(thread: Thread, claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims, a count of a headline with the group that the body gives so many people."""
    heads = {p.sentence.sentence_id for p in thread.passages if p.sentence.kind == "headline"}
    body = [c for c in claims if c.sentence_id not in heads and c.scope == "total"]
    if any(_dead(c) and c.sentence_id in heads for c in claims):
        claims = [_counted_there(c) for c in claims]
    return [_by_body(c, body) if c.sentence_id in heads and size(c) > 1 else c for c in claims]


def _dead(claim: Claim) -> bool:
    return (claim.outcome, claim.party, claim.scope) == ("killed", "victims", "total") and bool(size(claim))


def _counted_there(claim: Claim) -> Claim:
    """A death among the wounded as one of the dead of the headline, which was written last."""
    later = claim.moved and claim.additional and claim.outcome == "killed"
    return replace(claim, scope="part", additional=False) if later else claim


def with_old_captions(thread: Thread, claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims, counts of captions as background where the body has one: pictures are older."""
    pictures = (p.sentence for p in thread.passages if p.sentence.kind == "caption")
    captions = {s.sentence_id for s in pictures if _TWEET not in s.text[:_OPENS].casefold()}  # a tweet is a source
    told = {(c.outcome, c.party) for c in claims if c.sentence_id not in captions and c.scope == "total"}
    old = {c.claim_id for c in claims if c.sentence_id in captions and (c.outcome, c.party) in told}
    return [replace(c, scope="background") if c.claim_id in old else c for c in claims]


def pictures_last(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages, captions above the story after it: what a picture shows is often an attack of long ago."""
    first = next((i for i, p in enumerate(passages) if p.sentence.kind == "body"), 0)
    above: list[Passage] = []
    pictures: list[Passage] = []
    for passage in passages[:first]:
        telling = passage.sentence.kind == "caption" and (passage.claims or passage.events or passage.dates)
        (pictures if telling else above).append(passage)
    return [*above, *passages[first:], *pictures]


def _by_body(claim: Claim, body: Sequence[Claim]) -> Claim:
    kind = (claim.outcome, claim.party, size(claim))
    alone = [c for c in body if (c.outcome, c.party, size(c)) == kind and _alone(c, body)]
    if not alone or any(c.victim_group == claim.victim_group for c in alone):
        return claim
    return replace(claim, victim_group=alone[0].victim_group)


def _alone(claim: Claim, body: Sequence[Claim]) -> bool:
    """Whether it is no part of a sum ("four civilians and two soldiers")."""
    return not any(c is not claim and c.statement_id == claim.statement_id for c in body if c.outcome == claim.outcome)
