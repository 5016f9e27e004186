"""What Dagster loads. Nothing else belongs here."""

from pipelines.build import build_defs

defs = build_defs()
