"""Rows of the shard at work that a later stage need not read back: those made a moment ago, and those read already."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tollbook.broken import Broken
from tollbook.rows.documents import Document
from tollbook.rows.schema import Table, columns, from_table

ByDocument = dict[str, list[Any]]
_doc_id = attrgetter("doc_id")
_AS_READ_BACK = (str, int, float, bool, dt.date)


@dataclass(slots=True)
class Held:
    """What is at hand of one shard, by table, each as reading the table's file would give it."""

    rows: dict[str, tuple[type, list[Any]]] = field(default_factory=dict)
    grouped: dict[str, ByDocument] = field(default_factory=dict)
    documents: list[Document] | None = None  # those that are extracted
    broken: dict[str, tuple[Broken, ...]] = field(default_factory=dict)  # articles that are not in a table, by its name

    def keep(self, table: Table, rows: Sequence[Any], made: pa.Table) -> pa.Table:
        """Keep the rows of a table; returns it in its order, which theirs is from now on."""
        if not table.order or made.num_rows < 2:
            ordered, in_turn = made, list(rows)
        else:
            places = pc.sort_indices(made, sort_keys=[(column, "ascending") for column in table.order])
            ordered, in_turn = made.take(places), [rows[i] for i in places.to_pylist()]
        plain = _plain(table.row, in_turn)
        self.rows[table.name] = (table.row, in_turn if plain else from_table(table.row, ordered))
        return ordered

    def rows_of(self, table: Table) -> list[Any] | None:
        """Return the rows of a table, None when they are not at hand as rows of its class."""
        row, rows = self.rows.get(table.name, (None, None))
        return rows if row is table.row else None


def by_document(rows: Iterable[Any]) -> ByDocument:
    """Return the rows of each document by its id, within it in the order given."""
    ordered = sorted(rows, key=_doc_id)  # stable: within a document the order of the table stays
    return {doc_id: list(group) for doc_id, group in groupby(ordered, key=_doc_id)}


def _plain(row: type, rows: list[Any]) -> bool:
    """Whether every value is of the very type that reading it back would give: no int for a float, no subclass."""
    for column in columns(row):
        values = list(map(attrgetter(column.name), rows))
        kinds = set(map(type, values)) - {type(None)}
        if column.type in _AS_READ_BACK:
            plain = kinds <= {column.type}
        else:
            plain = kinds <= {tuple} and {type(e) for value in values for e in value or ()} <= {str}
        if not plain:
            return False
    return set(map(type, rows)) <= {row}
