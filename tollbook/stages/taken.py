"""Rows of documents that were in another shard before: they are taken over, and not computed again.

A document's rows follow from the document, and from rules and code of the stage and of those before it. So where these
are the same, a shard that lost a document, or that is made of small ones, costs the reading of its older files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tollbook.broken import Broken, from_metadata
from tollbook.rows.schema import Table, from_table
from tollbook.stages.tables import read_file


@dataclass(frozen=True, slots=True)
class Older:
    """Where rows of documents are: the shard that each was in, and its files in the order of the stage's outputs."""

    shards: Mapping[str, str]
    files: Mapping[str, tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class Taken:
    """The documents that were found, their rows by output, and those of them that had been set aside."""

    documents: frozenset[str]
    rows: list[list[Any]]
    broken: tuple[Broken, ...]


def take(older: Older, outputs: Sequence[Table]) -> Taken:
    """Return what older files of a stage hold of documents."""
    found = Taken(frozenset(d for d, shard in older.shards.items() if shard in older.files), [[] for _ in outputs], ())
    wanted, broken = pa.array(sorted(found.documents), pa.string()), list[Broken]()
    for _, files in sorted(older.files.items()):
        reports = pa.array([], pa.string())
        for table, path, rows in zip(outputs, files, found.rows, strict=True):
            read = read_file(path)
            broken += from_metadata(read.schema.metadata)
            of_document = "doc_id" in read.column_names
            column, known = ("doc_id", wanted) if of_document else ("report_id", reports)
            read = read.filter(pc.is_in(read.column(column), known))
            if table is outputs[0] and "report_id" in read.column_names:
                reports = read.column("report_id").combine_chunks()
            rows.extend(from_table(table.row, read))
    kept = {article.doc_id: article for article in broken if article.doc_id in found.documents}
    return Taken(found.documents, found.rows, tuple(kept.values()))
