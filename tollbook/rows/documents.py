"""Articles as they were read, the sentences in them, and what was refused."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Document:
    """An article that was read. Copies of the same text are rows of their own."""

    doc_id: Annotated[str, "content hash of source_id and text"]
    source_id: Annotated[str, "file name relative to the articles folder, or the row's own id"]
    title: Annotated[str | None, "headline, where the source gives one"] = None
    outlet: Annotated[str | None, "who published it"] = None
    url: Annotated[str | None, "address of the article"] = None
    agency: Annotated[str | None, "news agency credited in the text or metadata"] = None
    published_on: Annotated[dt.date | None, "day of publication, null when unknown"] = None
    published_basis: Annotated[str | None, "metadata, header, dateline, url, filename; null = unknown"] = None
    published_from: Annotated[dt.date | None, "earliest possible day of publication"] = None
    published_to: Annotated[dt.date | None, "latest possible day of publication"] = None
    language: Annotated[str, "ISO 639-1 code; only 'en' is extracted"] = "en"
    text: Annotated[str, "cleaned text; all offsets point into it"] = ""
    chars: Annotated[int, "length of text in characters"] = 0
    sha256: Annotated[str, "SHA-256 of the text"] = ""
    duplicate_of: Annotated[str | None, "doc_id of the first copy of the same text or wire story"] = None
    read_on: Annotated[
        bool,
        "whether it was read on: false where no word stands in it without which no attack, and nobody hurt or taken, "
        "is told; nothing was extracted from it then",
    ] = True
    story_of: Annotated[str | None, "doc_id of the first article of the same story, copy or updated; one source"] = None
    story_agency: Annotated[
        str | None, "news agency that an article of the same story credits, the first that does"
    ] = None
    story_sha256: Annotated[str, "SHA-256 of the words of the story; equal in word-for-word copies"] = ""
    story_bands: Annotated[str, "MinHash keys of the story, 8 hexadecimal digits each; copies share some"] = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, headline, caption or piece of page furniture of a document."""

    sentence_id: Annotated[str, "content hash of document and offsets"]
    doc_id: Annotated[str, "document it is in"]
    position: Annotated[int, "0-based place in the document"]
    paragraph: Annotated[int, "0-based paragraph it is in"]
    start_char: Annotated[int, "offset of the first character in documents.text"]
    end_char: Annotated[int, "offset after the last character in documents.text"]
    text: Annotated[str, "documents.text from start_char to end_char"]
    kind: Annotated[str, "headline, body, caption, dateline, or furniture (kept out of extraction)"] = "body"
    rule_id: Annotated[str | None, "rule that marked it as caption, dateline or furniture"] = None


@dataclass(frozen=True, slots=True)
class Reject:
    """An input that was refused, whole or in part."""

    source_id: Annotated[str, "file, or file and row, that was refused"]
    stage: Annotated[
        str, "articles, documents, metadata, corrections, or the stage that it was too much for, or broke on it"
    ]
    reason: Annotated[str, "short code, e.g. unsupported_type, empty, too_much; failed and over_time: not its fault"]
    detail: Annotated[str, "what was wrong where, and what to do"]
