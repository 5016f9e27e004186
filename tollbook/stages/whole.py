"""What a stage over everything reads: of a million articles only the rows that bear on what is told of attacks.

Most articles tell of no attack. Those that have a report or a claim, and their copies, are what linking and
reconciliation look at; texts they do not need, for every quote is a row of its own.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tollbook.rows.schema import PUBLIC_TABLES, Table, from_table
from tollbook.stages.stage import Inputs
from tollbook.stages.tables import in_order, read_file

_TELLING = ("article_reports", "reports", "found_claims", "claims")  # tables with a row where an article tells anything
_OF_ARTICLES = ("place_mentions", "date_mentions", "attribution_mentions")
_DOCUMENTS = PUBLIC_TABLES["documents"]
_UNREAD = ("text", "story_bands")  # columns of documents that are long, and left empty


def rows_told(inputs: Inputs, table: Table) -> list[Any]:
    """Return the rows of a table that bear on what articles tell, in the order of the table.

    Of documents and mentions those of articles that have a report or a claim, and documents that are copies of these;
    of other tables all. The long columns of documents are empty.
    """
    if table.name not in (_DOCUMENTS.name, *_OF_ARTICLES):
        return inputs.rows(table)
    told = _told(inputs)
    parts = [_rows(path, table, told) for path in inputs.files[table.name]]
    return from_table(table.row, in_order(pa.concat_tables(parts), inputs.orders[table.name]))


def _told(inputs: Inputs) -> pa.Array:
    """The ids of articles that tell something."""
    ids = [column for name in _TELLING if name in inputs for column in _ids(inputs.files[name])]
    return pc.unique(pa.chunked_array(ids, pa.string()))


def _ids(paths: tuple[Path, ...]) -> Iterator[pa.Array]:
    for path in paths:
        yield from read_file(path, ["doc_id"]).column("doc_id").chunks


def _rows(path: Path, table: Table, told: pa.Array) -> pa.Table:
    long = _UNREAD if table.name == _DOCUMENTS.name else ()
    found = read_file(path, [c for c in table.columns if c not in long])
    kept = pc.is_in(found.column("doc_id"), told)
    if table.name == _DOCUMENTS.name:
        kept = pc.or_(kept, pc.is_in(found.column("duplicate_of"), told))
    found = found.filter(kept)
    for name in long:
        found = found.append_column(name, pa.array([""] * found.num_rows, pa.string()))
    return found
