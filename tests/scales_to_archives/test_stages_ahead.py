"""Stages done ahead for a shard: the same files as one stage after the other, and only what is missing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.paths import EXAMPLES
from support.small_stages import NUMBERS, SENTENCES, T, book, changed, document, put, store

from tollbook.chain import STAGES
from tollbook.intake.loading import find_articles, read_articles
from tollbook.rows.documents import Document, Sentence
from tollbook.rows.mentions import NumberMention
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.stages import EngineChoice, StageStore, per_document, run_stage

__all__ = ["book", "store"]  # fixtures
SHARDED = tuple(stage for stage in STAGES if stage.sharded)


def contents(store: StageStore) -> dict[str, bytes]:
    files = (path for path in sorted(store.root.rglob("*")) if path.suffix in (".parquet", ".json"))
    return {path.relative_to(store.root).as_posix(): path.read_bytes() for path in files}


def made_of(store: StageStore, engine: str, *, ahead: bool) -> dict[str, bytes]:
    rules = load_rulebook()
    find_articles(store, EXAMPLES)
    read_articles(store, EXAMPLES, rules)
    with EngineChoice(engine).open() as at_work:
        for stage in SHARDED:
            summary = run_stage(store, stage, rules, at_work, ahead=SHARDED if ahead else ())
            assert summary.computed == len(store.shards()), stage.name
    return contents(store)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["local", "processes"])
def test_every_file_is_the_same(engine: str, tmp_path: Path) -> None:
    in_turn = made_of(StageStore(tmp_path / "turn"), "local", ahead=False)
    assert made_of(StageStore(tmp_path / "ahead"), engine, ahead=True) == in_turn


def test_a_stage_done_ahead_finds_its_files(store: StageStore, book: Rulebook) -> None:
    put(store, [document(n) for n in "abc"])
    run_stage(store, SENTENCES, book, ahead=(SENTENCES, NUMBERS))
    before = {path: path.stat().st_mtime_ns for path in (store.root / "number_mentions").glob("*.parquet")}
    assert len(before) == 2
    assert run_stage(store, NUMBERS, book).computed == 2
    assert {path: path.stat().st_mtime_ns for path in store.paths("number_mentions")} == before
    assert run_stage(store, NUMBERS, book).computed == 0


def test_only_what_is_missing_is_done_ahead(store: StageStore, book: Rulebook) -> None:
    chain = (SENTENCES, NUMBERS)
    put(store, [document(n) for n in "abc"])
    for stage in chain:
        run_stage(store, stage, book, ahead=chain)
    book = changed(book, "furniture")  # the sentences come out the same
    assert [run_stage(store, stage, book, ahead=chain).computed for stage in chain] == [2, 0]
    put(store, [document(n) for n in "abcde"])
    assert [run_stage(store, stage, book, ahead=chain).computed for stage in chain] == [1, 1]


def test_a_stage_whose_inputs_are_not_there_waits_for_its_turn(store: StageStore, book: Rulebook) -> None:
    put(store, [document(n) for n in "abc"])
    other = per_document("other", numbered, inputs=(T["number_mentions"],), outputs=(T["date_mentions"],))
    run_stage(store, SENTENCES, book, ahead=(other,))
    assert not list((store.root / "other").glob("*.parquet"))


def test_a_stage_that_fails_does_so_in_its_own_turn(store: StageStore, book: Rulebook) -> None:
    put(store, [document(n) for n in "abc"])
    failing = per_document("number_mentions", fails, inputs=(T["sentences"],), outputs=(T["number_mentions"],))
    assert run_stage(store, SENTENCES, book, ahead=(failing,)).computed == 2
    with pytest.raises(OSError, match="cannot"):
        run_stage(store, failing, book)


def test_rows_come_as_they_would_be_read_back(store: StageStore, book: Rulebook) -> None:
    seen: list[Any] = []
    odd = per_document("sentences", oddly, outputs=(T["sentences"],))
    reader = per_document("number_mentions", Seeing(seen), inputs=(T["sentences"],), outputs=(T["number_mentions"],),
                          modules=("tollbook.ids",))  # fmt: skip
    put(store, [document(n) for n in "ab"])
    run_stage(store, odd, book, ahead=(reader,))
    assert sorted(seen, key=lambda s: (s.doc_id, s.position)) == store.rows(T["sentences"])
    assert {type(s.text) for s in seen} == {str}


class Word(str):
    """Text of a class of its own, which no file keeps."""

    __slots__ = ()


class Seeing:
    """A stage function that keeps what it is given."""

    def __init__(self, seen: list[Any]) -> None:
        self._seen = seen

    def __call__(self, _: Document, sentences: list[Sentence], book: Rulebook) -> list[NumberMention]:  # noqa: ARG002
        self._seen.extend(sentences)
        return []


def oddly(doc: Document, book: Rulebook) -> list[Sentence]:
    rows = SENTENCES.function.function(doc, book)  # type: ignore[attr-defined]
    return [replace(row, text=Word(row.text)) for row in rows]


def fails(doc: Document, sentences: list[Sentence], book: Rulebook) -> list[NumberMention]:
    raise OSError("cannot")


def numbered(doc: Document, numbers: list[NumberMention], book: Rulebook) -> list[Any]:
    return []
