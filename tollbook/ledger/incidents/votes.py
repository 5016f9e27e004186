"""One row per incident: what its reports agree on, and how many report it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from tollbook.ledger.linking.settings import link_settings
from tollbook.ledger.linking.subject import place_key
from tollbook.ledger.reconciling.estimates import default_results
from tollbook.ledger.reconciling.profiles import DEFAULT, profiles
from tollbook.ledger.reconciling.sources import independent, origin_of, publisher_of
from tollbook.rows import Claim, Document, Incident, Report, Tally
from tollbook.rulebook import Rulebook

_WEIGHT = {"main": 4, "other": 2, "background": 1}  # votes of a report, by what the incident is to its article
_PRECISION = ("facility", "neighbourhood", "settlement", "district", "unknown", "admin1", "country", "region")
_BASIS = ("claimed", "attributed", "suspected")
_SHORT_DAYS = 3


def incidents(
    reports: Sequence[Report],
    tallies: Iterable[Tally],
    claims: Sequence[Claim],
    documents: Iterable[Document],
    book: Rulebook,
) -> list[Incident]:
    """Return one row per `incident_id` of the reports (see `grouping.assign`), sorted by it.

    Each field is what most reports say, weighted by role. `n_documents` counts copies, `n_sources` does not:
    articles of one agency or outlet are one source. `disagreement` is over all counts of the default profile.
    """
    docs = {d.doc_id: d for d in documents}
    copies: dict[str, list[Document]] = defaultdict(list)
    for document in docs.values():
        if document.duplicate_of:
            copies[document.duplicate_of].append(document)
    disputed = {
        incident_id
        for incident_id, _, _, result in default_results(reports, tallies, claims, docs, profiles(book)[DEFAULT])
        if result.disagreement
    }
    noise = frozenset(link_settings(book).place_noise)
    members: dict[str, list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda r: r.report_id):
        if report.incident_id:
            members[report.incident_id].append(report)
    return [_incident(i, members[i], docs, copies, noise, i in disputed) for i in sorted(members)]


def _incident(
    incident_id: str,
    reports: Sequence[Report],
    documents: Mapping[str, Document],
    copies: Mapping[str, Sequence[Document]],
    noise: frozenset[str],
    disputed: bool,
) -> Incident:
    doc_ids = {r.doc_id for r in reports}
    own = [documents[d] for d in sorted(doc_ids) if d in documents]
    told_in = {d.doc_id: d for d in (*own, *(c for d in own for c in copies[d.doc_id]))}
    published = [d.published_on for d in told_in.values() if d.published_on]
    where = _place(reports, noise)
    days = _days(reports)
    perpetrator = _vote(reports, lambda r: r.perpetrator)
    return Incident(
        incident_id=incident_id,
        date_from=days[0],
        date_to=days[1],
        place=where.place if where else None,
        admin1=(where.admin1 if where else None) or _vote(reports, lambda r: r.admin1),
        country=_vote(reports, lambda r: r.country),
        lat=where.lat if where else None,
        lon=where.lon if where else None,
        place_precision=where.place_precision if where else None,
        perpetrator=perpetrator,
        perpetrator_basis=_vote(
            [r for r in reports if r.perpetrator == perpetrator], lambda r: r.perpetrator_basis, _BASIS
        ),
        target=_vote(reports, lambda r: r.target),
        attack_type=_vote(reports, lambda r: r.attack_type),
        weapon=_vote(reports, lambda r: r.weapon),
        n_documents=max(len(told_in), len(doc_ids)),
        n_reports=len(reports),
        n_sources=_sources({d: documents.get(d) for d in doc_ids}),
        disagreement=disputed,
        first_reported=min(published, default=None),
        last_reported=max(published, default=None),
    )


def _sources(told_in: Mapping[str, Document | None]) -> int:
    known = told_in.items()
    return independent((publisher_of(d, "article:" + i), origin_of(d, "article:" + i)) for i, d in known)


def _vote(reports: Iterable[Report], value: Callable[[Report], str | None], order: Sequence[str] = ()) -> str | None:
    """The value with the most weight; ties go to the earlier in `order`, then in the alphabet."""
    votes: dict[str, int] = defaultdict(int)
    for report in reports:
        said = value(report)
        if said:
            votes[said] += _WEIGHT.get(report.role, 1)
    ranked = sorted(votes, key=lambda v: (-votes[v], order.index(v) if v in order else len(order), v))
    return ranked[0] if ranked else None


def _place(reports: Sequence[Report], noise: frozenset[str]) -> Report | None:
    """A report with the most specific place among those that have at least half of the best-supported one's votes."""
    votes: dict[str, int] = defaultdict(int)
    named: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        key = place_key(report.place, noise)
        if key:
            votes[key] += _WEIGHT.get(report.role, 1)
            named[key].append(report)
    if not votes:
        return None
    most = max(votes.values())
    eligible = [k for k in votes if 2 * votes[k] >= most]
    best = min(eligible, key=lambda k: (min(_precision(r) for r in named[k]), -votes[k], k))
    return min(named[best], key=lambda r: (r.lat is None, _precision(r), r.report_id))


def _precision(report: Report) -> int:
    name = report.place_precision or "unknown"
    return _PRECISION.index(name) if name in _PRECISION else len(_PRECISION)


def _days(reports: Sequence[Report]) -> tuple[dt.date | None, dt.date | None]:
    """The span with the most weight among the most precise ones: days before months, months before years."""
    votes: dict[tuple[dt.date, dt.date], int] = defaultdict(int)
    for report in reports:
        if report.date_from and report.date_to:
            votes[report.date_from, report.date_to] += _WEIGHT.get(report.role, 1)
    if not votes:
        return None, None
    short = [s for s in votes if (s[1] - s[0]).days < _SHORT_DAYS]
    spans = short or [s for s in votes if s[1] - s[0] == min(e - b for b, e in votes)]
    return min(spans, key=lambda s: (-votes[s], s[1] - s[0], s))
