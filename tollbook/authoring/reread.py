"""Hits of rules that leave no rows in the ledger, counted by reading its articles again."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import duckdb

from tollbook.article import analyse
from tollbook.documents.publication import publication_day
from tollbook.extraction.claims.finding import looked_at
from tollbook.extraction.people import People
from tollbook.extraction.scope import scope_hits
from tollbook.limits import ArticleLimitError
from tollbook.rows import Document
from tollbook.rows.schema import from_table
from tollbook.rulebook import Rulebook
from tollbook.vocabulary import Progress

DIMENSIONS = ("people", "publication", "scope")
_READ = "FROM documents WHERE language = 'en' AND duplicate_of IS NULL AND read_on"
_BATCH = 200  # articles in memory at a time


def reread(db: duckdb.DuckDBPyConnection, book: Rulebook, progress: Progress = lambda *_: None) -> Counter[str]:
    """Return matches by rule of people, publication and scope over the articles that the ledger was read from.

    People and scope as claims ask them: in sentences with a casualty word. Publication: the rule that gave the day.
    With the rules of `book`, which may be newer than the ledger's.
    """
    ((total,),) = db.execute(f"SELECT count(*) {_READ}").fetchall()
    hits: Counter[str] = Counter()
    for done, document in enumerate(_documents(db), 1):
        with suppress(ArticleLimitError):  # it was refused when it was read, too
            hits.update(_in_article(document, book))
        progress("reading again", done, total)
    return hits


def _documents(db: duckdb.DuckDBPyConnection) -> Iterator[Document]:
    for batch in db.sql(f"SELECT * {_READ} ORDER BY doc_id").to_arrow_reader(_BATCH):
        yield from from_table(Document, batch)


def _in_article(document: Document, book: Rulebook) -> Iterator[str]:
    if document.published_basis not in (None, "metadata"):
        day = publication_day(document.text, book, url=document.url, filename=document.source_id)
        if day.rule_id is not None:
            yield day.rule_id
    reading = analyse(document, book)
    for _, marked in looked_at(reading.sentences, reading.mentions, book):
        yield from (item.rule_id for item in marked.items.values() if isinstance(item, People))
        yield from (hit.rule.id for hit in scope_hits(marked, book))
