"""Incidents as a profile would write them: whether they are events for it, and their days."""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from tollbook.ledger.reconciling.profiles import Profile, profiles
from tollbook.rows import CumulativeTotal, DateMention, Incident, ProfileEstimate, ProfileIncident, Report
from tollbook.rulebook import Rulebook

Days = tuple[dt.date | None, dt.date | None]


def incidents_by_profile(
    incidents: Sequence[Incident],
    reports: Iterable[Report],
    estimates: Iterable[ProfileEstimate],
    date_mentions: Iterable[DateMention],
    book: Rulebook,
) -> list[ProfileIncident]:
    """Return a row for every incident and profile, sorted by incident, the default profile first.

    `estimates` are those of all profiles; `date_mentions` hold the words that tell the days of the reports.
    """
    known = profiles(book)
    killed = {(r.profile, r.incident_id) for r in estimates if r.outcome == "killed" and r.best}
    told = _told(incidents, reports, date_mentions)
    return [
        _row(incident, told.get(incident.incident_id), (profile.name, incident.incident_id) in killed, profile)
        for incident in sorted(incidents, key=lambda i: i.incident_id)
        for profile in known.values()
    ]


def days_before(row: CumulativeTotal, published: int | None, profile: Profile) -> Days:
    """Return the days of a total; a vague stretch ("several weeks") ends with the day of publication."""
    if row.date_from is not None or published is None or row.told_as is None:
        return row.date_from, row.date_to
    said = row.told_as.casefold()
    for duration in profile.dates.durations:
        if any(words in said for words in duration.words):
            last = dt.date.fromordinal(published)
            return last - dt.timedelta(days=duration.days), last
    return None, None


def _told(
    incidents: Iterable[Incident], reports: Iterable[Report], mentions: Iterable[DateMention]
) -> dict[str, DateMention]:
    """The mention by which a report tells the days that the incident has; those of its main reports first."""
    known = {m.mention_id: m for m in mentions}
    days = {i.incident_id: (i.date_from, i.date_to) for i in incidents}
    found: dict[str, DateMention] = {}
    for report in sorted(reports, key=lambda r: (r.role != "main", r.report_id)):
        told = known.get(report.date_mention_id or "")
        if told and report.incident_id and days.get(report.incident_id) == (report.date_from, report.date_to):
            found.setdefault(report.incident_id, told)
    return found


def _row(incident: Incident, told: DateMention | None, killed: bool, profile: Profile) -> ProfileIncident:
    counted = killed or not profile.least.killed
    clause = profile.same_incident if counted else profile.least
    first, last = _days(incident, told, profile)
    rough = first != last or first is None
    note = f"approximate date: {told.quote}" if profile.dates.approximate and rough and told else None
    return ProfileIncident(
        profile=profile.name,
        incident_id=incident.incident_id,
        counted=counted,
        clause=clause.id,
        reason=clause.says,
        date_from=first,
        date_to=last,
        date_precision=_code(first, last, profile),
        date_note=note,
        date_clause=profile.dates.id,
    )


def _days(incident: Incident, told: DateMention | None, profile: Profile) -> Days:
    """The days of an incident; a part of a month ("mid-March") is as long as the profile takes it for."""
    first, last = incident.date_from, incident.date_to
    if told is None or told.kind != "month" or first is None or last is None:
        return first, last
    said = told.quote.casefold()
    for part in profile.dates.month_parts:
        if any(said.startswith(w) for w in part.words):
            longest = calendar.monthrange(first.year, first.month)[1]
            return first.replace(day=min(part.first, longest)), first.replace(day=min(part.last, longest))
    return first, last


def _code(first: dt.date | None, last: dt.date | None, profile: Profile) -> int | None:
    codes: Mapping[int, int] = {c.code: c.days for c in profile.dates.codes}
    if first is None or last is None or not codes:
        return None
    span = (last - first).days + 1
    return min((c for c, days in codes.items() if span <= days), default=max(codes))
