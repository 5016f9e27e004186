"""The documentation of the tables, made from the row classes: `python -m tollbook.warehouse.docs > docs/schema.md`."""

import inspect
import sys
from collections.abc import Iterator

from tollbook.rows.schema import PUBLIC_TABLES, Table, columns
from tollbook.rows.views import PUBLIC_VIEWS, View
from tollbook.warehouse.versions import HISTORY, VERSION

_HEAD = """# The tables of `tollbook.duckdb`

Made from the row classes by `python -m tollbook.warehouse.docs > docs/schema.md`; a test keeps it current. The same is
in the ledger itself: `SELECT table_name, column_name, comment FROM duckdb_columns()`. Rows stand in the order given
under each table. Counts: `low` and `high` are bounds, null is open; a vague word stands in `word`. The views come last.
"""


def schema_markdown() -> str:
    """Return the text of docs/schema.md."""
    return "\n".join(
        [_HEAD, *_versions(), *map(_section, PUBLIC_TABLES.values()), *map(_view_section, PUBLIC_VIEWS.values())]
    )


def _versions() -> Iterator[str]:
    yield "## Versions\n"
    yield (
        f"This is version {VERSION} of the tables; a ledger says its own in `ledger_info`, under `schema_version`. "
        "Tables and columns are added, none changes its meaning. What to do with a ledger of another version: "
        "[operations](operations.md#another-version).\n"
    )
    yield "| version | what is new in it |\n| --- | --- |"
    yield from (f"| {number} | {_cell(what)} |" for number, what in HISTORY.items())
    yield ""


def _section(table: Table) -> str:
    targets = {r.column: f"`{r.table}.{r.target}`" for r in table.references}
    about = " ".join((inspect.getdoc(table.row) or "").split())
    key, order = (", ".join(f"`{name}`" for name in names) for names in (table.key, table.order))
    lines = [
        f"## {table.name}",
        "",
        about,
        "",
        f"Key: {key}. Order: {order}." if table.unique else f"Order: {order}.",
        "",
    ]
    lines += ["| column | type | null | what it is | refers to |", "| --- | --- | --- | --- | --- |"]
    for c in columns(table.row):
        cells = [f"`{c.name}`", c.sql, "yes" if c.nullable else "", _cell(c.comment), targets.get(c.name, "")]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def _view_section(view: View) -> str:
    about = " ".join((inspect.getdoc(view.row) or "").split())
    order = ", ".join(f"`{name}`" for name in view.order)
    lines = [f"## {view.name}", "", f"A view. {about}", "", f"Order: {order}.", ""]
    lines += ["| column | type | what it is |", "| --- | --- | --- |"]
    lines += [f"| `{c.name}` | {c.sql} | {_cell(c.comment)} |" for c in columns(view.row)]
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(schema_markdown())
