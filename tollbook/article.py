"""One article from text to tallies: what `tollbook try`, rule examples and notebooks use.

Stages do the same step by step over many articles; the functions are the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tollbook import sentences
from tollbook.extraction import claims
from tollbook.extraction.mentions import Mentions
from tollbook.extraction.reading import read
from tollbook.ledger import reports
from tollbook.rows import (
    Claim,
    Document,
    GroupTally,
    Report,
    Sentence,
    Tally,
    UnmatchedNumber,
)
from tollbook.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that the rules find in one article."""

    document: Document
    sentences: Sequence[Sentence]
    mentions: Mentions
    claims: Sequence[Claim]
    reports: Sequence[Report]
    tallies: Sequence[Tally]
    tallies_by_group: Sequence[GroupTally]
    unmatched_numbers: Sequence[UnmatchedNumber]


def analyse(document: Document, book: Rulebook) -> Reading:
    """Return sentences, mentions, claims, reports and tallies of an article."""
    cut = sentences.split(document, book)
    mentions = read(document, cut, book)
    found = claims.find(document, cut, mentions, book)
    built, final, tallies, by_group, unmatched = reports.build(document, cut, mentions, found, book)
    return Reading(
        document,
        cut,
        mentions,
        final,
        built,
        tallies,
        by_group,
        unmatched,
    )
