"""Incidents that differ: new, gone, merged, split, renamed, or with other columns, figures, claims or decisions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from tollbook.compare.figures import Figures, Key, figure_differences
from tollbook.compare.match import Matching, reports_by_incident
from tollbook.compare.rows import (
    DEFAULT,
    Cause,
    ClaimDifference,
    DecisionDifference,
    FieldDifference,
    FigureDifference,
    IncidentDifference,
    Side,
)
from tollbook.compare.values import days, field_differences
from tollbook.compare.why import Evidence, joined
from tollbook.rows import Incident, ProfileIncident, Report

R = TypeVar("R", ClaimDifference, FieldDifference)
FIELDS = (
    "date_from",
    "date_to",
    "place",
    "admin1",
    "country",
    "lat",
    "lon",
    "place_precision",
    "perpetrator",
    "perpetrator_basis",
    "target",
    "attack_type",
    "weapon",
    "n_documents",
    "n_reports",
    "n_sources",
    "disagreement",
    "first_reported",
    "last_reported",
)

EVENT_FIELDS = ("counted", "date_from", "date_to", "date_precision")  # of an incident as a profile has it


@dataclass(frozen=True)
class Found:
    """What was compared already: figures of both sides, claims and decisions that differ by incident."""

    figures: tuple[Figures, Figures]
    claims_before: Mapping[str, Sequence[ClaimDifference]]
    claims_after: Mapping[str, Sequence[ClaimDifference]]
    decisions: Mapping[str, Sequence[DecisionDifference]]

    def claims(self, before: str | None, after: str | None) -> tuple[ClaimDifference, ...]:
        """The claims that differ of one incident, as it was or is."""
        gone = self.claims_before.get(before or "", ())
        here = self.claims_after.get(after or "", ())
        return tuple(sorted({*gone, *here}, key=_in_text))


def _in_text(claim: ClaimDifference) -> tuple[str, str, str]:
    either = claim.after or claim.before
    return claim.source_id, either.claim_id if either else "", claim.change


class IncidentComparison:
    """The incidents of two ledgers beside each other."""

    def __init__(self, before: Side, after: Side, pairs: Matching, evidence: Evidence, found: Found) -> None:
        self._pairs, self._evidence, self._found = pairs, evidence, found
        self._profile = after.profile
        self._old, self._new = ({i.incident_id: i for i in side.incidents} for side in (before, after))
        self._events = _events(before), _events(after)
        self._reports = reports_by_incident(before), reports_by_incident(after)
        self._sources = {d.doc_id: d.source_id for side in (before, after) for d in side.documents}
        self._neighbours: dict[str, set[str]] = defaultdict(set)
        for a, b in pairs.edges:
            self._neighbours[f"before {a}"].add(b)
            self._neighbours[f"after {b}"].add(a)

    def differences(self) -> Iterator[IncidentDifference]:
        """Yield the incidents that differ; those whose dead differ most come first."""
        pairs = self._pairs.incidents
        back = {b: a for a, b in pairs.items()}
        couples = [(a, pairs.get(a)) for a in self._old] + [(None, b) for b in self._new if b not in back]
        rows = [row for a, b in couples if (row := self._difference(a, b)) is not None]
        yield from sorted(rows, key=lambda row: (-_weight(row, self._profile), *_place(row)))

    def _difference(self, before: str | None, after: str | None) -> IncidentDifference | None:
        a, b = self._old.get(before or ""), self._new.get(after or "")
        claims, fields = self._found.claims(before, after), tuple(self._fields(a, b)) if a and b else ()
        about = self._of_reports(before, after), self._evidence.of_corrected(before or "", after or "")
        causes = joined([*(c.rules for c in claims), *(f.rules for f in fields), *about])
        claims, fields = _seen(claims, causes), _seen(fields, causes)
        figures = tuple(self._figures(before, after, claims, causes))
        came, went = self._articles(before, after)
        decisions = tuple(self._found.decisions.get(after or "", ())) if a and b else ()
        change, others = self._change(before, after)
        if change == "changed" and not (fields or figures or claims or decisions or came or went):
            return None
        shown = b or a
        return IncidentDifference(
            change=change,
            incident_before=before,
            incident_after=after,
            others=others,
            day=days(shown),
            place=", ".join(p for p in (shown and shown.place, shown and shown.country) if p) or None,
            fields=fields,
            figures=figures,
            claims=claims,
            decisions=decisions,
            joined=came,
            left=went,
            rules=joined([causes, *(f.rules for f in figures)]),
        )

    def _change(self, before: str | None, after: str | None) -> tuple[str, tuple[str, ...]]:
        if before is None:
            others = tuple(sorted(self._neighbours[f"after {after}"]))
            return ("split" if others else "new"), others
        if after is None:
            others = tuple(sorted(self._neighbours[f"before {before}"]))
            return ("merged" if others else "gone"), others
        return ("changed" if before == after else "renamed"), ()

    def _fields(self, a: Incident, b: Incident) -> Iterator[FieldDifference]:
        reports = [*self._reports[0].get(a.incident_id, ()), *self._reports[1].get(b.incident_id, ())]
        why = partial(self._evidence.of_field, reports=reports)
        yield from field_differences(a, b, FIELDS, why)
        old, new = self._events[0].get(a.incident_id, {}), self._events[1].get(b.incident_id, {})
        for profile in sorted(old.keys() & new.keys()):
            settings = self._evidence.of_profile(profile)
            for f in field_differences(old[profile], new[profile], EVENT_FIELDS, why):
                yield replace(f, field=f"{profile}.{f.field}", rules=settings or f.rules)

    def _figures(
        self, before: str | None, after: str | None, claims: Sequence[ClaimDifference], causes: tuple[Cause, ...]
    ) -> Iterator[FigureDifference]:
        def why(key: Key) -> tuple[Cause, ...]:
            profile, outcome, party, group, _ = key
            about = [c.rules for c in claims if _is_about(c, outcome, party, group)]
            default = profile == DEFAULT
            about.append(self._evidence.default if default else self._evidence.of_profile(profile))
            return joined([joined(about) or causes]) or self._evidence.possible()

        old, new = self._found.figures
        return figure_differences(old.get(before or "", {}), new.get(after or "", {}), why)

    def _articles(self, before: str | None, after: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The articles with a report that only the incident after, or only the one before, has."""
        went, came = self._only(before, after)
        return self._named(came), self._named(went)

    def _only(self, before: str | None, after: str | None) -> tuple[list[Report], list[Report]]:
        old, new = self._reports[0].get(before or "", []), self._reports[1].get(after or "", [])
        ours, theirs = {r.report_id for r in new}, {self._pairs.reports.get(r.report_id) for r in old}
        went = [r for r in old if self._pairs.reports.get(r.report_id) not in ours]
        return went, [r for r in new if r.report_id not in theirs]

    def _of_reports(self, before: str | None, after: str | None) -> tuple[Cause, ...]:
        """What reports that came or went come from; links are behind those that both sides have elsewhere."""
        went, came = self._only(before, after)
        causes = self._evidence.of_reports([*went, *came])
        return causes or (self._evidence.settings("linking/weights", "linking/article") if went or came else ())

    def _named(self, reports: Iterable[Report]) -> tuple[str, ...]:
        return tuple(sorted({self._sources.get(r.doc_id, r.doc_id) for r in reports}))


