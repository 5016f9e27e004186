"""What is known of articles beside their text: metadata.csv (file, published_on, outlet, url)."""

import csv
import datetime as dt
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

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
    """The date in a cell (ISO text, date, datetime), None when empty. Raises ReadError (bad_date)."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.datetime.fromisoformat(str(value).strip()).date()
    except ValueError as error:
        raise ReadError("bad_date", f"{str(value)[:40]!r} is no day; write it as YYYY-MM-DD") from error


def read_metadata(path: Path, name: str, known: Collection[str]) -> tuple[dict[str, Meta], list[Reject]]:
    """Return metadata by source_id, and the rows refused.

    `name` is the file's own name relative to the articles folder; names in it are relative to its folder.
    `known` are the source_ids of the files there.
    """
    try:
        text = decode(path.read_bytes())
    except ReadError as error:
        return {}, [error.reject(name, STAGE_METADATA)]
    except OSError as error:
        return {}, [Reject(name, STAGE_METADATA, "unreadable", f"{error.strerror}; check the permissions")]
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
    out: dict[str, Meta] = {}
    rejects: list[Reject] = []
    folder = PurePosixPath(name).parent
    try:
        if "file" not in (reader.fieldnames or ()):
            detail = f"the first line must name the columns {', '.join(COLUMNS)}; it has {reader.fieldnames}"
            return {}, [Reject(name, STAGE_METADATA, "missing_columns", detail)]
        for row in reader:
            try:
                source_id, meta = _row(row, folder, known, out)
                out[source_id] = meta
            except ReadError as error:
                rejects.append(error.reject(f"{name}:{reader.line_num}", STAGE_METADATA))
    except csv.Error as error:
        rejects.append(Reject(f"{name}:{reader.line_num}", STAGE_METADATA, "bad_csv", f"{error}; the rest is unread"))
    return out, rejects


def _row(
    row: dict[str | None, str | list[str] | None], folder: PurePosixPath, known: Collection[str], seen: Collection[str]
) -> tuple[str, Meta]:
    if None in row or any(v is None for v in row.values()):
        raise ReadError("bad_row", "more or fewer cells than columns; put quotes around cells with commas")
    cells = {str(k).strip(): str(v).strip() for k, v in row.items()}
    source_id = (folder / cells["file"]).as_posix() if cells["file"] else ""
    if not source_id:
        raise ReadError("missing_file", "the cell `file` is empty")
    if source_id not in known:
        raise ReadError("metadata_without_file", f"no file {cells['file']!r} here; correct the name or drop the row")
    if source_id in seen:
        raise ReadError("repeated_file", f"{cells['file']!r} stands above already; keep one row")
    return source_id, Meta(iso_day(cells.get("published_on")), cells.get("outlet") or None, cells.get("url") or None)
