"""Texts that others wrote, as cells that a spreadsheet takes for text.

A spreadsheet reads a cell of a CSV file that begins with one of `FORMULA` as a formula (OWASP, CSV Injection), some
also after blanks or characters that are not to be seen, so such a text gets an apostrophe before it. So does one that
has apostrophes there already: taking one off gives the text back. Numbers, days and truth values are left as they are:
-99 stays a number. Excel files say of each cell what it is and need no apostrophe. Full-width signs count, as Excel
takes them in East Asia.
"""

import regex

from tollbook.rows.schema import Column
from tollbook.sql import quoted

FORMULA = "=+\\-@\t\r\n＝＋－＠"
BLANKS = " \u00a0\u200b\u2060\u3000\ufeff"
LIST = tuple[str, ...]
MAX_CELL = 32_767  # characters (UTF-16 units) that a cell of Excel holds
CUT = " ... [cut: an Excel cell holds no more]"
_STARTS = regex.compile(f"'*[{BLANKS}]*[{FORMULA}]")


def csv_cell(column: Column) -> str:
    """Return the SQL of a column as it goes to CSV: lists as JSON, texts like formulas after an apostrophe."""
    name = quoted(column.name)
    if column.type == LIST:
        return f"to_json({name})::VARCHAR AS {name}"
    if column.type is not str:
        return name
    return (
        f"CASE WHEN regexp_matches({name}, '^''*[{BLANKS}]*[{FORMULA}]') THEN '''' || {name} ELSE {name} END AS {name}"
    )


def flat(column: Column) -> str:
    """Return the SQL of a column with lists as JSON, texts as they are."""
    name = quoted(column.name)
    return f"to_json({name})::VARCHAR AS {name}" if column.type == LIST else name


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula, were there not the apostrophes before it."""
    return _STARTS.match(text) is not None


def excel_text(text: str) -> tuple[str, bool]:
    """Return a text as long as a cell may be, and whether it was cut."""
    if len(text.encode("utf-16-le")) // 2 <= MAX_CELL:
        return text, False
    room = (MAX_CELL - len(CUT)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT, True
