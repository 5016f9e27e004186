"""How incidents came to be what they are: new, joined, merged, split, replayed by day of publication.

Nothing reads an earlier ledger: every run replays all days from the articles that it has.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tollbook.ledger.incidents.standing import Standing
from tollbook.ledger.linking.grouping import Groups, groups, incident_id, known_on
from tollbook.ledger.linking.settings import LinkSettings, link_settings
from tollbook.memory import collection_paused
from tollbook.rows import Document, IncidentChange, Link, Report
from tollbook.rulebook import Rulebook

_UNDATED = 10**9  # articles of unknown day come last


@collection_paused()
def incident_changes(
    reports: Sequence[Report], documents: Iterable[Document], links: Sequence[Link], book: Rulebook
) -> list[IncidentChange]:
    """Replay the days of publication and say what each report did: a new incident, or joined, merged, split.

    A row `new` or `joined` says in which incident a report came; `merged` that all reports of `other_incident_id` went
    to `incident_id`; `split` that this one report did. Played one after the other they give `reports.incident_id`.
    `links` are those of `linking.links.link`. Linking of a day sees only the articles up to that day, so the
    last day leaves the incidents as `assign` has them. Articles of unknown day come last, with a null `as_of`.
    Sorted by day, incident, change.
    """
    docs = {d.doc_id: d for d in documents}
    days: dict[int, list[str]] = defaultdict(list)
    for report in reports:
        days[known_on(docs.get(report.doc_id)) or _UNDATED].append(report.report_id)
    day_of = {report_id: day for day, of_day in days.items() for report_id in of_day}
    replay = _Replay(reports, docs, links, day_of, link_settings(book))
    changes: list[IncidentChange] = []
    for day in sorted(days):
        as_of = None if day == _UNDATED else dt.date.fromordinal(day)
        changes += _differences(*replay.publish(days[day], day), days[day], as_of)
    return sorted(changes, key=_change_order)


def merged_changes(replayed: Sequence[IncidentChange], corrected: Iterable[IncidentChange]) -> list[IncidentChange]:
    """Return the changes that the replay found with those of corrections, as of the day of each correction.

    Corrections come after everything that was replayed, whatever their day. Sorted by day, incident, change.
    """
    found = {_change_order(row): row for row in replayed}
    for row in corrected:
        same = found.get(_change_order(row))
        found[_change_order(row)] = row if same is None else replace(row, reason=f"{same.reason}; {row.reason}")
    return [found[key] for key in sorted(found)]


def _change_order(row: IncidentChange) -> tuple[dt.date, str, str, str, str]:
    return row.as_of or dt.date.max, row.incident_id, row.change, row.other_incident_id or "", row.report_id


def _last(reports: Iterable[Report], day_of: Mapping[str, int]) -> int:
    return max(day_of[r.report_id] for r in reports)


class _Replay:
    """The incidents as they stand after the articles published so far."""

    def __init__(
        self,
        reports: Sequence[Report],
        documents: Mapping[str, Document],
        links: Iterable[Link],
        day_of: Mapping[str, int],
        settings: LinkSettings,
    ) -> None:
        self._reports = {r.report_id: r for r in reports}
        self._documents = documents
        self._settings = settings
        self._incidents: dict[str, str] = {}
        self._links: dict[str, list[Link]] = defaultdict(list)
        self._standing: dict[str, Standing] = {}  # of reports in crowds
        for found in links:
            # As it was before contradictions were resolved, for each day resolves its own.
            plain = replace(found, same=found.score >= settings.threshold, reasons="")
            self._links[found.report_id].append(plain)
            self._links[found.other_report_id].append(plain)
        # On the last day of all that strong links connect, a crowd among it is grouped anew.
        strong = (found for of_report in self._links.values() for found in of_report if found.same)
        self._last_day = {r.report_id: day for of in groups(reports, strong) for day in [_last(of, day_of)] for r in of}

    def publish(self, fresh: Sequence[str], day: int) -> tuple[dict[str, str], dict[str, str]]:
        """Add the reports of a day; return the incidents of reports that they can change, before and after.

        Of all such reports, but of a crowd that is added to only those whose incident changes, and one of each incident
        that others joined.
        """
        before: dict[str, str] = {}
        now: dict[str, str] = {}
        anew = [r for r in fresh if self._last_day[r] == day or self._crowd_of(r, fresh) is None]
        if anew:
            before, now = self._published(anew)
        by_crowd: dict[Standing | None, list[str]] = defaultdict(list)
        for report_id in sorted(set(fresh) - set(anew)):
            by_crowd[self._crowd_of(report_id, fresh)].append(report_id)
        for crowd, own in by_crowd.items():
            room = crowd is not None and crowd.has_room(len(own))
            changed = self._joined(crowd, own) if crowd and room else self._published(own)
            before = {**changed[0], **before}
            now |= changed[1]
        return {report_id: incident for report_id, incident in before.items() if report_id not in set(fresh)}, now

    def _published(self, fresh: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
        before = {report_id: self._incidents[report_id] for report_id in self._touched(fresh) - set(fresh)}
        now = self._grouped([*before, *fresh])
        self._incidents.update(now)
        return before, now

    def _grouped(self, report_ids: Iterable[str]) -> dict[str, str]:
        """Group reports that nothing joins to others anew; returns their incidents. A crowd among them stands then."""
        known = [self._reports[report_id] for report_id in sorted(report_ids)]
        ids = {r.report_id for r in known}
        links = [f for r in known for f in self._links[r.report_id] if f.report_id == r.report_id]
        seen = [f for f in links if f.other_report_id in ids]
        made = Groups({r.report_id: r for r in known}, seen, self._settings)
        made.join_all(seen)
        together = Standing(made, sorted(ids))
        if len(known) > self._settings.crowded_from and any(found.crowd for found in seen):
            self._standing.update(dict.fromkeys(ids, together))
        return {
            report_id: incident_id([self._reports[r] for r in group], self._documents)
            for group in together.members.values()
            for report_id in group
        }

    def _crowd_of(self, report_id: str, fresh: Sequence[str]) -> Standing | None:
        """The one crowd that a new report's strong links lead to, and nowhere else."""
        strong = [found for found in self._links[report_id] if found.same]
        ends = {end for found in strong for end in (found.report_id, found.other_report_id)} - {report_id}
        met = {self._standing.get(end) for end in ends if end in self._incidents}
        return met.pop() if len(met) == 1 and ends.isdisjoint(fresh) else None

    def _joined(self, crowd: Standing, fresh: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
        """Add new reports to a crowd; return whose incident changes, and one report of each that others joined."""
        before: dict[str, str] = {}
        now: dict[str, str] = {}
        self._standing.update(dict.fromkeys(fresh, crowd))
        for pieces in crowd.add([self._reports[r] for r in fresh], [f for r in fresh for f in self._links[r]]):
            old = [piece for piece in pieces if piece[0] in self._incidents]
            new = [r for piece in pieces for r in piece if r not in self._incidents]
            told = [piece[0] for piece in old] if len(old) == 1 else [r for piece in old for r in piece]
            before |= {r: self._incidents[r] for r in told}
            among = [self._reports[r] for r in (*told, *new)]
            now |= dict.fromkeys(
                (*told, *new), before[told[0]] if len(old) == 1 else incident_id(among, self._documents)
            )
        self._incidents.update(now)
        return before, now

    def _touched(self, fresh: Sequence[str]) -> set[str]:
        """The reports that a chain of strong links joins to new ones; what happens elsewhere stays as it is."""
        reached, left = set(fresh), list(fresh)
        while left:
            for found in self._links[left.pop()]:
                for report_id in (found.report_id, found.other_report_id):
                    known = found.same and (report_id in self._incidents)
                    if known and report_id not in reached:
                        reached.add(report_id)
                        left.append(report_id)
        return reached


def _differences(
    before: Mapping[str, str], now: Mapping[str, str], fresh: Sequence[str], as_of: dt.date | None
) -> Iterator[IncidentChange]:
    told = {now[report_id] for report_id in before}
    for report_id in sorted(fresh):
        incident = now[report_id]
        if incident in told:
            yield IncidentChange(as_of, "joined", incident, None, report_id, "an article of this day reports it too")
        else:
            told.add(incident)
            yield IncidentChange(as_of, "new", incident, None, report_id, "first report of it")
    reports_of: dict[str, list[str]] = defaultdict(list)
    for report_id in sorted(before):
        reports_of[before[report_id]].append(report_id)
    for earlier, report_ids in sorted(reports_of.items()):
        yield from _left(earlier, report_ids, now, fresh, as_of)


def _left(
    earlier: str, report_ids: Sequence[str], now: Mapping[str, str], fresh: Sequence[str], as_of: dt.date | None
) -> Iterator[IncidentChange]:
    """Say where the reports of an incident went: all into another one, or some of them, each of which is a row."""
    moved = [r for r in report_ids if now[r] != earlier]
    into = {now[r] for r in report_ids}
    if len(moved) == len(report_ids) and len(into) == 1:
        (incident,) = into
        brought = min((r for r in fresh if now[r] == incident), default=moved[0])
        yield IncidentChange(as_of, "merged", incident, earlier, brought, "reports of this day join the two")
        return
    for report_id in moved:
        reason = "with the reports of this day it fits another incident better"
        yield IncidentChange(as_of, "split", now[report_id], earlier, report_id, reason)
