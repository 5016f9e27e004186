"""Finds copies: the same text or the same wire story under another name. A copy is a document, but no new source."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

import regex

from tollbook.rows import Document, Sentence

_STORY_CHARS = 150  # letters and digits; a shorter story is told by its whole text
_NOT_WORD = regex.compile(r"[^\p{L}\p{N}]+")

# The same over a table `documents` of any size: the first by day of publication (unknown last), then name, then id.
SQL = """
select doc_id,
       nullif(first_value(doc_id) over (
           partition by story_sha256 order by published_on nulls last, source_id, doc_id), doc_id) as duplicate_of
from documents
"""


def story_key(sentences: Iterable[Sentence]) -> str:
    """SHA-256 of the words of the story: case, spaces, punctuation, headline, credits and furniture left out."""
    rows = list(sentences)
    story = _words(s.text for s in rows if s.kind == "body")
    if len(story) < _STORY_CHARS:
        story = _words(s.text for s in rows)
    return hashlib.sha256(story.encode("utf-8", "surrogatepass")).hexdigest()


def mark_duplicates(documents: Sequence[Document]) -> list[Document]:
    """Return the documents in the same order with `duplicate_of` set to the first copy, None on that one itself."""
    first: dict[str, Document] = {}
    for document in documents:
        other = first.get(document.story_sha256)
        if other is None or _rank(document) < _rank(other):
            first[document.story_sha256] = document
    return [replace(d, duplicate_of=_other(first[d.story_sha256].doc_id, d.doc_id)) for d in documents]


def _rank(document: Document) -> tuple[bool, str, str, str]:
    day = document.published_on
    return day is None, day.isoformat() if day else "", document.source_id, document.doc_id


def _other(first: str, own: str) -> str | None:
    return None if first == own else first


def _words(texts: Iterable[str]) -> str:
    return _NOT_WORD.sub("", " ".join(texts).casefold())
