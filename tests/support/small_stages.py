"""Two stages that are computed at once, a rulebook of two files and a store to run them in."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tollbook.ids import content_id
from tollbook.rows.documents import Document, Sentence
from tollbook.rows.mentions import NumberMention
from tollbook.rows.schema import PUBLIC_TABLES, to_table
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.stages import StageStore, StageSummary, per_document

T = PUBLIC_TABLES
CALLS: list[str] = []  # documents that a stage function saw, in this process


def document(name: str, text: str = "Two died. Three fled.", **more: Any) -> Document:
    sha = hashlib.sha256(text.encode()).hexdigest()
    return Document(content_id("doc", name, text), name, text=text, chars=len(text), sha256=sha, **more)


def split(doc: Document, book: Rulebook) -> list[Sentence]:
    CALLS.append(doc.source_id)
    found, at = [], 0
    for position, piece in enumerate(doc.text.split(". ")):
        at = doc.text.index(piece, at)
        end = at + len(piece)
        found.append(Sentence(content_id("sen", doc.doc_id, at), doc.doc_id, position, 0, at, end, piece))
    return found[::-1]


def words(doc: Document, sentences: list[Sentence], book: Rulebook) -> list[NumberMention]:
    assert [s.position for s in sentences] == sorted(s.position for s in sentences)
    assert all(s.doc_id == doc.doc_id for s in sentences)
    return [
        NumberMention(content_id("num", s.sentence_id), doc.doc_id, s.sentence_id, s.start_char, s.start_char + 3,
                      s.text[:3], f"numbers.word.{s.text[:3].lower()}")
        for s in sentences
    ]  # fmt: skip


SENTENCES = per_document("sentences", split, outputs=(T["sentences"],), dimensions=("furniture",))
NUMBERS = per_document("number_mentions", words, inputs=(T["sentences"],), outputs=(T["number_mentions"],))


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    for dimension in ("furniture", "numbers"):
        path = tmp_path / "rules" / dimension / "some.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(f"schema: 1\ndimension: {dimension}\nsettings: {{a: 1}}\n")
    return load_rulebook(tmp_path / "rules")


@pytest.fixture
def store(tmp_path: Path) -> StageStore:
    CALLS.clear()
    return StageStore(tmp_path / "home")


def put(store: StageStore, documents: Sequence[Document], max_documents: int = 2) -> StageSummary:
    return store.put_documents(to_table(Document, documents), max_documents)


def changed(book: Rulebook, dimension: str) -> Rulebook:
    path = book.root / dimension / "some.yaml"
    path.write_text(path.read_text() + "# a note\n" + "lexicons: []\n")
    load_rulebook.cache_clear()
    return load_rulebook(book.root)
