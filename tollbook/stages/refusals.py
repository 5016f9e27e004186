"""Articles that a stage refused, because they are over a limit: they stand in the metadata of the stage's own files.

A table of its own would be one more file for every shard of every stage, and nearly always an empty one.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tollbook.rows.documents import Reject
from tollbook.stages.storage import readable

REFUSED = "refused"  # among the tables that a stage function returns
_KEY = b"tollbook.refused"  # in the metadata of a file


def with_refused(table: pa.Table, refused: Sequence[Reject]) -> pa.Table:
    """Return a table that says in its metadata which articles were refused; as it is where there are none."""
    if not refused:
        return table
    told = json.dumps([astuple(reject) for reject in refused])
    return table.replace_schema_metadata({**(table.schema.metadata or {}), _KEY: told.encode()})


def refusals(path: Path) -> list[Reject]:
    """Return the articles that were refused when a file was made."""
    told = (pq.read_metadata(readable(path)).metadata or {}).get(_KEY)
    return [Reject(*row) for row in json.loads(told)] if told else []
