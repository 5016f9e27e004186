"""What a profile makes of totals over several incidents: notes, distributes, divides, or keeps them apart net."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tollbook.ids import content_id
from tollbook.ledger.reconciling.engine import Result, reconcile
from tollbook.ledger.reconciling.explain import explain
from tollbook.ledger.reconciling.profile_days import days_before
from tollbook.ledger.reconciling.profiles import Profile
from tollbook.ledger.reconciling.statements import Statement, independent_sources, statements
from tollbook.rows import Claim, CumulativeTotal, Decision, Document, ProfileEstimate, Report, SummaryEvent, Tally

Counts = dict[str, list[ProfileEstimate]]  # by incident
SUMMARY_CLARITY = 2  # UCDP GED 23.1, event_clarity: an aggregate of several events


@dataclass(frozen=True, slots=True)
class Total:
    """One total over several incidents, by all the sources that state it for the same days, area and incidents."""

    outcome: str
    party: str
    rows: tuple[CumulativeTotal, ...]
    said: tuple[Statement, ...]
    published: int | None
    in_reports: frozenset[str] = frozenset()  # claims that an incident has a decision on already

    @property
    def first_row(self) -> CumulativeTotal:
        """What is the same for all who state it."""
        return self.rows[0]

    @property
    def id(self) -> str:
        """A hash of what it covers."""
        row = self.first_row
        return content_id("sum", self.outcome, self.party, row.date_from, row.date_to, row.place, row.country,
                          row.told_as if row.date_from is None else None, *row.incident_ids)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Split:
    """Counts of incidents with the shares of totals among them, events of their own, and decisions on the totals."""

    rows: list[ProfileEstimate]
    events: list[SummaryEvent] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


def totals_of(
    rows: Iterable[CumulativeTotal], claims: Mapping[str, Claim], documents: Mapping[str, Document]
) -> list[Total]:
    """Bring together rows that are about the same; the latest published first, those of unknown day last."""
    alike: dict[tuple[object, ...], list[CumulativeTotal]] = defaultdict(list)
    for row in sorted(rows, key=lambda t: t.claim_id):
        words = row.told_as if row.date_from is None else None
        party = claims[row.claim_id].party
        alike[row.outcome, party, row.date_from, row.date_to, row.place, row.country, words, row.incident_ids].append(
            row
        )
    found = []
    for own in alike.values():
        party = claims[own[0].claim_id].party
        reports = [Report(t.claim_id, claims[t.claim_id].doc_id) for t in own]
        tallies = [Tally(t.claim_id, t.outcome, party, t.low, t.high, t.word, (t.claim_id,)) for t in own]
        said = statements(reports, tallies, claims, documents)
        published = max((s.day for s in said if s.day is not None), default=None)
        held = frozenset(t.claim_id for t in own if claims[t.claim_id].report_id is not None)
        found.append(Total(own[0].outcome, party, tuple(own), tuple(said), published, held))
    return sorted(found, key=lambda t: (-(t.published or 0), t.id))


def split(
    totals: Sequence[Total], rows: Sequence[ProfileEstimate], reports: Sequence[Report], profile: Profile
) -> Split:
    """Return `rows`, those of one profile, and what the totals add to them under it."""
    if not totals:
        return Split(list(rows))
    counts: Counts = defaultdict(list)
    for row in rows:
        counts[row.incident_id].append(row)
    out, days = Split([]), _days(reports)
    for total in totals:
        out.decisions.extend(_decisions(total, profile))
        result = reconcile(total.said, profile) if total.outcome in profile.outcomes else None
        if result is None or result.best is None or _too_long(total, profile):
            continue
        if profile.cumulative.does == "net":
            out.events.extend(_net(total, result, counts, profile))
        elif profile.cumulative.does in ("distribute", "divide"):
            out.events.extend(_share(total, result, days, counts, profile))
    out.rows.extend(row for own in counts.values() for row in own)
    return out


def _days(reports: Sequence[Report]) -> dict[str, dt.date]:
    """The day of each incident that most of its reports begin with, the earliest of equally frequent ones."""
    counts: dict[str, Counter[dt.date]] = defaultdict(Counter)
    for report in reports:
        if report.incident_id and report.date_from:
            counts[report.incident_id][report.date_from] += 1
    return {i: min(c, key=lambda day, c=c: (-c[day], day)) for i, c in counts.items()}  # type: ignore[misc]


def _too_long(total: Total, profile: Profile) -> bool:
    row, most = total.first_row, profile.cumulative.most_days
    if most is None or row.date_from is None or row.date_to is None:
        return False
    return (row.date_to - row.date_from).days + 1 > most


def _decisions(total: Total, profile: Profile) -> Iterator[Decision]:
    collected = total.outcome in profile.outcomes
    clause = profile.cumulative if collected else profile.collects
    for row in total.rows:
        for incident_id in row.incident_ids if row.claim_id not in total.in_reports else ():
            yield Decision(
                incident_id=incident_id,
                outcome=total.outcome,
                party=total.party,
                profile=profile.name,
                claim_id=row.claim_id,
                use="cumulative" if collected else "excluded",
                clause=clause.id,
                reason=clause.says,
            )


def _known(total: Total, counts: Counts) -> dict[str, int]:
    """The best counts of the incidents that a total covers, attackers in where the profile has such a count."""
    covered = (row for incident_id in total.first_row.incident_ids for row in counts.get(incident_id, ()))
    own = [r for r in covered if r.outcome == total.outcome and r.party in (total.party, "all")]
    everybody_last = sorted(own, key=lambda r: r.party == "all")
    return {r.incident_id: r.best for r in everybody_last if r.best is not None}


def _net(total: Total, result: Result, counts: Counts, profile: Profile) -> Iterator[SummaryEvent]:
    known = _known(total, counts)
    less = sum(known.values())
    low, best, high = (max((count or 0) - less, 0) for count in (result.low, result.best, result.high))
    if not best:
        return
    row = total.first_row
    first, last = days_before(row, total.published, profile)
    minus = f"{less} of them in {_counted(known)} are subtracted; " if less else ""
    yield replace(
        _event(total, result, profile),
        date_from=first,
        date_to=last,
        low=low,
        best=best,
        high=high,
        known=less,
        clarity=SUMMARY_CLARITY,
        explanation=f"{_told(result, profile)} {minus}{profile.cumulative.says}.",
    )


def _event(total: Total, result: Result, profile: Profile) -> SummaryEvent:
    row = total.first_row
    return SummaryEvent(
        summary_id=total.id,
        profile=profile.name,
        outcome=total.outcome,
        place=row.place,
        country=row.country,
        total=result.best,
        incident_ids=row.incident_ids,
        claim_ids=tuple(t.claim_id for t in total.rows),
        n_sources=independent_sources(result.statements),
        clause=profile.cumulative.id,
    )


def _told(result: Result, profile: Profile) -> str:
    return explain(result, profile.about_tolerance).removesuffix(".") + ";"


def _counted(known: Mapping[str, int]) -> str:
    return "1 known incident" if len(known) == 1 else f"{len(known)} known incidents"


def _share(
    total: Total, result: Result, days: Mapping[str, dt.date], counts: Counts, profile: Profile
) -> Iterator[SummaryEvent]:
    """Spread what the known counts leave: over the incidents without one, or over the days without one.

    Shares are put among the counts of incidents; those of days are events.
    """
    known = _known(total, counts)
    left = (result.best or 0) - sum(known.values())
    covered = sorted(total.first_row.incident_ids, key=lambda i: (days.get(i, dt.date.max), i))
    empty = [i for i in covered if i not in known]
    slots = _slots(total, empty, known, days) if profile.cumulative.does == "divide" else [(None, [i]) for i in empty]
    if left <= 0 or not slots:
        return
    of_all = f"{result.best} over {len(covered)} incidents" if covered else f"{result.best}"
    note = f"of the {of_all}, {left} of them not accounted for by known counts: {profile.cumulative.says}."
    for (day, incidents), count in zip(slots, _evenly(left, len(slots)), strict=True):
        if incidents:
            for incident_id, own in zip(incidents, _evenly(count, len(incidents)), strict=True):
                _take(counts[incident_id], list(_rows(total, incident_id, own, note, profile)))
        elif count and day is not None:
            event = _event(total, result, profile)
            yield replace(
                event, summary_id=content_id("sum", total.id, day), date_from=day, date_to=day, low=count, best=count,
                high=count, known=sum(known.values()), explanation=f"A share {note}"
            )  # fmt: skip


def _slots(
    total: Total, empty: Sequence[str], known: Mapping[str, int], days: Mapping[str, dt.date]
) -> list[tuple[dt.date | None, list[str]]]:
    """The days of a total of which no count is known, each with its incidents without one."""
    row = total.first_row
    taken = {days[i] for i in known if i in days}
    by_day: dict[dt.date, list[str]] = defaultdict(list)
    for incident_id in empty:
        if incident_id in days:
            by_day[days[incident_id]].append(incident_id)
    if row.date_from is None or row.date_to is None:
        return [(day, own) for day, own in sorted(by_day.items())]
    span = range((row.date_to - row.date_from).days + 1)
    every = [row.date_from + dt.timedelta(days=n) for n in span]
    return [(day, by_day[day]) for day in every if day not in taken or by_day[day]]


def _evenly(count: int, parts: int) -> list[int]:
    """Divide evenly; the odd remainder goes to the first."""
    each, odd = divmod(count, parts)
    return [each + odd, *[each] * (parts - 1)]


def _rows(total: Total, incident_id: str, count: int, note: str, profile: Profile) -> Iterator[ProfileEstimate]:
    for party in [p for p in profile.parties if p in (total.party, "all")]:
        yield ProfileEstimate(
            profile=profile.name,
            incident_id=incident_id,
            outcome=total.outcome,
            party=party,
            low=count,
            best=count,
            high=count,
            n_claims=len(total.rows),
            n_sources=independent_sources(total.said),
            clause=profile.cumulative.id,
            explanation=f"A share {note}",
        )


def _take(rows: list[ProfileEstimate], shares: Sequence[ProfileEstimate]) -> None:
    """Put shares of an incident in the place of blanks: too vague a word gave it a row without a number."""
    keys = {(s.outcome, s.party) for s in shares}
    rows[:] = [r for r in rows if (r.outcome, r.party) not in keys or r.best is not None]
    held = {(r.outcome, r.party) for r in rows}
    rows.extend(s for s in shares if (s.outcome, s.party) not in held)
