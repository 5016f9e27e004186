"""Dagster orchestration around the assets: jobs, schedules, sensors, resources, checks, definitions."""
