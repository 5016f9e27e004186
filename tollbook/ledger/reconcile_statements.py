"""What independent sources say of one incident: the input of reconciliation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tollbook.ledger.grouping import known_on
from tollbook.ledger.links_subject import fold_name
from tollbook.rows import Claim, Document, GroupTally, Report, Tally

ROLE_RANK = {"main": 0, "other": 1, "background": 2}
_INEXACT = {"about", "range", "vague", "none"}


@dataclass(frozen=True, slots=True)
class Statement:
    """One count that one article gives. `low`/`high` null = open; both null = only `word`.

    `source` is equal for sources that are not independent, `publisher` for articles that can replace each other's
    figures; `day` is the ordinal from which the article counts.
    """

    report_id: str
    source: str
    publisher: str
    name: str
    day: int | None
    role: int
    low: int | None
    high: int | None
    word: str | None = None
    exact: bool = True
    about: bool = False
    kind: str | None = None
    position: int = 0
    claim_ids: tuple[str, ...] = ()

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


def source_of(document: Document | None, fallback: str) -> str:
    """Return a key that is equal for sources that are not independent of each other.

    Articles that credit one news agency are one source; so are articles of one outlet without an agency, and copies
    of a text. An article without either is a source of its own.
    """
    if document is None:
        return fallback
    if document.agency:
        return "agency:" + fold_name(document.agency)
    if document.outlet:
        return "outlet:" + fold_name(document.outlet)
    return "article:" + (document.duplicate_of or document.doc_id)


def publisher_of(document: Document | None, fallback: str) -> str:
    """Return a key that is equal for articles of one publisher, whose later figure replaces its earlier one.

    An outlet, or an agency where no outlet is known. Two outlets that reprint one agency don't replace each other:
    which of their stories the agency wrote last cannot be told from the days on which they printed them.
    """
    if document is None:
        return fallback
    if document.outlet:
        return "outlet:" + fold_name(document.outlet)
    return source_of(document, fallback)


def name_of(document: Document | None, fallback: str) -> str:
    """Return how an explanation calls an article: its outlet, agency, headline or file."""
    if document is None:
        return fallback
    return document.outlet or document.agency or document.title or document.source_id


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
    found: list[Statement] = []
    for tally in sorted(tallies, key=lambda t: t.report_id):
        report = by_id[tally.report_id]
        document = documents.get(report.doc_id)
        if document is not None and document.duplicate_of in present:
            continue
        found += _of_tally(report, document, tally, claims)
    return found


def _of_tally(
    report: Report, document: Document | None, tally: Tally | GroupTally, claims: Mapping[str, Claim]
) -> list[Statement]:
    own = sorted((claims[c] for c in tally.claim_ids if c in claims), key=lambda c: (c.start_char, c.claim_id))
    totals = [c for c in own if c.scope != "part" and (c.low is not None or c.high is not None)]
    groups: dict[tuple[int | None, int | None], list[Claim]] = defaultdict(list)
    if _explained(tally, totals):
        for claim in totals:
            groups[claim.low, claim.high].append(claim)
    else:
        groups[tally.low, tally.high] = own
    return [_statement(report, document, bounds, members, tally.word) for bounds, members in groups.items()]


def _explained(tally: Tally | GroupTally, totals: Sequence[Claim]) -> bool:
    """Whether the bounds of a tally are the smallest and largest of its totals, so none was added up or split."""
    if not totals:
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
) -> Statement:
    low, high = bounds
    if low is not None and high is not None and low > high:
        low, high = high, low  # "at least 2" and "up to 1" in one article
    qualifiers = {c.qualifier for c in claims}
    return Statement(
        report_id=report.report_id,
        source=source_of(document, "article:" + report.doc_id),
        publisher=publisher_of(document, "article:" + report.doc_id),
        name=name_of(document, report.doc_id),
        day=known_on(document),
        role=ROLE_RANK.get(report.role, 1),
        low=low,
        high=high,
        word=None if low is not None or high is not None else word,
        exact=low is not None and low == high and not (qualifiers and qualifiers <= _INEXACT),
        about=bool(qualifiers) and qualifiers <= {"about"},
        kind=_kind(claims),
        position=min((c.start_char for c in claims), default=0),
        claim_ids=tuple(c.claim_id for c in claims),
    )


def _kind(claims: Sequence[Claim]) -> str | None:
    """The kind of source of one count; perpetrators only where the article has it from nobody else."""
    kinds = {c.source_kind for c in claims}
    others = sorted(k for k in kinds if k and k != "perpetrator")
    if others:
        return others[0]
    return "perpetrator" if kinds == {"perpetrator"} else None
