"""The catalogue of bad input: what a folder of articles may hold, and what comes of it.

The tests run each case, and the table of docs/bad-input.md is written from what came of them.
"""

from reliability.cases import files, pages, parquet, rows, tables, text
from reliability.cases.case import Case as Case

CASES: tuple[Case, ...] = (*files.CASES, *text.CASES, *pages.CASES, *rows.CASES, *parquet.CASES, *tables.CASES)
