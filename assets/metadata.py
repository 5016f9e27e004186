"""What an asset tells the UI of its materialisation: counts, rule hits, a small table, and its data version."""

from collections.abc import Mapping, Sequence

import dagster as dg

from tollbook.markdown import escaped, markdown_table
from tollbook.rows.schema import Table, columns
from tollbook.stages import StageStore, StageSummary

__all__ = ["column_schema", "escaped", "markdown_table", "materialized"]

SAMPLE_ROWS = 8
SAMPLE_COLUMNS = 8
MAX_RULES = 30


def column_schema(tables: Sequence[Table]) -> dict[str, dg.TableSchema]:
    """Return definition metadata: the columns of an asset's first table, with their comments."""
    found = [
        dg.TableColumn(c.name, c.sql, c.comment, dg.TableColumnConstraints(nullable=c.nullable))
        for c in columns(tables[0].row)
    ]
    return {"dagster/column_schema": dg.TableSchema(columns=found)}


def shown_columns(table: Table) -> list[str]:
    """Return the columns of a table that say most to a reader: the words first, ids left out."""
    telling = [name for name in table.columns if not name.endswith(("_id", "_ids", "sha256", "_char"))]
    return sorted(telling, key=lambda name: name != "quote")[:SAMPLE_COLUMNS]


def sample(store: StageStore, table: Table) -> dg.MarkdownMetadataValue:
    """Return the first rows of a table of the store."""
    names = shown_columns(table)
    head = store.head(table.name, SAMPLE_ROWS).to_pylist()
    return dg.MetadataValue.md(markdown_table(names, ([row[name] for name in names] for row in head)))


def rule_hits(hits: Mapping[str, int]) -> dict[str, object]:
    """Return metadata on rows per rule, most first; nothing where rules make no rows."""
    if not hits:
        return {}
    ranked = sorted(hits.items(), key=lambda item: (-item[1], item[0]))[:MAX_RULES]
    return {"rules that matched": len(hits), "rule hits": dg.MetadataValue.md(markdown_table(("rule", "rows"), ranked))}


def materialized(
    summary: StageSummary, store: StageStore, tables: Sequence[Table], more: Mapping[str, object] | None = None
) -> dg.MaterializeResult:
    """Return the result of an asset whose tables are in the store: metadata and the digest as data version."""
    counts = {f"rows: {table.name}": summary.rows[table.name] for table in tables[1:] if table.name in summary.rows}
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": summary.rows[tables[0].name],
            **counts,
            **(more or {}),
            "shards computed": summary.computed,
            "shards kept": summary.kept,
            **rule_hits(summary.hits),
            **{f"first rows: {table.name}": sample(store, table) for table in tables},
        },
        data_version=dg.DataVersion(summary.digest),
    )
