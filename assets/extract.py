"""Assets of the group `extract`: what is in each article, one document at a time, only those that are new.

An asset names the stages right before it; what those need comes with them, and the graph stays readable.
"""

import dagster as dg

from assets.stage_asset import stage_asset
from tollbook import chain
from tollbook.stages import Stage

GROUP = "extract"
_FROM_SENTENCES = ("sentences", "rulebook")
_MENTIONS = tuple(table.name for table in chain.MENTIONS)


def _asset(stage: Stage, deps: tuple[str, ...], about: str) -> dg.AssetsDefinition:
    return stage_asset(stage, GROUP, deps, about)


sentences = _asset(
    chain.SENTENCES,
    ("documents", "rulebook"),
    "Sentences, headlines and captions with their offsets. Page furniture (sign-up boxes, photo credits) is marked by "
    "the rules of `furniture` and read no further.",
)
number_mentions = _asset(
    chain.NUMBER_MENTIONS,
    _FROM_SENTENCES,
    "Numbers in digits and words, ranges, bounds (at least, up to), vague words (dozens), each with the unit it "
    "counts. Rules: `numbers`.",
)
date_mentions = _asset(
    chain.DATE_MENTIONS,
    _FROM_SENTENCES,
    "Dates, resolved relative to the day of publication; what the text does not settle stays open. Rules: `dates`.",
)
place_mentions = _asset(
    chain.PLACE_MENTIONS,
    _FROM_SENTENCES,
    "Places, resolved to the gazetteer or the curated lists where they are known there. Rules: `places`.",
)
actor_mentions = _asset(
    chain.ACTOR_MENTIONS,
    _FROM_SENTENCES,
    "Armed groups and forces by name, and nouns for victims and attackers. Rules: `actors`.",
)
event_mentions = _asset(
    chain.EVENT_MENTIONS,
    _FROM_SENTENCES,
    "Words for attacks, weapons, targets and claims of responsibility. Rules: `events`.",
)
attribution_mentions = _asset(
    chain.ATTRIBUTION_MENTIONS,
    _FROM_SENTENCES,
    "Who says so: 'a senior police officer said', 'according to medics'. Rules: `attribution`.",
)
claims = _asset(
    chain.CLAIMS,
    (*_MENTIONS, "rulebook"),
    "Casualty statements, each with its quote and the rule that read it, before they are given to an incident. Rules: "
    "`casualties`, `people`, `scope`.",
)
