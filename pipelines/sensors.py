"""Sensors: what launches a run when something happens outside. They are off until somebody switches them on."""

import dagster as dg

from pipelines.jobs import ledger_job
from pipelines.resources import Articles
from tollbook.reading import inventory_digest

INTERVAL_SECONDS = 30


@dg.sensor(
    job=ledger_job,
    minimum_interval_seconds=INTERVAL_SECONDS,
    default_status=dg.DefaultSensorStatus.STOPPED,
)
def new_articles(context: dg.SensorEvaluationContext, articles: Articles) -> dg.SensorResult | dg.SkipReason:
    """Launch `ledger` once for each state of the articles folder: when articles came, changed or went."""
    try:
        found = inventory_digest(articles.folder)
    except FileNotFoundError:
        return dg.SkipReason(f"there is no {articles.path}")
    if found == context.cursor:
        return dg.SkipReason(f"nothing new in {articles.path}")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=found)], cursor=found)


sensors = [new_articles]
