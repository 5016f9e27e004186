"""Records of CSV files. A fault of one record is told, and reading goes on where records begin again."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from tollbook.reading.faults import ReadError
from tollbook.reading.pieces import MAX_ROW

SEPARATORS = ",;\t"  # spreadsheets write what the country they are set to writes
Trusted = Callable[[Sequence[str]], bool]


def columns_named(names: Iterable[object]) -> list[str]:
    """Return the names of columns, without the blanks around them and a byte order mark."""
    return [str(name).lstrip("\ufeff").strip() for name in names]


def separator_of(header: str) -> str:
    """Return what separates the columns of a CSV file with this first line."""
    return max(SEPARATORS, key=header.count)


def require_columns(names: Iterable[str], required: Sequence[str], advice: str) -> None:
    """Raise ReadError (missing_columns) when one of `required` is not among the columns."""
    there = list(dict.fromkeys(names))
    missing = [name for name in required if name not in there]
    if missing:
        found = ", ".join(name[:40] for name in sorted(there)[:8]) or "none"
        raise ReadError("missing_columns", f"no column {' and '.join(missing)}; found: {found}; {advice}")


def once_each(names: Sequence[str], known: Sequence[str]) -> None:
    """Raise ReadError (repeated_columns) when one of the `known` columns stands twice."""
    twice = sorted({name for name in names if name in known and names.count(name) > 1})
    if twice:
        raise ReadError("repeated_columns", f"column {' and '.join(twice)} stands more than once; keep one of each")


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as the csv module counts them, with their ends."""
    return list(io.StringIO(text, newline=""))


def record_of(width: int, key: int) -> Trusted:
    """Return what tells a record from words of a broken one: `width` cells, and one word in cell `key`."""
    return lambda cells: len(cells) == width and len(cells[key].split()) == 1


def csv_rows(
    lines: Sequence[str], separator: str, trusted: Trusted = bool
) -> Iterator[tuple[int, list[str] | ReadError]]:
    """Yield the number of its first line and the cells of each record that is not blank, or why it cannot be read.

    After a fault lines are passed over until two records in a row are `trusted`, or the last one is: words out of a
    broken article must not pass for a record.
    """
    limit = csv.field_size_limit(MAX_ROW)
    try:
        yield from _records(lines, separator, trusted)
    finally:
        csv.field_size_limit(limit)


def cell_fault(cells: Sequence[str], width: int) -> ReadError | None:
    """Return what is wrong with the cells of a record under a header of `width` columns."""
    if len(cells) != width:
        found = f"{len(cells)} cell{'s' * (len(cells) != 1)} for {width} columns"
        return ReadError("bad_row", f"{found}; put quotes around cells with commas")
    if any("\x00" in cell for cell in cells):
        return ReadError("bad_row", "a NUL byte; remove it")
    return None


def _records(lines: Sequence[str], separator: str, trusted: Trusted) -> Iterator[tuple[int, list[str] | ReadError]]:
    at = 0
    while at < len(lines):
        begun = at
        reader = _reader(lines, at, separator)
        try:
            for cells in reader:
                if cells:
                    yield begun + 1, cells
                begun = at + reader.line_num
            return
        except csv.Error as error:
            at = _resumes(lines, begun + 1, separator, trusted)
            lost = f"lines {begun + 1} to {at} are" if at > begun + 1 else f"line {at} is"
            told = f"{error}; {lost} not read: write a quote within quotes twice, and close every quote"
            yield begun + 1, ReadError("bad_csv", told)


def _resumes(lines: Sequence[str], at: int, separator: str, trusted: Trusted) -> int:
    """Return where records can be trusted again, at `at` or later; after the last line if nowhere."""
    for place in range(at, len(lines)):
        reader = _reader(lines, place, separator)
        try:
            first: Sequence[str] = next(reader, [])
            second: Sequence[str] | None = next(reader, None)
        except csv.Error:
            continue
        if first and trusted(first) and (second is None or trusted(second)):
            return place
    return len(lines)


def _reader(lines: Sequence[str], at: int, separator: str) -> Any:  # csv does not name its type
    return csv.reader(map(lines.__getitem__, range(at, len(lines))), delimiter=separator, strict=True)
