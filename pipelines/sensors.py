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
    description="Looks at the articles folder every 30 seconds and launches `ledger` once for each state of it: when "
    "files came, changed or went. It goes by names, sizes and times, so a file that was only touched starts a run that "
    "finds nothing new.",
)
def new_articles(context: dg.SensorEvaluationContext, articles: Articles) -> dg.SensorResult | dg.SkipReason:
    """Launch `ledger` once for each state of the articles folder."""
    try:
        found = inventory_digest(articles.folder)
    except FileNotFoundError:
        return dg.SkipReason(f"there is no {articles.path}")
    if found == context.cursor:
        return dg.SkipReason(f"nothing new in {articles.path}")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=found)], cursor=found)


sensors = [new_articles]
