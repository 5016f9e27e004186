"""An article that a stage breaks on is set aside: named, counted nowhere, tried again; the others are as they were."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.silent import Silent
from support.small_stages import SENTENCES, changed, document, put, split, words
from typer.testing import CliRunner

from pipelines.cli import app
from tollbook.broken import broken_in
from tollbook.documents import making as reader
from tollbook.extraction import claims
from tollbook.extraction.symbols import MarkedText
from tollbook.matching.patterns import Hit
from tollbook.rows import Document, Sentence
from tollbook.rows.schema import PUBLIC_TABLES as T
from tollbook.rule_examples import example_faults
from tollbook.rulebook import Rulebook, load_rulebook
from tollbook.stages import LocalEngine, ProcessEngine, StageStore, per_document, run_stage
from tollbook.warehouse import dump, ledger_path, open_ledger

TEXT = "Gunmen killed {n} policemen at a checkpoint near {place} on Sunday, 5 September 2021, a police officer said."
PLACES = ("Kirkuk", "Mosul", "Tikrit", "Samarra", "Ramadi", "Fallujah")
QUOTED = "words of the article"


def breaks_on_b(doc: Document, book: Rulebook) -> list[Sentence]:
    if doc.source_id.startswith("b"):
        raise ValueError(QUOTED)
    return split(doc, book)


def breaks_on_machine(doc: Document, book: Rulebook) -> list[Sentence]:
    if doc.source_id == "b":
        raise MemoryError
    return split(doc, book)


BREAKING = per_document("sentences", breaks_on_b, outputs=(T["sentences"],), dimensions=("furniture",))
NUMBERS = per_document("number_mentions", words, inputs=(T["sentences"],), outputs=(T["number_mentions"],))


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    path = tmp_path / "rules" / "furniture" / "some.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("schema: 1\ndimension: furniture\nsettings: {a: 1}\n")
    return load_rulebook(tmp_path / "rules")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("engine", "ahead"),
    [(LocalEngine(), ()), (LocalEngine(), (NUMBERS,)), (ProcessEngine(2), (NUMBERS,))],
    ids=["in turn", "ahead", "processes"],
)
def test_it_has_no_rows_in_any_stage_and_the_others_have_theirs(
    tmp_path: Path, book: Rulebook, engine: Any, ahead: Any
) -> None:
    store, whole = StageStore(tmp_path / "home"), StageStore(tmp_path / "whole")
    put(store, [document(n) for n in "abcd"])
    put(whole, [document(n) for n in "acd"])
    for at, first in ((store, BREAKING), (whole, SENTENCES)):
        run_stage(at, first, book, engine, ahead=ahead)
        run_stage(at, NUMBERS, book, engine)
    for table in (T["sentences"], T["number_mentions"]):
        assert store.rows(table) == whole.rows(table)
        (found,) = broken_in(store.paths(table.name))
        assert (found.source_id, found.stage, found.reason, found.error) == ("b", "sentences", "failed", "ValueError")
        assert "test_broken.py" in found.where
        assert not broken_in(whole.paths(table.name))
    assert QUOTED not in str(found)


def test_it_is_tried_again_when_rules_change_and_not_before(tmp_path: Path, book: Rulebook) -> None:
    store = StageStore(tmp_path / "home")
    put(store, [document(n) for n in "ab"])
    run_stage(store, BREAKING, book)
    assert run_stage(store, BREAKING, book).computed == 0
    assert broken_in(store.paths("sentences"))
    mended = replace(BREAKING, function=SENTENCES.function)
    assert run_stage(store, mended, changed(book, "furniture")).computed == 1
    assert not broken_in(store.paths("sentences"))
    assert len(store.rows(T["sentences"])) == 4


def test_what_is_no_fault_of_an_article_fails_the_stage_and_names_where(tmp_path: Path, book: Rulebook) -> None:
    store = StageStore(tmp_path / "home")
    put(store, [document(n) for n in "abcd"])
    failing = per_document("sentences", breaks_on_machine, outputs=(T["sentences"],))
    with pytest.raises(MemoryError) as caught:
        run_stage(store, failing, book)
    where = " ".join(caught.value.__notes__)
    assert "(b)" in where
    assert "in stage sentences, shard s_" in where


class Slow:
    """Runs out of time so many times before it is done."""

    def __init__(self, times: int) -> None:
        self.times = times

    def __call__(self, doc: Document, book: Rulebook) -> list[Sentence]:
        if doc.source_id == "b" and self.times:
            self.times -= 1
            raise TimeoutError("regex timed out")
        return split(doc, book)


@pytest.mark.parametrize(("times", "aside"), [(1, []), (2, ["over_time"])])
def test_a_pattern_that_runs_out_of_time_is_tried_once_more(
    tmp_path: Path, book: Rulebook, times: int, aside: list[str]
) -> None:
    store = StageStore(tmp_path / "home")
    put(store, [document(n) for n in "ab"])
    slow = per_document("sentences", Slow(times), outputs=(T["sentences"],), modules=("tollbook.ids",))
    run_stage(store, slow, book)
    assert [article.reason for article in broken_in(store.paths("sentences"))] == aside
    assert len(store.rows(T["sentences"])) == (2 if aside else 4)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    assert not example_faults(load_rulebook()), "known before a test breaks the code that runs them"
    folder = tmp_path / "articles"
    folder.mkdir()
    for n, place in enumerate(PLACES, 4):
        (folder / f"{place}.txt").write_text(TEXT.format(n=n, place=place), encoding="utf-8")
    rows = [json.dumps({"id": f"row{n}", "text": f"Nobody was hurt in attack {n}."}) for n in (1, 2)]
    (folder / "feed.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return folder


def breaking_rule(low: int | None = None) -> Callable[..., Any]:
    """What reads the match of a rule of claims; it breaks on those in a sentence with this number, or on all."""
    before = claims._readings

    def readings(marked: MarkedText, hit: Hit, book: Rulebook) -> Any:
        if low is None or any(getattr(item, "low", None) == low for item in marked.items.values()):
            raise ValueError(QUOTED)
        return before(marked, hit, book)

    return readings


def ledger(articles: Path, home: Path) -> Any:
    from pipelines.run import run_ledger  # noqa: PLC0415 (Dagster takes seconds to import)

    return run_ledger(articles, home, "tollbook", Silent())


def journal(home: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home / "logs" / "tollbook.jsonl").read_text().splitlines()]


@pytest.mark.slow
def test_a_run_names_it_with_stage_and_rule_and_publishes_the_rest(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    with monkeypatch.context() as fault:
        fault.setattr(claims, "_readings", breaking_rule(6))
        ran = ledger(articles, home)
    assert ran.success, ran.failures
    (warning,) = ran.warnings
    assert "1 of 8 articles were set aside: Tikrit.txt: " in warning
    assert "claims broke on this article: ValueError at tollbook/extraction/claims/finding.py:" in warning
    assert ", rule casualties.killed." in warning
    with open_ledger(home) as db:
        ((source, stage, reason, detail),) = db.execute("select * from rejects").fetchall()
        assert (source, stage, reason) == ("Tikrit.txt", "claims", "failed")
        assert db.execute("select count(*) from documents").fetchone() == (8,)
        told = "select count(*) from claims join documents using (doc_id) where source_id = 'Tikrit.txt'"
        assert db.execute(told).fetchone() == (0,)
        assert db.execute("select count(*) from incidents").fetchone() == (7,)  # of eight articles that tell one each
    (event,) = (e for e in journal(home) if e["event"] == "article_set_aside")
    assert (
        event.items() >= {"level": "warning", "source_id": "Tikrit.txt", "stage": stage, "error": "ValueError"}.items()
    )
    assert event["rule_id"] in detail
    assert event["shard"].startswith("s_")
    assert QUOTED not in (home / "logs" / "tollbook.jsonl").read_text()
    assert QUOTED not in dump(home, rows=True)


@pytest.mark.slow
def test_many_keep_the_ledger_from_being_published(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setattr(claims, "_readings", breaking_rule())
    shown = CliRunner().invoke(app, ["run", "--articles", str(articles), "--home", str(home)])
    assert shown.exit_code == 1
    assert "8 of 8 articles broke, too many to be set aside: Fallujah.txt" in shown.stderr
    assert not ledger_path(home).exists()
    assert any(e["event"] == "check_failed" and e["check"] == "broken.rejects" for e in journal(home))


@pytest.mark.slow
def test_the_reader_breaks_on_a_row_and_the_command_says_so_with_its_exit_code(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, before = tmp_path / "home", reader.make_document

    def make(article: Any, book: Rulebook) -> Document:
        if article.source_id in ("row2", "Mosul.txt"):
            raise RecursionError(QUOTED)
        return before(article, book)

    monkeypatch.setattr(reader, "make_document", make)
    shown = CliRunner().invoke(app, ["run", "--articles", str(articles), "--home", str(home)])
    assert shown.exit_code == 3
    assert "WARNING: rejects: 2 of 8 articles were set aside" in shown.stderr
    with open_ledger(home) as db:
        refused = db.execute("select source_id, stage, reason from rejects order by all").fetchall()
        counts = dict(db.execute("select key, value from ledger_info where key like 'articles_%'").fetchall())
    assert refused == [("Mosul.txt", "documents", "failed"), ("feed.jsonl:2", "documents", "failed")]
    assert counts == {"articles_read": "8", "articles_kept": "6", "articles_rejected": "2"}
