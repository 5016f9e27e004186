"""Which reports of different articles tell the same incident, with a score that anyone can check.

Weights and limits stand in `rules/linking/weights.yaml`. Nothing here depends on the order of the rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tollbook.ledger.grouping import settle
from tollbook.ledger.links_blocking import candidates
from tollbook.ledger.links_evidence import evidence
from tollbook.ledger.links_settings import LinkSettings, link_settings
from tollbook.ledger.links_subject import Subject, subjects
from tollbook.rows import Document, Link, PlaceMention, Report, Tally
from tollbook.rulebook import Rulebook


def link(
    reports: Sequence[Report],
    tallies: Iterable[Tally],
    documents: Sequence[Document],
    book: Rulebook,
    place_mentions: Iterable[PlaceMention] = (),
) -> list[Link]:
    """Return a Link for every pair that was taken as the same incident, and for the near misses.

    `place_mentions` are all mentions of the articles: those within a report's sentences help where two articles
    name different villages of one district. The connected groups of the links with `same` are the incidents
    (see `tollbook.ledger.grouping.groups`). Sorted by report_id, other_report_id.
    """
    settings = link_settings(book)
    prepared = subjects(reports, tallies, documents, place_mentions, settings)
    near = compare(prepared, candidates(prepared, settings), settings)
    return settle(tell_apart(near, reports, settings), reports, settings)


def compare(prepared: Sequence[Subject], pairs: Iterable[tuple[int, int]], settings: LinkSettings) -> list[Link]:
    """Return a Link for each pair of positions whose evidence comes near being the same, or nearer."""
    compared = (_compare(prepared[a], prepared[b], settings) for a, b in pairs)
    return [found for found in compared if found.score >= settings.near_miss]


def _compare(a: Subject, b: Subject, settings: LinkSettings) -> Link:
    found = evidence(a, b, settings)
    score = round(sum(weight for _, _, weight in found), 3)
    reasons = "; ".join(say(name, detail, weight, settings) for name, detail, weight in found)
    return Link(a.id, b.id, score >= settings.threshold, score, reasons)


def say(name: str, detail: str, weight: float, settings: LinkSettings) -> str:
    """Write one piece of evidence as words, with its weight."""
    return f"{settings.evidence[name].says}{f' ({detail})' if detail else ''} {weight:+g}"


def tell_apart(links: Sequence[Link], reports: Iterable[Report], settings: LinkSettings) -> list[Link]:
    """Where a report could be two reports of one article, only the better of them stays the same.

    An article that tells two incidents of a day and place says that they are two, so a report elsewhere can be
    only one of them. Between two articles the strongest link is taken first.
    """
    doc_of = {r.report_id: r.doc_id for r in reports}
    taken: set[tuple[str, str]] = set()  # a report, and an article in which it has its match
    worse: set[tuple[str, str]] = set()
    for found in sorted((f for f in links if f.same), key=rank):
        ends = {
            (found.report_id, doc_of[found.other_report_id]),
            (found.other_report_id, doc_of[found.report_id]),
        }
        if ends & taken:
            worse.add((found.report_id, found.other_report_id))
        else:
            taken |= ends
    name = "article.told_apart"
    weight = settings.evidence[name].weight
    return [
        replace(
            found,
            same=False,
            score=round(found.score + weight, 3),
            reasons=f"{found.reasons}; {say(name, '', weight, settings)}",
        )
        if (found.report_id, found.other_report_id) in worse
        else found
        for found in links
    ]


def rank(found: Link) -> tuple[float, str, str]:
    """Sort key: the strongest link first, ties by id."""
    return -found.score, found.report_id, found.other_report_id
