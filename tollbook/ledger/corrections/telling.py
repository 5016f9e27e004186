"""Says in decisions and explanations what an analyst corrected."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from tollbook.ledger.corrections.counting import Counting, in_force
from tollbook.ledger.corrections.values import report_fields
from tollbook.ledger.corrections.words import by, counted
from tollbook.ledger.reconciling.estimates import Reconciliation
from tollbook.rows import (
    Claim,
    Correction,
    CumulativeTotal,
    Decision,
    Estimate,
    GroupEstimate,
    ProfileEstimate,
    SideEstimate,
    SummaryEvent,
)

REJECTED, CHANGED = "correction.reject", "correction.change"  # clauses
_DONE = {"merge": "merged", "split": "split off", "move": "moved", "change": "changed"}
_EVERYBODY = "all"
E = TypeVar("E", Estimate, ProfileEstimate, GroupEstimate, SideEstimate, SummaryEvent)
Key = tuple[str, str, str]  # incident, outcome, and party or group


def told(
    found: Reconciliation,
    counting: Counting,
    read: Iterable[Claim],
    totals: Iterable[CumulativeTotal],
    corrections: Sequence[Correction],
    profiles: Sequence[str],
) -> Reconciliation:
    """Return reconciled rows whose decisions and explanations say what was corrected. No figure changes here.

    `found` comes from the rows of `counting`, `read` are the claims as they were read, `totals` are those over
    several incidents with the rejected ones, `profiles` the names of all, in their order.
    """
    effective = [c for c in in_force(corrections) if c.claim_id or c.incident_ids]
    if not effective:
        return found
    as_read = {c.claim_id: c for c in read}
    of_party, of_group = _notes(effective, counting, as_read)
    report_of = {c.claim_id: c.report_id for c in counting.all_claims}
    missed = _missed(found.decisions, counting, as_read, totals, effective, profiles)
    decisions = [*_decisions([*found.decisions, *missed], effective, as_read, report_of)]
    return replace(
        found,
        estimates=[_explained(e, of_party[e.incident_id, e.outcome, e.party]) for e in found.estimates],
        by_profile=[_explained(e, of_party[e.incident_id, e.outcome, e.party]) for e in found.by_profile],
        by_group=[_explained(e, of_group[e.incident_id, e.outcome, e.victim_group]) for e in found.by_group],
        by_side=[_explained(e, of_party[e.incident_id, e.outcome, _EVERYBODY]) for e in found.by_side],
        summary_events=[
            _explained(e, [c for c in effective if c.claim_id in e.claim_ids]) for e in found.summary_events
        ],
        decisions=sorted(decisions, key=lambda d: (d.incident_id, profiles.index(d.profile), d.claim_id)),
    )


def _missed(
    decisions: Iterable[Decision],
    counting: Counting,
    as_read: Mapping[str, Claim],
    totals: Iterable[CumulativeTotal],
    corrections: Iterable[Correction],
    profiles: Iterable[str],
) -> Iterator[Decision]:
    """Yield decisions, still without reasons, about corrected claims that reconciliation did not come across.

    These are rejected totals over several incidents, in each that they would cover, and claims that are such totals
    only by a correction, in the incident that they were read for.
    """
    known = {(d.profile, d.incident_id, d.claim_id) for d in decisions}
    covered = {t.claim_id: t.incident_ids for t in totals}
    incident_of = {r.report_id: r.incident_id for r in counting.reports}
    now = {c.claim_id: c for c in counting.all_claims}
    for claim_id in sorted({c.claim_id for c in corrections if c.claim_id}):
        own = incident_of.get(as_read[claim_id].report_id or "")
        claim, incidents = now[claim_id], (own,) if own else covered.get(claim_id, ())
        for profile in profiles:
            for incident_id in incidents:
                if (profile, incident_id, claim_id) not in known:
                    key = (incident_id, claim.outcome, claim.party, profile, claim_id)
                    yield Decision(*key, "cumulative", CHANGED, "it is a total over several incidents")


def _notes(
    corrections: Sequence[Correction], counting: Counting, as_read: Mapping[str, Claim]
) -> tuple[dict[Key, list[Correction]], dict[Key, list[Correction]]]:
    """The corrections that bear on each estimate, by party and by group."""
    of_party: dict[Key, list[Correction]] = defaultdict(list)
    of_group: dict[Key, list[Correction]] = defaultdict(list)
    now = {c.claim_id: c for c in counting.all_claims}
    keys = _keys(counting)
    for one in corrections:
        for incident_id in one.incident_ids:
            if one.claim_id:
                claims = (as_read[one.claim_id], now[one.claim_id])
                parties = {(c.outcome, p) for c in claims for p in (c.party, _EVERYBODY)}
                groups = {(c.outcome, c.victim_group) for c in claims}
            elif one.action == "change" and all(f.name != "role" for f in report_fields(one.value)):
                continue  # a day or place of a report bears on no count
            else:
                parties, groups = keys[incident_id]
            for outcome, party in parties:
                of_party[incident_id, outcome, party].append(one)
            for outcome, group in groups:
                of_group[incident_id, outcome, group].append(one)
    return of_party, of_group


def _keys(counting: Counting) -> dict[str, tuple[set[tuple[str, str]], set[tuple[str, str]]]]:
    """The outcomes with parties, and with groups, that the reports of each incident tell."""
    incident_of = {r.report_id: r.incident_id or "" for r in counting.reports}
    found: dict[str, tuple[set[tuple[str, str]], set[tuple[str, str]]]] = defaultdict(lambda: (set(), set()))
    for tally in counting.tallies:
        own = found[incident_of[tally.report_id]][0]
        own.update({(tally.outcome, tally.party), (tally.outcome, _EVERYBODY)})
    for group in counting.groups:
        found[incident_of[group.report_id]][1].add((group.outcome, group.victim_group))
    return found


def _explained(row: E, corrections: Sequence[Correction]) -> E:
    if not corrections:
        return row
    more: list[str] = [f"after a correction by {c.author} on {c.date}, {c.outcome} ({c.reason})" for c in corrections]
    return replace(row, explanation="; ".join([row.explanation.removesuffix("."), *more]) + ".")


def _decisions(
    decisions: Iterable[Decision],
    corrections: Sequence[Correction],
    as_read: Mapping[str, Claim],
    report_of: Mapping[str, str | None],
) -> Iterator[Decision]:
    of_claim: dict[str, list[Correction]] = defaultdict(list)
    of_report: dict[str, list[Correction]] = defaultdict(list)
    for one in corrections:
        if one.claim_id:
            of_claim[one.claim_id].append(one)
        for report_id in one.report_ids:
            of_report[report_id].append(one)
    for decision in decisions:
        own = of_claim[decision.claim_id]
        if own and own[-1].action == "reject":
            yield replace(decision, use="excluded", clause=REJECTED, reason=f"rejected by {by(own[-1])}")
            continue
        clause, reasons = decision.clause, [decision.reason]
        if own:
            clause = CHANGED
            reasons = [
                *(f"changed by {by(c)}" for c in own),
                f"read as {counted(as_read[decision.claim_id])}",
                *reasons,
            ]
        report_id = report_of[decision.claim_id] or ""
        reasons += [f"its report was {_DONE[c.action]} by {by(c)}" for c in of_report[report_id]]
        yield replace(decision, clause=clause, reason="; ".join(reasons))
