"""What analysts correct: corrections.csv in the articles folder (target_id, action, value, author, date, reason).

Here its lines are read; what they are about is looked up when everything else is known (`ledger.corrections`).
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tollbook.reading.clean import clean
from tollbook.reading.csv_rows import SEPARATORS
from tollbook.reading.decode import decode
from tollbook.reading.faults import STAGE_CORRECTIONS, ReadError, unreadable
from tollbook.reading.inputs import CORRECTIONS_FILE, check_file
from tollbook.reading.metadata import iso_day
from tollbook.rows import CorrectionLine, Reject

COLUMNS = ("target_id", "action", "value", "author", "date", "reason")
ACTIONS = ("reject", "change", "merge", "split", "move")
MAX_BYTES = 4 * 1024 * 1024
MAX_CELL = 1000  # characters
MAX_LINES = 10_000  # corrections; what an analyst can write
_MAY_BE_EMPTY = ("value",)
_MOST_LINES = 40  # of one record: a quote that is never closed must not swallow the file

Cells = Mapping[str, str]


def read_corrections(folder: Path) -> tuple[list[CorrectionLine], list[Reject]]:
    """Return the lines of corrections.csv in an articles folder, and those refused, each with its line and column.

    Lines that stand in it once more are refused; blank ones are passed over. Nothing when there is no such file.
    """
    file = folder / CORRECTIONS_FILE
    if not (folder.is_dir() and (file.is_file() or file.is_symlink() or (file.exists() and not file.is_dir()))):
        return [], []
    try:
        size = check_file(file, folder).st_size
        if size > MAX_BYTES:
            raise ReadError(
                "too_large", f"{size:,} bytes, more than {MAX_BYTES:,}; split it, or remove what is no correction"
            )
        text = decode(file.read_bytes(), rows=True)
    except ReadError as error:
        return [], [error.reject(CORRECTIONS_FILE, STAGE_CORRECTIONS)]
    except OSError as error:
        return [], [unreadable(error).reject(CORRECTIONS_FILE, STAGE_CORRECTIONS)]
    return _lines(list(io.StringIO(text.lstrip("\ufeff"), newline="")))


def where(line: int) -> str:
    """Return how a line is called in `rejects.source_id`."""
    return f"{CORRECTIONS_FILE}:{line}"


def _lines(text: Sequence[str]) -> tuple[list[CorrectionLine], list[Reject]]:
    records = _records(text)
    first, header = next(records, (1, []))
    found: dict[tuple[object, ...], CorrectionLine] = {}
    rejects: list[Reject] = []
    try:
        names = _names(header)
    except ReadError as error:
        return [], [error.reject(where(first), STAGE_CORRECTIONS)]
    for number, record in records:
        if len(found) + len(rejects) == MAX_LINES:
            told = f"more than {MAX_LINES:,} corrections; from here on the file is unread"
            rejects.append(Reject(where(number), STAGE_CORRECTIONS, "too_many", told))
            break
        try:
            line = _line(number, names, record)
            same = found.setdefault(_said(line), line)
            if same is not line:
                raise ReadError("repeated_line", f"line {same.line} says the same; remove one of them")
        except ReadError as error:
            rejects.append(error.reject(where(number), STAGE_CORRECTIONS))
    return list(found.values()), rejects


def _records(text: Sequence[str]) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Yield the number of its first line and the cells of each record that is not blank; reading goes on after faults.

    The first record, the header, decides what stands between cells.
    """
    between: str | None = None
    at = 0
    while at < len(text):
        delimiter = between or max(SEPARATORS, key=text[at].count)
        reader = csv.reader(text[at : at + _MOST_LINES], delimiter=delimiter, strict=True)
        try:
            cells: list[str] | csv.Error = next(reader, [])
        except csv.Error as error:
            cells = error
        if isinstance(cells, csv.Error) or any(cell.strip() for cell in cells):
            between = delimiter
            yield at + 1, cells
        at += 1 if isinstance(cells, csv.Error) else max(1, reader.line_num)


def _names(header: list[str] | csv.Error) -> list[str]:
    if isinstance(header, csv.Error):
        raise ReadError("bad_csv", f"{header}; the first line must name the columns {', '.join(COLUMNS)}")
    names = [name.strip().casefold() for name in header]
    missing = [name for name in COLUMNS if name not in names]
    twice = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    if missing:
        detail = f"there is no column {', '.join(missing)}; the first line must name {', '.join(COLUMNS)}"
        raise ReadError("missing_columns", detail)
    if twice:
        raise ReadError("repeated_columns", f"the first line names {', '.join(twice)} more than once; keep one of each")
    return names


def _line(number: int, names: Sequence[str], record: list[str] | csv.Error) -> CorrectionLine:
    if isinstance(record, csv.Error):
        raise ReadError("bad_csv", f"{record}; write a quote within quotes twice, and close every quote")
    if len(record) != len(names):
        detail = f"{len(record)} cells for {len(names)} columns; put quotes around cells with commas"
        raise ReadError("bad_row", detail)
    cells = {name: _clean(cell) for name, cell in zip(names, record, strict=True) if name in COLUMNS}
    for name, cell in cells.items():
        if not cell and name not in _MAY_BE_EMPTY:
            raise ReadError("missing_cell", f"column {name}: it is empty; every correction says who, when and why")
        if len(cell) > MAX_CELL:
            raise ReadError("too_long", f"column {name}: {len(cell):,} characters, more than {MAX_CELL:,}; shorten it")
    action = cells["action"].casefold()
    if action not in ACTIONS:
        known = ", ".join(ACTIONS)
        raise ReadError("unknown_action", f"column action: {cells['action'][:40]!r} is none of {known}; correct it")
    return CorrectionLine(
        line=number,
        target_id=cells["target_id"],
        action=action,
        value=cells["value"],
        author=cells["author"],
        date=_day(cells),
        reason=cells["reason"],
    )


def _day(cells: Cells) -> dt.date:
    try:
        day = iso_day(cells["date"])
    except ReadError as error:
        raise ReadError(error.reason, f"column date: {error.detail}") from error
    if day is None:  # refused as empty before
        raise ReadError("missing_cell", "column date: it is empty")
    return day


def _clean(cell: str) -> str:
    """A cell in one line, without characters that cannot be seen: it is quoted in explanations."""
    return " ".join(clean("".join(c for c in cell if c.isprintable() or c.isspace())).split())


def _said(line: CorrectionLine) -> tuple[object, ...]:
    return line.target_id, line.action, line.value, line.author, line.date, line.reason
