"""One dataset to one file: CSV, Parquet, GeoJSON. Rows stream from the ledger; the same ledger gives the same bytes."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tollbook.export.cells import csv_cell
from tollbook.export.datasets import Dataset
from tollbook.sql import literal, quoted

BATCH = 20_000  # rows in memory at a time
_BOM = "\ufeff"
Told = Callable[[int], None]  # told how many rows more are written


def write_csv(db: duckdb.DuckDBPyConnection, dataset: Dataset, path: Path, *, bom: bool = False) -> None:
    """Write a dataset as CSV (RFC 4180, UTF-8, line feeds). With `bom`, Excel sees by itself that it is UTF-8."""
    cells = [csv_cell(c) for c in dataset.columns]
    if bom:  # as the start of the first name: the rows need not be copied once more
        first = dataset.columns[0].name
        cells[0] = cells[0].removesuffix(f" AS {quoted(first)}") + f" AS {quoted(_BOM + first)}"
    query = dataset.sql(", ".join(cells))
    try:
        db.execute(f"COPY ({query}) TO {literal(str(path.resolve()))} (FORMAT csv, HEADER true, DELIMITER ',')")
    except duckdb.IOException as error:  # of the file, not of the ledger: as Python's own writing would say it
        raise OSError(str(error)) from error


def write_parquet(db: duckdb.DuckDBPyConnection, dataset: Dataset, path: Path, told: Told) -> None:
    """Write a dataset as Parquet: types as in the ledger, lists as lists, each column's comment in its metadata."""
    schema = pa.schema(
        [pa.field(c.name, c.arrow, c.nullable, {"comment": c.comment}) for c in dataset.columns],
        {"comment": dataset.about},
    )
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches(db, dataset.sql(", ".join(quoted(c.name) for c in dataset.columns))):
            table = pa.Table.from_batches([batch]).cast(_open(schema))
            writer.write_table(pa.Table.from_arrays(table.columns, schema=schema))
            told(batch.num_rows)


def _open(schema: pa.Schema) -> pa.Schema:
    """The schema with every column nullable, as DuckDB gives them."""
    return pa.schema([field.with_nullable(True) for field in schema])


def write_geojson(db: duckdb.DuckDBPyConnection, dataset: Dataset, path: Path, told: Told) -> None:
    """Write a dataset with a place as GeoJSON (RFC 7946): a point each, WGS 84; null where the place is not known."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write('{"type": "FeatureCollection", "features": [')
        separator = "\n"
        for batch in batches(db, dataset.sql()):
            for row in batch.to_pylist():
                stream.write(separator + json.dumps(_feature(row, dataset), ensure_ascii=False, default=str))
                separator = ",\n"
            told(batch.num_rows)
        stream.write("\n]}\n")


def _feature(row: dict[str, Any], dataset: Dataset) -> dict[str, Any]:
    latitude, longitude = (row[name] for name in dataset.point or ())
    known = latitude is not None and longitude is not None
    return {
        "type": "Feature",
        "id": row[dataset.identity] if dataset.identity else None,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]} if known else None,
        "properties": {c.name: row[c.name] for c in dataset.columns},
    }


def batches(db: duckdb.DuckDBPyConnection, sql: str) -> Iterator[Any]:
    """Yield the rows of a query as Arrow batches, never all at once."""
    yield from db.sql(sql).to_arrow_reader(BATCH)
