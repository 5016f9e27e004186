"""Files to documents: decoded, cleaned, dated, with agency and language. One input file at a time, pure."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tollbook.extraction.gate import gate
from tollbook.extraction.sentences import split_unnamed
from tollbook.ids import content_id
from tollbook.limits import MAX_CHARS, MAX_SENTENCES, ArticleLimitError, at_most
from tollbook.reading.agency import credited
from tollbook.reading.clean import clean
from tollbook.reading.decode import decode
from tollbook.reading.faults import STAGE_DOCUMENTS, STAGE_METADATA, ReadError
from tollbook.reading.html import read_html
from tollbook.reading.inputs import Input
from tollbook.reading.language import language_of
from tollbook.reading.metadata import Meta, iso_day
from tollbook.reading.publication import publication_day
from tollbook.reading.records import Record, read_records
from tollbook.reading.story import story_bands, story_key
from tollbook.rows import Document, Reject
from tollbook.rulebook import Rulebook

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
            return [make_document(_file(source, path.read_bytes(), metadata.get(source.source, Meta())), book)], []
        return _rows(source, read_records(path, source.kind, source.piece), book)
    except ReadError as error:
        return [], [error.reject(source.name)]
    except OSError as error:
        return [], [Reject(source.source, STAGE_DOCUMENTS, "unreadable", f"{error.strerror}; check the file")]


def make_document(article: Article, book: Rulebook) -> Document:
    """Clean and describe one article. Raises ReadError (empty, too_long, too_much, too_slow)."""
    try:
        return _made(article, book)
    except ArticleLimitError as error:
        raise ReadError(error.reason, error.detail) from error


def _made(article: Article, book: Rulebook) -> Document:
    text = clean(article.text)
    if not text:
        raise ReadError("empty", "there is no text in it")
    title = clean(article.title).replace("\n", " ") if article.title else None
    if title and not _within(title, text):
        text = f"{title}\n\n{text}"
    if len(text) > MAX_CHARS:
        raise ReadError("too_long", f"{len(text):,} characters, more than {MAX_CHARS:,}; split it into its articles")
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


def reject_repeats(documents: Iterable[Document]) -> tuple[list[Document], list[Reject]]:
    """Keep the first document of each source_id; the later ones are refused."""
    kept: dict[str, Document] = {}
    times: Counter[str] = Counter()
    rejects: list[Reject] = []
    for document in documents:
        times[document.source_id] += 1
        if document.source_id in kept:
            detail = f"this id was read already (time {times[document.source_id]}); ids must be unique over all files"
            rejects.append(Reject(document.source_id, STAGE_DOCUMENTS, "repeated_id", detail))
        else:
            kept[document.source_id] = document
    return list(kept.values()), rejects


def _within(title: str, text: str) -> bool:
    head = text[:_TITLE_HEAD]
    return title in head or " ".join(title.split()).casefold() in " ".join(head.split()).casefold()


def _file(source: Input, data: bytes, meta: Meta) -> Article:
    if source.kind == "text":
        return Article(source.source, decode(data), None, meta.outlet, meta.url, meta.published_on, source.source)
    page = read_html(data)
    return Article(
        source.source,
        page.text,
        page.title,
        meta.outlet or page.outlet,
        meta.url or page.url,
        meta.published_on or iso_day(page.published_on),
        source.source,
    )


def _rows(source: Input, records: list[Record], book: Rulebook) -> tuple[list[Document], list[Reject]]:
    documents: list[Document] = []
    rejects: list[Reject] = []
    for record in records:
        where = f"{source.source}:{record.number}"
        try:
            article, problem = _row(record)
            documents.append(make_document(article, book))
        except ReadError as error:
            rejects.append(error.reject(where))
            continue
        if problem is not None:
            rejects.append(problem.reject(where, STAGE_METADATA))
    kept, repeats = reject_repeats(documents)
    return kept, rejects + repeats


def _row(record: Record) -> tuple[Article, ReadError | None]:
    """The article in a row, and what is wrong with its date."""
    if record.error is not None:
        raise record.error
    cells = record.cells
    source_id = _cell(cells.get("id"))
    if not source_id:
        raise ReadError("missing_id", "the column `id` is empty; give each row an id of its own")
    text = cells.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ReadError("empty", "the column `text` holds no text")
    problem, day = None, None
    try:
        day = iso_day(cells.get("published_on"))
    except ReadError as error:
        problem = error
    title, outlet, url = (_cell(cells.get(name)) for name in ("title", "outlet", "url"))
    return Article(source_id, text, title, outlet, url, day), problem


def _cell(value: Any) -> str | None:
    """A cell as text; None when empty. Numbers are written out, other things refused."""
    if value is None or isinstance(value, bool | list | dict):
        return None
    return clean(str(value)).replace("\n", " ") or None
