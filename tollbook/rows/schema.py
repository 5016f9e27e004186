"""Arrow and DuckDB shapes of the rows, derived from the annotations of the row classes.

`Annotated[str | None, "comment"]` on a field is all there is to say of a column: its type, whether it may be null,
and what it means. Types are str, int, float, bool, dt.date and tuple[str, ...], each with or without `| None`.
Which classes make up the ledger, with their keys, is in `tollbook.rows.tables` (`PUBLIC_TABLES`, also here).
"""

import datetime as dt
import inspect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

from tollbook.memory import collection_paused
from tollbook.rows.tables import PUBLIC_TABLES, Reference, Table
from tollbook.sql import literal, quoted

__all__ = [
    "PUBLIC_TABLES",
    "Column",
    "Reference",
    "Table",
    "arrow_schema",
    "columns",
    "ddl",
    "from_table",
    "to_table",
]

R = TypeVar("R")

_ARROW: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    dt.date: pa.date32(),
    tuple[str, ...]: pa.list_(pa.field("element", pa.string(), nullable=False)),
}
_DUCKDB: dict[Any, str] = {
    str: "VARCHAR",
    int: "BIGINT",
    float: "DOUBLE",
    bool: "BOOLEAN",
    dt.date: "DATE",
    tuple[str, ...]: "VARCHAR[]",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its Python type without `| None`, its types in Arrow and DuckDB, and its comment."""

    name: str
    type: Any
    nullable: bool
    comment: str

    @property
    def arrow(self) -> pa.DataType:
        """Type in Arrow and Parquet."""
        return _ARROW[self.type]

    @property
    def sql(self) -> str:
        """Type in DuckDB."""
        return _DUCKDB[self.type]


@lru_cache(maxsize=128)
def columns(cls: type) -> tuple[Column, ...]:
    """Return the columns of a row class in the order of its fields.

    Raises TypeError, naming the field, for a type that has no column or a field without a comment.
    """
    hints = get_type_hints(cls, include_extras=True)
    return tuple(_column(cls, field.name, hints[field.name]) for field in fields(cls))


def _column(cls: type, name: str, hint: Any) -> Column:
    if get_origin(hint) is not Annotated or not isinstance(hint.__metadata__[0], str):
        raise TypeError(f"{cls.__name__}.{name} needs a comment: Annotated[type, 'what it is']")
    kind = hint.__origin__
    nullable = False
    if isinstance(kind, UnionType) or get_origin(kind) is Union:
        inner = [a for a in get_args(kind) if a is not NoneType]
        nullable, kind = True, inner[0] if len(inner) == 1 else kind
    if kind not in _ARROW:
        raise TypeError(f"{cls.__name__}.{name}: no column type for {kind!r}")
    return Column(name, kind, nullable, " ".join(hint.__metadata__[0].split()))


@lru_cache(maxsize=128)
def arrow_schema(cls: type) -> pa.Schema:
    """Return the Arrow schema of a row class; each field carries its comment as metadata `comment`."""
    return pa.schema(
        [pa.field(c.name, c.arrow, nullable=c.nullable, metadata={"comment": c.comment}) for c in columns(cls)]
    )


def to_table(cls: type[R], rows: Iterable[R]) -> pa.Table:
    """Return rows as an Arrow table with the schema of their class, in the order given.

    Raises ValueError, naming the column, where a value has the wrong type or is None but must not be.
    """
    row: type = cls  # mypy takes type[R] for unhashable
    schema = arrow_schema(row)
    with collection_paused():
        cells = list(zip(*map(_getter(row), rows), strict=True)) or [()] * len(schema)
        return pa.Table.from_arrays(
            [_array(cls, field, values) for field, values in zip(schema, cells, strict=True)], schema=schema
        )


def _getter(cls: type) -> Any:
    names = [c.name for c in columns(cls)]
    if len(names) > 1:
        return attrgetter(*names)
    single = attrgetter(names[0])
    return lambda row: (single(row),)  # attrgetter of one name gives the bare value


def _array(cls: type, field: pa.Field, values: Sequence[Any]) -> pa.Array:
    try:
        array = pa.array(values, type=field.type)
    except (pa.ArrowException, UnicodeEncodeError, OverflowError) as error:
        raise ValueError(f"{cls.__name__}.{field.name}: {error}") from error
    if array.null_count and not field.nullable:
        raise ValueError(f"{cls.__name__}.{field.name}: {array.null_count} null values in a column that allows none")
    return array


def from_table(cls: type[R], table: pa.Table) -> list[R]:
    """Return the rows of an Arrow table that has the columns of `cls` (in any order; others are left out).

    Raises KeyError with the name of a column that is missing.
    """
    row: type = cls  # mypy takes type[R] for unhashable
    with collection_paused():
        return list(map(cls, *(_cells(table, column) for column in columns(row))))


def _cells(table: pa.Table, column: Column) -> list[Any]:
    values: list[Any] = table.column(column.name).to_pylist()
    if column.type == tuple[str, ...]:
        return [None if v is None else tuple(v) for v in values]
    return values


def ddl(cls: type, table_name: str) -> list[str]:
    """Return the DuckDB statements that create the table of a row class and comment on it and its columns.

    The table's comment is the docstring of the class.
    """
    body = ", ".join(f"{quoted(c.name)} {c.sql}{'' if c.nullable else ' NOT NULL'}" for c in columns(cls))
    name = quoted(table_name)
    comments = [f"COMMENT ON COLUMN {name}.{quoted(c.name)} IS {literal(c.comment)}" for c in columns(cls)]
    about = " ".join((inspect.getdoc(cls) or "").split())
    return [f"CREATE TABLE {name} ({body})", f"COMMENT ON TABLE {name} IS {literal(about)}", *comments]
