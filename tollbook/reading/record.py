"""A row of a file of articles, and the columns that are read."""

from dataclasses import dataclass
from typing import Any

from tollbook.reading.faults import ReadError

REQUIRED = ("id", "text")
OPTIONAL = ("title", "published_on", "outlet", "url")
ADVICE = "rename them or move the file"


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its 1-based number in the file, and its cells or why it is refused."""

    number: int
    cells: dict[str, Any]
    error: ReadError | None = None
