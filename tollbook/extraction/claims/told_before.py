"""Attackers of whom the article told a number before: "the assailants were killed", "all six died"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tollbook.extraction.cues import pattern
from tollbook.extraction.mentions import Mentions
from tollbook.extraction.people import People, with_people
from tollbook.rows import Claim, Sentence
from tollbook.rulebook import Rulebook

_SHORTLY = 300  # characters between attackers and the number that stands for them


def attackers_before(
    claims: Sequence[Claim], sentences: Sequence[Sentence], mentions: Mentions, book: Rulebook
) -> list[Claim]:
    """The claims, those by rules of `attackers` with the number of attackers told last before them, or left out.

    Bare numbers that stand for them are theirs: "Six assailants came. All six died", "four were killed and two caught".
    """
    rules = book.flagged("casualties", "attackers")
    bare = [*_every(claims, book), *_killed_and_caught(claims)]
    if not bare and not any(c.rule_id in rules for c in claims):
        return list(claims)
    told = [p for p in _people(sentences, mentions, book) if p.kind != "unknown" and (p.low or 0) > 1]
    theirs = {c.claim_id for own in bare if _are_attackers(own, told) for c in own}
    wholes = [p for p in told if p.kind == "attackers" and not p.additional and not p.partitive]
    out: list[Claim] = []
    for claim in claims:
        if claim.rule_id in rules:
            last = [p for p in wholes if p.end_char < claim.start_char][-1:]
            out += [replace(claim, low=p.low, high=p.high, qualifier=p.qualifier) for p in last]
        elif claim.claim_id in theirs:
            out.append(replace(claim, party="perpetrators", victim_group="attackers"))
        else:
            out.append(claim)
    return out


def _every(claims: Sequence[Claim], book: Rulebook) -> Iterator[list[Claim]]:
    """Yield deaths of "all six" or "both" of whom nothing is said."""
    dead = (c for c in claims if _of_nobody(c) and c.outcome == "killed")
    return ([c] for c in dead if pattern("every_one", book).search(c.quote.casefold()))


def _killed_and_caught(claims: Sequence[Claim]) -> Iterator[list[Claim]]:
    """Yield pairs of bare numbers, some killed and the others caught."""
    dead = [c for c in claims if _of_nobody(c) and c.outcome == "killed"]
    caught = [c for c in claims if _of_nobody(c) and c.outcome == "captured"]
    return ([d, c] for d in dead for c in caught if d.sentence_id == c.sentence_id)


def _of_nobody(claim: Claim) -> bool:
    return claim.victim_group == "unknown" and claim.party == "victims" and claim.low is not None and not claim.person


def _are_attackers(claims: Sequence[Claim], told: Sequence[People]) -> bool:
    """Whether those told last before are attackers, as many as these claims count."""
    start = min(c.start_char for c in claims)
    last = [p for p in told if p.end_char < start][-1:]
    many = sum(c.low or 0 for c in claims)
    return any(p.kind == "attackers" and p.low == many and start - p.end_char < _SHORTLY for p in last)


def _people(sentences: Sequence[Sentence], mentions: Mentions, book: Rulebook) -> list[People]:
    """All people told of with their number, in text order."""
    read = (s for s in sentences if s.kind != "furniture")
    marked = (with_people(s, mentions, book) for s in read)
    return [i for m in marked for _, i in sorted(m.items.items()) if isinstance(i, People)]
