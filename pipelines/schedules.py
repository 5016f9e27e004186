"""Schedules. They are off until somebody switches them on in the UI."""

import dagster as dg

from pipelines.jobs import ledger_job

nightly = dg.ScheduleDefinition(
    name="nightly",
    job=ledger_job,
    cron_schedule="0 2 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Every night at 02:00 UTC. A night without new articles computes nothing and publishes the same rows.",
)
schedules = [nightly]
