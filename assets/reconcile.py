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
corrections = _asset(
    chain.CORRECTIONS,
    ("correction_lines", "links", "rulebook"),
    "What analysts corrected, and what became of each line of corrections.csv: claims and reports that count "
    "otherwise than they were read, links that were made or cut. Applied after everything else.",
)
rejects = _asset(
    chain.REJECTS,
    ("corrections", "documents", "rulebook"),
    "Everything that was refused: articles, rows of them, lines of metadata.csv and corrections.csv.",
)
incidents = _asset(
    chain.INCIDENTS,
    ("corrections", "rulebook"),
    "Incidents in the world, over all their reports, and how they came to be, day by day of publication.",
)
estimates = _asset(
    chain.ESTIMATES,
    ("incidents", "rulebook"),
    "Reconciled counts of every incident under every profile, and why each claim counted or did not. Rules: "
    "`profiles`.",
)
