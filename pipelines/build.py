"""Assembles assets, checks, jobs, schedules, sensors and resources into definitions."""

from collections.abc import Mapping

import dagster as dg

from assets import extract, load, publish, reconcile
from pipelines.checks import asset_checks
from pipelines.jobs import jobs
from pipelines.resources import default_resources
from pipelines.schedules import schedules
from pipelines.sensors import sensors


def build_defs(resource_overrides: Mapping[str, object] | None = None) -> dg.Definitions:
    """Return everything that Dagster needs to know; `resource_overrides` replace resources by name."""
    return dg.Definitions(
        assets=dg.load_assets_from_modules([load, extract, reconcile, publish]),
        asset_checks=asset_checks(),
        jobs=jobs,
        schedules=schedules,
        sensors=sensors,
        resources={**default_resources(), **(resource_overrides or {})},
        executor=dg.in_process_executor,
    )
