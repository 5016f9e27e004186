"""How tolls came to be what they are: each estimate as it stood at the end of each day of reporting."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tollbook.ledger.linking.grouping import known_on
from tollbook.ledger.reconciling.accounts import accounts
from tollbook.ledger.reconciling.profiles import DEFAULT, Profile, profiles
from tollbook.ledger.reconciling.results import judge, said_of, told_by
from tollbook.ledger.reconciling.totals import split, totals_of
from tollbook.rows import Claim, CumulativeTotal, Document, GroupTally, Report, Tally, TollHistory
from tollbook.rulebook import Rulebook
from tollbook.vocabulary import OUTCOMES

Figures = tuple[int | None, int | None, int | None]
_BLANK: Figures = (None, None, None)


@dataclass(slots=True)
class _Told:
    """What is told of one incident, or of several that share a total which the profile spreads over them."""

    reports: list[Report] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    groups: list[GroupTally] = field(default_factory=list)
    totals: list[CumulativeTotal] = field(default_factory=list)


def toll_history(
    reports: Sequence[Report],
    tallies: Iterable[Tally],
    group_tallies: Iterable[GroupTally],
    claims: Iterable[Claim],
    documents: Iterable[Document],
    book: Rulebook,
    cumulative: Sequence[CumulativeTotal] = (),
    profile: str = DEFAULT,
) -> list[TollHistory]:
    """Return each estimate as it stood at the end of each day on which an article about the incident came out.

    `reports` carry their `incident_id`. Where the profile spreads totals over incidents, a day on which a share
    changes counts too. An article of unknown day joins on the last known day, so the last row is the row of
    `estimates`; one without numbers where there is no estimate any more. `as_of` is null only when no article of the
    incident has a day.
    """
    rules = profiles(book)[profile]
    docs = {d.doc_id: d for d in documents}
    by_claim = {c.claim_id: c for c in claims}
    spread = [t for t in cumulative if t.incident_ids] if rules.cumulative.does in ("distribute", "divide") else []
    rows = [
        row
        for told in _together(reports, tallies, group_tallies, spread)
        for row in _history(told, by_claim, docs, rules)
    ]
    return sorted(rows, key=_order)


def _order(row: TollHistory) -> tuple[object, ...]:
    return row.incident_id, OUTCOMES.index(row.outcome), row.party, row.as_of or dt.date.max


def _together(
    reports: Iterable[Report],
    tallies: Iterable[Tally],
    groups: Iterable[GroupTally],
    totals: Sequence[CumulativeTotal],
) -> list[_Told]:
    """Bring together what is told of each incident; incidents of one total are told together."""
    root = _roots(totals)
    told: dict[str, _Told] = defaultdict(_Told)
    home: dict[str, _Told] = {}
    for report in reports:
        if report.incident_id:
            home[report.report_id] = told[root.get(report.incident_id, report.incident_id)]
            home[report.report_id].reports.append(report)
    for tally in tallies:
        if tally.report_id in home:
            home[tally.report_id].tallies.append(tally)
    for group in groups:
        if group.report_id in home:
            home[group.report_id].groups.append(group)
    for total in totals:
        told[root[total.incident_ids[0]]].totals.append(total)
    return [told[key] for key in sorted(told)]


def _roots(totals: Iterable[CumulativeTotal]) -> dict[str, str]:
    """For each incident of a total, the first of all that totals connect it to."""
    members: dict[str, set[str]] = {}
    for total in totals:
        together = set(total.incident_ids).union(*(members.get(i, ()) for i in total.incident_ids))
        members |= dict.fromkeys(together, together)
    return {incident_id: min(together) for incident_id, together in members.items()}


def _history(
    told: _Told, claims: Mapping[str, Claim], documents: Mapping[str, Document], profile: Profile
) -> Iterator[TollHistory]:
    day_of = {r.report_id: known_on(documents.get(r.doc_id)) for r in told.reports}
    total_day = {t.claim_id: known_on(documents.get(claims[t.claim_id].doc_id)) for t in told.totals}
    days = sorted({d for d in (*day_of.values(), *total_day.values()) if d is not None})
    as_of: Sequence[int | None] = days or [None]
    own_days = {(r.incident_id, day_of[r.report_id]) for r in told.reports}
    before: dict[tuple[str, str, str], Figures] = {}
    incidents = [said_of(a, claims, documents) for a in accounts(told.reports, told.tallies, told.groups, ())]
    for day in as_of:
        last = day == as_of[-1]
        known = {r.report_id for r in told.reports if _by(day_of[r.report_id], day, last)}
        totals = [_covering(t, told.reports, known) for t in told.totals if _by(total_day[t.claim_id], day, last)]
        counted = [r for said in incidents for r in judge(told_by(said, known), profile, figures_only=True).rows]
        reports = [r for r in told.reports if r.report_id in known]
        rows = split(totals_of(totals, claims, documents), counted, reports, profile).rows
        now: dict[tuple[str, str, str], Figures] = {
            (r.incident_id, r.outcome, r.party): (r.low, r.best, r.high) for r in rows if r.party in profile.shown
        }
        gone = {key: _BLANK for key, figures in before.items() if key not in now and figures != _BLANK}
        for key, figures in {**now, **gone}.items():
            if (key[0], day) in own_days or before.get(key) != figures:
                yield _row(key, figures, day)
        before = {**now, **gone}


def _by(day: int | None, as_of: int | None, last: bool) -> bool:
    """Whether what was published on a day is known by another; what is undated comes with the last."""
    return last if day is None or as_of is None else day <= as_of


def _covering(total: CumulativeTotal, reports: Sequence[Report], known: set[str]) -> CumulativeTotal:
    """A total, covering only the incidents that are known of yet."""
    incidents = {r.incident_id for r in reports if r.report_id in known}
    if incidents.issuperset(total.incident_ids):
        return total
    return replace(total, incident_ids=tuple(i for i in total.incident_ids if i in incidents))


def _row(key: tuple[str, str, str], figures: Figures, day: int | None) -> TollHistory:
    as_of = None if day is None else dt.date.fromordinal(day)
    return TollHistory(key[0], as_of, key[1], key[2], *figures)
