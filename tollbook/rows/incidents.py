"""Incidents in the world, over all their reports, and the counts reconciled for them."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class CumulativeTotal:
    """A total over several incidents; it belongs to no report and is never added to one."""

    claim_id: Annotated[str, "the claim that states it"]
    outcome: Annotated[str, "killed, wounded, missing, abducted, captured"]
    low: Annotated[int | None, "smallest number, null = open or vague"] = None
    high: Annotated[int | None, "largest number, null = open or vague"] = None
    word: Annotated[str | None, "vague word"] = None
    date_from: Annotated[dt.date | None, "first day it covers"] = None
    date_to: Annotated[dt.date | None, "last day it covers"] = None
    place: Annotated[str | None, "area it covers"] = None
    country: Annotated[str | None, "ISO 3166 alpha-2 of the area"] = None
    incident_ids: Annotated[tuple[str, ...], "incidents in the ledger that it covers"] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident in the world, over all its reports."""

    incident_id: Annotated[str, "content hash of its earliest report"]
    date_from: Annotated[dt.date | None, "first day it can have been"] = None
    date_to: Annotated[dt.date | None, "last day it can have been"] = None
    place: Annotated[str | None, "canonical name, most specific"] = None
    admin1: Annotated[str | None, "first-level division"] = None
    country: Annotated[str | None, "ISO 3166 alpha-2"] = None
    lat: Annotated[float | None, "latitude, degrees"] = None
    lon: Annotated[float | None, "longitude, degrees"] = None
    place_precision: Annotated[str | None, "facility ... country, unknown"] = None
    perpetrator: Annotated[str | None, "canonical name"] = None
    perpetrator_basis: Annotated[str | None, "claimed, attributed, suspected"] = None
    target: Annotated[str | None, "what was attacked"] = None
    attack_type: Annotated[str | None, "bombing, armed_assault, ..."] = None
    weapon: Annotated[str | None, "firearms, explosives, ..."] = None
    n_documents: Annotated[int, "documents that report it, copies too"] = 0
    n_reports: Annotated[int, "reports of it"] = 0
    n_sources: Annotated[int, "independent sources"] = 0
    disagreement: Annotated[bool, "whether sources disagree on any count"] = False
    first_reported: Annotated[dt.date | None, "earliest publication day"] = None
    last_reported: Annotated[dt.date | None, "latest publication day"] = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """The reconciled count of one incident, outcome and party under the default profile."""

    incident_id: Annotated[str, "incident"]
    outcome: Annotated[str, "killed, wounded, missing, abducted, captured"]
    party: Annotated[str, "victims or perpetrators"]
    low: Annotated[int | None, "lowest count"] = None
    best: Annotated[int | None, "best count"] = None
    high: Annotated[int | None, "highest count"] = None
    n_claims: Annotated[int, "claims considered"] = 0
    n_sources: Annotated[int, "independent sources considered"] = 0
    disagreement: Annotated[bool, "whether the sources disagree"] = False
    clause: Annotated[str, "clause of the profile that decided"] = ""
    explanation: Annotated[str, "one sentence a reader understands"] = ""


@dataclass(frozen=True, slots=True)
class ProfileEstimate:
    """The reconciled count under each profile; `party` is also `all` where a protocol counts attackers in."""

    profile: Annotated[str, "tollbook, gtd, acled, ucdp, ibc"]
    incident_id: Annotated[str, "incident"]
    outcome: Annotated[str, "killed, wounded, missing, abducted, captured"]
    party: Annotated[str, "victims, perpetrators or all"]
    low: Annotated[int | None, "lowest count"] = None
    best: Annotated[int | None, "best count"] = None
    high: Annotated[int | None, "highest count"] = None
    n_claims: Annotated[int, "claims considered"] = 0
    n_sources: Annotated[int, "independent sources considered"] = 0
    disagreement: Annotated[bool, "whether the sources disagree"] = False
    clause: Annotated[str, "clause of the profile that decided"] = ""
    explanation: Annotated[str, "one sentence a reader understands"] = ""


@dataclass(frozen=True, slots=True)
class GroupEstimate:
    """The reconciled count by victim group, under each profile."""

    profile: Annotated[str, "tollbook, gtd, acled, ucdp, ibc"]
    incident_id: Annotated[str, "incident"]
    outcome: Annotated[str, "killed, wounded, missing, abducted, captured"]
    victim_group: Annotated[str, "police, soldiers, ..., attackers, unknown"]
    low: Annotated[int | None, "lowest count"] = None
    best: Annotated[int | None, "best count"] = None
    high: Annotated[int | None, "highest count"] = None
    n_claims: Annotated[int, "claims considered"] = 0
    n_sources: Annotated[int, "independent sources considered"] = 0
    disagreement: Annotated[bool, "whether the sources disagree"] = False
    clause: Annotated[str, "clause of the profile that decided"] = ""
    explanation: Annotated[str, "one sentence a reader understands"] = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Why one claim counted or did not, under one profile."""

    incident_id: Annotated[str, "incident"]
    outcome: Annotated[str, "killed, wounded, missing, abducted, captured"]
    party: Annotated[str, "victims or perpetrators"]
    profile: Annotated[str, "tollbook, gtd, acled, ucdp, ibc"]
    claim_id: Annotated[str, "claim"]
    use: Annotated[str, "best, low, high, agrees, part, repeat, superseded, cumulative, excluded"]
    clause: Annotated[str, "clause of the profile; correction.reject or correction.change where an analyst decided"]
    reason: Annotated[str, "why, in words"]


@dataclass(frozen=True, slots=True)
class Link:
    """Why two reports are, or are not, the same incident."""

    report_id: Annotated[str, "the report with the smaller id"]
    other_report_id: Annotated[str, "the other report"]
    same: Annotated[bool, "whether they are taken as the same incident"]
    score: Annotated[float, "sum of the weights of the evidence"]
    reasons: Annotated[str, "each piece of evidence with its weight"]


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """How incidents came to be what they are, replayed by day of publication."""

    as_of: Annotated[dt.date | None, "day of publication, null for undated reports"]
    change: Annotated[str, "new, joined, merged, split"]
    incident_id: Annotated[str, "incident"]
    other_incident_id: Annotated[str | None, "incident merged into or split from it"]
    report_id: Annotated[str, "report that brought the change"]
    reason: Annotated[str, "why, in words"]


@dataclass(frozen=True, slots=True)
class TollHistory:
    """An estimate as it stood at the end of a day of reporting."""

    incident_id: Annotated[str, "incident"]
    as_of: Annotated[dt.date | None, "day of publication"]
    outcome: Annotated[str, "killed, wounded, missing, abducted, captured"]
    party: Annotated[str, "victims or perpetrators"]
    low: Annotated[int | None, "lowest count"] = None
    best: Annotated[int | None, "best count"] = None
    high: Annotated[int | None, "highest count"] = None
