"""The views of the ledger: SQL of each in a file of its name here, columns and comments from its row class.

A view's SQL gives the columns that can be filled, in any order and type; `view_ddl` puts them in the order and types of
the row class and adds the others as nulls. Nothing here needs a DuckDB newer than 1.2, nor an extension.
"""

import inspect
from importlib.resources import files

from tollbook.ids import digest
from tollbook.rows.schema import Column, columns
from tollbook.rows.views import PUBLIC_VIEWS, UNFILLED, View
from tollbook.sql import literal, quoted

_SHARED = "{context}"  # where a view's SQL has the common table expressions of context.sql


def view_ddl(view: View) -> list[str]:
    """Return the statements that create a view and comment on it and its columns; its tables must be there."""
    body = _read(view.name).replace(_SHARED, _read("context").strip())
    shown = columns(view.row)
    order = ", ".join(f"{term} NULLS LAST" for term in view.order)
    name = quoted(view.name)
    about = " ".join((inspect.getdoc(view.row) or "").split())
    return [
        f"CREATE VIEW {name} AS SELECT {', '.join(map(_selected, shown))} FROM ({body}) ORDER BY {order}",  # noqa: S608
        f"COMMENT ON VIEW {name} IS {literal(about)}",
        *(f"COMMENT ON COLUMN {name}.{quoted(c.name)} IS {literal(c.comment)}" for c in shown),
    ]


def views_digest() -> str:
    """Return a digest of all that makes the views: a ledger with other views is another ledger."""
    return digest([statement for view in PUBLIC_VIEWS.values() for statement in view_ddl(view)])


def _selected(column: Column) -> str:
    value = "NULL" if column.comment.startswith(UNFILLED) else quoted(column.name)
    return f"CAST({value} AS {column.sql}) AS {quoted(column.name)}"


def _read(name: str) -> str:
    return (files(__name__) / f"{name}.sql").read_text(encoding="utf-8")
