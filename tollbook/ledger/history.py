"""How incidents came to be what they are, replayed by day of publication (of tolls: `toll_history`)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tollbook.ledger.grouping import groups, incident_id, known_on, settle
from tollbook.ledger.links_settings import LinkSettings, link_settings
from tollbook.rows import Document, IncidentChange, Link, Report
from tollbook.rulebook import Rulebook

_UNDATED = 10**9  # articles of unknown day come last


def incident_changes(
    reports: Sequence[Report], documents: Iterable[Document], links: Sequence[Link], book: Rulebook
) -> list[IncidentChange]:
    """Replay the days of publication and say what each report did: a new incident, or joined, merged, split.

    `links` are those of `tollbook.ledger.links.link`. Linking of a day sees only the articles up to that day;
    articles of unknown day come last, with a null `as_of`. Sorted by day, incident, change.
    """
    settings = link_settings(book)
    docs = {d.doc_id: d for d in documents}
    strong = [f for f in links if f.score >= settings.threshold]
    around: dict[str, list[Link]] = defaultdict(list)
    components = groups(reports, [_joined(f) for f in strong])
    component_of = {r.report_id: n for n, c in enumerate(components) for r in c}
    for found in strong:
        around[str(component_of[found.report_id])].append(found)
    changes: list[IncidentChange] = []
    for n, component in enumerate(components):
        changes += _replay(component, around[str(n)], docs, settings)
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


def _joined(found: Link) -> Link:
    return Link(found.report_id, found.other_report_id, True, found.score, "")


def _change_order(row: IncidentChange) -> tuple[dt.date, str, str, str, str]:
    return row.as_of or dt.date.max, row.incident_id, row.change, row.other_incident_id or "", row.report_id


def _replay(
    component: Sequence[Report], links: Sequence[Link], documents: Mapping[str, Document], settings: LinkSettings
) -> Iterator[IncidentChange]:
    day_of = {r.report_id: known_on(documents.get(r.doc_id)) or _UNDATED for r in component}
    before: dict[str, str] = {}
    candidates = [_joined(f) for f in links]
    for day in sorted(set(day_of.values())):
        known = [r for r in component if day_of[r.report_id] <= day]
        ids = {r.report_id for r in known}
        seen = [f for f in candidates if f.report_id in ids and f.other_report_id in ids]
        now = {
            r.report_id: incident_id(group, documents)
            for group in groups(known, settle(seen, known, settings))
            for r in group
        }
        fresh = [r.report_id for r in known if day_of[r.report_id] == day]
        as_of = None if day == _UNDATED else dt.date.fromordinal(day)
        yield from _differences(before, now, fresh, as_of)
        before = now


def _differences(
    before: Mapping[str, str], now: Mapping[str, str], fresh: Sequence[str], as_of: dt.date | None
) -> Iterator[IncidentChange]:
    came_from: dict[str, set[str]] = defaultdict(set)
    went_to: dict[str, set[str]] = defaultdict(set)
    for report_id, earlier in before.items():
        came_from[now[report_id]].add(earlier)
        went_to[earlier].add(now[report_id])
    started: set[str] = set()
    for report_id in sorted(fresh):
        incident = now[report_id]
        if came_from[incident] or incident in started:
            yield IncidentChange(as_of, "joined", incident, None, report_id, "an article of this day reports it too")
        else:
            started.add(incident)
            yield IncidentChange(as_of, "new", incident, None, report_id, "first report of it")
    for incident in sorted(came_from):
        others = sorted(came_from[incident] - {incident})
        if len(came_from[incident]) > 1:
            brought = min((r for r in sorted(fresh) if now[r] == incident), default=min(sorted(now)))
            for other in others:
                yield IncidentChange(as_of, "merged", incident, other, brought, "reports of this day join the two")
    for earlier in sorted(went_to):
        for part in sorted(went_to[earlier] - {earlier}) if len(went_to[earlier]) > 1 else ():
            moved = min(r for r in sorted(before) if before[r] == earlier and now[r] == part)
            reason = "reports of this day fit one part of it better"
            yield IncidentChange(as_of, "split", part, earlier, moved, reason)
