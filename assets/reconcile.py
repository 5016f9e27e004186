"""Assets of the group `reconcile`: from what articles say to incidents and counts."""

import dagster as dg

from assets.stage_asset import stage_asset
from tollbook import chain
from tollbook.stages import Stage

GROUP = "reconcile"


def _asset(stage: Stage, deps: tuple[str, ...], about: str) -> dg.AssetsDefinition:
    return stage_asset(stage, GROUP, deps, about)


reports = _asset(
    chain.REPORTS,
    ("claims", "rulebook"),
    "The incidents that each article tells, with day, place, perpetrator, and the claims that belong to each. Parts "
    "and repeats are resolved into tallies, all within the article.",
)
links = _asset(
    chain.LINKS,
    ("reports", "rulebook"),
    "Which reports of different articles tell the same incident, with a score and its reasons. Rules: `linking`.",
)
incidents = _asset(
    chain.INCIDENTS,
    ("links", "rulebook"),
    "Incidents in the world, over all their reports, and how they came to be, day by day of publication.",
)
estimates = _asset(
    chain.ESTIMATES,
    ("incidents", "rulebook"),
    "Reconciled counts of every incident under every profile, and why each claim counted or did not. Rules: "
    "`profiles`.",
)
