"""The formats that can be exported: one entry says all that a format is to the rest of the code."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tollbook.export.datasets import Dataset
from tollbook.export.excel import check_rows, write_workbook
from tollbook.export.writers import Told, write_csv, write_geojson, write_parquet


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files.

    `write` fills a file with datasets, tells of the rows written, and returns how many texts were cut; with `bom` a
    file of text begins with a byte order mark. `together` names the one file that holds all datasets; without it there
    is a file for each. `points_only` leaves out datasets without a place; `table` says that the data package describes
    the columns; `check` refuses a dataset, given its number of rows, with ExportError.
    """

    about: str
    media_type: str
    write: Callable[[duckdb.DuckDBPyConnection, Sequence[Dataset], Path, Told, bool], int]
    together: str | None = None
    points_only: bool = False
    table: bool = False
    check: Callable[[Dataset, int], None] = lambda *_: None


def _csv(db: duckdb.DuckDBPyConnection, datasets: Sequence[Dataset], path: Path, _: Told, bom: bool) -> int:
    write_csv(db, datasets[0], path, bom=bom)
    return 0


def _parquet(db: duckdb.DuckDBPyConnection, datasets: Sequence[Dataset], path: Path, told: Told, _: bool) -> int:
    write_parquet(db, datasets[0], path, told)
    return 0


def _xlsx(db: duckdb.DuckDBPyConnection, datasets: Sequence[Dataset], path: Path, told: Told, _: bool) -> int:
    return write_workbook(db, datasets, path, told)


def _geojson(db: duckdb.DuckDBPyConnection, datasets: Sequence[Dataset], path: Path, told: Told, _: bool) -> int:
    write_geojson(db, datasets[0], path, told)
    return 0


FORMATS: Mapping[str, Format] = {
    "csv": Format(
        "comma-separated, UTF-8; texts that look like formulas begin with an apostrophe", "text/csv", _csv, table=True
    ),
    "parquet": Format("typed columns, for pandas, R, DuckDB", "application/vnd.apache.parquet", _parquet),
    "xlsx": Format(
        "an Excel workbook with a codebook sheet",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _xlsx,
        together="tollbook.xlsx",
        check=check_rows,
    ),
    "geojson": Format("points for a map, for what has a place", "application/geo+json", _geojson, points_only=True),
}
