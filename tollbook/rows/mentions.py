"""Spans of text that a rule matched. Offsets point into `documents.text`."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number. Only those whose unit is `count` can count people."""

    mention_id: Annotated[str, "content hash of document, offsets and rule"]
    doc_id: Annotated[str, "document it is in"]
    sentence_id: Annotated[str, "sentence it is in"]
    start_char: Annotated[int, "offset of the first character"]
    end_char: Annotated[int, "offset after the last character"]
    quote: Annotated[str, "the words at these offsets"]
    rule_id: Annotated[str, "rule that matched"]
    low: Annotated[int | None, "smallest number, null = open or vague"] = None
    high: Annotated[int | None, "largest number, null = open or vague"] = None
    qualifier: Annotated[str, "exact, at_least, more_than, up_to, about, range, vague, none"] = "exact"
    word: Annotated[str | None, "vague word: several, dozens, scores, many, hundreds, some, ..."] = None
    unit: Annotated[
        str, "count, or what it measures instead: age, distance, time, money, percent, ordinal, calibre, date, other"
    ] = "count"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or a span of days. `date_from` is null when text and publication day do not settle it."""

    mention_id: Annotated[str, "content hash of document, offsets and rule"]
    doc_id: Annotated[str, "document it is in"]
    sentence_id: Annotated[str, "sentence it is in"]
    start_char: Annotated[int, "offset of the first character"]
    end_char: Annotated[int, "offset after the last character"]
    quote: Annotated[str, "the words at these offsets"]
    rule_id: Annotated[str, "rule that matched"]
    date_from: Annotated[dt.date | None, "first day it can mean"] = None
    date_to: Annotated[dt.date | None, "last day it can mean"] = None
    precision: Annotated[str, "day, night, week, month, year, range, or unknown when unresolved"] = "day"
    kind: Annotated[
        str, "absolute, weekday, relative, month, year, holiday, duration (over a span of time), since, until, other"
    ] = "absolute"
    offset_days: Annotated[
        int | None, 'days from the incident told before ("a day earlier" is -1), where nothing else settles the day'
    ] = None


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place, resolved to the gazetteer or curated list where it is known there."""

    mention_id: Annotated[str, "content hash of document, offsets and rule"]
    doc_id: Annotated[str, "document it is in"]
    sentence_id: Annotated[str, "sentence it is in"]
    start_char: Annotated[int, "offset of the first character"]
    end_char: Annotated[int, "offset after the last character"]
    quote: Annotated[str, "the words at these offsets, the name with its feature word"]
    rule_id: Annotated[str, "rule that matched"]
    place_id: Annotated[str | None, "gazetteer id (geonames:N) or curated id (curated:slug), null if unknown"] = None
    name: Annotated[str, "canonical name, or the name as written when unknown"] = ""
    admin1: Annotated[str | None, "first-level division (governorate, province, department, state)"] = None
    country: Annotated[str | None, "ISO 3166 alpha-2"] = None
    lat: Annotated[float | None, "latitude, degrees"] = None
    lon: Annotated[float | None, "longitude, degrees"] = None
    precision: Annotated[
        str, "facility, neighbourhood, settlement, district, admin1, country, region (wider than a country), unknown"
    ] = "settlement"
    relation: Annotated[
        str, "at, near, offset (65 km south of Y, between Y and Z), or demonym (Iraqi: hints at the country only)"
    ] = "at"


@dataclass(frozen=True, slots=True)
class ActorMention:
    """A named group or force, or a noun for victims or attackers."""

    mention_id: Annotated[str, "content hash of document, offsets and rule"]
    doc_id: Annotated[str, "document it is in"]
    sentence_id: Annotated[str, "sentence it is in"]
    start_char: Annotated[int, "offset of the first character"]
    end_char: Annotated[int, "offset after the last character"]
    quote: Annotated[str, "the words at these offsets"]
    rule_id: Annotated[str, "rule that matched"]
    actor_id: Annotated[str | None, "slug of the canonical name, null for a noun"] = None
    name: Annotated[str, "canonical English name, or the noun"] = ""
    kind: Annotated[
        str,
        "armed_group, label (a cause without a name: separatists), state_force, party, attackers (noun), "
        "victims (noun), organisation (also compounds such as police station)",
    ] = "victims"
    side: Annotated[str, "state, non_state, civilian, unknown"] = "unknown"
    victim_group: Annotated[str, "police, soldiers, civilians, attackers, ...; unknown"] = "unknown"
    number: Annotated[str, "singular, dual (couple), plural, or mass (police, personnel, clergy)"] = "plural"


@dataclass(frozen=True, slots=True)
class EventMention:
    """A word or phrase for an attack, a weapon, a claim of responsibility, or something that is no attack."""

    mention_id: Annotated[str, "content hash of document, offsets and rule"]
    doc_id: Annotated[str, "document it is in"]
    sentence_id: Annotated[str, "sentence it is in"]
    start_char: Annotated[int, "offset of the first character"]
    end_char: Annotated[int, "offset after the last character"]
    quote: Annotated[str, "the words at these offsets"]
    rule_id: Annotated[str, "rule that matched"]
    kind: Annotated[str, "attack, weapon, target, responsibility, non_attack"] = "attack"
    value: Annotated[str, "attack type, weapon, target, basis (claimed, attributed, suspected, denied, unclaimed)"] = ""


@dataclass(frozen=True, slots=True)
class AttributionMention:
    """Who says so: the source of a statement with its verb ("a senior police officer said", "according to medics")."""

    mention_id: Annotated[str, "content hash of document, offsets and rule"]
    doc_id: Annotated[str, "document it is in"]
    sentence_id: Annotated[str, "sentence it is in"]
    start_char: Annotated[int, "offset of the first character"]
    end_char: Annotated[int, "offset after the last character"]
    quote: Annotated[str, "the words at these offsets, source and verb"]
    rule_id: Annotated[str, "rule that matched"]
    source_text: Annotated[str, "who says so, as written, without the verb; for 'he said' the earlier source it means"]
    source_kind: Annotated[str, "official, security_source, medic, witness, perpetrator, agency, media, monitor"] = (
        "official"
    )
    named: Annotated[bool, "whether the source has a name of its own"] = False
