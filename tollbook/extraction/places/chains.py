"""Chains of names, each inside the next ("Gjegjan, Shkoder, Albania"), and lists of names side by side."""

from collections.abc import Sequence
from itertools import pairwise

import regex

from tollbook.extraction.patterns import TIMEOUT_SECONDS
from tollbook.extraction.places.context import Contexts
from tollbook.extraction.places.evidence import LARGE, Reading
from tollbook.extraction.places.resolve import contains
from tollbook.extraction.places.words import Words

_AND = regex.compile(r",? (?:and|or|as well as)(?: in| at| near| from)?(?: the)? ")
_COMMA = regex.compile(r", ?")
MAX_GAP = 60  # characters between two links


def link_chains(folded: str, readings: Sequence[Reading], contexts: Contexts, words: Words) -> None:
    """Link each name to the wider one after it; mark names of a list as placed when the first is."""
    names = [r for r in readings if not r.rejected and not _is_demonym(r)]
    pairs = list(pairwise(names))
    gaps = [folded[a.span.quote_end : b.span.quote_start] for a, b in pairs]
    joins = [_join(gap, contexts) if _ends(folded, b) else "" for gap, (_, b) in zip(gaps, pairs, strict=True)]
    for index, (a, b) in enumerate(pairs):
        _spread(a, b, joins[index], words)
    listed = False
    for index in range(len(pairs) - 1, -1, -1):
        a, b = pairs[index]
        comma = gaps[index].strip() == ","
        listed = comma and (listed or joins[index + 1 : index + 2] == ["and"])
        if joins[index] == "chain" and not listed and _linked(a, b, comma):
            a.following, b.inner = b, True
    _datelines(folded, names, contexts)


def _is_demonym(reading: Reading) -> bool:
    places = reading.span.places
    return bool(places) and places[0].relation == "demonym"


def _ends(folded: str, reading: Reading) -> bool:
    """Whether the name is no possessive: in "in Basra, Reuters's Ali" the second name is no wider place."""
    return folded[reading.span.end : reading.span.end + 2] != "'s" or reading.span.placed


def _join(gap: str, contexts: Contexts) -> str:
    if not gap or len(gap) > MAX_GAP:
        return ""
    if _AND.fullmatch(gap):
        return "and"
    if contexts.chain.fullmatch(gap, timeout=TIMEOUT_SECONDS):
        return "chain"
    return ""


def _spread(a: Reading, b: Reading, join: str, words: Words) -> None:
    """What holds for the first of two names holds for the second: being a place, between, the feature word."""
    if not join:
        return
    if a.span.placed or "chained" in a.span.extra:
        if join == "and":
            b.span.placed = True
            b.span.firm = b.span.firm or (a.span.firm and a.span.known)
        b.span.extra["chained"] = "yes"
    if join == "and" and a.span.extra.get("pair") == "first":
        b.span.relation, b.span.firm, b.span.rule_id = "offset", True, a.span.rule_id
        b.span.extra["precision"] = a.span.extra.get("precision", "district")
    feature = b.span.extra.get("feature", "")
    if join == "and" and a.span.feature is None and feature.endswith("s") and feature[:-1] in words.features:
        a.span.feature = b.span.feature
        a.span.placed = True


def _linked(a: Reading, b: Reading, comma: bool) -> bool:
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
    return within or (comma and _elsewhere(a, b))


def _elsewhere(a: Reading, b: Reading) -> bool:
    """Whether the first name is of an unknown place of the second one ("Solan, Burkina Faso"), not of its namesake."""
    known = max(p.population for p in a.span.places) >= LARGE or a.span.places[0].curated
    wide = b.span.places[0].precision == "country" or b.following is not None
    placed = a.span.placed or "chained" in a.span.extra
    return placed and (wide or (not known and b.span.places[0].precision in ("admin1", "district")))


def _datelines(folded: str, names: Sequence[Reading], contexts: Contexts) -> None:
    if not names or names[0].span.start > 2:
        return
    last = names[0]
    while last.following is not None:
        last = last.following
    if contexts.dateline.match(folded, last.span.end, timeout=TIMEOUT_SECONDS) is None:
        return
    reading: Reading | None = names[0]
    while reading is not None:
        reading.span.rule_id, reading.span.placed = contexts.dateline_id, True
        reading = reading.following
