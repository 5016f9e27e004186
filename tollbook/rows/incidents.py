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
    told_as: Annotated[str | None, "the words that tell its days"] = None


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
class SideEstimate:
    """The best count by side of the conflict, under profiles that count by side; the sides add up to party `all`."""

    profile: Annotated[str, "profile that counts by side: ucdp"]
    incident_id: Annotated[str, "incident"]
    outcome: Annotated[str, "killed"]
    side: Annotated[str, "a (the state), b (the armed group), civilians, unknown"]
    best: Annotated[int, "best count of this side"]
    clause: Annotated[str, "clause of the profile"] = ""
    explanation: Annotated[str, "one sentence a reader understands"] = ""


@dataclass(frozen=True, slots=True)
class SummaryEvent:
    """What a total over several incidents leaves when known incidents are subtracted; it is no incident."""

    summary_id: Annotated[str, "content hash of what the total covers, and the day where a profile divides it"]
    profile: Annotated[str, "profile that keeps such totals apart (ucdp) or divides them per day (acled)"]
    outcome: Annotated[str, "killed, wounded, missing, abducted, captured"]
    date_from: Annotated[dt.date | None, "first day"] = None
    date_to: Annotated[dt.date | None, "last day"] = None
    place: Annotated[str | None, "area"] = None
    country: Annotated[str | None, "ISO 3166 alpha-2 of the area"] = None
    low: Annotated[int | None, "lowest count that is left"] = None
    best: Annotated[int | None, "best count that is left"] = None
    high: Annotated[int | None, "highest count that is left"] = None
    total: Annotated[int | None, "the total as stated, best count"] = None
    known: Annotated[int, "people of known incidents that were subtracted"] = 0
    clarity: Annotated[int | None, "event clarity of UCDP: 2, a summary of several events"] = None
    incident_ids: Annotated[tuple[str, ...], "incidents that it covers"] = ()
    claim_ids: Annotated[tuple[str, ...], "claims that state the total"] = ()
    n_sources: Annotated[int, "independent sources that state it"] = 0
    clause: Annotated[str, "clause of the profile"] = ""
    explanation: Annotated[str, "one sentence a reader understands"] = ""


@dataclass(frozen=True, slots=True)
class ProfileIncident:
    """Whether an incident is an event under a profile, and its days as that profile would write them."""

    profile: Annotated[str, "tollbook, gtd, acled, ucdp, ibc"]
    incident_id: Annotated[str, "incident"]
    counted: Annotated[bool, "whether it is an event (UCDP: at least one death)"]
    clause: Annotated[str, "clause that says what an event is, or why it is none"]
    reason: Annotated[str, "why, in words"]
    date_from: Annotated[dt.date | None, "first day it can have been"] = None
    date_to: Annotated[dt.date | None, "last day it can have been"] = None
    date_precision: Annotated[int | None, "code of precision, where the profile has one (ACLED: 1 to 3)"] = None
    date_note: Annotated[str | None, "how the sources tell the day, where the profile notes it"] = None
    date_clause: Annotated[str, "clause that says what becomes of rough days"] = ""


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
    crowd: Annotated[
        str | None,
        "where both reports are of so crowded a place and day that each is compared with some of the others only: the "
        "first report of the crowd. Pairs of a crowd that were compared are all rows, however low their score",
    ] = None


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
