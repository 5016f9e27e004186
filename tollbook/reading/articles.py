"""Files to articles as they come: text, title, outlet, address and day, from pages, rows and metadata.csv."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tollbook.reading.clean import clean
from tollbook.reading.decode import decode
from tollbook.reading.faults import ReadError
from tollbook.reading.html import read_html
from tollbook.reading.inputs import Input
from tollbook.reading.metadata import Meta, iso_day
from tollbook.reading.record import Record
from tollbook.reading.records import read_bytes, read_records

MAX_ID = 1000  # characters
MAX_WORDS = 2000  # characters of a title, an outlet, an address


@dataclass(frozen=True, slots=True)
class Article:
    """An article before it is cleaned. `page_day` is what the page or row itself says of its day."""

    source_id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published_on: dt.date | None = None
    filename: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What one place of a file holds: an article, or why there is none; and what is passed over of its metadata."""

    where: str
    content: Article | ReadError
    passed_over: tuple[ReadError, ...] = ()

    def article(self) -> Article:
        """Return the article; raises the ReadError for which there is none."""
        if isinstance(self.content, ReadError):
            raise self.content
        return self.content


def articles_of(source: Input, metadata: Mapping[str, Meta]) -> Iterator[Found]:
    """Yield what stands in a file, in its order; `where` is the name of the file, with the number of a row.

    Raises ReadError or OSError when the file cannot be read as a whole.
    """
    path = Path(source.path)
    if source.kind in ("text", "html"):
        article, problems = _file(source, read_bytes(path, source.piece), metadata.get(source.source, Meta()))
        yield Found(source.source, article, tuple(problems))
        return
    for record in read_records(path, source.kind, source.piece):
        where = f"{source.source}:{record.number}"
        try:
            article, problems = _row(record)
        except ReadError as error:
            yield Found(where, error)
        else:
            yield Found(where, article, tuple(problems))


def _file(source: Input, data: bytes, meta: Meta) -> tuple[Article, list[ReadError]]:
    """The article in a file, and what is passed over of what a page tells of itself."""
    name = source.source
    if source.kind == "text":
        return Article(name, decode(data), None, meta.outlet, meta.url, meta.published_on, name), []
    page = read_html(data)
    cells = {"published_on": page.published_on, "title": page.title, "outlet": page.outlet, "url": page.url}
    day, words, problems = _facts(cells)
    article = Article(
        name, page.text, words["title"], meta.outlet or words["outlet"], meta.url or words["url"], filename=name
    )
    return replace(article, published_on=meta.published_on or day), problems


def _row(record: Record) -> tuple[Article, list[ReadError]]:
    """The article in a row, and what is passed over of the cells beside its text."""
    if record.error is not None:
        raise record.error
    cells = record.cells
    source_id = _cell(cells.get("id"))
    if not source_id:
        raise ReadError("missing_id", "column id is empty, or no text or number; give each row an id of its own")
    if len(source_id) > MAX_ID:
        raise ReadError("bad_id", f"column id has {len(source_id):,} characters, more than {MAX_ID:,}; shorten it")
    text = cells.get("text")
    if text is not None and not isinstance(text, str):
        raise ReadError("wrong_type", f"column text is {_type(text)}, not text; write it as text")
    if not text or text.isspace():
        raise ReadError("empty", "column text holds nothing; remove the row")
    day, words, problems = _facts(cells)
    return Article(source_id, text, words["title"], words["outlet"], words["url"], day), problems


def _facts(cells: Mapping[str, Any]) -> tuple[dt.date | None, dict[str, str | None], list[ReadError]]:
    """Day, title, outlet and address among some cells, and why others are passed over."""
    problems: list[ReadError] = []
    day = None
    try:
        day = iso_day(_plain(cells.get("published_on")))
    except ReadError as error:
        problems.append(ReadError(error.reason, f"column published_on: {error.detail}"))
    words: dict[str, str | None] = {}
    for name in ("title", "outlet", "url"):
        value = cells.get(name)
        words[name] = cell = _cell(value)
        if isinstance(value, list | dict):
            problems.append(ReadError("wrong_type", f"column {name} is {_type(value)}, not text; write it as text"))
        elif cell is not None and len(cell) > MAX_WORDS:
            words[name] = None
            told = f"column {name} has {len(cell):,} characters, more than {MAX_WORDS:,}; shorten it"
            problems.append(ReadError("too_long", told))
    return day, words, problems


def _type(value: object) -> str:
    kinds = {bool: "true or false", list: "a list", dict: "an object", int: "a number", float: "a number"}
    return kinds.get(type(value), type(value).__name__)


def _plain(value: Any) -> Any:
    """None for what tables write in the place of a number that is not there."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _cell(value: Any) -> str | None:
    """A cell as text; None when empty. Numbers are written out, other things passed over."""
    value = _plain(value)
    if value is None or isinstance(value, bool | list | dict):
        return None
    return clean(str(value)).replace("\n", " ") or None
