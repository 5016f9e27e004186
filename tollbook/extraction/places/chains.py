"""Chains of names, each inside the next ("Gjegjan, Shkoder, Albania"), and lists of names side by side."""

from collections.abc import Sequence
from itertools import pairwise

import regex

from tollbook.extraction.places.context import Contexts
from tollbook.extraction.places.evidence import LARGE, PlaceReading
from tollbook.extraction.places.resolve import contains
from tollbook.extraction.places.words import Tokens, Words

_AND = regex.compile(r",? (?:and|or|as well as)(?: in| at| near| from)?(?: the)? ")
_TO = frozenset({"-", " - ", "--", " -- ", "/", " / ", " to "})
_COMPOUND = regex.compile(r"-(?:based|led|backed|run|born|funded|allied)\b")
_ROADS = frozenset({"road", "highway", "expressway", "motorway", "railway", "pipeline"})
MAX_GAP = 60  # characters between two links


def link_chains(
    tokens: Tokens, readings: Sequence[PlaceReading], contexts: Contexts, words: Words, *, dateline: bool = False
) -> None:
    """Link each name to the wider one after it; mark names of a list as placed when the first is.

    `dateline` tells that the sentence is one.
    """
    folded = tokens.folded
    names = [r for r in readings if not r.rejected and not _is_demonym(r)]
    pairs = list(pairwise(names))
    gaps = [folded[a.span.quote_end : b.span.quote_start] for a, b in pairs]
    gaps = [", " if gap == " " and "split" in b.span.extra else gap for gap, (_, b) in zip(gaps, pairs, strict=True)]
    joins = [_join(gap, contexts) if _ends(folded, b) else "" for gap, (_, b) in zip(gaps, pairs, strict=True)]
    for index, (a, b) in enumerate(pairs):
        _spread(a, b, joins[index], words)
        _road(a, b, gaps[index])
    listed = False
    for index in range(len(pairs) - 1, -1, -1):
        a, b = pairs[index]
        comma = gaps[index].strip() == ","
        listed = comma and (listed or joins[index + 1 : index + 2] == ["and"])
        told = a.span.feature is not None and gaps[index].startswith(" of ")  # "the Nasirabad area of Turbat"
        within = comma or (a.span.feature is not None and gaps[index].startswith(" in "))
        if joins[index] == "chain" and not listed and _linked(a, b, told=told, inside=within):
            a.following, b.inner, b.holds = b, True, a
    if dateline and contexts.datelines:
        for reading in names:
            reading.span.rule_id, reading.span.placed = contexts.datelines[0][0], True
    else:
        _datelines(tokens, names, contexts)


def _is_demonym(reading: PlaceReading) -> bool:
    places = reading.span.places
    return "describes" in reading.span.extra or (bool(places) and places[0].relation == "demonym")


def _ends(folded: str, reading: PlaceReading) -> bool:
    """Whether the name stands alone: in "in Basra, Reuters's Ali", "in Homs, UK-based" the second is no wider place."""
    after = folded[reading.span.end : reading.span.end + 9]
    return not _COMPOUND.match(after) and (after[:2] != "'s" or reading.span.placed)


def _join(gap: str, contexts: Contexts) -> str:
    if not gap or len(gap) > MAX_GAP:
        return ""
    if _AND.fullmatch(gap):
        return "and"
    if contexts.chain.fullmatch(gap):
        return "chain"
    return ""


def _spread(a: PlaceReading, b: PlaceReading, join: str, words: Words) -> None:
    """What holds for the first of two names holds for the second: being a place, between, the feature word."""
    if not join:
        return
    if a.span.placed or "chained" in a.span.extra:
        if join == "and":
            b.span.placed = True
            b.span.firm = b.span.firm or (a.span.firm and a.span.known)
        b.span.extra["chained"] = "yes"
    if join == "and" and a.span.extra.get("pair") == "first" and b.span.feature == "facility":
        a.span.extra["precision"], a.span.relation = "facility", "at"  # "between Third and Fourth Streets"
    elif join == "and" and a.span.extra.get("pair") == "first":
        b.span.relation, b.span.firm, b.span.rule_id = "offset", True, a.span.rule_id
        b.span.extra["precision"] = a.span.extra.get("precision", "district")
    feature = b.span.extra.get("feature", "")
    if join == "and" and a.span.feature is None and feature.endswith("s") and feature[:-1] in words.features:
        a.span.feature = b.span.feature
        a.span.placed = True


def _road(a: PlaceReading, b: PlaceReading, gap: str) -> None:
    """Make one name of the two ends of a road ("the Palmyra - Deir ez-Zor highway")."""
    if gap in _TO and b.span.extra.get("feature") in _ROADS and a.span.feature is None and a.span.relation == "at":
        a.rejected = True
        b.span.start, b.span.first = a.span.start, a.span.first
        b.span.quote_start = a.span.quote_start


def _linked(a: PlaceReading, b: PlaceReading, *, told: bool, inside: bool) -> bool:
    seat = b.span.seat_of is not None
    if a.span.seat_of is not None or not (b.span.known or b.following or seat):
        return False
    if not a.span.known:
        return a.span.placed or "chained" in a.span.extra
    precision = a.span.places[0].precision
    if precision in ("country", "region"):
        return False
    if seat:
        return a.local or precision in ("facility", "neighbourhood")
    # "the Paris Hotel in Kabul"
    within = (a.local and not b.local) or not b.span.known or contains(b.span.places, a.span.places)
    return within or told or (inside and _elsewhere(a, b))


def _elsewhere(a: PlaceReading, b: PlaceReading) -> bool:
    """Whether the first name is of an unknown place of the second one ("Solan, Burkina Faso"), not of its namesake."""
    largest = max(p.population for p in a.span.places)
    known = largest >= LARGE or a.span.places[0].curated
    wide = b.span.places[0].precision == "country" or b.following is not None
    placed = a.span.placed or "chained" in a.span.extra
    town = max((p.population for p in b.span.places), default=0)
    city = town >= LARGE and town > largest and not a.span.places[0].curated  # "Eastleigh, Nairobi"
    return placed and (wide or city or (not known and b.span.places[0].precision in ("admin1", "district")))


def _datelines(tokens: Tokens, names: Sequence[PlaceReading], contexts: Contexts) -> None:
    """Mark the names of a dateline; one without an agency must be in capitals ("BAQUBA, Iraq -")."""
    if not names or names[0].span.start > 2:
        return
    first = names[0].span
    last = names[0]
    while last.following is not None:
        last = last.following
    capitals = tokens.cased and tokens.text[first.start : first.end].isupper() and first.end - first.start > 3
    for rule, pattern, any_case in contexts.datelines:
        if any_case or capitals:
            match = pattern.match(tokens.folded, last.span.end)
            if match is not None:
                for reading in names:
                    if reading.span.end <= match.end():
                        reading.span.rule_id, reading.span.placed = rule, True
                return