def _seen(rows: tuple[R, ...], causes: tuple[Cause, ...]) -> tuple[R, ...]:
    """Rows for which nothing nearer is evident, with what is evident for the incident: it is behind them too.

    A column that counts rows has no causes, and gets none.
    """
    return tuple(
        replace(row, rules=joined([row.rules, causes])) if row.rules and not any(c.evident for c in row.rules) else row
        for row in rows
    )


def _events(side: Side) -> Mapping[str, Mapping[str, ProfileIncident]]:
    """Incident -> profile -> the incident as the profile has it."""
    found: dict[str, dict[str, ProfileIncident]] = defaultdict(dict)
    for event in side.events:
        found[event.incident_id][event.profile] = event
    return found


def _is_about(claim: ClaimDifference, outcome: str, party: str | None, group: str | None) -> bool:
    """Whether a claim that differs says something of a figure, on either side."""
    said = [s for s in (claim.before, claim.after) if s is not None and s.outcome == outcome]
    if party is not None:
        return any(party in ("all", s.party) for s in said)
    return any(group in (None, s.victim_group) for s in said)  # any of them may be of a side


def _weight(row: IncidentDifference, profile: str) -> int:
    """How much the best counts under the default profile differ, the dead first."""
    weight = 0
    for figure in row.figures:
        if figure.profile in (DEFAULT, profile) and figure.party is not None:
            best = [(f.best or 0) if f else 0 for f in (figure.before, figure.after)]
            weight += abs(best[1] - best[0]) * (1000 if figure.outcome == "killed" else 1) + 1
    return weight


def _place(row: IncidentDifference) -> tuple[str, str, str]:
    return row.day or "9999", row.incident_after or row.incident_before or "", row.incident_before or ""
