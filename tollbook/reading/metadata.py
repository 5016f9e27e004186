"""What is known of articles beside their text: metadata.csv (file, published_on, outlet, url)."""

import datetime as dt
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tollbook.reading.clean import clean
from tollbook.reading.csv_rows import (
    cell_fault,
    columns_named,
    csv_rows,
    lines_of,
    once_each,
    require_columns,
    separator_of,
)
from tollbook.reading.days import FIRST_YEAR, LAST_YEAR
from tollbook.reading.decode import decode
from tollbook.reading.faults import STAGE_METADATA, ReadError
from tollbook.rows import Reject

COLUMNS = ("file", "published_on", "outlet", "url")


@dataclass(frozen=True, slots=True)
class Meta:
    """What one row says of one article; None where it says nothing."""

    published_on: dt.date | None = None
    outlet: str | None = None
    url: str | None = None

    def key(self) -> str:
        """Changes when any of it changes."""
        return "\x1f".join(str(v or "") for v in (self.published_on, self.outlet, self.url))


def iso_day(value: object) -> dt.date | None:
    """The date in a cell (ISO text, date, datetime), None when empty.

    Raises ReadError (bad_date) for what is no day, or none of the years of news.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
    else:
        try:
            day = dt.datetime.fromisoformat(str(value).strip()).date()
        except (ValueError, OverflowError) as error:
            raise ReadError("bad_date", f"{str(value)[:40]!r} is no day; write it as YYYY-MM-DD") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ReadError("bad_date", f"{str(value)[:40]!r} is not between {FIRST_YEAR} and {LAST_YEAR}; correct it")
    return day


def read_metadata(
    path: Path, name: str, known: Collection[str], before: Collection[str] = ()
) -> tuple[dict[str, Meta], list[Reject]]:
    """Return metadata by source_id, and the rows and cells refused. Raises OSError, ReadError where all of it is.

    `name` is the file's own name relative to the articles folder; names in it are relative to its folder.
    `known` are the source_ids of the files there, `before` those of which another metadata.csv told already.
    """
    lines = lines_of(decode(path.read_bytes(), rows=True))
    if not lines:
        raise ReadError("empty", "the file holds no text; remove it")
    separator = separator_of(lines[0])
    rows = csv_rows(lines, separator)
    _, header = next(rows, (1, []))
    names = _names(header)
    table = _Table(PurePosixPath(name).parent, _spellings(known), names, dict.fromkeys(before, Meta()))
    rejects: list[Reject] = []
    for line, cells in rows:
        try:
            if isinstance(cells, ReadError):
                raise cells
            table.take(cells)
        except ReadError as error:
            rejects.append(error.reject(f"{name}:{line}", STAGE_METADATA))
    for source_id in before:
        del table.found[source_id]
    return table.found, rejects


def _names(header: list[str] | ReadError) -> list[str]:
    if isinstance(header, ReadError):
        raise header
    names = columns_named(header)
    require_columns(names, COLUMNS[:1], f"the first line must name the columns {', '.join(COLUMNS)}")
    once_each(names, COLUMNS)
    return names


def _spellings(known: Collection[str]) -> dict[str, str]:
    """Names of files by their own spelling and by Unicode's composed one: file systems and spreadsheets differ."""
    found: dict[str, str] = {}
    for source_id in sorted(known):
        composed = unicodedata.normalize("NFC", source_id)
        found[composed] = "" if composed in found else source_id  # two files: only their own spellings tell them apart
    return found | {source_id: source_id for source_id in known}


@dataclass(frozen=True, slots=True)
class _Table:
    folder: PurePosixPath
    known: Mapping[str, str]
    names: Sequence[str]
    found: dict[str, Meta]

    def take(self, row: Sequence[str]) -> None:
        """Note what a row says. Raises ReadError; after bad_date the rest of it is noted all the same."""
        fault = cell_fault(row, len(self.names))
        if fault is not None:
            raise fault
        cells = {name: " ".join(clean(cell).split()) for name, cell in zip(self.names, row, strict=True)}
        file = row[self.names.index("file")].strip()
        if not file:
            raise ReadError("missing_file", "the cell `file` is empty; name the file or drop the row")
        source_id = (self.folder / file).as_posix()
        source_id = self.known.get(source_id) or self.known.get(unicodedata.normalize("NFC", source_id)) or ""
        if not source_id:
            raise ReadError("metadata_without_file", f"no file {file[:300]!r} here; correct the name or drop the row")
        if source_id in self.found:
            raise ReadError("repeated_file", f"{file!r} stands above or in another metadata.csv already; keep one row")
        meta = Meta(None, cells.get("outlet") or None, cells.get("url") or None)
        self.found[source_id] = meta
        self.found[source_id] = Meta(iso_day(cells.get("published_on")), meta.outlet, meta.url)
