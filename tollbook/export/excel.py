"""Datasets to one Excel workbook: a sheet each, and a codebook sheet before them.

Cells carry their type, so a text is never a formula, a link or a number, and numbers and days stay what they are.
Rows go to the disk as they come (XlsxWriter's constant memory); what is in memory is the workbook as it is packed.
Nothing in the file depends on when it was made.
"""

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from tollbook.export.cells import LIST, excel_text, flat, looks_like_formula
from tollbook.export.datasets import Dataset
from tollbook.export.faults import ExportError
from tollbook.export.units import unit_of
from tollbook.export.writers import Told, batches
from tollbook.rows.schema import Column

MAX_ROWS = 1_048_576  # of a sheet, with the line of names
CODEBOOK = "codebook"
_EPOCH = dt.datetime(2000, 1, 1)
_FIRST_DAY = dt.date(1900, 3, 1)  # before it, Excel's calendar is off by a day: written as text
_TYPES = {str: "text", int: "whole number", float: "number", bool: "true or false", dt.date: "day", LIST: "list (JSON)"}
_WIDTHS = {int: 10, float: 11, bool: 10, dt.date: 11}
_WIDE = 24  # columns of text, in characters
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def check_rows(dataset: Dataset, rows: int) -> None:
    """Raise ExportError where a dataset has more rows than a sheet holds."""
    if rows >= MAX_ROWS:
        raise ExportError(
            f"{dataset.name} has {rows:,} rows; a sheet of Excel holds {MAX_ROWS - 1:,} and the line of names.",
            "Take --format csv or parquet for it, or select less with --country, --from and --to.",
        )


def write_workbook(db: duckdb.DuckDBPyConnection, datasets: Sequence[Dataset], path: Path, told: Told) -> int:
    """Write datasets as sheets of a workbook; returns how many texts were cut because a cell cannot hold them.

    Raises OSError.
    """
    packed = BytesIO()  # a file that cannot be written leaves XlsxWriter with one that it can never close
    try:
        with xlsxwriter.Workbook(packed, {**_OPTIONS, "tmpdir": str(path.parent)}) as book:
            book.set_properties({"created": _EPOCH, "title": "Tollbook"})
            pen = _Pen(book)
            _codebook(pen, book.add_worksheet(CODEBOOK), datasets)
            for dataset in datasets:
                _sheet(db, pen, book.add_worksheet(dataset.name), dataset, told)
    except FileCreateError as error:  # of the files that rows wait in: holds the OSError
        raise error.args[0] from error
    path.write_bytes(packed.getbuffer())
    return pen.cut


class _Pen:
    """Writes single cells in the formats of one workbook, and counts those that were cut."""

    def __init__(self, book: Workbook) -> None:
        self.head: Format = book.add_format({"bold": True, "bottom": 1})
        self._day: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self._quoted: Format = book.add_format({"quote_prefix": True})
        self.cut = 0

    def cell(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        """Write a value as what it is; nothing for None."""
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value)
        elif isinstance(value, dt.date) and value >= _FIRST_DAY:
            sheet.write_datetime(row, column, value, self._day)
        elif value is not None:
            self._text(sheet, row, column, str(value))

    def _text(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        kept, was_cut = excel_text(text)
        self.cut += was_cut
        # Typed as text it is no formula; the prefix keeps it so when somebody edits the cell.
        sheet.write_string(row, column, kept, self._quoted if looks_like_formula(kept) else None)


def _sheet(db: duckdb.DuckDBPyConnection, pen: _Pen, sheet: Worksheet, dataset: Dataset, told: Told) -> None:
    for place, column in enumerate(dataset.columns):
        sheet.set_column(place, place, max(_WIDTHS.get(column.type, _WIDE), len(column.name) + 2))
    sheet.freeze_panes(1, 0)
    _line(pen, sheet, 0, [c.name for c in dataset.columns], head=True)
    row = 0
    for batch in batches(db, dataset.sql(", ".join(map(flat, dataset.columns)))):
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            row += 1
            _line(pen, sheet, row, values)
        told(batch.num_rows)
    sheet.autofilter(0, 0, row, len(dataset.columns) - 1)


def _codebook(pen: _Pen, sheet: Worksheet, datasets: Sequence[Dataset]) -> None:
    names = {"sheet": 24, "column": 26, "type": 14, "unit": 11, "may be empty": 13, "refers to": 28, "what it is": 100}
    for place, width in enumerate(names.values()):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    _line(pen, sheet, 0, list(names), head=True)
    row = 0
    for dataset in datasets:
        row += 1
        _line(pen, sheet, row, [dataset.name, None, None, None, None, None, dataset.about])
        targets = {r.column: f"{r.table}.{r.target}" for r in dataset.references}
        for column in dataset.columns:
            row += 1
            _line(pen, sheet, row, _described(dataset, column, targets.get(column.name)))
    sheet.autofilter(0, 0, row, len(names) - 1)


def _described(dataset: Dataset, column: Column, target: str | None) -> list[str | None]:
    empty = "yes" if column.nullable else "no"
    return [
        dataset.name, column.name, _TYPES[column.type], unit_of(dataset.name, column), empty, target, column.comment
    ]  # fmt: skip


def _line(pen: _Pen, sheet: Worksheet, row: int, values: Sequence[Any], *, head: bool = False) -> None:
    for place, value in enumerate(values):
        if head:
            sheet.write_string(row, place, str(value), pen.head)
        else:
            pen.cell(sheet, row, place, value)
