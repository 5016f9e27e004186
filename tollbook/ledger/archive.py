"""What is read of all articles: the input of corrections, incidents and reconciliation."""

from collections.abc import Sequence
from dataclasses import dataclass

from tollbook.rows import Claim, DateMention, Document, GroupTally, PlaceMention, Report, Tally


@dataclass(frozen=True, slots=True)
class Archive:
    """Rows read from all articles, as they are before corrections."""

    documents: Sequence[Document]
    reports: Sequence[Report]
    tallies: Sequence[Tally]
    claims: Sequence[Claim]
    group_tallies: Sequence[GroupTally] = ()
    place_mentions: Sequence[PlaceMention] = ()
    date_mentions: Sequence[DateMention] = ()
