"""Which reports of different articles tell the same incident, with a score that anyone can check.

Weights and limits stand in `rules/linking/weights.yaml`. Nothing here depends on the order of the rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from tollbook.ledger.linking.apart import say, tell_apart
from tollbook.ledger.linking.blocking import candidates
from tollbook.ledger.linking.clues import ClueBook
from tollbook.ledger.linking.evidence import evidence
from tollbook.ledger.linking.grouping import settle
from tollbook.ledger.linking.rivals import tell_rivals
from tollbook.ledger.linking.settings import LinkSettings, link_settings
from tollbook.ledger.linking.subject import Subject, subjects
from tollbook.memory import collection_paused
from tollbook.rows import AttributionMention, DateMention, Document, Link, PlaceMention, Report, Tally
from tollbook.rulebook import Rulebook


@collection_paused()
def link(
    reports: Sequence[Report],
    tallies: Iterable[Tally],
    documents: Sequence[Document],
    book: Rulebook,
    place_mentions: Iterable[PlaceMention] = (),
    date_mentions: Iterable[DateMention] = (),
    attribution_mentions: Iterable[AttributionMention] = (),
) -> list[Link]:
    """Return a Link for every pair that was taken as the same incident, and for the near misses.

    Mentions are those of the articles. Of places those within a report's sentences help where two articles name
    different villages of one district; of dates and attributions, weekdays and speakers do where an article has no
    day. The connected groups of the links with `same` are the incidents (see
    `tollbook.ledger.linking.grouping.groups`). Sorted by report_id, other_report_id.
    """
    settings = link_settings(book)
    clues = ClueBook(settings, date_mentions, attribution_mentions, documents)
    prepared = subjects(reports, tallies, documents, place_mentions, settings, clues)
    found = candidates(prepared, settings)
    near = compare(prepared, found.pairs, settings, found.crowds)
    apart = tell_rivals(tell_apart(near, prepared, settings), prepared, settings)
    return settle(apart, reports, settings)


def compare(
    prepared: Sequence[Subject],
    pairs: Iterable[tuple[int, int]],
    settings: LinkSettings,
    crowds: Mapping[int, int] = MappingProxyType({}),
) -> list[Link]:
    """Return a Link for each pair of positions whose evidence comes near being the same, or nearer.

    And one for each pair of a crowd (see `crowds.Candidates`), for what was not compared there says nothing.
    """
    made = []
    for a, b in pairs:
        found = evidence(prepared[a], prepared[b], settings)
        score = round(sum(weight for _, _, weight in found), 3)
        crowd = crowds.get(a) if a in crowds and crowds[a] == crowds.get(b) else None
        if score >= settings.near_miss or crowd is not None:
            reasons = "; ".join(say(name, detail, weight, settings) for name, detail, weight in found)
            of = None if crowd is None else prepared[crowd].id
            made.append(Link(prepared[a].id, prepared[b].id, score >= settings.threshold, score, reasons, of))
    return made
