"""What articles say: casualty claims, and the incidents an article tells of."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Claim:
    """One casualty statement in one sentence."""

    claim_id: Annotated[str, "content hash of document, offsets, rule, outcome and party"]
    doc_id: Annotated[str, "document it is in"]
    sentence_id: Annotated[str, "sentence it is in"]
    report_id: Annotated[str | None, "report it belongs to, null when it belongs to no incident"] = None
    outcome: Annotated[str, "killed, wounded, missing, abducted, captured"] = "killed"
    party: Annotated[str, "victims or perpetrators"] = "victims"
    victim_group: Annotated[str, "police, soldiers, militia, security_forces, civilians, attackers, ..., unknown"] = (
        "unknown"
    )
    low: Annotated[int | None, "smallest number, null = open or vague"] = None
    high: Annotated[int | None, "largest number, null = open or vague"] = None
    qualifier: Annotated[str, "exact, at_least, more_than, up_to, about, range, vague, none"] = "exact"
    word: Annotated[str | None, "vague word, when there is no number"] = None
    scope: Annotated[str, "total, part, cumulative, background"] = "total"
    part_of: Annotated[str | None, "claim_id of the total that this is a part of"] = None
    source_text: Annotated[str | None, "who says so, as written"] = None
    source_kind: Annotated[
        str | None, "official, security_source, medic, witness, perpetrator, agency, media, monitor; null = the article"
    ] = None
    start_char: Annotated[int, "offset of the first character in documents.text"] = 0
    end_char: Annotated[int, "offset after the last character in documents.text"] = 0
    quote: Annotated[str, "documents.text from start_char to end_char"] = ""
    rule_id: Annotated[str, "casualty rule that matched"] = ""
    number_mention_id: Annotated[str | None, "number it counts with, null when it counts by a noun (a policeman)"] = (
        None
    )
    actor_mention_id: Annotated[str | None, "noun or group that says who"] = None
    statement_id: Annotated[str, "match it comes from; claims of one match and outcome are added up"] = ""
    additional: Annotated[bool, "beside people told of before: 'nine others', 'another three'"] = False
    agent: Annotated[str | None, "who did it, as written, where the same clause says so"] = None
    agent_side: Annotated[str | None, "state or non_state, where the same clause says so"] = None
    moved: Annotated[bool, "told before as hurt or taken, now dead: 'one of them died', 'he was found dead'"] = False
    person: Annotated[str | None, "the name, where one person is told by name"] = None
    source_name: Annotated[str | None, "source_text as it stands inside a sentence: 'a police officer'"] = None
    source_key: Annotated[str | None, "equal for the same source anywhere; null for one of many ('an officer')"] = None
    corrected: Annotated[bool, "a first count that its own sentence calls so: 'initially said', 'down from'"] = False


@dataclass(frozen=True, slots=True)
class Report:
    """One incident as one article tells it."""

    report_id: Annotated[str, "content hash of document and the words that tell it"]
    doc_id: Annotated[str, "document it is in"]
    incident_id: Annotated[str | None, "incident it was linked to"] = None
    role: Annotated[str, "main, other, background (over 60 days before publication)"] = "main"
    date_from: Annotated[dt.date | None, "first day it can have been"] = None
    date_to: Annotated[dt.date | None, "last day it can have been"] = None
    place: Annotated[str | None, "canonical name, most specific"] = None
    place_text: Annotated[str | None, "as written"] = None
    place_id: Annotated[str | None, "gazetteer or curated id"] = None
    admin1: Annotated[str | None, "first-level division"] = None
    country: Annotated[str | None, "ISO 3166 alpha-2"] = None
    lat: Annotated[float | None, "latitude, degrees"] = None
    lon: Annotated[float | None, "longitude, degrees"] = None
    place_precision: Annotated[str | None, "facility ... country, unknown"] = None
    perpetrator: Annotated[str | None, "canonical name, null when nobody is named"] = None
    perpetrator_basis: Annotated[str | None, "claimed, attributed, suspected"] = None
    target: Annotated[str | None, "what was attacked: police, military, market, ..."] = None
    attack_type: Annotated[str | None, "bombing, armed_assault, suicide_bombing, kidnapping, ..."] = None
    weapon: Annotated[str | None, "firearms, explosives, vehicle_bomb, ..."] = None
    start_char: Annotated[int, "offset of the first sentence that tells it"] = 0
    end_char: Annotated[int, "offset after the last sentence that tells it"] = 0
    date_mention_id: Annotated[str | None, "where the date came from"] = None
    place_mention_id: Annotated[str | None, "where the place came from"] = None
    actor_mention_id: Annotated[str | None, "where the perpetrator came from"] = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What one report says of one outcome and party, after parts and repeats are resolved."""

    report_id: Annotated[str, "report"]
    outcome: Annotated[str, "killed, wounded, missing, abducted, captured"]
    party: Annotated[str, "victims or perpetrators"]
    low: Annotated[int | None, "smallest total stated"] = None
    high: Annotated[int | None, "largest total stated, null = open"] = None
    word: Annotated[str | None, "vague word, when no number is stated"] = None
    claim_ids: Annotated[tuple[str, ...], "claims whose numbers these are"] = ()


@dataclass(frozen=True, slots=True)
class GroupTally:
    """What one report says of one outcome and victim group."""

    report_id: Annotated[str, "report"]
    outcome: Annotated[str, "killed, wounded, missing, abducted, captured"]
    victim_group: Annotated[str, "police, soldiers, ..., attackers, unknown"]
    low: Annotated[int | None, "smallest total stated"] = None
    high: Annotated[int | None, "largest total stated, null = open"] = None
    word: Annotated[str | None, "vague word, when no number is stated"] = None
    claim_ids: Annotated[tuple[str, ...], "claims whose numbers these are"] = ()
