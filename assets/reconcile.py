"""Assets of the group `reconcile`: from what articles say to incidents and counts."""

import dagster as dg

from assets.logged import logged
from assets.metadata import columns_of, materialized
from assets.stage_asset import OWNERS, Also, stage_asset
from pipelines.resources import Articles, Home
from tollbook import chain
from tollbook.intake.loading import CORRECTION_LINES, CORRECTION_REJECTS, find_corrections
from tollbook.journal import broken_articles
from tollbook.stages import Stage, code_version

GROUP = "reconcile"


def _asset(stage: Stage, deps: tuple[str, ...], about: str, also: Also = lambda *_: None) -> dg.AssetsDefinition:
    return stage_asset(stage, GROUP, deps, about, also)


def _tell_of_broken(context: dg.AssetExecutionContext, home: Home) -> None:
    """Have the journal and Dagster's log name each article that a stage broke on, in this run or before."""
    for facts in broken_articles(home.store):
        context.log.warning(home.journal.tell("article_set_aside", "warning", **facts))


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


@dg.asset(
    group_name=GROUP,
    kinds={"python", "file"},
    owners=OWNERS,
    tags={"work": "over-all"},
    code_version=code_version(("tollbook.reading.corrections",))[:12],
    metadata=columns_of([CORRECTION_LINES]),
)
@logged
def correction_lines(articles: Articles, home: Home) -> dg.MaterializeResult:
    """The lines of corrections.csv in the articles folder, and those that could not be read."""
    summary = find_corrections(home.store, articles.folder)
    return materialized("correction_lines", home, summary, [CORRECTION_LINES, CORRECTION_REJECTS])


corrections = _asset(
    chain.CORRECTIONS,
    ("correction_lines", "links", "rulebook"),
    "What analysts corrected, and what became of each line of corrections.csv: claims and reports that count "
    "otherwise than they were read, links that were made or cut. Applied after everything else.",
)
rejects = _asset(
    chain.REJECTS,
    ("corrections", "documents", "rulebook"),
    "Everything that was refused: articles, rows of them, lines of metadata.csv and corrections.csv, and articles that "
    "a stage found over a limit or broke on.",
    _tell_of_broken,
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
