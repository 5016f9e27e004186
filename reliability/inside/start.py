"""Starts the command line with what has no option: `python start.py run ...`.

TRIAL_SHARD: documents in a shard. TRIAL_THREADS: threads of DuckDB. TRIAL_BARE: nothing that is kept in the environment
of Python is found, as right after an installation.
"""

import os
import sys
from pathlib import Path
from typing import Any

import duckdb

import tollbook.kept
from pipelines import cli
from tollbook.stages import placing, reading

if size := int(os.environ.get("TRIAL_SHARD", "0")):
    plan = placing.plan_shards

    def smaller(before: Any, items: Any, _: int, *rest: Any, **more: Any) -> Any:
        """Plan shards of another size."""
        return plan(before, items, size, *rest, **more)

    placing.plan_shards = reading.plan_shards = smaller
if threads := int(os.environ.get("TRIAL_THREADS", "0")):
    connect = duckdb.connect

    def threaded(*arguments: Any, **more: Any) -> Any:
        """Connect, then take so many threads."""
        db = connect(*arguments, **more)
        db.execute(f"SET threads = {threads:d}")
        return db

    duckdb.connect = threaded
if os.environ.get("TRIAL_BARE"):
    tollbook.kept.environment_folder = lambda: Path("/nowhere/at/all")

if __name__ == "__main__":
    sys.exit(cli.main())
