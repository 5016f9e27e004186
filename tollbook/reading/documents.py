"""Files to documents: decoded, cleaned, dated, with agency and language. One input file at a time, pure."""

import datetime as dt
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tollbook.broken import is_of_the_article, unread
from tollbook.extraction.gate import gate
from tollbook.extraction.sentences import split_unnamed
from tollbook.ids import content_id
from tollbook.limits import MAX_CHARS, MAX_SENTENCES, ArticleLimitError, at_most
from tollbook.reading.agency import credited
from tollbook.reading.clean import clean
from tollbook.reading.decode import decode
from tollbook.reading.faults import STAGE_METADATA, ReadError, unreadable
from tollbook.reading.html import read_html
from tollbook.reading.inputs import Input
from tollbook.reading.language import language_of
from tollbook.reading.metadata import Meta, iso_day
from tollbook.reading.publication import publication_day
from tollbook.reading.record import Record
from tollbook.reading.records import read_bytes, read_records
from tollbook.reading.story import story_bands, story_key
from tollbook.rows import Document, Reject
from tollbook.rulebook import Rulebook

MAX_RAW = 8 * MAX_CHARS  # before cleaning, blanks and all
MAX_ID = 1000  # characters
MAX_WORDS = 2000  # characters of a title, an outlet, an address
_TITLE_HEAD = 2000  # characters of a text in which a separate title is looked for


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


def read_input(source: Input, metadata: Mapping[str, Meta], book: Rulebook) -> tuple[list[Document], list[Reject]]:
    """Return the documents in one file and what is refused.

    Each article (or row) is a document or a reject of stage `documents`; a reject of stage `metadata` tells of a
    cell that was passed over in an article that was kept.
    """
    try:
        path = Path(source.path)
        if source.kind in ("text", "html"):
            data = read_bytes(path, source.piece)
            article, problems = _file(source, data, metadata.get(source.source, Meta()))
            told = [problem.reject(source.source, STAGE_METADATA) for problem in problems]
            return [make_document(article, book)], told
        return _rows(source, read_records(path, source.kind, source.piece), book)
    except ReadError as error:
        return [], [error.reject(source.name)]
    except OSError as error:
        return [], [unreadable(error).reject(source.name)]


def make_document(article: Article, book: Rulebook) -> Document:
    """Clean and describe one article. Raises ReadError (empty, too_long, too_much, over_time)."""
    try:
        return _made(article, book)
    except ArticleLimitError as error:
        raise ReadError(error.reason, error.detail) from error


def _made(article: Article, book: Rulebook) -> Document:
    if len(article.text) > MAX_RAW:
        raise _too_long(article.text)
    text = clean(article.text)
    if not text:
        raise ReadError("empty", "there is no text in it; remove it")
    title = clean(article.title).replace("\n", " ") if article.title else None
    if title and not _within(title, text):
        text = f"{title}\n\n{text}"
    if len(text) > MAX_CHARS:
        raise _too_long(text)
    day = publication_day(text, book, given=article.published_on, url=article.url, filename=article.filename)
    draft = Document(
        doc_id=content_id("doc", article.source_id, text),
        source_id=article.source_id,
        title=title,
        outlet=article.outlet,
        url=article.url,
        published_on=day.on,
        published_basis=day.basis,
        published_from=day.earliest,
        published_to=day.latest,
        language=language_of(text, book),
        text=text,
        chars=len(text),
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
    )
    return _from_sentences(draft, book)


def _too_long(text: str) -> ReadError:
    return ReadError("too_long", f"{len(text):,} characters, more than {MAX_CHARS:,}; split it into its articles")


def _from_sentences(draft: Document, book: Rulebook) -> Document:
    """Add what the sentences tell: the title where the source gave none, the agency, the key of the story."""
    sentences = split_unnamed(draft, book)
    at_most(MAX_SENTENCES, len(sentences), "sentences and lines")
    headline = next((s.text for s in sentences if s.kind == "headline"), None)
    title = draft.title or (" ".join(headline.split()) if headline else None)
    return replace(
        draft,
        title=title,
        agency=credited(sentences, draft.outlet, book),
        read_on=gate(book).read_on(draft.text, sentences),
        story_sha256=story_key(sentences),
        story_bands=story_bands(sentences),
    )


def _within(title: str, text: str) -> bool:
    head = text[:_TITLE_HEAD]
    return title in head or " ".join(title.split()).casefold() in " ".join(head.split()).casefold()


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


def _rows(source: Input, records: list[Record], book: Rulebook) -> tuple[list[Document], list[Reject]]:
    kept: dict[str, Document] = {}
    rows: dict[str, int] = {}
    rejects: list[Reject] = []
    for record in records:
        where = f"{source.source}:{record.number}"
        try:
            article, problems = _row(record)
            if article.source_id in kept:
                known = f"id {article.source_id[:80]!r} is that of row {rows[article.source_id]}"
                raise ReadError("repeated_id", f"{known}; give each row an id of its own")
            kept[article.source_id] = make_document(article, book)
            rows[article.source_id] = record.number
        except ReadError as error:
            rejects.append(error.reject(where))
            continue
        except Exception as error:
            if not is_of_the_article(error):
                raise
            rejects.append(unread(error, where))
            continue
        rejects += [problem.reject(where, STAGE_METADATA) for problem in problems]
    return list(kept.values()), rejects


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
