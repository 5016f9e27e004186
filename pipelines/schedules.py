"""Schedules. They are off until somebody switches them on in the UI."""

import dagster as dg

from pipelines.jobs import ledger_job

nightly = dg.ScheduleDefinition(
    name="nightly",
    job=ledger_job,
    cron_schedule="0 2 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Launches `ledger` every night at 02:00 UTC. A night without new articles computes nothing and leaves "
    "the ledger as it is; one with ten new articles costs ten articles.",
)
schedules = [nightly]
