"""Attackers told without a number, of whom the article told one before: "the assailants were killed"."""

from collections.abc import Sequence
from dataclasses import replace

from tollbook.extraction.mentions import Mentions, mark_sentence
from tollbook.extraction.people import People, mark_people
from tollbook.rows import Claim, Sentence
from tollbook.rulebook import Rulebook


def attackers_before(
    claims: Sequence[Claim], sentences: Sequence[Sentence], mentions: Mentions, book: Rulebook
) -> list[Claim]:
    """The claims, those by rules of `attackers` with the number of attackers told last before them, or left out."""
    rules = book.flagged("casualties", "attackers")
    if not any(c.rule_id in rules for c in claims):
        return list(claims)
    attackers = [p for p in _people(sentences, mentions, book) if p.kind == "attackers" and (p.low or 0) > 1]
    wholes = [p for p in attackers if not p.additional and not p.partitive]
    out: list[Claim] = []
    for claim in claims:
        if claim.rule_id not in rules:
            out.append(claim)
            continue
        told = [p for p in wholes if p.end_char < claim.start_char]
        out += [replace(claim, low=p.low, high=p.high, qualifier=p.qualifier) for p in told[-1:]]
    return out


def _people(sentences: Sequence[Sentence], mentions: Mentions, book: Rulebook) -> list[People]:
    """All people told of with their number, in text order."""
    read = (s for s in sentences if s.kind != "furniture")
    marked = (mark_people(mark_sentence(s, mentions.of(s.sentence_id), book), book) for s in read)
    return [i for m in marked for _, i in sorted(m.items.items()) if isinstance(i, People)]
