"""Dagster assets: one module per group. Each reads, calls the library, writes, returns metadata."""
