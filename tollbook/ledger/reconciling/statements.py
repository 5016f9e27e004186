"""What independent sources say of one incident: the input of reconciliation."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tollbook.ledger.linking.grouping import known_on
from tollbook.ledger.reconciling.sources import (
    Sources,
    agency_of,
    cited_agency,
    cited_keys,
    independent,
    kind_of,
    origin_of,
    publisher_of,
    source_of,
    story_of,
)
from tollbook.rows import Claim, Document, GroupTally, Report, Tally

__all__ = ["ROLE_RANK", "Statement", "independent_sources", "name_of", "publisher_of", "source_of", "statements"]

ROLE_RANK = {"main": 0, "other": 1, "background": 2}
_INEXACT = {"about", "range", "vague", "none"}
_TITLE = 60  # characters of a headline that stands for an article


@dataclass(frozen=True, slots=True, eq=False)  # a statement is itself: there may be thousands of one incident
class Statement:
    """One count that one article gives. `low`/`high` null = open; `word` stands where both are.

    `source` is equal for sources that are not independent, `publisher` for articles of one outlet; `origin` is who
    wrote the story. Statements that share `publisher` or one of `speakers` (their agency, their story, who is cited)
    can replace each other's figures. `cited` is who says so, as the article tells it; `day` is the ordinal from which
    the article counts, its own day of publication only where `dated`.
    """

    report_id: str
    source: str
    publisher: str
    origin: str
    name: str
    day: int | None
    dated: bool
    role: int
    low: int | None
    high: int | None
    word: str | None = None
    exact: bool = True
    about: bool = False
    kind: str | None = None
    claim_ids: tuple[str, ...] = ()
    speakers: frozenset[str] = frozenset()
    cited: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether it gives a number at all."""
        return self.low is not None or self.high is not None

    @property
    def least(self) -> int:
        """Its smallest number; an open bound counts as its number."""
        return self.low if self.low is not None else self.high or 0

    @property
    def most(self) -> int:
        """Its largest number; an open bound counts as its number."""
        return self.high if self.high is not None else self.low or 0

    @property
    def voices(self) -> Iterator[tuple[str, str]]:
        """Whose it is: an outlet, agency, story, source. Of two with a voice in common one can correct the other."""
        yield "publisher", self.publisher
        yield from (("speaker", speaker) for speaker in self.speakers)


def independent_sources(said: Iterable[Statement]) -> int:
    """Return how many independent sources stand behind statements."""
    return independent((s.publisher, s.origin) for s in said)


def name_of(document: Document | None, fallback: str) -> str:
    """Return how an explanation calls an article: its outlet (with the agency), agency, headline or file."""
    if document is None:
        return fallback
    if document.outlet:
        told = document.agency is None or document.agency.casefold() in document.outlet.casefold()
        return document.outlet if told else f"{document.outlet} ({document.agency})"
    if document.agency or not document.title:
        return document.agency or document.source_id
    title = document.title if len(document.title) <= _TITLE else document.title[:_TITLE].rsplit(" ", 1)[0] + " ..."
    return f'"{title}"'


def statements(
    reports: Sequence[Report],
    tallies: Iterable[Tally | GroupTally],
    claims: Mapping[str, Claim],
    documents: Mapping[str, Document],
) -> list[Statement]:
    """Return what the tallies of one incident, outcome and party state, copies of an article left out.

    Where single totals explain a tally, each is a statement; a tally that was added up or split is one statement.
    """
    by_id = {r.report_id: r for r in reports}
    present = {r.doc_id for r in reports}
    sources = Sources(documents[d] for d in present if d in documents)
    found: list[Statement] = []
    for tally in sorted(tallies, key=lambda t: t.report_id):
        report = by_id[tally.report_id]
        document = documents.get(report.doc_id)
        if document is not None and document.duplicate_of in present:
            continue
        found += _of_tally(report, document, tally, claims, sources)
    return found


def _of_tally(
    report: Report,
    document: Document | None,
    tally: Tally | GroupTally,
    claims: Mapping[str, Claim],
    sources: Sources,
) -> list[Statement]:
    own = sorted((claims[c] for c in tally.claim_ids if c in claims), key=lambda c: (c.start_char, c.claim_id))
    totals = [c for c in own if c.scope != "part" and (c.low is not None or c.high is not None)]
    groups: dict[tuple[int | None, int | None], list[Claim]] = defaultdict(list)
    if _explained(tally, totals):
        for claim in totals:
            groups[claim.low, claim.high].append(claim)
    else:
        groups[tally.low, tally.high] = own
    return [_statement(report, document, bounds, members, tally.word, sources) for bounds, members in groups.items()]


def _explained(tally: Tally | GroupTally, totals: Sequence[Claim]) -> bool:
    """Whether the bounds of a tally are the smallest and largest of its totals, so none was added up or split.

    "Seven soldiers and several civilians" are added up too: the tally is open where its number is not.
    """
    if not totals or (tally.high is None) != all(c.high is None for c in totals):
        return False
    numbers = [n for c in totals for n in (c.low, c.high) if n is not None]
    stated = [n for n in (tally.low, tally.high) if n is not None]
    return bool(stated) and min(numbers) == min(stated) and max(numbers) <= max(stated) and stated[-1] in numbers


def _statement(
    report: Report,
    document: Document | None,
    bounds: tuple[int | None, int | None],
    claims: Sequence[Claim],
    word: str | None,
    sources: Sources,
) -> Statement:
    low, high = bounds
    if low is not None and high is not None and low > high:
        low, high = high, low  # "at least 2" and "up to 1" in one article
    qualifiers = {c.qualifier for c in claims}
    alone = "article:" + report.doc_id
    retold = cited_agency(claims)
    return Statement(
        report_id=report.report_id,
        source=retold or sources.of(document, alone),
        publisher=publisher_of(document, alone),
        name=name_of(document, report.doc_id),
        day=known_on(document),
        role=ROLE_RANK[report.role],
        low=low,
        high=high,
        word=word,
        exact=low is not None and low == high and not (qualifiers and qualifiers <= _INEXACT),
        about=bool(qualifiers) and qualifiers <= {"about"},
        kind=kind_of(claims),
        claim_ids=tuple(c.claim_id for c in claims),
        speakers=_speakers(document) | cited_keys(claims),
        origin=retold or origin_of(document, alone),
        cited=tuple(dict.fromkeys(c.source_name or c.source_text for c in claims if c.source_text)),
        dated=document is not None and document.published_on is not None,
    )


def _speakers(document: Document | None) -> frozenset[str]:
    if document is None:
        return frozenset()
    return frozenset(k for k in (agency_of(document), story_of(document)) if k)
