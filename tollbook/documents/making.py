"""Articles to documents: cleaned, dated, with agency and language. One input file at a time, pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from tollbook.broken import is_of_the_article, unread
from tollbook.documents.agency import credited
from tollbook.documents.language import language_of
from tollbook.documents.publication import publication_day
from tollbook.documents.story import story_bands, story_key
from tollbook.extraction.gate import gate
from tollbook.ids import content_id
from tollbook.limits import MAX_CHARS, MAX_SENTENCES, ArticleLimitError, at_most
from tollbook.reading.articles import Article, articles_of
from tollbook.reading.clean import clean
from tollbook.reading.faults import STAGE_METADATA, ReadError, unreadable
from tollbook.reading.inputs import Input
from tollbook.reading.metadata import Meta
from tollbook.reading.repeated import repeated_id
from tollbook.rows import Document, Reject
from tollbook.rulebook import Rulebook
from tollbook.sentences.splitting import split_unnamed

MAX_RAW = 8 * MAX_CHARS  # before cleaning, blanks and all
_TITLE_HEAD = 2000  # characters of a text in which a separate title is looked for


def read_input(source: Input, metadata: Mapping[str, Meta], book: Rulebook) -> tuple[list[Document], list[Reject]]:
    """Return the documents in one file and what is refused.

    Each article (or row) is a document or a reject of stage `documents`; a reject of stage `metadata` tells of a
    cell that was passed over in an article that was kept.
    """
    documents: dict[str, Document] = {}
    places: dict[str, str] = {}
    rejects: list[Reject] = []
    try:
        for found in articles_of(source, metadata):
            try:
                article = found.article()
                if article.source_id in documents:
                    raise repeated_id(article.source_id, int(places[article.source_id].rpartition(":")[2]))
                documents[article.source_id] = make_document(article, book)
            except ReadError as error:
                rejects.append(error.reject(found.where))
            except Exception as error:
                if not is_of_the_article(error):
                    raise
                rejects.append(unread(error, found.where))
            else:
                places[article.source_id] = found.where
                rejects += [problem.reject(found.where, STAGE_METADATA) for problem in found.passed_over]
    except ReadError as error:
        return [], [error.reject(source.name)]
    except OSError as error:
        return [], [unreadable(error).reject(source.name)]
    return list(documents.values()), rejects


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
