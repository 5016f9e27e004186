"""What an asset tells the UI of its materialisation: what one wants to see first, then counts, and its data version."""

import datetime as dt
from collections.abc import Mapping, Sequence

import dagster as dg
import duckdb

from assets.glances import LOOKS, Glance
from pipelines.resources import Home
from tollbook.markdown import MAX_CELL, bar, markdown_table
from tollbook.rows.schema import Table, columns
from tollbook.sql import quoted
from tollbook.stages import StageSummary

__all__ = ["bars", "columns_of", "materialized"]

SAMPLE_ROWS = 8
SAMPLE_COLUMNS = 6
SAMPLE_CELL = 30  # characters: a long word without a break would push the whole page aside
MAX_RULES = 30
WIDE = 200  # characters of a cell that is to be read
INLINE = 1000  # characters of Markdown from which on Dagster's UI shows a button instead


def columns_of(tables: Sequence[Table]) -> dict[str, dg.TableSchema]:
    """Return definition metadata: the columns of an asset's first table, with their comments, behind a button.

    Under Dagster's own key they would fill the first screen of every asset.
    """
    found = [
        dg.TableColumn(c.name, c.sql, c.comment, dg.TableColumnConstraints(nullable=c.nullable))
        for c in columns(tables[0].row)
    ]
    return {f"columns of {tables[0].name}": dg.TableSchema(columns=found)}


def materialized(
    asset: str, home: Home, summary: StageSummary, tables: Sequence[Table], more: Mapping[str, object] | None = None
) -> dg.MaterializeResult:
    """Return the result of an asset whose tables are in the home: metadata and the digest as data version."""
    look = LOOKS.get(asset)
    db = home.looking_at((*(table.name for table in tables), *(look.also if look else ())))
    counts = {f"rows: {table.name}": summary.rows[table.name] for table in tables[1:] if table.name in summary.rows}
    return dg.MaterializeResult(
        metadata={
            **_seen(db, asset),
            **home.site_link,
            **rule_hits(summary.hits),
            **(more or {}),
            "dagster/row_count": summary.rows[tables[0].name],
            **counts,
            "shards computed": summary.computed,
            "shards kept": summary.kept,
            f"first rows: {tables[0].name}": sample(db, tables[0]),
        },
        data_version=dg.DataVersion(summary.digest),
    )


def _seen(db: duckdb.DuckDBPyConnection, asset: str) -> dict[str, dg.MetadataValue]:
    """The sentence and tables of an asset's look; a table without rows is left out."""
    look = LOOKS.get(asset)
    if look is None:
        return {}
    (sentence,) = db.execute(look.short).fetchall()[0]
    drawn = ((glance.title, _drawn(db, glance)) for glance in look.glances)
    return {
        "in short": dg.MetadataValue.text(sentence),
        **{title: value for title, value in drawn if value is not None},
    }


def _drawn(db: duckdb.DuckDBPyConnection, glance: Glance) -> dg.MarkdownMetadataValue | None:
    cursor = db.execute(glance.sql)
    names, rows = [column[0] for column in cursor.description or ()], cursor.fetchall()
    if not rows:
        return None
    if glance.bars:
        return bars(names, rows)
    return table_of(names, rows, WIDE if glance.wide else MAX_CELL)


def bars(names: Sequence[str], rows: Sequence[Sequence[object]]) -> dg.MarkdownMetadataValue:
    """Return a table whose last column, a count, is drawn as a bar beside it."""
    counts = [value if isinstance(value, int) else 0 for *_, value in rows]
    drawn = [(*row, bar(count, max(counts))) for row, count in zip(rows, counts, strict=True)]
    return table_of((*names, " "), drawn)


def table_of(names: Sequence[str], rows: Sequence[Sequence[object]], most: int = MAX_CELL) -> dg.MarkdownMetadataValue:
    """Return a table of as many of the rows as the UI shows at once; a last row says how many are left out."""
    shown, rows = len(rows), [[_unbroken(cell) for cell in row] for row in rows]
    table = markdown_table(names, rows, most)
    while len(table) >= INLINE and shown > 1:
        shown -= 1
        left_out = (f"… {len(rows) - shown} more", *("" for _ in names[1:]))
        table = markdown_table(names, [*rows[:shown], left_out], most)
    return dg.MetadataValue.md(table)


def _unbroken(cell: object) -> object:
    """A day as text that is not broken over two lines."""
    return cell.isoformat().replace("-", "\N{NON-BREAKING HYPHEN}") if isinstance(cell, dt.date) else cell


def shown_columns(table: Table) -> list[str]:
    """Return the columns of a table that say most to a reader: the words first, ids left out."""
    telling = [name for name in table.columns if not name.endswith(("_id", "_ids", "sha256", "_char", "_bands"))]
    return sorted(telling, key=lambda name: name != "quote")[:SAMPLE_COLUMNS]


def sample(db: duckdb.DuckDBPyConnection, table: Table) -> dg.MarkdownMetadataValue:
    """Return the first rows of a table."""
    names = shown_columns(table)
    cut = ", ".join(quoted(name) for name in names)
    order = ", ".join(quoted(name) for name in table.order)
    rows = db.execute(f"SELECT {cut} FROM {quoted(table.name)} ORDER BY {order} LIMIT {SAMPLE_ROWS}").fetchall()  # noqa: S608
    return table_of(names, rows, SAMPLE_CELL)


def rule_hits(hits: Mapping[str, int]) -> dict[str, object]:
    """Return metadata on rows per rule, most first; nothing where rules make no rows."""
    if not hits:
        return {}
    ranked = sorted(hits.items(), key=lambda item: (-item[1], item[0]))[:MAX_RULES]
    return {"rules that matched": len(hits), "rule hits": bars(("rule", "rows"), ranked)}
